"""What a plan may choose from: priced works on estates that may start, and why the rest is not offered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from yipanqi.domain.consent import shortfalls
from yipanqi.domain.estate import Estate
from yipanqi.domain.measure import Measure, Need, OptionFactor, Standard
from yipanqi.domain.money import Fen, rounded
from yipanqi.domain.planning.eligibility import Admissions, Eligibility, Standing, eligibilities, is_late
from yipanqi.domain.planning.estimate import Estimate, estimate
from yipanqi.domain.programme import Policy, Programme
from yipanqi.domain.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A work at one standard."""

    standard: Standard
    cost: Fen
    benefit: Fraction  # points
    load: Fraction  # crew-weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """改造项: one measure on one estate, with its options."""

    estate: str
    measure: str
    required: bool
    requires: str | None
    estimate: Estimate
    options: tuple[Option, ...]
    is_unasked: bool = False  # 未征询: the residents' support is needed and was not asked yet

    def option(self, standard: Standard) -> Option:
        """The option of this standard; KeyError where the work has none."""
        for option in self.options:
            if option.standard is standard:
                return option
        raise KeyError(standard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A work that is not offered to the plan, and why."""

    estate: str
    measure: str
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Offer:
    """All works a plan may choose, by estate; standings of all estates; refusals with their reasons."""

    works: Mapping[str, tuple[Work, ...]]  # of every eligible estate; an estate without works has ()
    standings: Mapping[str, Eligibility]
    refusals: tuple[Refusal, ...]
    spans: Mapping[str, int]  # quarters under construction of every estate: the latest end of its offered works

    @cached_property
    def work(self) -> dict[tuple[str, str], Work]:
        return {(work.estate, work.measure): work for works in self.works.values() for work in works}

    def may_start(self, estate: str) -> bool:
        """Is anything offered for the estate?"""
        return bool(self.works.get(estate))


def benefit(estate: Estate, measure: Measure, need: Need, policy: Policy) -> Fraction:
    """Points: households × severity × (demand base + demand) × class weight."""
    wish = need.demand if need.demand is not None else need.support
    severity, of_severity = need.severity.as_integer_ratio()
    demand, of_demand = (policy.default_demand if wish is None else wish).as_integer_ratio()
    base, of_base = policy.demand_base.as_integer_ratio()
    weight, of_weight = policy.class_weights[measure.measure_class].as_integer_ratio()
    above = estate.households * severity * (base * of_demand + demand * of_base) * weight
    return Fraction(above, of_severity * of_base * of_demand * of_weight)


def offer(programme: Programme, admitted: Admissions | None = None) -> Offer:
    """What the plan may choose from; of a part of a programme, with the admissions that the whole one decided."""
    priced = {estate.id: tuple(_priced(programme, estate)) for estate in programme.estates}
    refused = {estate.id: _refused(programme, estate) for estate in programme.estates}
    offered = {e: tuple(w for w in works if w.measure not in refused[e]) for e, works in priced.items()}
    spans = {e: programme.span(work.measure for work in works) for e, works in offered.items()}
    worth = {estate.id: _worth(priced[estate.id]) for estate in programme.estates if is_late(programme, estate)}
    standings = eligibilities(programme, worth, spans, admitted)
    open_to = [e for e, standing in standings.items() if standing.standing is not Standing.EXCLUDED]
    return Offer(
        works={e: offered[e] for e in open_to},
        standings=standings,
        refusals=tuple(
            Refusal(estate=e, measure=m, reason=reason) for e in open_to for m, reason in refused[e].items()
        ),
        spans=spans,
    )


def standings(programme: Programme) -> dict[str, Eligibility]:
    """What `offer` says of every estate, pricing only what is asked for: the works of late-built estates."""
    spans, worth = {}, {}
    for estate in programme.estates:
        refused, needs = _refused(programme, estate), programme.needs_by_estate.get(estate.id, ())
        spans[estate.id] = programme.span(need.measure for need in needs if need.measure not in refused)
        if is_late(programme, estate):
            worth[estate.id] = _worth(tuple(_priced(programme, estate)))
    return eligibilities(programme, worth, spans)


def _priced(programme: Programme, estate: Estate) -> Iterator[Work]:
    begun = programme.under_way_by_estate.get(estate.id)
    needs = programme.needs_by_estate.get(estate.id, ())
    needed = {need.measure for need in needs} if begun is None else begun.works.keys()
    for need in needs:
        measure = programme.measure_by_id[need.measure]
        cost = estimate(estate, measure, need, programme.policy)
        points = benefit(estate, measure, need, programme.policy)
        weeks = Fraction(cost.quantity.value) * Fraction(measure.crew_weeks)
        yield Work(
            estate=estate.id,
            measure=measure.id,
            required=measure.required,
            requires=measure.requires if measure.requires in needed else None,
            estimate=cost,
            options=tuple(
                _option(factor, cost.cost, points, weeks)
                for factor in measure.options
                if begun is None or begun.works.get(need.measure) in (None, factor.standard)
            ),
            is_unasked=begun is None and is_unasked(measure, need, programme.policy),
        )


def _option(factor: OptionFactor, cost: Fen, points: Fraction, weeks: Fraction) -> Option:
    return Option(
        standard=factor.standard,
        cost=cost if factor.cost == 1 else rounded(cost * Fraction(factor.cost)),
        benefit=points if factor.benefit == 1 else points * Fraction(factor.benefit),
        load=weeks if factor.load == 1 else weeks * Fraction(factor.load),
    )


def _worth(works: tuple[Work, ...]) -> Fraction:
    """Benefit for each fen at the standard option."""
    cost = sum(work.options[0].cost for work in works)
    return sum((work.options[0].benefit for work in works), Fraction(0)) / cost if cost else Fraction(0)


def _refused(programme: Programme, estate: Estate) -> dict[str, Reason]:
    """The estate's works that residents have not agreed to, and those that wait for one of these; once an estate
    is under way, all works but those it began with."""
    needs = {need.measure: need for need in programme.needs_by_estate.get(estate.id, ())}
    begun = programme.under_way_by_estate.get(estate.id)
    if begun is not None:
        return {name: Reason(code="not_begun") for name in needs if name not in begun.works}
    refused = {}
    for name, need in needs.items():
        reason = consent_gap(programme.measure_by_id[name], need, programme.policy)
        if reason:
            refused[name] = reason
    for name in needs:  # a road is not built over a drain that is needed but refused
        waits_for = _refused_root(programme, name, needs, refused)
        if waits_for and name not in refused:
            refused[name] = Reason(code="prerequisite_not_offered", values={"requires": waits_for})
    return refused


def _refused_root(
    programme: Programme, name: str, needs: Mapping[str, Need], refused: Mapping[str, Reason]
) -> str | None:
    above = programme.measure_by_id[name].requires
    while above is not None and above in needs:
        if above in refused:
            return above
        above = programme.measure_by_id[above].requires
    return None


def consent_gap(measure: Measure, need: Need, policy: Policy) -> Reason | None:
    """Why the residents' agreement does not suffice for this work; None where it does, or was not asked for."""
    if measure.matter is not None:
        if need.consent is None:
            return Reason(code="vote_missing", values={"matter": measure.matter.value})
        short = shortfalls(need.consent, measure.matter)
        return (
            Reason(code="vote_short", values={"matter": measure.matter.value, "short": tuple(short)}) if short else None
        )
    ratio = _support_ratio(measure, policy)
    if is_unasked(measure, need, policy):
        return None if policy.plans_unasked else Reason(code="support_missing", values={"ratio": ratio})
    if need.support is not None and need.support < ratio:
        return Reason(code="support_short", values={"support": need.support, "ratio": ratio})
    return None


def is_unasked(measure: Measure, need: Need, policy: Policy) -> bool:
    """Is the residents' support needed for this work, and was not asked yet? Neither a yes nor a no."""
    return measure.matter is None and need.support is None and _support_ratio(measure, policy) > 0


def _support_ratio(measure: Measure, policy: Policy) -> Fraction:
    return policy.support_ratio if measure.support_ratio is None else measure.support_ratio


def reserve(programme: Programme, offered: Offer, started: Mapping[str, int]) -> list[str]:
    """储备库: estates that are eligible and surveyed but not planned."""
    return [e for e, works in offered.works.items() if works and e not in started]


def work_cost(offered: Offer, choices: Mapping[tuple[str, str], Standard]) -> Fen:
    """What the chosen works cost together."""
    return sum(offered.work[key].option(standard).cost for key, standard in choices.items())
