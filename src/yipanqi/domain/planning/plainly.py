"""Why an estate starts, waits or may not, as one tells a resident: how urgent it is, for how many, what comes first,
and whose money or hands ran out. The reckoning behind it is `why`'s."""

from collections.abc import Iterator
from decimal import Decimal

from yipanqi.domain.estate import Estate
from yipanqi.domain.measure import Phase
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.why import standing
from yipanqi.domain.planning.words import Words
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences.spoken import joined

SEVERE = Decimal("0.7")  # a work as badly needed as this is called so
_NAMED = 3  # works of a kind that a sentence names

_AS_THEY_ARE = (  # reasons of the planner that speak for themselves
    "start_under_way", "start_fixed", "start_only", "start_bound_must", "no_window", "no_fund_reaches",
    "estate_dropped_to_pay", "hand_started", "hand_moved", "hand_dropped", "hand_works", "nothing_offered",
)  # fmt: skip
_RAN_OUT: tuple[str, ...] = ("blocked_fund", "blocked_crew", "blocked_site", "blocked_moves")
_SHORT = {  # what stands for whose money, hands or sites ran out, where that is not told
    **{f"plain_earlier_{code}": "plain_earlier_full" for code in _RAN_OUT},
    **{f"plain_now_{code}": "plain_others_first" for code in _RAN_OUT},
    **{code: "plain_others_first" for code in ("no_fund_reaches", "estate_dropped_to_pay")},
}


def plainly(facts: Facts, words: Words, estate: Estate) -> str:
    """The reasons in people's words."""
    stands = standing(facts, estate)
    if stands == "excluded":
        return words.reasons(facts.offer.standings[estate.id].reasons)
    if stands in ("idle", "unsurveyed"):
        return words.reasons([*_built(facts, estate), Reason(code=f"plain_{stands}")])
    told = _started(facts, words, estate) if stands == "started" else _waiting(facts, estate)
    return words.reasons([*_built(facts, estate), _need(facts, words, estate), *told])


def shortly(facts: Facts, words: Words, estate: Estate) -> str:
    """Only when it starts and why not sooner, or why it waits: what may differ from plan to plan."""
    stands = standing(facts, estate)
    if stands not in ("started", "reserve"):
        return plainly(facts, words, estate)
    told = _started(facts, words, estate) if stands == "started" else _waiting(facts, estate)
    return words.reasons([reason for reason in told if reason.code != "plain_order"])


def in_part(facts: Facts, words: Words, estate: Estate, *, is_whole: bool) -> str:
    """The same for who reads a part of the plan: not whose money, crews or sites ran out, for these are the district's;
    of an estate that is not wholly theirs to read neither its needs nor its other works."""
    stands = standing(facts, estate)
    if stands not in ("started", "reserve"):
        return plainly(facts, words, estate)
    told = [
        reason if reason.code not in _SHORT else Reason(code=_SHORT[reason.code])
        for reason in (_started(facts, words, estate) if stands == "started" else _waiting(facts, estate))
        if is_whole or reason.code != "plain_order"
    ]
    whole = [*_built(facts, estate), _need(facts, words, estate)] if is_whole else []
    return words.reasons(list({reason.code: reason for reason in (*whole, *told)}.values()))


def _need(facts: Facts, words: Words, estate: Estate) -> Reason:
    """How urgent, for how many, and how much of it is severe."""
    needs = facts.programme.needs_by_estate.get(estate.id, ())
    severe = [need.measure for need in needs if need.severity >= SEVERE]
    place, of = facts.urgency.get(estate.id, (0, 0))
    code = "plain_need" if not severe else "plain_need_severe"
    named = joined(map(words.measure, severe[:_NAMED]), words.lang)
    values = {"place": place, "of": of, "households": estate.households, "works": len(needs)}
    return Reason(code=code, values=values | {"severe": len(severe), "named": named})


def _built(facts: Facts, estate: Estate) -> Iterator[Reason]:
    """Of an estate that was built late, that it may be renovated within the share of such estates."""
    for reason in facts.offer.standings[estate.id].reasons:
        if reason.code == "late_admitted":
            yield Reason(code="plain_late", values=reason.values)
        else:
            yield reason


def _started(facts: Facts, words: Words, estate: Estate) -> Iterator[Reason]:
    start = facts.outcome.plan.starts[estate.id]
    reasons = facts.outcome.estate_reasons.get(estate.id, ())
    yield Reason(code="plain_start", values={"start": start})
    yield from _order(facts, words, estate)
    for reason in reasons:
        if reason.code in _AS_THEY_ARE:
            yield reason
        elif reason.code in _RAN_OUT:
            yield Reason(code=f"plain_earlier_{reason.code}", values=reason.values)
        elif reason.code in ("start_first", "in_for_target"):
            yield Reason(code=f"plain_{reason.code}", values=reason.values)


def _order(facts: Facts, words: Words, estate: Estate) -> Iterator[Reason]:
    """What is dug comes before what closes the ground."""
    chosen = facts.outcome.plan.measures_by_estate.get(estate.id, ())
    by_phase: dict[Phase, list[str]] = {}
    for measure in chosen:
        by_phase.setdefault(facts.programme.measure_by_id[measure].phase, []).append(words.measure(measure))
    first, then = by_phase.get(Phase.UNDERGROUND), by_phase.get(Phase.SURFACE)
    if first and then:
        named = {"first": joined(first[:_NAMED], words.lang), "then": joined(then[:_NAMED], words.lang)}
        yield Reason(code="plain_order", values=named)


def _waiting(facts: Facts, estate: Estate) -> Iterator[Reason]:
    yield Reason(code="plain_reserve")
    reasons = facts.outcome.estate_reasons.get(estate.id, ())
    short = [reason for reason in reasons if reason.code in _RAN_OUT]
    for reason in reasons:
        if reason.code in _AS_THEY_ARE:
            yield reason
    for reason in short:
        yield Reason(code=f"plain_now_{reason.code}", values=reason.values)
    if not short and not any(reason.code in _AS_THEY_ARE for reason in reasons):
        would_fit = any(reason.code == "would_fit" for reason in reasons)
        yield Reason(code="plain_would_fit" if would_fit else "plain_others_first")
