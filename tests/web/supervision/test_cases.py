"""The experience library: drawn from the record, approved by somebody else, offered where it fits."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from web.supervision.conftest import when
from web.triggers import assert_refused, attempts

from yipanqi.domain.delivery.state import State
from yipanqi.domain.supervision.experience import CaseAction, CaseState
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.inbox.models import Message
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import EstateRow
from yipanqi.web.supervision.actions import cases as actions
from yipanqi.web.supervision.models import CaseEvent, ExperienceCase

TEXTS = {"title": "分段导行施工", "worked": "先通后堵，分段施工。", "avoid": "雨季开挖主管。"}


@pytest.fixture
def works(entry) -> list[DeliveryTask]:
    """All works of the first estate, done; the registry knows its size."""
    index.write(entry, index.facts(entry.programme()), is_whole=True)
    estate = DeliveryTask.objects.filter(entry=entry, kind="work").order_by("place").first().estate
    rows = DeliveryTask.objects.filter(entry=entry, kind="work", estate=estate)
    rows.update(state=State.CLOSED, started_on=date(2027, 1, 4), reported_on=date(2027, 2, 10))
    return list(rows.order_by("place"))


@pytest.fixture
def case(entry, district, works) -> ExperienceCase:
    """Proposed by the subdistrict."""
    return actions.propose(entry=entry, texts=TEXTS, tasks=works, by=district.people["subdistrict"], **when())


@pytest.fixture
def shared(case, district) -> ExperienceCase:
    """Approved by the office's approver."""
    by = district.people["approver"]
    return actions.decide(case=case, action=CaseAction.APPROVE, note="可推广", by=by, **when())


def test_its_facts_come_from_the_record(case, works):
    """Cost, days, quantities and the size of its estate: nothing of it was typed."""
    estate = EstateRow.objects.get(entry=case.entry, estate=works[0].estate)

    assert case.cost == sum(it.told_budget for it in works) > 0
    assert case.days_taken == 38
    assert case.measure_keys == {it.measure for it in works}
    assert [it.quantity for it in case.works.all()] == [it.quantity for it in works]
    place = case.places.get()
    assert (place.households, place.floor_area) == (estate.households, estate.floor_area)


def test_only_works_that_are_done_and_in_sight_make_a_case(entry, district, works):
    """Not one that goes on; not one of another subdistrict."""
    by = {"entry": entry, "texts": TEXTS, **when()}
    DeliveryTask.objects.filter(pk=works[0].pk).update(state=State.UNDER_WAY)

    with pytest.raises(actions.CannotShare, match="已完成"):
        actions.propose(tasks=works[:1], by=district.people["office"], **by)
    with pytest.raises(actions.CannotShare, match="看得到"):
        actions.propose(tasks=works[1:] or works, by=district.people["elsewhere"], **by)
    with pytest.raises(actions.CannotShare, match="至少选择"):
        actions.propose(tasks=[], by=district.people["office"], **by)


def test_somebody_else_approves(entry, district, works):
    """Who proposed it does not; who approves is told of it, then who proposed it."""
    planner, approver = district.people["office"], district.people["approver"]
    case = actions.propose(entry=entry, texts=TEXTS, tasks=works, by=planner, **when())

    assert {it.person.login for it in Message.objects.filter(kind="supervision.cases").open()} == {"approver"}
    with pytest.raises(actions.CannotShare, match="提交人以外"):
        actions.decide(case=case, action=CaseAction.APPROVE, by=planner, **when())
    actions.decide(case=case, action=CaseAction.RETURN, note="写明费用口径", by=approver, **when())
    actions.decide(case=case, action=CaseAction.PROPOSE, by=planner, **when())
    assert Message.objects.filter(kind="supervision.cases").open().count() == 1
    found = actions.decide(case=case, action=CaseAction.APPROVE, by=approver, **when())
    assert (found.told, found.decided_by) == (CaseState.APPROVED, approver)
    told = Message.objects.filter(kind="supervision.case_decided", person=planner)
    assert [it.what_zh.rpartition("：")[2] for it in told.order_by("pk")] == ["已退回", "已共享"]


def test_it_is_corrected_until_it_is_decided(case, works, district):
    """With other works and their facts; a stale tab is told; what is shared stays as it is."""
    by, seen = district.people["subdistrict"], mark_of(case.version)
    found = actions.correct(case=case, texts=TEXTS, tasks=works[:1], by=by, seen=seen, **when())

    assert found.works.count() == 1
    assert found.cost == works[0].told_budget
    with pytest.raises(Stale):
        actions.correct(case=case, texts=TEXTS, tasks=works, by=by, seen=seen, **when())
    actions.decide(case=case, action=CaseAction.APPROVE, by=district.people["approver"], **when())
    with pytest.raises(actions.CannotShare, match="不能“修改”"):
        actions.correct(case=case, texts=TEXTS, tasks=works, by=by, **when())


def test_a_shared_case_is_offered_on_the_pages_of_estates_and_tasks_like_it(as_, shared, works, district):
    """Of the same work and like size, with its reason; not at its own estate; not any more once it is withdrawn."""
    own = works[0].estate
    other = DeliveryTask.objects.filter(entry=shared.entry, kind="work", measure=works[0].measure)
    task = other.exclude(estate=own).first()
    size = shared.places.get()
    row = EstateRow.objects.filter(entry=shared.entry, estate=task.estate)
    row.update(households=size.households, floor_area=Decimal("1"), built_year=1990)
    page = as_("office")

    assert "分段导行施工" not in page.get(task.get_absolute_url()).content.decode()  # the area is another
    row.update(floor_area=size.floor_area)
    for url in (task.get_absolute_url(), row.get().get_absolute_url()):
        shown = page.get(url).content.decode()
        assert "分段导行施工" in shown
        assert f"户数 {size.households:,}，本小区 {size.households:,}" in shown
    home = EstateRow.objects.get(entry=shared.entry, estate=own)
    assert "相似小区的经验" not in page.get(home.get_absolute_url()).content.decode()
    by = district.people["approver"]
    actions.decide(case=shared, action=CaseAction.WITHDRAW, note="费用有误", by=by, **when())
    assert "分段导行施工" not in page.get(task.get_absolute_url()).content.decode()


def test_it_is_proposed_and_decided_on_its_pages(as_, entry, works, district):
    """Found by the estate's name, ticked, written; the approver decides on its page."""
    page, url = as_("subdistrict"), reverse("supervision:case-new")
    found = page.post(url, {"find": "1", "q": works[0].estate_name, "title": "未写完"}).content.decode()
    assert f'value="{works[0].pk}"' in found
    assert "未写完" in found
    sent = page.post(url, {**TEXTS, "tasks": [it.pk for it in works]})
    case = ExperienceCase.objects.get()
    assert sent.url == case.get_absolute_url()
    move = reverse("supervision:case-move", args=[case.pk])
    assert page.post(move, {"action": "approve"}).status_code == 422
    assert as_("elsewhere").get(case.get_absolute_url()).status_code == 404
    assert as_("approver").post(move, {"action": "return", "note": ""}).status_code == 422
    assert as_("approver").post(move, {"action": "approve"}).status_code == 302
    assert as_("elsewhere").get(case.get_absolute_url()).status_code == 200


def test_the_library_filters_and_exports(as_, shared, works):
    """By work, size and cost; a file has the same rows."""
    page, url = as_("office"), reverse("supervision:cases")

    assert shared.title in page.get(url, {"measure": works[0].measure, "state": "approved"}).content.decode()
    assert "没有符合条件的案例" in page.get(url, {"cost": "xl"}).content.decode()
    assert "没有符合条件的案例" in page.get(url, {"size": "xl"}).content.decode()
    rows = b"".join(page.get(url, {"as": "csv"})).decode("utf-8-sig").splitlines()
    assert len(rows) == 2


def test_what_happened_to_a_case_stays(case):
    """Events are neither changed nor removed."""
    for statement in attempts(CaseEvent, "reason = 'x'", has_key=False):
        assert_refused(statement)
