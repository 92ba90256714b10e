"""方案说明: why each estate starts when it does or not at all, which works were left out, and what binds."""

from pathlib import Path

from yipanqi.documents.plan.task_list import columns
from yipanqi.documents.plan.words import PaperWords, paper_words
from yipanqi.documents.press.sheets import A3, HEAD_ROW, Formula, PaperBook, PaperSheet, book, cell, title_line
from yipanqi.domain.estate import Estate
from yipanqi.domain.money import in_wan
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.outcome import Limit
from yipanqi.domain.planning.why import standing, why_estate
from yipanqi.domain.reason import Reason

_ESTATES = (
    ("head_subdistrict", 13, "text"),
    ("head_estate", 18, "wrap"),
    ("head_households", 9, "count"),
    ("head_built", 10, "year"),
    ("head_standing", 12, "text"),
    ("head_start_quarter", 11, "centre"),
    ("head_end_quarter", 11, "centre"),
    ("head_works", 9, "count"),
    ("head_cost", 13, "wan"),
    ("head_points", 11, "wan"),
    ("head_why", 84, "wrap"),
)
_LEFT_OUT = (
    ("head_subdistrict", 13, "text"),
    ("head_estate", 18, "wrap"),
    ("head_measure", 28, "wrap"),
    ("head_cost", 14, "wan"),
    ("head_points", 12, "wan"),
    ("head_why", 84, "wrap"),
)
_REFUSALS = (
    ("head_subdistrict", 13, "text"),
    ("head_estate", 18, "wrap"),
    ("head_measure", 28, "wrap"),
    ("head_why", 84, "wrap"),
)
_ASSUMED = (("head_assumed", 110, "wrap"),)
_LIMITS = (
    ("head_limit", 40, "wrap"),
    ("head_when", 18, "text"),
    ("head_used", 13, "wan"),
    ("head_cap", 13, "wan"),
    ("head_limit_unit", 14, "text"),
    ("head_limit_points", 16, "wan"),
    ("head_limit_households", 18, "wan"),
)


def write_why(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the plan's reasons, one sheet for each question."""
    words = paper_words(facts, lang)
    with book(path, words.imprint) as file:
        _estates(file, facts, words)
        _left_out(file, facts, words)
        _refusals(file, facts, words)
        _limits(file, facts, words)
        if facts.changes:
            _assumed(file, words)
    return path


def _estates(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    outcome = facts.outcome
    note = words.say(
        "note_estates",
        objective=f"{outcome.objective:,.1f}",
        bound=f"{outcome.proven_bound:,.1f}",
        gap=words.gap(outcome),
    )
    title = title_line(words.imprint, words.say("title_estates"))
    sheet = file.sheet(words.say("sheet_estates"), title, note, columns(words, _ESTATES), paper=A3)
    for estate in facts.programme.estates:
        sheet.row(_estate_row(facts, words, estate))
    sheet.filter()
    _sums(sheet, facts, words)


def _estate_row(facts: Facts, words: PaperWords, estate: Estate) -> list[object]:
    start = facts.outcome.plan.starts.get(estate.id)
    cost = facts.cost_by_estate.get(estate.id)
    return [
        words.subdistrict(estate.id),
        estate.name,
        estate.households,
        estate.built_year,
        words.say(f"standing_{standing(facts, estate)}"),
        None if start is None else words.short_quarter(start),
        None if start is None else words.short_quarter(facts.end(estate.id)),
        facts.works_by_estate.get(estate.id),
        None if cost is None else float(in_wan(cost)),
        _points(facts, estate.id),
        why_estate(facts, words, estate),
    ]


def _points(facts: Facts, estate: str) -> float | None:
    """What the plan's works on an estate bring, discounted by its start: as the reasons say it."""
    choices = {key: s for key, s in facts.outcome.plan.choices.items() if key[0] == estate}
    if not choices:
        return None
    return float(sum(facts.offer.work[key].option(s).benefit for key, s in choices.items())) * _discount(facts, estate)


def _discount(facts: Facts, estate: str) -> float:
    return float(facts.programme.discount) ** facts.outcome.plan.starts[estate]


def _sums(sheet: PaperSheet, facts: Facts, words: PaperWords) -> None:
    """Below the estates: their benefits, what missed targets take off, and the plan's own."""
    column, last = len(_ESTATES) - 2, sheet.next_row - 1
    won = sum(_points(facts, estate.id) or 0.0 for estate in facts.started)
    total = f"=SUM({cell(HEAD_ROW + 1, column)}:{cell(last, column)})"
    whole = f"={cell(last + 1, column)}+{cell(last + 2, column)}"
    rows: list[tuple[str, object]] = [
        ("sum_won", Formula(total, won)),
        ("sum_missed", round(facts.outcome.objective - won, 2) or 0.0),
        ("sum_plan", Formula(whole, facts.outcome.objective)),
    ]
    for code, value in rows:
        sheet.row([words.say(code), *[None] * (column - 1), value, None], "total")


def _left_out(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    title = title_line(words.imprint, words.say("title_left_out"))
    note = words.say("note_left_out", count=len(facts.left_out))
    sheet = file.sheet(words.say("sheet_left_out"), title, note, columns(words, _LEFT_OUT), paper=A3)
    for estate, measure in facts.left_out:
        reasons, discount = facts.outcome.work_reasons.get((estate, measure), ()), _discount(facts, estate)
        told = [float(str(r.values["benefit"])) for r in reasons if "benefit" in r.values]
        options = facts.offer.work[estate, measure].options  # the one the reasons speak of, else the standard one
        option = min(options, key=lambda o: abs(float(o.benefit) * discount - told[0])) if told else options[0]
        row = [
            *_place(words, estate, measure),
            option.cost / 1_000_000,
            float(option.benefit) * discount,
            words.reasons(reasons) if reasons else words.say("why_left_out"),
        ]
        sheet.row(row)
    sheet.filter()


def _refusals(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    title = title_line(words.imprint, words.say("title_refusals"))
    note = words.say("note_left_out", count=len(facts.offer.refusals))
    sheet = file.sheet(words.say("sheet_refusals"), title, note, columns(words, _REFUSALS))
    for refusal in facts.offer.refusals:
        values = {"measure": refusal.measure, **refusal.reason.values}
        why = words.reasons([Reason(code=refusal.reason.code, values=values)])
        sheet.row([*_place(words, refusal.estate, refusal.measure), why])
    sheet.filter()


def _limits(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    title = title_line(words.imprint, words.say("title_limits"))
    note = words.say("note_limits") + (words.say("note_limits_by_hand") if facts.is_by_hand else "")
    sheet = file.sheet(words.say("sheet_limits"), title, note, columns(words, _LIMITS))
    for code, limits in (("limits_binding", facts.binding), ("limits_priced", facts.priced)):
        sheet.band(words.say(code) + ("" if limits else f" · {words.say('limits_none')}"))
        for limit in limits:
            sheet.row(_limit_row(facts, words, limit), height=22)


def _assumed(file: PaperBook, words: PaperWords) -> None:
    """What a scenario has otherwise than the programme itself."""
    title, note = (
        title_line(words.imprint, words.say("title_assumed")),
        words.say("note_assumed", count=len(words.changes)),
    )
    sheet = file.sheet(words.say("sheet_assumed"), title, note, columns(words, _ASSUMED))
    for change in words.changes_said:
        sheet.row([change])


def _limit_row(facts: Facts, words: PaperWords, limit: Limit) -> list[object]:
    return [
        words.limit(limit),
        words.limit_when(limit),
        limit.told_used,
        limit.told_cap,
        words.limit_unit(limit),
        limit.points,
        round(facts.reached(limit) or 0, 2) or None,
    ]


def _place(words: PaperWords, estate: str, measure: str) -> list[object]:
    return [words.subdistrict(estate), words.estate(estate), words.measure(measure)]
