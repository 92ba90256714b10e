"""At the door: what no browser sends, and no database keeps, is not let in, so that no page need think of it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from .errors import bad_request

NUL = "\0"


class Door:
    """Answers 400 to an address or a form that holds a NUL. A cookie that holds one was set by nobody, and is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(NUL in value for value in request.COOKIES.values()):  # written "\000", it passes every server
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The page that says so, in the language of whoever asks: by now they are known."""
        is_form = request.method == "POST"
        if NUL in request.path or _holds_one(request.GET) or (is_form and _holds_one(request.POST)):
            return bad_request(request)
        return None


def _holds_one(asked: QueryDict) -> bool:
    return any(NUL in text for name, values in asked.lists() for text in (name, *values))
