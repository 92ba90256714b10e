"""The demonstration: tasks, reports, photos and lights tell one course of events, loaded once."""

import gzip
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from web.delivery.conftest import adopted_plan, with_tasks

from yipanqi.domain.delivery.state import State
from yipanqi.domain.progress.due import month_of
from yipanqi.domain.progress.record import WorkRecord, as_json, evenly, until
from yipanqi.domain.progress.report import Report
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.working_calendar import shipped
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery import demo as tasks_demo
from yipanqi.web.delivery.models import DeliveryTask, TaskEvent
from yipanqi.web.progress import demo, demo_photos
from yipanqi.web.progress.actions.photos import photo_path
from yipanqi.web.progress.demo_unsettled import unsettled
from yipanqi.web.progress.models import ReportPhoto, TaskLight, TaskReport

DAYS = SiteDays(shipped())


@pytest.fixture
def loaded(district, settings, tmp_path, monkeypatch):
    """A programme whose first work is told slow by a record; the others go by their plan. Four months into its works;
    its entry, the record, what was loaded."""
    entry = with_tasks(adopted_plan(district)).entry
    works = list(DeliveryTask.objects.filter(entry=entry, kind="work").order_by("start_date", "place"))
    settings.TODAY = day = DAYS.add(works[0].start_date, 80)
    path = tmp_path / "record.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"works": [told(works[0], day)]}).encode()))
    people = district.people
    by = {"planner": people["office"], "approver": people["approver"]}
    by |= {who: people[who] for who in ("contractor", "supervisor")}
    records = demo.records_of(works, demo.read(path))
    courses = demo.courses_of(records)
    tasks_demo.bring_on(list(DeliveryTask.objects.filter(entry=entry).order_by("place")), day, by, courses)
    monkeypatch.setattr(tasks_demo, "people", lambda: by)
    return entry, records, day


def told(work: DeliveryTask, day: date) -> dict:
    """A work that began five days late, is at 40 per cent still, and whose report of last month was returned."""
    begun, last = DAYS.add(work.start_date, 5), month_of(month_of(day) - timedelta(days=1))
    first = month_of(begun)
    reports = (
        Report(month=first, percent=Decimal(60), as_of=DAYS.add(begun, 3), sent_on=DAYS.add(begun, 3),
               confirmed_on=DAYS.add(begun, 4)),
        Report(month=first, version=2, percent=Decimal(20), as_of=DAYS.add(begun, 3), sent_on=DAYS.add(begun, 9),
               confirmed_on=DAYS.add(begun, 10)),
        Report(month=last, percent=Decimal(40), as_of=DAYS.add(day, -9), sent_on=DAYS.add(day, -9),
               returned_on=DAYS.add(day, -7)),
        Report(month=last, version=2, percent=Decimal(45), as_of=DAYS.add(day, -9), sent_on=DAYS.add(day, 3)),
    )  # fmt: skip
    (row,) = as_json((WorkRecord(number=work.number, started=begun, finished=DAYS.add(day, 30), reports=reports),))
    return row | {"start": work.start_date.isoformat(), "finish": work.finish_date.isoformat()}


def test_tasks_and_reports_agree(loaded):
    """Begun on the day that the record tells; all confirmed is reported or further; nothing is known after the day."""
    entry, records, day = loaded

    count, photos = demo.load(entry, records, day=day)

    assert count == TaskReport.objects.count() > 4 and photos == ReportPhoto.objects.count() > 3
    begun = {it.number: it.started for it in records}
    for task in DeliveryTask.objects.filter(entry=entry, kind="work").exclude(started_on=None):
        assert task.started_on == begun[task.number]
    for report in TaskReport.objects.select_related("task"):
        task, done = report.task, (State.REPORTED, State.CHECKED, State.CLOSED)
        assert task.started_on <= report.day <= day
        if report.is_newest and report.percent == 100:
            assert task.state in done, task
        if report.percent == 100:
            assert report.day >= task.reported_on
    for task in DeliveryTask.objects.filter(entry=entry, kind="work", state=State.CLOSED):
        assert task.reports.newest().filter(state="confirmed", percent=100).exists(), task


def test_every_version_and_judgement_of_the_record_is_there(loaded):
    """The wrong one and its correction; the returned one, whose correction has not come yet; money in hundreds."""
    entry, records, day = loaded

    demo.load(entry, records, day=day)

    slow = next(it for it in records if len(it.reports) == 4 and it.reports[1].version == 2)
    rows = TaskReport.objects.filter(task__number=slow.number).order_by("month", "version")
    assert [(it.state, it.version, it.is_newest, int(it.percent)) for it in rows] == [
        ("confirmed", 1, False, 60),
        ("confirmed", 2, True, 20),
        ("returned", 1, True, 40),
    ]
    assert all(it.by_id != it.judged_by_id and it.judged_at > it.at for it in rows)
    last = rows[2]
    assert last.judged_why and (last.certified or 0) % 10_000 == 0


def test_loaded_twice_it_is_there_once(loaded):
    """The log tells of it once too."""
    entry, records, day = loaded
    demo.load(entry, records, day=day)
    lit = demo.light_up(entry, day=day)
    before = (TaskReport.objects.count(), ReportPhoto.objects.count(), Event.objects.count(), TaskEvent.objects.count())

    assert demo.load(entry, records, day=day) == (0, 0) and demo.light_up(entry, day=day) == 0

    after = (TaskReport.objects.count(), ReportPhoto.objects.count(), Event.objects.count(), TaskEvent.objects.count())
    assert before == after
    assert lit == TaskLight.objects.count() == DeliveryTask.objects.filter(entry=entry, is_leaf=True).count()
    assert TaskLight.objects.filter(colour="done").exists()


def test_a_night_between_tasks_and_reports_is_made_good(loaded):
    """On a slow machine the worker lights the tasks before anything is reported of them: they are lit anew."""
    entry, records, day = loaded
    demo.light_up(entry, day=day)
    demo.load(entry, records, day=day)
    reported = TaskReport.objects.newest().filter(state="confirmed", percent__gt=0).values("task")
    unlit = TaskLight.objects.filter(task__in=reported, percent=None).exclude(colour="done")

    assert unlit.exists() and demo.light_up(entry, day=day, is_anew=True)

    assert not unlit.exists()


def test_photos_are_kept_as_photos_are_and_odd_ones_are_marked(loaded):
    """Clean files under their hash; the same picture twice, one far away, one without time and place."""
    entry, records, day = loaded

    demo.load(entry, records, day=day)

    photos = list(ReportPhoto.objects.select_related("report"))
    assert all(photo_path(it).stat().st_size > 3_000 and it.report.task_id == it.task_id for it in photos)
    assert all(it.camera_time[:7] == f"{it.report.month:%Y-%m}" for it in photos if it.camera_time)
    codes = [mark["code"] for it in photos for mark in it.marks]
    assert [it.is_marked for it in photos] == [bool(it.marks) for it in photos]
    assert {"no_time", "no_place", "same_as"} <= set(codes)
    twice = [it for it in photos if any(mark.get("bits") == 0 for mark in it.marks)]
    assert twice and all(
        ReportPhoto.objects.get(pk=mark["photo"]).sha256 == it.sha256
        for it in twice
        for mark in it.marks
        if mark.get("bits") == 0
    )


def test_without_reports_nothing_is_drawn(district):
    """No photo of what nobody reported."""
    entry = with_tasks(adopted_plan(district)).entry

    assert demo_photos.load(entry, [], by={}, at=timezone.now()) == 0


def test_the_last_month_is_on_its_way():
    """Some reports wait, some were returned and are corrected later; the versions of a month follow each other."""
    day, start = date(2027, 5, 10), date(2027, 3, 1)
    whole = [evenly(f"W{at}", start + timedelta(days=at), date(2027, 6, 20), DAYS) for at in range(40)]

    found = unsettled(whole, day, DAYS)

    last = [it for record in until(found, day) for it in record.reports if it.month == date(2027, 4, 1)]
    waiting = [it for it in last if it.confirmed_on is None and it.returned_on is None]
    assert len(last) == 40 and 4 < len(waiting) < 24 and any(it.returned_on for it in last)
    assert any(it.month == date(2027, 5, 1) for record in until(found, day) for it in record.reports)
    for record in found:
        assert record.reports[-1].percent == 100
        for month in {it.month for it in record.reports}:
            versions = [it.version for it in record.reports if it.month == month]
            assert versions == list(range(1, len(versions) + 1))
