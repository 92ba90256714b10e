"""Periods closed on the record, bulletins written from them, edited and issued; the same for ever after."""

import zipfile
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from web.district import come_in
from web.progress.conftest import _own_home, moment, reported, work  # noqa: F401  fixtures
from web.triggers import assert_refused, attempts

from yipanqi.domain.delivery.state import Action, State
from yipanqi.domain.planning.told import told_alone
from yipanqi.domain.progress.due import USUAL, bulletin_on, due_on, next_month
from yipanqi.domain.progress.presets import PRESETS
from yipanqi.domain.progress.shipped import LIGHT
from yipanqi.domain.supervision.period import Period, PeriodKind, containing
from yipanqi.domain.supervision.snapshot import hash_of, snapshot_of
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery.models import DeliverySetting, DeliveryTask, TaskEvent
from yipanqi.web.delivery.words import ASSIGNED
from yipanqi.web.jobs.worker import drain
from yipanqi.web.page.stale import Stale
from yipanqi.web.programmes.actions import index, rows
from yipanqi.web.programmes.models import Record as Row
from yipanqi.web.progress.models import TaskReport
from yipanqi.web.supervision import periods_jobs
from yipanqi.web.supervision.actions import periods as actions
from yipanqi.web.supervision.models import Bulletin, BulletinEdit, ClosedPeriod, PeriodContent
from yipanqi.web.supervision.period_names import names_of
from yipanqi.web.supervision.period_papers import bulletin_paper, leader_paper, statistics_book
from yipanqi.web.supervision.period_record import Record
from yipanqi.web.supervision.periods_told import periods_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(district):
    return district.people


@pytest.fixture
def entry(work):  # noqa: F811
    index.write(work.entry, index.facts(work.entry.programme()), is_whole=True)
    return work.entry


def closed(entry, period, by, day, *, reason="") -> ClosedPeriod:
    """The period closed on a day, on what was known then."""
    record = Record(entry, day)
    found = record.snapshot(period)
    names = names_of(record.rules, found)
    return actions.close(entry=entry, snapshot=found, names=names, by=by, at=moment(day), day=day, reason=reason)


def issued(row: ClosedPeriod, by, day) -> Bulletin:
    return actions.issue(bulletin=Bulletin.objects.get(closed=row), by=by, at=moment(day), day=day)


@pytest.fixture
def begun(entry, work, people, settings) -> ClosedPeriod:  # noqa: F811
    """The month in which the work began, reported at 30 %, closed on the day on which its bulletin was due."""
    reported(work, people["contractor"], settings.TODAY, 30)
    period = containing(settings.TODAY, PeriodKind.MONTH)
    settings.TODAY = bulletin_on(period.month, USUAL)
    return closed(entry, period, people["office"], settings.TODAY)


def test_a_close_holds_what_was_known_and_drafts_a_bulletin(begun, work) -> None:  # noqa: F811
    """The work's estate is started, its money done is 30 % of the work's; the draft says so in both languages."""
    line = next(it for it in begun.snapshot.lines if it.estate == work.estate)
    assert (line.started_on, line.finished_on) == (work.started_on, None)
    assert line.done == told_alone(work.told_budget * 30 // 100)
    assert line.done_before == 0
    assert snapshot_of(begun.snapshot.stored).stored == begun.snapshot.stored
    assert begun.figures_hash == hash_of(begun.snapshot.stored)
    draft = Bulletin.objects.get(closed=begun)
    for lang, said in (("zh", "累计开工1个"), ("en", "To date 1 estate")):
        assert any(said in text for _, text in draft.final(lang)), lang


def test_places_of_an_english_bulletin_stand_in_pinyin_beside_the_chinese(begun, work) -> None:  # noqa: F811
    """As in other English papers; the Chinese words of the close are as they were."""
    words = begun.words
    assert words.name(work.region, "en") == f"Xinhua Subdistrict ({words.name(work.region, 'zh')})"
    assert "江城建工" in words.name(f"unit-of:{work.contractor_id}", "en") != "江城建工"


def test_what_is_known_later_makes_a_version_beside_the_old(begun, entry, work, people, settings) -> None:  # noqa: F811
    """After a correction the old close stays, the new one differs by it; without one it is refused."""
    with pytest.raises(actions.CannotClose, match="理由"):
        closed(entry, begun.told, people["office"], settings.TODAY)
    with pytest.raises(actions.CannotClose, match="没有变化"):
        closed(entry, begun.told, people["office"], settings.TODAY, reason="再算一次")
    settings.TODAY += timedelta(days=9)
    month = begun.first
    reported(work, people["contractor"], settings.TODAY, 20, month=month, reason="现场复核后更正", is_sure=True)

    later = closed(entry, begun.told, people["office"], settings.TODAY, reason="月报更正")

    assert (begun.version, later.version) == (1, 2)
    old, new = (next(it for it in one.snapshot.lines if it.estate == work.estate) for one in (begun, later))
    assert (old.done, new.done) == (told_alone(work.told_budget * 30 // 100), told_alone(work.told_budget * 20 // 100))
    states = dict(Bulletin.objects.values_list("closed__version", "state"))
    assert states == {1: "superseded", 2: "drafted"}
    assert Record(entry, begun.known_on).snapshot(begun.told).stored == begun.snapshot.stored


def test_bulletins_of_two_years_are_the_same_after_all_that_comes_later(
    entry,
    work,  # noqa: F811
    people,
    settings,
) -> None:
    """24 months closed; then events, corrections, renamed units, other rules and holidays. Each bulletin says the same
    (of every third one the paper too, byte for byte), and each close is worked out of the record to the same hash."""
    period, closes = containing(settings.TODAY, PeriodKind.MONTH), []
    for at in range(24):
        settings.TODAY = due_on(period.month)
        if at < 9:
            reported(work, people["contractor"], settings.TODAY, 10 + 10 * at)
        settings.TODAY = bulletin_on(period.month, USUAL)
        closes.append(closed(entry, period, people["office"], settings.TODAY))
        issued(closes[-1], people["approver"], settings.TODAY)
        period = Period(next_month(period.first), PeriodKind.MONTH)
    printed = {row.pk: _printed(row) for row in closes}

    _years_later(entry, work, people, settings, closes[0].first.year)

    for row in ClosedPeriod.objects.order_by("pk"):
        assert _printed(row) == printed[row.pk], row.period
        assert hash_of(Record(entry, row.known_on).snapshot(row.told).stored) == row.figures_hash, row.period
    assert len({it for it, _ in printed.values()}) == 24
    now = Record(entry, settings.TODAY).snapshot(closes[3].told)
    assert now.stored != closes[3].snapshot.stored


def _printed(row: ClosedPeriod) -> tuple[str, str]:
    found = Bulletin.objects.get(closed=row.pk)
    is_printed = row.first.month % 3 == 0  # of every third one the paper too
    paper = bulletin_paper(found, "zh" if row.first.month % 2 else "en") if is_printed else found.content_hash.encode()
    assert actions.content_hash(found) == found.content_hash
    return sha256(paper).hexdigest(), found.content_hash


def _years_later(entry, work, people, settings, closes_from) -> None:  # noqa: F811
    """Two years of what may happen after the closes."""
    settings.TODAY += timedelta(days=730)
    day = settings.TODAY
    first = TaskReport.objects.filter(task=work).order_by("month")[2]
    reported(work, people["contractor"], day, 12, month=first.month, reason="复核更正", is_sure=True)
    task = DeliveryTask.objects.filter(entry=entry, kind="work").exclude(pk=work.pk).first()
    about = {"task": task, "by": people["office"], "at": moment(day), "day": day}
    moved = {
        "budget": [str(task.budget), str(task.budget + 7_000_000)],
        "finish_date": [task.finish_date.isoformat(), (task.finish_date + timedelta(days=60)).isoformat()],
    }
    TaskEvent.objects.create(action="changed", before=task.state, after=task.state, facts=moved, **about)
    TaskEvent.objects.create(action=Action.START, before=task.state, after=State.UNDER_WAY, **about)
    task.budget, task.finish_date = task.budget + 7_000_000, task.finish_date + timedelta(days=60)
    task.state, task.started_on = State.UNDER_WAY, day
    task.save()
    Organisation.objects.filter(pk=work.contractor_id).update(name="江城建工集团（更名）")
    _builds_later(work, about)
    DeliveryTask.objects.filter(entry=entry).update(region_name="合并后的街道")
    rule = next(it for it in PRESETS.values() if it.key == "forecast")
    common = {"entry": entry, "source": "测试", "since": day, "by": people["office"], "at": moment(day)}
    DeliverySetting.objects.create(key=LIGHT, value=rule.stored, **common)
    DeliverySetting.objects.create(key="supervision.bulletin_rank", value="done", **common)
    Row.objects.filter(entry=entry, sheet="blackouts").update(is_active=False)
    _other_holidays(entry, closes_from, people, moment(day))


def _builds_later(work, about) -> None:  # noqa: F811
    """A contract gives the work to another contractor."""
    other = Organisation.objects.get(name="华中监理").pk
    facts = {"contractor": ["江城建工", "华中监理"], "contractor_id": [work.contractor_id, other]}
    told = about | {"task": work, "before": work.state, "after": work.state}
    TaskEvent.objects.create(action=ASSIGNED, facts=facts, **told)
    DeliveryTask.objects.filter(pk=work.pk).update(contractor=other)


def _other_holidays(entry, year, people, at) -> None:
    """The notices of the years that were closed come late, and give days off that were worked."""
    for one in range(year, year + 3):
        notice = {"year": one, "number": "测试", "days_off": "03-01/03-12 06-01/06-10 10-01/10-20", "worked": ""}
        row = rows.add(entry=entry, sheet="holidays", values=notice, by=people["office"], at=at)[0]
        rows.confirm_row(record=row, by=people["approver"], at=at)
    entry.refresh_from_db()
    assert not entry.frame().working.is_working(date(year + 1, 6, 2))


def test_what_was_issued_is_corrected_by_a_new_version(begun, entry, work, people, settings) -> None:  # noqa: F811
    """The new draft names the number that it replaces and the sums that are others; the issued one stays."""
    old = issued(begun, people["approver"], settings.TODAY)
    settings.TODAY += timedelta(days=9)
    reported(work, people["contractor"], settings.TODAY, 20, month=begun.first, reason="现场复核后更正", is_sure=True)
    closed(entry, begun.told, people["office"], settings.TODAY, reason="月报更正")
    draft = Bulletin.objects.get(state="drafted")
    assert draft.title[0] == f"{old.title[0]}（更正）"
    told = dict((it.key, text) for it, text in draft.final("zh"))["replaces"]
    assert told.startswith(f"{old.code}所载数据有更正") and "累计完成投资由" in told
    new = actions.issue(bulletin=draft, by=people["approver"], at=moment(settings.TODAY), day=settings.TODAY)
    assert (new.version, new.number) == (old.version + 1, old.number + 1)
    old.refresh_from_db()
    assert old.state == "issued" and actions.content_hash(old) == old.content_hash


def test_a_draft_is_edited_beside_what_was_worked_out_and_issued_by_another(begun, people, settings) -> None:
    """Who made or edited it may not issue it; a stale edit keeps nothing; what is issued stays."""
    draft, day = Bulletin.objects.get(closed=begun), settings.TODAY
    told = {"bulletin": draft, "key": "opening", "at": moment(day), "day": day}
    with pytest.raises(actions.CannotEdit, match="理由"):
        actions.edit(texts=("改", "New"), why=" ", by=people["office"], **told)
    actions.edit(texts=("改过的开头。", "Another beginning."), why="领导批示", by=people["office"], seen=0, **told)
    with pytest.raises(Stale):
        actions.edit(texts=("又改", "Again"), why="再改", by=people["approver"], seen=0, **told)
    draft.refresh_from_db()
    computed = next(it for it in draft.computed() if it.key == "opening").text("zh")
    assert dict((it.key, text) for it, text in draft.final("zh"))["opening"] == "改过的开头。" != computed
    assert BulletinEdit.objects.get().before[0] == computed

    with pytest.raises(actions.CannotIssue, match="以外的人"):
        actions.issue(bulletin=draft, by=people["office"], at=moment(day), day=day)
    made = actions.issue(bulletin=draft, by=people["approver"], at=moment(day), day=day, seen=1)

    assert made.code == f"{made.organ}〔{day.year}〕1号"
    assert "改过的开头。" in _text_of(bulletin_paper(made, "zh"))
    with pytest.raises(actions.CannotEdit):
        actions.edit(texts=("晚了", "Late"), why="改", by=people["office"], **told)
    for statement in attempts(Bulletin, "title = '[]'"):
        assert_refused(statement)


def test_numbers_have_no_gaps_and_summaries_their_own(begun, entry, people, settings) -> None:
    """A draft takes no number; bulletins of a year are numbered one after the other."""
    first = issued(begun, people["approver"], settings.TODAY)
    period = Period(next_month(begun.first), PeriodKind.MONTH)
    settings.TODAY = bulletin_on(period.month, USUAL)
    second = closed(entry, period, people["office"], settings.TODAY)
    assert Bulletin.objects.get(closed=second).number is None
    assert issued(second, people["approver"], settings.TODAY).number == first.number + 1
    settings.TODAY = date(begun.first.year + 1, 1, 20)
    year = closed(entry, containing(begun.first, PeriodKind.YEAR), people["office"], settings.TODAY)
    summary = issued(year, people["approver"], settings.TODAY)
    assert (summary.kind, summary.number, summary.organ.endswith("总结")) == ("summary", 1, True)
    assert "计划安排" in _text_of(bulletin_paper(summary, "zh"))


def test_the_database_keeps_what_was_closed(begun) -> None:
    """No close, and nothing that it holds, is changed or removed."""
    for model, change in ((ClosedPeriod, "version = 9"), (PeriodContent, "packed = NULL")):
        for statement in attempts(model, change):
            assert_refused(statement)


def test_a_period_that_is_not_over_is_not_closed(begun, entry, people, settings) -> None:
    """The month that goes on stays open."""
    with pytest.raises(actions.CannotClose, match="还没有结束"):
        closed(entry, containing(settings.TODAY, PeriodKind.MONTH), people["office"], settings.TODAY)


def test_a_job_closes_a_large_district(begun, entry, people, settings) -> None:
    """The same close by a worker; filed twice it is made once; a refusal is told on the job's page."""
    period = Period(next_month(begun.first), PeriodKind.MONTH)
    settings.TODAY = bulletin_on(period.month, USUAL)
    job = periods_jobs.file_close(entry, period.key, reason="", by=people["office"])
    assert periods_jobs.file_close(entry, period.key, reason="", by=people["office"]) == job
    drain()
    job.refresh_from_db()
    assert ClosedPeriod.objects.get(pk=job.result["closed"]).period == period.key
    again = periods_jobs.file_close(entry, period.key, reason="再算", by=people["office"])
    drain()
    again.refresh_from_db()
    assert again.state == "failed" and "没有变化" in again.error[0]


def test_a_job_looks_at_a_large_district(begun, client, entry, people, settings, monkeypatch) -> None:
    """Where a page would take too long a job looks; the page shows what it found, and closes by a job too."""
    monkeypatch.setattr("yipanqi.web.supervision.views.periods.LARGE", 0)
    period = Period(next_month(begun.first), PeriodKind.MONTH)
    settings.TODAY = bulletin_on(period.month, USUAL)
    come_in(client, people["office"])
    url = reverse("supervision:period-close", args=[period.key])
    assert "table" not in client.get(url).context
    client.post(url, {"look": "1"})
    drain()
    shown = client.get(url)
    assert len(shown.context["checks"]) > 5 and shown.context["table"].rows
    assert not ClosedPeriod.objects.filter(period=period.key).exists()
    client.post(url)
    drain()
    assert ClosedPeriod.objects.filter(period=period.key).exists()


def test_pages_show_drafts_to_who_writes_and_issued_ones_to_all(begun, client, people, settings) -> None:
    """A draft is 404 for a subdistrict until it is issued; every figure of the page leads to its rows."""
    draft = Bulletin.objects.get(closed=begun)
    page = reverse("supervision:bulletin", args=[draft.pk])
    come_in(client, people["subdistrict"])
    assert client.get(page).status_code == 404
    assert client.get(begun.get_absolute_url()).status_code == 404
    come_in(client, people["approver"])
    shown = client.get(page).content.decode()
    assert f"{reverse('supervision:period-rows', args=[begun.pk])}?year=" in shown
    assert client.post(reverse("supervision:bulletin-issue", args=[draft.pk]), {"seen": "0"}).status_code == 302
    come_in(client, people["subdistrict"])
    for url in (page, begun.get_absolute_url(), reverse("supervision:period-leader", args=[begun.pk])):
        assert client.get(url).status_code == 200


def test_what_is_to_be_closed_or_issued_waits_for_who_may(begun, entry, people, settings) -> None:
    """The draft waits for the approver, who did not make it; the next month waits for both once it is over."""
    title = Bulletin.objects.get(closed=begun).title[0]
    assert [it.text for it in periods_waiting(people["approver"], entry)] == [f"{title}待审定印发"]
    assert list(periods_waiting(people["office"], entry)) == []
    assert list(periods_waiting(people["subdistrict"], entry)) == []
    settings.TODAY = next_month(next_month(begun.first)) + timedelta(days=1)
    told = list(periods_waiting(people["office"], entry))
    assert [(it.text[-3:], it.until.day) for it in told] == [("待关账", 5)]


def test_rows_behind_a_figure_add_up_to_it(begun, client, people) -> None:
    """The list behind 开工 has as many estates as the figure says; works by light as many as there are."""
    come_in(client, people["office"])
    url = reverse("supervision:period-rows", args=[begun.pk])
    year = begun.snapshot.years[0]
    table = client.get(f"{url}?year={year}&what=started").context["table"]
    assert len(table.rows) == begun.figures[str(year)]["started"] == 1
    lights = client.get(f"{url}?lights=").context["table"]
    assert sum(cell.value for cell in lights.foot[1:]) == sum(sum(it.values()) for it in begun.snapshot.lights.values())


def test_the_dry_run_changes_nothing_and_the_page_closes(begun, client, entry, people, settings) -> None:
    """Looking shows checks; posting closes, and leads to what was closed."""
    period = Period(next_month(begun.first), PeriodKind.MONTH)
    settings.TODAY = bulletin_on(period.month, USUAL)
    come_in(client, people["office"])
    url = reverse("supervision:period-close", args=[period.key])
    shown = client.get(url)
    assert all(it["holds"] for it in shown.context["checks"] if it["is_hard"])
    assert shown.context["differs"] is None
    assert not ClosedPeriod.objects.filter(period=period.key).exists()
    assert client.post(url)["Location"] == ClosedPeriod.objects.get(period=period.key).get_absolute_url()


def test_papers_and_workbook_open(begun) -> None:
    """The leader's page is one section of Word; the workbook has the four tables, the duties and their mapping."""
    assert "红灯" in _text_of(leader_paper(begun, "zh"))
    book = load_workbook(BytesIO(statistics_book(begun, "zh")))
    years = len(begun.snapshot.years)
    assert len(book.sheetnames) == 4 - 1 + 2 * years + 1
    assert book.sheetnames[-1] == "表样对照"


def _text_of(paper: bytes) -> str:
    with zipfile.ZipFile(BytesIO(paper)) as file:
        return file.read("word/document.xml").decode()
