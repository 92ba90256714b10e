"""Single sign-on end to end: a browser, the platform in production settings, and a real server of OIDC and CAS."""

import os
import subprocess
import sys

import pytest
from web.accounts.sign_on import CLIENT, SECRET, sign_on

BROWSER = """
import sys, urllib.request, urllib.error
import django; django.setup()
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from yipanqi.web.accounts import actions
from django.contrib.auth import get_user_model
from yipanqi.web.audit.models import Event

call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
actions.add_person(login="li.ming", display_name="李明", by=None, at=timezone.now())

class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_): return None

def elsewhere(address):
    "Where the other server sends the browser back to."
    try:
        urllib.request.build_opener(Stay).open(address)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"].removeprefix("http://testserver")

def come(door):
    browser = Client()
    first = browser.post(door) if "oidc" in door else browser.get(door)
    back = elsewhere(first.headers["Location"])
    answer = browser.get(back)
    other = Client()
    again = other.get(back)
    here, there = (one.get("/").headers.get("Location", "") for one in (browser, other))
    print(answer.status_code, here, "| the same ticket again:", again.status_code, there)

come(sys.argv[1])
come(sys.argv[1])
methods = Event.objects.filter(action="session.began").get().values_told["after"]["methods"]
print(get_user_model().objects.count(), methods)
"""


@pytest.mark.parametrize("door", ["/sso/oidc/district/login/", "/sso/cas/"])
def test_who_has_an_account_comes_in_up_to_the_second_factor(tmp_path, with_tables, door):
    """One with an account is led to the second step, a stranger gets a page that says so and no account; a code or
    ticket opens once."""
    with_tables(tmp_path)
    with sign_on("li.ming", "stranger") as address:
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
            "YIPANQI_HOME": str(tmp_path),
            "YIPANQI_SECRET_KEY": "x7Kq9vT2mWz4LpR8sYc1NdFg6HjB3eQa5UoIiEwXyZrVtMkPlO",
            "YIPANQI_HTTPS": "0",
            "YIPANQI_HOSTS": "testserver",
            "YIPANQI_CAS_SERVER": f"{address}/cas/",
            "YIPANQI_OIDC_SERVER": address,
            "YIPANQI_OIDC_CLIENT": CLIENT,
            "YIPANQI_OIDC_SECRET": SECRET,
        }
        command = [sys.executable, "-c", BROWSER, door]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    known, stranger, accounts = done.stdout.splitlines() or [done.stderr[-3000:], "", ""]
    assert known.startswith("302 /me/device/new/ |")
    assert stranger.startswith("403 /login/?next=/ |")
    assert not known.endswith("/me/device/new/")
    assert accounts.split()[0] == "1"
    assert ("oidc" in door) == ("cas" not in accounts)
