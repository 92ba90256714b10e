"""Reasons are told in people's words: urgency, households, order of works, whose money or hands ran out."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import a_programme

from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.plainly import in_part, plainly
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.words import words_for
from yipanqi.domain.reason import Reason

RECKONED = re.compile(r"影子|分，|points|shadow|priced")
BLOCKED = {
    "fund": {"start": 1, "year": 0, "money": 5_830_000, "funds": ("city",)},
    "crew": {"start": 1, "region": "D", "trade": "pipe", "quarter": 2, "weeks": 3.5},
    "site": {"start": 1, "region": "D", "quarter": 2, "count": 1},
    "moves": {"start": 1, "moves": 3},
}


def facts(programme=None, **reasons) -> Facts:
    """E1 starts with three works, the others wait."""
    programme = programme or a_programme()
    plan = Plan(starts={"E1": 1}, choices={("E1", m): Standard.STANDARD for m in ("water", "drainage", "road")})
    outcome = Outcome(plan=plan, objective=1.0, upper_bound=1.0, seconds=0, work=1, seed=0, estate_reasons=reasons)
    return Facts(programme, offer(programme), outcome)


def said(found: Facts, estate: str, lang: str = "zh") -> str:
    return plainly(found, words_for(found, lang), found.programme.estate_by_id[estate])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", BLOCKED)
def test_what_ran_out_is_said_and_nothing_is_reckoned(kind, lang):
    """Of an estate that starts why not sooner, of one that waits why not now; no points, no shadow prices."""
    blocked = Reason(code=f"blocked_{kind}", values=BLOCKED[kind])
    worth = Reason(code="start_worth", values={"benefit": 1988.2, "price": 1348.7})
    out = Reason(code="priced_out", values={
        "start": 1, "benefit": 1.0, "price": 2.0, "money_points": 1.0, "crew_points": 1.0, "site_points": 0.0,
    })  # fmt: skip
    found = facts(E1=(worth, blocked), E2=(out, blocked))

    for estate in ("E1", "E2"):
        text = said(found, estate, lang)
        assert not RECKONED.search(text), text
        assert {"fund": "5.83", "crew": "2027", "site": "2027", "moves": "3"}[kind] in text.replace("0.0583", "5.83")


def test_urgency_households_severity_and_order_are_said():
    """The sentence that the drawing asks for."""
    programme = a_programme()
    needs = tuple(replace(n, severity=Decimal("0.9")) if n.measure == "water" else n for n in programme.needs)

    text = said(facts(replace(programme, needs=needs)), "E1")

    assert "列第" in text and "惠及300户" in text and "问题严重" in text
    assert "先做地下的" in text and "再做地面的" in text and "2027年第二季度开工" in text


def test_the_most_urgent_estate_is_number_one():
    """By what the works bring each household, whatever its size."""
    programme = a_programme()
    needs = tuple(replace(n, severity=Decimal("1" if n.estate == "E2" else "0.2")) for n in programme.needs)

    found = facts(replace(programme, needs=needs))

    assert found.urgency["E2"][0] == 1
    assert sorted(place for place, _ in found.urgency.values()) == list(range(1, len(found.urgency) + 1))


def test_every_estate_has_its_reason():
    """In both languages, whatever the planner said of it."""
    found = facts()

    assert all(said(found, estate.id, lang) for estate in found.programme.estates for lang in ("zh", "en"))


@pytest.mark.parametrize("kind", BLOCKED)
def test_who_reads_a_part_is_not_told_what_the_district_lacks(kind):
    """Of their own estate need, start and order stay; whose money, crews or sites ran out is not said, nor how much."""
    blocked = Reason(code=f"blocked_{kind}", values=BLOCKED[kind])
    found = facts(E1=(blocked, blocked), E2=(blocked,))
    words, estates = words_for(found, "zh"), found.programme.estate_by_id

    started, waits = (in_part(found, words, estates[code], is_whole=True) for code in ("E1", "E2"))

    assert started.count("不能更早：更早季度的资金、队伍或工地已排满") == 1
    assert "先做地下的" in started and "紧迫程度" in started and "安排在2027年第二季度开工" in started
    assert "暂列储备库" in waits and waits.endswith("资金和队伍先安排了同样投入改善更多的小区。")
    assert not any(lack in text for lack in ("5.83", "还缺", "上限", "限定") for text in (started, waits))


def test_of_an_estate_that_is_not_wholly_theirs_only_the_start_is_told():
    """Neither its needs nor its other works."""
    found = facts(E1=(Reason(code="blocked_crew", values=BLOCKED["crew"]),))

    text = in_part(found, words_for(found, "zh"), found.programme.estate_by_id["E1"], is_whole=False)

    assert text == "安排在2027年第二季度开工。不能更早：更早季度的资金、队伍或工地已排满。"
