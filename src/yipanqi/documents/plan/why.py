"""方案说明: why each estate starts when it does or not at all, what waits and would cost, and what holds the plan back,
in people's words; what was reckoned stands on sheets of its own."""

from pathlib import Path

from yipanqi.documents.plan.task_list import Column, columns
from yipanqi.documents.plan.words import PaperWords, sheet_words
from yipanqi.documents.press.sheets import A3, HEAD_ROW, Formula, PaperBook, PaperSheet, book, cell, title_line
from yipanqi.domain.estate import Estate
from yipanqi.domain.money import Fen
from yipanqi.domain.planning.dates import IDLE
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.outcome import Limit, LimitKind, used_up
from yipanqi.domain.planning.plainly import plainly
from yipanqi.domain.planning.told import told_alone
from yipanqi.domain.planning.why import counted, standing, why_estate
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences.spoken import joined

_ESTATES: tuple[Column, ...] = (
    ("head_subdistrict", 12, "wrap"),
    ("head_estate", 15, "wrap"),
    ("head_households", 8, "count"),
    ("head_built", 8, "year"),
    ("head_standing", 11, "text"),
    ("head_start_quarter", 12.5, "text"),
    ("head_end_quarter", 12.5, "text"),
    ("head_works", 7, "count"),
    ("head_cost_here", 11, "wan"),
    ("head_gap", 10.5, "count"),
    ("head_why", 64, "wrap"),
)
_RESERVE: tuple[Column, ...] = (
    ("head_subdistrict", 12, "wrap"),
    ("head_estate", 15, "wrap"),
    ("head_households", 8, "count"),
    ("head_built", 8, "year"),
    ("head_works", 7, "count"),
    ("head_needed_works", 46, "wrap"),
    ("head_would_cost", 12, "wan"),
    ("head_why", 60, "wrap"),
)
_LEFT_OUT: tuple[Column, ...] = (
    ("head_subdistrict", 12, "wrap"),
    ("head_estate", 16, "wrap"),
    ("head_measure", 28, "wrap"),
    ("head_cost_here", 13, "wan"),
    ("head_why", 84, "wrap"),
)
_REFUSALS: tuple[Column, ...] = (
    ("head_subdistrict", 13, "wrap"),
    ("head_estate", 18, "wrap"),
    ("head_measure", 28, "wrap"),
    ("head_why", 84, "wrap"),
)
_LIMITS: tuple[Column, ...] = (
    ("head_limit", 36, "wrap"),
    ("head_when", 17, "text"),
    ("head_used", 13, "points"),
    ("head_cap", 13, "points"),
    ("head_room", 13, "points"),
    ("head_limit_one", 12, "text"),
)
_RECKONING: tuple[Column, ...] = (
    ("head_subdistrict", 12, "wrap"),
    ("head_estate", 15, "wrap"),
    ("head_measure", 24, "wrap"),
    ("head_points", 12, "points"),
    ("head_reckoning", 102, "wrap"),
)
_PRICES: tuple[Column, ...] = (
    ("head_limit", 33, "wrap"),
    ("head_when", 17, "text"),
    ("head_used", 11, "points"),
    ("head_cap", 11, "points"),
    ("head_limit_unit", 12, "text"),
    ("head_limit_points", 10, "points"),
    ("head_limit_households", 11, "points"),
)
_ASSUMED: tuple[Column, ...] = (("head_assumed", 110, "wrap"),)
_COST, _POINTS = 6, 3  # columns of the reserve's and the reckoning's sheets
_RECKONED = ("work_priced_out", "work_worth", "work_brings_nothing")  # reasons in points


def write_why(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the plan's reasons, one sheet for each question."""
    words = sheet_words(facts, lang)
    with book(path, words.imprint) as file:
        _estates(file, facts, words)
        _reserve(file, facts, words)
        _left_out(file, facts, words)
        _refusals(file, facts, words)
        _limits(file, facts, words)
        _reckoning(file, facts, words)
        _prices(file, facts, words)
        if facts.changes:
            _assumed(file, words)
    return path


def _estates(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    stand = counted(facts)
    note = words.say(
        "note_plain_estates", count=sum(stand.values()), started=stand["started"], reserve=stand["reserve"], days=IDLE
    )
    title = title_line(words.imprint, words.say("title_estates"))
    sheet = file.sheet(words.say("sheet_estates"), title, note, columns(words, _ESTATES), paper=A3)
    for estate in facts.programme.estates:
        sheet.row(_estate_row(facts, words, estate))
    sheet.filter()


def _estate_row(facts: Facts, words: PaperWords, estate: Estate) -> list[object]:
    start = facts.outcome.plan.starts.get(estate.id)
    cost = facts.cost_by_estate.get(estate.id)
    return [
        words.subdistrict(estate.id),
        words.estate(estate.id),
        estate.households,
        estate.built_year,
        words.say(f"standing_{standing(facts, estate)}"),
        None if start is None else words.plain_quarter(start),
        None if start is None else words.plain_quarter(facts.end(estate.id)),
        facts.works_by_estate.get(estate.id),
        None if cost is None else words.told_money(cost),
        max(((last - first).days + 1 for first, last in facts.gaps.get(estate.id, ())), default=None),
        plainly(facts, words, estate),
    ]


def _reserve(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    """What waits: its works, and what they would cost at the usual standard."""
    title = title_line(words.imprint, words.say("title_reserve"))
    note = words.say("note_reserve", count=len(facts.reserve))
    sheet = file.sheet(words.say("sheet_reserve"), title, note, columns(words, _RESERVE), paper=A3)
    for estate in facts.reserve:
        works = facts.offer.works[estate.id]
        sheet.row(
            [
                words.subdistrict(estate.id),
                words.estate(estate.id),
                estate.households,
                estate.built_year,
                len(works),
                joined((words.measure(work.measure) for work in works), words.lang),
                words.told_money(would_cost(facts, estate)),
                plainly(facts, words, estate),
            ]
        )
    sheet.filter()
    rows = range(HEAD_ROW + 1, max(sheet.next_row, HEAD_ROW + 2))
    sums: list[object] = [words.say("doc_total"), *[None] * (len(_RESERVE) - 1)]
    told = {
        2: float(sum(estate.households for estate in facts.reserve)),
        4: float(sum(len(facts.offer.works[estate.id]) for estate in facts.reserve)),
        _COST: words.told_money(sum(would_cost(facts, estate) for estate in facts.reserve)),
    }
    for column, value in told.items():
        sums[column] = Formula(f"=SUM({cell(rows[0], column)}:{cell(rows[-1], column)})", value)
    sheet.row(sums, "total", 22)


def would_cost(facts: Facts, estate: Estate) -> Fen:
    """All works on offer for an estate at the usual standard, told in whole hundreds of yuan."""
    return facts.needs_cost.get(estate.id, 0)


def _left_out(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    title = title_line(words.imprint, words.say("title_left_out"))
    note = words.say("note_left_out", count=len(facts.left_out))
    sheet = file.sheet(words.say("sheet_left_out"), title, note, columns(words, _LEFT_OUT), paper=A3)
    for estate, measure in facts.left_out:
        cost, _ = _option_of(facts, estate, measure)
        sheet.row([*_place(words, estate, measure), words.told_money(cost), _plain_work(facts, words, estate, measure)])
    sheet.filter()


def _plain_work(facts: Facts, words: PaperWords, estate: str, measure: str) -> str:
    """Why a work is left out, as one tells a resident: what it waits for, or that others come first."""
    reasons = facts.outcome.work_reasons.get((estate, measure), ())
    plain = [reason for reason in reasons if reason.code not in _RECKONED]
    return words.reasons(plain) if plain else words.say("why_left_out")


def _option_of(facts: Facts, estate: str, measure: str) -> tuple[Fen, float]:
    """Cost and benefit of the option that the reasons speak of, else of the standard one."""
    reasons, discount = facts.outcome.work_reasons.get((estate, measure), ()), _discount(facts, estate)
    told = [float(str(r.values["benefit"])) for r in reasons if "benefit" in r.values]
    options = facts.offer.work[estate, measure].options
    option = min(options, key=lambda o: abs(float(o.benefit) * discount - told[0])) if told else options[0]
    return told_alone(option.cost), float(option.benefit) * discount


def _refusals(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    title = title_line(words.imprint, words.say("title_refusals"))
    note = words.say("note_left_out", count=len(facts.offer.refusals))
    sheet = file.sheet(words.say("sheet_refusals"), title, note, columns(words, _REFUSALS), paper=A3)
    for refusal in facts.offer.refusals:
        values = {"measure": refusal.measure, **refusal.reason.values}
        why = words.reasons([Reason(code=refusal.reason.code, values=values)])
        sheet.row([*_place(words, refusal.estate, refusal.measure), why])
    sheet.filter()


def _limits(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    """What holds the plan back: first what nothing is left of, then what next to nothing is left of."""
    title = title_line(words.imprint, words.say("title_limits"))
    sheet = file.sheet(words.say("sheet_limits"), title, words.say("note_limits"), columns(words, _LIMITS))
    full = [limit for limit in facts.binding if used_up(limit)]
    nearly = [limit for limit in facts.binding if not used_up(limit)]
    for code, limits in (("limits_binding", full), ("limits_nearly", nearly)):
        sheet.band(words.say(code) + ("" if limits else f" · {words.say('limits_none')}"))
        for limit in limits:
            used, cap = _told(words, limit)
            left = None if cap is None or limit.kind is LimitKind.TARGET else max(cap - used, 0.0)
            place = [words.limit(limit), words.limit_when(limit)]
            sheet.row([*place, used, cap, left, _counted_in(words, limit)], height=20)


def _told(words: PaperWords, limit: Limit) -> tuple[float, float | None]:
    """Used and cap; money as tables tell it."""
    if limit.kind is not LimitKind.FUND or words.lang == "zh":
        return limit.told_used, limit.told_cap
    cap = limit.told_cap
    return limit.told_used / 100, None if cap is None else cap / 100


def _counted_in(words: PaperWords, limit: Limit) -> str:
    return words.say("unit_fund_here" if limit.kind is LimitKind.FUND else f"counted_{limit.kind}")


def _reckoning(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    """Behind the reasons: points and prices, of estates and of works left out."""
    outcome = facts.outcome
    note = words.say(
        "note_estates",
        objective=f"{outcome.objective:,.1f}",
        bound=f"{outcome.proven_bound:,.1f}",
        gap=words.gap(outcome),
    )
    title = title_line(words.imprint, words.say("title_reckoning"))
    sheet = file.sheet(words.say("sheet_reckoning"), title, note, columns(words, _RECKONING), paper=A3)
    for estate in facts.programme.estates:
        points = _points(facts, estate.id)
        place = [words.subdistrict(estate.id), words.estate(estate.id), None]
        sheet.row([*place, points, why_estate(facts, words, estate)])
    _sums(sheet, facts, words)
    if facts.left_out:
        sheet.band(words.say("sheet_left_out"))
    for estate_id, measure in facts.left_out:
        reasons = facts.outcome.work_reasons.get((estate_id, measure), ())
        why = words.reasons(reasons) if reasons else words.say("why_left_out")
        _, points = _option_of(facts, estate_id, measure)
        sheet.row([*_place(words, estate_id, measure), points, why])


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
    column, last = _POINTS, sheet.next_row - 1
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


def _prices(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    """What one more unit of a limit adds, of those used up and of those that the bound alone knows."""
    title = title_line(words.imprint, words.say("title_reckoning_limits"))
    note = words.say("note_reckoning_limits") + (words.say("note_limits_by_hand") if facts.is_by_hand else "")
    sheet = file.sheet(words.say("sheet_reckoning_limits"), title, note, columns(words, _PRICES))
    for code, limits in (("limits_counted", facts.binding), ("limits_priced", facts.priced)):
        sheet.band(words.say(code) + ("" if limits else f" · {words.say('limits_none')}"))
        for limit in limits:
            sheet.row(_limit_row(facts, words, limit), height=20)


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
    scale = 100 if words.lang == "en" and limit.kind is LimitKind.FUND else 1
    used, cap = _told(words, limit)
    return [
        words.limit(limit),
        words.limit_when(limit),
        used,
        cap,
        words.say("unit_fund_one") if limit.kind is LimitKind.FUND else words.limit_unit(limit),
        limit.points * scale,
        round((facts.reached(limit) or 0) * scale, 2) or None,
    ]


def _place(words: PaperWords, estate: str, measure: str) -> list[object]:
    return [words.subdistrict(estate), words.estate(estate), words.measure(measure)]
