"""Pages of contracts, gates and digs: what they show, what they do, and to whom."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from web.delivery.conftest import AT, DAY, adopted_plan, link_units, task_of, with_tasks
from web.delivery.laws import a_contract, an_upload, handed_in

from yipanqi.domain.delivery.gate import At, Paper
from yipanqi.web.delivery.actions import contracts, digs, gates
from yipanqi.web.delivery.gating import gate_missing
from yipanqi.web.delivery.models import (
    ContractImport,
    ContractRow,
    DeliveryTask,
    DigPlan,
    GateException,
    Reopening,
    StagePaper,
    Street,
)


@pytest.fixture
def shut(district):
    """Tasks whose gates stand as they are shipped."""
    adoption = adopted_plan(district)
    places = district.organisations
    link_units(adoption.entry, office=places["区改造办"], s1=places["新华街道"], s2=places["万松街道"])
    return with_tasks(adoption, has_gates=True)


def asked(**other):
    """What the form of a contract sends."""
    return {
        "number": "施-1", "name": "一标段", "kind": "works", "project": "一期", "amount": "100",
        "signed_on": "2027-03-01", "starts_on": "2027-03-10", "finishes_on": "2027-09-30",
        "lots": "E1小区；E2/供水", "tender_method": "",
    } | other  # fmt: skip


def parties(district):
    places = district.organisations
    return {"first_party": places["区改造办"].pk, "second_party": places["江城建工"].pk}


def text(response) -> str:
    return response.content.decode()


def test_a_contract_is_added_on_the_page(district, adoption, as_):
    """With lots as people call them; its page names parties, lots and tasks; the contractor sees it, others do not."""
    office = as_("office")

    response = office.post(reverse("delivery:contract-new"), asked(**parties(district)))

    row = ContractRow.objects.get()
    assert response.url == row.get_absolute_url()
    assert [(it.estate, it.measure) for it in row.lots.all()] == [("E1", ""), ("E2", "water")]
    page = text(office.get(row.get_absolute_url()))
    assert "江城建工" in page and "E1小区 · 全部改造内容" in page and "由乙方承担的任务" in page
    assert as_("contractor").get(row.get_absolute_url()).status_code == 200
    assert as_("supervisor").get(row.get_absolute_url()).status_code == 404


def test_a_refused_contract_keeps_what_was_written(district, adoption, as_):
    """The page says what is missing, and every word that is not understood."""
    office = as_("office")

    large = office.post(reverse("delivery:contract-new"), asked(amount="400", **parties(district)))
    odd = office.post(reverse("delivery:contract-new"), asked(lots="无名小区；E1/喷泉", **parties(district)))

    assert large.status_code == 422 and "缺少招标记录" in text(large) and 'value="施-1"' in text(large)
    assert "没有小区“无名小区”" in text(odd) and "没有改造内容“喷泉”" in text(odd)
    assert not ContractRow.objects.exists()


def test_a_contract_is_corrected_and_ended(district, adoption, as_):
    """A stale tab is told and keeps its text; the end takes the tasks away."""
    office, row = as_("office"), a_contract(district, adoption.entry)
    address = reverse("delivery:contract-edit", args=[row.pk])
    fresh = asked(seen=1, reason="金额录错", amount="120", **parties(district))

    assert office.post(address, fresh).url == row.get_absolute_url()
    stale = office.post(address, fresh)
    assert stale.status_code == 422 and "已被修改" in text(stale)
    office.post(reverse("delivery:contract-end", args=[row.pk]), {"on": "2027-03-01", "why": "解除"})

    row.refresh_from_db()
    assert (row.amount, row.ended_on) == (120_000_000, DAY)
    assert not DeliveryTask.objects.filter(contractor__isnull=False).exists()


def test_a_contracts_file_is_saved_and_handed_out(district, adoption, as_):
    """As it came, to be saved and never shown."""
    office, row = as_("office"), a_contract(district, adoption.entry)

    office.post(reverse("delivery:contract-attach", args=[row.pk]), {"file": an_upload("合同.pdf")})

    response = office.get(reverse("delivery:contract-file", args=[row.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 paper"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def book_of(response) -> list[list[object]]:
    return [list(row) for row in load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True)]


def uploaded(client, data: bytes, name: str = "合同.xlsx") -> ContractImport:
    client.post(reverse("delivery:contract-imports"), {"file": SimpleUploadedFile(name, data)})
    return ContractImport.objects.order_by("-pk").first()


def filled(client, *rows: list[object]) -> bytes:
    """The template with these rows below its head."""
    book = load_workbook(io.BytesIO(client.get(reverse("delivery:contract-template")).content))
    for at, row in enumerate(rows, 5):
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(at, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


A_ROW = [
    "施-9", "九标段", "施工", "一期", "区改造办", "江城建工", 88.5, date(2027, 3, 1), "2027-03-10", "2027年9月30日",
    None, None, None, "E1小区；E2/供水、道路",
]  # fmt: skip


def test_contracts_come_in_by_excel_and_go_again(district, adoption, as_):
    """Looked at first, then taken in with their tasks, and taken back."""
    office = as_("office")
    kept = uploaded(office, filled(office, A_ROW))
    assert (kept.findings, kept.row_count) == ([], 1) and not ContractRow.objects.exists()
    assert "88.50" in text(office.get(kept.get_absolute_url()))

    office.post(reverse("delivery:contract-import-apply", args=[kept.pk]))

    row = ContractRow.objects.kept().get()
    assert (row.amount, row.finishes_on) == (88_500_000, date(2027, 9, 30))
    assert {(it.estate, it.measure) for it in row.lots.all()} == {("E1", ""), ("E2", "water"), ("E2", "road")}
    assert task_of(adoption, "E2-road").contractor.name == "江城建工"
    office.post(reverse("delivery:contract-import-apply", args=[kept.pk]))
    assert ContractRow.objects.count() == 1

    office.post(reverse("delivery:contract-import-undo", args=[kept.pk]))

    assert not ContractRow.objects.kept().exists()
    assert task_of(adoption, "E2-road").contractor is None


def test_every_error_of_a_workbook_has_its_cell(district, adoption, as_):
    """Unknown names, no dates, a missing tender, a lot given twice; nothing is taken in."""
    office = as_("office")
    wrong = list(A_ROW)
    wrong[4], wrong[7], wrong[13] = "无此单位", "三月", "E9小区"
    large = ["施-10", *A_ROW[1:6], 500, *A_ROW[7:13], "E3小区"]
    twice = ["施-11", *A_ROW[1:13], "E1"]

    kept = uploaded(office, filled(office, wrong, large, A_ROW, twice))

    told = {it["cell"]: it["zh"] for it in kept.findings}
    assert set(told) == {"E5", "H5", "N5", "A6", "A8"}
    assert "没有单位" in told["E5"] and "没有小区" in told["N5"] and "缺少招标记录" in told["A6"]
    assert "已在合同施-9的标段内" in told["A8"]
    office.post(reverse("delivery:contract-import-apply", args=[kept.pk]))
    assert not ContractRow.objects.exists()


def test_an_untouched_export_changes_nothing(district, adoption, as_):
    """Read again in either language every row is in the ledger as it stands; a changed one is told at its cell."""
    office = as_("office")
    award = {"tender_method": "open", "tender_number": "中标1号", "awarded_on": DAY}
    a_contract(district, adoption.entry, wan=500, lots=(("E1", ""), ("E2", "water")), **award)

    for language in ("zh-hans", "en"):
        office.post(reverse("language"), {"language": language})
        response = office.get(reverse("delivery:contracts"), {"as": "xlsx"})
        kept = uploaded(office, response.content)
        assert (kept.findings, kept.row_count, kept.unchanged_count) == ([], 0, 1), language
    book = load_workbook(io.BytesIO(response.content))
    book.worksheets[0]["B5"] = "别的名称"
    out = io.BytesIO()
    book.save(out)
    assert [it["cell"] for it in uploaded(office, out.getvalue()).findings] == ["A5"]


def test_no_cell_of_an_export_is_a_formula(district, adoption, as_):
    """Whatever a contract is called."""
    a_contract(district, adoption.entry, name="=1+1", number="+1")

    rows = book_of(as_("office").get(reverse("delivery:contracts"), {"as": "xlsx"}))

    assert rows[4][:2] == ["+1", "=1+1"]
    book = load_workbook(io.BytesIO(as_("office").get(reverse("delivery:contracts"), {"as": "xlsx"}).content))
    assert all(cell.data_type != "f" for line in book.worksheets[0].iter_rows() for cell in line)


def test_papers_and_exceptions_on_the_task(district, shut, as_):
    """Handed in, named, withdrawn; an exception asked for and granted stays on the task and on the estate."""
    office, approver = as_("office"), as_("approver")
    task = task_of(shut, "E1-review")
    page = text(office.get(task.get_absolute_url()))
    assert "缺少施工图审查合格书" in page and "住房城乡建设部令第13号" in page

    sent = {"paper": "review_certificate", "number": "图审1号", "dated": "2027-03-01", "file": an_upload()}
    office.post(reverse("delivery:paper-add", args=[task.pk]), sent)
    paper = StagePaper.objects.get()
    assert "图审1号" in text(office.get(task.get_absolute_url()))
    assert b"".join(office.get(reverse("delivery:paper-file", args=[paper.pk])).streaming_content).startswith(b"%PDF")
    office.post(reverse("delivery:paper-withdraw", args=[paper.pk]), {"why": "传错"})
    office.post(reverse("delivery:exception-ask", args=[task.pk]), {"gate": "end", "reason": "合格书延期"})
    asked_for = GateException.objects.get()
    waits = text(approver.get(reverse("delivery:exceptions")))
    assert "合格书延期" in waits and "待批准" in waits
    approver.post(reverse("delivery:exception-decide", args=[asked_for.pk]), {"answer": "grant"})

    assert gate_missing(task, "end", DAY) == ()
    assert "已批准例外" in text(office.get(task.get_absolute_url()))
    assert "1 个闸门例外" not in text(approver.get(reverse("home")))


def test_what_waits_is_told_to_who_decides(district, shut, as_):
    """On the first page of another approver; not of who asked."""
    task = task_of(shut, "E1-review")
    gates.ask_exception(task=task, gate=At.END, reason="急", by=district.people["approver"], at=AT, day=DAY)

    assert "1 个闸门例外待批准" in text(as_("district").get(reverse("home")))
    assert "1 个闸门例外待批准" not in text(as_("approver").get(reverse("home")))


def test_a_file_without_a_paper_is_not_kept(district, shut, as_):
    """Who has no part in the task leaves no file either."""
    task = task_of(shut, "E1-review")
    sent = {"paper": "review_certificate", "number": "1", "dated": "2027-03-01", "file": an_upload()}

    response = as_("department").post(reverse("delivery:paper-add", args=[task.pk]), sent, follow=True)

    assert "只有本任务" in text(response)
    assert not StagePaper.objects.exists()


def test_digs_on_their_pages(district, adoption, as_):
    """A street makes two estates clash; a joint plan is made of the clash, and its turns are set."""
    office = as_("office")
    for estate, first in (("E1", date(2027, 4, 1)), ("E2", date(2027, 8, 1)), ("E3", date(2028, 4, 1))):
        last = first.replace(day=20)
        DeliveryTask.objects.filter(estate=estate, measure__in=("water", "drainage")).update(
            start_date=first, finish_date=last
        )
    DeliveryTask.objects.filter(measure="road").update(start_date=date(2028, 6, 1), finish_date=date(2028, 6, 30))
    ground = reverse("delivery:dig-ground")
    office.post(ground, {"what": "street", "name": "新华路", "estates": "E1小区、E2"})
    assert Street.objects.get().estates == ["E1", "E2"]
    page = text(office.get(reverse("delivery:digs")))
    assert "新华路沿线E1小区、E2小区" in page and "编制统筹方案" in page

    new = reverse("delivery:dig-plan-new") + "?estate=E1&estate=E2"
    tasks = re.findall(r'name="tasks" value="(\d+)"', text(office.get(new)))
    sent = {
        "name": "新华路",
        "first_date": "2027-04-01",
        "last_date": "2027-09-30",
        "tasks": tasks,
        "estate": ["E1", "E2"],
    }
    plan = DigPlan.objects.get() if office.post(new, sent) else None
    form = {"first_date": "2027-04-01", "last_date": "2027-09-20", "seen": 1}
    for at, task in enumerate(tasks, 1):
        form |= {f"t{task}-order": at, f"t{task}-depth": 200 - at, f"t{task}-restored_on": "2027-09-20"}
    office.post(plan.get_absolute_url(), form)

    page = text(office.get(plan.get_absolute_url()))
    assert len(tasks) == 4 and "还缺" not in page
    assert "计划中的开挖没有冲突" in text(office.get(reverse("delivery:digs")))
    assert as_("contractor").get(plan.get_absolute_url()).status_code == 200


def test_a_closed_surface_is_opened_by_two(district, adoption, as_):
    """Asked for on the page, decided by another, and shown on the estate's page with its day of restoration."""
    office = as_("office")
    sent = {
        "estate": "E1小区", "place": "北门", "reason": "主管爆裂", "first_date": "2027-03-05",
        "last_date": "2027-03-06", "restored_on": "2027-03-10",
    }  # fmt: skip
    office.post(reverse("delivery:reopenings"), sent)
    as_("approver").post(reverse("delivery:reopening-decide", args=[Reopening.objects.get().pk]), {"answer": "grant"})

    page = text(office.get(reverse("delivery:reopenings")))

    assert "北门" in page and "已批准" in page and "2027-03-10" in page
    assert office.post(reverse("delivery:reopenings"), sent | {"restored_on": ""}).status_code == 422


@pytest.mark.parametrize("name", ["contracts", "digs", "exceptions", "reopenings"])
def test_lists_ask_the_database_no_more_for_more_rows(district, adoption, as_, name):
    """One row or twenty, the same questions."""
    office, by = as_("office"), district.people["office"]

    def asked_of() -> int:
        with CaptureQueriesContext(connection) as asked_:
            assert office.get(reverse(f"delivery:{name}")).status_code == 200
        return len(asked_)

    def grow(count: int, first: int) -> None:
        for at in range(first, first + count):
            a_contract(district, adoption.entry, number=f"货-{at}", kind="goods", project=f"P{at}", lots=(("E1", ""),))
            digs.keep_street(entry=adoption.entry, name=f"路{at}", estates=["E1", "E2"], by=by, at=AT)
            task = task_of(adoption, "E1-review")
            GateException.objects.create(
                task=task, gate="end", keys=[], said=[["缺", "x"]], reason="r", by=by, at=AT, is_granted=True,
                decided_by=district.people["approver"], decided_at=AT,
            )  # fmt: skip
            digs.ask_reopening(
                entry=adoption.entry, top=task_of(adoption, "E1-estate"), task=None, place="p", reason="r",
                dates=(DAY, DAY), restored_on=DAY, is_emergency=True, by=by, at=AT, day=DAY,
            )  # fmt: skip

    grow(1, 0)
    asked_of()  # what is kept for good is read once
    grow(1, 1)
    few = asked_of()
    grow(9, 2)

    assert asked_of() <= few


def test_a_task_page_asks_no_more_for_more_papers(district, adoption, as_):
    """One paper or ten, the same questions."""
    office, task = as_("office"), task_of(adoption, "E1-scheme")

    def asked_of() -> int:
        with CaptureQueriesContext(connection) as asked_:
            office.get(task.get_absolute_url())
        return len(asked_)

    handed_in(task, Paper.SCHEME_TEXT, by=district.people["office"], number="0号")
    asked_of()
    few = asked_of()
    for at in range(1, 9):
        handed_in(task, Paper.SCHEME_TEXT, by=district.people["office"], number=f"{at}号")

    assert asked_of() <= few


def test_english_pages_hold_no_chinese_of_ours(district, adoption, as_):
    """Names of people and estates may; the words of the pages may not."""
    office = as_("office")
    a_contract(district, adoption.entry, name="Lot 1", project="Phase 1", number="W-1")
    office.post(reverse("language"), {"language": "en"})
    names = ["contracts", "contract-new", "contract-imports", "digs", "dig-ground", "exceptions", "reopenings"]

    for name in names:
        page = re.sub(
            r"(?s)<header.*?</header>|<select.*?</select>|<script.*?</script>",
            "",
            text(office.get(reverse(f"delivery:{name}"))),
        )
        body = re.sub(r"<[^>]+>", " ", page[page.index("<main") :])
        left = set(re.findall("[\u4e00-\u9fff]+", body)) - {"小区", "区改造办", "江城建工", "人", "示例计划"}
        assert not left, (name, left)


def test_contracts_are_taken_back_only_unchanged(district, adoption, as_):
    """Somebody has ended one since: the undoing is refused by its number."""
    office, by = as_("office"), district.people["office"]
    kept = uploaded(office, filled(office, A_ROW))
    office.post(reverse("delivery:contract-import-apply", args=[kept.pk]))
    contracts.end(row=ContractRow.objects.get(), on=DAY, why="解除", by=by, at=AT, day=DAY)

    response = office.post(reverse("delivery:contract-import-undo", args=[kept.pk]), follow=True)

    assert "不能撤销：施-9" in text(response)
    assert ContractRow.objects.kept().count() == 1
