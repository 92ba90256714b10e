"""The pages of the inbox: one's own list, what to do with each message, the frame, the first page, the sendings."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.district import AT
from web.html import flat
from web.inbox.conftest import DAY, told
from web.plans.conftest import an_entry

from yipanqi.web.accounts.models import User
from yipanqi.web.audit.models import Event
from yipanqi.web.inbox import actions
from yipanqi.web.inbox.models import FAILED, SENT, Message, Sending

INDEX = "/inbox/"


def page(browser, **asked) -> str:
    """The list, on one line."""
    return flat(browser.get(INDEX, asked).content.decode())


def named(text: str) -> list[str]:
    """Which of the messages told here a page shows."""
    return [name for name in ("甲事", "乙事", "丙事", "丁事") if name in text]


@pytest.fixture
def four(district, today) -> list[Message]:
    """Of the office: unread and late, read and due, done, settled."""
    office = district.people["office"]
    told(office, key="a", what=("甲事", "Matter A"), until=DAY - timedelta(days=1))
    told(office, key="b", what=("乙事", "Matter B"), until=DAY, kind="test.plan")
    told(office, key="c", what=("丙事", "Matter C"), url="")
    told(office, key="d", what=("丁事", "Matter D"))
    found = list(Message.objects.order_by("pk"))
    actions.mark_read(found[1], by=office, at=AT)
    actions.mark_done(found[2], by=office, at=AT)
    actions.withdraw("d", at=AT)
    return found


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["甲事", "乙事", "丙事", "丁事"]),
        ({"show": "unread"}, ["甲事"]),
        ({"show": "due"}, ["甲事", "乙事"]),
        ({"show": "late"}, ["甲事"]),
        ({"show": "ended"}, ["丙事", "丁事"]),
        ({"kind": "test.plan"}, ["乙事"]),
        ({"kind": "test.plan", "show": "ended"}, []),
        ({"show": "nonsense"}, []),
    ],
    ids=str,
)
def test_the_list_is_filtered(as_, four, asked, shown):
    """By how a message stands and by kind; the file follows the same filters."""
    browser = as_("office")

    text = b"".join(browser.get(INDEX, asked | {"as": "csv"}).streaming_content).decode("utf-8-sig")

    assert named(page(browser, **asked)) == named(text) == shown
    assert len(list(csv.reader(io.StringIO(text)))) == 1 + len(shown)


def test_what_why_until_and_state_are_told_in_both_languages(as_, four):
    """The overdue one says so."""
    browser = as_("office")
    zh = page(browser, show="late")
    browser.post(reverse("language"), {"language": "en", "next": "/"})
    en = page(browser, show="late")

    assert all(word in zh for word in ("甲事", "贵单位督办", "2026-03-01", "逾期", "未读", "任务"))
    assert all(word in en for word in ("Matter A", "You inspect it", "2026-03-01", "overdue", "Unread", "Task"))


def test_opening_leads_there_and_is_reading(as_, four):
    """By a post: a look changes nothing; what leads nowhere leads back."""
    browser = as_("office")

    there = browser.post(reverse("inbox:open", args=[four[0].pk]))
    back = browser.post(reverse("inbox:open", args=[four[2].pk]))

    assert (there.url, back.url) == ("/me/", INDEX)
    assert Message.objects.get(pk=four[0].pk).read_at is not None


def test_marks_lead_back_to_the_list_as_it_was_asked_for(as_, four):
    """Also where something else than a question is sent along."""
    browser = as_("office")

    urls = [
        browser.post(reverse(f"inbox:{name}", args=[four[0].pk]), {"back": back}).url
        for name, back in (("read", "show=late&kind="), ("done", "https://elsewhere.example/?a=1"), ("done", ""))
    ]

    assert urls == [f"{INDEX}?show=late", f"{INDEX}?https%3A%2F%2Felsewhere.example%2F%3Fa=1", INDEX]
    assert Message.objects.get(pk=four[0].pk).done_at is not None


def test_others_messages_are_nowhere(as_, four, district):
    """Neither listed nor opened, by who sees the whole district and keeps the system either."""
    for kind in ("district", "system_admin"):
        browser = as_(kind)
        assert named(page(browser)) == []
        for name in ("open", "read", "done"):
            assert browser.post(reverse(f"inbox:{name}", args=[four[0].pk])).status_code == 404

    assert as_("district").post(reverse("inbox:read_all")).status_code == 302
    assert Message.objects.unread().get() == four[0]


def test_the_frame_tells_how_many_are_unread(as_, four, district):
    """Beside the person's name, on every page; nothing where there are none; 99+ above that."""
    office = as_("office")
    assert "消息<strong>1</strong>" in flat(office.get("/me/").content.decode())

    office.post(reverse("inbox:read_all"))
    assert "消息</a>" in flat(office.get("/me/").content.decode())

    for turn in range(100):
        told(district.people["office"], key=f"many:{turn}")
    assert "消息<strong>99+</strong>" in flat(office.get("/me/").content.decode())


def test_the_frame_asks_one_question_however_many_there_are(as_, district):
    """And the list asks no more for many than for few; it has pages, and all of it to print."""
    browser = as_("office")
    told(district.people["office"], key="first")

    def asked(url: str) -> tuple[int, list[str]]:
        browser.get(url)
        with CaptureQueriesContext(connection) as found:
            browser.get(url)
        return len(found), [it["sql"] for it in found if "inbox_message" in it["sql"]]

    few = {url: asked(url)[0] for url in ("/me/", INDEX, "/")}
    for turn in range(150):
        told(district.people["office"], key=f"many:{turn}")

    assert {url: asked(url)[0] for url in few} == few
    assert len(asked("/me/")[1]) == 1
    assert "1–100 / 151" in page(browser) and "1–151 / 151" in page(browser, all="1")


def test_the_count_reads_its_index(district):
    """A hundred thousand messages that are read cost nothing."""
    if connection.vendor != "sqlite":
        pytest.skip("the plan of SQLite")
    rows = Message.objects.visible_to(district.people["office"]).unread()

    assert "messages_unread" in rows[:100].explain()


def test_home_tells_what_waits_in_the_inbox(as_, four, district):
    """One line for the unread with the next date, one for the overdue; none where there is nothing."""
    told(district.people["office"], key="e", until=DAY + timedelta(days=4))
    text = flat(as_("office").get("/").content.decode())

    assert '<a href="/inbox/?show=unread">2 条未读消息</a><span class="note">截止 2026-03-06</span>' in text
    assert '<a href="/inbox/?show=late">1 条消息所说的事已逾期</a>' in text
    assert "/inbox/?show" not in as_("district").get("/").content.decode()


def test_a_fragment_is_the_list_without_the_shell(as_, four):
    """With the links of the headline, which follow the filter."""
    answer = as_("office").get(INDEX, {"show": "late"}, headers={"HX-Request": "true", "HX-Target": "inbox"})
    text = answer.content.decode()

    assert "<html" not in text and "甲事" in text
    assert 'hx-swap-oob="true"' in text and "?show=late&amp;as=csv" in text


def a_sending(person: User, day: date, state: str, **more) -> Sending:
    """A digest that went so."""
    plain = {"channel": "sms", "late": 0, "due": 0, "new": 1, "made_at": AT, "due_at": AT, "tries": 1, "tried_at": AT}
    return Sending.objects.create(person=person, day=day, state=state, **plain | more)


def test_who_keeps_the_system_sees_what_was_sent_and_what_failed(as_, district, today):
    """By state, channel and day, also as a file; no address stands there; that it was taken is in the log."""
    a_sending(district.people["office"], DAY, FAILED, fault="HTTP 503", tries=5)
    a_sending(district.people["district"], DAY - timedelta(days=3), SENT, channel="mail")
    browser, url = as_("system_admin"), reverse("inbox:sendings")

    every, failed, mails = (
        browser.get(url, asked).content.decode() for asked in ({}, {"state": FAILED}, {"channel": "mail"})
    )
    taken = b"".join(browser.get(url, {"day": "2026-03-02", "as": "csv"}).streaming_content).decode("utf-8-sig")

    assert "人office" in every and "人district" in every and "1387" not in every
    assert "人office" in failed and "HTTP 503" in failed and "人district" not in failed
    assert "人district" in mails and "人office" not in mails
    assert len(taken.splitlines()) == 2 and "HTTP 503" in taken
    assert Event.objects.get(action="sendings.exported").values_told["after"] == {"count": 1}
    assert "今天有 1 份每日提要没有发出" in browser.get("/").content.decode()
    assert "每日提要没有发出" not in as_("office").get("/").content.decode()


def test_the_inbox_is_there_with_and_without_a_programme(as_, district):
    """On the page of whoever has no programme, and beside one."""
    told(district.people["contractor"], district.people["office"])
    an_entry(district)

    for kind in ("contractor", "office"):
        assert "1 条未读消息" in as_(kind).get("/").content.decode()
