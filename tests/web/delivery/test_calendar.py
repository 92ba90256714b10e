"""The calendar of one's own deadlines: a secret address, what stands there, and how it ends."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar
from web.delivery.conftest import DAY, adopted_plan, link_units, with_tasks

from yipanqi.domain.delivery.state import State
from yipanqi.web.accounts.actions import limits
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models import CalendarAddress, DeliveryTask


@pytest.fixture
def delivery(district):
    """Tasks of the subdistrict, due soon."""
    adoption = adopted_plan(district)
    places = district.organisations
    link_units(adoption.entry, office=places["区改造办"], s1=places["新华街道"], s2=places["万松街道"])
    with_tasks(adoption)
    DeliveryTask.objects.update(start_date=DAY - timedelta(30), finish_date=DAY + timedelta(5), person="王大力")
    return adoption


def opened(browser) -> str:
    """The path of a new address, as its page shows it once."""
    page = browser.post("/tasks/calendar/open", follow=True).content.decode()
    return re.search(r"/calendar/[\w-]+\.ics", page)[0]


def events(path):
    """The events that stand there, read without logging in."""
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_ones_own_deadlines_stand_there_and_no_person(delivery, as_, district):
    """Each open task of one's organisations by its last day; no name, no phone."""
    path = opened(as_("subdistrict"))
    mine = DeliveryTask.objects.mine(district.people["subdistrict"]).leaves()
    done = mine.first()
    DeliveryTask.objects.filter(pk=done.pk).update(state=State.CLOSED)

    found = events(path)

    assert len(found) == mine.count() - 1 > 5
    assert {event["dtstart"].dt for event in found} == {DAY + timedelta(5)}
    text = Client().get(path).content.decode()
    assert "王大力" not in text and district.people["subdistrict"].display_name not in text
    assert f"/tasks/{mine.last().pk}/" in text.replace("\r\n ", "")


def test_the_address_is_shown_once_and_kept_as_a_hash(delivery, as_):
    """The page shows it after it was made, and never again; the database cannot tell it."""
    browser = as_("subdistrict")
    path = opened(browser)

    assert path not in browser.get("/tasks/calendar/").content.decode()
    assert path.split("/")[2][:-4] not in CalendarAddress.objects.get().digest


def test_a_new_address_ends_the_old_one_and_ending_ends_it(delivery, as_):
    """What is revoked is not there any more."""
    browser = as_("subdistrict")
    first, second = opened(browser), opened(browser)

    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    browser.post("/tasks/calendar/end")
    assert Client().get(second).status_code == 404
    assert [it.action for it in Event.objects.filter(action__startswith="calendar.ended")] == ["calendar.ended"]


def test_who_left_has_no_calendar(delivery, as_, district):
    """With the role the deadlines go."""
    path, person = opened(as_("subdistrict")), district.people["subdistrict"]

    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert Client().get(path).status_code == 404


def test_reading_is_in_the_log_once_a_day(delivery, as_):
    """Programs ask every hour."""
    path = opened(as_("subdistrict"))

    for _ in range(3):
        Client().get(path)

    assert Event.objects.filter(action="calendar.read").count() == 1


def test_strangers_cannot_try_on_and_on(delivery, monkeypatch):
    """Beyond its limit an address is told when to come again."""
    monkeypatch.setattr("yipanqi.web.delivery.views.calendar._LIMIT", limits.Limit(by_address=3, in_total=100))

    answers = [Client().get("/calendar/none.ics") for _ in range(5)]

    assert [it.status_code for it in answers] == [404, 404, 404, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0
