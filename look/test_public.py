"""The public pages as anybody meets them: without login, wide and narrow, with a script and without one."""

import os
import subprocess

import pytest
from looking.watch import NARROW, WIDE

ZOOMED = {"width": 320, "height": 256}  # a screen of 1280 by 1024 at 400 %

PAGES = (
    "",
    "list/index.html",
    "e/index.html",
    "programme.html",
    "search.html",
    "data.html",
    "search?q=%E6%94%B9%E9%80%A0",
)


def _articles(site):
    """Those of the tree: pages of publications and of an estate."""
    tree = site.home / "public" / "tree"
    found = sorted(it.relative_to(tree).as_posix() for it in tree.glob("a/*/index.html"))
    return [*found, *sorted(it.relative_to(tree).as_posix() for it in tree.glob("e/*/index.html"))[:1]]


def is_gone(site, path):
    """Does a notice stand there?"""
    file = site.home / "public" / "tree" / path
    return file.is_file() and 'class="sheet gone"' in file.read_text("utf-8")


@pytest.mark.parametrize("viewport", [WIDE, NARROW, ZOOMED], ids=["wide", "narrow", "zoomed"])
def test_nothing_is_wrong_with_a_public_page(site, come_in, viewport):
    """No serious finding, nothing wider than the screen, each with its English."""
    watched, wrong = come_in("", viewport=viewport), []
    articles = _articles(site)
    assert articles, "nothing was published"
    for path in (*PAGES, *articles):
        watched.go(f"/public/{path}", 410 if is_gone(site, path) else 200)
        wrong += [f"{path}: {line}" for line in watched.findings()]
        wrong += [f"{path}: too wide: {line}" for line in watched.overflow()]

    assert not wrong, "\n".join(wrong)


def test_a_reader_finds_a_publication_without_a_script(site, come_in):
    """From the first page by search to the page itself."""
    page = come_in("", java_script_enabled=False).page
    page.goto(f"{site.url}/public/")
    page.get_by_role("navigation").get_by_role("link", name="查找").first.click()
    page.locator("#q").fill("改造")
    page.locator("form.find button").click()

    page.locator("ul.papers a").first.click()
    assert "/public/a/" in page.url and page.locator("h1").count() == 1


@pytest.mark.skipif(not os.environ.get("VNU_JAR"), reason="VNU_JAR: where the Nu checker is (vnu.jar; it wants Java)")
def test_the_nu_checker_finds_nothing_in_the_public_pages(site):
    """All HTML of the tree."""
    told = ["java", "-Xss8m", "-Xmx600m", "-jar", os.environ["VNU_JAR"], "--stdout", "--format", "gnu"]
    tree = str(site.home / "public" / "tree")
    done = subprocess.run([*told, "--skip-non-html", tree], capture_output=True, text=True, timeout=600, check=False)

    assert done.returncode == 0 and not done.stdout, (done.stdout + done.stderr)[:4000]
