"""The tabs over the pages of a stage: those of this person, and the one under which the page of a request stands."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse

from .say import say

Tab = tuple[str, str, str, str]  # route, Chinese, English, the permission it wants; none: for everybody


def tabs(
    request: HttpRequest, pages: Sequence[Tab], under: Mapping[str, str], here: str = ""
) -> list[tuple[str, str, bool]]:
    """Name, address, and whether the page stands under it; `here`: the route of that tab, where it is known."""
    here, may = here or _here(request, pages, under), request.user.has_perm
    return [(say(zh, en), reverse(route), route == here) for route, zh, en, wants in pages if not wants or may(wants)]


def _here(request: HttpRequest, pages: Sequence[Tab], under: Mapping[str, str]) -> str:
    """The tab of the page itself, else the one that `under` has for how its name begins."""
    found = request.resolver_match
    app, name = (found.app_name, found.url_name or "") if found else ("", "")
    if any(route == f"{app}:{name}" for route, *_ in pages):
        return f"{app}:{name}"
    return next((f"{app}:{tab}" for begin, tab in under.items() if name.startswith(begin)), "")
