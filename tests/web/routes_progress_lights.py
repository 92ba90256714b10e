"""Who gets what from the pages of lights."""

from typing import Any

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW


def _none(district: District) -> list[Any]:
    return [10**9]


ROWS = (
    Row(name="progress:lights", who=VIEW, get=200),
    Row(name="progress:lights-renew", who=("office",), post=404, args=_none),
    Row(name="progress:light-rules", who=VIEW, get=200),
    Row(name="progress:light-rule-adopt", who=("office",), post=404, args=_none),
)
