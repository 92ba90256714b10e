"""The Gantt chart, the month, who has how much to do, one unit and one estate."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from web.delivery.conftest import DAY, adopted_plan, link_units, with_tasks
from web.html import flat
from web.test_queries import grown

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.delivery.state import State
from yipanqi.domain.working_calendar import shipped
from yipanqi.web.delivery.gantt_chart import Chart, ChartRow, Span, Window, later, month_of
from yipanqi.web.delivery.models import DeliveryTask

PAGES = ("/tasks/gantt/?level=work", "/tasks/month/", "/tasks/matrix/", "/tasks/matrix/?by=measure", "/tasks/files/")


@pytest.fixture
def delivery(district):
    """Tasks whose units are organisations."""
    adoption = adopted_plan(district)
    places = district.organisations
    link_units(adoption.entry, office=places["区改造办"], s1=places["新华街道"], s2=places["万松街道"])
    return with_tasks(adoption)


def leaves(delivery):
    """The tasks that somebody does."""
    return DeliveryTask.objects.filter(entry=delivery.entry, is_leaf=True)


def test_a_chart_has_whole_columns():
    """By quarter from the quarter of the first day to that of the last; by month likewise; a day is never outside."""
    chart = Window(date(2027, 2, 10), date(2027, 11, 3), by_month=False)
    months = Window(date(2027, 2, 10), date(2027, 3, 1), by_month=True)

    assert (chart.first, chart.last, len(chart.columns)) == (date(2027, 1, 1), date(2027, 12, 31), 4)
    assert (months.first, months.last, len(months.columns)) == (date(2027, 2, 1), date(2027, 3, 31), 2)
    assert (chart.x(date(2020, 1, 1)), chart.x(date(2027, 1, 1)), chart.x(date(2031, 1, 1))) == (0, 0, 100)
    assert later(month_of(date(2027, 12, 31)), 1) == date(2028, 1, 1)


def test_a_row_tells_plan_baseline_actual_and_what_ran_over():
    """Each has its bar; what went on after the planned end is hatched, whether it is done by now or not."""
    window = Window(date(2027, 1, 1), date(2027, 12, 31), by_month=False)
    chart = Chart(window, date(2027, 6, 1))
    plan = Span(date(2027, 3, 1), date(2027, 3, 31))

    done = chart.row(ChartRow(plan=plan, baseline=plan, actual=Span(plan.first, date(2027, 4, 20))))
    open_ = chart.row(ChartRow(plan=plan, is_late=True))
    in_time = chart.row(ChartRow(plan=plan, actual=plan))

    def bars(drawing):
        return re.findall(r'<rect class="([a-z ]+)"', drawing)

    assert bars(done) == ["base", "plan", "actual", "over"]
    assert bars(open_) == ["plan", "over"]
    assert bars(in_time) == ["plan", "actual"]
    assert "实际 2027-03-01 – 2027-04-20" in done and "基线" not in done  # the same as the plan


def test_the_ground_shows_days_off_stops_and_today():
    """Long holidays and stops are shaded, weekends are not; a name is escaped; today is a line within the chart."""
    stop = Blackout(name="<梅雨>", first_date=date(2026, 6, 15), last_date=date(2026, 7, 10))
    chart = Chart(Window(date(2026, 1, 1), date(2026, 12, 31), by_month=True), date(2026, 5, 5), [stop], shipped())

    ground = chart.ground

    assert "&lt;梅雨&gt; 2026-06-15 – 2026-07-10" in ground and "<梅雨>" not in ground
    assert ground.count('class="today"') == 1
    assert 4 <= ground.count('class="off"') <= 9  # of a hundred days off
    assert 'class="today"' not in Chart(Window(date(2030, 1, 1), date(2030, 3, 1), by_month=True), DAY).ground


def test_the_gantt_chart_goes_as_deep_as_asked(delivery, as_):
    """Of all the estates alone; with their stages; with their works; of one unit its tasks, each with its estate."""
    office = as_("office")

    shown = {
        level: office.get("/tasks/gantt/", {"level": level}).content.decode().count('<tr class="depth')
        for level in ("estate", "stage", "work")
    }
    one = flat(office.get("/tasks/gantt/", {"estate": "E1"}).content.decode())
    unit = office.get("/tasks/gantt/", {"unit": delivery.entry.tasks.first().responsible_id or 0})

    assert shown == {"estate": 3, "stage": 3 * 10, "work": 39}
    assert one.count('<tr class="depth') == 13
    assert unit.status_code == 200


def test_the_gantt_chart_pages_on_beyond_its_rows(delivery, as_, monkeypatch):
    """So many rows on a page, the rest on the next ones, without a script."""
    monkeypatch.setattr("yipanqi.web.delivery.views.gantt.ROWS", 10)

    first = as_("office").get("/tasks/gantt/?level=work").content.decode()
    last = as_("office").get("/tasks/gantt/?level=work&page=4").content.decode()

    assert first.count('<tr class="depth') == 10 and "level=work&amp;page=2" in first
    assert last.count('<tr class="depth') == 9


def test_the_month_tells_what_starts_and_ends_on_which_day(delivery, as_):
    """Each task stands at the day of its end; beyond six a day leads to all of its own."""
    task = leaves(delivery).order_by("finish_date").first()
    leaves(delivery).update(finish_date=task.finish_date, start_date=task.start_date)
    month, count = f"{task.finish_date:%Y-%m}", leaves(delivery).count()

    page = flat(as_("office").get("/tasks/month/", {"month": month}).content.decode())
    day = flat(
        as_("office").get("/tasks/month/", {"month": month, "day": task.finish_date.isoformat()}).content.decode()
    )

    assert f"完成 {count}" in page and f"还有 {count - 6} 项" in page
    assert day.count('<th scope="row">') >= count
    assert as_("office").get("/tasks/month/?month=2027-99&day=x").status_code == 200


def test_figures_of_the_matrix_are_the_rows_they_lead_to(delivery, as_):
    """Whatever it is told by, each sum is as long as the list behind it, and its late ones as the late ones there."""
    leaves(delivery).filter(estate="E1").update(start_date=DAY - timedelta(90), finish_date=DAY - timedelta(1))
    leaves(delivery).filter(stage="tender").update(state=State.CANCELLED)
    office, found = as_("office"), 0

    for by in ("state", "stage", "measure"):
        for part in ("lead", "responsible", "inspecting"):
            rows = office.get("/tasks/matrix/", {"by": by, "part": part}).context["rows"]
            for row in rows:
                for one in [row.whole, *filter(None, row.sums)]:
                    listed = office.get(one.url, {})
                    assert listed.context["tasks"].paginator.count == one.count, one.url
                    found += 1
                assert row.whole.late <= row.whole.count
    assert found > 30


def test_the_matrix_counts_what_is_late(delivery, as_):
    """Late are those that should have been done before today and are not."""
    leaves(delivery).filter(estate="E1").update(start_date=DAY - timedelta(90), finish_date=DAY - timedelta(1))
    rows = as_("office").get("/tasks/matrix/", {"part": "responsible"}).context["rows"]

    assert (
        sum(row.whole.late for row in rows)
        == leaves(delivery).late(DAY).filter(responsible__isnull=False).count()
        + leaves(delivery).late(DAY).filter(responsible=None, units_said__responsible__isnull=False).count()
    )


def test_the_matrix_goes_into_a_file(delivery, as_):
    """As CSV, for who may export; the others are refused."""
    answer = as_("office").get("/tasks/matrix/?as=csv&by=stage")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert rows[0][:3] == ["责任单位", "合计", "其中逾期"] and len(rows) > 1
    assert as_("contractor").get("/tasks/matrix/?as=csv").status_code == 403


def test_a_unit_sees_its_tasks_by_part_the_late_ones_first(delivery, district, as_):
    """Its counts by part; the first line is the one that is late."""
    unit = district.organisations["新华街道"]
    late = leaves(delivery).filter(responsible=unit).last()
    leaves(delivery).filter(pk=late.pk).update(start_date=DAY - timedelta(9), finish_date=DAY - timedelta(2))

    page = as_("subdistrict").get(f"/tasks/units/{unit.pk}/")

    parts = {it["part"]: it for it in page.context["parts"]}
    assert parts["responsible"]["whole"].count == leaves(delivery).filter(responsible=unit).count()
    assert parts["responsible"]["lines"][0]["task"] == late
    assert as_("elsewhere").get(f"/tasks/units/{district.organisations['江城建工'].pk}/").status_code == 404


def test_an_estate_shows_its_tree(delivery, as_):
    """All its tasks in order; another subdistrict's estate is not there."""
    page = as_("office").get("/tasks/estates/E1/")

    assert [line["depth"] for line in page.context["lines"]] == [0, *[1] * 7, *[2] * 3, 1, 1]
    assert as_("office").get("/tasks/estates/none/").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_views_ask_no_more_for_more_rows(district, as_, page):
    """Twenty estates cost as many questions as three."""
    counts = []
    for programme in (grown(3), grown(20)):
        with_tasks(adopted_plan(district, programme))
        as_("office").get(page)
        with CaptureQueriesContext(connection) as asked:
            as_("office").get(page)
        counts.append(len(asked))

    assert counts[1] <= counts[0]


@pytest.mark.parametrize("kind", ["contractor", "utility", "community"])
def test_views_without_programmes_or_tasks_are_quiet(district, as_, kind):
    """Before there is a task, and for who sees none, every view says so in a sentence."""
    for page in PAGES:
        assert as_(kind).get(page).status_code == 200
