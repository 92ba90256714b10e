"""Z1 for the routes that are there only where the settings name a single sign-on: each method, for whoever asks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import yipanqi

GET, HEAD, POST, OTHERS = ("get",), ("head",), ("post",), ("put", "patch", "delete")
PATHS = [str(Path(yipanqi.__file__).parents[1]), str(Path(__file__).parents[2])]
NO_SERVER = "http://127.0.0.1:9"
ROWS = {  # route → what each method gets, in and out of the platform
    "openid_connect_login": {GET: 200, HEAD: 405, POST: 503, OTHERS: 405},
    "openid_connect_callback": {GET: 401, HEAD: 405, POST: 401, OTHERS: 405},
    "socialaccount_login_cancelled": {GET: 302, HEAD: 302, POST: 302, OTHERS: 405},
    "cas_ng_login": {GET: 302, HEAD: 302, POST: 302, OTHERS: 405},
}
WALK = """
import json
import django; django.setup()
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from web.district import a_district, come_in
from web.test_routes import ROWS, every_route
from yipanqi.web.audit.models import Event

def asked(methods, name, method):
    browser = Client(raise_request_exception=False)
    if methods:
        come_in(browser, person, methods=methods)
    before, known = Event.objects.count(), browser.session.get("account_authentication_methods", [])
    status = getattr(browser, method)(reverse(name, args=["district"] if "connect" in name else [])).status_code
    same = Event.objects.count() == before and browser.session.get("account_authentication_methods", []) == known
    return [name, method, status, same]

person = a_district().people["office"]
names = sorted({name for name, _ in every_route()} - {row.name for row in ROWS})
methods = ("get", "head", "post", "put", "patch", "delete")
told = [asked(by, name, it) for by in ((), ("password",), ("password", "mfa")) for name in names for it in methods]
foreign = Client(raise_request_exception=False).post("/sso/cas/", {"next": "https://elsewhere.example/"}).status_code
print(json.dumps([names, told, foreign]))
"""


def test_each_route_of_single_sign_on_answers_each_method(tmp_path, with_tables):
    """No error where the other server is silent; nobody comes in and no session gains a factor without that server."""
    with_tables(tmp_path)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(PATHS),
        "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
        "YIPANQI_HOME": str(tmp_path),
        "YIPANQI_SECRET_KEY": "x7Kq9vT2mWz4LpR8sYc1NdFg6HjB3eQa5UoIiEwXyZrVtMkPlO",
        "YIPANQI_HTTPS": "0",
        "YIPANQI_HOSTS": "testserver",
        "YIPANQI_SSO_TWO_FACTORS": "1",
        "YIPANQI_CAS_SERVER": f"{NO_SERVER}/cas/",
        "YIPANQI_OIDC_SERVER": NO_SERVER,
    }

    done = subprocess.run(
        [sys.executable, "-c", WALK], env=environment, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr[-3000:]
    names, told, foreign = json.loads(done.stdout.splitlines()[-1])
    assert names == sorted(ROWS)
    expected = {name: {it: status for group, status in row.items() for it in group} for name, row in ROWS.items()}
    assert [line for line in told if line[2] != expected[line[0]][line[1]] or not line[3]] == []
    assert foreign == 400
