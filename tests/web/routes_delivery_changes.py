"""Who gets what from the pages of changes, baselines and rules."""

from typing import Any

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW


def _nowhere(district: District) -> list[Any]:
    return [10**9]


def _unknown(district: District) -> list[Any]:
    return [10**9, "dates"]


class KeptRow(Row):
    """Seen by many, written to by few: the others may not send the form."""

    def expected(self, kind: str, method: str) -> int:
        told = super().expected(kind, method)
        return 403 if method == "POST" and kind in VIEW and kind != "office" else told


ROWS = (
    Row(name="delivery:changes", who=VIEW, get=200),
    Row(name="delivery:change-begin", who=VIEW, get=200),
    Row(name="delivery:change-new", who=VIEW, get=404, post=404, args=_unknown),
    Row(name="delivery:change", who=VIEW, get=404, args=_nowhere),
    Row(name="delivery:change-decide", who=VIEW, post=404, args=_nowhere),
    KeptRow(name="delivery:baselines", who=VIEW, get=200, post=422),
    Row(name="delivery:baselines-compare", who=VIEW, get=302),
    Row(name="delivery:rules", who=VIEW, get=200),
    KeptRow(name="delivery:rule", who=VIEW, get=200, post=422, args=lambda district: ["change.last_day"]),
)
