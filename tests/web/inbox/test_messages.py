"""A message reaches each person once, is settled with its matter, and every sending is in the log."""

from datetime import timedelta

import pytest
from web.district import AT
from web.inbox.conftest import WHAT, told

from yipanqi.web.accounts.models import User
from yipanqi.web.audit.models import Event
from yipanqi.web.inbox import actions
from yipanqi.web.inbox.actions import CannotSend
from yipanqi.web.inbox.kinds import name_kinds
from yipanqi.web.inbox.models import Message

LATER = AT + timedelta(days=1)


def events(action: str) -> list[dict]:
    """What the log tells after this deed, each time it was done."""
    return [it.values_told["after"] for it in Event.objects.filter(action=action).order_by("seq")]


def test_each_person_is_told_once_of_a_matter(district):
    """Again, and again with one person more: nobody has it twice; one event for each call that told somebody."""
    office, leader = district.people["office"], district.people["district"]

    counts = [told(office), told(office), told(office, leader, leader)]

    assert counts == [1, 0, 1]
    assert sorted(Message.objects.values_list("person__login", flat=True)) == ["district", "office"]
    assert events("message.sent") == [{"count": 1, "key": "task:1", "kind": "test.task"}] * 2


def test_nobody_and_who_left_are_passed_over(district):
    """A missing person is no error; the others are told."""
    left = district.people["elsewhere"]
    User.objects.filter(pk=left.pk).update(is_active=False)

    assert told(None, left, User(login="new"), district.people["office"]) == 1
    assert told(None, key="task:2") == 0
    assert Message.objects.get().person == district.people["office"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "test.unnamed"},
        {"key": ""},
        {"key": "k" * 201},
        {"what": ("只有中文", " ")},
        {"url": "https://elsewhere.example/"},
        {"url": "//elsewhere.example/"},
        {"url": "me/"},
    ],
    ids=str,
)
def test_what_is_no_message_of_ours_is_refused(district, wrong):
    """A kind without a name, no key, one language alone, an address that is not a path of ours."""
    with pytest.raises(CannotSend):
        told(district.people["office"], **wrong)

    assert not Message.objects.exists()


def test_a_long_text_ends_with_an_ellipsis(district):
    """A name that is too long is no reason to tell nobody."""
    told(district.people["office"], what=("长" * 400, "long"))

    assert Message.objects.get().what_zh == "长" * 299 + "…"


def test_a_settled_matter_is_history_for_everybody(district):
    """Its messages stay, no longer open; those of another matter stay open; what is done stays done."""
    office, leader = district.people["office"], district.people["district"]
    told(office, leader)
    told(office, key="task:2")

    counts = [actions.withdraw("task:1", at=LATER), actions.withdraw("task:1", at=LATER), told(office)]

    assert counts == [2, 0, 0]
    assert Message.objects.open().get().key == "task:2"
    assert Message.objects.filter(settled_at=LATER).count() == 2
    assert events("message.withdrawn") == [{"count": 2, "key": "task:1"}]


def test_read_and_done_count_the_first_time(district):
    """Done is read too; what is done can no longer be settled; each mark is one event."""
    office = district.people["office"]
    told(office)
    message = Message.objects.get()

    for at in (AT, LATER):
        actions.mark_done(message, by=office, at=at)
        actions.mark_read(message, by=office, at=at)

    message.refresh_from_db()
    assert (message.read_at, message.done_at, actions.withdraw("task:1", at=LATER)) == (AT, AT, 0)
    assert (len(events("message.done")), len(events("message.read"))) == (1, 0)


def test_all_are_read_at_once(district):
    """One's own alone."""
    office = district.people["office"]
    for key in ("a", "b"):
        told(office, district.people["district"], key=key)

    assert actions.mark_all_read(person=office, at=AT) == 2
    assert actions.mark_all_read(person=office, at=AT) == 0
    assert Message.objects.unread().count() == 2
    assert events("message.read") == [{"count": 2}]


def test_a_kind_has_one_name():
    """Named again the same it stands; otherwise the program stops."""
    name_kinds({"test.task": ("任务", "Task")})

    with pytest.raises(ValueError, match=r"test\.task"):
        name_kinds({"test.task": ("别的", "Other")})


def test_texts_are_in_the_readers_language(district):
    """Both are kept."""
    told(district.people["office"])

    message = Message.objects.get()

    assert (message.what_zh, message.what_en) == WHAT
    assert (message.what, message.kind_said, message.state_said) == ("任务待核验", "任务", "未读")
