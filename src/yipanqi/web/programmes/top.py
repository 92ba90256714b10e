"""What the top bar of every page needs of this stage: the programme somebody works with."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .views.frame import current


def programme(request: HttpRequest) -> dict[str, object]:
    """The programme that this person works with, looked up where a page names none of its own."""
    return {"working": SimpleLazyObject(lambda: current(request))}
