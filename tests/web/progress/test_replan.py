"""Planning on: what happened becomes the next data in one import, a plan close to the one in force, and its moves."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from web.plans.conftest import ASKED, Line
from web.progress.replans import AT, DAY, an_adoption, began, first_begun, reported

from yipanqi.domain.delivery.state import State
from yipanqi.domain.progress.replan import Left
from yipanqi.domain.progress.report import ReportState
from yipanqi.planner import Settings
from yipanqi.planner.payments import pay
from yipanqi.web.audit.models import Binding, Event
from yipanqi.web.audit.proof import row_faults
from yipanqi.web.delivery.actions import prepared_of, set_up
from yipanqi.web.delivery.models import BaselineRow, DeliveryTask
from yipanqi.web.plans import actions as plans
from yipanqi.web.plans import asked, making
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import ImportBatch, ProgrammeEntry, Record
from yipanqi.web.progress.actions import replanning
from yipanqi.web.progress.actuals import actuals_of, by_year
from yipanqi.web.progress.moves import moves_of
from yipanqi.web.progress.replan_words import LEFT, WAITING, left_said

URL = "/progress/replan/"


@pytest.fixture(autouse=True)
def _day(settings, tmp_path):
    """Plans of each test lie apart; the business day is in June."""
    settings.HOME, settings.MEDIA_ROOT, settings.TODAY = tmp_path, tmp_path / "media", DAY


@pytest.fixture
def adoption(district):
    """A plan in force, of which one estate has begun."""
    found = an_adoption(district)
    first_begun(found)
    return found


def entry_of(adoption) -> ProgrammeEntry:
    """As it stands."""
    return ProgrammeEntry.objects.get(pk=adoption.entry_id)


def plan_on(adoption, district, **more) -> PlanRun:
    """Taken over by the planner."""
    about = {"name": "滚动", "moves": 2, "seconds": 5.0, "by": district.people["office"], "at": AT, "day": DAY}
    return replanning.replan(entry=entry_of(adoption), **about | more)


def test_sums_to_date_are_split_by_year_and_a_correction_takes_back():
    sums = {date(2027, 11, 1): 500, date(2027, 12, 1): 900, date(2028, 1, 1): 800, date(2028, 2, 1): 1000}
    assert by_year(sums) == {2027: 800, 2028: 200}
    assert by_year({}) == {}


def test_only_confirmed_reports_count(adoption):
    task = DeliveryTask.objects.filter(state=State.UNDER_WAY, kind="work").first()
    reported(task, date(2027, 6, 1), percent=90, certified=task.budget, state=ReportState.SENT)
    found = next(it for it in actuals_of(adoption, DAY) if it.key == (task.estate, task.measure))
    assert (found.percent, found.certified) == (30, {2027: task.budget // 5})
    assert found.start_date == BaselineRow.objects.get(task=task, baseline__number=0).start_date


def test_what_rests_on_data_that_changed_since_is_not_written(adoption, district):
    """All is worked out before anybody waits; whoever changes a row meanwhile keeps the change."""
    entry = entry_of(adoption)
    ready = programmes.prepare(entry=entry, sheets=entry.sheets(), name="x.xlsx")
    ProgrammeEntry.objects.filter(pk=entry.pk).update(revision=entry.revision + 1)

    with pytest.raises(programmes.CannotImport, match="再试一次"):
        programmes.revise(entry=entry, ready=ready, by=district.people["office"], at=AT)

    assert not entry_of(adoption).batches.exists()


def test_what_happened_is_one_import_one_version_one_run(adoption, district):
    before = entry_of(adoption).current_version
    run = plan_on(adoption, district)
    entry = entry_of(adoption)
    version = entry.current_version.programme()
    assert (entry.current_version.number, entry.is_edited) == (before.number + 1, False)
    assert run.version == entry.current_version and run.base == adoption.run
    assert version.plan_from == 2  # the third quarter
    (begun,) = version.under_way
    plan = study(adoption.run).plan
    assert begun.start == plan.starts[begun.estate]
    owed = sum(p.amount for p in study(adoption.run).outcome.plan.payments if p.estate == begun.estate and p.year == 0)
    assert sum(p.amount for p in version.spent) == owed
    assert run.asked["warm"] and run.asked["moves"] >= 2
    assert {"import.applied", "programme.version_made", "plan.started", "progress.replanned"} <= set(
        Event.objects.values_list("action", flat=True)
    )
    batch = ImportBatch.objects.get()
    assert {"programme", "under_way", "spent"} <= set(batch.difference)


def test_the_log_answers_for_every_row_that_is_taken_over_and_undone(adoption, district):
    """New rows are told to the log before they are written: it must find them as it was told."""
    before = set(row_faults())

    plan_on(adoption, district)
    assert set(row_faults()) <= before  # of the rows of the fixture nothing was told
    programmes.undo(batch=ImportBatch.objects.get(), with_later=False, by=district.people["office"], at=AT)
    assert set(row_faults()) <= before

    new = Record.objects.filter(sheet="spent").values("pk")
    assert new and Binding.objects.filter(table="programmes.record", row_id__in=new).count() == 2 * len(new)


def test_it_is_undone_like_any_import(adoption, district):
    before = entry_of(adoption).current_version
    plan_on(adoption, district)
    programmes.undo(batch=ImportBatch.objects.get(), with_later=False, by=district.people["office"], at=AT)
    entry = entry_of(adoption)
    assert entry.current_version.sha256 == before.sha256
    assert entry.programme().under_way == ()


def test_planning_on_twice_reserves_once(adoption, district):
    before = entry_of(adoption).programme()
    plan_on(adoption, district)
    once = entry_of(adoption).programme()
    plan_on(adoption, district, name="再次")
    twice = entry_of(adoption).programme()
    assert once.crews != before.crews  # at 30 % by the end of May the works are behind
    assert (twice.crews, twice.spent, twice.under_way) == (once.crews, once.spent, once.under_way)


def test_a_reservation_ends_once_the_work_has_caught_up(adoption, district):
    before = entry_of(adoption).programme()
    plan_on(adoption, district)
    for task in DeliveryTask.objects.filter(state=State.UNDER_WAY, kind="work"):
        reported(task, date(2027, 6, 1), percent=100)
    plan_on(adoption, district, day=date(2027, 6, 29))
    assert entry_of(adoption).programme().crews == before.crews


def test_an_estate_held_without_an_end_is_left_out_by_the_scenario(adoption, district):
    other = DeliveryTask.objects.filter(kind="work", started_on=None).first().estate
    DeliveryTask.objects.filter(kind="work", estate=other).update(state=State.HELD, state_before=State.PLANNED)
    run = plan_on(adoption, district)
    assert run.scenario.withheld == (other,)
    assert not entry_of(adoption).programme().estate_by_id[other].exclusions


def test_an_estate_held_until_a_day_starts_after_it(adoption, district):
    other = DeliveryTask.objects.filter(kind="work", started_on=None).first().estate
    held = {"state": State.HELD, "state_before": State.PLANNED, "held_until": date(2027, 9, 30)}
    DeliveryTask.objects.filter(kind="work", estate=other).update(**held)
    plan_on(adoption, district)
    assert entry_of(adoption).programme().estate_by_id[other].earliest == 3


def test_the_page_tells_and_does_it_in_one_click(adoption, district, as_):
    office = as_("office")
    page = office.get(URL)
    assert page.status_code == 200
    html = page.content.decode()
    assert "2027Q3" in html and "已开工小区" in html and "滞后改造项" in html
    task = DeliveryTask.objects.filter(state=State.UNDER_WAY, kind="work").first()
    assert task.get_absolute_url() in html
    form = page.context["form"]
    sent = {name: form[name].value() for name in ("name", "moves", "seconds", "seen")}
    assert office.post(URL, sent | {"moves": ""}).status_code == 422
    answer = office.post(URL, sent)
    run = PlanRun.objects.order_by("-pk").first()
    assert (answer.status_code, answer["Location"]) == (302, run.get_absolute_url())
    assert "此前的滚动编制" in office.get(URL).content.decode()
    assert office.post(URL, sent).status_code == 422  # the data have changed since that page was opened


def test_who_may(adoption, as_):
    assert as_("approver").get(URL).status_code == 200
    assert as_("approver").post(URL, {}).status_code == 403  # may plan, but not write the data
    assert as_("subdistrict").get(URL).status_code == 403


def test_without_a_plan_in_force_or_a_quarter_left_the_page_says_so(adoption, district, as_, settings):
    settings.TODAY = date(2028, 11, 1)
    assert "没有可以再安排的季度" in as_("office").get(URL).content.decode()
    with pytest.raises(replanning.CannotReplan):
        plan_on(adoption, district, day=date(2028, 11, 1))


def test_the_preview_tells_what_the_adoption_then_does(adoption, district, as_):
    """Every task that the preview moves gets those dates, and no other moves."""
    run = adopted_otherwise(adoption, district)
    found = moves_of(run)
    told = {it.task.number: it.becomes for it in found.rows if it.kind in ("later", "earlier")}
    assert told and found.counts["cancelled"] == 0
    before = dict(DeliveryTask.objects.leaves().values_list("number", "finish_date"))
    page = as_("office").get(f"{URL}{run.uid}/")
    assert page.status_code == 200 and "推迟" in page.content.decode()
    assert as_("office").get(f"{URL}{run.uid}/?kind=same").status_code == 200
    assert as_("office").get(f"{URL}{run.uid}/?as=csv").status_code == 200
    later = f"推迟 {found.counts['later']}"
    told_at = {"office": reverse("plans:propose", args=[run.uid]), "approver": reverse("plans:adopt", args=[run.uid])}
    assert (
        f'<a href="{URL}{run.uid}/">采用后将变动的任务</a>'
        in as_("office").get(run.get_absolute_url()).content.decode()
    )
    assert later in as_("office").get(told_at["office"]).content.decode()
    plans.propose(run=run, by=district.people["office"], at=AT, note="按实际")
    assert later in as_("approver").get(told_at["approver"]).content.decode()
    assert "采用后将变动" not in as_("district").get(run.get_absolute_url()).content.decode()
    newer = plans.adopt(run=run, by=district.people["approver"], at=AT)
    set_up(adoption=newer, made=prepared_of(run), at=timezone.now())
    for task in DeliveryTask.objects.leaves():
        if task.number in told:
            assert (task.start_date, task.finish_date) == told[task.number]
        else:
            assert task.finish_date == before[task.number]


def adopted_otherwise(adoption, district) -> PlanRun:
    """A run of the same programme, made: one estate that has not begun starts a quarter later."""
    found = study(adoption.run)
    begun = set(DeliveryTask.objects.filter(started_on__isnull=False).values_list("estate", flat=True))
    estate = min(set(found.plan.starts) - begun)
    plan = replace(found.outcome.plan, starts=dict(found.plan.starts) | {estate: found.plan.starts[estate] + 1})
    paid = pay(found.programme, found.offer, replace(plan, payments=()))
    outcome = replace(found.outcome, plan=replace(plan, payments=paid.payments))
    run = plans.start(entry=adoption.entry, name="改期", asked=ASKED, by=district.people["office"], at=AT)
    plans.take_in(run=run, made=making.result_of(found.programme, outcome), folder="", at=AT)
    return PlanRun.objects.get(pk=run.pk)


def test_the_plan_that_follows_is_made_and_keeps_what_has_begun(adoption, district):
    """The planner finds a plan of the new data: what has begun stands, few move, every fen owed is paid."""
    run = plan_on(adoption, district)
    made = making.make(Line(), asked.request_of(run), Settings(work=2, seed=1, workers=1))
    plans.take_in(run=run, made=made, folder="", at=AT)
    run.refresh_from_db()
    assert run.may_be_adopted
    old, new = study(adoption.run).plan.starts, study(run).plan.starts
    (begun,) = run.version.programme().under_way
    assert new[begun.estate] == begun.start
    assert sum(old.get(e) != new.get(e) for e in {*old, *new}) <= run.asked["moves"]
    assert moves_of(run).made.nodes


def test_a_work_that_began_late_moves_the_start_of_its_estate(adoption, district):
    other = DeliveryTask.objects.filter(kind="work", started_on=None).order_by("start_date").first()
    began(other, date(2027, 6, 1))
    run = plan_on(adoption, district)
    found = {it.estate: it.start for it in run.version.programme().under_way}
    assert found[other.estate] == 1


def test_every_reason_has_its_sentence(adoption):
    programme = entry_of(adoption).programme()
    values = {"estate": "E1", "measure": "water", "began": DAY, "quarter": 2, "amount": 100, "fund": "city", "year": 0}
    values |= {"region": "D", "trade": "pipe", "weeks": 3}
    for code in LEFT:
        assert "{" not in left_said(programme, Left(code=code, values=values))
    assert set(WAITING) == {"held", "held_open", "held_too_long", "cancelled"}
