"""Messages for the tests, people who want the digest, and what goes out of the platform without going anywhere."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from web.district import AT

from yipanqi.web.accounts import actions as accounts
from yipanqi.web.accounts.models import User
from yipanqi.web.inbox import actions, outside
from yipanqi.web.inbox.kinds import name_kinds

WHAT, WHY = ("任务待核验", "A task is to be checked"), ("贵单位督办", "You inspect it")
DAY = date(2026, 3, 2)  # a Monday
MORNING = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

name_kinds({"test.task": ("任务", "Task"), "test.plan": ("方案", "Plan")})


def told(*people: User | None, key: str = "task:1", at: datetime = AT, **more: Any) -> int:
    """Send these people a message."""
    given = {"what": WHAT, "why": WHY, "kind": "test.task", "url": "/me/"} | more
    return actions.send(to=people, key=key, at=at, **given)


class Outside:
    """What was handed over: (channel, address, text), and what happens to the next."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, Any]] = []
        self.faults: list[Exception] = []

    def send(self, channel: str, address: str, text: Any, key: str) -> None:
        """Take it, or fail as told."""
        if self.faults:
            raise self.faults.pop(0)
        self.taken.append((channel, address, text))


@pytest.fixture
def gateway(monkeypatch, settings) -> Outside:
    """Mail and SMS are on, and lead here."""
    settings.MAIL_SERVER, settings.SMS_GATEWAY = "smtp://localhost", "https://sms.example.gov.cn/send"
    found = Outside()
    monkeypatch.setattr(outside, "send", found.send)
    return found


@pytest.fixture
def today(monkeypatch) -> Callable[[date], None]:
    """`today(day)`: the business day of the digests and of the pages."""

    def is_now(day: date) -> None:
        for place in ("actions.digests", "management.commands.digest", "telling", "views"):
            monkeypatch.setattr(f"yipanqi.web.inbox.{place}.today", lambda: day)

    is_now(DAY)
    return is_now


@pytest.fixture
def reader(district, gateway, today) -> User:
    """The office's planner, who wants the digest by SMS."""
    person = district.people["office"]
    accounts.choose_digest(person=person, at=AT, digest_by="sms", email="")
    return person
