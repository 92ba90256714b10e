"""The rules that collide, in sentences."""

from collections.abc import Iterable

from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.programme import Programme
from yipanqi.domain.rule_name import RuleName
from yipanqi.domain.sentences import said
from yipanqi.planner.collision import Rule


def rule_sentences(
    programme: Programme, offer: Offer, rules: Iterable[Rule], moves: int | None, lang: str
) -> list[str]:
    """Each rule in a sentence, with the programme's names."""
    return [_said(programme, offer, rule, moves, lang) for rule in rules]


def _said(programme: Programme, offer: Offer, rule: Rule, moves: int | None, lang: str) -> str:
    values: dict[str, object] = {**rule.ids, "moves": moves}
    if rule.name is RuleName.START_IN_WINDOW:
        standing = offer.standings[rule.estate]
        values |= {"earliest": standing.earliest, "latest": standing.latest}
    return said(programme, f"planning_rule_{rule.name}", values, lang)
