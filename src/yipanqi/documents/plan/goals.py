"""What a plan reaches, what waits, who is served least, what leaders are asked to decide: told alike on papers."""

from fractions import Fraction

from yipanqi.documents.plan.risks import risks
from yipanqi.documents.plan.words import PaperWords, count
from yipanqi.domain.calendar import year_of
from yipanqi.domain.capacity import Target, TargetKind
from yipanqi.domain.estate import Region
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.sentences.spoken import joined, rough_money_text
from yipanqi.domain.step import Step

_LEAST = 2  # subdistricts that are named as served least
_SOON = 45  # days after the document's date within which a step is due soon


def reached(facts: Facts, words: PaperWords) -> str:
    """What the targets that are met demand, and what the plan brings: those of a region and a year together, a region
    named once."""
    met: dict[tuple[str, int], list[tuple[str, int, int]]] = {}
    for at, target in enumerate(facts.programme.targets):
        if not facts.missed_targets.get(at):
            line = (target.kind.value, target.at_least, _brought(facts, target))
            met.setdefault((target.region, target.year), []).append(line)
    told, said = list[str](), ""
    for (region, year), lines in sorted(met.items(), key=lambda item: item[0]):
        values = {
            "region": "" if region == said else _region(facts, words, region),
            "demanded": _and(words, [words.say(f"plan_demanded_{k}", at_least=n) for k, n, _ in lines]),
            "brought": _and(words, [words.say(f"plan_brought_{k}", brought=n) for k, _, n in lines]),
        }
        told.append(words.say("plan_reached_by", year=year, **values).strip())
        said = region
    return words.say("plan_reached", targets=words.say("doc_between").join(told)) if told else ""


def _and(words: PaperWords, parts: list[str]) -> str:
    return (" and " if words.lang == "en" else "、").join(parts)


def _brought(facts: Facts, target: Target) -> int:
    """What the plan starts in a target's region by its year."""
    starts = facts.outcome.plan.starts
    inside = [
        e for e in facts.started if year_of(starts[e.id]) <= target.year and facts.programme.covers(target.region, e.id)
    ]
    return sum(e.households for e in inside) if target.kind is TargetKind.HOUSEHOLDS else len(inside)


def _region(facts: Facts, words: PaperWords, region: str) -> str:
    """A region's name; the one that holds all estates is the whole."""
    is_whole = all(facts.programme.covers(region, e.id) for e in facts.programme.estates)
    name = words.say("plan_whole") if is_whole else words.region(region)
    return f"in {name} " if words.lang == "en" else name


def waiting(facts: Facts, words: PaperWords) -> str:
    """The reserve: how many, and what all they need would cost."""
    if not facts.reserve:
        return words.say("goals_no_reserve")
    size = facts.size(facts.reserve)
    money = rough_money_text(facts.reserve_cost, words.lang)
    return words.say("goals_reserve", estates=size.estates, households=count(size.households), money=money)


def not_offered(facts: Facts, words: PaperWords) -> str:
    """Works that may not be planned for want of a vote or of agreement: how many, and why; nothing where there are
    none."""
    if not facts.refused:
        return ""
    works, estates = facts.refused_in_all
    why = words.say("doc_between").join(words.refused(facts.refused))
    return words.say("goals_not_offered", works=works, estates=estates, why=why)


def served_least(facts: Facts) -> list[tuple[Region, Fraction]]:
    """The subdistricts of whose eligible households the plan reaches the smallest part, smallest first."""
    parts = []
    for region in facts.subdistricts:
        eligible = [e for e in facts.programme.estates if e.subdistrict == region.id and e.id in facts.offer.works]
        households = sum(e.households for e in eligible)
        if households:
            inside = sum(e.households for e in eligible if e.id in facts.outcome.plan.starts)
            parts.append((region, Fraction(inside, households)))
    return sorted(parts, key=lambda part: part[1])[:_LEAST]


def least(facts: Facts, words: PaperWords) -> str:
    """Who is served least, in a sentence; nothing where all are served in full."""
    found = [(region, part) for region, part in served_least(facts) if part < 1]
    named = (words.say("goals_part", region=region.id, part=f"{float(part):.0%}") for region, part in found)
    return words.say("goals_least", regions=joined(named, words.lang)) if found else ""


def decisions(facts: Facts, words: PaperWords) -> list[str]:
    """What leaders are asked to decide or to press: agreements about others' money, steps that are due at once, the
    reserve."""
    told = []
    outside = next((risk for risk in risks(facts) if risk.code == "risk_money"), None)
    if outside:
        told.append(words.say("decide_money", **outside.values))
    day = facts.programme.heading.issued_on
    if day is not None:
        soon = {t.estate for t in facts.tasks if t.step is Step.TENDER and 0 <= (t.start_date - day).days <= _SOON}
        if soon:
            told.append(words.say("decide_tenders", count=len(soon), days=_SOON))
    if facts.reserve:
        size = facts.size(facts.reserve)
        money = rough_money_text(facts.reserve_cost, words.lang)
        told.append(words.say("decide_reserve", estates=size.estates, money=money))
    return told
