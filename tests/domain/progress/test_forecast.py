import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.delivery.laws_told import Names
from yipanqi.domain.planning.told import STEP
from yipanqi.domain.progress.experience import Experience, FinishedWork
from yipanqi.domain.progress.forecast import (
    UNTAUGHT,
    Basis,
    Forecast,
    ForecastRule,
    Part,
    by_month,
    earned,
    earned_schedule,
    forecast,
    forecasts,
    group_forecast,
    is_urgent,
    need,
    percent_of,
    summed,
)
from yipanqi.domain.progress.forecast_told import FORECASTS, told, told_pair
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped

RULE, DAYS = ForecastRule(), SiteDays(shipped())
START = date(2026, 3, 2)  # a Monday
FINISH = DAYS.add(START, 99)  # a hundred days of work
BUDGET = 100_000_03


def a_part(percent: str = "0", used: int = 0, **more: object) -> Part:
    """A work of a hundred days, begun on its day, of which a report tells after so many days."""
    as_of = DAYS.add(START, used - 1) if used > 1 else START if used else None
    given = {"number": "W", "start": START, "finish": FINISH, "budget": BUDGET, "percent": Decimal(percent)}
    return Part(**({**given, "as_of": as_of, "started": START if used else None} | more))  # type: ignore[arg-type]


def told_of(part: Part, today: date | None = None, **more: object) -> Forecast:
    return forecast(part, DAYS, today or part.as_of or START, RULE, **more)  # type: ignore[arg-type]


def test_the_formula_of_the_issue() -> None:
    """Half earned in 62 days: w = ¼, SPI(t) = 50/62, the other half at ¾ + ¼·SPI(t) of the plan's pace."""
    part = a_part("50", used=62)
    found = told_of(part)

    left = 50 / (0.75 + 0.25 * 50 / 62)
    assert (found.planned_days, found.used_days, found.earned_days) == (100, 62, 50)
    assert found.pace == pytest.approx(50 / 62) and found.left_days == pytest.approx(left)
    assert found.finish == DAYS.add(part.as_of or START, math.ceil(left))
    assert found.earned == earned(BUDGET, Decimal(50)) == 50_000_02


def test_on_pace_is_the_plans_date() -> None:
    assert told_of(a_part("40", used=40)).finish == FINISH


def test_the_power_says_how_soon_the_own_pace_counts() -> None:
    part = a_part("50", used=80)
    early, late = (forecast(part, DAYS, part.as_of or START, replace(RULE, power=p)).finish for p in (1.0, 4.0))
    assert early > told_of(part).finish > late


def test_too_early_is_the_plans_date_until_it_is_behind() -> None:
    on_time, behind = told_of(a_part("5", used=4)), told_of(a_part("5", used=30))

    assert (on_time.finish, on_time.note.code, on_time.pace) == (FINISH, "forecast.too_early", None)
    assert (behind.note.code, behind.note.values["days"]) == ("forecast.too_early_behind", 25)
    assert behind.finish == DAYS.add(FINISH, 25)


def test_not_begun_is_the_plans_date_until_the_start_is_past() -> None:
    before, after = told_of(a_part()), told_of(a_part(), today=DAYS.add(START, 10))

    assert (before.finish, before.note.code) == (FINISH, "forecast.not_begun")
    assert (after.finish, after.note.values["days"]) == (DAYS.add(FINISH, 10), 10)
    assert "晚10个工作日" in told(after.note, "zh")


def test_a_late_start_does_not_slow_the_pace() -> None:
    """Begun 20 days late and 30 done in 30 days: 20 days late, no more."""
    begun = DAYS.add(START, 20)
    part = a_part("30", used=1, started=begun, as_of=DAYS.add(begun, 29))
    found = told_of(part)
    assert found.pace == pytest.approx(1) and found.finish == DAYS.add(FINISH, 20)


def test_never_before_today_and_says_so() -> None:
    part, today = a_part("97", used=97), DAYS.add(FINISH, 30)
    found = told_of(part, today)
    assert found.finish == today and found.late >= today and found.note.code == "forecast.overdue"


def test_stops_ahead_are_not_worked() -> None:
    stop = Blackout(name="停工", first_date=FINISH - timedelta(days=9), last_date=FINISH + timedelta(days=20))
    days = SiteDays(shipped(), [stop])
    part = replace(a_part("40", used=40), finish=FINISH)
    found = forecast(part, days, part.as_of or START, RULE)
    assert found.planned_days < 100 and not stop.first_date <= found.finish <= stop.last_date


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99), st.integers(0, 300), st.integers(0, 200), st.sampled_from([UNTAUGHT, "slow"]))
def test_a_band_holds_its_forecast_and_nothing_is_foretold_for_the_past(
    percent: int, used: int, wait: int, taught: object
) -> None:
    part = a_part(str(percent), used)
    today = DAYS.add(part.as_of or START, wait)
    more = {} if taught is UNTAUGHT else {"taught": _Slow()}
    found = told_of(part, today, **more)
    assert today <= found.early <= found.finish <= found.late
    assert all(told_pair(it) for it in (found.note, found.band, need(found, DAYS, today)))


class _Slow:
    def usual(self, likes: tuple[str, ...]) -> float:
        return 0.7

    def ratios(self, kind: str, stage: int) -> tuple[float, ...]:
        return ()


def test_the_shipped_band_widens_what_is_left_as_less_is_left() -> None:
    def width(percent: str) -> float:
        found = told_of(a_part(percent, used=int(percent)))
        return DAYS.between(found.early, found.late) / found.left_days

    assert width("25") < width("50") < width("75")
    found = told_of(a_part("50", used=50))
    assert (found.basis, found.band.values["enough"]) == (Basis.SHIPPED, 20)
    assert DAYS.between(found.since, found.early) == 1 + math.ceil(50 * 0.81)
    assert DAYS.between(found.since, found.late) == 1 + math.floor(50 * 1.34)


def _finished(count: int, actual: int, kind: str = "road", by: str = "A") -> list[FinishedWork]:
    """So many works of a hundred planned days that took so many, at an even pace, reported at half of them."""
    half = DAYS.add(START, actual // 2 - 1)
    part = a_part("100", 1, finished=DAYS.add(START, actual - 1), kinds=(kind, "all"), likes=(by,))
    return [FinishedWork(part=part, reports=((half, half, Decimal(50)),)) for _ in range(count)]


def test_own_works_make_the_band_once_there_are_enough() -> None:
    part, today = a_part("50", used=50, kinds=("road",)), date(2027, 6, 1)
    few, many = (Experience(_finished(count, 120), DAYS, RULE).until(today) for count in (19, 20))

    assert told_of(part, taught=few).basis is Basis.SHIPPED
    found = told_of(part, taught=many)
    assert (found.basis, found.band.values["works"], found.band.values["stage"]) == (Basis.OWN, 20, 50)
    names = Names(measures={"road": ("道路", "roads")})
    assert "20项已完工的道路" in told(found.band, "zh", names) and "(roads)" in told(found.band, "en", names)
    assert told_of(replace(part, kinds=("lift",)), taught=many).basis is Basis.SHIPPED
    assert told_of(replace(part, kinds=("lift", "all")), taught=many).basis is Basis.OWN


def test_the_usual_pace_is_learned_and_nearer_to_the_plans_the_fewer_teach_it() -> None:
    def usual(count: int, like: str) -> float:
        return Experience(_finished(count, 150), DAYS, RULE).until(date(2027, 6, 1)).usual((like,))

    assert 1 > usual(2, "A") > usual(50, "A") > 100 / 150 - 0.01
    assert usual(50, "A") < usual(50, "B") < 1


def test_experience_knows_nothing_of_later_days() -> None:
    taught = Experience(_finished(30, 120), DAYS, RULE)
    finish = DAYS.add(START, 119)
    assert taught.until(finish - timedelta(days=1)).usual(("A",)) == 1
    assert not taught.ratios("road", 1)
    assert taught.until(finish).usual(("A",)) < 1 and len(taught.ratios("road", 1)) == 30
    with pytest.raises(ValueError):
        taught.until(START)


def _pair() -> tuple[Part, Part]:
    """Two works, one after the other: fifty days and 300 of money, then fifty and 100."""
    middle = DAYS.add(START, 49)
    first = a_part(number="A", finish=middle, budget=300)
    return first, a_part(number="B", start=DAYS.add(middle, 1), budget=100, after=("A",))


def test_earned_schedule_of_several_lies_on_the_curve_of_their_money() -> None:
    first, second = _pair()
    half = replace(first, percent=Decimal(50))
    assert earned_schedule([half, second], DAYS) == pytest.approx(25)
    ahead = replace(second, percent=Decimal(50))
    assert earned_schedule([replace(first, percent=Decimal(100)), ahead], DAYS) == pytest.approx(75)
    assert percent_of([half, second]) == Decimal("37.5") and percent_of([]) is None


def test_one_that_has_not_begun_waits_for_what_comes_before_it() -> None:
    first, second = _pair()
    late = replace(first, percent=Decimal(50), started=START, as_of=DAYS.add(START, 39))
    own = forecasts([late, second], DAYS, DAYS.add(START, 39), RULE)
    days_late = DAYS.between(first.finish, own[0].finish) - 1

    assert days_late > 10 and own[1].finish == DAYS.add(FINISH, days_late)
    assert own[1].note.code == "forecast.waits" and own[1].note.values["days"] == days_late
    found = group_forecast([late, second], DAYS, DAYS.add(START, 39), RULE)
    assert (found.finish, found.decides, found.last) == (own[1].finish, "B", own[1])
    assert found.earned == 150 and found.earned_days == pytest.approx(25) and found.by_curve is not None
    assert "电梯" in told(found.note, "zh", Names(places={"B": "电梯"}))


def test_of_one_work_the_group_is_the_work() -> None:
    part = a_part("50", used=70)
    one, group = told_of(part), group_forecast([part], DAYS, part.as_of or START, RULE)
    assert (one.finish, one.early, one.late, one.earned) == (group.finish, group.early, group.late, group.earned)
    assert group.by_curve == one.finish and group.pace == pytest.approx(one.pace)


def test_done_is_done() -> None:
    done = a_part("100", used=90, finished=DAYS.add(START, 89))
    for found in (told_of(done), group_forecast([done, replace(done, number="V")], DAYS, FINISH, RULE)):
        assert (found.finish, found.late, found.basis) == (done.finished, done.finished, Basis.DONE)
        assert need(found, DAYS, FINISH).code == "need.done" and not is_urgent(found, FINISH, [START], [], RULE)
    for none in ([], [done, done]):
        with pytest.raises(ValueError):
            group_forecast(none, DAYS, START, RULE)


def test_what_would_have_to_happen() -> None:
    """Sixty days are used and 48 earned: 52 days of the plan are to be done in the 40 that are left."""
    part = a_part("48", used=60)
    found = told_of(part)
    asked = need(found, DAYS, part.as_of or START)
    assert (asked.code, asked.values["left"], asked.values["days"]) == ("need.faster", 40, 12)
    assert "剩余40个工作日内追回12个工作日" in told(asked, "zh")
    assert "12 working days must be made up in the 40 that are left: 1.30 planned" in told(asked, "en")
    assert need(told_of(a_part("62", used=60)), DAYS, DAYS.add(START, 59)).code == "need.none"
    assert need(found, DAYS, FINISH).code == "need.past"


def test_just_on_time_is_not_told_as_nothing_to_spare_of_something() -> None:
    asked = need(told_of(a_part("60", used=60)), DAYS, DAYS.add(START, 59))
    assert asked.code == "need.just"
    assert "正好按期" in told(asked, "zh")
    assert "just on time" in told(asked, "en")


def test_of_several_the_one_that_decides_tells_what_is_needed() -> None:
    first, second = _pair()
    late = replace(first, percent=Decimal(50), started=START, as_of=DAYS.add(START, 39))
    today = DAYS.add(START, 39)
    found = group_forecast([late, second], DAYS, today, RULE)
    assert found.last is not None
    assert need(found, DAYS, today) == need(found.last, DAYS, today, FINISH)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(10, 99), st.integers(1, 200))
def test_expected_money_adds_up_to_the_fen(budget: int, certified: int, percent: int, used: int) -> None:
    part = a_part(str(percent), used, budget=budget)
    today = part.as_of or START
    months = by_month(budget, certified, told_of(part), DAYS, today)
    assert sum(fen for _, fen in months) == max(0, budget - certified)
    assert all(month.day == 1 and fen > 0 for month, fen in months)
    assert [month for month, _ in months] == sorted({month for month, _ in months})


def test_expected_money_follows_the_days_of_work() -> None:
    found = told_of(a_part())
    months = dict(by_month(100 * STEP, 0, found, DAYS, START))
    assert months[date(2026, 3, 1)] == 22 * STEP and DAYS.between(START, date(2026, 3, 31)) == 22
    assert summed([tuple(months.items())] * 2) == tuple((month, 2 * fen) for month, fen in months.items())


def test_expected_money_is_told_in_whole_hundreds_of_yuan() -> None:
    """So that months of works, of estates and of subdistricts add up as they are told; an odd rest comes last."""
    *months, last = by_month(1_234_560_000 + 77, 0, told_of(a_part()), DAYS, START)
    assert len(months) > 1 and all(fen % STEP == 0 for _, fen in months) and last[1] % STEP == 77


def test_urgent_is_what_may_outlast_its_fund_or_come_into_a_stop() -> None:
    part = a_part("50", used=50)
    found, today = told_of(part), part.as_of or START
    ahead = Blackout(name="停工", first_date=FINISH + timedelta(days=3), last_date=FINISH + timedelta(days=9))
    planned_in = replace(ahead, first_date=FINISH - timedelta(days=3))

    assert not is_urgent(found, today, [found.late], [], RULE)
    assert is_urgent(found, today, [found.late - timedelta(days=1)], [], RULE)
    assert is_urgent(found, today, [], [ahead], RULE)
    assert not is_urgent(found, today, [], [planned_in, replace(ahead, loss=Decimal("0.1"))], RULE)


@pytest.mark.parametrize("code", sorted(FORECASTS))
def test_sentences_are_whole(code: str) -> None:
    zh, en = FORECASTS[code]
    assert zh.strip() and en.strip() and not any("\u4e00" <= letter <= "\u9fff" for letter in en)
