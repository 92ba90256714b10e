"""Starts that cannot be: outside the quarters left for the works, or beyond the share of late-built estates."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from yipanqi.domain.calendar import year_of
from yipanqi.domain.estate import Estate
from yipanqi.domain.finding import Finding, Place
from yipanqi.domain.measure import Need
from yipanqi.domain.planning.eligibility import exclusions, late_households, lawful_from
from yipanqi.domain.planning.estimate import CannotEstimate, quantity
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.spoken import joined
from yipanqi.domain.step import BEFORE
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.columns.words import STEPS
from yipanqi.workbook.layout import LANGUAGES, said
from yipanqi.workbook.rows import ReadRows
from yipanqi.workbook.tables import named


def windows(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """A start that is wanted leaves the works time to end within the horizon, and keeps to the estate's own limits."""
    spans = _offered(programme, rows).spans
    for estate in _open(programme):
        wanted = _wanted(programme, estate, spans[estate.id])
        if wanted:
            code, key = wanted
            yield _finding(programme, rows, estate, code, key, spans[estate.id])


def late_starts(programme: Programme, rows: ReadRows) -> Iterator[Finding]:
    """A late-built estate that must start finds room in the share of such estates."""
    offered = _offered(programme, rows)
    for estate in _open(programme):
        key = _key(estate)
        reasons = [reason.code for reason in offered.standings[estate.id].reasons]
        is_judged = _wanted(programme, estate, offered.spans[estate.id]) is not None
        if key and "late_share_full" in reasons and not is_judged:
            column = SHEET["estates"].column(key)
            values = {
                **named(column),
                "name": estate.name,
                "built": estate.built_year,
                "by": programme.policy.built_by,
                "share": f"{(programme.policy.late_share * 100).normalize():f}%",
                "households": estate.households,
                "rooms": said(_rooms(programme, estate)),
            }
            yield Finding(code="must_late_full", values=values, place=_place(rows, estate, key))


def _offered(programme: Programme, rows: ReadRows) -> Offer:
    """What the plan may choose from, as far as the rows could be read; worked out once."""
    if rows.offered is None:
        known = tuple(need for need in programme.needs if _is_known(programme, need))
        rows.offered = offer(replace(programme, needs=known))
    return rows.offered


def _is_known(programme: Programme, need: Need) -> bool:
    estate, measure = programme.estate_by_id.get(need.estate), programme.measure_by_id.get(need.measure)
    if estate is None or measure is None:
        return False
    try:
        quantity(estate, measure, need, programme.policy)
    except CannotEstimate:
        return False
    return True


def _open(programme: Programme) -> Iterator[Estate]:
    """The estates whose start is still to be decided."""
    for estate in programme.estates:
        if estate.id not in programme.under_way_by_estate and not exclusions(programme, estate):
            yield estate


def _key(estate: Estate) -> str:
    """The column that wants the estate to start."""
    return "fixed_start" if estate.fixed_start is not None else "must" if estate.must else ""


def _wanted(programme: Programme, estate: Estate, span: int) -> tuple[str, str] | None:
    """The code and the column of a start that cannot be; a quarter before the plan begins is found elsewhere."""
    last, key = programme.calendar.quarters - span, _key(estate)
    if (early := _unlawful(programme, estate)) is not None:
        return "start_unlawful", early
    first, until = _window(programme, estate, span)
    if any(quarter is not None and quarter < programme.plan_from for quarter in (estate.fixed_start, estate.latest)):
        return None
    if estate.earliest is not None and estate.earliest > last >= programme.plan_from:
        return "start_too_late", "earliest"
    if not key:
        return None
    if last < programme.plan_from:
        return "span_beyond", key
    if first > until:
        return "start_never", key
    if estate.fixed_start is not None and not first <= estate.fixed_start <= until:
        return "start_outside", key
    return None


def _unlawful(programme: Programme, estate: Estate) -> str | None:
    """The column that wants a start so early that a step before the works would be too short; one that must start at
    all is told where no quarter is left."""
    lawful = lawful_from(programme, estate)
    if not lawful:
        return None
    for key in ("fixed_start", "latest"):
        quarter = getattr(estate, key)
        if quarter is not None and programme.plan_from <= quarter < lawful:
            return key
    return "must" if estate.must and lawful >= programme.calendar.quarters else None


def _window(programme: Programme, estate: Estate, span: int) -> tuple[int, int]:
    """The quarters that are left without the fixed start."""
    last = programme.calendar.quarters - span
    until = last if estate.latest is None else min(last, estate.latest)
    return max(programme.plan_from, estate.earliest or 0), until


def _lawful(programme: Programme, estate: Estate) -> dict[str, object]:
    """What the sentence about a start that is too early for the steps before it says."""
    issued = programme.heading.issued_on
    if issued is None:
        return {}
    steps = {
        lang: joined((f"{STEPS[step.value][at]} {programme.step_rule(step).least}" for step in BEFORE), lang)
        for at, lang in enumerate(LANGUAGES)
    }
    days = sum(programme.step_rule(step).least for step in BEFORE)
    lawful = programme.calendar.label(lawful_from(programme, estate))
    return {"issued": issued, "steps": steps, "days": days, "lawful": lawful}


def _finding(programme: Programme, rows: ReadRows, estate: Estate, code: str, key: str, span: int) -> Finding:
    calendar = programme.calendar
    first, until = _window(programme, estate, span)
    quarter = getattr(estate, key)
    values = {
        **named(SHEET["estates"].column(key)),
        "text": "" if isinstance(quarter, bool) or quarter is None else calendar.label(quarter),
        "name": estate.name,
        "span": span,
        "left": calendar.quarters - programme.plan_from,
        "first": calendar.label(first),
        "until": calendar.label(until),
        "last": calendar.label(calendar.quarters - span),
        "end": calendar.label(calendar.quarters - 1),
        **_lawful(programme, estate),
    }
    return Finding(code=code, values=values, place=_place(rows, estate, key))


def _place(rows: ReadRows, estate: Estate, key: str) -> Place:
    row = rows.row("estates", id=estate.id)
    return row.place(key) if row else Place()


def _rooms(programme: Programme, estate: Estate) -> tuple[str, str]:
    """How many households of late-built estates may start in each year in which this one could."""
    first, last = programme.plan_from, programme.calendar.quarters - 1
    if estate.fixed_start is not None:
        first = last = estate.fixed_start
    years = [year for year, _ in groupby(range(first, last + 1), year_of)]
    rooms = [(programme.calendar.first_year + year, late_households(programme, year)) for year in years]
    zh = "、".join(f"{year} 年 {room} 户" for year, room in rooms)
    return zh, ", ".join(f"{room} in {year}" for year, room in rooms)
