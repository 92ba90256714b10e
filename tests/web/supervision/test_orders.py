"""Orders from draft to close: who has which part, what refuses, numbers, clocks, messages, and what stays."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from web.delivery.conftest import adopted_plan, with_tasks
from web.plans.conftest import an_entry, tight
from web.supervision.conftest import DAY, an_order, drafted, moment, when
from web.triggers import assert_refused, attempts

from yipanqi.domain.supervision.order import ORDER_MOVES, OrderAction, OrderPart, OrderState
from yipanqi.web.audit.models import Event
from yipanqi.web.audit.words import named
from yipanqi.web.delivery.actions import Overtaken
from yipanqi.web.delivery.models import DeliverySetting, DeliveryTask
from yipanqi.web.inbox.models import Message
from yipanqi.web.supervision.actions import orders as actions
from yipanqi.web.supervision.models import Order, OrderEvent, OrderReply
from yipanqi.web.supervision.orders_words import PAST

S, P = OrderState, OrderPart
LATER = DAY + timedelta(days=1)


@pytest.fixture
def entry(district):
    """A programme; only what is about tasks needs an adopted plan."""
    return an_entry(district, tight())


@pytest.fixture
def planned(district):
    """One with tasks."""
    return with_tasks(adopted_plan(district)).entry


@pytest.fixture
def people(district):
    """By kind."""
    return district.people


@pytest.mark.parametrize("state", list(S))
def test_an_order_comes_to_every_state(entry, district, state):
    """By the usual way; each deed leaves an event and a record, and raises the version."""
    order = an_order(entry, district, state)

    assert Order.objects.get(pk=order.pk).state == state
    assert order.events.first().after == state
    assert order.version == order.events.count()
    assert bool(order.number) is (state is not S.DRAFTED)
    assert Event.objects.filter(subject_type="supervision.order").count() == order.events.count()


def test_every_deed_of_the_table_has_its_name_in_the_log():
    """And its word in the history, in both languages."""
    assert {move.event for move in ORDER_MOVES.values()} <= named()
    assert set(PAST) == set(OrderAction)


def test_each_kind_of_person_has_their_part(issued, people):
    """Units of their own alone: the office over the contractor does not answer for it, the group does not issue for the
    office."""
    parts = {kind: actions.parts_of(person, issued) for kind, person in people.items()}

    assert {kind: it for kind, it in parts.items() if it} == {
        "office": {P.ISSUER},
        "approver": {P.ISSUER},
        "district": {P.DECIDER},
        "subdistrict": {P.LEAD},
        "department": {P.CHECKER},
    }
    assert actions.parts_of(None, issued) == {P.ISSUER}


def test_numbers_have_no_gap_within_an_organ_and_year(entry, district, people):
    """Drafts have none; a withdrawn one keeps its own; another organ and another year begin at 1."""
    first, second = an_order(entry, district), an_order(entry, district, S.WITHDRAWN)
    draft = drafted(entry, district)
    third, group = an_order(entry, district), drafted(entry, district, by="district")
    group = actions.issue(order=group, by=people["district"], **when())
    new_year = actions.issue(order=drafted(entry, district), by=people["office"], **when(date(2028, 1, 4)))
    never = actions.withdraw(order=draft, reason="不需要", by=people["office"], **when())

    assert [it.code for it in (first, second, third)] == [f"改督〔2027〕{at}号" for at in (1, 2, 3)]
    assert Order.objects.get(pk=second.pk).code == "改督〔2027〕2号"
    assert (group.code, new_year.code, never.code) == ("区督〔2027〕1号", "改督〔2028〕1号", "")


def test_the_word_of_the_number_is_a_setting_and_stays_as_it_was(entry, issued, district, people):
    """A later word counts for later orders."""
    DeliverySetting.objects.create(
        entry=entry,
        key="supervision.words",
        value=[{"organ": "office", "word": "江改"}],
        source="区府办",
        since=LATER,
        by=people["office"],
        at=moment(),
    )

    later = actions.issue(order=drafted(entry, district), by=people["office"], **when(LATER))

    assert later.code == "江改督〔2027〕2号"
    assert Order.objects.get(pk=issued.pk).code == "改督〔2027〕1号"


def test_one_matter_one_order(entry, district):
    """The same key again gives back the one that is there, whatever became of it; the database keeps it so."""
    first = an_order(entry, district, S.WITHDRAWN, origin_key="light:7:2027-03")

    again = drafted(entry, district, origin_key="light:7:2027-03", by=None)

    assert again.pk == first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.create(
            entry=entry,
            organ=first.organ,
            matter="同一件",
            content="同一件",
            lead=first.lead,
            inspects=first.inspects,
            origin_key="light:7:2027-03",
            drafted_at=moment(),
            drafted_on=DAY,
            changed_at=moment(),
        )


@pytest.mark.parametrize("kind", ["department", "subdistrict", "contractor", "community", "system_admin"])
def test_only_office_and_group_draft(entry, district, kind):
    """Whoever else tries is refused."""
    with pytest.raises(actions.CannotOrder, match="拟办"):
        drafted(entry, district, by=kind)


def test_two_units_and_a_limit_ahead(entry, district, people):
    """The lead unit does not inspect itself; a limit of yesterday is none, at the draft and at the issue."""
    with pytest.raises(actions.CannotOrder, match="同一个单位"):
        drafted(entry, district, inspects="新华街道")
    with pytest.raises(actions.CannotOrder, match="早于"):
        drafted(entry, district, limit=DAY - timedelta(days=1))
    draft = drafted(entry, district, limit=LATER)
    with pytest.raises(actions.CannotOrder, match="早于"):
        actions.issue(order=draft, by=people["office"], **when(LATER + timedelta(days=1)))


def test_clocks_of_an_issued_order(entry, district):
    """As the rules say on the day of issue: sign the next working day, answer in five, done in 15 days."""
    order = an_order(entry, district)

    assert (order.sign_due, order.reply_due, order.limit) == (LATER, date(2027, 3, 8), date(2027, 3, 16))


def test_the_turn_is_told_once_and_taken_back(entry, district, people):
    """Sign, answer, check: each time the people of the unit whose turn it is, nobody else; in the end nobody."""

    def waiting() -> dict[str, list[str]]:
        rows = Message.objects.open().filter(key__startswith="supervision.order:").select_related("person")
        return {it.kind: [it.person.login] for it in rows}

    order = an_order(entry, district)
    told = [waiting()]
    order = actions.sign(order=order, by=people["subdistrict"], **when())
    told.append(waiting())
    order = actions.reply(order=order, text="已办", by=people["subdistrict"], **when())
    told.append(waiting())
    order = actions.give_back(order=order, reason="缺原因", by=people["department"], **when())
    told.append(waiting())
    order = actions.hold(order=order, reason="雨季", by=people["office"], **when())
    told.append(waiting())
    order = actions.resume(order=order, by=people["office"], **when())
    told.append(waiting())
    actions.withdraw(order=order, reason="并入", by=people["office"], **when())

    sign, answer = {"supervision.sign": ["subdistrict"]}, {"supervision.answer": ["subdistrict"]}
    assert told == [sign, answer, {"supervision.check": ["department"]}, answer, {}, answer]
    assert waiting() == {}


def test_a_second_extension_goes_one_level_higher(entry, district, people):
    """Asked before the limit, with reason and progress; the office grants the first, the leading group the second."""
    order = an_order(entry, district, S.SIGNED)
    asked = {"reason": "管线未迁", "progress": "完成六成", "by": people["subdistrict"]}
    with pytest.raises(actions.CannotOrder, match="进展"):
        actions.extend_asked(order=order, to=date(2027, 3, 26), **asked | {"progress": " "}, **when())
    with pytest.raises(actions.CannotOrder, match="晚于"):
        actions.extend_asked(order=order, to=order.limit, **asked, **when())

    actions.extend_asked(order=order, to=date(2027, 3, 26), **asked, **when())
    with pytest.raises(actions.CannotOrder, match="等待答复"):
        actions.extend_asked(order=order, to=date(2027, 3, 29), **asked, **when())
    once = actions.extend(order=order, by=people["office"], **when())
    actions.extend_asked(order=order, to=date(2027, 4, 9), **asked, **when())
    with pytest.raises(actions.CannotOrder, match="上一级"):
        actions.extend(order=order, by=people["office"], **when())
    with pytest.raises(actions.CannotOrder, match="上一级"):
        actions.decline(order=order, reason="不行", by=people["office"], **when())
    twice = actions.extend(order=order, to=date(2027, 4, 2), by=people["district"], **when())

    assert (once.limit, twice.limit, twice.first_limit) == (date(2027, 3, 26), date(2027, 4, 2), date(2027, 3, 16))
    assert (twice.extensions, twice.asked) == (2, {})
    assert not Message.objects.open().filter(kind="supervision.asked").exists()
    with pytest.raises(actions.CannotOrder, match="已过办结时限"):
        actions.extend_asked(order=order, to=date(2027, 4, 20), **asked, **when(date(2027, 4, 6)))


def test_an_order_to_its_own_organ_is_extended_one_level_higher_at_once(entry, district, people):
    """The office does not give itself more time."""
    order = drafted(entry, district, lead="区改造办")
    order = actions.issue(order=order, by=people["office"], **when())
    actions.extend_asked(order=order, to=date(2027, 4, 9), reason="忙", progress="一半", by=people["office"], **when())

    with pytest.raises(actions.CannotOrder, match="上一级"):
        actions.extend(order=order, by=people["approver"], **when())
    assert actions.extend(order=order, by=people["district"], **when()).limit == date(2027, 4, 9)


def test_reassigned_soon_after_signing_only(entry, district, people):
    """Within a working day, or later where it was asked for then; the other unit signs anew, the limit stays."""
    order, other = an_order(entry, district, S.SIGNED), district.organisations["万松街道"]
    late = when(DAY + timedelta(days=2))
    with pytest.raises(actions.CannotOrder, match="转办期限"):
        actions.reassign(order=order, lead=other, reason="不属其辖区", by=people["office"], **late)
    with pytest.raises(actions.CannotOrder, match="转办期限"):
        actions.reassign_asked(order=order, reason="不属我辖区", by=people["subdistrict"], **late)

    actions.reassign_asked(order=order, to=other, reason="不属我辖区", by=people["subdistrict"], **when(LATER))
    moved = actions.reassign(order=order, lead=other, reason="属实", by=people["office"], **late)

    assert (moved.state, moved.lead, moved.signed_on) == (S.ISSUED, other, None)
    assert (moved.sign_due, moved.limit) == (date(2027, 3, 4), order.limit)
    assert actions.parts_of(people["subdistrict"], moved) == frozenset()
    assert not Order.objects.visible_to(people["subdistrict"]).filter(pk=order.pk).exists()
    assert actions.sign(order=moved, by=people["elsewhere"], **late).state == S.SIGNED


def test_the_clock_stands_while_it_is_on_hold(entry, district, people):
    """Five working days on hold: what was still to come is due five working days later, and the page counts them."""
    order = an_order(entry, district, S.SIGNED)
    actions.hold(order=order, reason="待雨季结束", by=people["office"], **when(date(2027, 3, 3)))
    with pytest.raises(actions.CannotOrder, match="挂账"):
        actions.reply(order=order, text="已办", by=people["subdistrict"], **when(date(2027, 3, 4)))

    again = actions.resume(order=order, by=people["office"], **when(date(2027, 3, 10)))

    assert (again.state, again.stopped) == (S.SIGNED, 5)
    assert (again.reply_due, again.limit) == (date(2027, 3, 15), date(2027, 3, 23))
    assert again.sign_due == order.sign_due


def test_what_the_close_demands(entry, district, people):
    """Cause, prevention, photos, artefacts: all that is missing is told at once; an artefact of an earlier answer
    counts."""
    order = drafted(entry, district, artefacts=["竣工图"], needs_photos=True)
    order = actions.issue(order=order, by=people["office"], **when())
    order = actions.sign(order=order, by=people["subdistrict"], **when())
    order = actions.reply(order=order, text="已办", by=people["subdistrict"], **when())
    order = actions.take_to_check(order=order, by=people["department"], **when())

    with pytest.raises(actions.CannotOrder) as refusal:
        actions.check_ok(order=order, by=people["department"], **when())

    assert all(word in str(refusal.value) for word in ("原因", "防止再次发生", "竣工图", "照片"))
    assert actions.lacks(order, people["department"], DAY) == refusal.value.args


def test_days_on_notice_are_waited_for(entry, district, people):
    """Three days: put on notice on Monday, closed on Friday; given back, they begin anew."""
    order = an_order(entry, district, S.CHECKING, public_days=3)
    with pytest.raises(actions.CannotOrder, match="公示"):
        actions.check_ok(order=order, by=people["department"], **when())

    order = actions.publish(order=order, by=people["department"], **when())
    with pytest.raises(actions.CannotOrder, match="满期"):
        actions.check_ok(order=order, by=people["department"], **when(DAY + timedelta(days=3)))
    closed = actions.check_ok(order=order, by=people["department"], **when(DAY + timedelta(days=4)))

    assert (closed.state, closed.ended_on) == (S.CLOSED, DAY + timedelta(days=4))
    other = actions.publish(
        order=an_order(entry, district, S.CHECKING, public_days=3), by=people["department"], **when()
    )
    assert actions.give_back(order=other, reason="异议", by=people["department"], **when()).published_on is None


def test_nobody_checks_their_own_answer(entry, district, people):
    """Whoever answered for the lead unit, and is of the inspecting unit by now, does not check; nor does anybody of the
    unit that answered."""
    from yipanqi.web.accounts import actions as accounts
    from yipanqi.web.accounts.models import User

    order = an_order(entry, district, S.REPLIED)
    places, both = district.organisations, people["subdistrict"]
    accounts.grant(person=both, organisation=places["区水务局"], role="department_member", by=None, at=moment())
    both = User.objects.get(pk=both.pk)

    assert P.CHECKER in actions.parts_of(both, order)
    with pytest.raises(actions.CannotOrder, match="反馈单位以外"):
        actions.take_to_check(order=order, by=both, **when())
    assert actions.actions_for(both, order, DAY) == ()


def test_reopening_makes_a_linked_order(entry, district, people):
    """The closed one stays as it is; the new one has no number yet; once only."""
    closed = an_order(entry, district, S.CLOSED, artefacts=[])

    made = actions.reopen(order=closed, reason="再次发生", by=people["office"], **when(LATER))

    assert (made.state, made.reopens_id, made.number) == (S.DRAFTED, closed.pk, None)
    assert "再次发生" in made.content
    assert Order.objects.get(pk=closed.pk).version == closed.version
    assert closed.events.first().action == OrderAction.REOPEN
    with pytest.raises(actions.CannotOrder, match="已经重新交办"):
        actions.reopen(order=closed, reason="又", by=people["office"], **when(LATER))


def test_reports_between_come_where_a_cycle_is_named(entry, district, people):
    """Else they are refused; they leave the state as it is."""
    once, often = an_order(entry, district, S.SIGNED), an_order(entry, district, S.SIGNED, cycle=7)
    with pytest.raises(actions.CannotOrder, match="周期"):
        actions.report(order=once, text="进行中", by=people["subdistrict"], **when())

    told = actions.report(order=often, text="进行中", difficulties="缺料", by=people["subdistrict"], **when())

    assert told.state == S.SIGNED
    assert [(it.turn, it.is_final) for it in told.replies.all()] == [(1, False)]


def test_who_was_slower_is_told_who_was_faster(issued, people):
    """The version that was seen is no longer the one there is."""
    actions.sign(order=issued, by=people["subdistrict"], seen=issued.version, **when())

    with pytest.raises(Overtaken, match="人subdistrict"):
        actions.withdraw(order=issued, reason="重复", by=people["office"], seen=issued.version, **when())


def test_who_sees_which_orders(entry, district, people):
    """Whole-district roles all, drafts too; the others what their unit leads, supports or inspects, once issued."""
    own = an_order(entry, district)
    supported = an_order(
        entry, district, lead="江城建工", inspects="区改造办", supporting=[district.organisations["燃气公司"]]
    )
    draft = drafted(entry, district)

    seen = {kind: {it.pk for it in Order.objects.visible_to(person)} for kind, person in people.items()}

    every = {own.pk, supported.pk, draft.pk}
    assert {kind: it for kind, it in seen.items() if it} == {
        **dict.fromkeys(["district", "office", "approver", "department"], every),
        "subdistrict": {own.pk},
        "contractor": {supported.pk},
        "utility": {supported.pk},
    }


def test_estates_of_tasks_are_the_orders_too(planned, district):
    """With name and subdistrict; photos are wanted of a place, unless somebody says otherwise."""
    task = DeliveryTask.objects.filter(entry=planned, kind="work").first()

    order = drafted(planned, district, tasks=[task])

    assert [(it.estate, it.name) for it in order.estates.all()] == [(task.estate, task.estate_name)]
    assert order.needs_photos and list(order.tasks.all()) == [task]
    assert not drafted(planned, district).needs_photos


def test_what_happened_stays(entry, district):
    """The database itself refuses to change or remove what was done and answered, and orders that have ended; of one
    that goes on where it came from."""
    an_order(entry, district, S.CLOSED)

    for model, change, has_key in (
        (OrderEvent, "at = at", False),
        (OrderReply, "at = at", True),
        (Order, "state = 'signed'", True),
    ):
        for statement in attempts(model, change, has_key=has_key):
            assert_refused(statement)
    an_order(entry, district)
    assert_refused("UPDATE supervision_order SET origin_key = 'other' WHERE state = 'issued'")
