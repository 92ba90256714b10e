"""Who gets what from the pages of orders."""

from typing import Any

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW


def _none(district: District) -> list[Any]:
    return [10**9]


def _file(district: District) -> list[Any]:
    return [10**9, "00000000-0000-4000-8000-000000000000"]


ISSUE = ("district", "office")
ROWS = (
    Row(name="supervision:index", who=VIEW, get=200),
    Row(name="supervision:order-new", who=ISSUE, get=302, post=302),
    Row(name="supervision:order", who=VIEW, get=404, args=_none),
    Row(name="supervision:order-edit", who=ISSUE, get=404, post=404, args=_none),
    Row(name="supervision:order-act", who=VIEW, post=404, args=_none),
    Row(name="supervision:order-file", who=VIEW, get=404, args=_file),
)
