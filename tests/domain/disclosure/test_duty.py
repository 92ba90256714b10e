"""What is due: obligations as data, their days on the calendar with make-up days, and how each matter stands."""

from datetime import date, timedelta

import pytest

from yipanqi.domain.disclosure.duty import (
    SHIPPED,
    Days,
    Event,
    Obligation,
    Status,
    Trigger,
    Word,
    due_on,
    matters,
    shown_until,
    status_on,
    with_days,
    years_over,
)
from yipanqi.domain.disclosure.publication import Kind
from yipanqi.domain.working_calendar import shipped

CALENDAR = shipped()
PLAN = next(it for it in SHIPPED if it.code == "plan")
ANNUAL = {it.code: it for it in SHIPPED if it.each_year_by}


def an_event(day, *, kind=Kind.PLAN, key="plans.adoption:1", **more):
    return Event(kind=kind, key=key, title=("计划", "Plan"), day=day, **more)


def stand(day, event, *, published=None, words=None):
    """The one matter of an event's own obligation."""
    found = matters([event], published or {}, words or {}, day, CALENDAR)
    assert len(found) == 1
    return found[0]


def test_twenty_working_days_over_the_spring_festival():
    """Made on 9 February 2026: the holiday of nine days is passed over, the Saturdays 14 and 28 are worked."""
    until = due_on(PLAN, date(2026, 2, 9), CALENDAR)

    worked = [
        day
        for day in (date(2026, 2, 9) + timedelta(days=n) for n in range(1, 60))
        if CALENDAR.is_working(day) and day <= until
    ]
    assert len(worked) == 20 and until == worked[-1] == date(2026, 3, 13)
    assert date(2026, 2, 14) in worked and date(2026, 2, 28) in worked


def test_calendar_days_and_a_display():
    """Days as they come; a display stays for its days, that of posting not counted."""
    display = Obligation(
        code="x", zh="公示", en="Display", basis=("", ""), trigger=Trigger.NOTICED, days=3, counted=Days.CALENDAR,
        shown_for=7, kind=Kind.NOTICE,
    )  # fmt: skip

    assert due_on(display, date(2026, 5, 1), CALENDAR) == date(2026, 5, 4)
    assert shown_until(display, date(2026, 5, 1)) == date(2026, 5, 8)


def test_annual_reports_are_due_by_january_and_march():
    """Departments by 31 January, the government by 31 March of the year after."""
    assert due_on(ANNUAL["annual"], date(2027, 6, 1), CALENDAR) == date(2028, 1, 31)
    assert due_on(ANNUAL["annual_government"], date(2027, 12, 31), CALENDAR) == date(2028, 3, 31)
    assert [it.key for it in years_over(2026, date(2028, 1, 5))] == ["year:2026", "year:2027"]


def test_how_a_matter_stands():
    """Due, near within five working days, late the day after."""
    event = an_event(date(2026, 2, 9))

    assert stand(date(2026, 3, 6), event).status is Status.DUE
    near = stand(date(2026, 3, 9), event)
    assert near.status is Status.NEAR and near.left == 5
    assert stand(date(2026, 3, 13), event).left == 1
    late = stand(date(2026, 3, 17), event)
    assert late.status is Status.LATE and late.left == -2


def test_done_in_time_late_or_elsewhere():
    """By a publication of its kind and key, or by what somebody said of one elsewhere."""
    event, day = an_event(date(2026, 2, 9)), date(2026, 6, 1)
    key = (Kind.PLAN, "plans.adoption:1")

    assert not stand(day, event, published={key: date(2026, 3, 13)}).was_late
    assert stand(day, event, published={key: date(2026, 3, 17)}).was_late
    other = stand(day, event, published={(Kind.PLAN, "plans.adoption:2"): date(2026, 3, 1)})
    assert other.status is Status.LATE
    elsewhere = stand(day, event, words={("plan", event.key): Word(reason="门户网站", done_on=date(2026, 3, 1))})
    assert elsewhere.status is Status.DONE and elsewhere.reason == "门户网站"


def test_not_applicable_needs_no_date():
    """It is open no longer, and its reason stays with it."""
    found = stand(
        date(2026, 6, 1), an_event(date(2026, 2, 9)), words={("plan", "plans.adoption:1"): Word(reason="涉密")}
    )

    assert found.status is Status.NOT_APPLICABLE and found.reason == "涉密"


def test_a_change_makes_it_due_again():
    """What was published before the change does not fulfil it; 20 working days from the change."""
    event = an_event(date(2026, 2, 9), changed_on=date(2026, 4, 1))
    before, after = ({(Kind.PLAN, event.key): day} for day in (date(2026, 3, 2), date(2026, 4, 3)))

    assert stand(date(2026, 4, 2), event, published=before).status is Status.DUE
    assert stand(date(2026, 4, 2), event).until == CALENDAR.add(date(2026, 4, 1), 20)
    assert stand(date(2026, 4, 6), event, published=after).status is Status.DONE


def test_open_ones_come_first_the_earliest_before():
    """Then what is done; what lies ahead is not told."""
    day = date(2026, 6, 1)
    events = [
        an_event(date(2026, 5, 20), key="b"),
        an_event(date(2026, 2, 9), key="a"),
        an_event(date(2026, 1, 9), key="c"),
        an_event(date(2026, 6, 2), key="d"),
    ]

    found = matters(events, {(Kind.PLAN, "c"): date(2026, 1, 12)}, {}, day, CALENDAR)

    assert [it.event.key for it in found] == ["a", "b", "c"]


def test_a_year_is_owed_twice_and_a_summary_of_works_once():
    """By department and government; the yearly summary of works is another obligation of the same kind."""
    year = next(years_over(2027, date(2028, 1, 5)))
    works = an_event(date(2028, 1, 4), kind=Kind.ANNUAL, key="supervision.closedperiod:2027")

    found = matters([year, works], {}, {}, date(2028, 1, 5), CALENDAR)

    assert sorted(it.obligation.code for it in found) == ["annual", "annual_government", "year_of_works"]
    assert [it.obligation.code for it in found if it.is_provisional] == ["year_of_works"]  # counted, without a notice


def test_a_district_decides_the_days():
    """By code; a day of the year stays what the law says."""
    changed = with_days(SHIPPED, {"plan": 7, "annual": 3, "tasks": 0})
    by_code = {it.code: it for it in changed}
    day = date(2026, 2, 9)
    found = matters([an_event(day)], {}, {}, day, CALENDAR, lambda day: changed)

    assert by_code["plan"].days == 7 and by_code["annual"] == ANNUAL["annual"] and by_code["tasks"].days == 20
    assert found[0].until == CALENDAR.add(day, 7)


def test_obligations_are_whole():
    """Each has a code of its own, both names, its basis in both languages; days or a day of the year."""
    assert len({it.code for it in SHIPPED}) == len(SHIPPED)
    assert all(it.zh and it.en and all(it.basis) for it in SHIPPED)
    with pytest.raises(ValueError):
        Obligation(code="x", zh="无", en="None", basis=("", ""), trigger=Trigger.MET, kind=Kind.MEETING)


def test_a_holiday_in_between_is_no_working_day():
    """Over the first days of October."""
    until = date(2026, 10, 9)

    assert status_on(until, date(2026, 9, 28), CALENDAR) is Status.NEAR
