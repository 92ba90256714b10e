"""Values as people say them."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import a_programme

from yipanqi.domain.sentences import CATALOGUE, said, sentence
from yipanqi.domain.sentences.catalogue import catalogue, fields
from yipanqi.domain.sentences.findings import FINDINGS
from yipanqi.domain.sentences.kinds import BY_ITSELF, KINDS, Speaker
from yipanqi.domain.sentences.spoken import (
    date_text,
    label_text,
    money_text,
    percent_text,
    quarter_text,
    rough_money_text,
    year_text,
)


def say(template: str, lang: str = "zh", **values: object) -> str:
    """A template filled about the small programme."""
    return Speaker(a_programme(), lang).vformat(template, (), values)


def test_ids_become_names() -> None:
    """Estate, measure, fund and region are said by name, one or several; an unknown id stays as it is."""
    assert say("{one:estate} {other:measure}", one="E1", other="drainage") == "E1小区 排水"
    assert say("{who:fund}", who=("city", "district")) == "市级资金、区级财政"
    assert say("{where:region} {what:measure}", where="S1", what="?") == "新华街道 ?"


def test_names_follow_the_language() -> None:
    """English names where there are some, and an English comma."""
    assert say("{what:measure}", "en", what="water") == "Water"
    assert say("{why:vote}", "en", why=("turnout_heads", "approval_area")) == "turnout by heads, approval by area"


def test_an_estimate_is_told_in_two_digits() -> None:
    """What cannot bear more is told with no more: 5.9亿元, not 58,461.86万元."""
    amounts = (58_461_860_000, 91_499_000_000, 995_000_000_000, 1_234_567, 0)

    assert [rough_money_text(fen) for fen in amounts] == ["5.8亿元", "9.1亿元", "100亿元", "1.2万元", "0万元"]
    assert [rough_money_text(fen, "en") for fen in amounts[:2]] == ["CNY 580 million", "CNY 910 million"]
    assert say("{low:rough}", low=46_000_000) == "46万元"


def test_indexes_become_quarters_and_years() -> None:
    """A quarter and a year of the horizon are said as the calendar's; a calendar year stays one."""
    assert say("{begins:quarter} {when:year} {built}", begins=5, when=1, built=1988) == "2028年第二季度 2028年 1988"
    calendar = a_programme().calendar
    assert (quarter_text(calendar, 5, "en"), year_text(calendar, 2029, "en")) == ("2028 Q2", "2029")
    assert [label_text(label) for label in ("2028Q2", "2028")] == ["2028年第二季度", "2028年"]


def test_money_is_said_in_wan_and_ratios_per_cent() -> None:
    """Fen become 万元; ratios per cent, without decimals where they are whole."""
    assert say("{a:fen}", a=123_456_789) == "123.46万元"
    assert say("{a:percent} {b:percent} {c}", a=Fraction(3, 5), b=Decimal("0.155"), c=2.5) == "60% 15.5% 2.5"
    assert money_text(123_456_789, "en") == "CNY 1.2346 million" and money_text(10**10, "en") == "CNY 100 million"
    assert (say("{a:figure}", a=600_000_000), say("{a:figure}", "en", a=600_000_000)) == ("600", "6")
    assert percent_text(Fraction(2, 3)) == "66.7%"


def test_days_are_said_in_full() -> None:
    """2027年3月1日; 1 March 2027."""
    assert say("{on:day}", on=date(2027, 3, 1)) == date_text(date(2027, 3, 1)) == "2027年3月1日"
    assert date_text(date(2027, 3, 1), "en") == "1 March 2027"


def test_a_name_says_nothing_about_a_kind() -> None:
    """A count called `first`, `low` or `year` stays a number: what a value is, its sentence says."""
    assert say("{first} {low:,} {year:d} {used:.1f}", first=5, low=123_456, year=1, used=2.25) == "5 123,456 1 2.2"
    assert say("{first:quarter}", first=5) == "2028年第二季度"


def test_lists_are_said_one_by_one() -> None:
    """A list's items are said by its field's kind or format; a set comes in order."""
    assert say("{starts:quarter}", "en", starts=[0, 5]) == "2027 Q1, 2028 Q2"
    assert say("{parts:.1f} {names}", parts=(0.25, 1), names={"b", "a"}) == "0.2、1.0 a、b"


def test_what_records_keep_is_said_by_its_code() -> None:
    """Values that went through JSON are said as before, and texts of an older record stand as they are."""
    values = {"estate": "E1", "start": 5, "quarter": 5, "year": 1, "money": 3_000_000, "funds": ["city"]}

    kept = json.loads(json.dumps(values))
    told = said(a_programme(), "blocked_fund", kept)

    assert (
        told
        == said(a_programme(), "blocked_fund", values)
        == "若在2028年第二季度开工，2028年的资金缺3.00万元（市级资金等可补足）"
    )
    assert "2028年第二季度" in said(a_programme(), "start_fixed", {"start": "2028年第二季度"})


def test_a_code_stands_in_one_table() -> None:
    """Two tables with one code are refused, and both are named."""
    with pytest.raises(ValueError, match=r"same .* risks .* limits"):
        catalogue(risks={"same": ("一", "one")}, limits={"same": ("二", "two")})


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        (("{over:fenn}", "{over:fenn}"), "fenn"),
        (("{over:fen}", "{over:percent}"), "other fields"),
        (("{over:fen}", "{left:fen}"), "other fields"),
    ],
)
def test_a_wrong_sentence_is_refused_when_it_is_loaded(pair: tuple[str, str], what: str) -> None:
    """An unknown kind, or other fields or kinds in one language than in the other, is no catalogue."""
    with pytest.raises(ValueError, match=what):
        catalogue(table={"code": pair})


def test_findings_need_no_programme() -> None:
    """Findings are told of workbooks that hold no programme: their values are kinds that speak for themselves."""
    kinds = {kind for zh, _ in FINDINGS.values() for kind in fields(zh).values() if kind}

    assert kinds <= set(BY_ITSELF) < KINDS


def test_an_id_is_never_said_without_its_programme() -> None:
    """A sentence about an estate needs the programme that names it."""
    assert fields(CATALOGUE["must_start"][0]) == {"estate": "estate"}
    with pytest.raises(ValueError, match="estate"):
        sentence("must_start", {"estate": "E1"})


def test_a_ratio_that_is_asked_for_is_said_exactly():
    """66.7% is more than two thirds: whoever reaches them would be refused by the sentence."""
    assert say("{it:ratio}", it=Fraction(2, 3)) == "三分之二" and say("{it:ratio}", "en", it=Fraction(2, 3)) == "2/3"
    assert say("{it:ratio}", it=Fraction(1, 2)) == "50%" and say("{it:ratio}", it=Fraction(13, 20)) == "65%"


def test_a_sentence_is_filled_as_python_fills_it() -> None:
    """Text, braces, names, kinds and formats as the standard formatter has them; a value that is missing is named."""
    speaker, values = Speaker(None, "en"), {"count": 3, "part": 0.5, "names": ["a", "b"], "it": date(2027, 3, 1)}

    assert speaker.vformat("{{{count}}} of {part:.1f}", (), values) == "{3} of 0.5"
    assert speaker.vformat("{it.year} {count!r} {names}", (), values) == "2027 3 a, b"
    with pytest.raises(KeyError, match="lacking"):
        speaker.vformat("{count} {lacking}", (), values)
