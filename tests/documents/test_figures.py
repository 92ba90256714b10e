"""Figures as shown: money that adds up both ways, 万元 or 亿元, one or many."""

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from district import a_district, an_offer, an_outcome

from yipanqi.documents.plan.one_pager import _figures, yi
from yipanqi.documents.plan.words import paper_words
from yipanqi.documents.plan.work_plan import context
from yipanqi.documents.sentences import CATALOGUE
from yipanqi.domain.money import in_wan
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.told import told_grant
from yipanqi.domain.programme import Ratio
from yipanqi.domain.sentences import said


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(a_district(), an_offer(), an_outcome())


def test_what_is_shown_never_exceeds_the_limit_shown(facts: Facts) -> None:
    """Grants finer than a hundred yuan are cut, and payments told within them; all tables still add up."""
    plan, programme = facts.outcome.plan, facts.programme
    funds = tuple(
        replace(f, carry=False, appropriations=tuple(plan.paid.get((f.id, y), 0) + 33 for y in facts.years))
        for f in programme.funds
    )
    tight = replace(facts, programme=replace(programme, funds=funds))

    table = tight.by_fund

    for row, cells in zip(table.rows, table.fen, strict=True):
        limits = tight.programme.fund_by_id[row].appropriations
        assert all(paid <= told_grant(limit or 0) for paid, limit in zip(cells, limits, strict=True))
    totals = {table.total, tight.by_subdistrict.total, sum(map(in_wan, tight.cost_by_estate.values()))}
    totals |= {in_wan(sum(task.told for task in tight.tasks)), in_wan(sum(line.cost for line in tight.group_lines))}
    assert totals == {in_wan(tight.told_total)}
    assert abs(tight.told_total - tight.total) < len(table.rows) * len(facts.years) * 10_000


def test_little_money_is_told_in_wan(facts: Facts) -> None:
    """Below a hundred million yuan a leader reads 万元, not 0.32亿元."""
    plan = replace(facts.outcome.plan, payments=facts.outcome.plan.payments[:3])
    small = replace(facts, outcome=replace(facts.outcome, plan=plan))

    assert yi(small, paper_words(small, "zh")).endswith("万元")
    assert _figures(small, paper_words(small, "zh"))[2]["label"] == "万元总投资"


def test_one_is_singular_in_english() -> None:
    """1 estate is open, 21 estates are."""
    programme = a_district()

    assert "1 estate is under construction" in said(programme, "risk_peak", {"quarter": 0, "open": 1}, "en", CATALOGUE)
    assert "21 estates are under construction" in said(
        programme, "risk_peak", {"quarter": 0, "open": 21}, "en", CATALOGUE
    )


def test_a_count_nobody_took_follows_from_the_ratio(facts: Facts) -> None:
    """Floor area and buildings that are missing are in every total, and marked."""
    started = facts.started[0].id
    estates = tuple(
        replace(e, floor_area=None, buildings=None) if e.id == started else e for e in facts.programme.estates
    )
    ratios = (
        Ratio(driver="floor_area", per="households", factor=Decimal(90)),
        Ratio(driver="buildings", per="households", factor=Decimal("0.03")),
    )
    programme = replace(facts.programme, estates=estates, policy=replace(facts.programme.policy, ratios=ratios))
    lacking = replace(facts, programme=programme)

    size, whole = lacking.size(lacking.started), facts.size(facts.started)

    assert not whole.estimated and {"floor_area", "buildings"} == size.estimated
    assert size.floor_area > whole.floor_area - facts.programme.estate_by_id[started].floor_area
    assert context(lacking, paper_words(lacking, "zh"), {})["size"]["area"].startswith("约")


def test_needed_counts_eligible_estates_alone(facts: Facts) -> None:
    """An estate that is not eligible needs nothing of this plan."""
    needed = {line.measure.id: line.needed for line in facts.measure_lines}

    for measure, count in needed.items():
        inside = [n for n in facts.programme.needs if n.measure == measure and n.estate in facts.offer.works]
        assert count == len(inside)
    assert sum(needed.values()) < len(facts.programme.needs)
