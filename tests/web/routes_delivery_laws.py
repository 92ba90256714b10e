"""Who gets what from the pages of contracts, gates and digs."""

from typing import Any

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW

MANAGE = ("office",)
APPROVE = ("district",)


def _none(district: District) -> list[Any]:
    return [10**9]


ROWS = (
    Row(name="delivery:contracts", who=VIEW, get=200),
    Row(name="delivery:contract-new", who=MANAGE, get=404, post=404),  # no programme yet
    Row(name="delivery:contract-imports", who=MANAGE, get=404, post=404),
    Row(name="delivery:contract-template", who=MANAGE, get=404),
    Row(name="delivery:contract-import", who=MANAGE, get=404, args=_none),
    Row(name="delivery:contract-import-apply", who=MANAGE, post=404, args=_none),
    Row(name="delivery:contract-import-undo", who=MANAGE, post=404, args=_none),
    Row(name="delivery:contract", who=VIEW, get=404, args=_none),
    Row(name="delivery:contract-edit", who=MANAGE, get=404, post=404, args=_none),
    Row(name="delivery:contract-end", who=MANAGE, post=404, args=_none),
    Row(name="delivery:contract-attach", who=MANAGE, post=404, args=_none),
    Row(name="delivery:contract-file", who=VIEW, get=404, args=_none),
    Row(name="delivery:paper-add", who=VIEW, post=404, args=_none),
    Row(name="delivery:paper-withdraw", who=VIEW, post=404, args=_none),
    Row(name="delivery:paper-file", who=VIEW, get=404, args=_none),
    Row(name="delivery:exception-ask", who=VIEW, post=404, args=_none),
    Row(name="delivery:exceptions", who=VIEW, get=200),
    Row(name="delivery:exception-decide", who=APPROVE, post=404, args=_none),
    Row(name="delivery:digs", who=VIEW, get=200),
    Row(name="delivery:dig-plan-new", who=MANAGE, get=404, post=404),
    Row(name="delivery:dig-plan", who=VIEW, get=404, post=404, args=_none),
    Row(name="delivery:dig-plan-cancel", who=MANAGE, post=404, args=_none),
    Row(name="delivery:dig-ground", who=MANAGE, get=404, post=404),
    Row(name="delivery:surface-remove", who=MANAGE, post=404, args=_none),
    Row(name="delivery:reopenings", who=VIEW, get=200, post=404),
    Row(name="delivery:reopening-decide", who=APPROVE, post=404, args=_none),
)
