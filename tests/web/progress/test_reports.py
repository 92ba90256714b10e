"""Reports of works: sent by who builds, confirmed by somebody else, corrected by later versions."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from web.progress.conftest import entered, moment, reported

from yipanqi.domain.delivery.state import State
from yipanqi.domain.progress.due import due_on, month_of
from yipanqi.domain.progress.report import ReportState
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models import DeliveryTask, StagePaper
from yipanqi.web.inbox.models import Message
from yipanqi.web.page.today import today
from yipanqi.web.progress import actions
from yipanqi.web.progress.actions.reporting import Written
from yipanqi.web.progress.models import ReportDraft, TaskReport


@pytest.fixture
def people(district):
    return district.people


def test_a_report_is_sent_confirmed_and_recorded(work, people) -> None:
    day = today()
    report = reported(work, people["contractor"], day, 30, quantity=Decimal(5))
    assert (report.state, report.version, report.day, report.as_of) == ("sent", 1, day, day)
    assert Message.objects.open().filter(person=people["supervisor"], kind="progress.confirm").count() == 1
    confirmed = actions.confirm(report=report, by=people["supervisor"], at=moment(day), day=day)
    assert (confirmed.state, confirmed.judged_by, confirmed.judged_on) == ("confirmed", people["supervisor"], day)
    assert not Message.objects.open().filter(kind="progress.confirm").exists()
    assert set(Event.objects.values_list("action", flat=True)) >= {"report.sent", "report.confirmed"}


def test_nobody_confirms_their_own_and_only_who_inspects_confirms(work, people) -> None:
    day = today()
    report = reported(work, people["contractor"], day, 30)
    for kind in ("contractor", "elsewhere", "utility"):
        with pytest.raises(actions.CannotJudge):
            actions.confirm(report=report, by=people[kind], at=moment(day), day=day)
    with pytest.raises(actions.CannotReport):
        reported(work, people["supervisor"], day, 40)


def test_the_same_again_gives_the_same_answer_and_other_content_does_not(work, people) -> None:
    day, uid = today(), uuid.uuid4()
    first = reported(work, people["contractor"], day, 30, uid=uid)
    assert reported(work, people["contractor"], day, 30, uid=uid).pk == first.pk
    with pytest.raises(actions.Conflict) as caught:
        reported(work, people["contractor"], day, 31, uid=uid)
    assert caught.value.standing.pk == first.pk
    assert TaskReport.objects.count() == 1


def test_who_saw_an_older_version_is_told_of_the_newer(work, people) -> None:
    day = today()
    first = reported(work, people["contractor"], day, 30, seen=0)
    with pytest.raises(actions.Conflict) as caught:
        reported(work, people["contractor"], day, 20, seen=0)
    assert caught.value.standing.pk == first.pk
    second = reported(work, people["contractor"], day, 20, seen=1)
    first.refresh_from_db()
    assert (second.version, first.is_newest, second.is_newest) == (2, False, True)


def test_a_report_given_back_is_corrected_by_a_new_version(work, people) -> None:
    day = today()
    first = reported(work, people["contractor"], day, 60)
    with pytest.raises(actions.CannotJudge):
        actions.give_back(report=first, why=" ", by=people["supervisor"], at=moment(day), day=day)
    actions.give_back(report=first, why="现场只有一半", by=people["supervisor"], at=moment(day), day=day)
    told = Message.objects.open().filter(person=people["contractor"], kind="progress.back")
    assert "现场只有一半" in told.get().what_zh
    second = reported(work, people["contractor"], day, 50)
    assert (second.version, second.state) == (2, ReportState.SENT)
    assert not told.exists()
    first.refresh_from_db()
    assert (first.state, first.percent) == ("returned", Decimal(60))
    with pytest.raises(actions.CannotJudge):
        actions.confirm(report=first, by=people["supervisor"], at=moment(day), day=day)


def test_a_confirmed_report_is_corrected_with_a_reason_alone(work, people) -> None:
    day = today()
    first = reported(work, people["contractor"], day, 60)
    actions.confirm(report=first, by=people["supervisor"], at=moment(day), day=day)
    with pytest.raises(actions.Refused) as caught:
        reported(work, people["contractor"], day, 65)
    assert caught.value.found.refused[0].code == "was_confirmed"
    assert reported(work, people["contractor"], day, 65, reason="漏计一段").version == 2


def test_a_closed_month_goes_through_a_correction_and_is_marked(work, people) -> None:
    month = month_of(today())
    later = due_on(month) + timedelta(days=40)
    with pytest.raises(actions.Refused):
        actions.send(
            task=work,
            entered=entered(month, 30),
            written=Written(uid=uuid.uuid4()),
            by=people["contractor"],
            at=moment(later),
            day=later,
        )
    sent = actions.send(
        task=work,
        entered=entered(month, 30, reason="漏报"),
        written=Written(uid=uuid.uuid4()),
        by=people["contractor"],
        at=moment(later),
        day=later,
    )
    assert (sent.report.marks, sent.report.is_late, sent.report.as_of) == (["after_close"], True, due_on(month))


def test_the_phone_s_clock_is_kept_beside_ours(work, people) -> None:
    day = today()
    at = moment(day)
    sent = actions.send(
        task=work,
        entered=entered(day, 30),
        written=Written(uid=uuid.uuid4(), written_at=at - timedelta(hours=2), phone_at=at + timedelta(minutes=11)),
        by=people["contractor"],
        at=at,
        day=day,
    )
    assert (sent.report.at, sent.report.skew, sent.report.marks) == (at, 660, ["clock"])
    assert not sent.report.is_late


def test_a_ready_work_begins_with_its_first_percent(work, people) -> None:
    DeliveryTask.objects.filter(pk=work.pk).update(state=State.READY, started_on=None)
    reported(work, people["contractor"], today(), 5)
    work.refresh_from_db()
    assert (work.told, work.started_on) == (State.UNDER_WAY, today())


def test_all_done_reports_the_task_done(work, people) -> None:
    reported(work, people["contractor"], today(), 100)
    work.refresh_from_db()
    assert (work.told, work.reported_by, work.reported_on) == (State.REPORTED, people["contractor"], today())


def test_a_gate_that_is_shut_keeps_the_task_under_way(work, people, monkeypatch) -> None:
    missing = (("缺监理日志", "the supervisor's log is missing"),)
    monkeypatch.setattr("yipanqi.web.delivery.actions.moving.gate_missing", lambda *asked: missing)
    day = today()
    sent = actions.send(
        task=work,
        entered=entered(day, 100),
        written=Written(uid=uuid.uuid4()),
        by=people["contractor"],
        at=moment(day),
        day=day,
    )
    work.refresh_from_db()
    assert work.told is State.UNDER_WAY
    assert "缺监理日志" in sent.lacks[0][0]


@pytest.mark.parametrize("state", [State.CANCELLED, State.CLOSED])
def test_nothing_is_reported_of_what_is_over(work, people, state) -> None:
    DeliveryTask.objects.filter(pk=work.pk).update(state=state)
    with pytest.raises(actions.CannotReport):
        reported(work, people["contractor"], today(), 30)


def test_a_draft_is_kept_and_goes_with_the_report(work, people) -> None:
    day = today()
    actions.keep_draft(
        task=work, month=month_of(day), values={"percent": "12"}, by=people["contractor"], at=moment(day)
    )
    reported(work, people["contractor"], day, 15)
    assert not ReportDraft.objects.exists()


def test_the_database_keeps_one_newest_version_and_percents_within_bounds(work, people) -> None:
    first = reported(work, people["contractor"], today(), 30)
    second = reported(work, people["contractor"], today(), 40)
    for change in ({"pk": first.pk, "is_newest": True}, {"pk": second.pk, "percent": Decimal(101)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TaskReport.objects.filter(pk=change.pop("pk")).update(**change)


def test_a_report_needs_no_paper_of_before(work, people) -> None:
    assert not StagePaper.objects.filter(task=work).exists()
    assert reported(work, people["contractor"], today(), 1).percent == 1


def test_the_month_is_that_of_the_day(work, people) -> None:
    with pytest.raises(actions.Refused):
        reported(work, people["contractor"], today(), 30, month=date(2099, 1, 1))
