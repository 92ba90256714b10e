"""Who gets what from the pages of meetings and of the experience library."""

from typing import Any

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW

ISSUE = ("district", "office")
ANSWER = ("office", "department", "utility", "subdistrict", "community", "contractor", "supervisor")


def _none(district: District) -> list[Any]:
    return [10**9]


def _file(district: District) -> list[Any]:
    return [10**9, "minutes"]


ROWS = (
    Row(name="supervision:meetings", who=VIEW, get=200),
    Row(name="supervision:meeting-new", who=ISSUE, get=200, post=200),  # no programme yet: the page says so
    Row(name="supervision:meeting-items", who=VIEW, get=200),
    Row(name="supervision:meeting", who=VIEW, get=404, args=_none),
    Row(name="supervision:meeting-edit", who=ISSUE, get=404, post=404, args=_none),
    Row(name="supervision:meeting-move", who=ISSUE, post=404, args=_none),
    Row(name="supervision:meeting-agenda", who=VIEW, get=404, args=_none),
    Row(name="supervision:meeting-minutes", who=VIEW, get=404, args=_none),
    Row(name="supervision:meeting-file", who=VIEW, get=404, args=_file),
    Row(name="supervision:meeting-item-new", who=ISSUE, post=404, args=_none),
    Row(name="supervision:meeting-item", who=VIEW, get=404, args=_none),
    Row(name="supervision:meeting-item-edit", who=ISSUE, get=404, post=404, args=_none),
    Row(name="supervision:meeting-item-move", who=ISSUE, post=404, args=_none),
    Row(name="supervision:cases", who=VIEW, get=200),
    Row(name="supervision:case-new", who=ANSWER, get=200, post=200),
    Row(name="supervision:case", who=VIEW, get=404, args=_none),
    Row(name="supervision:case-edit", who=ANSWER, get=404, post=404, args=_none),
    Row(name="supervision:case-move", who=VIEW, post=404, args=_none),
)
