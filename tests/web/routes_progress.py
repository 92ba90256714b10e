"""Who gets what from the pages of progress."""

import uuid
from typing import Any

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW

CHECKS = ("office", "department", "utility", "subdistrict", "supervisor")
WORKS = ("office", "department", "utility", "subdistrict", "contractor")


def _none(district: District) -> list[Any]:
    return [10**9]


def _nowhere(district: District) -> list[Any]:
    return ["no-such-estate"]


def _nowhere_uid(district: District) -> list[Any]:
    return [uuid.UUID(int=0)]


ROWS = (
    Row(name="progress:index", who=VIEW, get=200),
    Row(name="progress:confirm", who=CHECKS, get=200, post=302),
    Row(name="progress:report-new", who=VIEW, get=404, post=404, args=_none),
    Row(name="progress:estate", who=WORKS, get=404, post=404, args=_nowhere),
    Row(name="progress:report", who=VIEW, get=404, args=_none),
    Row(name="progress:report-confirm", who=CHECKS, post=404, args=_none),
    Row(name="progress:report-back", who=CHECKS, post=404, args=_none),
    Row(name="progress:photos", who=CHECKS, get=200),
    Row(name="progress:photo", who=VIEW, get=404, args=_nowhere_uid),
    Row(name="progress:photo-clear", who=CHECKS, post=404, args=_nowhere_uid),
)
