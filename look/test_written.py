"""I7: what people write stays text. A home with a payload in every name, note, caption, reason and free cell is walked
page by page: no dialog, no word from the policy, no element that came out of a text."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from looking.site import filled, served
from looking.watch import WIDE

PAYLOAD = "\"'><img src=x onerror=alert(1)>"
REFLECTED = (
    "/estates/?q={}",
    "/estates/map/?q={}",
    "/plans/?q={}",
    "/people/?q={}",
    "/?subdistrict={}",
    "/?quarter={}",
)
_MINE = "() => document.querySelectorAll('img[src=\"x\"], [onerror]').length"
_SHOWN = "() => document.body.innerText.includes('onerror=alert(1)')"


@pytest.fixture(scope="module")
def marked():
    """The platform with the payload in every text."""
    with ExitStack() as stack:
        kept = os.environ.get("LOOK_HOME")
        home = f"{kept}-marked" if kept else stack.enter_context(tempfile.TemporaryDirectory(prefix="yipanqi-marked-"))
        filled(Path(home).resolve(), PAYLOAD)
        yield stack.enter_context(served(Path(home).resolve(), PAYLOAD))


@pytest.fixture
def site(marked):
    """What `come_in` comes into."""
    return marked


def test_payloads_stay_text_on_every_page(site, come_in):
    """Each page shows what was written as it was written, or not at all."""
    shown, wrong = [], []
    for who in sorted({page["who"] for page in site.pages}):
        watched = come_in(who, WIDE)
        for page in (page for page in site.pages if page["who"] == who):
            found = watched.open(page)
            if found.evaluate(_MINE):
                wrong.append(page["path"])
            shown += [page["name"]] if found.evaluate(_SHOWN) else []

    assert wrong == []
    assert len(shown) > 60, shown  # else the payload was not written where it should be


def test_payloads_in_addresses_stay_text(site, come_in):
    """Nor does a question of the address become a part of the page."""
    for who, path in (*(("office", path) for path in REFLECTED), ("audit_admin", "/audit/?actor={}")):
        page = come_in(who, WIDE).go(path.format(quote(PAYLOAD)))
        assert page.evaluate(_MINE) == 0, path


def test_payloads_sent_by_forms_stay_text(site, come_in):
    """Every form with a text field is sent with the payload, and its answer looked at."""
    watched, sent = come_in("marked-office", WIDE), 0
    for name in ("record-estates", "record-funds", "add-estates", "new-plan", "propose", "by-hand-changed", "estate"):
        for at in range(watched.go(site.page(name)).locator("form[method=post]").count()):
            page = watched.go(site.page(name))
            if page.evaluate(_FILL, [at, PAYLOAD]):
                with page.expect_navigation():
                    page.evaluate("at => document.querySelectorAll('form[method=post]')[at].submit()", at)
                assert page.evaluate(_MINE) == 0, name
                watched.wrong[:] = [line for line in watched.wrong if "status of 422" not in line]
                sent += 1
    assert sent >= 6


_FILL = """([at, words]) => {
  const form = document.querySelectorAll('form[method=post]')[at];
  const texts = [...form.querySelectorAll('input:not([type]), input[type=text], textarea')].filter(it => !it.disabled);
  texts.forEach(it => it.value = (it.value + words).slice(-(it.maxLength > 0 ? it.maxLength : 9999)));
  return texts.length;
}"""
