"""Who gets what from the pages of plan against actual, and of planning on."""

from typing import Any
from uuid import UUID

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW

PLANS = ("office",)


def _nothing(district: District) -> list[Any]:
    return [UUID(int=1)]


ROWS = (
    Row(name="progress:actual", who=VIEW, get=200),
    Row(name="progress:replan", who=PLANS, get=200, post=200),  # no programme yet: the page says so
    Row(name="progress:replan-look", who=PLANS, post=302),
    Row(name="progress:replan-moves", who=PLANS, get=404, args=_nothing),
)
