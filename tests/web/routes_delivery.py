"""Who gets what from the pages of delivery."""

from typing import Any

from web.district import District
from web.routes import Row

VIEW = (
    "district", "office", "department", "utility", "subdistrict", "community", "contractor", "supervisor",
)  # fmt: skip


def _none(district: District) -> list[Any]:
    return [10**9]


ROWS = (
    Row(name="delivery:index", who=VIEW, get=200),
    Row(name="delivery:mine", who=VIEW, get=200),
    Row(name="delivery:make", who=("office",), post=404, args=_none),
    Row(name="delivery:task", who=VIEW, get=404, args=_none),
    Row(name="delivery:move", who=VIEW, post=404, args=_none),
    Row(name="delivery:person", who=VIEW, post=404, args=_none),
)
