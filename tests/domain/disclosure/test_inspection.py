"""The signs by which an inspection fails a site."""

from datetime import date

from yipanqi.domain.disclosure.inspection import (
    RHYTHM,
    Column,
    Letter,
    Link,
    Rhythm,
    SignKind,
    dead,
    empty,
    months_after,
    stale,
    unanswered,
    verdict,
)
from yipanqi.domain.disclosure.publication import KINDS

DAY = date(2026, 7, 1)


def a_column(rhythm, last_on):
    return Column(code="c", names=("栏目", "Column"), rhythm=rhythm, last_on=last_on)


def test_news_rest_two_weeks_and_papers_six_months():
    """The last day in time is none; what may rest never is."""
    assert stale([a_column(Rhythm.NEWS, date(2026, 6, 17))], DAY) == []
    assert [it.kind for it in stale([a_column(Rhythm.NEWS, date(2026, 6, 16))], DAY)] == [SignKind.STALE]
    assert stale([a_column(Rhythm.PAPERS, date(2026, 1, 1))], DAY) == []
    assert len(stale([a_column(Rhythm.PAPERS, date(2025, 12, 31))], DAY)) == 1
    assert stale([a_column(Rhythm.NONE, date(2020, 1, 1)), a_column(Rhythm.NEWS, None)], DAY) == []


def test_an_empty_column():
    """Nothing was ever in it."""
    found = empty([a_column(Rhythm.NONE, None), a_column(Rhythm.NEWS, DAY)])

    assert len(found) == 1 and found[0].kind is SignKind.EMPTY and all(found[0].source)


def test_dead_links_are_those_that_do_not_answer():
    """An error or nothing; a redirect is an answer."""
    links = [
        Link(page="a", address=f"https://example.gov.cn/{answered}", answered=answered, tried_on=DAY)
        for answered in (200, 301, 404, 500, None)
    ]

    assert len(dead(links)) == 3


def test_letters_wait_three_months_at_most():
    """From the day of receipt; the end of a short month counts."""
    assert months_after(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert unanswered([Letter(key="1", received_on=date(2026, 4, 1))], DAY) == []
    late = Letter(key="2", received_on=date(2026, 3, 31))
    assert [it.about[0] for it in unanswered([late], DAY)] == ["2"]
    assert unanswered([Letter(key="2", received_on=date(2026, 3, 31), answered_on=DAY)], DAY) == []


def test_what_fails_a_site():
    """Five columns without news, five empty ones, or one letter."""
    stale_ones = stale([a_column(Rhythm.NEWS, date(2026, 1, 1))] * 5, DAY)
    empty_ones = empty([a_column(Rhythm.NONE, None)] * 4)
    letters = unanswered([Letter(key="1", received_on=date(2026, 1, 1))], DAY)

    assert len(verdict(stale_ones + empty_ones)) == 1 and verdict(empty_ones) == []
    assert len(verdict(letters)) == 1


def test_every_kind_has_its_rhythm():
    """None is forgotten."""
    assert set(RHYTHM) == set(KINDS)
