"""The pages of orders: the register, one order with what one may do, drafts, files, and what is kept of a text."""

import re
from datetime import date, timedelta
from io import BytesIO
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image
from web.delivery.conftest import adopted_plan, with_tasks
from web.plans.conftest import an_entry, tight
from web.progress.replans import reported
from web.supervision.conftest import DAY, an_order, drafted, when

from yipanqi.domain.supervision.order import OrderAction, OrderState
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import EstateRow
from yipanqi.web.supervision.actions import orders as actions
from yipanqi.web.supervision.models import Order

S, A = OrderState, OrderAction
OFFERED = {  # state → what the page of an order without cycle or days on notice offers to whom
    S.DRAFTED: {"office": {A.ISSUE, A.WITHDRAW}},
    S.ISSUED: {"office": {A.REASSIGN, A.HOLD, A.WITHDRAW}, "subdistrict": {A.SIGN, A.ASK_EXTENSION}},
    S.SIGNED: {
        "office": {A.REASSIGN, A.HOLD, A.WITHDRAW},
        "subdistrict": {A.REPLY, A.ASK_REASSIGN, A.ASK_EXTENSION},
    },
    S.REPLIED: {"office": {A.HOLD, A.WITHDRAW}, "department": {A.TAKE, A.GIVE_BACK}},
    S.CHECKING: {"office": {A.HOLD, A.WITHDRAW}, "department": {A.CLOSE, A.GIVE_BACK}},
    S.CLOSED: {"office": {A.REOPEN}},
    S.HELD: {"office": {A.RESUME, A.WITHDRAW}},
    S.WITHDRAWN: {},
}
SEES = ("district", "office", "approver", "department", "subdistrict")


@pytest.fixture
def entry(district):
    """A programme, and the plan in force by which those who see no programmes find it."""
    return an_entry(district, tight())


@pytest.fixture
def planned(district):
    """One with tasks."""
    return with_tasks(adopted_plan(district)).entry


def deeds_on(page) -> set[str]:
    """The deeds that a page offers."""
    return set(re.findall(r'name="action" value="(\w+)"', page.content.decode()))


def act(client, order: Order, action: str, **values):
    """Send the form of a deed as it was shown."""
    told = {"action": action, "seen": order.version} | values
    return client.post(reverse("supervision:order-act", args=[order.pk]), told)


@pytest.mark.parametrize("state", list(S))
def test_every_state_offers_each_role_what_the_table_says(entry, district, as_, state):
    """All ten kinds of people and the approver: what they may try, or 404."""
    order = an_order(entry, district, state)
    told = OFFERED[state] | {"approver": OFFERED[state].get("office", set())}

    for kind in district.people:
        found = as_(kind).get(order.get_absolute_url())
        sees = kind in SEES and not (state is S.DRAFTED and kind == "subdistrict")
        if kind in ("system_admin", "audit_admin"):
            assert found.status_code == 403, kind
            continue
        assert found.status_code == (200 if sees else 404), kind
        if sees:
            assert deeds_on(found) == told.get(kind, set()), kind


def test_a_deed_that_is_not_offered_is_refused(entry, district, as_):
    """Whoever sends the form by hand: nothing happens."""
    order = an_order(entry, district, S.SIGNED)

    for kind, action in product(("department", "district", "office"), (A.REPLY, A.CLOSE, A.SIGN)):
        found = act(as_(kind), order, action, text="我来反馈")
        assert found.status_code == 422

    assert Order.objects.get(pk=order.pk).version == order.version


def test_from_draft_to_close_by_the_pages(entry, district, as_):
    """Drafted, shown to whom it goes, issued, signed, answered with a file and a photo, checked, closed."""
    office, street, bureau = as_("office"), as_("subdistrict"), as_("department")
    order = drafted(entry, district, artefacts=["竣工图"], needs_photos=True, estates=[("E1", "登月小区")])
    shown = office.get(order.get_absolute_url()).content.decode()
    assert "人subdistrict" in shown  # who will be told

    assert act(office, order, A.ISSUE).status_code == 302
    order.refresh_from_db()
    act(street, order, A.SIGN)
    order.refresh_from_db()
    files = {
        "artefact-0": SimpleUploadedFile("竣工图.pdf", b"%PDF-1.4 x"),
        "photos": SimpleUploadedFile("after.jpg", a_picture()),
    }
    answered = act(street, order, A.REPLY, text="已修复", cause="老化", prevention="每季检查", **files)
    assert answered.status_code == 302
    order.refresh_from_db()
    act(bureau, order, A.TAKE)
    order.refresh_from_db()
    assert act(bureau, order, A.CLOSE).status_code == 302

    order.refresh_from_db()
    page = street.get(order.get_absolute_url()).content.decode()
    assert order.state == S.CLOSED
    assert "改督〔2027〕1号" in page and "每季检查" in page and "竣工图.pdf" in page
    for kept in order.files.all():
        found = street.get(reverse("supervision:order-file", args=[order.pk, kept.uid]))
        assert found.status_code == 200 and b"".join(found.streaming_content)
        assert as_("elsewhere").get(reverse("supervision:order-file", args=[order.pk, kept.uid])).status_code == 404


def a_picture() -> bytes:
    """A small photo."""
    out = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    return out.getvalue()


def test_what_is_no_file_of_a_known_kind_is_told(entry, district, as_):
    """The answer is not taken; what was written stays in its form."""
    order = an_order(entry, district, S.SIGNED)

    found = act(as_("subdistrict"), order, A.REPLY, text="已办妥", files=SimpleUploadedFile("x.exe", b"MZ"))

    assert found.status_code == 422
    assert "PDF" in found.content.decode() and "已办妥" in found.content.decode()
    assert not order.replies.exists()


def test_who_was_slower_keeps_their_text(entry, district, as_):
    """Two forms were open: the second is told who was faster, and finds the text it wrote."""
    order = an_order(entry, district, S.SIGNED)
    actions.hold(order=order, reason="雨季", by=district.people["office"], **when())

    gone = act(as_("subdistrict"), order, A.REPLY, text="我写了很久的反馈")
    order.refresh_from_db()
    actions.resume(order=order, by=district.people["office"], **when())
    again = act(as_("subdistrict"), order, A.REPLY, text="我写了很久的反馈")

    for found in (gone, again):
        text = found.content.decode()
        assert found.status_code == 409
        assert "人office" in text and "我写了很久的反馈" in text
    assert not order.replies.exists()
    order.refresh_from_db()
    assert f'name="seen" value="{order.version}"' in again.content.decode()  # sent once more it goes


def test_a_draft_is_written_by_hand_from_a_task(planned, district, as_):
    """The form begins with the task's place and units; kept, it is about that task and its estate."""
    task = DeliveryTask.objects.filter(entry=planned, kind="work").first()
    url = f"{reverse('supervision:order-new')}?task={task.pk}"
    client, places = as_("office"), district.organisations
    shown = client.get(url).content.decode()
    assert task.estate_name in shown

    told = {
        "matter": "督促开工",
        "content": "请于本月开工",
        "lead": places["新华街道"].pk,
        "inspects": places["区水务局"].pk,
        "supporting": [places["燃气公司"].pk],
        "urgency": "urgent",
        "basis": "instruction",
        "origin": "hand",
        "artefacts": "开工报告\n照片说明\n",
        "estates": task.estate_name,
        "public_days": "",
    }
    same = client.post(url, told | {"inspects": places["新华街道"].pk})
    unknown = client.post(url, told | {"estates": "没有的小区"})
    made = client.post(url, told)

    order = Order.objects.get()
    assert (same.status_code, unknown.status_code, made.status_code) == (422, 422, 302)
    assert "没有小区“没有的小区”" in unknown.content.decode()
    assert list(order.tasks.all()) == [task] and order.estates.get().estate == task.estate
    assert order.artefacts == ["开工报告", "照片说明"]
    assert list(order.supporting.all()) == [places["燃气公司"]]
    assert "督促开工" in client.get(task.get_absolute_url()).content.decode()
    assert as_("subdistrict").get(url).status_code == 403


def test_no_leader_instructed_where_none_is_named(entry, district):
    """What the office, or a rule, asks for is its own; a named leader or paper makes it an instruction."""
    order = drafted(entry, district)
    assert order.basis_name == "日常交办"
    order.leader = "分管副区长"
    assert order.basis_name == "领导批示"


def test_a_draft_is_edited_and_the_others_text_is_shown(entry, district, as_):
    """Whoever was slower sees what the other wrote beside their own."""
    order, places = drafted(entry, district), district.organisations
    url = reverse("supervision:order-edit", args=[order.pk])
    told = {
        "matter": "我的写法",
        "content": order.content,
        "lead": order.lead_id,
        "inspects": order.inspects_id,
        "urgency": "ordinary",
        "basis": "instruction",
        "origin": "hand",
        "seen": order.version,
    }
    values = {"matter": "别人的写法", "lead": places["万松街道"]}
    actions.edit(order=order, values=values, by=district.people["approver"], **when())

    late = as_("office").post(url, told)
    order.refresh_from_db()
    assert late.status_code == 409
    assert "别人的写法" in late.content.decode() and "我的写法" in late.content.decode()
    assert order.matter == "别人的写法"

    assert as_("office").post(url, told | {"seen": order.version}).status_code == 302
    order.refresh_from_db()
    assert (order.matter, order.lead) == ("我的写法", places["新华街道"])


def test_the_register_filters_sorts_and_remembers_its_order(entry, district, as_):
    """By state, unit, urgency, colour, origin, a word; the order last asked for is the usual one from then on."""
    an_order(entry, district, matter="甲事项", urgency="urgent", colour="red", origin="audit")
    an_order(entry, district, S.CLOSED, matter="乙事项")
    an_order(entry, district, S.SIGNED, matter="丙事项", limit=DAY + timedelta(days=1))
    client, url = as_("office"), reverse("supervision:index")

    def listed(**asked) -> list[str]:
        return re.findall(r">([甲乙丙])事项<", client.get(url, asked).content.decode())

    assert listed() == ["丙", "甲"]
    assert listed(state="all", sort="newest") == ["丙", "乙", "甲"]
    assert listed(state="all") == ["丙", "乙", "甲"]  # remembered
    assert listed(urgency="urgent") == listed(colour="red") == listed(origin="audit") == listed(q="甲") == ["甲"]
    assert listed(q="改督〔2027〕2号", state="all") == ["乙"]
    assert listed(unit=str(district.organisations["区水务局"].pk), state="closed") == ["乙"]
    assert listed(state="late") == []


def test_late_orders_are_counted_and_found(entry, district, as_, settings):
    """The limit of yesterday; what was answered in full is the checker's."""
    an_order(entry, district, S.SIGNED, matter="逾期的", limit=DAY)
    an_order(entry, district, S.REPLIED, matter="已答的", limit=DAY)
    settings.TODAY = DAY + timedelta(days=1)

    page = as_("office").get(reverse("supervision:index"), {"state": "late"}).content.decode()

    assert "逾期的" in page and "已答的" not in page
    assert "逾期 1 个工作日" in page
    home = as_("subdistrict").get("/").content.decode()
    assert "1 件督办单待反馈" in home


def test_the_register_leaves_as_a_file_and_who_took_it_is_recorded(entry, district, as_):
    """All columns of the slip; who may not export gets nothing."""
    an_order(entry, district, supporting=[district.organisations["燃气公司"]], leader="区长")
    url = reverse("supervision:index")

    book = load_workbook(BytesIO(as_("office").get(url, {"as": "xlsx"}).content)).active
    text = b"".join(as_("office").get(url, {"as": "csv"}).streaming_content).decode("utf-8-sig")

    cells = [str(cell.value) for row in book.iter_rows() for cell in row]
    assert {"改督〔2027〕1号", "雨污分流工程滞后", "燃气公司", "区长"} <= set(cells)
    assert "改督〔2027〕1号" in text
    assert as_("utility").get(url, {"as": "csv"}).status_code == 403


def test_the_register_asks_no_more_for_more(entry, district, as_, django_assert_max_num_queries):
    """As many questions for thirty orders as for three."""
    for _ in range(12):
        drafted(entry, district)
    client, url = as_("office"), reverse("supervision:index")
    client.get(url)

    with django_assert_max_num_queries(24):
        client.get(url)


def test_english_pages_are_english(entry, district, as_):
    """The register and an order, of which only what people wrote is Chinese."""
    order = an_order(entry, district, S.CLOSED, matter="M", content="C")
    client = as_("office")
    client.post(reverse("language"), {"language": "en"})

    for url in (order.get_absolute_url(), reverse("supervision:index") + "?state=all"):
        page = client.get(url).content.decode()
        assert "Checked and closed" in page or "Closed" in page
        assert "已销号" not in page


def test_orders_stand_on_the_pages_of_their_estate_and_task(planned, district, as_):
    """With the way to a new one for who drafts; a task that has ended offers none."""
    task = DeliveryTask.objects.filter(entry=planned, kind="work").first()
    order = an_order(planned, district, tasks=[task], matter="督促进场")
    client, new = as_("office"), reverse("supervision:order-new")
    index.write(planned, index.facts(tight()), is_whole=True)
    row = EstateRow.objects.get(entry=planned, estate=task.estate)

    estate = client.get(row.get_absolute_url()).content.decode()
    page = client.get(task.get_absolute_url()).content.decode()
    DeliveryTask.objects.filter(pk=task.pk).update(state="closed")
    ended = client.get(task.get_absolute_url()).content.decode()

    assert "督促进场" in estate and f"{new}?estate={task.estate}" in estate
    assert order.code in page and f"{new}?task={task.pk}" in page
    assert order.code in ended and f"{new}?task={task.pk}" not in ended


def test_a_reported_problem_becomes_one_order_that_keeps_its_source(planned, district, as_):
    """From the task's page: the draft says what was reported; sent twice there is one order; it leads to the report."""
    task = DeliveryTask.objects.filter(entry=planned, kind="work").order_by("pk").first()
    report = reported(task, date(2027, 2, 1), percent=10, problem="pipes", problem_text="燃气管线未迁改")
    office, new = as_("office"), f"{reverse('supervision:order-new')}?report={report.pk}"
    assert new in office.get(task.get_absolute_url()).content.decode()
    form = office.get(new).context["form"]
    sent = {it.html_name: it.value() for it in form if it.value() is not None and it.html_name != "files"}
    places = district.organisations
    sent |= {"lead": places["新华街道"].pk, "inspects": places["区水务局"].pk}
    sent = {key: getattr(value, "pk", value) for key, value in sent.items()}
    for _ in range(2):
        assert office.post(new, sent).status_code == 302
    order = Order.objects.get()
    assert "燃气管线未迁改" in order.content and order.origin == "report"
    assert order.origin_url == reverse("progress:report", args=[report.pk]) and list(order.tasks.all()) == [task]
