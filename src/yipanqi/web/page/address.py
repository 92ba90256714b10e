"""Addresses of one route and many keys: Django looks the route up once, not once a row."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

_MARK = "7777777777"  # a key that is digits, as some routes want, and nothing else of an address
_SAFE = "!$&'()*+,;=/~:@"  # what `reverse` leaves as it is (RFC 3986)


def address_of(route: str, key: int | str) -> str:
    """The address of a route whose one argument is this key, as `reverse` tells it."""
    return addresses(route)(key)


def addresses(route: str) -> Callable[[int | str], str]:
    """The same of many keys."""
    before, after = _around(route, get_script_prefix())
    return lambda key: f"{before}{key if isinstance(key, int) else quote(key, safe=_SAFE)}{after}"


@lru_cache(maxsize=64)
def _around(route: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the key; `prefix`: under which address the platform lies."""
    before, _, after = reverse(route, args=[_MARK]).partition(_MARK)
    return before, after
