"""Tasks as files: taken away, filled in, checked, taken in, taken back; and as a project's XML."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from web.delivery.conftest import adopted_plan, link_units, task_of, with_tasks

from yipanqi.documents.plan.responsibility import DETAILS
from yipanqi.documents.plan.task_list import COLUMNS
from yipanqi.domain.delivery.state import State
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models import DeliveryTask, TaskEvent, TaskImport
from yipanqi.web.delivery.task_values import heads, same

FILES = ("tasks", "duties", "project")


@pytest.fixture
def delivery(district):
    """Tasks whose units are organisations."""
    adoption = adopted_plan(district)
    places = district.organisations
    link_units(adoption.entry, office=places["区改造办"], s1=places["新华街道"], s2=places["万松街道"])
    return with_tasks(adoption)


def taken(browser, kind="tasks", **asked) -> bytes:
    """The file as it is given away."""
    answer = browser.get(f"/tasks/files/{kind}", asked)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content


def sent(browser, content: bytes, name="tasks.xlsx") -> TaskImport:
    """The file sent back; what was kept of it."""
    answer = browser.post("/tasks/files/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return TaskImport.objects.order_by("-pk").first()


def filled_in(content: bytes, number: str, sheet: int = 0, **values) -> bytes:
    """The workbook with other values in the row of a task, by headings."""
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[sheet]
    titles = {cell.value: cell.column for cell in page[3]}
    key = titles.get("任务编号") or titles["Task"]
    row = next(row for row in range(4, page.max_row + 1) if page.cell(row, key).value == number)
    for title, value in values.items():
        page.cell(row, titles[title]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_columns_are_those_of_the_papers(delivery, as_):
    """Task list and details have the headings of the plan's own documents."""
    tasks = load_workbook(io.BytesIO(taken(as_("office")))).worksheets[0]
    duties = load_workbook(io.BytesIO(taken(as_("office"), "duties"))).worksheets[1]
    pairs = heads()

    assert [cell.value for cell in tasks[3]] == [pairs.get(code, ("计量单位",))[0] for code, *_ in COLUMNS]
    assert [cell.value for cell in duties[3]][2:4] == ["任务编号", "街道"] and len(duties[3]) == len(DETAILS)
    assert tasks.max_row == 3 + DeliveryTask.objects.filter(is_leaf=True).count()


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_an_untouched_file_changes_nothing(delivery, district, as_, kind, lang):
    """Whatever was taken away, sent back as it is: nothing to change, nothing found."""
    person = district.people["office"]
    type(person).objects.filter(pk=person.pk).update(language=lang)
    name = "p.xml" if kind == "project" else "t.xlsx"

    kept = sent(as_("office"), taken(as_("office"), kind), name)

    assert (kept.steps, kept.findings, kept.state) == ([], [], "same")
    assert kept.rows >= 33


def test_person_note_and_state_are_taken_in_and_taken_back(delivery, as_):
    """First a dry run; then all at once, with who and why; persons and notes go back, states stay."""
    mine, number = as_("subdistrict"), "E1-scheme"
    before = task_of(delivery, number)

    kept = sent(mine, filled_in(taken(mine), number, 责任人="王工", 备注="已约居民", 状态="可开工"))
    assert ([it["what"] for it in kept.steps], task_of(delivery, number).person) == (
        ["person", "note", "state"],
        before.person,
    )
    mine.post(f"{kept.get_absolute_url()}apply")
    after = task_of(delivery, number)

    assert (after.person, after.told) == ("王工", State.READY)
    assert {"person", "noted", "prepare"} <= set(after.events.values_list("action", flat=True))
    assert Event.objects.filter(action="task_import.applied").count() == 1
    assert sent(mine, taken(mine)).state == "same"

    mine.post(f"{kept.get_absolute_url()}undo")
    back = task_of(delivery, number)
    kept.refresh_from_db()

    assert (back.person, back.told, kept.state) == (before.person, State.READY, "undone")
    assert back.events.filter(action="noted").first().reason == ""


def test_dates_are_refused_with_the_sentence(delivery, as_):
    """A moved date is told by sheet and cell, and is not taken in; the rest of the file is."""
    office, number = as_("office"), "E1-scheme"
    task = task_of(delivery, number)
    content = filled_in(taken(office), number, 计划完成=task.finish_date + timedelta(9), 责任人="李工")

    kept = sent(office, content)
    office.post(f"{kept.get_absolute_url()}apply")

    (finding,) = kept.findings
    assert finding["cell"][0] == "P" and finding["sheet"] == "任务清单" and "变更申请" in finding["zh"]
    assert not finding["is_error"]
    now = task_of(delivery, number)
    assert (now.finish_date, now.person) == (task.finish_date, "李工")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"状态": "已销号"}, "不能由"),
        ({"状态": "随便"}, "不能由"),
        ({"责任人": None}, "不能清空"),
        ({"责任人": "王" * 61}, "超过 60 字"),
        ({"任务编号": "E9-none"}, "没有任务"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell_and_nothing_is_taken_in(delivery, as_, values, said):
    """One error, and the file is refused as a whole."""
    office = as_("office")
    DeliveryTask.objects.filter(number="E1-scheme").update(person="陈工")
    kept = sent(office, filled_in(taken(office), "E1-scheme", **values))

    office.post(f"{kept.get_absolute_url()}apply")

    errors = [it for it in kept.findings if it["is_error"]]
    assert len(errors) == 1 and said in errors[0]["zh"] and errors[0]["cell"]
    assert TaskImport.objects.get(pk=kept.pk).applied_at is None
    assert task_of(delivery, "E1-scheme").person == "陈工"


def test_a_unit_fills_in_its_own_tasks_alone(delivery, as_):
    """The subdistrict's file holds what it sees; what is not its to do is refused by cell."""
    mine, office = as_("subdistrict"), as_("office")
    whole = taken(office)
    own = DeliveryTask.objects.filter(responsible__name="新华街道", is_leaf=True).first()

    kept = sent(mine, filled_in(taken(mine), own.number, 责任人="周工"))
    others = sent(
        mine, filled_in(whole, DeliveryTask.objects.filter(region="S2", is_leaf=True).first().number, 责任人="吴工")
    )

    assert kept.state == "ready"
    assert others.state == "wrong"
    assert as_("subdistrict").get(TaskImport.objects.first().get_absolute_url()).status_code == 200
    assert as_("elsewhere").get(kept.get_absolute_url()).status_code == 404


def test_two_rows_of_one_task_must_agree(delivery, as_):
    """In the table of duties a task stands with each unit: changed twice otherwise is an error, once is enough."""
    office = as_("office")
    content = taken(office, "duties")
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[1]
    titles = {cell.value: cell.column for cell in page[3]}
    rows = [row for row in range(4, page.max_row + 1) if page.cell(row, titles["任务编号"]).value == "E1-scheme"]
    assert len(rows) > 1
    page.cell(rows[0], titles["责任人"]).value = "甲"
    once = io.BytesIO()
    book.save(once)
    page.cell(rows[1], titles["责任人"]).value = "乙"
    twice = io.BytesIO()
    book.save(twice)

    assert sent(office, once.getvalue()).state == "ready"
    assert "两处" in sent(office, twice.getvalue()).findings[0]["zh"]


def test_what_changed_meanwhile_is_not_overwritten(delivery, as_):
    """Between check and confirmation somebody else was faster: nothing is taken in."""
    office = as_("office")
    kept = sent(office, filled_in(taken(office), "E1-scheme", 责任人="王工"))
    DeliveryTask.objects.filter(number="E1-scheme").update(version=9, person="别人")

    answer = office.post(f"{kept.get_absolute_url()}apply", follow=True)

    assert "又有变动" in answer.content.decode()
    assert task_of(delivery, "E1-scheme").person == "别人"


def test_what_changed_afterwards_is_not_undone(delivery, as_):
    """A person who was replaced again after the import stays."""
    office = as_("office")
    kept = sent(office, filled_in(taken(office), "E1-scheme", 责任人="王工"))
    office.post(f"{kept.get_absolute_url()}apply")
    DeliveryTask.objects.filter(number="E1-scheme").update(person="别人")

    answer = office.post(f"{kept.get_absolute_url()}undo", follow=True)

    assert "不能撤销" in answer.content.decode() and task_of(delivery, "E1-scheme").person == "别人"


def test_a_file_without_numbers_or_no_file_is_refused(delivery, as_):
    """Said in a sentence, and nothing is kept as if it were right."""
    office = as_("office")

    kept = sent(office, "姓名,电话\n王,1\n".encode(), "x.csv")
    broken = office.post("/tasks/files/", {"file": SimpleUploadedFile("x.xlsx", b"nothing")})
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Project>&a;</Project>'
    entities = office.post("/tasks/files/", {"file": SimpleUploadedFile("x.xml", bomb)})

    assert kept.state == "wrong" and "任务编号" in kept.findings[0]["zh"]
    assert broken.status_code == 200 and 'class="errorlist"' in broken.content.decode()
    assert "不是 MS Project XML" in entities.content.decode()


def test_a_project_file_tells_what_it_loses(delivery, as_):
    """Persons and notes come back; a moved date, an unknown task and what is not carried are told."""
    office = as_("office")
    text = taken(office, "project").decode()
    task = task_of(delivery, "E1-scheme")
    wanted = f"<WBS>{task.number}</WBS>"
    at = text.index(wanted)
    end = text.index("</Task>", at)
    part = text[at:end].replace(f"<Start>{task.start_date}", "<Start>2027-01-05")
    part += "<Contact>王工</Contact>" if "<Contact>" not in part else ""
    strange = "<Task><UID>9999</UID><Name>新增</Name><WBS>9.9</WBS></Task>"
    changed = text[:at] + part + "</Task>" + strange + text[end + len("</Task>") :]

    kept = sent(office, changed.encode(), "plan.xml")

    assert [step["what"] for step in kept.steps] in (["person"], [])
    assert {"UID 9999"} <= {it["cell"] for it in kept.findings}
    assert any("变更申请" in it["zh"] for it in kept.findings)
    assert any("前置关系" in zh for zh, _ in kept.losses)


def test_a_file_of_too_many_tasks_is_refused_with_a_sentence(delivery, as_, monkeypatch):
    """Narrow them first."""
    monkeypatch.setattr("yipanqi.web.delivery.views.exchange.MOST_ROWS", 5)

    answer = as_("office").get("/tasks/files/tasks", follow=True)

    assert "最多 5 项" in answer.content.decode()
    assert Event.objects.filter(action="delivery.exported").count() == 0


def test_who_took_tasks_away_is_in_the_log(delivery, as_):
    """One event for each file."""
    for kind in FILES:
        taken(as_("office"), kind)

    assert Event.objects.filter(action="delivery.exported").count() == 3
    assert TaskEvent.objects.filter(action="noted").count() == 0


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [(1.0, "1", True), ("1,234.50", 1234.5, True), (None, "", True), ("甲 ", "甲", True), ("甲", "乙", False)],
)
def test_a_cell_is_what_was_written_however_the_file_keeps_it(one, other, is_same):
    """Figures as text, empty cells, spaces at the end."""
    assert same(one, other) is is_same
