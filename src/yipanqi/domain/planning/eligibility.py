"""Which estates may be renovated under the programme, when, and why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from yipanqi.domain.calendar import first_quarter, year_of
from yipanqi.domain.estate import Estate
from yipanqi.domain.programme import Programme
from yipanqi.domain.reason import Reason


class Standing(StrEnum):
    ELIGIBLE = "eligible"  # built by the policy's year
    LATE = "late"  # built later, admitted within a year's share
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """An estate's standing, the quarters in which it may start, and the reason where it may not."""

    estate: str
    standing: Standing
    earliest: int = 0
    latest: int = -1
    reasons: tuple[Reason, ...] = field(default_factory=tuple)
    admitted: int | None = None  # the fiscal year in which a late-built estate is admitted


Admissions = Mapping[str, int | None]  # late-built estate → that year; None: in none


def is_late(programme: Programme, estate: Estate) -> bool:
    """Built after the year that makes estates eligible without more."""
    return estate.built_year is not None and estate.built_year > programme.policy.built_by


def household_task(programme: Programme, year: int) -> int:
    """A year's household task: the policy's, else the households of estates built in time, shared over the years."""
    tasks = programme.policy.household_task
    given = tasks[year] if year < len(tasks) else None
    if given is not None:
        return given
    in_time = [e for e in programme.estates if not exclusions(programme, e) and not is_late(programme, e)]
    return sum(estate.households for estate in in_time) // programme.calendar.years


def late_households(programme: Programme, year: int) -> int:
    """How many households of late-built estates may start in a year."""
    return int(Fraction(programme.policy.late_share) * household_task(programme, year))


def eligibilities(
    programme: Programme,
    worth: Mapping[str, Fraction],
    spans: Mapping[str, int],
    admitted: Admissions | None = None,
) -> dict[str, Eligibility]:
    """Every estate's standing, given the quarters that each is under construction. Late-built estates are admitted
    in order of `worth` (benefit for each yuan), each in the first year with room for its households: the year's
    share then holds whatever the plan chooses. Where the programme is only a part of the one that shares its years,
    `admitted` says what the whole one decided."""
    found = {estate.id: _standing(programme, estate, spans[estate.id]) for estate in programme.estates}
    late = [programme.estate_by_id[e] for e, s in found.items() if s.standing is Standing.LATE]
    years = _admissions(programme, late, found, worth) if admitted is None else admitted
    for estate in late:
        found[estate.id] = _late(programme, estate, found[estate.id], years.get(estate.id))
    return found


def _admissions(
    programme: Programme, late: Iterable[Estate], found: Mapping[str, Eligibility], worth: Mapping[str, Fraction]
) -> Admissions:
    """The year in which each late-built estate is admitted; what is under way takes its room whatever is left."""
    room = {year: late_households(programme, year) for year in range(programme.calendar.years)}
    fixed_first = sorted(
        late, key=lambda e: (_is_fixed(programme, e), worth.get(e.id, Fraction(0)), e.id), reverse=True
    )
    years: dict[str, int | None] = {}
    for estate in fixed_first:
        is_begun = estate.id in programme.under_way_by_estate
        open_to = _years(found[estate.id].earliest, found[estate.id].latest)
        year = next((y for y in open_to if is_begun or room[y] >= estate.households), None)
        years[estate.id] = year
        if year is not None:
            room[year] -= estate.households
    return years


def _standing(programme: Programme, estate: Estate, span: int) -> Eligibility:
    reasons = () if estate.id in programme.under_way_by_estate else exclusions(programme, estate)
    if reasons:
        return Eligibility(estate=estate.id, standing=Standing.EXCLUDED, reasons=tuple(reasons))
    earliest, latest = window(programme, estate, span)
    standing = Standing.LATE if is_late(programme, estate) else Standing.ELIGIBLE
    return Eligibility(estate=estate.id, standing=standing, earliest=earliest, latest=latest)


def exclusions(programme: Programme, estate: Estate) -> list[Reason]:
    """Why an estate may never be renovated under the programme, whatever is planned; none: it may."""
    reasons = [Reason(code=f"excluded_{mark.value}") for mark in sorted(estate.exclusions)]
    if estate.built_year is None:
        reasons.append(Reason(code="built_year_unknown"))
    elif estate.built_year > programme.policy.late_built_by:
        reasons.append(
            Reason(
                code="built_too_late",
                values={"built": estate.built_year, "until": programme.policy.late_built_by},
            )
        )
    return reasons


def window(programme: Programme, estate: Estate, span: int) -> tuple[int, int]:
    """The quarters in which an estate may start so that `span` quarters of work end within the horizon; empty
    (latest < earliest) where there is none. What is under way keeps its start, a fixed start leaves no other."""
    begun = programme.under_way_by_estate.get(estate.id)
    if begun is not None:
        return begun.start, begun.start
    last = programme.calendar.quarters - span
    earliest = max(programme.plan_from, estate.earliest or 0, lawful_from(programme, estate))
    latest = last if estate.latest is None else min(last, estate.latest)
    if estate.fixed_start is not None:
        return max(earliest, estate.fixed_start), min(latest, estate.fixed_start)
    return earliest, latest


def lawful_from(programme: Programme, estate: Estate) -> int:
    """The first quarter in which an estate may start so that every step before its works, from the document's day on,
    has the least time that law or policy allows."""
    if estate.id in programme.under_way_by_estate:
        return 0
    needed = (programme.first_quarters[need.measure] for need in programme.needs_by_estate.get(estate.id, ()))
    return max(needed, default=0)


def _is_fixed(programme: Programme, estate: Estate) -> bool:
    return estate.must or estate.fixed_start is not None or estate.id in programme.under_way_by_estate


def _late(programme: Programme, estate: Estate, standing: Eligibility, year: int | None) -> Eligibility:
    """The standing of a late-built estate that is admitted in a year; in none: excluded."""
    if year is None:
        share = {"share": programme.policy.late_share, "households": estate.households}
        reason = Reason(code="late_share_full", values={"built": estate.built_year, **share})
        return Eligibility(estate=estate.id, standing=Standing.EXCLUDED, reasons=(reason,))
    shown = programme.calendar.first_year + year
    return Eligibility(
        estate=estate.id,
        standing=Standing.LATE,
        earliest=max(standing.earliest, first_quarter(year)),
        latest=min(standing.latest, first_quarter(year + 1) - 1),
        reasons=(Reason(code="late_admitted", values={"built": estate.built_year, "year": shown}),),
        admitted=year,
    )


def _years(earliest: int, latest: int) -> Iterable[int]:
    return range(year_of(earliest), year_of(latest) + 1)
