"""The rules that collide, in sentences."""

from collections.abc import Iterable, Mapping

from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import said
from yipanqi.planner.collision import Rule


def rules_told(programme: Programme, offer: Offer, rules: Iterable[Rule], moves: int | None, lang: str) -> list[str]:
    """Each rule in a sentence, with the programme's names."""
    return [_told(programme, offer, rule, moves, lang) for rule in rules]


def _told(programme: Programme, offer: Offer, rule: Rule, moves: int | None, lang: str) -> str:
    values = {**_named(programme, offer, rule), "moves": moves}
    return said(programme, f"planning_rule_{rule.code}", values, lang)


def _named(programme: Programme, offer: Offer, rule: Rule) -> Mapping[str, object]:
    """What a rule's text names, as ids of the programme."""
    if rule.code == "window":
        standing = offer.standings[rule.where]
        return {"estate": rule.where, "earliest": standing.earliest, "latest": standing.latest}
    if rule.code == "crew":
        crews = {f"{crew.region} {crew.trade}": crew for crew in programme.crews}
        return {"region": crews[rule.where].region, "trade": crews[rule.where].trade}
    if rule.code in ("shares", "prerequisite"):
        works = {f"{e} {m}": (e, m) for e, m in offer.work} | {f"{e} {m}@{e}": (e, m) for e, m in offer.work}
        estate, measure = works[rule.where]
        return {"estate": estate, "measure": measure}
    return {"estate": rule.where, "fund": rule.where.removesuffix("@spent"), "region": rule.where}
