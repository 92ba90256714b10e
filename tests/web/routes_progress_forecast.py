"""Who gets what from the forecast."""

from typing import Any

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW


def _nowhere(district: District) -> list[Any]:
    return ["no-such-estate"]


ROWS = (
    Row(name="progress:forecast", who=VIEW, get=200),
    Row(name="progress:forecast-estate", who=VIEW, get=404, args=_nowhere),
)
