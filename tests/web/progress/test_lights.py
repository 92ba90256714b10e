"""Lights and forecasts: worked out from the record alone, kept as a cache, the same of any past day."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from web.progress.conftest import moment, reported

from yipanqi.domain.delivery.state import Action, State
from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.presets import DAYS_BEHIND, by_days, by_days_or_forecast
from yipanqi.web.delivery import actions as delivery
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.inbox.models import Message
from yipanqi.web.jobs.models import Job
from yipanqi.web.page.today import today
from yipanqi.web.progress import actions, jobs
from yipanqi.web.progress.actions import lights
from yipanqi.web.progress.ground import Rules
from yipanqi.web.progress.known import known_of
from yipanqi.web.progress.models import EstateLights, ForecastLesson, OutdatedEstate, TaskLight, TaskReport
from yipanqi.web.progress.rolled import Tally, of_programme, rolled, sums_by
from yipanqi.web.progress.working_out import passed_on


@pytest.fixture
def people(district):
    return district.people


def colours(entry, day) -> dict[int, dict]:
    """Task → its light on a day, whole."""
    found, _ = lights.worked_out(entry, day)
    return {it.known.pk: it.light.stored for it in found}


def keep(entry, day) -> dict[int, tuple[str, str]]:
    found, lesson = lights.worked_out(entry, day)
    return lights.keep_all(entry=entry, found=found, lesson=lesson, day=day, at=moment(day))


def test_a_report_renews_the_lights_of_its_estate_soon(work, people) -> None:
    """A report leaves word that the lights are outdated; the worker's clock, or the next page, works them out anew."""
    reported(work, people["contractor"], today(), 30)
    reported(work, people["contractor"], today(), 40)
    assert [it.estate for it in OutdatedEstate.objects.all()] == [work.estate]
    assert not TaskLight.objects.exists()

    jobs.catch_up(at=moment(today()))

    assert not OutdatedEstate.objects.exists()
    kept = TaskLight.objects.get(task=work)
    assert (kept.percent, kept.day) == (40, today())
    assert kept.finish_date is not None
    assert TaskLight.objects.filter(task__estate=work.estate).count() > 1
    assert not TaskLight.objects.exclude(task__estate=work.estate).exists()


def test_what_is_reported_meanwhile_is_left_for_the_next_time(work, people, monkeypatch) -> None:
    """The lights are read before anything is locked: an estate whose mark is another one by then stays outdated."""
    reported(work, people["contractor"], today(), 30)
    read = lights.of_estates

    def slow(*asked):
        found = read(*asked)
        reported(work, people["contractor"], today(), 40)
        return found

    monkeypatch.setattr(lights, "of_estates", slow)
    lights.catch_up(work.entry, day=today())
    assert OutdatedEstate.objects.count() == 1 and not TaskLight.objects.exists()

    monkeypatch.setattr(lights, "of_estates", read)
    lights.catch_up(work.entry, day=today())
    assert not OutdatedEstate.objects.exists()
    assert TaskLight.objects.get(task=work).percent == 40


def test_the_night_keeps_all_and_tells_each_unit_once(work, people, settings) -> None:
    settings.TODAY = day = work.finish_date + timedelta(days=90)
    turned = keep(work.entry, day)
    assert TaskLight.objects.get(task=work).colour == Colour.RED
    assert turned[work.pk] == ("", "red")
    assert ForecastLesson.objects.get(entry=work.entry).day == day
    assert keep(work.entry, day) == {}
    from yipanqi.web.progress.telling_people import of_lights

    assert of_lights(work.entry, turned, day=day, at=moment(day)) > 0
    assert of_lights(work.entry, turned, day=day, at=moment(day)) == 0
    assert Message.objects.filter(person=people["contractor"], kind="progress.lights").count() == 1


def test_the_clock_files_a_day_once(work) -> None:
    for _ in range(2):
        jobs.file_if_due(at=moment(today()))
    assert Job.objects.filter(kind=jobs.NIGHT).count() == 1


def test_the_lights_of_a_past_day_are_those_that_were_shown(work, people, settings) -> None:
    """Reports, returns, corrections, holds, moves of the plan and of tasks follow each other; each day's lights are
    noted, and worked out again at the end."""
    first, shown = today(), {}

    def on(days: int):
        settings.TODAY = first + timedelta(days=days)
        return settings.TODAY

    def note() -> None:
        shown[today()] = colours(work.entry, today())

    note()
    report = reported(work, people["contractor"], on(0), 20)
    actions.give_back(report=report, why="少算", by=people["supervisor"], at=moment(today()), day=on(0))
    note()
    second = reported(work, people["contractor"], on(1), 10)
    note()
    actions.confirm(report=second, by=people["supervisor"], at=moment(on(4)), day=today())
    note()
    work.refresh_from_db()
    delivery.move(
        task=work,
        action=Action.HOLD,
        by=people["office"],
        at=moment(on(6)),
        day=today(),
        reason="管线",
        condition="迁改",
    )
    note()
    on(12)
    note()
    work.refresh_from_db()
    delivery.move(task=work, action=Action.RESUME, by=people["office"], at=moment(today()), day=on(15))
    note()
    third = reported(work, people["contractor"], on(40), 100, reason="补报")
    note()
    work.refresh_from_db()
    assert work.told is State.REPORTED
    delivery.move(task=work, action=Action.CHECK, by=people["supervisor"], at=moment(on(45)), day=today())
    actions.confirm(report=third, by=people["supervisor"], at=moment(today()), day=today())
    note()
    on(80)
    for day, told in shown.items():
        assert colours(work.entry, day) == told, day
    assert len({told[work.pk]["colour"] for told in shown.values()}) > 2


def test_nothing_is_shown_of_what_is_not_due(work) -> None:
    other = DeliveryTask.objects.filter(entry=work.entry, kind="work").exclude(estate=work.estate).first()
    assert other is None or colours(work.entry, today())[other.pk]["colour"] in (
        "none",
        "green",
        "yellow",
        "grey",
        "red",
    )


def test_reports_are_read_as_the_models_tell_them(work, people) -> None:
    """The quick way of reading reports gives what the plain one gives, to the digit, in the order of months and
    versions."""
    first = reported(work, people["contractor"], today(), 20, quantity=Decimal("12.5"), certified=1_234_567)
    actions.give_back(report=first, why="少算", by=people["supervisor"], at=moment(today()), day=today())
    second = reported(work, people["contractor"], today(), 25, expected_finish=work.finish_date)
    actions.confirm(report=second, by=people["supervisor"], at=moment(today()), day=today())
    (known,) = [it for it in known_of(work.entry, today(), today()) if it.pk == work.pk]
    plain = [it.told for it in TaskReport.objects.filter(task=work).order_by("month", "version")]
    assert list(known.reports) == plain
    assert [repr(it) for it in known.reports] == [repr(it) for it in plain]


def test_what_is_reported_while_the_night_works_is_not_lost(work, people) -> None:
    """A report that comes between reading and writing is in the lights that are kept."""
    since = moment(today(), hour=9)
    found, lesson = lights.worked_out(work.entry, today())
    reported(work, people["contractor"], today(), 30)

    lights.keep_all(entry=work.entry, found=found, lesson=lesson, day=today(), at=moment(today(), hour=11), since=since)

    assert TaskLight.objects.get(task=work).percent == 30


def test_a_page_shows_the_lights_of_what_was_just_reported(work, people, as_) -> None:
    keep(work.entry, today())
    reported(work, people["contractor"], today(), 30)

    assert as_("office").get(f"/progress/lights/?q={work.number}").status_code == 200

    assert TaskLight.objects.get(task=work).percent == 30
    assert not OutdatedEstate.objects.exists()


def test_a_planned_finish_that_is_no_day_of_work_counts_as_the_last_before(work, settings) -> None:
    """Planned to finish on a Sunday is planned to finish on the day of work before: as late by the same days."""
    settings.TODAY = day = work.finish_date + timedelta(days=60)
    rules = Rules(work.entry, day)
    (known,) = [it for it in known_of(work.entry, day, day) if it.pk == work.pk]
    days = rules.days(known.measure)
    sunday = next(it for back in range(7) if not days.works(it := work.finish_date - timedelta(days=back)))
    before = days.add(sunday, -1)

    late = [passed_on(replace(known, finish_date=it), rules, day) for it in (before, sunday)]

    assert late[0] == late[1] > 0


def test_a_programme_of_before_goes_on_by_the_days_alone(work) -> None:
    """The upgrade writes down the rule that was shipped until then: no light of a past day changes; a new programme
    has the new one. Once more changes nothing."""
    policy = work.entry.frame().policy
    assert Rules(work.entry, today()).light == by_days_or_forecast(policy.yellow_days, policy.red_days)

    kept = import_module("yipanqi.web.progress.migrations.0007_rule_kept")
    assert DAYS_BEHIND.stored == kept.RULE
    for _ in range(2):
        kept.keep(apps, None)

    for day in (work.start_date, today()):
        assert Rules(work.entry, day).light == by_days(policy.yellow_days, policy.red_days)


def test_what_estates_come_to_is_what_their_lights_come_to(work, people) -> None:
    """After the night, and after an estate was worked out anew; a migration adds up what an installation holds."""
    keep(work.entry, today())
    before = of_programme(work.entry)
    assert before is not None
    assert list(before.sums) == whole_of(work.entry)

    reported(work, people["contractor"], today(), 40)
    jobs.catch_up(at=moment(today()))
    kept = of_programme(work.entry)
    assert kept is not None and kept.whole != before.whole
    assert list(kept.sums) == whole_of(work.entry)

    EstateLights.objects.all().delete()
    assert of_programme(work.entry) is None
    import_module("yipanqi.web.progress.migrations.0011_lights_of_estates").add_up(apps, None)
    assert of_programme(work.entry) == kept


def whole_of(entry) -> list[Tally]:
    """The lights themselves, added up."""
    found = rolled(sums_by(TaskLight.objects.filter(entry=entry))[()])
    return list(found.sums) if found else []
