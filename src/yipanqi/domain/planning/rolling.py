"""Planning on: what an earlier plan has begun by a quarter stands, the rest is decided again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from yipanqi.domain.calendar import year_of, years_begun
from yipanqi.domain.estate import Exclusion
from yipanqi.domain.measure import Standard
from yipanqi.domain.money import Fen
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme, UnderWay


class CannotContinue(Exception):
    """An earlier plan does not fit the programme; the message names what is unknown."""


class CannotPin(Exception):
    """An estate cannot be settled so; code and values of the sentence that says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


def continued(programme: Programme, plan: Plan, quarter: int) -> Programme:
    """The programme as decided from a quarter on: estates that the plan starts before it are under way, and what it
    pays for them in fiscal years begun before it is spent."""
    begun = {estate: start for estate, start in plan.starts.items() if start < quarter}
    _check(programme, plan, begun, quarter)
    years = years_begun(quarter)
    works: dict[str, dict[str, Standard]] = {estate: {} for estate in begun}
    for (estate, measure), standard in plan.choices.items():
        if estate in begun:
            works[estate][measure] = standard
    return replace(
        programme,
        plan_from=quarter,
        under_way=tuple(UnderWay(estate=e, start=start, works=works[e]) for e, start in sorted(begun.items())),
        spent=tuple(p for p in plan.payments if p.estate in begun and p.year < years and p.amount),
    )


def decided_from(programme: Programme, quarter: int) -> Programme:
    """The programme with nothing decided before a quarter but what is already under way."""
    if not 0 <= quarter < programme.calendar.quarters:
        raise CannotContinue(f"a quarter outside the horizon: {programme.calendar.label(quarter)}")
    return replace(programme, plan_from=quarter)


def pinned(programme: Programme, pins: Mapping[str, int]) -> Programme:
    """The programme with these starts fixed; what is under way has its start already."""
    for estate, quarter in pins.items():
        begun = programme.under_way_by_estate.get(estate)
        if estate not in programme.estate_by_id:
            raise CannotPin("pin_unknown", estate=estate)
        if begun is None and not programme.plan_from <= quarter < programme.calendar.quarters:
            raise CannotPin("pin_outside", estate=estate, label=programme.calendar.label(quarter))
        if begun is not None and begun.start != quarter:
            raise CannotPin("pin_under_way", estate=estate, label=programme.calendar.label(begun.start))
    estates = (replace(e, fixed_start=pins[e.id]) if e.id in pins else e for e in programme.estates)
    return replace(programme, estates=tuple(estates))


def settled(programme: Programme, must: Collection[str], withheld: Collection[str]) -> Programme:
    """The programme with some estates in the plan whatever they bring, and some left out whatever they would bring.

    Raises CannotPin for an unknown estate, and for one that is to be both or is under way and to be left out."""
    for estate in (*must, *withheld):
        if estate not in programme.estate_by_id:
            raise CannotPin("pin_unknown", estate=estate)
    for estate in withheld:
        known = programme.estate_by_id[estate]
        if estate in must or known.fixed_start is not None or estate in programme.under_way_by_estate:
            raise CannotPin("pin_in_and_out", estate=estate)
    wanted, out, estates = frozenset(must), frozenset(withheld), []
    for known in programme.estates:
        if known.id in out:
            known = replace(known, must=False, exclusions=known.exclusions | {Exclusion.WITHHELD})
        estates.append(replace(known, must=True) if known.id in wanted else known)
    return replace(programme, estates=tuple(estates))


def open_appropriations(programme: Programme) -> dict[str, tuple[Fen | None, ...]]:
    """What each fund may still pay by year: its grants net of what is spent. Years that have ended give nothing; what
    they leave over a fund that carries over adds to the first open year."""
    spent: dict[tuple[str, int], Fen] = {}
    for p in programme.spent:
        spent[p.fund, p.year] = spent.get((p.fund, p.year), 0) + p.amount
    found: dict[str, tuple[Fen | None, ...]] = {}
    for fund in programme.funds:
        gone = [spent.get((fund.id, year), 0) for year in range(len(fund.appropriations))]
        free = _open(programme, [grant or 0 for grant in fund.appropriations], gone, carry=fund.carry)
        found[fund.id] = tuple(free) if fund.is_limited else fund.appropriations
    return found


def open_earmarks(programme: Programme) -> dict[tuple[str, str], tuple[Fen, ...]]:
    """Fund and estate → what the money bound to that estate may still pay by year, as `open_appropriations` has it."""
    spent: dict[tuple[str, str, int], Fen] = {}
    for p in programme.spent:
        spent[p.fund, p.estate, p.year] = spent.get((p.fund, p.estate, p.year), 0) + p.amount
    found = {}
    for name, estates in programme.earmarked.items():
        for estate, years in estates.items():
            gone = [spent.get((name, estate, year), 0) for year in range(len(years))]
            carry = programme.fund_by_id[name].carry
            found[name, estate] = tuple(_open(programme, years, gone, carry=carry))
    return found


def _open(programme: Programme, grants: Sequence[Fen], spent: Sequence[Fen], *, carry: bool) -> Iterator[Fen]:
    """Grants net of what is spent of them, by year."""
    ended, left = year_of(programme.plan_from), 0
    for year, (grant, gone) in enumerate(zip(grants, spent, strict=True)):
        now = max(0, grant + left - gone)
        left = now if carry and year < ended else 0
        yield 0 if year < ended else now


def _check(programme: Programme, plan: Plan, begun: Mapping[str, int], quarter: int) -> None:
    if not 0 <= quarter < programme.calendar.quarters:
        raise CannotContinue(f"a quarter outside the horizon: {programme.calendar.label(quarter)}")
    unknown = sorted(set(begun) - set(programme.estate_by_id))
    if unknown:
        raise CannotContinue(f"the earlier plan began estates that the programme does not know: {', '.join(unknown)}")
    needs = {(need.estate, need.measure) for need in programme.needs}
    lost = sorted(f"{e} {m}" for e, m in plan.choices if e in begun and (e, m) not in needs)
    if lost:
        raise CannotContinue(f"the survey lacks works that were begun: {', '.join(lost)}")
    funds = sorted({p.fund for p in plan.payments if p.estate in begun} - set(programme.fund_by_id))
    if funds:
        raise CannotContinue(f"the programme lacks funds that were spent: {', '.join(funds)}")
