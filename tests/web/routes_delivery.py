"""Who gets what from the pages of delivery."""

from typing import Any
from uuid import UUID

from web.district import District
from web.routes import Row

VIEW = (
    "district", "office", "department", "utility", "subdistrict", "community", "contractor", "supervisor",
)  # fmt: skip


def _none(district: District) -> list[Any]:
    return [10**9]


def _two(district: District) -> list[Any]:
    return [10**9, 10**9]


def _party(district: District) -> list[Any]:
    return [10**9, "office"]


def _photo(district: District) -> list[Any]:
    return [10**9, UUID(int=1)]


def _file(district: District) -> list[Any]:
    return [10**9, "certificate"]


def _export(district: District) -> list[Any]:
    return ["export"]


WORK = ("office", "department", "utility", "subdistrict", "contractor")
SIGN = (*WORK, "community", "supervisor")

ROWS = (
    Row(name="delivery:index", who=VIEW, get=200),
    Row(name="delivery:mine", who=VIEW, get=200),
    Row(name="delivery:make", who=("office",), post=404, args=_none),
    Row(name="delivery:task", who=VIEW, get=404, args=_none),
    Row(name="delivery:move", who=VIEW, post=404, args=_none),
    Row(name="delivery:person", who=VIEW, post=404, args=_none),
    Row(name="delivery:acceptances", who=VIEW, get=200),
    Row(name="delivery:acceptance-new", who=WORK, get=404, post=404),
    Row(name="delivery:acceptance", who=VIEW, get=404, args=_none),
    Row(name="delivery:acceptance-papers", who=VIEW, post=404, args=_none),
    Row(name="delivery:acceptance-move", who=VIEW, post=404, args=_none),
    Row(name="delivery:acceptance-quantities", who=VIEW, post=404, args=_none),
    Row(name="delivery:acceptance-order", who=VIEW, post=404, args=_none),
    Row(name="delivery:acceptance-condition", who=VIEW, post=404, args=_none),
    Row(name="delivery:acceptance-met", who=VIEW, post=404, args=_two),
    Row(name="delivery:acceptance-put-right", who=VIEW, post=404, args=_two),
    Row(name="delivery:acceptance-judge", who=SIGN, get=404, post=404, args=_party),
    Row(name="delivery:acceptance-paper", who=SIGN, get=404, post=404, args=_party),
    Row(name="delivery:acceptance-paper-confirm", who=SIGN, post=404, args=_two),
    Row(name="delivery:acceptance-paper-return", who=SIGN, post=404, args=_two),
    Row(name="delivery:acceptance-photo", who=VIEW, get=404, args=_photo),
    Row(name="delivery:acceptance-file", who=VIEW, get=404, args=_file),
    Row(name="delivery:handover-offer", who=("office",), post=404, args=_none),
    Row(name="delivery:handover", who=VIEW, get=404, args=_none),
    Row(name="delivery:handover-act", who=VIEW, post=404, args=_none),
    Row(name="delivery:handover-file", who=VIEW, get=404, args=_none),
    Row(name="delivery:checklists", who=VIEW, get=200, post=404),
    Row(name="delivery:checklist", who=VIEW, get=404, args=_none),
    Row(name="delivery:checklist-in-force", who=("office",), post=404, args=_none),
    Row(name="delivery:checklist-file", who=VIEW, get=200, args=_export),
)
