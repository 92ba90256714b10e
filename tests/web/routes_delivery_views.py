"""Who gets what from the views of delivery: charts, files, calendars."""

from typing import Any

from web.district import District
from web.routes import Row
from web.routes_delivery import VIEW

EXPORTS = ("district", "office", "department", "subdistrict")


def _none(district: District) -> list[Any]:
    return [10**9]


def _nowhere(district: District) -> list[Any]:
    return ["no-such-estate"]


ROWS = (
    Row(name="delivery:gantt", who=VIEW, get=200),
    Row(name="delivery:month", who=VIEW, get=200),
    Row(name="delivery:matrix", who=VIEW, get=200),
    Row(name="delivery:unit", who=VIEW, get=404, args=_none),
    Row(name="delivery:estate", who=VIEW, get=404, args=_nowhere),
    Row(name="delivery:exchange", who=VIEW, get=200, post=404),  # no programme yet
    Row(name="delivery:export-tasks", who=EXPORTS, get=404),
    Row(name="delivery:export-duties", who=EXPORTS, get=404),
    Row(name="delivery:export-project", who=EXPORTS, get=404),
    Row(name="delivery:import", who=VIEW, get=404, args=_none),
    Row(name="delivery:import-apply", who=VIEW, post=404, args=_none),
    Row(name="delivery:import-undo", who=VIEW, post=404, args=_none),
    Row(name="delivery:calendar", who=VIEW, get=200),
    Row(name="delivery:calendar-open", who=VIEW, post=302),
    Row(name="delivery:calendar-end", who=VIEW, post=302),
    Row(name="delivery:feed", who=(), get=404, is_open=True, others=404, args=lambda district: ["no-such-secret"]),
)
