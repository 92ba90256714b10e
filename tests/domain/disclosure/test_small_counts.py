"""Small counts: what may be told of a survey, held against a linear program that shares no code."""

import random
from dataclasses import replace

import pytest
from domain.disclosure.counts_lp import a_survey, rooms, values_left

from yipanqi.domain.disclosure.small_counts import (
    ALL,
    SMALL,
    Table,
    Times,
    merged,
    protected,
    published,
)

TWO = {"C": "", "E1": "C", "E2": "C", "E3": "C"}


def a_table(rows, *, above=None, time="2028-04", **more):
    """`{"E1": (20, 15, 3)}` → a table of the answers a, b, c …"""
    counts = {(place, "abcdef"[it]): count for place, row in rows.items() for it, count in enumerate(row)}
    return Table(time=time, counts=counts, above=above or TWO, **more)


def audited(tables):
    """The withheld cells that have too little room where all tables are public as they are, and what room they have."""
    return protected([replace(it, is_public=True) for it in tables]).pinned


def told(done, time="2028-04"):
    """What the public reads of a table: place → its counts, then their sum."""
    table = next(it for it in done.tables if it.time == time)
    answers = [*table.answers, ALL]
    return {
        place: tuple(done.shown(time, place, answer) for answer in answers)
        for place in table.above
        if place not in table.untold
    }


def check(done, times=Times.APART):
    """Every withheld cell keeps room of 5, says the linear program."""
    narrow = [(cell, low, high) for cell, low, high in rooms(done, times) if values_left(low, high) <= SMALL]
    assert not done.pinned and narrow == []


def test_a_table_without_small_counts_is_told_whole():
    """Nothing is withheld and nothing merged."""
    done = protected([a_table({"E1": (20, 15), "E2": (30, 10), "E3": (12, 40)})])

    assert not done.withheld and told(done)["C"] == (62, 65, 127)


def test_one_small_count_takes_three_more():
    """The known small case: a rectangle, of the cells that lose least."""
    done = protected([a_table({"E1": (30, 20, 3), "E2": (40, 50, 60), "E3": (70, 80, 9)})])

    check(done)
    assert done.primary == {("2028-04", "E1", "c")} and len(done.withheld) == 4
    assert ("2028-04", "E3", "c") in done.withheld and not any(place == "C" for _, place, _ in done.withheld)


def test_noughts_are_told():
    """A count of nought is no small count."""
    done = protected([a_table({"E1": (20, 0), "E2": (30, 10), "E3": (12, 0)})])

    assert not done.withheld


def test_all_but_a_few_and_one_voice_are_not_told():
    """20 of 23 says what 3 did; 8 of 8 says what each did."""
    few = protected([a_table({"E1": (20, 1, 2), "E2": (30, 15, 12), "E3": (12, 14, 13)})])
    one_voice = protected([a_table({"E1": (8, 0), "E2": (0, 0), "E3": (0, 0)}, above=TWO)])

    assert ("2028-04", "E1", "a") in few.primary
    check(few)
    assert ("2028-04", "C", "a") in one_voice.primary and one_voice.shown("2028-04", "C", "b") is None
    check(one_voice)


def test_small_groups_are_merged_first():
    """Two small buildings are told as one; a small one alone is told with the next; the rest stays as it is."""
    above = {"C": "", "E1": "C", "E2": "C", "A": "E1", "B": "E1", "D": "E1", "F": "E2", "G": "E2"}
    table = merged(a_table({"A": (3, 3), "B": (4, 1), "D": (20, 30), "F": (2, 2), "G": (30, 22)}, above=above))

    assert table.above["A+B"] == "E1" and table.above["A"] == "A+B" and table.untold == {"A", "B", "F", "G"}
    assert "F+G" not in table.above  # one group would be left, which E2 itself is


def test_merging_goes_upward():
    """An estate that is small as a whole is told with another one, without its buildings."""
    above = {"C": "", "E1": "C", "E2": "C", "E3": "C", "A": "E1", "B": "E1", "F": "E2", "G": "E3"}
    table = merged(a_table({"A": (1, 2), "B": (2, 1), "F": (10, 10), "G": (30, 22)}, above=above))

    assert table.above["E1+E2"] == "C" and table.untold == {"A", "B", "E1", "E2", "F"}


def test_what_a_month_added_is_guarded():
    """20 last month and 22 now would tell of two people."""
    first = published(protected([a_table({"E1": (20, 30), "E2": (40, 50), "E3": (60, 70)}, time="2028-03")]))
    second = a_table({"E1": (22, 40), "E2": (50, 70), "E3": (80, 90)})

    done = protected([*first, second], Times.RUNNING)

    check(done, Times.RUNNING)
    assert done.shown("2028-03", "E1", "a") == 20 and done.shown("2028-04", "E1", "a") is None


def test_what_last_month_withheld_is_not_given_away():
    """A sum over months with what the months told."""
    rows = {"E1": (20, 15, 3), "E2": (40, 50, 60), "E3": (70, 80, 12)}
    first = published(protected([a_table(rows, time="2028-03")]))
    more = {"E1": (30, 25, 30), "E2": (40, 50, 60), "E3": (70, 80, 22)}
    both = {place: tuple(map(sum, zip(row, more[place], strict=True))) for place, row in rows.items()}

    done = protected([*first, a_table(more), a_table(both, time="2028", sum_of=("2028-03", "2028-04"))])

    check(done)
    assert {key for key in done.withheld if key[0] != "2028-03"}


def test_what_the_public_has_already_cannot_be_withheld():
    """A later sum pins what was withheld: it is said, so that nobody publishes it."""
    rows = {"E1": (20, 15, 3), "E2": (40, 50, 60), "E3": (70, 80, 12)}
    first = published(protected([a_table(rows, time="2028-03")]))
    careless = Table(
        time="2028-04", counts=first[0].counts, above=first[0].above, is_public=True
    )  # the same counts, told whole
    sums = {key: 2 * count for key, count in first[0].counts.items()}
    total = Table(time="2028", counts=sums, above=first[0].above, sum_of=("2028-03", "2028-04"), is_public=True)

    done = protected([*first, careless, total])

    assert ("2028-03", "E1", "c") in done.pinned and done.pinned["2028-03", "E1", "c"].width == 0
    assert audited([*first, careless, total]) == done.pinned


def test_tables_as_published_are_safe_by_their_audit():
    """What was protected passes; the same with one complement told does not."""
    done = protected([a_table({"E1": (30, 20, 3), "E2": (40, 50, 60), "E3": (70, 80, 9)})])
    safe = published(done)
    careless = [
        Table(
            time="2028-04",
            counts=safe[0].counts,
            above=TWO,
            is_public=True,
            withheld=frozenset(sorted(safe[0].withheld)[1:]),
        )
    ]

    assert audited(safe) == {} and audited(careless)


@pytest.mark.parametrize("seed", range(10))
def test_the_room_of_a_careless_table_is_exact(seed):
    """With the small counts alone withheld: the same cells are narrow, between the same values, as the program says."""
    done = protected(a_survey(random.Random(400 + seed)))
    careless = replace(done, withheld=done.primary)

    narrow = {cell: (low, high) for cell, low, high in rooms(careless, Times.APART) if high - low < SMALL - 1e-6}

    found = {key: (room.low, room.high) for key, room in audited(published(careless)).items()}
    assert found.keys() == narrow.keys()
    assert all(found[it] == pytest.approx(narrow[it]) for it in narrow)


@pytest.mark.parametrize("seed", range(30))
def test_random_tables_of_one_time(seed):
    """Over two or three levels: no withheld count can be pinned to fewer than 6 values."""
    check(protected(a_survey(random.Random(seed))))


@pytest.mark.parametrize("seed", range(15))
def test_random_tables_that_run_on(seed):
    """Two months of counts until then, both still to be published; and what came between."""
    check(
        protected(a_survey(random.Random(100 + seed), times=2, running=True, estates=2), Times.RUNNING), Times.RUNNING
    )


@pytest.mark.parametrize("seed", range(7))
def test_random_tables_with_their_sum(seed):
    """Two months and their sum."""
    check(protected(a_survey(random.Random(200 + seed), times=2, apart_sum=True, estates=2)))


@pytest.mark.parametrize("seed", range(8))
def test_random_tables_after_others(seed):
    """The second month when the first is public."""
    first, second = a_survey(random.Random(300 + seed), times=2, running=True, estates=2)
    done = protected([*published(protected([first])), second], Times.RUNNING)

    narrow = {cell[1:] for cell, low, high in rooms(done, Times.RUNNING) if values_left(low, high) <= SMALL}
    assert narrow <= {key[1:] for key in done.pinned}


def test_the_same_tables_are_protected_the_same_way():
    """Nothing hangs on the order of sets."""
    tables = a_survey(random.Random(7))

    assert protected(tables).withheld == protected(list(tables)).withheld


def test_tables_that_cannot_be_are_refused():
    """Below zero, part of nothing, a sum that is none, fewer than before, other places."""
    rows = {"E1": (20, 15), "E2": (40, 50), "E3": (70, 80)}
    for make in (
        lambda: a_table({"E1": (-1, 3)}),
        lambda: a_table({"E9": (20, 3)}),
        lambda: a_table({"E1": (20, 3)}, untold=frozenset({"C"})),
        lambda: protected([a_table(rows, time="1"), a_table(rows, time="2", sum_of=("1", "1"))]),
        lambda: protected([a_table(rows, time="1"), a_table({**rows, "E1": (19, 15)}, time="2")], Times.RUNNING),
        lambda: protected([a_table(rows, time="1"), a_table({"E1": (19, 15)}, time="2")]),
    ):
        with pytest.raises(ValueError):
            make()
