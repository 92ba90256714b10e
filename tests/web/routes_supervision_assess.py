"""Who gets what from the pages of assessments."""

from typing import Any
from uuid import uuid4

from web.district import District
from web.routes import Row

VIEW = (
    "district", "office", "department", "utility", "subdistrict", "community", "contractor", "supervisor",
)  # fmt: skip
SCORES, ANSWERS = ("office", "department"), tuple(it for it in VIEW if it != "district")


def _none(district: District) -> list[Any]:
    return [10**9]


def _no_unit(district: District) -> list[Any]:
    return [10**9, 10**9]


def _no_line(district: District) -> list[Any]:
    return [10**9, "no-such-indicator"]


def _no_value(district: District) -> list[Any]:
    return [10**9, 10**9, "no-such-indicator"]


def _no_file(district: District) -> list[Any]:
    return [10**9, 10**9, uuid4()]


ROWS = (
    Row(name="supervision:assessments", who=VIEW, get=200),
    Row(name="supervision:assessment-new", who=SCORES, get=200, post=200),
    Row(name="supervision:assessment-appeals", who=VIEW, get=200),
    Row(name="supervision:assessment-decide", who=("district",), post=404, args=_none),
    Row(name="supervision:assessment-schemes", who=VIEW, get=200),
    Row(name="supervision:assessment-scheme-new", who=SCORES, get=302, post=302),
    Row(name="supervision:assessment-scheme-template", who=SCORES, get=200),
    Row(name="supervision:assessment-preset", who=VIEW, get=200, args=lambda district: ["jiangxi-2022"]),
    Row(name="supervision:assessment-scheme", who=VIEW, get=404, args=_none),
    Row(name="supervision:assessment", who=VIEW, get=404, args=_none),
    Row(name="supervision:assessment-move", who=VIEW, post=404, args=_none),
    Row(name="supervision:assessment-fill", who=SCORES, post=404, args=_none),
    Row(name="supervision:assessment-enter", who=VIEW, get=404, post=404, args=_no_line),
    Row(name="supervision:assessment-unit", who=VIEW, get=404, args=_no_unit),
    Row(name="supervision:assessment-bar", who=SCORES, post=404, args=_no_unit),
    Row(name="supervision:assessment-file", who=VIEW, get=404, args=_no_file),
    Row(name="supervision:assessment-rows", who=VIEW, get=404, args=_no_value),
    Row(name="supervision:assessment-appeal", who=ANSWERS, post=404, args=_no_value),
)
