"""How an estate stands in a plan, and why."""

from collections import Counter

from yipanqi.domain.estate import Estate
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.words import Words

STANDINGS = ("started", "reserve", "idle", "unsurveyed", "excluded")


def counted(facts: Facts) -> dict[str, int]:
    """How many estates stand how: every estate is in one of the counts."""
    found = Counter(standing(facts, estate) for estate in facts.programme.estates)
    return {code: found[code] for code in STANDINGS}


def standing(facts: Facts, estate: Estate) -> str:
    """`started`, `reserve`, `idle` (surveyed, but nothing on offer), `unsurveyed` or `excluded`."""
    if estate.id in facts.outcome.plan.starts:
        return "started"
    if estate.id not in facts.offer.works:
        return "excluded"
    if facts.offer.works[estate.id]:
        return "reserve"
    return "idle" if facts.programme.needs_by_estate.get(estate.id) else "unsurveyed"


def why_estate(facts: Facts, words: Words, estate: Estate) -> str:
    """Why an estate starts, waits or may not: the planner's reasons, else what its standing says."""
    reasons = facts.offer.standings[estate.id].reasons + tuple(facts.outcome.estate_reasons.get(estate.id, ()))
    if reasons:
        return words.reasons(reasons)
    start = facts.outcome.plan.starts.get(estate.id)
    if start is not None:
        return words.say("why_started", quarter=start)
    return words.say("why_reserve" if facts.offer.works.get(estate.id) else "why_idle")
