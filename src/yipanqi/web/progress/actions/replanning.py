"""From what really happened to the next plan: the data take it over as one import, and a plan is filed that stays as
close as it can to the one in force."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.planning.rolling import CannotContinue
from yipanqi.domain.planning.scenario import Scenario
from yipanqi.domain.programme import Programme
from yipanqi.domain.progress.replan import Replanned, replanned
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.kept_look import Part
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import check
from yipanqi.web.plans import actions as plans
from yipanqi.web.plans.models import Adoption, PlanRun, adopted
from yipanqi.web.plans.study import study
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.workbook.records import put_together, taken_apart

from ..actuals import actuals_of
from ..models import ReplanLook, ReplanRows

REPLAN = "replan"  # in what a run was asked: the rows that late works and holds changed, to be put back before the next
_WHOLE = ("under_way", "spent")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "programme": ("plan_from",),
    "estates": ("earliest", "latest", "fixed_start", "must"),
    "crews": ("weeks",),
    "site_limits": ("cap",),
}
_PASSING = {"estates": ("earliest",), "crews": ("weeks",), "site_limits": ("cap",)}  # of which the next one knows anew
_KEYS = {"estates": ("id",), "crews": ("region", "trade"), "site_limits": ("region",), "programme": ()}
_Rows = dict[str, list[dict[str, Any]]]


class CannotReplan(Cannot):
    """There is nothing to plan on from, or no quarter left for it."""


def next_of(entry: ProgrammeEntry, day: date) -> tuple[Adoption, Replanned]:
    """The plan in force, and the programme that follows from what became of it. Raises CannotReplan."""
    adoption, found, _ = _next_of(entry, day)
    return adoption, found


def seen_of(entry: ProgrammeEntry, adoption: Adoption) -> tuple[Any, ...]:
    """What somebody decides on: these data beside this plan."""
    return entry.pk, entry.revision, adoption.pk


def replans_of(entry: ProgrammeEntry) -> Any:
    """The plans that were made so, the newest first."""
    return PlanRun.objects.filter(entry=entry, asked__has_key=REPLAN).light().order_by("-pk")


def replan(
    *, entry: ProgrammeEntry, name: str, moves: int, seconds: float, by: Any, at: datetime, day: date,
    seen: str | None = None,
) -> PlanRun:  # fmt: skip
    """Take what happened over into the data and file the plan that follows: of the estates that could stay so many may
    move. One import, which can be undone; one version; one run, based on the plan in force.

    All is worked out before anybody else has to wait; what is written rests on the data and the plan as they were read,
    or nothing is."""
    entry = ProgrammeEntry.objects.get(pk=entry.pk)
    adoption, found, rows = _next_of(entry, day)
    check(seen, *seen_of(entry, adoption))
    wanted = _with(rows, found.programme)
    asked = {
        "seconds": seconds,
        "work": None,
        "seed": 0,
        "workers": 1,
        "moves": len(found.forced) + moves,
        "warm": True,
    }
    try:
        ready = programmes.prepare(entry=entry, sheets=wanted, name=f"滚动编制 {day}.xlsx")
    except programmes.CannotImport as refusal:
        raise CannotReplan(*refusal.args) from None
    return _taken_over(entry, adoption, found, ready, name, asked, list(_passing(rows, wanted)), by, at)


@transaction.atomic
def _taken_over(
    entry: ProgrammeEntry,
    adoption: Adoption,
    found: Replanned,
    ready: programmes.Revision,
    name: str,
    asked: dict[str, Any],
    passing: list[list[Any]],
    by: Any,
    at: datetime,
) -> PlanRun:
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    if in_force(entry).pk != adoption.pk:
        raise CannotReplan("刚刚采用了另一个方案，请再试一次", "Another plan was adopted just now; try again")
    try:
        batch = programmes.revise(entry=entry, ready=ready, by=by, at=at)
        scenario = _scenario(adoption.run, found)
        run = plans.start(
            entry=ProgrammeEntry.objects.get(pk=entry.pk),
            name=name,
            asked={**asked, REPLAN: {"import": str(batch.uid), "rows": passing}},
            scenario=scenario,
            base=adoption.run,
            by=by,
            at=at,
        )
    except (programmes.CannotImport, plans.CannotStart) as refusal:
        raise CannotReplan(*refusal.args) from None
    told = {"plan_from": found.programme.calendar.label(found.programme.plan_from), "begun": len(found.starts)}
    told |= {"late": len(found.late), "held": len(found.waiting), "left": len(found.left), "forced": len(found.forced)}
    audit.record("progress.replanned", subject=run, by=by, at=at, after=told)
    return run


@transaction.atomic
def keep_look(
    *,
    entry: ProgrammeEntry,
    adoption: Adoption,
    day: date,
    at: datetime,
    figures: dict[str, Any],
    parts: Iterable[Part],
) -> ReplanLook:
    """Keep what would be taken over of these data, as the entry had them when it was read, in the place of what was
    kept before."""
    ReplanLook.objects.filter(entry=entry).delete()
    look = ReplanLook.objects.create(
        entry=entry, adoption=adoption, revision=entry.revision, day=day, at=at, figures=figures
    )
    ReplanRows.objects.bulk_create(look.kept(parts))
    return look


def in_force(entry: ProgrammeEntry) -> Adoption:
    """The plan from which is planned on. Raises CannotReplan."""
    adoption = adopted(entry)
    if adoption is None:
        raise CannotReplan("还没有采用的方案", "No plan is in force yet")
    return adoption


def _next_of(entry: ProgrammeEntry, day: date) -> tuple[Adoption, Replanned, _Rows]:
    adoption = in_force(entry)
    rows = _put_back(entry)
    programme = put_together(rows)
    try:
        found = replanned(programme, study(adoption.run).outcome.plan, actuals_of(adoption, day), day)
    except CannotContinue:
        last = programme.calendar.label(programme.calendar.quarters - 1)
        raise CannotReplan(
            f"计划期到 {last} 为止，没有可以再安排的季度；请先延长计划期",
            f"The horizon ends with {last}: no quarter is left to decide. Make it longer first",
        ) from None
    return adoption, found, rows


def _scenario(run: PlanRun, found: Replanned) -> Scenario:
    """What the plan in force assumes goes on, but for the starts that are past or begun; what waits is left out."""
    before, calendar = run.scenario, found.programme.calendar
    begun, first = found.programme.under_way_by_estate, found.programme.plan_from
    out = (set(before.withheld) | set(found.withheld)) - set(begun)
    earliest = {estate.id: estate.earliest or 0 for estate in found.programme.estates}
    pins = {
        estate: label
        for estate, label in before.pins.items()
        if estate not in begun and estate not in out and calendar.quarter(label) >= max(first, earliest.get(estate, 0))
    }
    must = tuple(it for it in before.must if it not in out)
    return replace(before, pins=pins, must=must, withheld=tuple(sorted(out)))


def _put_back(entry: ProgrammeEntry) -> _Rows:
    """The rows as they stand, but without what the last plan on reserved for works that were late then: they are
    looked at anew. What somebody changed since stays."""
    rows = {sheet: [dict(row) for row in found] for sheet, found in entry.sheets().items()}
    last = replans_of(entry).first()
    for sheet, key, field, part, before, after in last.asked[REPLAN]["rows"] if last else ():
        for row in rows[sheet]:
            if _key(sheet, row) != key or _value(row, field, part) != after:
                continue
            _put(row, field, part, before)
    return rows


def _passing(rows: _Rows, wanted: _Rows) -> Iterator[list[Any]]:
    """Sheet, key, field, part, before and after of each value that holds only until the next time."""
    for sheet, fields in _PASSING.items():
        known = {tuple(_key(sheet, row)): row for row in rows[sheet]}
        for row in wanted[sheet]:
            old = known[tuple(_key(sheet, row))]
            for field in fields:
                was, now = old.get(field), row.get(field)
                if was == now:
                    continue
                for part in sorted({*was, *now}) if isinstance(now, dict) and isinstance(was, dict) else ("",):
                    pair = [_value(old, field, part), _value(row, field, part)]
                    if pair[0] != pair[1]:
                        yield [sheet, _key(sheet, row), field, part, *pair]


def _with(rows: _Rows, programme: Programme) -> _Rows:
    """The rows, saying what this programme has otherwise; all else stays as it was written."""
    made, found = taken_apart(programme), dict(rows)
    for sheet in _WHOLE:
        found[sheet] = made[sheet]
    for sheet, fields in _FIELDS.items():
        new = {tuple(_key(sheet, row)): row for row in made[sheet]}
        found[sheet] = []
        for row in rows[sheet]:
            said = new[tuple(_key(sheet, row))]
            kept = {key: value for key, value in row.items() if key not in fields}
            found[sheet].append(kept | {key: said[key] for key in fields if key in said})
    return found


def _key(sheet: str, row: Mapping[str, Any]) -> list[str]:
    return [str(row.get(name, "")) for name in _KEYS[sheet]]


def _value(row: Mapping[str, Any], field: str, part: str) -> Any:
    value = row.get(field)
    return value.get(part) if part and isinstance(value, dict) else value


def _put(row: dict[str, Any], field: str, part: str, value: Any) -> None:
    if part:
        row[field] = {**row[field], part: value}
    elif value is None:
        row.pop(field, None)
    else:
        row[field] = value
