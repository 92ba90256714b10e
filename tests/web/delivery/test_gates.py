"""Gates: papers handed in, stages that wait for them, exceptions by two people."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from web.delivery.conftest import AT, DAY, adopted_plan, link_units, task_of, with_tasks
from web.delivery.laws import a_contract, a_file, an_upload, handed_in

from yipanqi.domain.delivery.gate import At, Paper
from yipanqi.domain.delivery.state import Action, State
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery import actions
from yipanqi.web.delivery.actions import contracts, files, gates
from yipanqi.web.delivery.gating import gate_missing
from yipanqi.web.delivery.models import DeliverySetting, DeliveryTask, GateException


@pytest.fixture
def shut(district):
    """Tasks whose gates stand as they are shipped; the office answers for all."""
    adoption = adopted_plan(district)
    places = district.organisations
    link_units(adoption.entry, office=places["区改造办"], s1=places["新华街道"], s2=places["万松街道"])
    return with_tasks(adoption, has_gates=True)


def zh(found) -> list[str]:
    return [pair[0] for pair in found]


def test_a_stage_is_not_reported_without_its_papers(district, shut):
    """The refusal names what is missing in both languages; with the papers the scheme is reported."""
    doer, task = district.people["subdistrict"], task_of(shut, "E1-scheme")
    for action in (Action.PREPARE, Action.START):
        task = actions.move(task=task, action=action, by=doer, at=AT, day=DAY)

    with pytest.raises(actions.CannotMove) as refusal:
        actions.move(task=task, action=Action.REPORT, by=doer, at=AT, day=DAY)
    handed_in(task, Paper.SCHEME_TEXT, Paper.RESIDENTS_ASKED, by=doer)
    task = actions.move(task=task, action=Action.REPORT, by=doer, at=AT, day=DAY)

    assert "缺少方案文本、缺少居民征询结果" in refusal.value.args[0]
    assert "Text of the scheme" in refusal.value.args[1]
    assert task.told is State.REPORTED


def test_every_stage_names_what_it_wants(shut):
    """The nine stages, at their start and their end."""
    wants = {
        stage: (zh(gate_missing(task, "start", DAY)), zh(gate_missing(task, "end", DAY)))
        for stage in ("scheme", "notice", "approval", "review", "tender", "coordination", "construction", "acceptance")
        if (task := task_of(shut, f"E1-{stage}"))
    }

    assert wants["notice"] == ([], ["缺少公示材料"])
    assert wants["review"] == ([], ["缺少施工图审查合格书"])
    assert wants["tender"] == ([], ["缺少中标通知书 或 不需招标说明"])
    assert wants["construction"][0] == ["缺少施工合同", "缺少施工许可证 或 开工报告", "缺少质量安全监督手续"]
    assert wants["acceptance"][1][0] == "缺少联合验收意见书"
    assert zh(gate_missing(task_of(shut, "E1-handover"), "end", DAY))[0] == "缺少移交清单"


def test_ground_is_not_opened_without_the_joint_plan(district, shut):
    """A work underground waits for it, a road does not; the paper of the estate's coordination opens the ground."""
    water, road = task_of(shut, "E1-water"), task_of(shut, "E1-road")

    assert "没有统筹施工方案，不得开挖" in zh(gate_missing(water, "start", DAY))
    assert "没有统筹施工方案，不得开挖" not in zh(gate_missing(road, "start", DAY))
    handed_in(task_of(shut, "E1-coordination"), Paper.JOINT_PLAN, by=district.people["office"])
    assert "没有统筹施工方案，不得开挖" not in zh(gate_missing(water, "start", DAY))


def test_a_contract_of_the_ledger_is_the_contract(district, shut):
    """With its file it is the paper that construction asks for; without it, it is incomplete."""
    row = a_contract(district, shut.entry)
    task = task_of(shut, "E1-construction")

    assert "施工合同缺少编号或文件" in zh(gate_missing(task, "start", DAY))
    contracts.attach(row=row, file=a_file(district.people["office"]), by=district.people["office"], at=AT)
    assert not any("施工合同" in words for words in zh(gate_missing(task, "start", DAY)))
    assert any("施工合同" in words for words in zh(gate_missing(task_of(shut, "E2-construction"), "start", DAY)))


def test_a_notice_ends_after_its_days(district, shut):
    """The programme's seven days, the day of posting not counted."""
    task = task_of(shut, "E1-notice")
    handed_in(task, Paper.NOTICE_MATERIAL, by=district.people["office"], dated=DAY - timedelta(days=7))

    assert zh(gate_missing(task, "end", DAY)) == ["公示未满7天：2027年2月22日公示，2027年3月1日届满，次日起可以结束"]
    assert gate_missing(task, "end", DAY + timedelta(days=1)) == ()


def test_a_large_tender_needs_its_award(district, shut):
    """Works of 400 × 10⁴ yuan and above are not passed by a statement."""
    task = task_of(shut, "E1-tender")
    handed_in(task, Paper.NO_TENDER, by=district.people["office"])
    assert gate_missing(task, "end", DAY) == ()

    DeliveryTask.objects.filter(number="E1-construction").update(budget=400_000_000)

    assert "达到必须招标的400.00万元" in zh(gate_missing(task, "end", DAY))[0]


def test_a_setting_opens_a_gate_from_its_day(district, shut):
    """Before its day the gate stays as it was judged."""
    office, key = district.people["office"], "gate.review.end.review_certificate"
    later = DAY + timedelta(days=1)
    DeliverySetting.objects.create(
        entry=shut.entry, key=key, value="not_needed", source="本区规定", since=later, by=office, at=AT
    )
    task = task_of(shut, "E1-review")

    assert gate_missing(task, "end", DAY) != ()
    assert gate_missing(task, "end", later) == ()


def test_papers_come_from_the_units_of_the_task(district, shut):
    """A department without a part in it hands nothing in; nor is a paper taken twice, without a number or of a day to
    come."""
    task, office = task_of(shut, "E1-scheme"), district.people["office"]

    with pytest.raises(gates.CannotHandIn, match="只有本任务"):
        handed_in(task, Paper.SCHEME_TEXT, by=district.people["department"])
    with pytest.raises(gates.CannotHandIn, match="编号"):
        handed_in(task, Paper.SCHEME_TEXT, by=office, number=" ")
    with pytest.raises(gates.CannotHandIn, match="晚于今天"):
        handed_in(task, Paper.SCHEME_TEXT, by=office, dated=date(2027, 3, 2))
    handed_in(task, Paper.SCHEME_TEXT, by=office)
    with pytest.raises(gates.CannotHandIn, match="已提交"):
        handed_in(task, Paper.SCHEME_TEXT, by=office)


def test_a_withdrawn_paper_counts_no_longer(district, shut):
    """It needs a reason, stays in the log, and may be handed in anew."""
    task, office = task_of(shut, "E1-review"), district.people["office"]
    (paper,) = handed_in(task, Paper.REVIEW_CERTIFICATE, by=office)
    assert gate_missing(task, "end", DAY) == ()

    with pytest.raises(gates.CannotHandIn, match="理由"):
        gates.withdraw(paper=paper, why=" ", by=office, at=AT)
    gates.withdraw(paper=paper, why="传错文件", by=office, at=AT)

    assert len(gate_missing(task, "end", DAY)) == 1
    assert Event.objects.filter(action="gate.paper_withdrawn").count() == 1
    handed_in(task, Paper.REVIEW_CERTIFICATE, by=office)
    assert gate_missing(task, "end", DAY) == ()


def test_an_exception_takes_two_people(district, shut):
    """Asked by one, granted by another, never by the same; then the gate is open, and the task's history tells."""
    task, doer, approver = task_of(shut, "E1-review"), district.people["office"], district.people["approver"]
    asked = gates.ask_exception(task=task, gate=At.END, reason="图审机构合并，合格书延期", by=doer, at=AT, day=DAY)
    decide = {"is_granted": True, "note": "", "at": AT, "day": DAY}

    assert len(gate_missing(task, "end", DAY)) == 1
    with pytest.raises(gates.CannotExcept, match="申请人"):
        gates.decide_exception(asked=asked, by=doer, **decide)
    gates.decide_exception(asked=asked, by=approver, **decide)
    with pytest.raises(gates.CannotExcept, match="已经处理"):
        gates.decide_exception(asked=asked, by=district.people["district"], **decide)

    assert gate_missing(task, "end", DAY) == ()
    assert [it.action for it in task.events.all()] == ["excepted"]
    assert GateException.objects.get().said_here == ["缺少施工图审查合格书"]


def test_an_exception_covers_what_it_named(district, shut):
    """What comes to be missing later, or at another gate, is not excepted."""
    task, office = task_of(shut, "E1-construction"), district.people["office"]
    handed_in(task, Paper.QUALITY_SUPERVISION, by=office)
    asked = gates.ask_exception(task=task, gate=At.START, reason="先行开工", by=office, at=AT, day=DAY)
    gates.decide_exception(asked=asked, is_granted=True, note="", by=district.people["approver"], at=AT, day=DAY)
    assert gate_missing(task, "start", DAY) == ()

    gates.withdraw(paper=task.papers.get(), why="作废", by=office, at=AT)

    assert zh(gate_missing(task, "start", DAY)) == ["缺少质量安全监督手续"]


def test_exceptions_are_refused_without_reason_or_need(district, shut):
    """No reason, nothing missing, one waiting already, declined without a word."""
    office, approver = district.people["office"], district.people["approver"]
    task = task_of(shut, "E1-review")

    def ask(task, gate=At.END, reason="急"):
        return gates.ask_exception(task=task, gate=gate, reason=reason, by=office, at=AT, day=DAY)

    with pytest.raises(gates.CannotExcept, match="理由"):
        ask(task, reason=" ")
    with pytest.raises(gates.CannotExcept, match="没有缺少"):
        ask(task, At.START)
    asked = ask(task)
    with pytest.raises(gates.CannotExcept, match="待批准"):
        ask(task)
    with pytest.raises(gates.CannotExcept, match="不批准的理由"):
        gates.decide_exception(asked=asked, is_granted=False, note="", by=approver, at=AT, day=DAY)
    gates.decide_exception(asked=asked, is_granted=False, note="等合格书", by=approver, at=AT, day=DAY)
    assert len(gate_missing(task, "end", DAY)) == 1


def test_the_database_lets_nobody_decide_their_own(district, shut):
    """Past pages and actions, with a row written by hand."""
    task, office = task_of(shut, "E1-review"), district.people["office"]
    asked = gates.ask_exception(task=task, gate=At.END, reason="急", by=office, at=AT, day=DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        GateException.objects.filter(pk=asked.pk).update(decided_by=office, decided_at=AT, is_granted=True)


def test_files_are_what_they_say(district):
    """Unknown endings, and a program called PDF, are refused and leave nothing; a PDF is kept with its hash."""
    office = district.people["office"]

    for name, data in (("a.exe", b"MZ"), ("a.pdf", b"MZ"), ("a.html", b"<html>")):
        with pytest.raises(files.CannotKeepFile):
            files.keep_file(upload=an_upload(name, data), by=office, at=AT)
    kept = files.keep_file(upload=an_upload(), by=office, at=AT)

    assert files.paper_path(kept).read_bytes() == b"%PDF-1.7 paper"
    assert len(list(files.paper_path(kept).parent.iterdir())) == 1
