"""What is due: what the record makes due against what was published, what is said of it, the page and its files."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from web.disclosure.conftest import DAY, MONTH, a_content, moved, when

from yipanqi.domain.disclosure.duty import Status, near_from
from yipanqi.domain.disclosure.inspection import SignKind
from yipanqi.domain.disclosure.publication import Kind
from yipanqi.domain.disclosure.state import State
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models import DeliverySetting
from yipanqi.web.disclosure import duties as read
from yipanqi.web.disclosure import duties_jobs as jobs
from yipanqi.web.disclosure.actions import drafting, moving
from yipanqi.web.disclosure.actions import duties as actions
from yipanqi.web.disclosure.duties_rules import DAYS
from yipanqi.web.disclosure.duty_lights import lights_of
from yipanqi.web.disclosure.models import DutyNote, RecordChange
from yipanqi.web.inbox.models import Message
from yipanqi.web.jobs.actions import file
from yipanqi.web.jobs.worker import drain

PROGRESS, KEY = "progress", MONTH.record_key
OLD = replace(MONTH, kind=Kind.MEETING, record_key="supervision.meeting:1", title=("调度会", "Meeting"))
NAMES = {"obligation": PROGRESS, "matter": KEY}


def an_old_meeting(record, day=date(2026, 12, 1)):
    """A meeting long ago: late by now."""
    record.says(a_content(), replace(OLD, event_day=day))


def stands(entry, obligation=PROGRESS, key=KEY, day=DAY):
    """How one matter stands."""
    return read.duties_of(entry, day).find(obligation, key)


def said(entry, by, *, kind=DutyNote.NOT_APPLICABLE, reason="本月未发通报", **more):
    """A word on it."""
    return actions.note_duty(entry=entry, kind=kind, reason=reason, by=by, **{**NAMES, **more}, **when())


def test_a_closed_month_is_due_within_twenty_working_days(entry):
    """From the day of its bulletin, on the programme's own calendar; nothing of years that are not over."""
    found = read.duties_of(entry, DAY)

    assert [(it.obligation.code, it.event.key) for it in found.matters] == [(PROGRESS, KEY)]
    assert found.matters[0].until == entry.frame().working.add(MONTH.event_day, 20)
    assert found.matters[0].status is Status.DUE and stands(entry, day=date(2027, 4, 30)).status is Status.LATE


def test_the_district_decides_the_days(entry, record, district):
    """From a day on; what began before keeps its own."""
    later = replace(MONTH, record_key="supervision.closedperiod:2027-03", event_day=DAY)
    record.says(a_content(), later)
    DeliverySetting.objects.create(
        entry=entry,
        key=DAYS,
        value=[{"duty": PROGRESS, "days": 10}],
        source="区政府规定",
        since=DAY,
        by=district.people["office"],
        at=timezone.now(),
    )

    working = entry.frame().working
    assert stands(entry).until == working.add(MONTH.event_day, 20)
    assert stands(entry, key=later.record_key).until == working.add(DAY, 10)


def test_only_what_is_published_is_done(entry, made, district):
    """A draft or a signed version is not; withdrawn, it is due again."""
    version = made(State.SIGNED)
    assert stands(entry).status is Status.DUE

    office, approver = district.people["office"], district.people["approver"]
    version = moving.publish(version=version, by=office, day=DAY)
    assert stands(entry).status is Status.DONE

    moving.withdraw(version=version, why="error", reason="有误", by=approver, is_signed=True, **when())
    assert stands(entry).status is not Status.DONE


def test_a_year_that_is_over_owes_its_reports(entry, record):
    """Of the department and of the government; of none before the programme's first year, whatever was held then."""
    an_old_meeting(record, date(2020, 6, 23))

    found = read.duties_of(entry, date(2028, 2, 10))

    years = {(it.obligation.code, it.until, it.status) for it in found.matters if it.event.key.startswith("year:")}
    assert years == {
        ("annual", date(2028, 1, 31), Status.LATE),
        ("annual_government", date(2028, 3, 31), Status.DUE),
    }


def test_not_applicable_with_its_reason_and_taken_back(entry, district):
    """Each a line of the log; the newest counts and nothing is overwritten."""
    office = district.people["office"]
    said(entry, office)

    found = stands(entry)
    assert found.status is Status.NOT_APPLICABLE and found.reason == "本月未发通报"
    actions.recall_duty_note(entry=entry, reason="通报已发", by=office, **NAMES, **when())
    assert stands(entry).status is Status.DUE and DutyNote.objects.count() == 2
    logged = Event.objects.filter(action__startswith="duty.").values_list("action", flat=True)
    assert sorted(logged) == ["duty.not_applicable", "duty.recalled"]


def test_done_by_another_publication(entry, district, made):
    """It counts from the day on which that was published, as long as it is public."""
    office = district.people["office"]
    notice = made(State.PUBLISHED, by_hand=True)
    said(entry, office, kind=DutyNote.DONE, reason="并入公告", publication=notice.publication)

    assert stands(entry).status is Status.DONE
    moving.withdraw(
        version=notice, why="error", reason="有误", by=district.people["approver"], is_signed=True, **when()
    )
    assert stands(entry).status is Status.DUE


def test_what_cannot_be_said(entry, district, made):
    """Without a reason, by somebody else, of what is not due, of what is done, by what is not public."""
    office = district.people["office"]
    draft = made(State.DRAFTED, by_hand=True).publication
    for by, more in (
        (office, {"reason": " "}),
        (office, {"kind": "maybe"}),
        (office, {"matter": "supervision.closedperiod:2020-01"}),
        (district.people["district"], {}),
        (office, {"kind": DutyNote.DONE, "publication": draft}),
    ):
        with pytest.raises(actions.CannotNote):
            said(entry, by, **more)
    with pytest.raises(actions.CannotNote):
        actions.recall_duty_note(entry=entry, reason="有误", by=office, **NAMES, **when())
    said(entry, office)
    with pytest.raises(actions.CannotNote):
        said(entry, office)
    assert DutyNote.objects.count() == 1


def test_what_an_inspection_would_find(entry, record, made):
    """A column of which something is due is empty; the other is without news after two weeks."""
    an_old_meeting(record)
    made(State.PUBLISHED)

    now = read.signs_of(read.duties_of(entry, DAY), DAY)
    later = timezone.localdate() + timedelta(days=15)  # what is published is dated by the server
    found = read.signs_of(read.duties_of(entry, later), later)

    assert [(it.kind, it.about[0]) for it in now if it.kind is SignKind.EMPTY] == [(SignKind.EMPTY, "会议活动")]
    assert {(it.kind, it.about[0]) for it in found} == {(SignKind.STALE, "进度通报"), (SignKind.EMPTY, "会议活动")}


def test_who_drafts_is_told_once_of_each_matter(entry, district, record, made):
    """By the day's job, however often it is done; nobody else is; what is done meanwhile is settled."""
    an_old_meeting(record)
    told = Message.objects.filter(kind=jobs.KIND)
    file(kind=jobs.DUTIES, args={"entry": entry.pk}, by=None, key="duties-1")
    drain()
    file(kind=jobs.DUTIES, args={"entry": entry.pk}, by=None, key="duties-2")
    drain()

    assert {it.person.login for it in told.open()} == {"office"}
    late = {it.key.rpartition(":")[2] for it in told.open()}
    assert OLD.record_key.rpartition(":")[2] in late and told.count() == len(late)
    said(entry, district.people["office"], obligation="meeting", matter=OLD.record_key)
    file(kind=jobs.DUTIES, args={"entry": entry.pk}, by=None, key="duties-3")
    drain()
    assert not told.open().filter(key__contains=OLD.record_key).exists()


def test_the_page_lists_and_filters(as_, entry, record, made):
    """The late first; by state, kind and year; a draft on its way is named; nonsense filters nothing."""
    an_old_meeting(record)
    made(State.DRAFTED)
    page = reverse("disclosure:duties")
    browser = as_("office")

    whole = browser.get(page).content.decode()
    late = browser.get(page, {"status": "late"}).content.decode()
    strange = browser.get(page, {"status": "x", "kind": "y", "year": "z", "page": "99"})

    assert whole.index("调度会") < whole.index(MONTH.title[0]) and "起草" in whole and "检查指标" in whole
    assert "调度会" in late and MONTH.title[0] not in late
    assert strange.status_code == 200 and MONTH.title[0] in strange.content.decode()
    browser.post(reverse("language"), {"language": "en"})
    assert "第二十六条" in whole and "Article 26" in browser.get(page).content.decode()


def test_an_empty_page_says_when_something_will_be_due(as_, entry, record):
    """It names what makes something due."""
    record.contents.clear()

    assert "还没有应公开的事项" in as_("office").get(reverse("disclosure:duties")).content.decode()


def test_the_list_is_taken_as_a_file(as_, entry, record):
    """CSV and Excel, as filtered; by who may export."""
    an_old_meeting(record)
    page = reverse("disclosure:duties")

    csv = as_("office").get(page, {"as": "csv", "status": "late", "kind": "meeting"}).getvalue().decode("utf-8-sig")
    xlsx = as_("office").get(page, {"as": "xlsx"})

    assert "调度会" in csv and MONTH.title[0] not in csv and "2026-12-01" in csv
    assert xlsx.content[:2] == b"PK"


def test_something_is_said_of_it_on_its_page(as_, entry, made):
    """With a reason; a wrong index number is refused with what was written kept; then taken back."""
    browser = as_("office")
    page = reverse("disclosure:duty", args=[PROGRESS, KEY])
    assert browser.get(page).status_code == 200

    wrong = browser.post(page, {"kind": "done", "reason": "见公告", "number": "420103-001-01-2026-99999"})
    empty = browser.post(page, {"kind": "not_applicable", "reason": ""})
    right = browser.post(page, {"kind": "not_applicable", "reason": "本月未发通报"})
    shown = browser.get(reverse("disclosure:duties")).content.decode()
    back = browser.post(reverse("disclosure:duty-recall", args=[PROGRESS, KEY]), {"reason": "通报已发"})

    assert wrong.status_code == 422 and "见公告" in wrong.content.decode() and empty.status_code == 422
    assert right.status_code == 302 and "本月未发通报" in shown
    assert back.status_code == 302 and stands(entry).status is Status.DUE
    assert browser.get(reverse("disclosure:duty", args=["nothing", KEY])).status_code == 404


def test_who_only_sees_says_nothing(as_, entry):
    """The page is shown without the forms; sending one is refused."""
    page = reverse("disclosure:duty", args=[PROGRESS, KEY])

    assert as_("subdistrict").get(reverse("disclosure:duties")).status_code == 200
    assert as_("subdistrict").post(page, {"kind": "done", "reason": "x"}).status_code == 403
    assert as_("contractor").get(reverse("disclosure:duties")).status_code == 403


def test_the_page_asks_as_often_whatever_is_due(as_, entry, record, django_assert_max_num_queries):
    """A hundred matters cost no more questions than one."""
    for number in range(100):
        record.says(a_content(), replace(OLD, record_key=f"supervision.meeting:{number}", event_day=date(2026, 12, 1)))
    browser = as_("office")
    browser.get(reverse("disclosure:duties"))

    with django_assert_max_num_queries(45):
        browser.get(reverse("disclosure:duties"))


def test_it_is_due_again_after_the_record_changed(as_, entry, district, record, made):
    """Twenty working days from the day on which the nightly look saw it; a word from before does not excuse it; done
    once the correction is out, or the record says the same again."""
    version = made(State.PUBLISHED)
    night(entry, "1")
    assert stands(entry).status is Status.DONE

    record.says(a_content("13"))
    night(entry, "2")
    found = stands(entry)
    assert (found.status, found.until) == (Status.DUE, entry.frame().working.add(DAY, 20))
    page = as_("office").get(reverse("disclosure:duties")).content.decode()
    assert "公开后记录有2处变化" in page and "记录变更" in page

    record.says(a_content())
    night(entry, "3")
    assert stands(entry).status is Status.DONE
    record.says(a_content("13"))
    night(entry, "4")
    office, approver = district.people["office"], district.people["approver"]
    why = {"reason": ("记录已变更", "Changed"), "changed": ("开工数", "Started")}
    later = moving.correct(version=version, **why, shows_old=False, by=office, **when())
    later = drafting.renew(version=later, by=office, **when())
    moved(later, State.PUBLISHED, office, approver)
    assert stands(entry).status is Status.DONE
    night(entry, "5")
    assert stands(entry).status is Status.DONE and not RecordChange.objects.exists()


def test_the_first_page_has_the_light_of_what_is_due(as_, entry, district, record, made):
    """Red with the number and the way to it, for who only sees as well; out once it was said or published; back when
    the word is taken back."""
    an_old_meeting(record)
    night(entry, "lit")
    late, near = (said_of_light(entry, it) for it in (Status.LATE, Status.NEAR))
    assert late == len([it for it in read.duties_of(entry, DAY).open if it.status is Status.LATE]) > 0 == near

    leader, office = (as_(it).get("/").content.decode() for it in ("district", "office"))
    assert f"◆ {late} 项应公开事项已逾期" in leader and "/disclosure/duties/?status=late" in leader
    assert "等我办理" in office and f"{late} 项应公开事项已逾期" in office
    by = district.people["office"]
    said(entry, by, obligation="meeting", matter=OLD.record_key)
    assert said_of_light(entry, Status.LATE) == late - 1
    actions.recall_duty_note(entry=entry, obligation="meeting", matter=OLD.record_key, reason="误填", by=by, **when())
    assert said_of_light(entry, Status.LATE) == late
    opened = lights_of(entry, DAY).open
    made(State.PUBLISHED)
    assert lights_of(entry, DAY).open == opened - 1


def test_the_light_of_a_matter_turns_by_the_day(entry, record):
    """Green, near, late: of one that was looked at once; nothing before anything was looked at."""
    assert lights_of(entry, DAY) is None
    night(entry, "once")
    until = stands(entry).until

    told = [lights_of(entry, day).lines()[0].text for day in (DAY, until, until + timedelta(days=1))]

    assert [it[0] for it in told] == ["●", "▲", "◆"]
    assert stands(entry, day=near_from(until, entry.frame().working)).status is Status.NEAR
    assert stands(entry, day=near_from(until, entry.frame().working) - timedelta(days=1)).status is Status.DUE


def said_of_light(entry, status):
    """How many the light counts."""
    return lights_of(entry, DAY).matters[status]


def night(entry, name):
    """The day's job once."""
    file(kind=jobs.DUTIES, args={"entry": entry.pk}, by=None, key=f"night-{name}")
    drain()
