"""Every page of the tables of routes: no serious finding, no fault, nothing wider than the screen; and its picture."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from looking.shots import ALSO, indexed, kept
from looking.watch import NARROW, WIDE

HERE = Path(__file__).parent
SENIORS_SEE = ("home", "estates:registry", "estates:estate", "programmes:record", "plans:index", "plans:run",
               "accounts:profile", "jobs:index", "programmes:add")  # fmt: skip


def test_every_page_is_looked_at(site):
    """A new route needs a line in `looking/addresses.py` before anybody meets it."""
    assert site.told["missing"] == []
    names = [page["name"] for page in site.pages]
    assert len(names) == len(set(names)) > 60


def _people(site):
    return sorted({page["who"] for page in site.pages})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages(site, come_in, lang):
    """Each page as one who may see it, on a wide screen and on a phone; in English nothing but data is Chinese."""
    wrong = []
    for who in _people(site):
        wrong += _looked_at(site, come_in, who, lang, [page for page in site.pages if page["who"] == who])
    indexed(site.pages)

    assert not wrong, "\n".join(wrong)


def test_main_pages_in_senior_mode(site, come_in):
    """Larger type and a simpler layout break nothing either."""
    pages = [page for page in site.pages if page["route"] in SENIORS_SEE and page["who"] == "office"]
    wrong = _looked_at(site, come_in, "office-senior", "senior", pages)

    assert not wrong, "\n".join(wrong)


def _looked_at(site, come_in, who, lang, pages):
    wrong = []
    login = f"{who}-en" if lang == "en" and who in site.told["in_english"] else who
    watched = come_in(login, lang="en-GB" if lang == "en" else "zh-CN")
    spoken = "en" if lang == "en" else "zh"
    watched.speak(spoken)
    only = os.environ.get("LOOK_PAGES", "").split(",")  # names of pages, to look at some of them again
    for page in (page for page in pages if only == [""] or page["name"] in only):
        for viewport in (WIDE, NARROW):
            width = viewport["width"]
            watched.page.set_viewport_size(viewport)
            watched.open(page)
            wrong += [f"{page['name']} {lang} {width}: {line}" for line in watched.findings()]
            wrong += [f"{page['name']} {lang} {width}: too wide: {line}" for line in watched.overflow()]
            if lang == "zh" or page["name"] in ALSO:
                kept(watched.page, page["name"], lang, width)
        wrong += [f"{page['name']} {lang}: speaks {watched.lang()}"] * (watched.lang() != spoken)
        if lang == "en":
            wrong += [f"{page['name']}: not in English: {text}" for text in watched.untranslated(site.data(page))]
    return wrong


def test_vendored_axe_is_what_the_manifest_says():
    """Checksum and licence of what others made, and no file without."""
    vendor = HERE / "vendor"
    listed = {}
    for package in json.loads((vendor / "MANIFEST.json").read_text("utf-8")):
        assert package["licence"] == "MPL-2.0"
        listed |= package["files"]
    held = {str(it.relative_to(vendor)) for it in vendor.rglob("*") if it.is_file() and it.name != "MANIFEST.json"}

    assert held == set(listed)
    for name, checksum in listed.items():
        assert checksum == "sha256-" + hashlib.sha256((vendor / name).read_bytes()).hexdigest(), name
