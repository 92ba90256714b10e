"""Scores: every figure worked out by hand, exact, rounded once."""

from decimal import Decimal
from fractions import Fraction

import pytest
from domain.supervision.schemes import F, a_scheme, an_indicator, counts, events, points, share
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.domain.supervision.ranked import Change, Scored, changes, graded, ranks, unranked
from yipanqi.domain.supervision.scheme import Absent, Band, Formula, Grade, Scorer, Steps
from yipanqi.domain.supervision.schemes_shipped import COUNTY_C, DISTRICT_B, JIANGXI, PRESETS, SUBDISTRICTS
from yipanqi.domain.supervision.scored import ABSENT, MISSING, Standing, Value, best_of, gains, hundredth, point, score

QUZHOU = an_indicator(
    formula=Formula.PER_SHORT,
    weight=10,
    target=F(200),
    step=F(1, 100),
    is_relative=True,
    less=F(1),
    more=F(1),
    most_more=F(2),
)  # fmt: skip  衢州: one point for each 1 % of the target, at most 2 more, down to 0
HUNAN = an_indicator(
    formula=Formula.BANDS, weight=10,
    bands=(Band(at=F(1), points=F(10)), Band(at=F(4, 5), points=F(6)), Band(at=F(1, 2), points=F(2), is_above=True)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "value", "wanted"),
    [
        (an_indicator(weight=10), share(1110, 1500), F(37, 5)),  # Hunan's table: 74 % of 10
        (an_indicator(weight=10), share(3, 2), F(10)),  # more than the target counts no more
        (an_indicator(weight=10), points("-1"), F(0)),
        (an_indicator(weight=15, target=F(9, 10)), share(1, 3), F(50, 9)),
        (QUZHOU, points(200), F(10)),
        (QUZHOU, points(203), F(23, 2)),  # 1.5 % above
        (QUZHOU, points(230), F(12)),  # at most 2 more
        (QUZHOU, points(199), F(19, 2)),
        (QUZHOU, points(150), F(0)),  # 25 % below: not under 0
        (HUNAN, share(10, 10), F(10)),
        (HUNAN, share(99, 100), F(6)),
        (HUNAN, share(1, 2), F(0)),  # exactly one half does not pass >
        (HUNAN, share(51, 100), F(2)),
        (an_indicator(formula=Formula.ALL_OR_NOTHING, target=F(3)), points(3), F(100)),
        (an_indicator(formula=Formula.ALL_OR_NOTHING, target=F(3), is_above=True), points(3), F(0)),
        (an_indicator(formula=Formula.ALL_OR_NOTHING, target=F(3)), points("2.999"), F(0)),
        (an_indicator(formula=Formula.JUDGED, weight=20), points("17.5"), F(35, 2)),
        (an_indicator(formula=Formula.PER_EVENT, weight=20, events=events(a=-5, b=-10)), counts(a=1, b=1), F(5)),
        (an_indicator(formula=Formula.PER_EVENT, weight=20, events=events(a=-5)), counts(a=9), F(0)),
        (
            an_indicator(formula=Formula.PER_EVENT, weight=20, base=F(0), events=events(a=3), cap=F(8)),
            counts(a=3),
            F(8),
        ),
        (an_indicator(formula=Formula.BONUS, events=events(a=3, b=-2), cap=F(5)), counts(a=2, b=0), F(5)),
        (an_indicator(formula=Formula.BONUS, events=events(a=3, b=-2), floor=F(-4)), counts(a=0, b=3), F(-4)),
    ],
)
def test_each_formula_counts_as_it_is_published(indicator, value, wanted):
    """Ratio, bands, per short, per event, all or nothing, judged and bonus, with their caps, floors and cut-offs."""
    assert point(indicator, value).points == wanted


@pytest.mark.parametrize(
    ("steps", "short", "wanted"), [(Steps.EXACT, "0.875", "7.5"), (Steps.WHOLE, "0.875", 8), (Steps.BEGUN, "0.875", 7)]
)
def test_a_step_counts_as_the_scheme_says(steps, short, wanted):
    """2.5 percentage points below: 2.5, 2 or 3 points less."""
    one = an_indicator(
        formula=Formula.PER_SHORT, weight=10, target=F(9, 10), step=F(1, 100), less=F(1), more=F(1), steps=steps
    )

    assert point(one, points(short)).points == F(wanted)


def test_it_is_rounded_once_and_half_up():
    """Three thirds are 100, where 33.33 three times would be 99.99; a half goes up, also below zero."""
    thirds = [an_indicator(key, weight=1) for key in "abc"]
    scheme = a_scheme(*thirds, full=F(3))
    values = {key: share(1, 3) for key in "abc"}

    assert score(scheme, values, tasks=9).score == Decimal("1.00")
    assert [hundredth(F(it)) for it in ("0.005", "0.0049999", "94.995", "-0.005")] == [
        Decimal(it) for it in ("0.01", "0.00", "95.00", "0.00")
    ]


@pytest.mark.parametrize(
    ("number", "grade"),
    [("95.01", "优秀"), ("95", "良好"), ("85", "良好"), ("84.99", "合格"), ("75", "合格"), ("74.99", "较差")],
)
def test_jiangxi_cut_offs_leave_nothing_open(number, grade):
    """Its text leaves exactly 95 open; here it is 良好, and each score has one grade."""
    found = JIANGXI.grade(F(number))

    assert found is not None and found.names[0] == grade


def test_what_is_missing_is_no_score_and_never_nought():
    """One value that nobody knows, and there is no score; by leaving it out, full or nought only where no such task
    is."""
    scheme = a_scheme(an_indicator("a", weight=60), an_indicator("b", weight=40))

    result = score(scheme, {"a": share(1, 1)}, tasks=9)

    assert (result.score, result.points[1].standing) == (None, Standing.NO_SCORE)
    assert score(scheme, {"a": share(1, 1), "b": MISSING}, tasks=9).exact is None
    assert score(scheme, {"a": ABSENT, "b": ABSENT}, tasks=9).score is None  # nothing is left


@pytest.mark.parametrize(
    ("absent", "wanted"), [(Absent.LEAVE_OUT, "75.00"), (Absent.FULL, "85.00"), (Absent.ZERO, "45.00")]
)
def test_where_there_is_no_such_task(absent, wanted):
    """Left out: 45 of 60 are 75 of 100; or its full points; or none."""
    scheme = a_scheme(an_indicator("a", weight=60), an_indicator("b", weight=40, absent=absent))

    assert score(scheme, {"a": share(3, 4), "b": ABSENT}, tasks=9).score == Decimal(wanted)


def test_few_tasks_double_what_is_lost():
    """District B: 80 less 10 is 70, of a unit with two tasks 60; with none it is not doubled; never under the floor."""
    values = {"daily": counts(no_plan=1), "leaders": points(18)}

    assert [score(DISTRICT_B, values, tasks=it).score for it in (9, 2, 0)] == [Decimal(it) for it in ("88", "78", "88")]
    worst = {"daily": counts(no_plan=5), "leaders": points(0)}
    assert score(DISTRICT_B, worst, tasks=1).score == 0


def test_leaders_judgement_stands_apart():
    """Of 88 points 18 are theirs; rescaled like the rest."""
    values = {"daily": counts(no_plan=1), "leaders": points(18)}

    assert score(DISTRICT_B, values, tasks=9).apart == 18
    assert score(DISTRICT_B, {**values, "daily": ABSENT}, tasks=9).apart == 90


def test_county_c_by_hand():
    """Composite: 15, 10 and −10 are 5 on average; single: 10 and 5 are 7.5; 12.5 of 25 are 50 of 100."""
    values = {"composite": counts(in_time=1, urged=1, missing=1), "single": counts(in_time=1, urged=1)}

    assert score(COUNTY_C, values, tasks=9).score == Decimal("50.00")


def test_equal_scores_equal_rank():
    """Two first, then the third; who has no tasks, few estates or no score, and who is barred, has none."""
    scheme = a_scheme()
    units = [
        Scored(unit=at, score=Decimal(number), tasks=5, estates=3)
        for at, number in enumerate(("90.00", "90.00", "80.00", "70.00", "70.00"))
    ]
    others = [
        Scored(unit=10, score=Decimal(99), tasks=0, estates=3),
        Scored(unit=11, score=Decimal(99), tasks=5, estates=2),
        Scored(unit=12, score=None, tasks=5, estates=3),
        Scored(unit=13, score=Decimal(99), tasks=5, estates=3, is_barred=True),
    ]

    assert ranks(scheme, units + others) == {0: 1, 1: 1, 2: 3, 3: 4, 4: 4}
    assert [unranked(scheme, it) for it in others] == ["no_tasks", "few_estates", "no_score", "barred"]
    assert ranks(scheme, units[:4] + others) == {}


def test_who_has_no_tasks_no_score_or_is_barred_has_no_grade():
    """Full points for what a unit had not to do make no grade; few estates take the rank alone."""
    told = {"unit": 1, "score": Decimal(100), "tasks": 5, "estates": 3}

    for other, has in (({}, True), ({"estates": 1}, True), ({"tasks": 0}, False), ({"score": None}, False)):
        assert (graded(JIANGXI, Scored(**(told | other))) is not None) is has
    assert graded(JIANGXI, Scored(**told, is_barred=True)) is None


def test_changes_against_the_last_time():
    """Points more and places gained, where both times have them."""
    now = {1: (Decimal("90.00"), 1), 2: (Decimal("80.00"), None), 3: (None, None)}
    before = {1: (Decimal("88.50"), 3), 2: (Decimal("81.00"), 2)}

    assert changes(now, before) == {
        1: Change(points=Decimal("1.50"), places=2),
        2: Change(points=Decimal("-1.00"), places=None),
        3: Change(points=None, places=None),
    }


def test_what_would_bring_most():
    """The three that bring most, each exactly; leaders' judgement, what is missing and what is full are not told."""
    scheme = a_scheme(
        an_indicator("a", weight=30),
        an_indicator("b", formula=Formula.PER_EVENT, weight=20, events=events(late=-3, kept=0 + 1)),
        an_indicator("c", weight=30, target=F(9, 10)),
        an_indicator("d", formula=Formula.JUDGED, weight=10),
        an_indicator("e", formula=Formula.JUDGED, weight=10, scorer=Scorer.LEADERS),
    )
    values = {"a": share(2, 3), "b": counts(late=4, kept=0), "c": share(6, 10), "d": points(10), "e": points(0)}

    found = gains(scheme, values, tasks=9)

    assert [(it.key, it.gain) for it in found] == [("b", F(12)), ("a", F(10)), ("c", F(10))]
    assert (found[0].avoided, found[1].lacking, found[2].lacking) == ({"late": 4}, F(1), F(3))
    assert gains(scheme, {**values, "a": MISSING}, tasks=9) == []


VALUES = st.one_of(
    st.builds(lambda of, part: share(min(of, part), of), st.integers(1, 60), st.integers(0, 60)), st.just(ABSENT)
)
EVENTS = st.fixed_dictionaries({it.key: st.integers(0, 4) for it in SUBDISTRICTS.indicator("praise").events})


def of_subdistrict(draw) -> dict[str, Value]:
    """Values of the quarter's scheme."""
    values = {it.key: draw(VALUES) for it in SUBDISTRICTS.indicators if it.source}
    values |= {it: points(draw(st.integers(0, 5))) for it in ("residents", "leaders")}
    return values | {"praise": Value(counts=draw(EVENTS))}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_known_a_gain_is_exactly_the_score_it_makes(data):
    """The score with that one value as good as it can be, less the score as it is; none brings more that is not told;
    and a score lies between what floors and caps allow."""
    values = of_subdistrict(data.draw)
    now = score(SUBDISTRICTS, values, tasks=9)

    found = gains(SUBDISTRICTS, values, tasks=9)

    assert now.exact is not None and -4 <= now.exact <= 150
    assert isinstance(now.exact, Fraction) and abs(Fraction(now.score) - now.exact) <= F(1, 200)
    for it in found:
        then = score(SUBDISTRICTS, {**values, it.key: it.best}, tasks=9)
        assert then.exact - now.exact == it.gain > 0
    told, least = {it.key for it in found}, min((it.gain for it in found), default=F(0))
    for it in SUBDISTRICTS.indicators:
        if it.key not in told and not values[it.key].is_absent and it.scorer is not Scorer.LEADERS:
            better = score(SUBDISTRICTS, {**values, it.key: best_of(it, values[it.key])}, tasks=9)
            assert better.exact - now.exact <= (least if len(found) == 3 else 0)


def test_presets_say_whose_they_are():
    """Each names its source, its grades reach down to 0, and every computed value is one that is known."""
    for preset in PRESETS.values():
        assert all(preset.source)
        assert isinstance(preset.grades[-1], Grade) and preset.grade(F(0)) is not None
    assert (len(JIANGXI.indicators), len({it.group for it in JIANGXI.indicators})) == (18, 5)
    assert "本软件" in JIANGXI.source[0]
