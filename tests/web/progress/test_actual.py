"""Plan against actual: each work as planned, foretold and as it became; days, fen, quantity; why."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from web.progress.replans import AT, DAY, an_adoption, began, reported

from yipanqi.domain.delivery.acceptance import State as AcceptanceState
from yipanqi.domain.delivery.state import State
from yipanqi.domain.money import wan_in_full, wan_text
from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.report import ReportState
from yipanqi.web.delivery.models import Acceptance, AcceptanceWork, BaselineRow, DeliveryTask
from yipanqi.web.progress.models import TaskLight

URL = "/progress/actual/"


@pytest.fixture(autouse=True)
def _day(settings, tmp_path):
    """Plans of each test lie apart; the business day is in June."""
    settings.HOME, settings.MEDIA_ROOT, settings.TODAY = tmp_path, tmp_path / "media", DAY


@pytest.fixture
def work(district):
    """A work under way since its planned day; all are planned until the end of June."""
    adoption = an_adoption(district)
    span = {"start_date": date(2027, 3, 1), "finish_date": date(2027, 6, 30)}
    DeliveryTask.objects.filter(kind="work").update(**span)
    found = DeliveryTask.objects.filter(entry=adoption.entry, kind="work").order_by("start_date", "place").first()
    began(found, found.start_date)
    found.refresh_from_db()
    return found


def cells(answer, work) -> dict[str, str]:
    """Heading → text of the work's row."""
    row = next(str(line) for line in answer.context["table"].lines if work.get_absolute_url() in str(line))
    heads = [name for name, _ in answer.context["table"].columns]
    parts = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row.replace("\n", " "))
    return dict(zip(heads, (re.sub(r"<[^>]+>", "", part) for part in parts), strict=True))


def foretold(work, day: date) -> None:
    """Its forecast."""
    TaskLight.objects.create(
        entry=work.entry, task=work, day=DAY, colour=Colour.YELLOW, rule="-", version=work.version, finish_date=day
    )


def test_a_work_is_told_as_planned_foretold_and_as_it_became(work, as_):
    foretold(work, work.finish_date + timedelta(days=14))
    last = {"certified": 1_234_500, "quantity": Decimal(120), "problem": "money", "problem_text": "等拨款"}
    reported(work, date(2027, 4, 1), percent=20, certified=1_000_000)
    reported(work, date(2027, 5, 1), percent=40, **last)
    row = cells(as_("office").get(URL), work)
    first = BaselineRow.objects.get(task=work, baseline__number=0)
    assert row["最初基线"] == f"{first.start_date} – {first.finish_date}"
    assert row["现计划"] == f"{work.start_date} – {work.finish_date}"
    assert row["预测完成"] == (work.finish_date + timedelta(days=14)).isoformat()
    assert row["实际"] == f"{work.start_date} – 至今"
    assert row["偏差（工作日）"] == "+10"
    assert row["完成（%）"] == "40"
    assert (row["已计量（万元）"], row["计划（万元）"]) == ("1.2345", work.budget_said)
    assert row["剩余（万元）"] == wan_in_full(work.told_budget - 1_234_500)
    assert row["上报量"].startswith("120")
    assert row["原因"] == "资金未到位：等拨款"


def test_what_is_not_confirmed_certifies_nothing_and_what_is_given_back_says_nothing(work, as_):
    reported(work, date(2027, 4, 1), percent=30, certified=500_000)
    reported(work, date(2027, 5, 1), percent=60, certified=900_000, state=ReportState.SENT)
    row = cells(as_("office").get(URL), work)
    assert (row["完成（%）"], row["已计量（万元）"]) == ("60（待确认）", wan_text(500_000))
    reported(work, date(2027, 6, 1), percent=80, state=ReportState.RETURNED)
    assert cells(as_("office").get(URL), work)["完成（%）"] == "60（待确认）"


def test_the_acceptance_has_the_last_word_on_the_quantity(work, district, as_):
    reported(work, date(2027, 5, 1), percent=100, quantity=Decimal(310))
    about = {"estate": work.estate, "estate_name": work.estate_name, "region": work.region, "round": 1}
    about |= {"region_name": work.region_name, "checklist_number": 1, "checklist_source": "测试", "checklist_date": DAY}
    acceptance = Acceptance.objects.create(
        entry=work.entry, state=AcceptanceState.ACCEPTED, applied_by=district.people["office"], applied_at=AT,
        applied_on=DAY, **about,
    )  # fmt: skip
    AcceptanceWork.objects.create(
        acceptance=acceptance, task=work, measure=work.measure, name=work.name, accepted=Decimal(295)
    )
    answer = as_("office").get(URL)
    assert cells(answer, work)["验收量"].startswith("295")
    assert acceptance.get_absolute_url() in answer.content.decode()


def test_done_overdue_and_held_are_told_apart(work, as_):
    rows = DeliveryTask.objects.filter(pk=work.pk)
    rows.update(state=State.CLOSED, reported_on=work.finish_date - timedelta(days=7))
    assert cells(as_("office").get(URL), work)["偏差（工作日）"] == "−5"
    rows.update(state=State.UNDER_WAY, reported_on=None, finish_date=date(2027, 5, 27))
    assert cells(as_("office").get(URL), work)["偏差（工作日）"] == "+5"  # working days until today
    rows.update(state=State.HELD, state_before=State.UNDER_WAY, held_for="等管线迁改", held_until=date(2027, 8, 1))
    assert cells(as_("office").get(URL), work)["原因"].startswith("挂账：等管线迁改")


def test_late_only_sorts_sums_and_narrows(work, as_):
    office = as_("office")
    foretold(work, work.finish_date + timedelta(days=14))
    late = office.get(f"{URL}?when=late")
    assert [work.get_absolute_url() in str(line) for line in late.context["table"].lines] == [True]
    first = next(iter(office.get(f"{URL}?sort=later").context["table"].lines))
    assert work.get_absolute_url() in str(first)
    works = DeliveryTask.objects.filter(kind="work")
    assert office.get(URL).context["found"].sums["planned"] == sum(works.values_list("told_budget", flat=True))
    one = office.get(f"{URL}?what=measure:{work.measure}&region={work.region}").context["found"]
    assert {it.measure for it in one.works} == {work.measure} and {it.region for it in one.works} == {work.region}
    assert office.get(f"{URL}?estate={work.estate}").context["found"].sums["count"] == 3
    assert office.get(f"{URL}?state=held&sort=nonsense").status_code == 200


def test_files_hold_the_figures_and_are_for_who_may_export(work, as_):
    reported(work, date(2027, 5, 1), percent=40, certified=1_234_500)
    csv = b"".join(as_("office").get(f"{URL}?as=csv").streaming_content).decode("utf-8-sig")
    line = next(it for it in csv.splitlines() if it.startswith(f'"{work.number}"'))
    assert "1.2345" in line
    assert as_("office").get(f"{URL}?as=xlsx").status_code == 200
    assert as_("contractor").get(f"{URL}?as=csv").status_code == 403


def test_one_sees_ones_own_works(work, as_):
    assert work.get_absolute_url() not in as_("contractor").get(URL).content.decode()


def test_a_page_asks_no_more_for_more_rows(work, as_):
    office = as_("office")
    office.get(URL)
    with CaptureQueriesContext(connection) as few:
        office.get(f"{URL}?estate={work.estate}")
    with CaptureQueriesContext(connection) as many:
        office.get(URL)
    assert len(many) <= len(few) + 1
