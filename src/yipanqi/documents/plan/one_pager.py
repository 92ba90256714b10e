"""领导一页通: one page, as PDF and as Word: goal, money, who gets what when, the main risks, what one more million
brings, how good the plan is."""

import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from docx.shared import Pt
from docx.table import _Cell

from yipanqi.documents.plan.goals import decisions, least, not_offered, reached, waiting
from yipanqi.documents.plan.risks import risks
from yipanqi.documents.plan.words import PaperWords, count, print_words
from yipanqi.documents.press.brief import GUTTER, WIDTH, Brief
from yipanqi.documents.press.gbt9704 import RED, stamp
from yipanqi.documents.press.typeset import pdf
from yipanqi.domain.calendar import year_of
from yipanqi.domain.money import percentages
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.outcome import Limit, LimitKind, Outcome
from yipanqi.domain.planning.words import NO_GAP, gap_text
from yipanqi.domain.sentences.spoken import joined

UNITS_IN_A_MILLION = 100  # a fund's limit counts 10⁴ yuan
YI = 100_000_000  # yuan; less is told in 万元
_SHOWN = 3  # limits that another million would loosen
_RISKS = 4
_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)  # points of the text in Word
_PAGE, _FIGURES = 740.0, 60.0  # points: a page, and what the large figures and gaps take of it
_LEFT = 0.56  # of the width: the left column


def write_one_pager(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the leader's page."""
    words = print_words(facts, lang)
    path.write_bytes(pdf("one_pager.typ", page(facts, words), words.issued_at))
    return path


def page(facts: Facts, words: PaperWords) -> dict[str, Any]:
    """All that the page says, as strings and parts of a whole."""
    heading = words.programme.heading
    labels = {
        code: words.say(f"one_{code}")
        for code in ("kind", "by_year", "sources", "groups", "who", "risks", "more", "more_note", "proof", "decide")
    }
    return {
        "lang": words.lang,
        "title": heading.title,
        "issuer": heading.issuer,
        "date": words.day(words.issued_on),
        "synthetic": words.label,
        "source": words.source_note,
        "labels": labels,
        "headline": headline(facts, words) + _assumed(words),
        "figures": _figures(facts, words),
        "years": [_year(facts, words, year) for year in facts.years],
        "sources": _sources(facts, words),
        "groups": _groups(facts, words),
        "who": _who(facts, words),
        "notes": [text for text in _notes(facts, words) if text],
        "risks": words.risks(risks(facts))[:_RISKS],
        "decisions": decisions(facts, words),
        "more": _more(facts, words),
        "proof": _proof(facts.outcome, words),
    }


def _proof(outcome: Outcome, words: PaperWords) -> str:
    """How good the plan is proven to be, then what the solver says beyond that, as its word: in plain words; points and
    bounds are for the note on method."""
    if outcome.proven_gap < NO_GAP:
        return words.say("one_best_line")
    proven = words.say("one_proof_line", gap=gap_text(outcome.proven_gap))
    if not outcome.bound_by_solver:
        return proven
    return proven + words.say("one_solver_line", gap=gap_text(outcome.gap))


def _notes(facts: Facts, words: PaperWords) -> Iterator[str]:
    """What stands under the tables: what is reached, what waits, what was not put to the plan, who is served least."""
    yield from (reached(facts, words), waiting(facts, words), not_offered(facts, words), least(facts, words))


def _assumed(words: PaperWords) -> str:
    return (" " if words.lang == "en" else "") + words.assumed if words.assumed else ""


def headline(facts: Facts, words: PaperWords) -> str:
    """The plan in one sentence."""
    size = facts.size(facts.started)
    return words.say(
        "one_headline",
        years=facts.programme.calendar.years,
        estates=count(size.estates),
        households=count(size.households),
        money=yi(facts, words),
    )


def yi(facts: Facts, words: PaperWords) -> str:
    """The plan's money in a sentence: 2.09亿元 / CNY 208.5 million; 万元 where it is little."""
    yuan = Decimal(facts.told_total) / 100
    if words.lang == "en":
        return f"CNY {yuan / 1_000_000:,.1f} million"
    return f"{yuan / YI:,.2f}亿元" if yuan >= YI else f"{yuan / 10_000:,.2f}万元"


def _figures(facts: Facts, words: PaperWords) -> list[dict[str, str]]:
    size = facts.size(facts.started)
    yuan = Decimal(facts.told_total) / 100
    is_small = words.lang != "en" and yuan < YI
    money = yuan / (1_000_000 if words.lang == "en" else 10_000 if is_small else YI)
    rows = [
        (count(size.estates), words.say("one_estates", eligible=len(facts.offer.works))),
        (count(size.households), words.say("one_households")),
        (
            f"{money:,.1f}" if words.lang == "en" else f"{money:,.2f}",
            words.say("one_money_small" if is_small else "one_money"),
        ),
        _each(yuan, size.households, words),
    ]
    return [{"figure": figure, "label": label} for figure, label in rows]


def _each(yuan: Decimal, households: int, words: PaperWords) -> tuple[str, str]:
    """What a household's share of the money is."""
    if not households:
        return "—", words.say("one_each")
    each = yuan / households
    return f"{each:,.0f}" if words.lang == "en" else f"{each / 10_000:,.2f}", words.say("one_each")


def _year(facts: Facts, words: PaperWords, year: int) -> dict[str, str]:
    size = facts.size(facts.starting(year))
    text = words.say("one_year_line", estates=count(size.estates), households=count(size.households))
    done = [line for line in facts.quarter_lines if year_of(line.quarter) == year]
    finished = {"estates": sum(x.finished for x in done), "households": count(sum(x.households for x in done))}
    paid = sum(row[year] for row in facts.by_fund.fen)
    if not (size.estates or finished["estates"] or paid or any(line.open for line in done)):
        return {"year": words.year(year), "line": words.say("one_year_none"), "done": "", "money": ""}
    return {
        "year": words.year(year),
        "line": text,
        "done": words.say("one_year_done", **finished),
        "money": words.say("one_year_money", money=words.amount(paid)),
    }


def _sources(facts: Facts, words: PaperWords) -> dict[str, object]:
    table = facts.by_fund
    fens = [sum(row) for row in table.fen]
    largest = max(fens, default=0) or 1
    rows = [
        {
            "name": words.fund(fund),
            "cells": list(map(words.amount, cells)),
            "total": words.amount(fen),
            "percent": f"{percent}%",
            "part": fen / largest,
        }
        for fund, cells, percent, fen in zip(table.rows, table.fen, percentages(fens), fens, strict=True)
    ]
    sums = [sum(row[year] for row in table.fen) for year in facts.years]
    return {
        "heads": [words.year(y) for y in facts.years] + [words.say("doc_total")],
        "rows": rows,
        "total": [words.say("doc_total"), *map(words.amount, [*sums, sum(sums)])],
    }


def _groups(facts: Facts, words: PaperWords) -> list[dict[str, object]]:
    largest = max((group.cost for group in facts.planned_groups), default=0) or 1
    return [
        {
            "name": words.group(line.group.id),
            "works": words.say("one_group_line", count=line.chosen),
            "money": words.amount(line.cost),
            "part": line.cost / largest,
        }
        for line in facts.planned_groups
    ]


def _who(facts: Facts, words: PaperWords) -> dict[str, object]:
    """Subdistricts × years: estates that start and households; money of all years."""
    table = facts.by_subdistrict
    rows = []
    for region, fens in zip(table.rows, table.fen, strict=True):
        sizes = [facts.size(facts.starting(year, region)) for year in facts.years]
        cells = [f"{s.estates} / {count(s.households)}" if s.estates else "–" for s in sizes]
        whole = facts.size(facts.starting(None, region))
        rows.append(
            [words.place(region), *cells, f"{whole.estates} / {count(whole.households)}", words.amount(sum(fens))]
        )
    sizes = [facts.size(facts.starting(year)) for year in (*facts.years, None)]
    totals = [f"{s.estates} / {count(s.households)}" if s.estates else "–" for s in sizes]
    return {
        "heads": [
            words.say("head_subdistrict"),
            *(words.year(y) for y in facts.years),
            words.say("doc_total"),
            words.say("head_cost"),
        ],
        "note": words.say("one_who_note"),
        "rows": rows,
        "total": [words.say("doc_total"), *totals, words.amount(sum(map(sum, table.fen)))],
    }


def _more(facts: Facts, words: PaperWords) -> list[str]:
    """What a million more of a fund that the plan uses up would bring, the most binding first."""
    limits = [x for x in facts.binding if x.kind is LimitKind.FUND]
    return [_gain(facts, words, limit) for limit in limits[:_SHOWN]] or [_no_gain(facts, words)]


def _no_gain(facts: Facts, words: PaperWords) -> str:
    """That no grant binds, and what does instead, if anything."""
    if not facts.are_limits_priced:
        return words.say("one_more_unknown")
    kinds = {limit.kind for limit in facts.binding}
    binds = {
        "binds_crew": LimitKind.CREW in kinds,
        "binds_site": LimitKind.SITE in kinds,
        "binds_consent": bool(facts.offer.refusals),
    }
    others = joined((words.say(code) for code, does in binds.items() if does), words.lang)
    return words.say("one_more_others", others=others) if others else words.say("one_more_none")


def _gain(facts: Facts, words: PaperWords, limit: Limit) -> str:
    text = words.say("one_more_line", limit=words.limit(limit), when=words.limit_when(limit))
    if not facts.reserve:
        return text + words.say("one_more_better")
    households = round(facts.reached(limit, UNITS_IN_A_MILLION) or 0)
    return text + words.say("one_more_households" if households else "one_more_works", households=f"{households:,}")


def write_one_pager_word(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the leader's page as a Word file that an office may edit: what it says is what the PDF says."""
    words = print_words(facts, lang)
    said = page(facts, words)
    brief = Brief(lang, _size(said))
    _set(brief, said)
    stamp(brief.document, words.imprint)
    path.write_bytes(brief.packed())
    return path


def _size(said: dict[str, Any]) -> float:
    """The largest size at which what is said stays on its page."""
    return next((size for size in _SIZES if _height(said, size) <= _PAGE), _SIZES[-1])


def _height(said: dict[str, Any], size: float) -> float:
    """About how many points all of it takes at a size."""
    half, heading = WIDTH * _LEFT, 1.5
    tables = max(
        heading + len(said["sources"]["rows"]) + 1,
        2 * heading + len(said["groups"]) + _lines(_texts(said["years"]), half, size) + len(said["years"]),
    )
    lists = max(
        2 * heading + _lines(said["risks"], half, size) + _lines(said["decisions"], half, size),
        2 * heading + _lines([*said["more"], said["labels"]["more_note"], said["proof"]], WIDTH - half - GUTTER, size),
    )
    lines = _lines(said["notes"], WIDTH, size) + tables + heading + len(said["who"]["rows"]) + 3 + lists
    return 1.24 * size * (lines + 2) + 24 * _lines([said["title"]], WIDTH, 18) + _FIGURES


def _texts(years: list[dict[str, str]]) -> list[str]:
    return ["; ".join(filter(None, (year["line"], year["done"]))) for year in years]


def _lines(texts: list[str], width: float, size: float) -> int:
    """Lines of texts in so many mm."""
    ems = (width - 4.5) * 72 / 25.4 / size
    return sum(math.ceil(sum(1 if ord(sign) > 0x2E80 else 0.55 for sign in text) / ems) for text in texts)


def _set(brief: Brief, said: dict[str, Any]) -> None:
    labels, who, sources = said["labels"], said["who"], said["sources"]
    between = "；" if brief.lang == "zh" else "; "
    kind = "  ".join(filter(None, [labels["kind"], said["synthetic"]]))
    brief.ends(kind, said["date"], colour=RED)
    title = brief.line(brief.document, said["title"], size=18, face="title", bold=brief.lang == "en")
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(3)
    brief.line(brief.document, said["headline"], size=brief.size + 1.5)
    brief.figures([(f["figure"], f["label"]) for f in said["figures"]])
    brief.items(brief.document, said["notes"], "·")

    def left(cell: _Cell) -> None:
        brief.heading(cell, labels["sources"])
        rows = [[r["name"], r["total"], r["percent"]] for r in sources["rows"]]
        brief.table(cell, rows, (60, 25, 14), total=[sources["total"][0], sources["total"][-1], ""])

    def right(cell: _Cell) -> None:
        brief.heading(cell, labels["groups"])
        brief.table(cell, [[g["name"], g["works"], g["money"]] for g in said["groups"]], (35, 18, 20))
        brief.heading(cell, labels["by_year"])
        for year in said["years"]:
            brief.line(cell, "  ".join(filter(None, (year["year"], year["money"]))), face="first")
            brief.line(cell, between.join(filter(None, (year["line"], year["done"]))), size=brief.size - 0.5)

    brief.side_by_side(left, right, _LEFT)
    brief.heading(
        brief.document,
        f"{labels['who']}（{who['note']}）" if brief.lang == "zh" else f"{labels['who']} ({who['note']})",
    )
    first = WIDTH - 27.0 * (len(who["heads"]) - 1)
    brief.table(
        brief.document, who["rows"], (first, *[27.0] * (len(who["heads"]) - 1)), heads=who["heads"], total=who["total"]
    )

    def risky(cell: _Cell) -> None:
        brief.heading(cell, labels["risks"])
        brief.items(cell, said["risks"])
        if said["decisions"]:
            brief.heading(cell, labels["decide"])
            brief.items(cell, said["decisions"])

    def good(cell: _Cell) -> None:
        brief.heading(cell, labels["more"])
        brief.items(cell, said["more"], "+")
        brief.line(cell, labels["more_note"], size=brief.size - 0.5)
        brief.heading(cell, labels["proof"])
        brief.line(cell, said["proof"])

    brief.side_by_side(risky, good, _LEFT)
    brief.foot(said["issuer"], "  ".join(filter(None, [said["synthetic"], said["date"]])), said["source"])
