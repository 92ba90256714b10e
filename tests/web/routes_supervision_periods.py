"""Who gets what from the pages of periods, bulletins and summaries."""

from typing import Any

from web.district import KINDS, District
from web.routes import Row

VIEW = tuple(kind for kind in KINDS if kind not in ("anonymous", "system_admin", "audit_admin"))
CLOSE = ("office",)


def _none(district: District) -> list[Any]:
    return [10**9]


def _no_period(district: District) -> list[Any]:
    return ["2027-13"]


def _no_paragraph(district: District) -> list[Any]:
    return [10**9, "opening"]


ROWS = (
    Row(name="supervision:periods", who=VIEW, get=200),
    Row(name="supervision:period-close", who=CLOSE, get=404, post=404, args=_no_period),
    Row(name="supervision:period", who=VIEW, get=404, args=_none),
    Row(name="supervision:period-rows", who=VIEW, get=404, args=_none),
    Row(name="supervision:period-statistics", who=VIEW, get=404, args=_none),
    Row(name="supervision:period-book", who=VIEW, get=404, args=_none),
    Row(name="supervision:period-leader", who=VIEW, get=404, args=_none),
    Row(name="supervision:period-leader-word", who=VIEW, get=404, args=_none),
    Row(name="supervision:bulletin", who=VIEW, get=404, args=_none),
    Row(name="supervision:bulletin-word", who=VIEW, get=404, args=_none),
    Row(name="supervision:bulletin-edit", who=CLOSE, get=404, post=404, args=_no_paragraph),
    Row(name="supervision:bulletin-issue", who=CLOSE, post=404, args=_none),
)
