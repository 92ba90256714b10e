"""What is around every page: language, size, policy of content, errors, health, vendored files."""

import hashlib
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from web.district import come_in
from web.html import flat
from web.plans.conftest import an_entry

import yipanqi.web
from yipanqi.web.accounts.models import User
from yipanqi.web.jobs.worker import enlisted
from yipanqi.web.settings import HEALTH_CHECKS

WEB = Path(yipanqi.web.__file__).parent
TEMPLATES = sorted(WEB.rglob("*.html"))


def test_the_language_is_remembered_with_the_person(district, as_):
    """Once chosen, it holds in every other browser of the same person."""
    as_("office").post(reverse("language"), {"language": "en", "next": "/"})

    page = as_("office").get("/").content.decode()

    assert User.objects.get(login="office").language == "en"
    assert "Overview" in page
    assert 'lang="en"' in page


def test_before_login_the_language_is_kept_in_a_cookie(client, db):
    """The login page speaks what was chosen on it."""
    client.post(reverse("language"), {"language": "en", "next": reverse("account_login")})

    assert "Log in" in client.get(reverse("account_login")).content.decode()


def test_the_language_switch_leads_nowhere_else(client, db):
    """A foreign address to go back to is not followed."""
    response = client.post(reverse("language"), {"language": "en", "next": "https://elsewhere.example/"})

    assert response.url == "/"


def test_senior_mode_is_a_setting_of_the_person(district, as_):
    """The server marks the page; no zoom, no script."""
    as_("office").post(reverse("accounts:profile"), {"language": "zh-hans", "is_senior": "on"})

    assert 'class="senior"' in as_("office").get("/").content.decode()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_templates_hold_no_inline_code_and_no_foreign_address(path):
    """No style or handler attribute, no script without a file, no request that leaves the server."""
    text = path.read_text("utf-8")

    assert not re.search(
        r"\s(on(click|load|error|submit|change|input|focus|blur|toggle|key\w+|mouse\w+|pointer\w+)|style)=", text
    )
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)
    get_template(str(path).split("/templates/")[-1])


def test_the_policy_of_content_allows_no_inline_code(client, db):
    """A nonce for the one script; no objects, no base, no frames."""
    policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "default-src 'self'"):
        assert part in policy


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "找不到页面"), ("en", "Page not found")])
def test_not_found_is_said_in_both_languages(client, db, language, words):
    """A sentence, and the number under which the request is logged."""
    response = client.get("/no/such/page/", headers={"Accept-Language": language})

    assert response.status_code == 404
    assert words in response.content.decode()
    assert response.headers["X-Request-ID"] in response.content.decode()


def test_no_permission_is_said_in_a_sentence(as_):
    """403: what to do, not a code alone."""
    response = as_("contractor").get(reverse("audit:log"))

    assert response.status_code == 403
    assert "系统管理员" in response.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_sentence(db):
    """CSRF: nothing is saved, and the page says how to go on."""
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a", "password": "b"})

    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


def test_too_much_at_once_is_413(client, db):
    """A body over the limit gets a plain page, not a broken one."""
    response = client.post(reverse("account_login"), "x" * 3_000_000, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413
    assert "内容过大" in response.content.decode()


def test_an_error_of_ours_shows_no_traceback(district, monkeypatch):
    """500: a sentence and a number; nothing of the inside."""
    client = Client(raise_request_exception=False)
    come_in(client, district.people["office"])
    monkeypatch.setattr("yipanqi.web.accounts.views.organisations.ROLES", None)

    response = client.get(reverse("accounts:roles"))

    assert response.status_code == 500
    assert "服务器出错" in response.content.decode()
    assert "Error" not in response.content.decode()


def test_health_tells_what_works(client, db, settings):
    """200 when all is well; 503 when one check says no; a yes or no for each, and nothing else."""
    well = {"database": True, "migrations": True, "disk": True}
    assert client.get(reverse("health")).json() == {"ok": True, "checks": well}

    settings.HEALTH_CHECKS = ["web.test_shell.sick"]
    response = client.get(reverse("health"))

    assert response.status_code == 503
    assert response.json()["checks"]["worker"] is False


def test_health_asks_for_a_worker_with_a_pulse(client, db, settings):
    """A server's own settings: without a worker 503, with one 200."""
    settings.HEALTH_CHECKS = HEALTH_CHECKS

    without = client.get(reverse("health"))
    enlisted()
    call_command("checkpoint", "--first", stdout=StringIO())

    assert (without.status_code, without.json()["checks"]["workers"]) == (503, False)
    assert client.get(reverse("health")).status_code == 200


def test_health_misses_a_migration(client, db, monkeypatch):
    """A version whose tables are not made yet is not well; asked again until they are."""
    monkeypatch.setattr("yipanqi.web.page.health._migrated", False)
    MigrationRecorder.Migration.objects.filter(app="jobs").order_by("-pk")[:1].get().delete()

    assert client.get(reverse("health")).json()["checks"]["migrations"] is False


def sick() -> dict[str, bool]:
    """A check that says no."""
    return {"worker": False}


def test_vendored_files_are_what_the_manifest_says():
    """Checksum and licence of each file that others made, and no file without."""
    vendor = WEB / "page" / "static" / "vendor"
    listed = {}
    for package in json.loads((vendor / "MANIFEST.json").read_text("utf-8")):
        assert package["licence"] in ("0BSD", "MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC")
        listed |= package["files"]
    held = {str(it.relative_to(vendor)) for it in vendor.rglob("*") if it.is_file() and it.name != "MANIFEST.json"}

    assert held == set(listed)
    for name, sum_told in listed.items():
        assert f"sha256-{hashlib.sha256((vendor / name).read_bytes()).hexdigest()}" == sum_told, name


def test_everybody_sees_only_their_own_sections(as_):
    """The rail shows what one may open, and nothing else."""
    assert reverse("audit:log") not in as_("office").get("/").content.decode()
    assert reverse("audit:log") in as_("audit_admin").get("/").content.decode()
    assert reverse("accounts:people") not in as_("contractor").get("/").content.decode()


def test_a_fragment_is_the_same_list_without_the_shell(as_):
    """htmx gets the list alone; the page without scripts gets it within."""
    browser = as_("audit_admin")

    page = browser.get(reverse("audit:log")).content.decode()
    fragment = browser.get(reverse("audit:log"), headers={"HX-Request": "true", "HX-Target": "log"}).content.decode()

    assert "<html" in page and "<html" not in fragment
    assert 'id="log"' in page and 'id="log"' in fragment


@pytest.mark.parametrize(
    ("name", "target", "who", "asked", "export"),
    [
        ("estates:registry", "rows", "office", "q=dong", "/estates/export?q=dong"),
        ("estates:registry", "rows", "office", "q=dong", "/estates/export?q=dong&amp;as=csv"),
        ("estates:map", "map-part", "office", "q=dong", "/estates/map/export?q=dong&amp;as=csv"),
        ("plans:index", "runs", "office", "kind=hand", "?kind=hand&amp;as=xlsx"),
        ("accounts:people", "people", "office", "q=li", "?q=li&amp;as=csv"),
        ("audit:log", "log", "audit_admin", "q=plan", "/audit/export.csv?q=plan"),
    ],
)
def test_the_links_to_files_follow_the_filters(district, as_, name, target, who, asked, export):
    """The fragment brings the links of the page's head anew, in their place; the page itself has them once."""
    an_entry(district)
    browser, url = as_(who), f"{reverse(name)}?{asked}"

    page = flat(browser.get(url).content.decode())
    fragment = flat(browser.get(url, headers={"HX-Request": "true", "HX-Target": target}).content.decode())

    found = re.search(r'id="(links?)" hx-swap-oob="true"', fragment)
    assert found and f'id="{found[1]}"' in page and "hx-swap-oob" not in page
    assert [text.count(f'href="{export}"') for text in (page, fragment)] == [1, 1]


def test_the_programme_and_the_search_are_on_every_page(district, as_):
    """Also on pages that are about no programme; who may not see programmes has neither."""
    entry, browser = an_entry(district), as_("office")

    for name in ("jobs:index", "accounts:people", "accounts:organisations", "accounts:roles", "accounts:profile"):
        page = flat(browser.get(reverse(name)).content.decode())
        assert f'class="switch" href="{entry.get_absolute_url()}"' in page and 'class="find"' in page, name
    for kind in ("contractor", "system_admin"):
        page = as_(kind).get(reverse("jobs:index")).content.decode()
        assert 'class="switch"' not in page and 'class="find"' not in page, kind
