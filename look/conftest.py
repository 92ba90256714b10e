"""Tests that look: the platform in a real browser. Not collected by `make test`; `make look` runs them.

Chromium is Debian's, or the one of CHROMIUM; LOOK_HOME keeps the filled home, so that the next run fills none.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from looking.site import Site, served
from looking.watch import WIDE, Watched


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The filled and served platform."""
    with ExitStack() as stack:
        home = os.environ.get("LOOK_HOME") or stack.enter_context(tempfile.TemporaryDirectory(prefix="yipanqi-look-"))
        yield stack.enter_context(served(Path(home).resolve()))


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
