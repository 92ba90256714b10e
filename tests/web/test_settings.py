"""A1: what must hold of the settings of a server."""

import os
import subprocess
import sys

import pytest

GOOD = {
    "YIPANQI_SECRET_KEY": "x7Kq9vT2mWz4LpR8sYc1NdFg6HjB3eQa5UoIiEwXyZrVtMkPlO",
    "YIPANQI_FIELD_KEY": "hG4sDk8LqWz2XcVb7NmTyR1uPoJf5EaQi9KtUxB3wZvYgMnHdS",
    "YIPANQI_HOSTS": "board.example.gov.cn",
    "PATH": os.environ["PATH"],
}


def deploy(home, **changes) -> subprocess.CompletedProcess:
    """`check --deploy` as a server runs it."""
    command = [sys.executable, "-m", "yipanqi.web", "check", "--deploy", "--fail-level", "WARNING"]
    environment = GOOD | {"YIPANQI_HOME": str(home)} | changes
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_production_settings_are_clean(tmp_path):
    """No warning at all."""
    done = deploy(tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "changes",
    [
        {"YIPANQI_DEBUG": "1"},
        {"YIPANQI_SECRET_KEY": "development-only-never-in-production"},
        {"YIPANQI_SECRET_KEY": ""},
        {"YIPANQI_HTTPS": "0"},
        {"YIPANQI_DEBUG": "perhaps"},
        {"YIPANQI_FIELD_KEY": "a"},
        {"YIPANQI_FIELD_KEY": "ab" * 40},
        {"YIPANQI_FIELD_KEY": ""},
        {"YIPANQI_FIELD_KEY": GOOD["YIPANQI_SECRET_KEY"]},
        {"YIPANQI_FIELD_KEY": "development-only-never-in-production"},
        {"YIPANQI_HOSTS": "*"},
        {"YIPANQI_HOSTS": "board.example.gov.cn,*"},
        {"YIPANQI_DEMONSTRATION": "1"},
        {"YIPANQI_TODAY": "2028-04-10"},
        {"YIPANQI_MAIL": "mail.example.gov.cn", "YIPANQI_MAIL_FROM": "board@example.gov.cn"},
        {"YIPANQI_MAIL": "smtps://mail.example.gov.cn"},
        {"YIPANQI_SMS_GATEWAY": "http://sms.example.gov.cn/", "YIPANQI_SMS_TOKEN": "t"},
        {"YIPANQI_SMS_GATEWAY": "https://sms.example.gov.cn/"},
    ],
    ids=[
        "debug",
        "sample key",
        "no key",
        "no https",
        "unclear flag",
        "short field key",
        "plain field key",
        "no field key",
        "one key twice",
        "sample field key",
        "any host",
        "any host too",
        "demonstration",
        "another day",
        "no kind of mail server",
        "mail from nobody",
        "sms in the clear",
        "sms without a token",
    ],
)
def test_unsafe_settings_fail(tmp_path, changes):
    """DEBUG, sample, weak or missing keys, one key for both, plain HTTP, any host, an unclear word do not pass."""
    assert deploy(tmp_path, **changes).returncode != 0


MAIL = """
from django.conf import settings
from yipanqi.web.accounts.channels import channels_on
names = "HOST PORT HOST_USER HOST_PASSWORD USE_SSL USE_TLS TIMEOUT"
print(*(getattr(settings, f"EMAIL_{name}") for name in names.split()), channels_on(), settings.ADDRESS)
"""


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ("", " 25   False False 20 ['sms'] https://board.example.gov.cn"),
        (
            "smtp://board:p%40ss@mail.gov.cn",
            "mail.gov.cn 587 board p@ss False True 20 ['mail', 'sms'] https://board.example.gov.cn",
        ),
        ("smtps://mail.gov.cn:4465", "mail.gov.cn 4465   True False 20 ['mail', 'sms'] https://board.example.gov.cn"),
        ("smtp://localhost", "localhost 25   False False 20 ['mail', 'sms'] https://board.example.gov.cn"),
    ],
    ids=["off", "STARTTLS", "TLS", "this machine"],
)
def test_the_ways_out_are_switched_on_by_the_environment(tmp_path, mail, told):
    """A server of mail is spoken to under TLS, but on this machine; a link leads to the first host."""
    given = {
        "YIPANQI_MAIL": mail,
        "YIPANQI_MAIL_FROM": "board@gov.cn",
        "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
    }
    given |= {"YIPANQI_SMS_GATEWAY": "https://sms.gov.cn/", "YIPANQI_SMS_TOKEN": "t", "YIPANQI_HOME": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-c", MAIL], env=GOOD | given, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout.rstrip("\n") == told, done.stderr[-2000:]


SIGN_ON = """
import django; django.setup()
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_cas_ng import backends
from yipanqi.web.accounts import actions
from yipanqi.web.audit.models import Event

call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
actions.add_person(login="li.ming", display_name="李明", by=None, at=timezone.now())

class Server:
    def __init__(self, name): self.name = name
    def verify_ticket(self, ticket): return self.name, {}, None

response = Client().get("/login/")
page, policy = response.content.decode(), response.headers["Content-Security-Policy"]
print("policy", "https://cas.example.gov.cn" in policy, "https://oidc.example.gov.cn" in policy)
print("doors", "/sso/oidc/district/login/" in page, "/sso/cas/" in page)
for name in ("li.ming", "stranger"):
    backends.get_cas_client = lambda name=name, **options: Server(name)
    browser = Client()
    status = browser.get("/sso/cas/", {"ticket": "T"}).status_code
    print(name, status, browser.get("/").headers.get("Location", ""))
print(Event.objects.filter(action="session.began").get().values_told["after"]["methods"])
"""


def test_single_sign_on_is_switched_on_by_the_environment(tmp_path, with_tables):
    """CAS and OIDC stand on the login page; CAS brings in who has an account, up to the second factor; nobody else."""
    with_tables(tmp_path)
    environment = GOOD | {
        "DJANGO_SETTINGS_MODULE": "yipanqi.web.settings",
        "YIPANQI_HOME": str(tmp_path),
        "YIPANQI_HTTPS": "0",
        "YIPANQI_HOSTS": "testserver",
        "YIPANQI_CAS_SERVER": "https://cas.example.gov.cn/",
        "YIPANQI_OIDC_SERVER": "https://oidc.example.gov.cn/",
        "YIPANQI_OIDC_CLIENT": "yipanqi",
        "YIPANQI_OIDC_SECRET": "secret",
    }
    done = subprocess.run(
        [sys.executable, "-c", SIGN_ON], env=environment, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.stdout.splitlines() == [
        "policy True True",
        "doors True True",
        "li.ming 302 /me/device/new/",
        "stranger 403 /login/?next=/",
        "['cas']",
    ], done.stderr[-2000:]
