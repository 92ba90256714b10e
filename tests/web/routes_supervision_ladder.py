"""Who gets what from the pages of the ladder of orders."""

from typing import Any

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW

ISSUE = ("district", "office")


def _none(*more: Any) -> Any:
    def args(district: District) -> list[Any]:
        return [10**9, *more]

    return args


ROWS = (
    Row(name="supervision:ladder", who=VIEW, get=200),
    Row(name="supervision:ladder-steps", who=VIEW, get=200),
    Row(name="supervision:ladder-next", who=ISSUE, get=200),
    Row(name="supervision:ladder-raised", who=ISSUE, get=200),
    Row(name="supervision:ladder-letter", who=VIEW, get=404, args=_none()),
    Row(name="supervision:order-letter", who=VIEW, get=404, args=_none("order")),
    Row(name="supervision:ladder-set", who=ISSUE, post=404, args=_none("ladder")),
    Row(name="supervision:ladder-look", who=ISSUE, post=404, args=_none()),
    Row(name="supervision:ladder-run", who=ISSUE, post=404, args=_none()),
    Row(name="supervision:ladder-issue", who=ISSUE, post=404, args=_none()),
)
