"""One line of JSON for each request and remark, under one id; no name, no address and no path a person wrote."""

import ipaddress
import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("request_id", default="-")
_from: ContextVar[str] = ContextVar("network", default="")
_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_ACCESS = logging.getLogger("yipanqi.access")


def request_id() -> str:
    """The id of the request being answered; `-` outside of one."""
    return _current.get()


def address(request: HttpRequest) -> str:
    """Where the request comes from: as told by our own proxies, of which the setting says how many there are."""
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    count = settings.PROXIES
    return told[-count] if count and len(told) >= count else request.META.get("REMOTE_ADDR", "")


def network(request: HttpRequest) -> str:
    """The address that is counted: of IPv6 the first half, for one line has as many addresses as it likes."""
    told = address(request)
    try:
        known = ipaddress.ip_address(told)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        return str(ipaddress.IPv6Network((known, 64), strict=False))
    return str(getattr(known, "ipv4_mapped", None) or known)


def network_here() -> str:
    """Where the request being answered comes from; nothing outside of one."""
    return _from.get()


class Trace:
    """Gives each request an id, tells it in the answer, and writes one line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.headers.get("X-Request-ID", "") if settings.PROXIES else ""
        request.trace_id = told if _ID.fullmatch(told) else uuid.uuid4().hex[:16]
        token, place = _current.set(request.trace_id), _from.set(network(request))
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id()
            _ACCESS.info("request", extra={"facts": _facts(request, response, time.monotonic() - began)})
            return response
        finally:
            _current.reset(token)
            _from.reset(place)


def _facts(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, object]:
    user = getattr(request, "user", None)
    return {
        "method": request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "other",
        "route": _route(request),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "person": getattr(user, "pk", None),
    }


def _route(request: HttpRequest) -> str:
    """The pattern that matched, not the path: a path may hold a one-time key."""
    match = request.resolver_match
    return "/" + match.route if match else "-"


class JsonLines(logging.Formatter):
    """A record as one line of JSON; control characters are escaped, so that nobody can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": getattr(getattr(record, "request", None), "trace_id", request_id()),
            "said": self._said(record),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line |= _where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=str)

    def _said(self, record: logging.LogRecord) -> str:
        """The message; of a framework's remark on a request only that there was one: its message holds the path."""
        if hasattr(record, "request") or record.name.startswith(("django.request", "django.security", "django.server")):
            return f"{record.name} {getattr(record, 'status_code', '')}".strip()
        return record.getMessage()


def _where(error: BaseException) -> dict[str, object]:
    """Kind and place of an error; its message may quote what somebody wrote."""
    frames, trace = [], error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/site-packages/')[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return {"error": type(error).__name__, "trace": frames[-12:]}
