"""What-if: a programme with other grants, crews, sites, targets, weights and starts than it has by itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from yipanqi.domain import sentences
from yipanqi.domain.capacity import Crew, SiteLimit, Target
from yipanqi.domain.fund import Earmark, Fund
from yipanqi.domain.measure import MeasureClass
from yipanqi.domain.money import Fen, from_wan, in_wan, parts
from yipanqi.domain.planning.rolling import CannotPin, pinned, settled
from yipanqi.domain.programme import Programme
from yipanqi.domain.reason import Reason

Key = TypeVar("Key")


class CannotDerive(Exception):
    """A scenario cannot be read, or the programme has nothing like what should be changed; code and values say why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What is to be otherwise than the programme has it; nothing said: all stays as it is."""

    grants: Mapping[str, Mapping[int, Fen]] = field(default_factory=dict)  # fund → calendar year → what it gives
    crews: Mapping[str, Decimal] = field(default_factory=dict)  # trade → per cent of what its crews can carry
    sites: Mapping[str, int] = field(default_factory=dict)  # region → so many more or fewer at once
    targets: Mapping[int, int] = field(default_factory=dict)  # place in the list, from 0 → at least
    weights: Mapping[MeasureClass, Decimal] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)  # estate → label of the quarter in which it starts
    must: tuple[str, ...] = ()  # estates that are in the plan whatever they bring
    withheld: tuple[str, ...] = ()  # estates that are left out

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Scenario":
        """The scenario of its stored form, money in 10⁴ yuan and figures as text or numbers of JSON."""
        known = [part.name for part in fields(cls)]
        for part in stored:
            if part not in known:
                raise CannotDerive("scenario_unknown_part", part=part, parts=", ".join(known))
        return cls(**{part: _read(part, value) for part, value in stored.items()})

    def to_dict(self) -> dict[str, Any]:
        """The stored form: what is changed, and nothing else."""
        years = {fund: {str(y): plain(in_wan(fen)) for y, fen in by.items()} for fund, by in self.grants.items()}
        found: dict[str, Any] = {
            "grants": years,
            "crews": {trade: plain(percent) for trade, percent in self.crews.items()},
            "sites": dict(self.sites),
            "targets": {str(at): least for at, least in self.targets.items()},
            "weights": {kind.value: plain(weight) for kind, weight in self.weights.items()},
            "pins": dict(self.pins),
            "must": list(self.must),
            "withheld": list(self.withheld),
        }
        return {part: value for part, value in found.items() if value}

    @property
    def changes_anything(self) -> bool:
        """Is anything to be otherwise?"""
        return bool(self.to_dict())


UNCHANGED = Scenario()


def derived(programme: Programme, scenario: Scenario) -> Programme:
    """The programme as the scenario has it; the programme itself where nothing is to be otherwise."""
    if not scenario.changes_anything:
        return programme
    for refusal in _unknown(programme, scenario):
        raise refusal
    made = replace(
        programme,
        funds=tuple(_fund(programme, fund, scenario) for fund in programme.funds),
        earmarks=tuple(_earmarks(programme, scenario)),
        crews=tuple(_crew(crew, scenario) for crew in programme.crews),
        site_limits=tuple(_site_limit(limit, scenario) for limit in programme.site_limits),
        targets=tuple(_target(at, target, scenario) for at, target in enumerate(programme.targets)),
        policy=replace(programme.policy, class_weights={**programme.policy.class_weights, **scenario.weights}),
    )
    try:
        return settled(pinned(made, _starts(programme, scenario)), scenario.must, scenario.withheld)
    except CannotPin as error:
        raise CannotDerive(error.code, **error.values) from None


def changes(programme: Programme, scenario: Scenario) -> Iterator[Reason]:
    """What the scenario changes, one value after the other: from what to what, and by which part."""
    for kind in _CHANGES:
        yield from kind(programme, scenario)


def changes_said(programme: Programme, scenario: Scenario, lang: str) -> list[str]:
    """Each change in a sentence."""
    return [coded_said(programme, change, lang) for change in changes(programme, scenario)]


class Coded(Protocol):
    """A reason, or an exception of the domain: a code with its values."""

    @property
    def code(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


def coded_said(programme: Programme, coded: Coded, lang: str) -> str:
    """The sentence of a code with its values; a value that is a reason is said first."""
    values = {key: coded_said(programme, v, lang) if isinstance(v, Reason) else v for key, v in coded.values.items()}
    return sentences.said(programme, coded.code, values, lang)


def estate_of(programme: Programme, name: str) -> str:
    """The code of the estate with this code or, where only one has it, this name."""
    if name in programme.estate_by_id:
        return name
    found = [estate.id for estate in programme.estates if estate.name == name]
    if len(found) != 1:
        raise CannotDerive("scenario_estate_twice" if found else "scenario_estate_unknown", text=name)
    return found[0]


def plain(value: Decimal) -> str:
    """A figure without needless zeros."""
    return f"{value.normalize():f}"


def _read(part: str, value: Any) -> Any:
    try:
        return _READ[part](value)
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        raise CannotDerive("scenario_unread", part=part, text=str(value)[:100]) from None


def _figure(value: Any) -> Decimal:
    figure = Decimal(str(value))
    if not figure.is_finite() or figure < 0:
        raise ValueError(value)
    return figure


def _whole(value: Any) -> int:
    figure = Decimal(str(value))
    if figure != figure.to_integral_value():
        raise ValueError(value)
    return int(figure)


def _count(value: Any) -> int:
    return _whole(_figure(value))


def _estates(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise ValueError(value)
    return tuple(str(estate) for estate in value)


_READ: dict[str, Callable[[Any], Any]] = {
    "grants": lambda v: {f: {int(y): from_wan(_figure(wan)) for y, wan in by.items()} for f, by in v.items()},
    "crews": lambda v: {trade: _figure(percent) for trade, percent in v.items()},
    "sites": lambda v: {region: _whole(more) for region, more in v.items()},
    "targets": lambda v: {_count(at): _count(least) for at, least in v.items()},
    "weights": lambda v: {MeasureClass(kind): _figure(weight) for kind, weight in v.items()},
    "pins": lambda v: {estate: str(label) for estate, label in v.items()},
    "must": _estates,
    "withheld": _estates,
}


def _unknown(programme: Programme, scenario: Scenario) -> Iterator[CannotDerive]:
    """What the programme does not have."""
    yield from _unknown_money(programme, scenario)
    for trade in _but(scenario.crews, (crew.trade for crew in programme.crews)):
        yield CannotDerive("scenario_no_crews", trade=trade)
    for region in _but(scenario.sites, (limit.region for limit in programme.site_limits)):
        yield CannotDerive("scenario_no_site_limit", region=region)
    for at in scenario.targets:
        if at >= len(programme.targets):
            yield CannotDerive("scenario_no_target", number=at + 1, count=len(programme.targets))
    for kind in _but(scenario.weights, programme.policy.class_weights):
        yield CannotDerive("scenario_no_class", **{"class": kind.value})


def _unknown_money(programme: Programme, scenario: Scenario) -> Iterator[CannotDerive]:
    first, count = programme.calendar.first_year, programme.calendar.years
    for fund, years in scenario.grants.items():
        if fund not in programme.fund_by_id:
            yield CannotDerive("scenario_no_fund", fund=fund)
        elif not programme.fund_by_id[fund].is_limited:
            yield CannotDerive("scenario_unlimited_fund", fund=fund)
        for year in _but(years, range(first, first + count)):
            yield CannotDerive("scenario_no_year", text=str(year), horizon=f"{first}-{first + count - 1}")


def _but(named: Iterable[Key], known: Iterable[Key]) -> list[Key]:
    """What is named and not known."""
    there = set(known)
    return [one for one in named if one not in there]


def _starts(programme: Programme, scenario: Scenario) -> dict[str, int]:
    starts = {}
    for estate, label in scenario.pins.items():
        try:
            starts[estate] = programme.calendar.quarter(label)
        except ValueError:
            raise CannotDerive("scenario_no_quarter", text=label) from None
    return starts


def _fund(programme: Programme, fund: Fund, scenario: Scenario) -> Fund:
    new, first = scenario.grants.get(fund.id, {}), programme.calendar.first_year
    return replace(
        fund, appropriations=tuple(new.get(first + at, given) for at, given in enumerate(fund.appropriations))
    )


def _earmarks(programme: Programme, scenario: Scenario) -> Iterator[Earmark]:
    """What is bound to estates, more or less in the measure of its appropriation."""
    by_grant: dict[tuple[str, int], list[Earmark]] = {}
    for one in programme.earmarks:
        by_grant.setdefault((one.fund, one.year), []).append(one)
    for (fund, year), bound in by_grant.items():
        was = programme.fund_by_id[fund].appropriations[year]
        now = scenario.grants.get(fund, {}).get(programme.calendar.first_year + year)
        if not was or now is None:
            yield from bound
            continue
        whole = sum(one.amount for one in bound) * now // was
        amounts = parts(whole, [one.amount for one in bound])
        yield from (replace(one, amount=amount) for one, amount in zip(bound, amounts, strict=True))


def _crew(crew: Crew, scenario: Scenario) -> Crew:
    percent = scenario.crews.get(crew.trade)
    return crew if percent is None else replace(crew, weeks=tuple(weeks * percent / 100 for weeks in crew.weeks))


def _site_limit(limit: SiteLimit, scenario: Scenario) -> SiteLimit:
    more = scenario.sites.get(limit.region, 0)
    return replace(limit, caps=tuple(max(0, cap + more) for cap in limit.caps))


def _target(at: int, target: Target, scenario: Scenario) -> Target:
    return replace(target, at_least=scenario.targets.get(at, target.at_least))


def _grants_changed(programme: Programme, scenario: Scenario) -> Iterator[Reason]:
    for fund, years in scenario.grants.items():
        for year, now in years.items():
            was = programme.fund_by_id[fund].appropriations[year - programme.calendar.first_year] or 0
            if now != was:
                values = {"fund": fund, "year": year, "by": _by(was, now), "was": was, "now": now}
                yield Reason(code="scenario_grant", values=values)


def _crews_changed(programme: Programme, scenario: Scenario) -> Iterator[Reason]:
    for trade, percent in scenario.crews.items():
        if percent != 100:
            values = {"trade": trade, "by": _by(100, percent), "percent": plain(percent)}
            yield Reason(code="scenario_crew", values=values)


def _sites_changed(programme: Programme, scenario: Scenario) -> Iterator[Reason]:
    limits = {limit.region: limit for limit in programme.site_limits}
    for region, more in scenario.sites.items():
        if more:
            was = next(iter(limits[region].caps), 0)
            values = {"region": region, "more": abs(more), "was": was, "now": max(0, was + more)}
            yield Reason(code="scenario_sites_more" if more > 0 else "scenario_sites_fewer", values=values)


def _targets_changed(programme: Programme, scenario: Scenario) -> Iterator[Reason]:
    for at, least in scenario.targets.items():
        target = programme.targets[at]
        if least != target.at_least:
            values = {"region": target.region, "year": programme.calendar.first_year + target.year}
            values |= {"by": _by(target.at_least, least), "was": f"{target.at_least:,}", "now": f"{least:,}"}
            yield Reason(code=f"scenario_target_{target.kind.value}", values=values)


def _weights_changed(programme: Programme, scenario: Scenario) -> Iterator[Reason]:
    for kind, now in scenario.weights.items():
        was = programme.policy.class_weights[kind]
        if now != was:
            values = {"class": kind.value, "by": _by(was, now), "was": plain(was), "now": plain(now)}
            yield Reason(code="scenario_weight", values=values)


def _estates_settled(programme: Programme, scenario: Scenario) -> Iterator[Reason]:
    for estate, label in scenario.pins.items():
        yield Reason(code="scenario_pin", values={"estate": estate, "label": label})
    for estate in scenario.must:
        yield Reason(code="scenario_must", values={"estate": estate})
    for estate in scenario.withheld:
        yield Reason(code="scenario_withheld", values={"estate": estate})


_CHANGES: tuple[Callable[[Programme, Scenario], Iterator[Reason]], ...] = (
    _grants_changed, _crews_changed, _sites_changed, _targets_changed, _weights_changed, _estates_settled,
)  # fmt: skip


def _by(was: Decimal | int, now: Decimal | int) -> Reason:
    """By which part a figure changes: 10% less."""
    if not was:
        return Reason(code="scenario_new")
    by = abs(Decimal(now) - Decimal(was)) / Decimal(was) * 100
    shown = f"{plain(by.quantize(Decimal('0.1')))}%"
    return Reason(code="scenario_more" if now > was else "scenario_less", values={"by": shown})
