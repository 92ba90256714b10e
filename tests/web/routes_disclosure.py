"""Who gets what from the pages of disclosure."""

from typing import Any

from web.district import District
from web.routes import STAFF, Row

VIEW = ("district", "office", "department", "subdistrict")
DRAFT = ("office",)
SIGN = ("district",)


def _none(district: District) -> list[Any]:
    return ["nosuchpage", 1]


def _no_file(district: District) -> list[Any]:
    return ["nosuchpage", 1, 10**9]


def _no_key(district: District) -> list[Any]:
    return ["nosuchpage", 1, "opening"]


def _no_lang(district: District) -> list[Any]:
    return ["nosuchpage", 1, "zh"]


def _no_duty(district: District) -> list[Any]:
    return ["progress", "supervision.closedperiod:2000-01"]


_FORMS = (("text", DRAFT), ("record", DRAFT), ("correct", DRAFT), ("sign", SIGN), ("end", SIGN), ("withdraw", SIGN))
_POSTS = (
    ("renew", DRAFT),
    ("attach", DRAFT),
    ("check", DRAFT),
    ("publish", DRAFT),
    ("drop", DRAFT),
    ("send-back", SIGN),
)
ROWS = (
    Row(name="disclosure:index", who=VIEW, get=200),
    Row(name="disclosure:offers", who=DRAFT, get=200, post=404),
    Row(name="disclosure:new", who=DRAFT, get=200, post=422),
    Row(name="disclosure:settings", who=VIEW, get=200),
    Row(name="disclosure:portal", who=VIEW, get=200),
    Row(name="disclosure:portal-look", who=DRAFT, post=422),
    Row(name="disclosure:portal-template", who=VIEW, get=200),
    Row(name="disclosure:portal-undo", who=DRAFT, post=404, args=lambda district: [10**9]),
    Row(name="disclosure:lists", who=DRAFT, get=200),
    Row(name="disclosure:list", who=DRAFT, get=200, args=lambda district: ["roll"]),
    Row(name="disclosure:list-look", who=DRAFT, post=404, args=lambda district: ["letters"]),
    Row(name="disclosure:list-template", who=DRAFT, get=200, args=lambda district: ["links"]),
    Row(name="disclosure:list-undo", who=DRAFT, post=404, args=lambda district: ["roll", 10**9]),
    Row(name="disclosure:duties", who=VIEW, get=200),
    Row(name="disclosure:duty", who=DRAFT, get=404, post=404, args=_no_duty),
    Row(name="disclosure:duty-recall", who=DRAFT, post=404, args=_no_duty),
    Row(name="disclosure:publication", who=VIEW, get=404, args=lambda district: ["nosuchpage"]),
    Row(name="disclosure:version", who=VIEW, get=404, args=_none),
    Row(name="disclosure:version-preview", who=VIEW, get=404, args=_no_lang),
    Row(name="disclosure:version-paragraph", who=DRAFT, get=404, post=404, args=_no_key),
    *(Row(name=f"disclosure:version-{it}", who=who, get=404, post=404, args=_none) for it, who in _FORMS),
    Row(name="disclosure:version-destroy", who=SIGN, get=404, post=404, args=_none),
    *(Row(name=f"disclosure:version-{it}", who=who, post=404, args=_none) for it, who in _POSTS),
    Row(name="disclosure:version-reviews", who=VIEW, get=404, post=404, args=_none),
    Row(name="disclosure:version-override", who=VIEW, post=404, args=_none),
    Row(name="disclosure:version-agree", who=VIEW, post=404, args=_no_file),
    Row(name="disclosure:file", who=VIEW, get=404, args=_no_file),
    Row(name="disclosure:version-detach", who=DRAFT, post=404, args=_no_file),
    Row(name="disclosure:version-cover", who=DRAFT, get=404, post=404, args=_no_file),
    Row(name="disclosure:version-look", who=DRAFT, post=404, args=_no_file),
    Row(name="disclosure:packages", who=VIEW, get=200),
    Row(name="disclosure:package-make", who=DRAFT, post=302),
    Row(name="disclosure:package-key", who=VIEW, get=404),
    Row(name="disclosure:package", who=VIEW, get=404, args=lambda district: [10**6]),
    Row(name="disclosure:package-file", who=VIEW, get=404, args=lambda district: [10**6]),
    Row(name="disclosure:public", who=STAFF, get=404, is_open=True),  # nothing is built yet
    Row(name="disclosure:public-page", who=STAFF, get=404, is_open=True, args=lambda district: ["a/zzzzzzzzzz/"]),
    Row(name="disclosure:public-search", who=STAFF, get=200, is_open=True),
    Row(name="disclosure:public-search-en", who=STAFF, get=200, is_open=True),
)
