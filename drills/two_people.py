"""Two people in a browser, at a human's pace: from what the record offers, a closed month before all, to a page that is
signed off and public. How many seconds it takes them, waiting included.

    python drills/two_people.py [--home FILLED] [--shots FOLDER]

The home of `make look` is filled, or taken where it is; Chromium as there. The pace: 1.5 s before each click, 8 signs a
second of typing, and reading before deciding (the draft 10 s, the files 10 s, the page at the end 3 s)."""

import argparse
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, sync_playwright
from served import launched

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / part) for part in ("src", "tests", "look")]
CLICK, A_SIGN, DRAFT, FILES, END = 1.5, 0.125, 10.0, 10.0, 3.0  # seconds
MUST = 180


class Clock:
    """What each of the two spends."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, float]] = []
        self._at = time.monotonic()

    def took(self, part: str) -> None:
        now = time.monotonic()
        self.parts.append((part, now - self._at))
        self._at = now


def press(target: Locator) -> None:
    """Look for it, and click."""
    time.sleep(CLICK)
    target.click()


def two(site: Any, chromium: Any, shots: Path | None) -> Clock:
    """Draft, reviews, check; sign-off by another; publish; the page."""
    pages = {}
    for login in ("office", "approver", ""):
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        if login:
            context.add_cookies([{"name": "sessionid", "value": site.told["sessions"][login], "url": site.url}])
        pages[login] = context.new_page()
        pages[login].goto(site.url + ("/" if login else "/public/"))
    office, approver, anybody = pages["office"], pages["approver"], pages[""]
    clock = Clock()
    drafted(site, office)
    clock.took("经办人：起草并看稿 · drafted and read")
    reviewed(office)
    clock.took("经办人：登记审查、送审签 · reviews recorded, sent to be signed off")
    address = office.url
    signed(site, approver, address)
    clock.took("负责人：看文件、审签 · files read, signed off")
    office.reload()
    press(office.locator("form.move-form button").first)
    office.wait_for_load_state()
    clock.took("经办人：发布 · published")
    uid = address.split("/p/")[1].split("/")[0]
    while anybody.goto(f"{site.url}/public/a/{uid}/index.html").status != 200:
        time.sleep(0.2)
    clock.took("公众可见 · the public has it")
    time.sleep(END)
    if shots:
        anybody.screenshot(path=shots / "two_people.png", full_page=True)
    return clock


def drafted(site: Any, page: Any) -> None:
    """From what can be published, the newest closed month where there is one."""
    time.sleep(CLICK)
    page.goto(f"{site.url}/disclosure/offers/")
    progress = page.locator(".offer-list li", has_text="进度通报")
    line = (progress if progress.count() else page.locator(".offer-list li")).first
    press(line.get_by_role("button", name="起草"))
    page.wait_for_load_state()
    time.sleep(DRAFT)


def reviewed(page: Any) -> None:
    """The three reviews, which the office fills in beforehand, and the check."""
    press(page.locator("a.move-link", has_text="登记审查").first)
    for step in (1, 2, 3):
        time.sleep(CLICK)
        page.locator(f"[name=result_{step}]").select_option("open")
        for part, said in (("reviewer", "改造办负责人"), ("basis", "条例第十七条")):
            box = page.locator(f"[name={part}_{step}]")
            if not box.input_value():
                box.press_sequentially(said, delay=1000 * A_SIGN)
    press(page.get_by_role("button", name="登记", exact=True))
    page.wait_for_load_state()
    press(page.locator("form.move-form button").first)  # checked, and sent to be signed off
    page.wait_for_load_state()


def signed(site: Any, page: Any, address: str) -> None:
    """Another person reads the files and signs with the password."""
    time.sleep(CLICK)
    page.goto(address)
    press(page.locator("a.move-link", has_text="审签").first)
    time.sleep(FILES)
    page.locator("[name=password]").press_sequentially(_password(), delay=1000 * A_SIGN)
    press(page.locator("form.disclosure-form button.primary"))
    page.wait_for_load_state()


def _password() -> str:
    """That of all people of the tests; their module wants Django."""
    said = (ROOT / "tests" / "web" / "district.py").read_text("utf-8")
    return re.findall(r'(?m)^PASSWORD = "(.*)"', said)[0]


def main() -> int:
    """1 where it takes longer than is asked."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--home", type=Path, help="a home that `make look` filled")
    cli.add_argument("--shots", type=Path)
    asked = cli.parse_args()
    from looking.site import filled, served

    with tempfile.TemporaryDirectory(prefix="drill-") as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        if asked.home:
            shutil.copytree(asked.home, home)
        else:
            filled(home)
        chromium = launched(playwright)
        with served(home.resolve()) as site:
            clock = two(site, chromium, asked.shots)
        chromium.close()
    for part, seconds in clock.parts:
        sys.stdout.write(f"{part}: {seconds:.1f} s\n")
    total = sum(seconds for _, seconds in clock.parts)
    sys.stdout.write(f"together: {total:.0f} s\n")
    return 0 if total <= MUST else 1


if __name__ == "__main__":
    sys.exit(main())
