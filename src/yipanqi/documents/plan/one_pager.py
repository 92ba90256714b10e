"""领导一页通: one page: goal, money, who gets what when, the main risks, what one more million buys, how good it is."""

from decimal import Decimal
from pathlib import Path

from yipanqi.documents.plan.goals import decisions, least, reached, waiting
from yipanqi.documents.plan.risks import risks
from yipanqi.documents.plan.words import PaperWords, count, paper_words
from yipanqi.documents.press.typeset import pdf
from yipanqi.domain.calendar import year_of
from yipanqi.domain.money import percentages, wan_text
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.outcome import Limit, LimitKind, Outcome
from yipanqi.domain.planning.words import wan

UNITS_IN_A_MILLION = 100  # a fund's limit counts 10⁴ yuan
YI = 100_000_000  # yuan; less is told in 万元
_SHOWN = 3  # risks, and limits that another million would loosen


def write_one_pager(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the leader's page."""
    words = paper_words(facts, lang)
    path.write_bytes(pdf("one_pager.typ", page(facts, words), words.issued_at))
    return path


def page(facts: Facts, words: PaperWords) -> dict[str, object]:
    """All that the page says, as strings and parts of a whole."""
    heading = facts.programme.heading
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
        "source": heading.source_note,
        "labels": labels,
        "headline": headline(facts, words) + _assumed(words),
        "figures": _figures(facts, words),
        "years": [_year(facts, words, year) for year in facts.years],
        "sources": _sources(facts, words),
        "groups": _groups(facts, words),
        "who": _who(facts, words),
        "notes": [text for text in (reached(facts, words), waiting(facts, words), least(facts, words)) if text],
        "risks": words.risks(risks(facts))[:_SHOWN],
        "decisions": decisions(facts, words),
        "more": _more(facts, words),
        "proof": _proof(facts.outcome, words),
    }


def _proof(outcome: Outcome, words: PaperWords) -> str:
    """How good the plan is proven to be; then what the solver says beyond that, as its word."""
    proven = words.say("one_proof_line", objective=f"{outcome.objective:,.0f}", bound=f"{outcome.proven_bound:,.0f}")
    if not outcome.bound_by_solver:
        return proven
    return proven + words.say("one_solver_line", bound=f"{outcome.upper_bound:,.0f}")


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
    return {
        "year": words.year(year),
        "line": text,
        "done": words.say("one_year_done", **finished),
        "money": words.say("one_year_money", money=wan(facts.by_fund.column_totals[year])),
    }


def _sources(facts: Facts, words: PaperWords) -> dict[str, object]:
    table = facts.by_fund
    totals, fens = table.row_totals, [sum(row) for row in table.fen]
    largest = max(fens, default=0) or 1
    rows = [
        {
            "name": words.fund(fund),
            "cells": [wan(cell) for cell in cells],
            "total": wan(total),
            "percent": f"{percent}%",
            "part": fen / largest,
        }
        for fund, cells, total, percent, fen in zip(
            table.rows, table.cells, totals, percentages(fens), fens, strict=True
        )
    ]
    return {
        "heads": [words.year(y) for y in facts.years] + [words.say("doc_total")],
        "rows": rows,
        "total": [words.say("doc_total"), *map(wan, table.column_totals), wan(table.total)],
    }


def _groups(facts: Facts, words: PaperWords) -> list[dict[str, object]]:
    largest = max((group.cost for group in facts.planned_groups), default=0) or 1
    return [
        {
            "name": words.group(line.group.id),
            "works": words.say("one_group_line", count=line.chosen),
            "money": wan_text(line.cost),
            "part": line.cost / largest,
        }
        for line in facts.planned_groups
    ]


def _who(facts: Facts, words: PaperWords) -> dict[str, object]:
    """Subdistricts × years: estates that start and households; money of all years."""
    table = facts.by_subdistrict
    rows = []
    for region, total in zip(table.rows, table.row_totals, strict=True):
        sizes = [facts.size(facts.starting(year, region)) for year in facts.years]
        cells = [f"{s.estates} / {count(s.households)}" if s.estates else "–" for s in sizes]
        whole = facts.size(facts.starting(None, region))
        rows.append([words.region(region), *cells, f"{whole.estates} / {count(whole.households)}", wan(total)])
    sizes = [facts.size(facts.starting(year)) for year in (*facts.years, None)]
    totals = [f"{s.estates} / {count(s.households)}" for s in sizes]
    return {
        "heads": [
            words.say("head_subdistrict"),
            *(words.year(y) for y in facts.years),
            words.say("doc_total"),
            words.say("head_cost"),
        ],
        "note": words.say("one_who_note"),
        "rows": rows,
        "total": [words.say("doc_total"), *totals, wan(table.total)],
    }


def _more(facts: Facts, words: PaperWords) -> list[str]:
    """What a million more of a fund that the plan uses up would bring, the most binding first."""
    limits = [x for x in facts.binding if x.kind is LimitKind.FUND]
    return [_gain(facts, words, limit) for limit in limits[:_SHOWN]] or [
        words.say("one_more_none" if facts.are_limits_priced else "one_more_unknown")
    ]


def _gain(facts: Facts, words: PaperWords, limit: Limit) -> str:
    text = words.say("one_more_line", limit=words.limit(limit), when=words.limit_when(limit))
    if not facts.reserve:
        return text + words.say("one_more_better")
    households = round(facts.reached(limit, UNITS_IN_A_MILLION) or 0)
    return text + words.say("one_more_households" if households else "one_more_works", households=f"{households:,}")
