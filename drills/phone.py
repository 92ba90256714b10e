"""A monthly report by phone, as a person does it: seconds, taps, keys and fields, and the bytes that the page takes.

    python drills/phone.py [--old-phone]

Real gunicorn in production settings on the loopback, a real browser (Chromium, or the one of CHROMIUM) of 390 × 844
points on a slow mobile network (150 ms, 1.6 Mbit/s), with `--old-phone` with a quarter of the processor. The person
waits as the keystroke-level model (Card, Moran, Newell 1983) has it: 1.35 s of thought before each field, 1.1 s a tap,
0.28 s a key; reading the form takes 3 s, a photo 6 s. The report is made once with all six fields, and once with what
an ordinary month needs: the percent, and two photos. No photo counts to the page."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cuts import PORT, months, photo, works
from playwright.sync_api import sync_playwright
from served import Person, Site, launched, served, soundness

MOST_BYTES, MOST_SECONDS, MOST_FIELDS = 60 * 1024, 60.0, 6
_THOUGHT, _TAP, _KEY, _READ, _PHOTO = 1.35, 1.1, 0.28, 3.0, 6.0
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 95_000}
_WAITING = "async () => { await reportQueue.begun; return (await reportQueue.all()).length }"


class Thumb:
    """Somebody's thumb: it thinks, taps and types, and counts."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, Counter[str]()

    def wait(self, seconds: float) -> None:
        """Nothing is done for a while."""
        self.page.wait_for_timeout(1000 * seconds)

    def tap(self, place: Any) -> None:
        """One tap."""
        self.wait(_TAP)
        place.tap()
        self.count["taps"] += 1

    def write(self, name: str, text: str) -> None:
        """Think, tap the field, and type over what stands there."""
        field = self.page.locator(f"form.report [name={name}]")
        self.wait(_THOUGHT)
        self.tap(field)
        if field.get_attribute("type") == "date":
            self.tap(field)  # a day of the picker
            field.fill(text)
        else:
            field.press("Control+a")
            field.press_sequentially(text, delay=1000 * _KEY)
            self.count["keys"] += len(text)
        self.count["fields"] += 1

    def choose(self, name: str) -> None:
        """Think, open the list, take its second entry."""
        field = self.page.locator(f"form.report [name={name}]")
        self.wait(_THOUGHT)
        self.tap(field.first)
        if field.first.evaluate("it => it.tagName") == "SELECT":
            self.wait(_TAP)
            field.select_option(index=1)
            self.count["taps"] += 1
        self.count["fields"] += 1

    def take_photos(self, files: list[Any]) -> None:
        """Think, open the camera, and take each."""
        self.wait(_THOUGHT + _TAP + _PHOTO * len(files))
        self.page.set_input_files("[name=photos]", files)
        self.count["taps"] += 1 + 2 * len(files)
        self.count["fields"] += 1


def reported(page: Any, url: str, number: int, *, is_whole: bool) -> dict[str, Any]:
    """The steps of a person from the list of what is due to the receipt."""
    page.goto(f"{url}/progress/")
    began, thumb = time.monotonic(), Thumb(page)
    thumb.tap(page.locator("a[href*='/report/']").first)
    page.wait_for_selector("form.report")
    thumb.wait(_READ)
    asked = page.locator("form.report .field:visible").count()
    thumb.write("percent", str(40 + number))
    if is_whole:
        if page.locator("form.report [name=quantity]").count():
            thumb.write("quantity", "120")
        thumb.choose("problem")
        thumb.write("expected_finish", (date.today() + timedelta(days=60)).isoformat())  # noqa: DTZ011
        thumb.write("certified", "12.5")
    thumb.take_photos([photo(100 * number + at) for at in range(2)])
    thumb.tap(page.get_by_role("button", name="上报", exact=True))
    page.wait_for_selector("form.report.shut, .messages, .faults")
    while page.evaluate(_WAITING):
        page.wait_for_timeout(50)
    return {
        "seconds, person and network": round(time.monotonic() - began, 1),
        "fields on the form": asked,
        "fields filled": thumb.count["fields"],
        "taps": thumb.count["taps"],
        "keys": thumb.count["keys"],
    }


def weighed(context: Any, url: str) -> dict[str, int]:
    """Bytes as sent of a form that is opened for the first time, by kind."""
    page, sizes, kinds = context.new_page(), Counter[str](), {}
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    line.on("Network.responseReceived", lambda it: kinds.update({it["requestId"]: it["type"]}))
    line.on(
        "Network.loadingFinished",
        lambda it: sizes.update({kinds.get(it["requestId"], "?"): int(it["encodedDataLength"])}),
    )
    page.goto(url, wait_until="load")
    page.wait_for_timeout(500)
    page.close()
    return {**dict(sizes), "all": sum(sizes.values())}


def drill(site: Site, *, is_old: bool) -> dict[str, dict[str, Any]]:
    """The figures of both ways, and of the page."""
    tasks = works(site)
    site.serve()
    key, home = Person(site, "contractor").key, f"http://127.0.0.1:{PORT}"
    with sync_playwright() as playwright:
        browser = launched(playwright)
        found: dict[str, dict[str, Any]] = {}
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, service_workers="block"
        )
        context.add_cookies([{"name": "sessionid", "value": key, "url": home, "httpOnly": True}])
        form = f"{home}/progress/tasks/{tasks[0]}/report/?month={months(1)[0]}"
        found["bytes of the form"] = weighed(context, form)
        for number, (name, is_whole) in enumerate((("usual month", False), ("all fields", True)), 1):
            page = context.new_page()
            line = context.new_cdp_session(page)
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", _NETWORK)
            if is_old:
                line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            found[name] = reported(page, home, number, is_whole=is_whole)
            page.close()
        browser.close()
    return found | {"database": soundness()}


def main() -> None:
    """Drill, print, and fail where it takes longer, asks more or weighs more than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--old-phone", action="store_true")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="yipanqi-phone-") as folder,
        tempfile.TemporaryDirectory() as notes,
        served(Path(folder), Path(notes), PORT) as site,
    ):
        found = drill(site, is_old=asked.old_phone)
    for name, told in found.items():
        sys.stdout.write(f"{name}\n" + "".join(f"  {what:<28}{value}\n" for what, value in told.items()))
    runs = [found["usual month"], found["all fields"]]
    is_fine = found["bytes of the form"]["all"] <= MOST_BYTES and all(
        it["seconds, person and network"] <= MOST_SECONDS and it["fields on the form"] <= MOST_FIELDS for it in runs
    )
    sys.exit(0 if is_fine else 1)


if __name__ == "__main__":
    main()
