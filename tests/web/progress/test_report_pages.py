"""The pages of reports: writing one, the table of an estate, confirming."""

import re
import uuid
from datetime import timedelta
from itertools import zip_longest

import pytest
from django.urls import reverse
from web.progress.conftest import moment, reported

from yipanqi.domain.delivery.state import State
from yipanqi.domain.progress.report import Problem
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.progress import actions
from yipanqi.web.progress.models import ReportDraft, TaskReport


@pytest.fixture
def people(district):
    return district.people


def _form(work) -> str:
    return reverse("progress:report-new", args=[work.pk])


def _typed(**more) -> dict[str, str]:
    typed = {"month": f"{today():%Y-%m}", "uid": str(uuid.uuid4()), "seen": "0", "percent": "30", "problem": ""}
    return typed | more


def test_the_form_has_six_fields_with_the_last_values(work, people, as_) -> None:
    reported(work, people["contractor"], today() - timedelta(days=0), 30)
    page = as_("contractor").get(_form(work)).content.decode()
    assert 'name="percent" value="30"' in page
    shown = page.count('<div class="field')
    assert shown <= 7  # the problem's text stands beside its kind


def test_a_planned_finish_that_is_past_is_asked_for_and_not_filled_in(work, as_, settings) -> None:
    field = 'name="expected_finish" value="{}"'
    DeliveryTask.objects.filter(pk=work.pk).update(finish_date=today())
    assert field.format(today()) in as_("contractor").get(_form(work)).content.decode()
    DeliveryTask.objects.filter(pk=work.pk).update(finish_date=today() - timedelta(days=1))
    page = as_("contractor").get(_form(work)).content.decode()
    assert 'name="expected_finish"' in page
    assert field.format(today() - timedelta(days=1)) not in page  # it would be refused


def test_a_report_asks_the_database_little(work, as_, django_assert_max_num_queries) -> None:
    client = as_("contractor")
    client.post(_form(work), _typed())  # tells the units that confirm, once a month
    with django_assert_max_num_queries(28):  # the savepoints of the test among them
        assert client.post(_form(work), _typed(percent="35", seen="1")).status_code == 302


def test_a_report_is_sent_by_the_form(work, as_) -> None:
    answer = as_("contractor").post(_form(work), _typed(percent="42.5"))
    report = TaskReport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, report.get_absolute_url())
    assert f"{report.percent}" == "42.5"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"percent": "101"}, "0 到 100"),
        ({"percent": "-1"}, "0 到 100"),
        ({"percent": "abc"}, "输入一个数"),
        ({"percent": ""}, "必填"),
        ({"month": "2999-01"}, "还没有到"),
        ({"problem": "other"}, "写明是什么问题"),
        ({"problem_text": "x" * 10_000}, "最多 2000 字"),
        ({"problem_text": "a\x07b"}, "控制字符"),
        ({"expected_finish": "2001-01-01"}, "不能早于今天"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(work, as_, typed, said) -> None:
    answer = as_("contractor").post(_form(work), _typed(**typed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not TaskReport.objects.exists()


def test_much_more_than_planned_is_asked_once(work, as_) -> None:
    DeliveryTask.objects.filter(pk=work.pk).update(quantity=10)
    client, typed = as_("contractor"), _typed(quantity="13")
    asked = client.post(_form(work), typed)
    assert asked.status_code == 422
    assert 'type="checkbox" name="is_sure"' in asked.content.decode()
    assert client.post(_form(work), typed | {"is_sure": "on"}).status_code == 302
    assert TaskReport.objects.get().marks == ["over_quantity"]


def test_who_was_slower_sees_both_and_may_send_again(work, people, as_) -> None:
    first = reported(work, people["contractor"], today(), 30)
    client = as_("contractor")
    answer = client.post(_form(work), _typed(percent="55"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已送达的一份" in page
    assert 'value="55"' in page
    again = client.post(_form(work), _typed(percent="55", seen=str(first.version)))
    assert again.status_code == 302


def test_another_unit_s_task_is_not_there(work, people, as_) -> None:
    DeliveryTask.objects.filter(pk=work.pk).update(contractor=None, responsible=None, lead=None, supporting="")
    assert as_("contractor").get(_form(work)).status_code == 404
    assert as_("contractor").post(_form(work), _typed()).status_code == 404


def test_a_draft_comes_back(work, as_) -> None:
    client = as_("contractor")
    client.post(_form(work), _typed(percent="17", problem_text="等料", draft="1"))
    assert ReportDraft.objects.get().values["percent"] == "17"
    assert "等料" in client.get(_form(work)).content.decode()
    assert not TaskReport.objects.exists()


def test_an_estate_s_table_is_sent_whole_or_not_at_all(work, as_) -> None:
    works = list(DeliveryTask.objects.filter(entry=work.entry, estate=work.estate, kind="work").order_by("place"))
    DeliveryTask.objects.filter(pk__in=[it.pk for it in works]).update(
        state=State.UNDER_WAY, started_on=work.start_date
    )
    url = f"{reverse('progress:estate', args=[work.estate])}?month={today():%Y-%m}"
    client = as_("contractor")

    def table(*percents: str) -> dict[str, str]:
        return {
            f"{it.pk}-{name}": value
            for it, percent in zip_longest(works, percents, fillvalue="")
            for name, value in {"percent": percent, "uid": str(uuid.uuid4()), "seen": "0"}.items()
        }

    assert len(works) > 1
    wrong = client.post(url, table("20", "120"))
    assert wrong.status_code == 422
    assert not TaskReport.objects.exists()
    assert client.post(url, table("20", "35")).status_code == 302
    assert sorted(int(it.percent) for it in TaskReport.objects.all()) == [20, 35]


def test_what_did_not_change_is_reported_by_a_tick(work, people, as_, settings) -> None:
    """Of the table of an estate: the values of the month before, for this month; without the tick nothing is sent."""
    reported(work, people["contractor"], today(), 30, quantity=None)
    settings.TODAY = (today().replace(day=1) + timedelta(days=59)).replace(day=20)
    url = f"{reverse('progress:estate', args=[work.estate])}?month={today():%Y-%m}"
    client = as_("contractor")
    page = client.get(url).content.decode()
    assert f'name="{work.pk}-is_same"' in page
    finish = _value(page, f"{work.pk}-expected_finish")
    typed = {"percent": "30", "expected_finish": finish, "uid": str(uuid.uuid4()), "seen": "0"}

    for more, status, count in (({}, 422, 1), ({"is_same": "on"}, 302, 2)):
        form = {f"{work.pk}-{name}": value for name, value in (typed | more).items()}
        others = DeliveryTask.objects.filter(estate=work.estate, kind="work").exclude(pk=work.pk)
        form |= {f"{it.pk}-uid": str(uuid.uuid4()) for it in others}
        assert client.post(url, form).status_code == status
        assert TaskReport.objects.filter(task=work).count() == count

    assert TaskReport.objects.filter(task=work, month__lt=today().replace(day=1)).count() == 1
    assert f'name="{work.pk}-is_same"' not in client.get(url).content.decode()  # it is reported
    assert client.post(url, form | {f"{work.pk}-seen": "1"}).status_code == 422  # and not once more unchanged
    assert TaskReport.objects.filter(task=work).count() == 2


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"(?: value="([^"]*)")?', page)
    assert found
    return found[1] or ""


def test_in_the_first_days_the_form_asks_for_the_month_that_is_left_to_report(work, people, as_, settings) -> None:
    """The month before until its bulletin is out, and once that stands the one that goes on; one may switch."""
    before = today()
    settings.TODAY = (before.replace(day=1) + timedelta(days=32)).replace(day=2)
    now, client = today(), as_("contractor")
    others = DeliveryTask.objects.filter(entry=work.entry, kind="work").exclude(pk=work.pk)
    others.update(start_date=now + timedelta(days=90), finish_date=now + timedelta(days=120))
    places = [_form(work), reverse("progress:estate", args=[work.estate]), reverse("progress:index")]

    def asked(url: str) -> str:
        found = re.search(r'href="\?month=(\d{4}-\d\d)"\s+aria-current="true"', client.get(url).content.decode())
        assert found, url
        return found[1]

    assert [asked(it) for it in places] == [f"{before:%Y-%m}"] * 3
    report = reported(work, people["contractor"], before, 30)
    assert [asked(it) for it in places] == [f"{now:%Y-%m}"] * 3
    assert asked(f"{_form(work)}?month={before:%Y-%m}") == f"{before:%Y-%m}"  # who asks for it has it
    actions.give_back(report=report, why="照片不清", by=people["supervisor"], at=moment(now), day=now)
    assert [asked(it) for it in places] == [f"{before:%Y-%m}"] * 3  # it is to be sent again
    settings.TODAY = now.replace(day=28)
    assert 'class="months' not in client.get(_form(work)).content.decode()
    assert f'name="month" value="{now:%Y-%m}"' in client.get(_form(work)).content.decode()


def test_a_work_that_began_this_month_is_not_asked_for_the_month_before(work, as_, settings) -> None:
    settings.TODAY = today().replace(day=2)
    assert f'name="month" value="{today():%Y-%m}"' in as_("contractor").get(_form(work)).content.decode()


def test_reports_to_confirm_are_narrowed_and_go_into_a_file(work, people, district, as_) -> None:
    """By month, by what is odd, by estate or number; what fits nothing says so and leads back."""
    reported(work, people["contractor"], today(), 30, problem=Problem.MATERIAL)
    url, name = reverse("progress:confirm"), work.title_said
    client = as_("office")
    DeliveryTask.objects.filter(pk=work.pk).update(inspecting=district.organisations["区改造办"])
    for asked, fits in {
        "": True,
        "which=troubled": True,
        "which=bare": True,
        "which=marked": False,
        f"q={work.number}": True,
        "q=no-such": False,
        f"month={today():%Y-%m}": True,
    }.items():
        page = client.get(f"{url}?{asked}").content.decode()
        assert (name in page) is fits, asked
        assert fits or "看全部待确认的月报" in page
    file = b"".join(client.get(f"{url}?as=csv").streaming_content).decode("utf-8-sig")
    assert work.number in file
    assert "30" in file


def test_several_are_confirmed_at_once_but_not_one_s_own(work, people, as_) -> None:
    report = reported(work, people["contractor"], today(), 30)
    page = as_("supervisor").get(reverse("progress:confirm"))
    assert work.name in page.content.decode()
    as_("supervisor").post(reverse("progress:confirm"), {"report": [str(report.pk)]})
    report.refresh_from_db()
    assert report.state == "confirmed"


def test_the_list_tells_what_is_missing_and_goes_into_a_file(work, people, as_) -> None:
    page = as_("contractor").get(reverse("progress:index")).content.decode()
    assert "未上报" in page
    reported(work, people["contractor"], today(), 30)
    file = as_("office").get(f"{reverse('progress:index')}?as=csv")
    assert file.status_code == 200
    assert "30" in b"".join(file.streaming_content).decode("utf-8-sig")


def test_a_task_s_page_leads_to_its_reports(work, people, as_) -> None:
    report = reported(work, people["contractor"], today(), 30)
    assert report.get_absolute_url() in as_("office").get(work.get_absolute_url()).content.decode()
