"""Who comes in first where too many want to."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.urls import reverse
from web.accounts.test_coming_in import try_password
from web.district import come_in

from yipanqi.web.accounts import crowd, hashing, turnstile
from yipanqi.web.accounts.crowd import DEVICE, ROOM, TICKET, Door, Lane, Lately
from yipanqi.web.audit.models import RefusalCount


class Clock:
    """A clock that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _nobody_before(monkeypatch):
    """What other tests left in the memory of the process is not seen; somebody has just found the door full."""
    monkeypatch.setattr(crowd, "door", crowded())
    monkeypatch.setattr(crowd, "_used", Lately(60.0))
    monkeypatch.setattr(crowd, "_turned_away", Lately(120.0))


@pytest.fixture
def later(monkeypatch):
    """`later(5)`: so many seconds pass for tickets, devices and what a process remembers."""
    clock = Clock()
    monkeypatch.setattr(crowd, "_turned_away", Lately(120.0, clock))
    moment = [crowd.time.time()]
    monkeypatch.setattr(crowd, "_now", lambda: moment[0])

    def pass_by(seconds: float) -> None:
        clock.now += seconds
        moment[0] += seconds

    return pass_by


def crowded(clock=time.monotonic) -> Door:
    """A door at which somebody found no room a moment ago."""
    door = Door(clock)
    door.crowded_at = clock()
    return door


def full_for(lane: Lane) -> None:
    """So many are inside that this lane finds no room, and the next better one does."""
    crowd.door.inside = ROOM[lane]


def test_a_door_has_less_room_for_strangers():
    """One newcomer at a time; a known device comes in beside them, and some threads are left for pages."""
    door = crowded()
    with door.passage(Lane.NEW) as first, door.passage(Lane.NEW) as second, door.passage(Lane.KNOWN) as known:
        assert (first, second, known) == (True, False, True)
    with door.passage(Lane.NEW) as again:
        assert again
    assert max(ROOM.values()) < 4  # of the four threads a process has


def test_at_a_calm_door_all_are_alike():
    """Two colleagues at new computers come in at once; lanes begin when somebody finds no room, and end again."""
    clock = Clock()
    door = Door(clock)
    come = [door.passage(Lane.NEW) for _ in range(4)]
    with come[0] as one, come[1] as two, come[2] as three, come[3] as four:
        assert (one, two, three, four) == (True, True, True, False)
    with door.passage(Lane.NEW) as one, door.passage(Lane.NEW) as two:
        assert (one, two) == (True, False)
    clock.now += 31
    with door.passage(Lane.NEW) as one, door.passage(Lane.NEW) as two:
        assert (one, two) == (True, True)


def test_who_finds_no_room_is_told_when_to_come_again(district, client):
    """F1: 429 and Retry-After before anything is judged or written; the page speaks the reader's language."""
    full_for(Lane.NEW)
    answer = try_password(client, "office")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(crowd.COME_AGAIN))
    assert "同时登录的人太多" in answer.content.decode()
    client.cookies["django_language"] = "en"
    assert "Too many people" in try_password(client, "office").content.decode()


def test_who_comes_back_with_a_ticket_has_waited(district, client, later):
    """The ticket opens a better lane, not at once, and not for ever."""
    full_for(Lane.NEW)
    assert try_password(client, "office", address="10.1.1.2").status_code == 429
    assert TICKET in client.cookies

    assert try_password(client, "office", address="10.1.1.3").status_code == 429
    later(5)
    assert try_password(client, "office", address="10.1.1.3").status_code == 302
    later(400)
    assert try_password(client, "office", address="10.1.1.3").status_code == 429


def test_who_keeps_no_cookie_is_remembered_by_name_and_address(district, later):
    """A browser without cookies that comes back as it was told has waited too; a wrong password ends that."""
    full_for(Lane.NEW)
    assert try_password(Client(), "office").status_code == 429
    later(5)
    assert try_password(Client(), "office", address="10.9.9.9").status_code == 429
    assert try_password(Client(), "office", "wrong").status_code == 200

    assert try_password(Client(), "office").status_code == 429


def test_who_came_in_before_is_known_by_the_device(district):
    """With two factors only; the cookie tells nothing of the person, and opens the first lane."""
    half, whole = Client(), Client()
    come_in(half, district.people["office"], methods=("password",))
    come_in(whole, district.people["office"])
    half.get("/me/")
    whole.get("/me/")
    assert DEVICE not in half.cookies
    kept = whole.cookies[DEVICE]
    assert (kept["httponly"], kept["samesite"], kept["max-age"] > 0) == (True, "Lax", True)
    assert DEVICE not in whole.get("/me/").cookies  # it keeps the one it has
    whole.post(reverse("account_logout"))

    full_for(Lane.WAITED)

    assert try_password(whole, "office").status_code == 302


def test_a_forged_device_is_a_stranger(district, client):
    """Signed by us, or worth nothing."""
    client.cookies[DEVICE] = crowd.new_device()[:-2] + "xx"
    full_for(Lane.NEW)

    assert try_password(client, "office").status_code == 429


def test_one_device_does_not_fill_the_lane_of_all(rf):
    """A cookie handed to many is good for some logins a minute."""
    request = rf.post("/login/", {"login": "office"})
    request.COOKIES[DEVICE] = crowd.new_device()

    lanes = [crowd.lane_of(request) for _ in range(11)]

    assert lanes == [Lane.KNOWN] * 10 + [Lane.NEW]


def test_what_is_remembered_is_bounded():
    """The oldest names go; nobody fills the memory."""
    clock = Clock()
    lately = Lately(60.0, clock)
    for turn in range(crowd.MOST_KEYS + 5):
        lately.note(turn)

    assert lately.age(0) is None
    assert lately.note(crowd.MOST_KEYS) == 2
    clock.now += 61
    assert lately.age(crowd.MOST_KEYS) is None


def test_those_turned_away_are_counted_together(district, client, monkeypatch):
    """A storm leaves a number in the log, not a row a try."""
    monkeypatch.setattr(turnstile, "_TELL_EVERY", 0.0)
    full_for(Lane.NEW)
    for _ in range(3):
        try_password(client, "office")
    client.get("/health")

    told = RefusalCount.objects.filter(action="session.turned_away")
    assert [(it.address, it.count) for it in told] == [("", 3)]


def test_one_is_hashed_at_a_time_and_few_wait():
    """The pool is bounded, whoever asks; who finds it full is told at once."""
    pool, begun, go = hashing.Pool(most=2), threading.Event(), threading.Event()
    running, most = [0], [0]

    def work(*_: str) -> str:
        running[0] += 1
        most[0] = max(most[0], running[0])
        begun.set()
        go.wait(10)
        running[0] -= 1
        return "hashed"

    with ThreadPoolExecutor(2) as callers:
        asked = [callers.submit(pool.do, work) for _ in range(2)]
        begun.wait(10)
        while pool.places.acquire(blocking=False):  # until both have theirs
            pool.places.release()
        with pytest.raises(hashing.CannotHash):
            pool.do(work)
        go.set()
        assert [it.result(10) for it in asked] == ["hashed"] * 2

    assert most == [1]


def test_a_password_is_hashed_in_the_pool_and_known_again():
    """The platform's own hasher, once for real."""
    hasher = hashing.QueueingArgon2()
    kept = hasher.encode("Wansong-Stone-2027", "saltsaltsalt")

    assert hasher.verify("Wansong-Stone-2027", kept)
    assert not hasher.verify("Wansong-Stone-2028", kept)
