"""Figures as shown: money that adds up both ways, 万元 or 亿元, one or many."""

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from district import a_district, an_offer, an_outcome

from yipanqi.documents.plan.one_pager import _figures, yi
from yipanqi.documents.plan.words import paper_words
from yipanqi.documents.sentences import CATALOGUE
from yipanqi.domain.planning.facts import Facts, money_table
from yipanqi.domain.sentences import said


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(a_district(), an_offer(), an_outcome())


def test_a_funds_shown_total_is_never_above_its_grant() -> None:
    """Cells add up both ways and a row that is a whole sum stays one, however its years are rounded."""
    chance = Random(1)
    for _ in range(50):
        whole = [chance.randint(1, 10**8) for _ in range(2)]
        rows_ = {"bond": (*whole, 3 * 10**8 - sum(whole)), "city": [chance.randint(1, 10**8) for _ in range(3)]}
        rows_["central"] = tuple(chance.randint(1, 10**8) for _ in range(3))

        table = money_table(list(rows_), range(3), lambda row, year, found=rows_: found[row][year])

        assert table.row_totals[0] == 300 and sum(table.row_totals) == sum(table.column_totals) == table.total
        assert all(
            abs(c - Decimal(f) / 10**6) < Decimal("0.03")
            for r in range(3)
            for c, f in zip(table.cells[r], table.fen[r], strict=True)
        )


def test_little_money_is_told_in_wan(facts: Facts) -> None:
    """Below a hundred million yuan a leader reads 万元, not 0.32亿元."""
    plan = replace(facts.outcome.plan, payments=facts.outcome.plan.payments[:3])
    small = replace(facts, outcome=replace(facts.outcome, plan=plan))

    assert yi(small, paper_words(small, "zh")).endswith("万元")
    assert _figures(small, paper_words(small, "zh"))[2]["label"] == "万元总投资"


def test_one_is_singular_in_english() -> None:
    """1 estate is open, 21 estates are."""
    programme = a_district()

    assert "1 estate is open" in said(programme, "risk_peak", {"quarter": 0, "open": 1}, "en", CATALOGUE)
    assert "21 estates are open" in said(programme, "risk_peak", {"quarter": 0, "open": 21}, "en", CATALOGUE)
