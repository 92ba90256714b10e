"""What the plan shown says of an estate: when it is built, who pays and who answers, its money and its timeline."""

from fractions import Fraction
from typing import Any

from yipanqi.domain.calendar import first_quarter, place_in_year, year_of
from yipanqi.domain.money import in_wan, wan_text
from yipanqi.domain.planning.account import end
from yipanqi.domain.planning.task import answerable
from yipanqi.domain.sentences.spoken import fund_name, unit_name
from yipanqi.web.page.say import language, say
from yipanqi.web.programmes.models import EstateRow

from .shown import PlanView

Values = dict[str, Any]


def span(row: EstateRow, plan: PlanView | None) -> tuple[str, str] | None:
    """First and last quarter of the estate in the plan."""
    if plan is None or row.estate not in plan.plan.starts:
        return None
    last = end(plan.programme, plan.plan, row.estate)
    return plan.programme.calendar.label(plan.plan.starts[row.estate]), plan.programme.calendar.label(last)


def of_work(row: EstateRow, measure: str, plan: PlanView | None) -> Values:
    """A planned work's quarters, who pays how much, and which units answer; nothing of a work that is not planned."""
    key = (row.estate, measure)
    if plan is None or row.estate not in plan.plan.starts or key not in plan.plan.choices:
        return {}
    paid: dict[str, int] = {}
    for payment in plan.plan.payments_by_work.get(key, ()):
        paid[payment.fund] = paid.get(payment.fund, 0) + payment.amount
    units = answerable(plan.programme, row.estate, [measure, plan.programme.measure_by_id[measure].group])
    return {
        "quarters": _quarters_said(plan, *_quarters(plan, row.estate, measure)),
        "payers": [
            {
                "name": fund_name(plan.programme, fund, language()),
                "said": wan_text(amount),
                "url": plan.payments_url(estate=row.estate, measure=measure, fund=fund),
            }
            for fund, amount in sorted(paid.items(), key=lambda item: -item[1])
            if amount
        ],
        "responsible": unit_name(plan.programme, units.responsible or units.lead, language()),
        "lead": unit_name(plan.programme, units.lead, language()) if units.lead != units.responsible else "",
    }


def timeline(row: EstateRow, plan: PlanView | None) -> Values | None:
    """The estate's planned works by quarter, a line each, in the order in which they begin."""
    if plan is None or row.estate not in plan.plan.starts:
        return None
    chosen = [m for m in plan.programme.measures if (row.estate, m.id) in plan.plan.choices]
    spans = sorted(((*_quarters(plan, row.estate, m.id), m) for m in chosen), key=lambda it: it[:2])
    calendar = plan.programme.calendar
    years = max(calendar.years, year_of(end(plan.programme, plan.plan, row.estate)) + 1)
    return {
        "years": [calendar.first_year + year for year in range(years)],
        "quarters": [f"Q{place_in_year(quarter) + 1}" for quarter in range(first_quarter(years))],
        "rows": [
            {
                "name": say(m.name, m.name_en or m.name),
                "said": _quarters_said(plan, first, last),
                "cells": [first <= quarter <= last for quarter in range(first_quarter(years))],
            }
            for first, last, m in spans
        ],
    }


def money(row: EstateRow, plan: PlanView | None) -> Values | None:
    """Whose money, by source and year; the rows add up to the totals, and each figure leads to its payments."""
    if plan is None or row.estate not in plan.plan.starts:
        return None
    calendar, years = plan.programme.calendar, range(plan.programme.calendar.years)
    by_fund: dict[str, list[int]] = {}
    for measure in plan.programme.measures:
        for payment in plan.plan.payments_by_work.get((row.estate, measure.id), ()):
            by_fund.setdefault(payment.fund, [0] * calendar.years)[payment.year] += payment.amount
    sums = [sum(amounts[year] for amounts in by_fund.values()) for year in years]
    total = sum(sums)
    return {
        "years": [calendar.first_year + year for year in years],
        "rows": _sources(row, plan, by_fund, total),
        "sums": _figures(row, plan, sums),
        "total": in_wan(total),
        "url": plan.payments_url(estate=row.estate),
    }


def _sources(row: EstateRow, plan: PlanView, by_fund: dict[str, list[int]], total: int) -> list[Values]:
    """A line for each source, the largest first, with its place in the bar."""
    rows, left = [], 0.0
    for fund, amounts in sorted(by_fund.items(), key=lambda item: -sum(item[1])):
        part = float(Fraction(sum(amounts), total) * 1000) if total else 0.0
        rows.append(
            {
                "name": fund_name(plan.programme, fund, language()),
                "years": _figures(row, plan, amounts, fund=fund),
                "total": in_wan(sum(amounts)),
                "url": plan.payments_url(estate=row.estate, fund=fund),
                "left": round(left, 1),
                "part": round(part, 1),
            }
        )
        left += part
    return rows


def _figures(row: EstateRow, plan: PlanView, amounts: list[int], **asked: str) -> list[tuple[Any, str]]:
    """Each year's money, and where its payments are; nowhere where there are none."""
    first = plan.programme.calendar.first_year
    return [
        (in_wan(amount), plan.payments_url(estate=row.estate, year=first + year, **asked) if amount else "")
        for year, amount in enumerate(amounts)
    ]


def _quarters(plan: PlanView, estate: str, measure: str) -> tuple[int, int]:
    """First and last quarter of a planned work."""
    quarters = plan.programme.measure_by_id[measure].quarters(plan.plan.starts[estate])
    return quarters[0], quarters[-1]


def _quarters_said(plan: PlanView, first: int, last: int) -> str:
    label = plan.programme.calendar.label
    return label(first) if first == last else f"{label(first)}–{label(last)}"
