"""Twenty reports with sixty photos on a phone whose connection is cut a hundred times: none lost, none twice.

    python drills/cuts.py [--cuts 100] [--seed 1] [--old]

Real gunicorn in production settings on the loopback, a real browser (Chromium, or the one of CHROMIUM). A request is
cut before the server has it, or after the server has answered and before the phone knows; the network goes and comes;
a page is closed in the middle and opened anew. Two pages are open and want to send at the same time, with `--old` in a
browser that has neither locks nor channels between pages."""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, sync_playwright
from served import Person, Site, launched, served, soundness, take_in

PORT, REPORTS, PHOTOS = 8151, 20, 3
PATIENCE = 600.0  # seconds for all of it
_MONTHS = 7


def works(site: Site) -> list[int]:
    """Works under way for some months, let to the contractor."""
    from web.delivery.conftest import open_gates
    from web.plans.conftest import tight

    from yipanqi.domain.delivery.state import State
    from yipanqi.web.accounts.models import Organisation, User
    from yipanqi.web.delivery import actions as delivery
    from yipanqi.web.delivery.models import DeliveryTask
    from yipanqi.web.jobs.worker import drain
    from yipanqi.web.plans import actions as plans

    office, approver = (User.objects.get(login=it) for it in ("office", "approver"))
    at, entry = datetime.now(UTC), take_in(tight(), site.home).entry
    asked = {"seconds": 5.0, "work": 2, "seed": 1, "workers": 1, "moves": None}
    run = plans.start(entry=entry, name="演练", asked=asked, by=office, at=at)
    drain()
    run.refresh_from_db()
    plans.propose(run=run, by=office, at=at, note="演练")
    adoption = plans.adopt(run=run, by=approver, at=at)
    delivery.set_up(adoption=adoption, made=delivery.prepared(adoption), at=at)
    open_gates(adoption)
    begun = (at - timedelta(days=31 * _MONTHS)).date()
    rows = DeliveryTask.objects.filter(kind="work").order_by("place")
    told = {"state": State.UNDER_WAY, "started_on": begun, "start_date": begun, "quantity": None}
    rows.update(contractor=Organisation.objects.get(name="江城建工"), **told)
    return list(rows.values_list("pk", flat=True))


def months(count: int) -> list[str]:
    """The last months, the oldest first."""
    first, found = datetime.now(UTC).date().replace(day=1), []
    for _ in range(count):
        found.insert(0, f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return found


class Cutter:
    """Cuts requests of the queue: before the server has them, or after it has answered."""

    def __init__(self, chance: random.Random, cuts: int) -> None:
        self.chance, self.left, self.done, self.asked = chance, cuts, Counter(), Counter()

    def __call__(self, route: Any) -> None:
        """What becomes of a request."""
        kind = "photo" if "/photos/" in route.request.url else "report" if "/reports" in route.request.url else "who"
        self.asked[kind] += 1
        if self.left <= 0 or self.chance.random() > 0.45:
            route.continue_()
            return
        self.left -= 1
        if self.chance.random() < 0.5:
            self.done[f"{kind}, before"] += 1
            route.abort("connectionreset")
            return
        self.done[f"{kind}, after"] += 1
        with suppress(Error):  # the page may have gone by then
            route.fetch()  # the server has it
            route.abort("connectionreset")


def fill(page: Any, url: str, number: int) -> None:
    """Type a report with its photos and press the key."""
    page.goto(url)
    page.fill("[name=percent]", str(10 + number))
    page.evaluate("document.querySelector('[name=reason]').value = '补报'")
    page.set_input_files("[name=photos]", [photo(number * PHOTOS + at) for at in range(PHOTOS)])
    page.wait_for_function(f"() => document.querySelectorAll('.report-thumbs li').length === {PHOTOS}")
    page.get_by_role("button", name="上报", exact=True).click()
    page.wait_for_selector("form.report.shut")


def photo(number: int) -> dict[str, Any]:
    """A façade of its own; some are larger than a part."""
    import io

    from PIL import Image

    side = 1100 if number % 6 == 0 else 500
    shades = random.Random(number).randbytes(side * side)
    file = io.BytesIO()
    Image.frombytes("L", (side, side), shades).save(file, "JPEG", quality=80)
    return {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


_WAITING = """async () => {
  await reportQueue.begun;
  return (await reportQueue.all()).length;
}"""


_OLD = "delete Navigator.prototype.locks; delete window.BroadcastChannel;"


def drill(site: Site, chance: random.Random, cuts: int, *, is_old: bool = False) -> dict[str, Any]:
    """The figures of it."""
    tasks = works(site)
    asked = [(task, month) for month in months(_MONTHS) for task in tasks][-REPORTS:]
    site.serve()
    key, home = Person(site, "contractor").key, f"http://127.0.0.1:{PORT}"
    with sync_playwright() as playwright:
        browser = launched(playwright)
        context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
        context.add_cookies([{"name": "sessionid", "value": key, "url": home, "httpOnly": True}])
        if is_old:
            context.add_init_script(_OLD)
        cutter = Cutter(chance, cuts)
        queue, is_closed = f"{home}/progress/queue/**", lambda route: route.abort("internetdisconnected")
        context.route(queue, is_closed)
        page = context.new_page()
        for number, (task, month) in enumerate(asked):
            fill(page, f"{home}/progress/tasks/{task}/report/?month={month}", number)
        waited = page.evaluate(_WAITING)
        context.unroute(queue)
        context.route(queue, cutter)
        second = context.new_page()
        second.goto(f"{home}/progress/")
        began, turns = time.monotonic(), Counter()
        while (left := page.evaluate(_WAITING)) and time.monotonic() - began < PATIENCE:
            turns[_turn(context, (page, second), home, chance)] += 1
        seconds = round(time.monotonic() - began, 1)
        told = page.locator(".queue").inner_text() if left else ""
        browser.close()
    return {
        "reports queued": waited,
        "photos queued": REPORTS * PHOTOS,
        "cuts of requests": sum(cutter.done.values()),
        "where": dict(sorted(cutter.done.items())),
        "network, page": dict(turns),
        "requests": sum(cutter.asked.values()),
        "left on the phone": f"{left}: {told}" if left else 0,
        "seconds": seconds,
        **counted(asked),
    }


def _turn(context: Any, pages: Sequence[Any], home: str, chance: random.Random) -> str:
    """Wait a little, with or without the network, or open a page anew; both pages want to send."""
    what = chance.choices(("waits", "network went and came", "page opened anew"), (6, 2, 1))[0]
    if what == "network went and came":
        context.set_offline(True)
        pages[0].wait_for_timeout(chance.randint(50, 400))
        context.set_offline(False)
    elif what == "page opened anew":
        chance.choice(pages).goto(f"{home}/progress/")
    for page in pages:
        page.evaluate("() => { reportQueue.send() }")
    pages[0].wait_for_timeout(chance.randint(100, 900))
    return what


def counted(asked: list[tuple[int, str]]) -> dict[str, Any]:
    """What arrived, against what was asked for."""
    from yipanqi.web.audit.models import Event
    from yipanqi.web.progress.models import PhotoPart, ReportPhoto, TaskReport

    came = Counter((task, f"{month:%Y-%m}") for task, month in TaskReport.objects.values_list("task_id", "month"))
    photos = Counter(ReportPhoto.objects.values_list("original_sha256", flat=True))
    homeless = ReportPhoto.objects.filter(report=None).count()
    return {
        "reports lost": len({*asked} - {*came}),
        "reports twice": sum(came.values()) - len(came),
        "photos lost": REPORTS * PHOTOS - len(photos),
        "photos twice": sum(photos.values()) - len(photos),
        "photos without a report": homeless,
        "parts left over": PhotoPart.objects.count(),
        "reports told in the log": Event.objects.filter(action="report.sent").count(),
        **soundness(),
    }


def is_fine(found: dict[str, Any], cuts: int) -> bool:
    """Nothing lost, nothing twice, nothing left, and as many cuts as were asked for."""
    none = ("reports lost", "reports twice", "photos lost", "photos twice", "photos without a report")
    whole = found["left on the phone"] == 0 and found["reports told in the log"] == REPORTS and found["database sound"]
    return not any(found[it] for it in none) and whole and found["cuts of requests"] == cuts


def main() -> None:
    """Drill, print the table, and fail where anything was lost or came twice."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--old", action="store_true", help="a browser without locks and channels")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="yipanqi-cuts-") as folder,
        tempfile.TemporaryDirectory() as notes,
        served(Path(folder), Path(notes), PORT) as site,
    ):
        found = drill(site, random.Random(asked.seed), asked.cuts, is_old=asked.old)
    for name, value in found.items():
        told = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
        sys.stdout.write(f"{name:26} {told}\n")
    sys.exit(0 if is_fine(found, asked.cuts) else 1)


if __name__ == "__main__":
    main()
