"""Refusals: single events of an account up to so many an hour, the rest counted and summed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from web.audit.conftest import begun, verified
from web.district import a_person

from yipanqi.web.accounts.actions import limits, tidying
from yipanqi.web.accounts.models import Tries
from yipanqi.web.audit import actions
from yipanqi.web.audit.models import Event, RefusalCount
from yipanqi.web.audit.views import told

pytestmark = pytest.mark.django_db
STRANGER = AnonymousUser()
LATER = timedelta(hours=1, minutes=1)


def refused(count: int, **facts) -> None:
    for _ in range(count):
        actions.refuse("session.refused", **{"by": STRANGER, **facts})


def test_an_hours_refusals_of_strangers_are_one_event_for_each_address(db):
    """F2: not before the hour is over, and once; the log stays whole and says it in words."""
    refused(3, address="10.1.1.1")
    actions.refuse("person.code_refused", by=STRANGER, address="10.1.1.1")
    refused(2, address="10.2.2.2")
    now = datetime.now(UTC)
    actions.sum_refusals(at=now)
    assert not Event.objects.exists()

    actions.sum_refusals(at=now + LATER)
    actions.sum_refusals(at=now + LATER)

    first, second = (event.values_told["after"] for event in Event.objects.in_chain())
    assert (first["address"], first["count"]) == ("10.1.1.1", 4)
    assert first["deeds"] == ["person.code_refused 1", "session.refused 3"]
    assert (second["address"], second["count"]) == ("10.2.2.2", 2)
    with translation.override("zh-hans"):
        line = told(Event.objects.order_by("seq"))[0]
    assert line.action == "被拒次数汇总"
    assert ("被拒的操作", None, "一次性码不符 1、登录失败 3") in line.values
    begun()
    assert verified()[0] == 0


def test_very_many_addresses_are_summed_together(db, monkeypatch):
    """F2: a storm from everywhere adds so many events an hour and no more; the largest have one of their own."""
    monkeypatch.setattr(actions, "_MOST_SUMS", 2)
    for turn in range(5):
        refused(turn + 1, address=f"10.0.0.{turn}")

    actions.sum_refusals(at=datetime.now(UTC) + LATER)

    after = [event.values_told["after"] for event in Event.objects.in_chain()]
    assert [it.get("address") for it in after] == ["10.0.0.4", "10.0.0.3", None]
    assert (after[2]["addresses"], after[2]["count"]) == (3, 6)


def test_an_account_has_single_events_up_to_so_many(db):
    """F5: then counts, which tell of the account; another account has its own."""
    person, other = a_person("li.ming"), a_person("wang.wu")
    refused(actions.MOST_SINGLE + 3, subject=person)
    refused(1, subject=other)

    assert Event.objects.filter(action="session.refused").count() == actions.MOST_SINGLE + 1
    actions.sum_refusals(at=datetime.now(UTC) + LATER)
    summed = Event.objects.get(action="refusals.summed")
    assert (summed.subject_type, summed.subject_id) == ("accounts.user", str(person.pk))
    assert summed.values_told["after"]["count"] == 3


def test_who_is_logged_in_fills_the_log_no_more_than_a_stranger(db):
    """F2: pages one may not see, asked for again and again, are counted under one's own account."""
    person = a_person("li.ming")
    for turn in range(actions.MOST_SINGLE + 5):
        actions.refuse("access.refused", subject=("permission", f"p{turn % 3}"), by=person)

    assert Event.objects.filter(action="access.refused").count() == actions.MOST_SINGLE
    assert RefusalCount.objects.get().subject_id == str(person.pk)


def test_the_figure_of_a_day_counts_all(db):
    """Events of their own and counts, summed or not, each once."""
    refused(3, address="10.1.1.1")
    refused(2, subject=a_person("li.ming"))
    since = datetime.now(UTC) - timedelta(days=1)
    assert Event.objects.refused_since(since) == 5

    actions.sum_refusals(at=datetime.now(UTC) + LATER)

    assert Event.objects.refused_since(since) == 5


def test_counts_go_once_they_are_told(db):
    """Neither counts nor tries are kept longer than they are needed."""
    refused(1, address="10.1.1.1")
    now = datetime.now(UTC)
    limits.count("code", "10.1.1.1", at=now)
    tidying.tidy(at=now + LATER)
    assert RefusalCount.objects.count() == 1

    tidying.tidy(at=now + timedelta(days=4))

    assert (RefusalCount.objects.count(), Tries.objects.count()) == (0, 0)
    assert Event.objects.filter(action="refusals.summed").count() == 1
