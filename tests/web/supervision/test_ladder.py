"""The night of orders: steps taken once, messages to whom they concern, orders made by rule, letters numbered."""

from datetime import date, timedelta

import pytest
from web.supervision.conftest import DAY, an_order, moment, when

from yipanqi.domain.supervision.ladder import USUAL, Step, last_day
from yipanqi.domain.supervision.ladder_shipped import RAISING
from yipanqi.domain.supervision.order import OrderState
from yipanqi.domain.supervision.raising import USUAL as RULES
from yipanqi.domain.supervision.raising import When, changed
from yipanqi.domain.working_calendar import shipped
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.inbox.models import Message
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.worker import drain
from yipanqi.web.supervision import ladder_jobs
from yipanqi.web.supervision.actions import ladder, orders
from yipanqi.web.supervision.ladder_clocks import clocks_of
from yipanqi.web.supervision.ladder_night import night_of
from yipanqi.web.supervision.models import LadderStep, Order, OrderEvent

LIMIT = date(2027, 3, 12)  # a Friday


@pytest.fixture
def quiet(entry, district):
    """No rule makes orders."""
    off = RULES
    for it in When:
        off = changed(off, it, is_on=False)
    ladder.set_rules(
        entry=entry, values={RAISING: off.stored}, source="测试", since=DAY, by=district.people["office"], **when()
    )
    return entry


def nights(entry, first: date, last: date) -> None:
    """A night on each day."""
    while first <= last:
        ladder.keep_night(entry=entry, day=first, at=moment(first, 1))
        first += timedelta(days=1)


def taken(order: Order) -> dict[str, date]:
    """The steps of an order and their days."""
    return dict(LadderStep.objects.filter(order=order).values_list("step", "day"))


def test_the_steps_of_an_order_come_once_each_to_whom_they_concern(quiet, district) -> None:
    """The lead unit reads all, the deputy head gets copies; the letters are numbered; each is an event of the order."""
    order = an_order(quiet, district, OrderState.SIGNED, limit=LIMIT)
    nights(quiet, DAY, date(2027, 4, 10))
    nights(quiet, date(2027, 3, 10), date(2027, 3, 12))  # a clock that was set back
    assert taken(order) == {
        "remind": date(2027, 3, 9),
        "urge": date(2027, 3, 15),
        "circular": date(2027, 3, 19),
        "interview": date(2027, 3, 26),
    }
    assert [it.code for it in order.steps.order_by("day")] == [
        "",
        "改督催〔2027〕1号",
        "改督通〔2027〕1号",
        "改督约〔2027〕1号",
    ]
    assert set(OrderEvent.objects.filter(order=order, by=None).values_list("action", flat=True)) == {*Step}
    told = Message.objects.filter(kind="supervision.ladder")
    assert told.filter(person=district.people["subdistrict"]).count() == 4
    assert told.filter(key=f"supervision.ladder:{order.pk}:urge", why_zh__startswith="抄送").exists()


def test_days_on_hold_and_days_with_the_checker_do_not_count(quiet, district) -> None:
    order = an_order(quiet, district, OrderState.SIGNED, limit=LIMIT)
    office = district.people["office"]
    orders.hold(order=order, reason="等雨季结束", by=office, **when(date(2027, 3, 8)))
    nights(quiet, date(2027, 3, 8), date(2027, 3, 19))
    assert taken(order) == {}
    order = orders.resume(order=order, by=office, **when(date(2027, 3, 22)))
    assert last_day(clocks_of([order])[order.pk], shipped()) == order.limit == date(2027, 3, 26)
    orders.reply(
        order=order, text="已完成", cause="缺料", prevention="提前备料", by=district.people["subdistrict"],
        **when(date(2027, 3, 25)),
    )  # fmt: skip
    nights(quiet, date(2027, 3, 25), date(2027, 4, 9))
    assert taken(order) == {}
    orders.give_back(order=order, reason="照片不清", by=district.people["department"], **when(date(2027, 4, 12)))
    nights(quiet, date(2027, 4, 12), date(2027, 4, 14))
    assert taken(order) == {"urge": date(2027, 4, 13)}
    assert LadderStep.objects.get().stopped == {"held": 10, "answered": 12}  # working days; Qingming between


def test_messages_are_history_once_the_order_is_answered(quiet, district) -> None:
    order = an_order(quiet, district, OrderState.SIGNED, limit=LIMIT)
    nights(quiet, DAY, date(2027, 3, 15))
    assert Message.objects.open().filter(kind="supervision.ladder").exists()
    orders.reply(order=order, text="已完成", by=district.people["subdistrict"], **when(date(2027, 3, 16)))
    nights(quiet, date(2027, 3, 17), date(2027, 3, 17))
    assert not Message.objects.open().filter(kind="supervision.ladder").exists()


def test_the_orders_of_a_day_share_one_circular(quiet, district) -> None:
    for _ in range(2):
        an_order(quiet, district, OrderState.SIGNED, limit=LIMIT)
    nights(quiet, DAY, date(2027, 3, 19))
    assert [*LadderStep.objects.filter(step="urge").order_by("number").values_list("number", flat=True)] == [1, 2]
    assert set(LadderStep.objects.filter(step="circular").values_list("number", flat=True)) == {1}


def test_rules_draft_an_order_of_each_late_task_once(entry, district) -> None:
    """However often the night runs; the office reads of them, issues them in one go, with the limit of the rule."""
    late = DeliveryTask.objects.filter(entry=entry).leaves().undone().order_by("finish_date")[0]
    day = shipped().add(late.finish_date, 2)
    expected = len(night_of(entry, day).makable)
    assert expected
    nights(entry, day, day + timedelta(days=3))
    made = Order.objects.filter(entry=entry, origin_key=f"overdue:{late.pk}:{late.finish_date}").get()
    assert (made.state, made.drafted_by, made.tasks.get()) == (OrderState.DRAFTED, None, late)
    drafts = list(Order.objects.filter(entry=entry, state=OrderState.DRAFTED))
    assert len(drafts) == len({it.origin_key for it in drafts}) >= expected
    assert Message.objects.filter(kind="supervision.raised", person=district.people["office"]).exists()
    then = day + timedelta(days=4)
    issued, refused = ladder.issue_raised(entry=entry, orders=drafts, by=district.people["office"], **when(then))
    assert (len(issued), refused) == (len(drafts), [])
    made.refresh_from_db()
    assert made.limit == shipped().add(then, RULES.rules[2].limit_days)
    numbers = Order.objects.filter(entry=entry).order_by("number").values_list("number", flat=True)
    assert [*numbers] == [*range(1, len(drafts) + 1)]


def test_drafts_of_what_is_done_meanwhile_are_withdrawn(entry, district) -> None:
    late = DeliveryTask.objects.filter(entry=entry).leaves().undone().order_by("finish_date")[0]
    day = shipped().add(late.finish_date, 2)
    nights(entry, day, day)
    DeliveryTask.objects.filter(pk=late.pk).update(state="reported")
    nights(entry, day + timedelta(days=1), day + timedelta(days=1))
    made = Order.objects.get(entry=entry, origin_key__startswith=f"overdue:{late.pk}:")
    assert (made.state, made.number) == (OrderState.WITHDRAWN, None)


def test_the_job_of_a_day_is_filed_once_and_its_effect_comes_once(quiet, district, settings) -> None:
    """After the lights of the day; filed again, or with the clock set back, it does nothing anew."""
    order = an_order(quiet, district, OrderState.SIGNED, limit=LIMIT)
    drain()
    settings.TODAY = date(2027, 3, 15)
    ladder_jobs.file_if_due(at=moment(settings.TODAY))
    assert not Job.objects.filter(kind=ladder_jobs.NIGHT).exists()  # the lights of the day are not there yet
    from yipanqi.web.progress.jobs import file_if_due

    file_if_due(at=moment(settings.TODAY))
    drain()
    for day in (15, 15, 14, 15):
        settings.TODAY = date(2027, 3, day)
        file_if_due(at=moment(settings.TODAY))
        drain()
        ladder_jobs.file_if_due(at=moment(settings.TODAY))
        drain()
    done = Job.objects.filter(kind=ladder_jobs.NIGHT)
    assert sorted(done.values_list("args__day", flat=True)) == ["2027-03-14", "2027-03-15"]
    assert taken(order) == {"urge": date(2027, 3, 15)}
    assert Event.objects.filter(action="ladder.taken").count() == 1


def test_a_step_says_in_advance_who_will_read_it(quiet, district) -> None:
    an_order(quiet, district, OrderState.SIGNED, limit=LIMIT)
    (step,) = night_of(quiet, date(2027, 3, 15)).steps
    named = {(it.whom.value, it.is_copy): [it.login for it in it.people] for it in step.readers}
    assert named[("lead", False)] == [district.people["subdistrict"].login]
    assert step.late == 1
    assert step.following.rung.step is USUAL.rungs[2].step
    assert not LadderStep.objects.exists()
