"""Meetings followed to their orders: what is made of an item, what the next agenda has, who is told, the pages."""

from datetime import date, timedelta
from io import BytesIO
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from web.supervision.conftest import DAY, moment, when
from web.triggers import assert_refused, attempts

from yipanqi.domain.delivery.state import State
from yipanqi.domain.supervision.meeting import (
    ItemKind,
    ItemState,
    MeetingKind,
    MeetingState,
    Standing,
    agenda,
)
from yipanqi.domain.supervision.order import OrderState
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.inbox.models import Message
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.supervision.actions import meeting_items as items
from yipanqi.web.supervision.actions import meetings as actions
from yipanqi.web.supervision.actions import orders
from yipanqi.web.supervision.actions.ladder import keep_night
from yipanqi.web.supervision.meeting_lists import late_items
from yipanqi.web.supervision.models import AgendaLine, Meeting, MeetingEvent, MeetingItem, Order

WEEK = timedelta(days=7)


def a_meeting(entry, district, day=DAY, *, title="三月调度会", attends=("新华街道", "区水务局"), on=None) -> Meeting:
    """A meeting of this day, called on another or on the same."""
    facts = {"title": title, "kind": MeetingKind.DISPATCH, "held_on": day, "place": "区政府三楼", "chair": "周区长"}
    places = [district.organisations[it] for it in attends]
    return actions.call(entry=entry, facts=facts, attending=places, by=district.people["office"], **when(on or day))


def held(entry, district, day=DAY, *, asks=("按期完成雨污分流",), **more) -> Meeting:
    """The same, held, with its demands."""
    meeting = a_meeting(entry, district, day, **more)
    by = district.people["office"]
    meeting = actions.hold(meeting=meeting, by=by, **when(day))
    for text in asks:
        words = {"kind": ItemKind.DEMAND, "text": text, "leader": "周区长", "unit": district.organisations["新华街道"]}
        actions.add_item(meeting=meeting, words=words, by=by, **when(day))
    return Meeting.objects.get(pk=meeting.pk)


def printed(entry, district, day=DAY, **more) -> Meeting:
    """The same, its minutes printed on that day."""
    meeting = held(entry, district, day, **more)
    by = district.people["office"]
    return actions.print_minutes(meeting=meeting, printed_on=day, number="江改纪〔2027〕1号", by=by, **when(day))


def ordered(item, district, day=DAY, **more) -> Order:
    """An order made of an item: the subdistrict leads, the water bureau inspects."""
    units = {"lead": district.organisations["新华街道"], "inspects": district.organisations["区水务局"]}
    return items.make_order(item=item, by=district.people["office"], **units, **when(day), **more)


def closed(order, district, day=DAY) -> Order:
    """Brought to its close on a day."""
    people, on = district.people, when(day)
    order = orders.sign(order=order, by=people["subdistrict"], **on)
    order = orders.reply(order=order, text="已办", cause="管线", prevention="例会", by=people["subdistrict"], **on)
    order = orders.take_to_check(order=order, by=people["department"], **on)
    return orders.check_ok(order=order, by=people["department"], **on)


@pytest.fixture
def meeting(entry, district) -> Meeting:
    """With one demand, its minutes printed."""
    return printed(entry, district)


@pytest.fixture
def item(meeting) -> MeetingItem:
    """Its demand."""
    return meeting.items.get()


def again(item) -> MeetingItem:
    """As it stands now."""
    return MeetingItem.objects.told().get(pk=item.pk)


def test_an_item_becomes_an_order_and_ends_with_it(item, district):
    """The order comes from the meeting, and names the leader and the minutes; the item shows its state."""
    order = ordered(item, district)

    assert (order.origin, order.leader, order.state) == ("meeting", "周区长", OrderState.ISSUED)
    assert order.basis_said == "三月调度会 江改纪〔2027〕1号"
    assert again(item).standing is Standing.ORDERED
    closed(order, district)
    assert again(item).standing is Standing.CLOSED


def test_an_order_that_is_withdrawn_leaves_the_item_open(item, district):
    """Another order may be made of it, and is another one; it cannot become a note any more."""
    first = ordered(item, district)
    orders.withdraw(order=first, reason="单位有误", by=district.people["office"], **when())

    assert again(item).standing is Standing.OPEN
    with pytest.raises(actions.CannotMeet, match="不能改为记事"):
        items.to_note(item=item, by=district.people["office"], **when())
    second = ordered(again(item), district)
    assert second.pk != first.pk
    assert again(item).order == second


def test_an_order_that_is_reopened_takes_the_item_with_it(item, district):
    """The item goes on with the order that takes the matter up again."""
    order = closed(ordered(item, district), district)

    made = orders.reopen(order=order, reason="又积水", by=district.people["office"], **when())

    assert again(item).order == made
    assert again(item).standing is Standing.DRAFTED


def test_a_task_does_it(item, entry, district):
    """It ends when the task is closed; the wrong task is unlinked for a reason."""
    task = DeliveryTask.objects.filter(entry=entry, kind="work").first()
    by = district.people["office"]

    items.link_task(item=item, task=task, by=by, **when())
    assert again(item).standing is Standing.TASKED
    items.unlink(item=again(item), reason="选错", by=by, **when())
    assert again(item).standing is Standing.OPEN
    items.link_task(item=again(item), task=task, by=by, **when())
    DeliveryTask.objects.filter(pk=task.pk).update(state=State.CLOSED)
    assert again(item).standing is Standing.CLOSED


def test_sql_and_the_law_agree_where_an_item_stands(meeting, entry, district):
    """Every item in every state of its order and its task: the query finds it where the law says it stands."""
    task = DeliveryTask.objects.filter(entry=entry, kind="work").first()
    by = {"by": district.people["office"], "at": moment(), "meeting": meeting}
    number = 10
    for state in (ItemState.OPEN, ItemState.DROPPED):
        number += 1
        MeetingItem.objects.create(number=number, kind="demand", text="事", state=state, reason="无", **by)
    for state in OrderState:
        number += 1
        order = orders.draft(
            entry=entry,
            matter=state,
            content="事",
            lead=district.organisations["新华街道"],
            inspects=district.organisations["区水务局"],
            by=district.people["office"],
            **when(),
        )
        _stands(order, state)
        about = {"kind": "demand", "text": "事", "state": ItemState.ORDERED, "order": order}
        MeetingItem.objects.create(number=number, **about, **by)
    tasks = list(DeliveryTask.objects.filter(entry=entry)[: len(State)])
    for task, state in zip(tasks, State, strict=False):
        number += 1
        DeliveryTask.objects.filter(pk=task.pk).update(state=state, state_before="ready" if state == "held" else "")
        about = {"kind": "demand", "text": "事", "state": ItemState.TASKED, "task": task}
        MeetingItem.objects.create(number=number, **about, **by)

    rows = list(MeetingItem.objects.told())
    found = {
        standing: set(MeetingItem.objects.standing(standing).values_list("pk", flat=True)) for standing in Standing
    }

    assert len(rows) == 1 + 2 + len(OrderState) + min(len(tasks), len(State))
    for one, standing in product(rows, Standing):
        assert (one.pk in found[standing]) is (one.standing is standing), (one.state, one.followed_said, standing)


def _stands(order, state):
    """The order in this state, whatever would have led there."""
    day = {"issued_on": DAY, "limit": DAY, "sign_due": DAY, "reply_due": DAY, "year": 2027, "number": order.pk}
    more = {"held_on": DAY, "state_before": "issued"} if state == OrderState.HELD else {}
    if state != OrderState.DRAFTED:
        Order.objects.filter(pk=order.pk).update(state=state, **day, **more)


def test_over_three_meetings_what_is_open_is_carried_on(entry, district):
    """The second agenda has what the first left open; once it is closed the third has it no longer, and keeps what the
    second left. The agenda of a meeting that was held stays as it was."""
    days = [DAY, DAY + WEEK, DAY + 2 * WEEK]
    first = printed(entry, district, days[0], asks=("甲事", "乙事"))
    one, two = first.items.order_by("number")
    order = ordered(one, district)
    second = printed(entry, district, days[1], asks=("丙事",), title="第二次调度会")
    assert [it.item for it in second.agenda.all()] == [one, two]
    closed(order, district, days[1])
    items.drop(item=two, reason="已并入丙事", by=district.people["office"], **when(days[1]))
    third = a_meeting(entry, district, days[2], title="第三次调度会", on=days[1])

    carried = list(MeetingItem.objects.carried(third, days[2]))
    law = agenda((it.told for it in MeetingItem.objects.told()), third.pk, days[2])

    assert [it.text for it in carried] == ["丙事"]
    assert [it.key for it in law] == [it.pk for it in carried]
    held_line = AgendaLine.objects.get(meeting=second, item=one)
    assert (held_line.standing, held_line.followed_said) == ("ordered", f"{order.code} · 已交办")


def test_what_is_put_aside_waits_for_its_day(item, entry, district):
    """Neither on the agenda nor among what waits until so many days before the date; then it is due again."""
    by = district.people["office"]
    items.snooze(item=item, target=DAY + 3 * WEEK, days=7, reason="等图纸", by=by, **when())
    soon, later = DAY + WEEK, DAY + 2 * WEEK
    near = a_meeting(entry, district, soon, title="近会", on=DAY)
    far = a_meeting(entry, district, later, title="远会", on=DAY)

    assert again(item).wakes_on == later
    assert not MeetingItem.objects.carried(near, soon).exists()
    assert MeetingItem.objects.carried(far, later).get() == item
    assert late_items(entry, later) == []
    assert late_items(entry, later + timedelta(days=1)) == [item.pk]
    items.wake(item=again(item), by=by, **when())
    assert MeetingItem.objects.carried(near, soon).get() == item


def test_the_office_is_told_once_that_what_was_put_aside_is_due(item, entry, district):
    """By the night of its day, not before and not again; a new day to wait for settles the message."""
    by = district.people["office"]
    items.snooze(item=item, target=DAY + 3 * WEEK, days=7, reason="等图纸", by=by, **when())
    woken = Message.objects.filter(key__contains=":woken:")
    nights = [DAY + 2 * WEEK - timedelta(days=1), DAY + 2 * WEEK, DAY + 2 * WEEK, DAY + 2 * WEEK + timedelta(days=1)]
    told = [keep_night(entry=entry, day=day, at=when()["at"]) and woken.count() for day in nights]

    assert told == [0, 2, 2, 2]
    assert {it.person.login for it in woken.open()} == {"office", "approver"}
    items.snooze(item=again(item), target=DAY + 9 * WEEK, days=7, reason="仍等图纸", by=by, **when(nights[-1]))
    assert not woken.open().exists()


def test_the_office_is_told_until_something_is_made_of_each(entry, district):
    """Once the minutes are printed, until three working days later; when nothing is left the message is settled."""
    meeting = printed(entry, district, date(2027, 2, 26), asks=("甲事", "乙事"))
    one, two = meeting.items.order_by("number")
    waiting = Message.objects.filter(kind="supervision.meeting_items").open()

    assert {it.person.login for it in waiting} == {"office", "approver"}
    assert {it.until for it in waiting} == {date(2027, 3, 3)}
    assert late_items(entry, date(2027, 3, 3)) == []
    assert late_items(entry, date(2027, 3, 4)) == [one.pk, two.pk]
    ordered(one, district, is_issued=False)
    items.drop(item=two, reason="已办", by=district.people["office"], **when())
    assert late_items(entry, date(2027, 3, 4)) == [one.pk]  # a draft is no order yet
    orders.issue(order=again(one).order, by=district.people["office"], **when())
    assert late_items(entry, date(2027, 3, 4)) == []


def test_minutes_are_taken_back_only_while_nothing_hangs(meeting, item, district):
    """And then the items may be written anew; the words of a printed item stay."""
    by = district.people["office"]
    words = {"kind": ItemKind.NOTE, "text": "通报进度"}
    with pytest.raises(actions.CannotMeet, match="纪要已印发"):
        actions.change_item(item=item, words=words, by=by, **when())
    actions.take_back(meeting=meeting, reason="文号有误", by=by, **when())
    actions.change_item(item=item, words=words, by=by, **when())
    assert again(item).standing is Standing.NOTE
    assert not Message.objects.filter(kind="supervision.meeting_items").open().exists()

    items.to_action(item=again(item), kind=ItemKind.DECISION, by=by, **when())
    actions.print_minutes(meeting=meeting, printed_on=DAY, by=by, **when())
    ordered(again(item), district)
    with pytest.raises(actions.CannotMeet, match="不能撤回"):
        actions.take_back(meeting=meeting, reason="再改", by=by, **when())


def test_of_two_at_once_the_second_sees_it(item, district):
    """What the page showed has changed: nothing is stored."""
    seen = mark_of(item.version, item.standing)
    by = district.people["office"]
    items.drop(item=item, reason="已办", by=by, seen=seen, **when())

    with pytest.raises(Stale):
        items.snooze(item=item, target=DAY + WEEK, days=1, reason="等", by=by, seen=seen, **when())


@pytest.mark.parametrize("model", [AgendaLine, MeetingEvent])
def test_what_was_kept_stays(model, entry, district):
    """Agendas and events are neither changed nor removed."""
    printed(entry, district)
    held(entry, district, DAY + WEEK, title="下一次")

    assert model.objects.exists()
    for statement in attempts(
        model, "reason = 'x'" if model is MeetingEvent else "place = 9", has_key=model is AgendaLine
    ):
        assert_refused(statement)


# Pages


def test_a_meeting_is_followed_on_its_pages(as_, entry, district):
    """Called, held, an item recorded, the minutes printed with their file, an order made: by the forms."""
    page, units = as_("office"), district.organisations
    facts = {"title": "四月调度会", "kind": "dispatch", "held_on": DAY, "attending": [units["新华街道"].pk]}
    made = page.post(reverse("supervision:meeting-new"), facts)
    meeting = Meeting.objects.get()
    url = meeting.get_absolute_url()
    assert made.url == url
    move = reverse("supervision:meeting-move", args=[meeting.pk])
    assert page.post(move, {"action": "print", "printed_on": DAY}).status_code == 422  # it was not held
    assert page.post(move, {"action": "hold"}).status_code == 302
    item = {"kind": "demand", "text": "按期复工", "unit": units["新华街道"].pk}
    page.post(reverse("supervision:meeting-item-new", args=[meeting.pk]), item)
    file = SimpleUploadedFile("纪要.pdf", b"%PDF-1.7 minutes")
    sent = page.post(move, {"action": "print", "printed_on": DAY, "number": "1号", "file": file})
    assert sent.status_code == 302
    assert b"".join(page.get(reverse("supervision:meeting-minutes", args=[meeting.pk]))) == b"%PDF-1.7 minutes"
    kept = MeetingItem.objects.get()
    asked = {"action": "order", "lead": units["新华街道"].pk, "inspects": units["区水务局"].pk, "urgency": "urgent"}
    page.post(reverse("supervision:meeting-item-move", args=[kept.pk]), asked | {"is_issued": "on"})

    order = Order.objects.get()
    assert (order.matter, order.urgency, order.state) == ("按期复工", "urgent", OrderState.ISSUED)
    shown = page.get(url).content.decode()
    assert order.code in shown
    assert "督办中" in shown
    assert order.code in page.get(reverse("supervision:meeting-items"), {"standing": "ordered"}).content.decode()


def test_what_was_written_is_kept_when_it_is_refused(as_, meeting, item):
    """Of a reason that is missing, of a task that is not there, of a day that is not ahead."""
    page, url = as_("office"), reverse("supervision:meeting-item-move", args=[item.pk])

    missing = page.post(url, {"action": "drop", "reason": ""})
    unknown = page.post(url, {"action": "task", "task": "NO-SUCH-1"})
    over = page.post(url, {"action": "snooze", "target": DAY, "days": 3, "reason": "等图纸"})

    assert [it.status_code for it in (missing, unknown, over)] == [422, 422, 422]
    assert "NO-SUCH-1" in unknown.content.decode()
    assert "恢复提醒的日期要晚于今天" in over.content.decode()
    assert "等图纸" in over.content.decode()
    assert again(item).standing is Standing.OPEN


def test_others_see_only_the_meetings_that_concern_them(as_, entry, district):
    """A unit that attends; not another subdistrict, for which it is not there."""
    meeting = printed(entry, district, attends=("新华街道",))
    item = meeting.items.get()

    for url in (meeting.get_absolute_url(), item.get_absolute_url()):
        assert as_("subdistrict").get(url).status_code == 200
        assert as_("elsewhere").get(url).status_code == 404
    assert "三月调度会" not in as_("elsewhere").get(reverse("supervision:meetings")).content.decode()


def test_a_link_leads_only_where_its_reader_may_go(as_, entry, district):
    """Who attends reads of an order of others without its address, and of items of meetings where they were not."""
    first = printed(entry, district, DAY - WEEK, title="旧会", attends=("新华街道",))
    order = ordered(first.items.get(), district, DAY - WEEK)
    second = printed(entry, district, DAY, attends=("万松街道", "新华街道"))
    theirs = ordered(second.items.get(), district)
    page = as_("elsewhere").get(second.get_absolute_url()).content.decode()

    assert theirs.code in page
    assert theirs.get_absolute_url() not in page
    assert order.code in page
    assert first.items.get().get_absolute_url() not in page
    own = as_("subdistrict").get(second.get_absolute_url()).content.decode()
    assert theirs.get_absolute_url() in own
    assert first.items.get().get_absolute_url() in own


def test_lists_filter_and_export(as_, entry, district):
    """By kind, state, year and unit; the register by what is overdue; files with the same rows."""
    printed(entry, district, DAY - WEEK, title="旧会")
    printed(entry, district, DAY, title="新会", asks=("新事",))
    page = as_("office")
    meetings, register = reverse("supervision:meetings"), reverse("supervision:meeting-items")

    assert "旧会" not in page.get(meetings, {"q": "新会"}).content.decode()
    assert "没有符合条件的会议" in page.get(meetings, {"year": 2020}).content.decode()
    late = page.get(register, {"due": "late"}).content.decode()
    assert "旧会" in late
    assert "新事" not in late
    unit = district.organisations["区水务局"].pk
    assert page.get(register, {"unit": unit}).status_code == 200
    rows = b"".join(page.get(register, {"as": "csv"})).decode("utf-8-sig").splitlines()
    assert len(rows) == 3
    assert page.get(meetings, {"as": "xlsx"}).status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_minutes_and_agenda_are_word(as_, entry, district, language):
    """The minutes with number, demands and units; the agenda with what earlier meetings left open."""
    printed(entry, district, DAY - WEEK, title="上次会议", asks=("上次的事",))
    meeting = printed(entry, district)
    page = as_("office")
    page.post(reverse("language"), {"language": language, "next": "/"})

    minutes, agenda_ = (
        _text(page.get(reverse("supervision:meeting-file", args=[meeting.pk, kind]))) for kind in ("minutes", "agenda")
    )

    assert "江改纪〔2027〕1号" in minutes
    assert "按期完成雨污分流" in minutes
    assert ("责任单位：新华街道" if language == "zh" else "Unit: Xinhua Subdistrict (新华街道)") in minutes
    assert "上次的事" in agenda_
    assert ("以往会议未办结事项" if language == "zh" else "Open items of earlier meetings") in agenda_


def _text(response) -> str:
    document = Document(BytesIO(b"".join(response)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(it.text for it in document.paragraphs), *cells])


def test_the_first_page_tells_the_office_what_waits(as_, entry, district):
    """What is overdue by itself; a unit is not told."""
    printed(entry, district, DAY - WEEK)
    MeetingItem.objects.filter(meeting__state=MeetingState.PRINTED).get()

    assert "1 件会议事项逾期未转督办" in as_("office").get("/").content.decode()
    assert "会议事项逾期" not in as_("subdistrict").get("/").content.decode()


def test_lists_ask_no_more_for_more(as_, entry, district, django_assert_max_num_queries):
    """The list, the register and an agenda: the same questions however many rows."""
    for at in range(6):
        meeting = printed(entry, district, DAY - (8 - at) * WEEK, title=f"第{at}次", asks=(f"事{at}",))
        ordered(meeting.items.get(), district)
    page = as_("office")
    urls = [
        reverse("supervision:meetings"),
        reverse("supervision:meeting-items"),
        reverse("supervision:meeting-agenda", args=[meeting.pk]),
    ]

    for url in urls:
        page.get(url)  # warms what is looked up once
        with django_assert_max_num_queries(34):
            page.get(url)
