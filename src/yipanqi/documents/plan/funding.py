"""资金安排表: by source, year, subdistrict and estate; every total is a formula over the payments, one row each."""

from collections.abc import Callable, Sequence
from pathlib import Path

from yipanqi.documents.plan.task_list import columns
from yipanqi.documents.plan.words import PaperWords, sheet_words
from yipanqi.documents.press.sheets import (
    A3,
    HEAD_ROW,
    Formula,
    PaperBook,
    PaperColumn,
    PaperSheet,
    book,
    cell,
    title_line,
)
from yipanqi.domain.money import FEN_PER_WAN, FEN_PER_YUAN, Fen, from_wan, in_yuan, percentages
from yipanqi.domain.planning.facts import EstateTable, Facts, MoneyTable
from yipanqi.domain.programme import Payment

_PAYMENTS = (
    ("head_fund", 26, "wrap"),
    ("head_year", 9, "year"),
    ("head_subdistrict", 16, "text"),
    ("head_estate", 20, "wrap"),
    ("head_measure", 32, "wrap"),
    ("head_amount_yuan", 20, "yuan"),
)
_GRANTS = (
    ("head_fund", 25, "wrap"),
    ("head_year", 8, "year"),
    ("head_granted", 15, "yuan"),
    ("head_carried_in", 15, "yuan"),
    ("head_paid", 15, "yuan"),
    ("head_left", 15, "yuan"),
    ("head_fate", 11, "wrap"),
)
_AMOUNT = 5
_HOUSEHOLDS, _FIRST_FUND = 3, 4  # columns of the estates' sheet


def write_funding(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the funding table: a summary in 万元, the whole in yuan, and the payments."""
    words = sheet_words(facts, lang)
    with book(path, words.imprint) as file:
        _summary(file, facts, words)
        _estates(file, facts, words)
        _cross(file, facts, words)
        _grants(file, facts, words)
        _payments(file, facts, words)
    return path


def _summary(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    heads = [
        PaperColumn(words.say("head_fund"), 22, "wrap"),
        *(PaperColumn(words.year(y), 11.5, words.money_style) for y in facts.years),
        PaperColumn(words.say("doc_total"), 12, words.money_style),
        PaperColumn(words.say("head_share"), 8, "percent"),
        PaperColumn(words.say("head_rule"), 60, "wrap"),
    ]
    title = title_line(words.imprint, words.say("title_money"))
    sheet = file.sheet(words.say("sheet_money"), title, words.say("note_money"), heads, paper=A3, pages=1)
    sheet.band(words.say("title_by_fund"))
    _block(sheet, words, facts.by_fund, [words.fund(f) for f in facts.by_fund.rows], words.rule)
    sheet.next_row += 1
    sheet.band(words.say("title_by_subdistrict"))
    _block(sheet, words, facts.by_subdistrict, [words.region(r) for r in facts.by_subdistrict.rows])


def _block(
    sheet: PaperSheet,
    words: PaperWords,
    table: MoneyTable,
    names: list[str],
    rule: Callable[[str], str | None] = lambda _: None,
) -> None:
    """A money table in 万元 with sums as formulas; of funds the rule by which each is divided."""
    first, years = sheet.next_row, len(table.columns)
    shares = percentages([sum(row) for row in table.fen])
    rows = zip(table.rows, names, table.cells, table.row_totals, shares, strict=True)
    for key, name, cells, total, share in rows:
        row = sheet.next_row
        told = [words.told_money(from_wan(value)) for value in cells]
        sums = Formula(f"=SUM({cell(row, 1)}:{cell(row, years)})", words.told_money(from_wan(total)))
        sheet.row([name, *told, sums, float(share), rule(key)], height=20)
    last = sheet.next_row - 1
    values = [*(words.told_money(from_wan(v)) for v in [*table.column_totals, table.total]), float(sum(shares))]
    totals = [Formula(f"=SUM({cell(first, i)}:{cell(last, i)})", round(value, 4)) for i, value in enumerate(values, 1)]
    sheet.row([words.say("doc_total"), *totals, None], "total", 22)


def _estates(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    """Estates × sources as told, and what each household is worth: what a finance bureau asks for."""
    table = facts.by_estate_and_fund
    by_fund = zip(table.columns, zip(*table.fen, strict=True) if table.fen else [], strict=False)
    heads = [
        PaperColumn(words.say("head_place"), 6, "count"),
        *columns(
            words, (("head_subdistrict", 12, "wrap"), ("head_estate", 14, "wrap"), ("head_households", 9, "count"))
        ),
        *(PaperColumn(words.fund(f), _room(words, sum(column)), words.money_style) for f, column in by_fund),
        PaperColumn(words.say("doc_total"), 11.5, words.money_style),
        PaperColumn(words.say("head_money_per_household"), 9.5, _per_household_style(words)),
    ]
    title = title_line(words.imprint, words.say("title_estate_funds"))
    sheet = file.sheet(
        words.say("sheet_estate_funds"), title, words.say("note_estate_funds"), heads, paper=A3, keys=_HOUSEHOLDS
    )
    sheet.height(HEAD_ROW, 48)
    sheet.page.freeze_panes(HEAD_ROW + 1, 3)
    for i, (estate, fens) in enumerate(zip(table.rows, table.fen, strict=True), 1):
        found, row = facts.programme.estate_by_id[estate], sheet.next_row
        place = [i, words.subdistrict(estate), words.estate(estate), found.households]
        sheet.row([*place, *map(words.told_money, fens), *_of_row(words, row, fens, found.households)])
    sheet.filter()
    _estates_total(sheet, facts, words, table)


def _room(words: PaperWords, total: Fen) -> float:
    """The width in which a column's bold total can be read."""
    digits = f"{words.told_money(total):,.{4 if words.lang == 'en' else 2}f}"
    return max(8.0, 1.02 * len(digits) + 0.8)


def _of_row(words: PaperWords, row: int, fens: Sequence[Fen], households: int) -> list[object]:
    """A row's total and what that is for each household, as formulas."""
    last = _FIRST_FUND + len(fens) - 1
    total = Formula(f"=SUM({cell(row, _FIRST_FUND)}:{cell(row, last)})", words.told_money(sum(fens)))
    per = sum(fens) / (FEN_PER_YUAN if words.lang == "en" else FEN_PER_WAN) / max(households, 1)
    scale = "*1000000" if words.lang == "en" else ""
    each = f"=IF({cell(row, _HOUSEHOLDS)}>0,{cell(row, last + 1)}/{cell(row, _HOUSEHOLDS)}{scale},0)"
    return [total, Formula(each, per)]


def _estates_total(sheet: PaperSheet, facts: Facts, words: PaperWords, table: EstateTable) -> None:
    last, row = max(sheet.next_row - 1, HEAD_ROW + 1), sheet.next_row
    sums = [sum(fens[i] for fens in table.fen) for i in range(len(table.columns))]
    households = sum(facts.programme.estate_by_id[e].households for e in table.rows)
    values = [float(households), *map(words.told_money, sums)]
    totals = [
        Formula(f"=SUM({cell(HEAD_ROW + 1, i)}:{cell(last, i)})", value) for i, value in enumerate(values, _HOUSEHOLDS)
    ]
    sheet.row([None, words.say("doc_total"), None, *totals, *_of_row(words, row, sums, households)], "total", 22)


def _per_household_style(words: PaperWords) -> str:
    return "share" if words.lang == "en" else "wan"


def _grants(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    """Each fund's years: granted, carried in, paid, left and whether that goes on; left is a formula."""
    title = title_line(words.imprint, words.say("title_grants"))
    sheet = file.sheet(words.say("sheet_grants"), title, words.say("note_grants"), columns(words, _GRANTS))
    first_year = facts.programme.calendar.first_year
    for line in facts.appropriation_lines:
        row, carries = sheet.next_row, facts.programme.fund_by_id[line.fund].carry
        left = Formula(f"={cell(row, 2)}+{cell(row, 3)}-{cell(row, 4)}", _yuan(line.left))
        sums = [_yuan(line.appropriation), _yuan(line.carried), _yuan(line.paid), left]
        fate = words.say("doc_carried" if carries else "doc_lapses")
        sheet.row([words.fund(line.fund), first_year + line.year, *sums, fate], height=20)


def _cross(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    regions = [r.id for r in facts.subdistricts]
    heads = [
        PaperColumn(words.say("head_fund"), 22, "wrap"),
        PaperColumn(words.say("head_year"), 8, "year"),
        *(PaperColumn(words.region(r), 14, "yuan") for r in regions),
        PaperColumn(words.say("doc_total"), 15, "yuan"),
    ]
    title = title_line(words.imprint, words.say("title_cross"))
    sheet = file.sheet(words.say("sheet_cross"), title, words.say("note_cross"), heads, paper=A3, keys=2)
    sheet.page.freeze_panes(HEAD_ROW + 1, 2)
    amounts = _amounts(facts)
    subtotals = [_fund_rows(sheet, facts, words, fund, regions, amounts) for fund in facts.by_fund.rows]
    _grand_total(sheet, words, subtotals, regions, amounts)
    _check(sheet, words, facts, len(regions) + 2)


def _amounts(facts: Facts) -> dict[tuple[str, int, str], Fen]:
    """(fund, year, subdistrict) → fen."""
    found: dict[tuple[str, int, str], Fen] = {}
    for p in facts.outcome.plan.payments:
        key = (p.fund, p.year, facts.programme.estate_by_id[p.estate].subdistrict)
        found[key] = found.get(key, 0) + p.amount
    return found


def _fund_rows(
    sheet: PaperSheet,
    facts: Facts,
    words: PaperWords,
    fund: str,
    regions: list[str],
    amounts: dict[tuple[str, int, str], Fen],
) -> int:
    """A fund's years and their subtotal; returns the subtotal's row."""
    first, calendar = sheet.next_row, facts.programme.calendar
    for year in facts.years:
        fens = [amounts.get((fund, year, region), 0) for region in regions]
        row = sheet.next_row
        cells = [Formula(_lookup(words, row, i), _yuan(fen)) for i, fen in enumerate(fens, 2)]
        total = Formula(f"=SUM({cell(row, 2)}:{cell(row, len(regions) + 1)})", _yuan(sum(fens)))
        sheet.row([words.fund(fund), calendar.first_year + year, *cells, total], height=20)
    sums = [sum(amounts.get((fund, y, r), 0) for y in facts.years) for r in regions]
    totals = [
        Formula(f"=SUM({cell(first, i)}:{cell(sheet.next_row - 1, i)})", _yuan(fen))
        for i, fen in enumerate([*sums, sum(sums)], 2)
    ]
    return sheet.row([words.fund(fund), words.say("doc_subtotal"), *totals], "total", 20)


def _lookup(words: PaperWords, row: int, column: int) -> str:
    """The payments of a row's fund and year in a column's subdistrict."""
    page = f"'{words.say('sheet_payments')}'"
    fund, year, region = (f"{page}!${c}:${c}" for c in "ABC")
    amount = f"{page}!${'ABCDEF'[_AMOUNT]}:${'ABCDEF'[_AMOUNT]}"
    keys = (cell(row, 0, fixed="c"), cell(row, 1, fixed="c"), cell(HEAD_ROW, column, fixed="r"))
    return f"=SUMIFS({amount},{fund},{keys[0]},{year},{keys[1]},{region},{keys[2]})"


def _grand_total(
    sheet: PaperSheet,
    words: PaperWords,
    subtotals: list[int],
    regions: list[str],
    amounts: dict[tuple[str, int, str], Fen],
) -> None:
    sums = [sum(fen for (_, _, r), fen in amounts.items() if r == region) for region in regions]
    totals = [
        Formula("=" + "+".join(cell(row, i) for row in subtotals) if subtotals else "=0", _yuan(fen))
        for i, fen in enumerate([*sums, sum(sums)], 2)
    ]
    sheet.row([words.say("doc_total"), None, *totals], "total", 24)


def _check(sheet: PaperSheet, words: PaperWords, facts: Facts, column: int) -> None:
    """Below the total: how far it is from the payments' own sum; it must be nothing."""
    page = f"'{words.say('sheet_payments')}'"
    rows = f"{cell(HEAD_ROW + 1, _AMOUNT)}:{cell(HEAD_ROW + len(_paid(facts)), _AMOUNT)}"
    text = f"=ROUND({cell(sheet.next_row - 1, column)}-SUM({page}!{rows}),2)"
    sheet.put(sheet.next_row, column - 1, words.say("note_check"), "text", "note_right")
    sheet.put(sheet.next_row, column, Formula(text, 0.0), "yuan", "note_right")


def _payments(file: PaperBook, facts: Facts, words: PaperWords) -> None:
    rows = _paid(facts)
    title = title_line(words.imprint, words.say("title_payments"))
    note = words.say("note_payments", count=len(rows))
    sheet = file.sheet(words.say("sheet_payments"), title, note, columns(words, _PAYMENTS))
    for p in rows:
        sheet.row(
            [
                words.fund(p.fund),
                facts.programme.calendar.first_year + p.year,
                words.subdistrict(p.estate),
                words.estate(p.estate),
                words.measure(p.measure),
                _yuan(p.amount),
            ]
        )
    sheet.filter()
    sheet.for_the_screen()
    area = f"{cell(HEAD_ROW + 1, _AMOUNT)}:{cell(sheet.next_row - 1, _AMOUNT)}"
    sheet.put(1, _AMOUNT - 1, words.say("note_filtered"), "text", "note_right")
    sheet.put(1, _AMOUNT, Formula(f"=SUBTOTAL(109,{area})", _yuan(facts.total)), "yuan", "sum")


def _paid(facts: Facts) -> list[Payment]:
    """Payments above nothing, in order of estate, measure, year and fund."""
    programme = facts.programme
    estates = {estate.id: i for i, estate in enumerate(programme.estates)}
    measures = {measure.id: i for i, measure in enumerate(programme.measures)}
    funds = {fund.id: i for i, fund in enumerate(programme.funds)}
    rows = [p for p in facts.outcome.plan.payments if p.amount]
    return sorted(rows, key=lambda p: (estates[p.estate], measures[p.measure], p.year, funds[p.fund]))


def _yuan(fen: Fen) -> float:
    return float(in_yuan(fen))
