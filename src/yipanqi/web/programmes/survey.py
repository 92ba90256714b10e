"""What the survey found on an estate, as its page shows it: the wish, the vote, the works with their options."""

from collections.abc import Mapping
from typing import Any

from yipanqi.domain.consent import shortfalls
from yipanqi.domain.measure import Measure, Need, Standard
from yipanqi.domain.money import Fen, wan_text
from yipanqi.domain.planning.estimate import CannotEstimate, Estimate, estimate
from yipanqi.domain.planning.offer import Offer, Work
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import said
from yipanqi.domain.sentences.spoken import CLASSES, MATTERS, STANDARDS, UNITS, VOTES, percent_text, word
from yipanqi.domain.stage import Stage
from yipanqi.web.page import board
from yipanqi.web.page.say import language, listed, say
from yipanqi.web.page.telling import Section

from .models import EstateRow

Values = dict[str, Any]
Chosen = tuple[Standard, Fen]  # what a plan chose of a work, and pays for it


def wishes(row: EstateRow) -> list[Values]:
    """What the residents want, and how many agree, for each work they were asked about."""
    return [
        {
            "name": name_of(measure),
            "demand": "" if need.demand is None else percent_text(need.demand),
            "support": "" if need.support is None else percent_text(need.support),
        }
        for measure, need in _needs(row)
        if need.demand is not None or need.support is not None
    ]


def votes(row: EstateRow) -> list[Values]:
    """The works that the owners must vote on, each with the four ratios of its vote and whether the law's are met."""
    return [_vote(measure, need) for measure, need in _needs(row) if measure.matter is not None]


def works(
    row: EstateRow, chosen: Mapping[str, Chosen] | None = None, stones: Mapping[str, str] | None = None
) -> list[Values]:
    """What the survey found and what it costs at each standard; of a plan what it chose and its stones."""
    needs = _needs(row)
    stones = stones or board.need_stones({measure.id: float(need.severity) for measure, need in needs})
    return [
        _work(row.programme, measure, need, row.offered, (chosen or {}).get(measure.id))
        | {"record": row.records.get(("survey", measure.id)), "stone": stones[measure.id]}
        | {"stone_said": board.said_of(stones[measure.id])}
        for measure, need in needs
    ]


def works_section(found: list[Values], *, is_planned: bool = False) -> Section:
    """The works as the survey found them, or with what a plan adds: `quarters`, `payers`, `responsible`, `lead`."""
    return Section.of(Stage.WORKS, "programmes/_works.html", works=found, is_planned=is_planned)


def standing(row: EstateRow) -> str:
    """In a sentence, where the estate may not be renovated or only within a share."""
    reasons = row.offered.standings[row.estate].reasons
    return " ".join(said(row.programme, reason.code, reason.values, language()) for reason in reasons)


def name_of(measure: Measure) -> str:
    """The measure's name in the reader's language."""
    return say(measure.name, measure.name_en or measure.name)


def _needs(row: EstateRow) -> list[tuple[Measure, Need]]:
    """The estate's needs in the catalogue's order."""
    needs = {need.measure: need for need in row.programme.needs_by_estate.get(row.estate, ())}
    return [(measure, needs[measure.id]) for measure in row.programme.measures if measure.id in needs]


def _vote(measure: Measure, need: Need) -> Values:
    short = shortfalls(need.consent, measure.matter) if need.consent else []
    vote = need.consent
    return {
        "name": name_of(measure),
        "matter": say(*MATTERS[measure.matter.value]),
        "ratios": [percent_text(getattr(vote, key)) if vote else "—" for key in VOTES],
        "is_held": vote is not None,
        "short": listed(say(*VOTES[key]) for key in short),
    }


def _work(programme: Programme, measure: Measure, need: Need, offered: Offer, chosen: Chosen | None) -> Values:
    work = offered.work.get((need.estate, need.measure))
    known = work.estimate if work else estimated(programme, need)
    refusal = next((r for r in offered.refusals if r.measure == need.measure), None)
    return {
        "id": measure.id,
        "name": name_of(measure),
        "class": say(*CLASSES[measure.measure_class.value]),
        "severity": f"{float(need.severity):.2f}",
        "quantity": _quantity(known.quantity.value) if known else "",
        "is_estimated": bool(known) and known.quantity.origin.value == "estimated",
        "unit": say(measure.unit, word(UNITS, measure.unit, "en")),
        "options": _options(work, chosen) or _as_needed(known),
        "is_unasked": bool(work) and work.is_unasked,
        "refusal": said(programme, refusal.reason.code, refusal.reason.values, language()) if refusal else "",
    }


def _options(work: Work | None, chosen: Chosen | None) -> list[Values]:
    """Each standard with its cost; the plan's own is marked and costs what the plan pays, also where it is offered
    no more."""
    costs = {option.standard: wan_text(option.cost) for option in work.options} if work else {}
    standard, paid = chosen or (None, 0)
    if standard is not None:
        costs[standard] = wan_text(paid)
    return [
        {"name": say(*STANDARDS[each.value]), "cost_said": cost, "is_chosen": each is standard}
        for each, cost in costs.items()
    ]


def estimated(programme: Programme, need: Need) -> Estimate | None:
    """What a need costs that no plan is offered; nothing where nobody knows how much of it there is."""
    estate, measure = programme.estate_by_id[need.estate], programme.measure_by_id[need.measure]
    try:
        return estimate(estate, measure, need, programme.policy)
    except CannotEstimate:
        return None


def _as_needed(known: Estimate | None) -> list[Values]:
    """The cost that the sum of all needs counts."""
    name = say(*STANDARDS[Standard.STANDARD.value])
    return [{"name": name, "cost_said": wan_text(known.cost), "is_chosen": False}] if known else []


def _quantity(value: Any) -> str:
    return f"{float(value):,.1f}".removesuffix(".0")
