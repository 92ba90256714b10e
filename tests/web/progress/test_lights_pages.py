"""Pages of lights: many as one and each with its sentence; of a past day; their marks wherever tasks are shown."""

import csv
import io
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from web.html import flat
from web.progress.conftest import moment, reported

from yipanqi.domain.delivery.state import Action
from yipanqi.domain.progress.light import Colour
from yipanqi.web.delivery import actions as delivery
from yipanqi.web.delivery.models import DeliverySetting, DeliveryTask
from yipanqi.web.jobs.models import Job
from yipanqi.web.page.today import today
from yipanqi.web.programmes.actions import index
from yipanqi.web.progress import jobs
from yipanqi.web.progress.actions import lights
from yipanqi.web.progress.models import TaskLight
from yipanqi.web.progress.rolled import rolled, sums_by, together

PAGE, RULES = "/progress/lights/", "/progress/lights/rules/"


@pytest.fixture
def people(district):
    return district.people


@pytest.fixture
def lit(work, people, settings) -> DeliveryTask:
    """A report of 20 %, and the lights of a day on which the work is far behind."""
    reported(work, people["contractor"], today(), 20)
    settings.TODAY = work.finish_date + timedelta(days=90)
    index.write(work.entry, index.facts(work.entry.programme()), is_whole=True)
    keep(work.entry)
    return work


def keep(entry) -> None:
    found, lesson = lights.worked_out(entry, today())
    lights.keep_all(entry=entry, found=found, lesson=lesson, day=today(), at=moment(today()))


def test_the_page_tells_shares_the_worst_and_each_sentence(lit, as_) -> None:
    page = flat(as_("office").get(PAGE).content.decode())
    assert "按资金：◆红灯" in page and "最差：◆红灯" in page
    assert "Σ（资金×完成%）÷Σ资金＝" in page
    assert "◆红灯：" in page and "规则：落后工作日或预测超期（落后10个工作日（含）以上亮黄灯" in page
    assert "更新于 " + today().isoformat() in page and "现在更新" in page
    assert "现在更新" not in as_("contractor").get(PAGE).content.decode()


def test_filters_narrow_rows_and_sums_count_the_same(lit, as_) -> None:
    office = as_("office")
    counts = {it: TaskLight.objects.going().filter(colour=it).count() for it in Colour}
    for colour, count in counts.items():
        response = office.get(PAGE, {"colour": colour.value})
        assert response.context["lines"].paginator.count == count, colour
        assert {it.light.colour for it in response.context["lines"]} <= {colour}
        assert sum(counts.values()) == response.context["whole"].count
    works = office.get(PAGE, {"kind": "work"}).context["lines"].paginator.count
    assert works == TaskLight.objects.going().filter(is_work=True).count()
    named = office.get(PAGE, {"q": lit.number}).context["lines"]
    assert lit.pk in {it.task.pk for it in named}
    by_unit = office.get(PAGE, {"by": "unit"}).context["rows"]
    assert "江城建工" in {it["name"] for it in by_unit}
    assert sum(it["one"].count for it in by_unit) == sum(counts.values())
    assert office.get(PAGE, {"q": "没有这个小区"}).content.decode().count("没有符合条件的任务") == 1


def test_the_worst_come_first(lit, as_) -> None:
    shown = as_("office").get(PAGE).context["lines"]
    gravities = [TaskLight.objects.get(task=it.task).gravity for it in shown]
    assert gravities == sorted(gravities) and gravities[0] == 0


def test_files_have_what_the_page_shows(lit, as_) -> None:
    response = as_("office").get(PAGE, {"as": "csv", "colour": "red"})
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert len(rows) == TaskLight.objects.filter(colour="red").count() + 1
    assert rows[1][5] == "◆红灯" and rows[1][-1].startswith("◆红灯：")
    assert as_("office").get(PAGE, {"as": "xlsx"}).status_code == 200


def test_a_past_day_is_worked_out_as_it_was_shown(work, people, settings, as_) -> None:
    first = today()
    keep(work.entry)
    then = {it.task_id: it.colour for it in TaskLight.objects.going()}
    settings.TODAY = work.finish_date + timedelta(days=90)
    keep(work.entry)
    page = as_("office").get(PAGE, {"day": first.isoformat()})
    assert {it.task.pk: it.light.colour.value for it in page.context["lines"]} == then
    assert page.context["whole"].count == len(then)
    assert "按当时知道的上报和当时的规则重新算出" in page.content.decode()


def test_too_many_of_a_past_day_are_not_worked_out(lit, as_, monkeypatch) -> None:
    monkeypatch.setattr("yipanqi.web.progress.lights_list.MOST_PAST", 1)
    page = as_("office").get(PAGE, {"day": "2027-06-01"})
    assert page.status_code == 200 and "请先选一个街道" in page.content.decode()


def test_empty_pages_say_what_comes_next(work, as_) -> None:
    page = as_("office").get(PAGE).content.decode()
    assert "预警还没有算出" in page and "现在更新" in page


def test_only_who_manages_has_them_worked_out(work, as_) -> None:
    url = f"/progress/lights/{work.entry_id}/renew"
    assert as_("contractor").post(url).status_code == 403
    assert as_("office").post(url).status_code == 302
    assert Job.objects.filter(kind=jobs.NIGHT).count() == 1


def test_others_see_their_own_alone(lit, people, as_) -> None:
    seen = DeliveryTask.objects.visible_to(people["contractor"]).filter(entry=lit.entry)
    lights_seen = TaskLight.objects.going().filter(task__in=seen)
    found = as_("contractor").get(PAGE).context
    assert found["whole"].count == found["lines"].paginator.count == lights_seen.count()
    assert 0 < lights_seen.count() < TaskLight.objects.going().count()


def test_a_sum_is_that_of_its_tasks(lit) -> None:
    one = rolled(together(it for sums in sums_by(TaskLight.objects.all(), "region").values() for it in sums))
    rows = list(TaskLight.objects.going())
    assert one is not None
    assert one.fen == sum(it.budget for it in rows)
    assert one.whole.tenths == sum(it.budget * it.tenths for it in rows)
    assert one.whole.percent == Fraction(sum(it.budget * it.tenths for it in rows), 10 * one.fen)


def test_the_questions_do_not_grow_with_the_rows(lit, as_) -> None:
    office = as_("office")

    def asked(url: str) -> int:
        office.get(url)
        with CaptureQueriesContext(connection) as found:
            office.get(url)
        return len(found)

    few = asked(f"{PAGE}?q={lit.number}")
    assert asked(PAGE) <= few + 1


@pytest.mark.parametrize("page", ["/tasks/", "/tasks/mine/", "/tasks/estates/{estate}/", "/tasks/{pk}/"])
def test_tasks_carry_their_light(lit, as_, page) -> None:
    url = page.format(estate=lit.estate, pk=lit.pk)
    person = "contractor" if "mine" in page else "office"
    told = flat(as_(person).get(url).content.decode())
    assert 'class="light red' in told and "◆红灯：" in told


def test_a_task_tells_its_light_with_figures_and_rule(lit, as_) -> None:
    told = flat(as_("office").get(lit.get_absolute_url()).content.decode())
    assert 'id="light"' in told and RULES in told and "预计完成" in told


def test_a_light_of_a_task_that_moved_is_worked_out_anew(lit, people, as_) -> None:
    lit.refresh_from_db()
    delivery.move(
        task=lit, action=Action.HOLD, by=people["office"], at=moment(today()), day=today(), reason="管线",
        condition="迁改",
    )  # fmt: skip
    assert TaskLight.objects.get(task=lit).colour == Colour.RED
    told = as_("office").get(lit.get_absolute_url()).content.decode()
    assert 'class="light held' in told
    shown = as_("office").get(PAGE, {"q": lit.number}).context["lines"]
    assert {it.light.colour for it in shown if it.task.pk == lit.pk} == {Colour.HELD}


def test_the_chart_ticks_the_forecast(lit, as_) -> None:
    told = as_("office").get("/tasks/gantt/?level=work").content.decode()
    assert 'class="foretold"' in told and "预计完成 " in told and "预警 红灯" in told
    whole = as_("office").get("/tasks/gantt/").content.decode()
    assert 'class="light alone red"' in whole


def test_the_board_shows_lights_and_reports(lit, as_) -> None:
    office = as_("office")
    board = office.get("/?mode=lights").content.decode()
    assert f'class="st light-red" href="{lit.entry.estates.get(estate=lit.estate).get_absolute_url()}#' in board
    percents = {row.percent for row in office.get("/?mode=progress").context["board"].rows}
    works = TaskLight.objects.filter(estate=lit.estate, is_work=True)
    assert sum(it.budget * it.tenths for it in works) // (10 * sum(it.budget for it in works)) in percents


def test_the_first_page_has_the_red_ones_first(lit, as_) -> None:
    for person in ("office", "contractor"):
        told = flat(as_(person).get("/").content.decode())
        assert 'id="panel-lights"' in told and "◆红灯" in told and "/progress/lights/?colour=red" in told


def test_an_estate_tells_the_sum_of_its_percent(lit, as_) -> None:
    row = lit.entry.estates.get(estate=lit.estate)
    told = flat(as_("office").get(row.get_absolute_url()).content.decode())
    assert 'id="lights"' in told and "Σ（资金×完成%）÷Σ资金＝（" in told


def test_rules_show_what_counts_and_what_is_published(work, as_) -> None:
    told = flat(as_("contractor").get(RULES).content.decode())
    assert "落后工作日" in told and "《武汉市重大项目管理办法》" in told and "采用这条规则" not in told
    listed = flat(as_("office").get("/tasks/rules/").content.decode())
    assert (
        RULES in listed
        and "落后工作日或预测超期：落后10个工作日（含）以上亮黄灯" in listed
        and "is_included" not in listed
    )
    assert as_("office").get("/tasks/rules/progress.light/").url == RULES


@pytest.mark.parametrize("preset", ["tianjin", "forecast", "cangnan"])
def test_a_rule_is_tried_on_the_record(lit, as_, preset) -> None:
    page = as_("office").get(RULES, {"preset": preset})
    found = page.context["found"]
    assert found.looked == found.of > 0
    assert all(sum(it.now.values()) == found.looked == sum(it.other.values()) for it in found.months)
    kept = TaskLight.objects.filter(is_work=True, task__start_date__lte=today(), colour="red").count()
    assert found.months[0].now[Colour.RED] == kept
    told = {task.pk: (before, after) for task, before, after in found.differing}
    assert all(before is not after for before, after in told.values())
    assert found.differing_count >= len(told)


def test_thresholds_of_ones_own_must_hold(lit, as_) -> None:
    office = as_("office")
    assert office.get(RULES, {"preset": "days", "yellow": "5", "red": "12"}).context["found"] is not None
    wrong = office.get(RULES, {"preset": "days", "yellow": "40", "red": "12"})
    assert "found" not in wrong.context and "红灯的起点不成立" in wrong.content.decode()


def test_a_rule_is_adopted_from_a_day_on_with_its_source(lit, as_) -> None:
    url = f"/progress/lights/rules/{lit.entry_id}/adopt"
    asked = {"preset": "days", "yellow": "5", "red": "12", "since": today().isoformat(), "source": "区办〔2028〕3号"}
    assert as_("contractor").post(url, asked).status_code == 403
    office = as_("office")
    assert office.post(url, {**asked, "source": ""}).status_code == 422
    assert office.post(url, {**asked, "since": "2027-01-01"}).status_code == 422
    assert office.post(url, {**asked, "red": "4"}).status_code == 422
    assert not DeliverySetting.objects.filter(key="progress.light").exists()
    assert office.post(url, asked).status_code == 302
    row = DeliverySetting.objects.get(key="progress.light")
    assert (row.value["key"], row.value["source"], row.value["red"]["at"]) == ("days_own", "区办〔2028〕3号", "12")
    told = flat(office.get(RULES).content.decode())
    assert "落后工作日（本区调整）" in told and "落后5个工作日（含）以上亮黄灯" in told
    keep(lit.entry)
    assert TaskLight.objects.get(task=lit).rule == "days_own"
