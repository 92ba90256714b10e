"""The forecast on pages: works, sums, money by month, one estate, the page of a task."""

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import Sum
from django.urls import reverse
from web.district import a_person, come_in
from web.progress.conftest import moment, reported

from yipanqi.domain.money import in_wan
from yipanqi.domain.planning.told import STEP, told_alone
from yipanqi.domain.progress import forecast_told
from yipanqi.domain.reason import Reason
from yipanqi.web.delivery.law_names import names_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.progress.actions import confirm, lights
from yipanqi.web.progress.ground import Rules
from yipanqi.web.progress.models import EstateForecast, ForecastLesson, TaskLight
from yipanqi.web.progress.sums import money_of

URL = "/progress/forecast/"


@pytest.fixture
def people(district):
    return district.people


@pytest.fixture
def night(work, people):
    """A report of a work, certified and confirmed, and the night after it."""
    report = reported(work, people["contractor"], today(), 30, certified=work.budget // 5)
    confirm(report=report, by=people["supervisor"], at=moment(today()), day=today())
    return kept(work.entry)


def kept(entry):
    found, lesson = lights.worked_out(entry, today())
    lights.keep_all(entry=entry, found=found, lesson=lesson, day=today(), at=moment(today()))
    return found


def as_(client, person):
    come_in(client, person)
    return client


def test_works_are_listed_with_their_forecast(client, people, work, night) -> None:
    page = as_(client, people["office"]).get(URL).content.decode()
    light = TaskLight.objects.get(task=work)
    assert light.is_open
    for told in (work.name, work.estate_name, f"{light.finish_date:%Y-%m-%d}", f"{light.finish_late:%Y-%m-%d}"):
        assert told in page
    assert "区间依据外地30个实际项目" in page
    assert page.count('<th scope="row">') >= TaskLight.objects.filter(is_open=True).count()


def test_urgent_works_come_first(client, people, work, night) -> None:
    last = TaskLight.objects.filter(is_open=True).order_by("is_urgent", "late", "task_id")[0]
    TaskLight.objects.update(is_urgent=False)
    TaskLight.objects.filter(pk=last.pk).update(is_urgent=True, fund_end=last.finish_late - timedelta(days=1))
    shown = as_(client, people["office"]).get(URL).context["shown"]
    assert shown[0].light.pk == last.pk
    assert [it.light.pk for it in client.get(URL, {"which": "urgent"}).context["shown"]] == [last.pk]
    assert "可能过资金到期日" in client.get(URL).content.decode()


@pytest.mark.parametrize("by", ["estate", "unit", "region"])
def test_sums_come_to_the_same_whole(client, people, work, night, by) -> None:
    """Whatever works are summed by: their number, their money, what is earned of it, the latest finish."""
    lines = [it for it, *_ in as_(client, people["office"]).get(URL, {"by": by}).context["shown"]]
    works = [it for it in night if it.late is not None]
    assert sum(it.works for it in lines) == len(works)
    assert sum(it.budget for it in lines) == sum(it.known.budget for it in works)
    assert max(it.finish for it in lines) == max(it.forecast.finish for it in works)
    assert max(it.late_by for it in lines) == max(it.forecast.late for it in works)
    tenths = sum(it.known.budget * it.part.percent * 10 for it in works) // sum(it.known.budget for it in works)
    assert client.get(URL).context["whole"].percent == Decimal(tenths) / 10


def test_what_lists_tell_in_wan_adds_up(client, people, work, night) -> None:
    """Money, what is earned of it and what is expected: all in whole hundreds of yuan, on the page of an estate too."""
    office = as_(client, people["office"])
    whole = office.get(URL).context["whole"]
    for by in ("estate", "unit", "region"):
        lines = [it for it, *_ in office.get(URL, {"by": by}).context["shown"]]
        assert sum(it.told_earned for it in lines) == whole.told_earned > 0
        assert all(it.budget % STEP == it.told_earned % STEP == 0 for it in lines)
    one = next(it for it, *_ in office.get(URL, {"by": "estate"}).context["shown"] if it.key == work.estate)
    found = office.get(f"/progress/forecast/{work.estate}/").context["found"]
    assert (found.budget, found.earned) == (one.budget, one.told_earned)
    assert all(fen % STEP == 0 for _, fen, _ in office.get(URL).context["months"])


@pytest.mark.parametrize("by", ["estate", "unit", "region"])
def test_what_sums_count_leads_to_the_works(client, people, work, night, by) -> None:
    """Late ones from the estate, the unit, the subdistrict: as many rows as are counted, all of them late."""
    page = as_(client, people["office"]).get(f"{URL}?by={by}").content.decode()
    ways = re.findall(r'href="(\?[^"]*which=late[^"]*)"\s*>(\d+)<', page)
    assert len(ways) > 0
    for way, count in ways:
        shown = client.get(URL + way.replace("&amp;", "&")).context["shown"]
        assert shown.paginator.count == int(count)
        assert all(it.light.late > 0 for it in shown)


def test_the_kind_that_a_band_rests_on_has_its_name(work) -> None:
    """A measure, or its group where that has enough finished works: never its key."""
    names = names_of(work.entry)
    for group in work.entry.frame().groups:
        band = Reason(code="band.own", values={"works": 36, "kind": group.id, "stage": 25})
        assert f"已完工的{group.name}：" in forecast_told.told(band, "zh", names)
        assert f"({group.name_en})" in forecast_told.told(band, "en", names)


def test_money_by_month_adds_up_to_what_is_not_certified(client, people, work, night) -> None:
    rules = Rules(work.entry, today())
    works = [it for it in night if it.late is not None]
    rest = sum(max(0, it.known.budget - told_alone(it.known.certified(today()))) for it in works)
    page = as_(client, people["office"]).get(URL)
    assert page.context["money"] == rest
    assert sum(fen for it in works for _, fen in money_of(it, rules)) == rest
    assert work.budget // 5 == next(it for it in night if it.known.pk == work.pk).known.certified(today())
    by_region = client.get(URL, {"region": work.region}).context["money"]
    assert by_region == sum(fen for it in works if it.known.region == work.region for _, fen in money_of(it, rules))
    assert client.get(URL, {"q": work.estate_name}).context["months"] is None


def test_files_have_what_the_page_has(client, people, work, night) -> None:
    rows = _csv(as_(client, people["office"]).get(URL, {"as": "csv"}))
    assert len(rows) == 1 + TaskLight.objects.filter(is_open=True).count()
    light = TaskLight.objects.get(task=work)
    assert next(row for row in rows if row[0] == work.number)[6] == light.finish_date.isoformat()
    months = _csv(client.get(URL, {"as": "csv", "table": "months"}))
    assert Decimal(months[-1][1]) == in_wan(client.get(URL).context["money"])
    assert len(_csv(client.get(URL, {"as": "csv", "by": "estate"}))) > 1
    assert as_(client, people["contractor"]).get(URL, {"as": "csv"}).status_code == 403


def _csv(answer) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_an_estate_has_its_chain_and_its_curve(client, people, work, night) -> None:
    page = as_(client, people["office"]).get(reverse("progress:forecast-estate", args=[work.estate]))
    found = page.context["found"]
    works = [it for it in night if it.late is not None and it.known.estate == work.estate]
    assert {it.task.pk for it in found.works} == {it.known.pk for it in works}
    assert [it.decides for it in found.works].count(True) == 1
    assert found.whole.finish == max(it.forecast.finish for it in works)
    assert found.moments[-1].planned == found.budget == found.moments[-1].foretold
    assert next(it for it in found.moments if it.day == today()).earned == found.whole.earned
    assert "决定完工" in page.content.decode()


def test_one_sees_the_forecast_of_ones_own_alone(client, people, work, night) -> None:
    stranger = people["elsewhere"]
    page = as_(client, stranger).get(URL)
    assert page.context["whole"] is None
    assert not list(page.context["shown"])
    assert client.get(reverse("progress:forecast-estate", args=[work.estate])).status_code == 404
    shown = as_(client, people["contractor"]).get(URL)
    own = DeliveryTask.objects.visible_to(people["contractor"]).filter(kind="work", entry=work.entry)
    assert shown.context["whole"].works == own.count()


def test_a_report_renews_the_sums_of_its_estate(work, people, night) -> None:
    earned = _earned(work)
    others = list(EstateForecast.objects.exclude(estate=work.estate).order_by("pk").values())
    report = work.reports.get()
    reported(work, people["contractor"], today(), 60, seen=report.version, reason="更正")
    lights.catch_up(work.entry, day=today())
    assert _earned(work) == {is_whole: before + work.budget * 300 for is_whole, before in earned.items()}
    assert list(EstateForecast.objects.exclude(estate=work.estate).order_by("pk").values()) == others


def _earned(work) -> dict[bool, int]:
    """What an estate's works have earned, by its whole sums and by those of who has a part in them."""
    rows = EstateForecast.objects.filter(estate=work.estate).order_by()
    return dict(rows.values_list("is_whole").annotate(Sum("earned")))


def test_an_estate_s_whole_sums_are_those_of_its_parts(work, night) -> None:
    kept = list(_wholes())

    EstateForecast.objects.filter(is_whole=True).delete()
    import_module("yipanqi.web.progress.migrations.0008_estates_whole").whole(apps, None)  # adds the parts up

    assert kept == list(_wholes())
    assert 0 < len(kept) < EstateForecast.objects.filter(is_whole=False).count()


def _wholes():
    names = [it.attname for it in EstateForecast._meta.fields if it.name not in ("id", "told_earned")]
    return EstateForecast.objects.filter(is_whole=True).order_by("estate", "unit").values(*names)


def test_the_page_of_a_work_tells_its_forecast(client, people, work, night) -> None:
    page = as_(client, people["office"]).get(work.get_absolute_url()).content.decode()
    assert 'id="forecast"' in page
    assert f"{TaskLight.objects.get(task=work).finish_date:%Y-%m-%d}" in page
    stage = DeliveryTask.objects.filter(entry=work.entry, kind="stage", is_leaf=True).first()
    assert 'id="forecast"' not in client.get(stage.get_absolute_url()).content.decode()


def test_before_the_first_night_the_page_says_so(client, people, work) -> None:
    page = as_(client, people["office"]).get(URL).content.decode()
    assert "还没有推算" in page


@pytest.mark.parametrize("asked", [{"sort": it} for it in ("late", "finish", "place")] + [{"unit": "x"}, {"by": "?"}])
def test_any_order_and_nonsense_are_answered(client, people, work, night, asked) -> None:
    assert as_(client, people["office"]).get(URL, asked).status_code == 200
    assert client.get(URL, {**asked, "by": "estate"}).status_code == 200


def test_the_questions_of_a_page_do_not_grow_with_its_rows(
    client, people, work, night, django_assert_max_num_queries
) -> None:
    as_(client, people["office"]).get(URL)
    with django_assert_max_num_queries(40):
        client.get(URL)


def test_the_lesson_is_kept_small(work, night) -> None:
    """Money and schedules lie beside what finished works teach."""
    value = ForecastLesson.objects.get(entry=work.entry).value
    assert {"months", "schedules", "sums", "ratios"} == set(value)
    assert all(date.fromisoformat(month).day == 1 for it in value["months"]["region"].values() for month in it)


def test_a_supervisor_sees_sums_too(client, people, work, night, district) -> None:
    watcher = a_person("watcher", district.organisations["华中监理"], "supervisor_member")
    assert as_(client, watcher).get(URL, {"by": "estate"}).context["whole"].works > 0
