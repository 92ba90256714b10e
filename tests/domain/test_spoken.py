"""Values as people say them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from builders import a_programme

from yipanqi.domain.sentences.spoken import date_text, money_text, percent_text, quarter_text, spoken, year_text


def test_ids_become_names() -> None:
    """Estate, measure, fund and region are said by name, one or several; an unknown id stays as it is."""
    values = {"estate": "E1", "requires": "drainage", "funds": ("city", "district"), "region": "S1", "measure": "?"}

    assert spoken(a_programme(), values) == {
        "estate": "E1小区",
        "requires": "排水",
        "funds": "市级资金、区级财政",
        "region": "新华街道",
        "measure": "?",
    }


def test_names_follow_the_language() -> None:
    """English names where there are some, and an English comma."""
    said = spoken(a_programme(), {"measure": "water", "short": ("turnout_heads", "approval_area")}, "en")

    assert said == {"measure": "Water", "short": "turnout by heads, approval by area"}


def test_indexes_become_quarters_and_years() -> None:
    """A quarter and a year of the horizon are said as the calendar's; a calendar year stays one."""
    said = spoken(a_programme(), {"start": 5, "year": 1, "built": 1988})

    assert said == {"start": "2028年第二季度", "year": "2028年", "built": 1988}
    calendar = a_programme().calendar
    assert (quarter_text(calendar, 5, "en"), year_text(calendar, 2029, "en")) == ("2028 Q2", "2029")


def test_money_is_said_in_wan_and_ratios_per_cent() -> None:
    """Fen become 万元; ratios per cent, without decimals where they are whole."""
    said = spoken(
        a_programme(), {"over": 123_456_789, "support": Fraction(3, 5), "share": Decimal("0.155"), "points": 2.5}
    )

    assert said == {"over": "123.46万元", "support": "60%", "share": "15.5%", "points": 2.5}
    assert money_text(123_456_789, "en") == "CNY 1,234,568"
    assert percent_text(Fraction(2, 3)) == "66.7%"


def test_days_are_said_in_full() -> None:
    """2027年3月1日; 1 March 2027."""
    assert date_text(date(2027, 3, 1)) == "2027年3月1日"
    assert date_text(date(2027, 3, 1), "en") == "1 March 2027"
