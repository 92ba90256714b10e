"""A storm of logins from strangers, while people read pages and others come in: `python drills/storm.py`.

Real gunicorn on the loopback, two processes with four threads, production settings; SQLite in a temporary folder, or
with DATABASE_URL a fresh database of that PostgreSQL server. The storm comes from ever other addresses under ever other
names, half of its passwords are right, and it keeps no cookie. Of the people who come in meanwhile with password and
code, half sit at a device that is known. All of it runs on the same processors as the server.
"""

import argparse
import itertools
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from drilled.field import wait
from served import TOKEN, Answer, Person, Site, folders, percentile, served, soundness, take_in

PORT = 8145
STORM, PAGES = 30.0, 10.0  # a second
PEOPLE, PATIENCE = 100, 30.0  # who come in meanwhile; seconds each has
MOST_MS, LEAST = 300.0, 95
FORM = "application/x-www-form-urlencoded"
SHOWN = ("/", "/estates/", "/estates/map/", "/me/", "/organisations/", "/plans/")


@dataclass
class Told:
    """What was counted in one stretch of time."""

    pages: list[float] = field(default_factory=list)
    page_codes: Counter[int] = field(default_factory=Counter)
    storm_codes: Counter[int] = field(default_factory=Counter)
    storm: list[float] = field(default_factory=list)


def often(rate: float, seconds: float, hands: ThreadPoolExecutor, deed: Callable[[], None]) -> None:
    """Begin the deed so often a second, whether or not those before it are done."""
    began = time.monotonic()
    for turn in itertools.count():
        due = began + turn / rate
        if due > began + seconds:
            return
        time.sleep(max(0.0, due - time.monotonic()))
        hands.submit(deed)


def accounts(count: int, kind: str) -> list[Any]:
    """So many more people with one password, each with a device of their own; hashed once for all."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from web.district import a_person, an_organisation

    from yipanqi.web.accounts.models import Organisation, User

    top = Organisation.objects.filter(parent=None).first()
    place = an_organisation(f"storm-{kind}", "department", top)
    first = a_person(f"{kind}0", place, "department_member")
    more = []
    for number in range(1, count):
        more.append(User(login=f"{kind}{number}", display_name=f"{kind}{number}", created_at=first.created_at))
        more[-1].password, more[-1].password_changed_at = first.password, first.password_changed_at
    User.objects.bulk_create(more)
    found = list(User.objects.filter(login__startswith=kind).order_by("pk"))
    for person in found:
        TOTP.activate(person, generate_totp_secret())
    return found


class Stranger:
    """Ever another address, ever another name."""

    def __init__(self, site: Site, logins: list[str], told: Told, chance: random.Random) -> None:
        self.site, self.told, self.chance, self.names = site, told, chance, itertools.cycle(logins)
        self.turn = itertools.count()

    def come(self) -> None:
        """One try."""
        from web.district import PASSWORD

        turn = next(self.turn)
        name, password = (next(self.names), PASSWORD) if turn % 2 else (f"nobody{turn}", "Wrong-Password-2027")
        answer = ask(self.site, "/login/", {"login": name, "password": password}, an_address(self.chance))
        self.told.storm_codes[answer.status] += 1
        self.told.storm.append(answer.seconds)


def an_address(chance: random.Random) -> str:
    return f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def ask(site: Site, path: str, fields: dict[str, str] | None, address: str, cookies: str = "") -> Answer:
    """One request as our own proxy would hand it on."""
    import http.client
    from email.message import Message

    head = {"Cookie": f"csrftoken={TOKEN}" + (f"; {cookies}" if cookies else ""), "X-CSRFToken": TOKEN}
    head |= {"X-Forwarded-For": address} | ({"Content-Type": FORM} if fields else {})
    link, began = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE + 5), time.monotonic()
    try:
        link.request("POST" if fields else "GET", path, urlencode(fields) if fields else None, head)
        answer = link.getresponse()
        text = answer.read().decode("utf-8", "replace")
        return Answer(answer.status, answer.headers, text, time.monotonic() - began)
    except (OSError, http.client.HTTPException):
        return Answer(0, Message(), "", time.monotonic() - began)
    finally:
        link.close()


class Comer:
    """Somebody with the right password and the code of their device, who does what the page says."""

    def __init__(self, site: Site, login: str, secret: str, address: str, cookies: dict[str, str]) -> None:
        self.site, self.login, self.secret, self.address, self.cookies = site, login, secret, address, cookies
        self.tries, self.seconds = 0, 0.0

    def come_in(self) -> bool:
        """Is the first page reached within the patience of a person?"""
        from web.district import PASSWORD

        began = time.monotonic()
        self._ask("/login/")
        is_in = self._until("/login/", lambda: {"login": self.login, "password": PASSWORD}, "/login/code/", began)
        is_in = is_in and self._until("/login/code/", self._code, "/", began) and self._ask("/").status == 200
        self.seconds = time.monotonic() - began
        return is_in and self.seconds <= PATIENCE

    def _until(self, path: str, fields: Callable[[], dict[str, str]], goal: str, began: float) -> bool:
        while time.monotonic() - began < PATIENCE:
            self.tries += 1
            answer = self._ask(path, fields())
            if answer.status == 302 and answer.head["Location"] == goal:
                return True
            time.sleep(float(answer.head.get("Retry-After") or 1.0))
        return False

    def _code(self) -> dict[str, str]:
        from web.accounts.test_coming_in import code_of

        return {"code": code_of(self.secret)}

    def _ask(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = ask(self.site, path, fields, self.address, sent)
        for line in answer.head.get_all("Set-Cookie") or ():
            for name, it in SimpleCookie(line).items():
                if name != "csrftoken":
                    self.cookies[name] = it.value
        return answer


def known_device(number: int) -> dict[str, str]:
    """The cookie of a device from which somebody came in before."""
    from yipanqi.web.accounts import crowd

    return {crowd.DEVICE: crowd.new_device()} if number % 2 else {}


def storm(site: Site, seconds: float, seed: int, knows_devices: bool = True) -> dict[str, Any]:
    """Pages before the storm and in it; how many of a hundred come in."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import decrypt
    from web.programmes.conftest import two_subdistricts

    from yipanqi.web.audit.models import Event

    chance = random.Random(seed)
    take_in(two_subdistricts(8), site.home)
    strangers, comers = accounts(60, "stranger"), accounts(PEOPLE, "comer")
    secrets = {it.user_id: decrypt(it.data["secret"]) for it in Authenticator.objects.filter(type="totp")}
    site.serve()
    readers = [Person(site, login) for login in ("office", "district", "department", "system_admin")]
    calm, wild = Told(), Told()

    def read(told: Told) -> None:
        reader, path = chance.choice(readers), chance.choice(SHOWN)
        answer = reader.get(path)
        told.pages.append(answer.seconds)
        told.page_codes[answer.status] += 1

    with ThreadPoolExecutor(60) as hands, ThreadPoolExecutor(400) as crowd, ThreadPoolExecutor(PEOPLE) as coming:
        for path in SHOWN:
            wait(lambda path=path: readers[0].get(path).status)
        often(PAGES, 8.0, hands, lambda: read(calm))
        stranger = Stranger(site, [it.login for it in strangers], wild, chance)
        events = Event.objects.count()
        threads = [
            threading.Thread(target=often, args=(STORM, seconds, crowd, stranger.come)),
            threading.Thread(target=often, args=(PAGES, seconds, hands, lambda: read(wild))),
        ]
        for thread in threads:
            thread.start()
        asked, between = [], max(0.1, (seconds - 10.0) / PEOPLE)
        for number, person in enumerate(comers):
            cookies = known_device(number) if knows_devices else {}
            comer = Comer(site, person.login, secrets[person.pk], an_address(chance), cookies)
            asked.append((number % 2, comer, coming.submit(comer.come_in)))
            time.sleep(between)
        for thread in threads:
            thread.join()
        ended = [(kind, comer, it.result()) for kind, comer, it in asked]
    took = [comer.seconds for _, comer, is_in in ended if is_in]
    return {
        "logins a second": STORM,
        "pages p50, p95, max before, ms": _told(calm.pages),
        "pages p50, p95, max in the storm, ms": _told(wild.pages),
        "pages in the storm": dict(wild.page_codes),
        "storm answered": dict(sorted(wild.storm_codes.items())),
        "storm p50, p95, max, ms": _told(wild.storm),
        "came in, of 100": sum(is_in for *_, is_in in ended),
        "of 50 at known devices": sum(is_in for kind, _, is_in in ended if kind),
        "their p50, p95, max, ms": _told(took),
        "most tries of one": max(comer.tries for _, comer, _ in ended),
        "events written": Event.objects.count() - events,
        "pages too slow": percentile(wild.pages, 0.95) > MOST_MS,
        "too few came in": sum(is_in for *_, is_in in ended) < LEAST,
    }


def _told(seconds: list[float]) -> str:
    return " · ".join(str(percentile(seconds, part)) for part in (0.5, 0.95, 1.0))


def main() -> int:
    """What was counted; 1 where pages were slow or people stood outside."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=80.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strangers-only", action="store_true", help="nobody's device is known")
    asked = parser.parse_args()
    os.environ["YIPANQI_PROXIES"] = "1"
    with folders() as (home, notes), served(home, notes, PORT) as site:
        told = storm(site, asked.seconds, asked.seed, not asked.strangers_only) | soundness()
    is_well = told["database sound"] and told["log's chain whole"]
    is_well = is_well and not told["pages too slow"] and not told["too few came in"]
    sys.stdout.writelines(f"  {what:<42}{json.dumps(value, ensure_ascii=False)}\n" for what, value in told.items())
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
