"""Tests that look: the platform in a real browser. Not collected by `make test`; `make look` runs them.

Chromium is Debian's, or the one of CHROMIUM; LOOK_HOME keeps the filled home, so that the next run fills none. Each
process of pytest-xdist looks at a copy of its own.
"""

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from looking.site import Site, filled, served
from looking.watch import WIDE, Watched

# what is looked at side by side, in the order in which it is begun: the long ones first, and last what writes
GROUPS = (
    ("test_pages[zh]",),
    ("test_the_story_of_delivery",),
    ("test_pages[en]",),
    ("test_written.py",),
    ("test_pages.py", "test_paper.py", "test_public.py"),
    ("test_ways_keyboard.py", "test_ways_plain.py"),
)


def _group(name: str) -> int:
    """The group of a test; what no group names may write."""
    return next((at for at, parts in enumerate(GROUPS) if any(part in name for part in parts)), len(GROUPS) - 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order of the groups."""
    items.sort(key=lambda item: _group(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The tests of a group go to the same process, in which they share what they look at."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return str(_group(nodeid))

    return Groups(config, log)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The filled and served platform; the first process that comes fills it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    origin, is_filled = Path(os.environ.get("LOOK_HOME") or shared / "look").resolve(), shared / "look-is-filled"
    with (shared / "look-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_filled.exists():
            filled(origin)
            is_filled.touch()
    with served(shutil.copytree(origin, base / "look-home").resolve()) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all; as root it has no sandbox."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*options, "--font-render-hinting=none"], env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield browser
        browser.close()


@pytest.fixture
def come_in(site: Site, chromium: Browser) -> Iterator[Callable[..., Watched]]:
    """`come_in("office")`: a watched page of this person's own; with `""` of nobody's."""
    contexts: list[BrowserContext] = []
    pages: list[Watched] = []

    def coming(login: str = "", viewport: Any = None, lang: str = "zh-CN", **more: Any) -> Watched:
        context = chromium.new_context(
            viewport=viewport or WIDE, locale=lang, timezone_id="Asia/Shanghai", reduced_motion="reduce", **more
        )
        contexts.append(context)
        if login:
            key = site.told["sessions"][login]
            context.add_cookies([{"name": "sessionid", "value": key, "url": site.url, "httpOnly": True}])
        pages.append(Watched(context, site.url))
        return pages[-1]

    yield coming
    for context in contexts:
        context.close()
    wrong = [line for page in pages for line in page.wrong]
    assert not wrong, "\n".join(wrong)
