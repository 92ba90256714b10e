"""What views answer with: the same question asked otherwise, a file to keep, a deed done or refused."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from .say import Cannot

Words = str | Callable[[Any], str]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def query_without(request: HttpRequest, *names: str, **new: Any) -> str:
    """The page's question without these parts and with new ones, to go on with."""
    return asked_otherwise(request.GET, *names, **new)


def asked_otherwise(asked: QueryDict, *names: str, **new: Any) -> str:
    """A question without these parts and with new ones; what is empty is left out."""
    kept = [(k, v) for k, values in asked.lists() for v in values if v and k not in {*names, *new}]
    return urlencode([*kept, *((k, v) for k, v in new.items() if v not in (None, ""))])


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep; never shown in the page's place."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = to_keep(name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def to_keep(name: str) -> str:
    """The header of a file to keep under this name, in any script (RFC 5987), without what no file system takes."""
    return content_disposition_header(True, re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", name)) or "attachment"


def done(request: HttpRequest, deed: Callable[[], Any], words: Words = "", *, back: Any) -> HttpResponse:
    """Do it, say so or why not, and go back; without words the page tells what was done. Words may be made of what
    the deed returns."""
    try:
        found = deed()
    except Cannot as refusal:
        messages.error(request, str(refusal))
    else:
        if said := words(found) if callable(words) else words:
            messages.success(request, said)
    return redirect(back)
