"""`make run`: the example taken in, planned and adopted, a login for every role that works, web and worker together."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from django.core.management import CommandError, call_command
from web.district import AT
from web.plans.conftest import tight

from yipanqi import workbook
from yipanqi.web.accounts import actions as accounts
from yipanqi.web.accounts.models import User
from yipanqi.web.accounts.roles import ROLES
from yipanqi.web.plans import demo

RUN = [sys.executable, "-m", "yipanqi.web", "demo"]
COUNTED = """
import django; django.setup()
from yipanqi.web.audit import proof
from yipanqi.web.audit.models import Event
from yipanqi.web.plans.models import Adoption, PlanRun
from yipanqi.web.programmes.models import ImportBatch
held = Adoption.objects.get()
events = Event.objects.in_chain().prefetch_related("openings")
told = [PlanRun.objects.count(), ImportBatch.objects.count(), held.by.login, held.proposed_by.login,
        [fault.zh for fault in proof.faults(events)],
        sorted(set(Event.objects.by_staff([held.proposed_by_id]).values_list("action", flat=True)))]
import json; print(json.dumps(told))
"""


@pytest.fixture
def place(tmp_path):
    """A folder, an example of three estates, and the environment of a developer: whatever the tests' database is."""
    workbook.write(tight(), tmp_path / "tiny.xlsx")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YIPANQI_", "DATABASE_URL"))}
    environment = kept | {"YIPANQI_DEBUG": "1", "YIPANQI_HOME": str(tmp_path / "var")}
    return tmp_path, environment | {"DJANGO_SETTINGS_MODULE": "yipanqi.web.settings"}


def demonstrated(place, *options: str) -> subprocess.CompletedProcess:
    """The command to its end."""
    folder, environment = place
    command = [*RUN, "--workbook", str(folder / "tiny.xlsx"), "--seconds", "2", "--out", str(folder / "out"), *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=150, check=False)


def counted(place) -> list:
    """What the database holds afterwards."""
    done = subprocess.run(
        [sys.executable, "-c", COUNTED], env=place[1], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


def codes(text: str) -> dict[str, str]:
    """Code by login, as printed."""
    return dict(re.findall(r"^  (demo\.\w+) +(\d{6}) ", text, re.M))


def a_free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_once_prepared_it_serves_until_told_to_end(place):
    """The first run prepares all; the second reuses it and serves; the printed login and code open the plan."""
    first = demonstrated(place, "--no-serve")
    assert first.returncode == 0, first.stderr
    assert len(codes(first.stdout)) == len(ROLES)
    assert (place[0] / "out" / "工作计划.docx").stat().st_size > 10_000
    assert (place[0] / "out" / "plan" / "plan").is_dir()

    port = a_free_port()
    log = place[0] / "said.txt"
    with log.open("wb") as said:
        command = [*RUN, "--workbook", str(place[0] / "tiny.xlsx"), "--out", str(place[0] / "out")]
        served = subprocess.Popen([*command, "--port", str(port)], env=place[1], stdout=said, stderr=said)
    try:
        health = wait_for(port, log)
        assert health == {"database": True, "migrations": True, "disk": True, "workers": True, "checkpoints": True}
        taken = demonstrated(place, "--port", str(port))
        buttons = urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=30).read().decode()
        page = come_in(port, "demo.planner", codes(demonstrated(place, "--codes").stdout)["demo.planner"])
    finally:
        served.send_signal(signal.SIGINT)
        code = served.wait(timeout=60)

    assert taken.returncode == 1
    assert f"PORT={port + 1}" in taken.stderr
    assert len(re.findall(r'name="login" value="demo\.\w+"', buttons)) == len(ROLES)
    assert "/plans/" in page and "登录" not in page
    assert code == 0, log.read_text()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
    runs, imports, adopter, proposer, faults, deeds = counted(place)
    assert (runs, imports, adopter, proposer, faults) == (1, 1, "demo.approver", "demo.planner", [])
    assert {"import.uploaded", "import.confirmed", "import.applied", "plan.started", "plan.proposed"} <= set(deeds)
    assert "programme.units_linked" in deeds  # so that "my organisation's" shows something


def wait_for(port: int, log) -> dict[str, bool]:
    """What the health page says once all is well."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            return json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5))["checks"]
        except OSError:
            time.sleep(0.3)
    raise AssertionError(log.read_text())


def come_in(port: int, login: str, code: str) -> str:
    """Log in as a browser does, with password and code; the first page."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    base = f"http://127.0.0.1:{port}"
    page = browser.open(f"{base}/login/", timeout=30).read().decode()
    for form in ({"login": login, "password": demo.PASSWORD}, {"code": code}):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        body = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": token}).encode()
        where = f"{base}/login/" if "login" in form else f"{base}/login/code/"
        page = browser.open(urllib.request.Request(where, body, {"Referer": where}), timeout=30).read().decode()
    return page


def test_in_production_settings_it_is_refused(db, capsys):
    """No demo login comes into a server's database, and no code is printed."""
    for options in ([], ["--codes"], ["--no-serve"]):
        with pytest.raises(CommandError, match=r"YIPANQI_DEBUG=1(.|\n)*first_admin"):
            call_command("demo", *options)

    assert User.objects.count() == 0
    assert capsys.readouterr().out == ""


def test_among_real_people_it_is_refused(db, settings, tmp_path):
    """A developer's own database gets no demo logins beside the people that are there."""
    settings.DEBUG = True
    accounts.add_person(login="li.ming", display_name="李明", by=None, at=AT)

    with pytest.raises(CommandError, match="YIPANQI_HOME"):
        call_command("demo", "--no-serve", "--workbook", str(tmp_path / "none.xlsx"))

    assert User.objects.count() == 1
