"""What anybody may open: the public tree as it was built, search in it, notices in the place of what was withdrawn."""

import mimetypes
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.urls import reverse
from django.utils._os import safe_join
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from yipanqi.domain.disclosure.state import State
from yipanqi.web.page.errors import too_often
from yipanqi.web.page.today import today
from yipanqi.web.page.trace import network

from ..as_published import as_published
from ..models import Publication
from ..models.publications import state_outside
from ..public import told
from ..public.building import tree
from ..public.searching import found
from ..public.source import read
from ..public.throttle import Throttle

View = Callable[..., HttpResponse]
_SOUGHT = {"search.html": "disclosure:public-search", "search.en.html": "disclosure:public-search-en"}
_CHARSET = "; charset=utf-8"
_OF = re.compile(r"a/([a-z0-9]{10})/")
_LONGEST = 100  # signs of a search
_FRESH = "public, max-age=60"
PAGES, SEARCHES = Throttle(at_once=400, a_second=100), Throttle(at_once=20, a_second=5)  # of a network and process


def open_to_all(throttle: Throttle) -> Callable[[View], View]:
    """The view is for whoever comes, as often as the throttle lets one network come."""

    def guard(view: View) -> View:
        @require_safe
        @login_not_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if seconds := throttle.wait(network(request)):
                return too_often(request, max(1, round(seconds)))
            response = view(request, *args, **kwargs)
            response["Referrer-Policy"] = "no-referrer"
            return response

        guarded.permission = ""
        guarded.login_required = False
        return guarded

    return guard


@open_to_all(PAGES)
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """A page or a file of the tree. Whether a publication is public is asked of the record itself each time: what was
    withdrawn answers 410 at once, whatever the tree still holds."""
    path = f"{path}index.html" if not path or path.endswith("/") else path
    lang = "en" if ".en." in path.rpartition("/")[2] else "zh"
    if of := _OF.match(path):
        state = state_outside(of[1])
        if state is None:
            return _missing(lang)
        if state is State.WITHDRAWN:
            return _gone(of[1], lang)
    elif path.startswith("a/"):
        return _missing(lang)
    elif path in _SOUGHT and request.GET.get("q"):
        return redirect(f"{reverse(_SOUGHT[path])}?{urlencode({'q': request.GET['q']})}")
    file = _file(path)
    return _missing(lang) if file is None else _kept(request, file)


@open_to_all(SEARCHES)
def search(request: HttpRequest, lang: str = "zh") -> HttpResponse:
    """What is found among what is public, newest first."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    rows = (
        found(text, lang)
        .filter(publication__in=Publication.objects.published())
        .select_related("publication")
        .defer("text", "grams")
    )
    pages = Paginator(rows, told.FIRST)
    at = pages.get_page(request.GET.get("page"))
    hits = list(at.object_list) if text else []
    return HttpResponse(told.results(text, hits, lang, today(), page=at.number, count=pages.count))


def _gone(uid: str, lang: str) -> HttpResponse:
    """The notice in its place."""
    out = as_published(read([uid])[0], today())
    return HttpResponse(told.notice(out, lang, today()), status=410) if out else _missing(lang)


def _missing(lang: str) -> HttpResponse:
    return HttpResponse(told.missing(lang, today()), status=404)


def _file(path: str) -> Path | None:
    """The file of the tree at a path; nothing where there is none, or it would lie outside."""
    try:
        file = Path(safe_join(tree(), path))
    except (SuspiciousFileOperation, ValueError):
        return None
    return file if file.is_file() else None


def _kept(request: HttpRequest, file: Path) -> HttpResponse:
    """The file, or that it is what the browser has."""
    state = file.stat()
    mark = quote_etag(f"{state.st_mtime_ns:x}-{state.st_size:x}")
    response: HttpResponse
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponseNotModified()
    else:
        kind, _ = mimetypes.guess_type(file.name)
        more = _CHARSET if kind and (kind.startswith("text/") or kind.endswith(("xml", "json"))) else ""
        response = FileResponse(file.open("rb"), content_type=f"{kind or 'application/octet-stream'}{more}")
        response["Last-Modified"] = http_date(state.st_mtime)
    response["ETag"], response["Cache-Control"] = mark, _FRESH
    response["X-Content-Type-Options"] = "nosniff"
    return response
