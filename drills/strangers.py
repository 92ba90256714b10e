"""What strangers send: hostile workbooks and guessed logins, to a server that others use meanwhile.

    python drills/strangers.py

Real gunicorn and workers on the loopback, where it can in a network without any route out (`unshare -n`, for root):
whatever a workbook asks of the network, nothing is there. The files are made here, the largest of 1 GB unpacked.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from drilled.field import wait
from served import Person, Site, percentile, served, soundness, take_in

PORT = 8143
ANSWER, MEMORY, OTHERS, APART = 15.0, 768, 1.0, 0.020  # s, MB, s of p95, s between known and unknown names
TRIES = 50


def workbooks(site: Site) -> dict[str, Any]:
    """Each hostile workbook is sent by the page and waited for, while two people read pages; I1."""
    from web.programmes.conftest import two_subdistricts
    from workbook import hostile
    from workbook.test_hostile import REFUSED

    from yipanqi.web.programmes.models import ImportBatch, Record

    take_in(two_subdistricts(8), site.home)
    rows = Record.objects.count()
    whole = ("gigabyte.xlsx", lambda path: hostile.big_strings(path, 1000), "file_bomb")
    files = [(name, make(site.home / name).read_bytes()) for name, make, _ in [*REFUSED, whole]]
    site.serve()
    site.work()
    pids, workers = site.pids(), [worker.pid for worker in site.workers]
    people, person = [Person(site, "office") for _ in range(2)], Person(site, "office")
    is_over, seconds, peaks, codes = threading.Event(), [], [0], Counter[str]()

    def read(reader: Person) -> None:
        while not is_over.is_set():
            answer = reader.get("/estates/")
            seconds.append(answer.seconds)
            codes[str(answer.status)] += 1
            time.sleep(0.1)

    threads = [threading.Thread(target=read, args=(one,)) for one in people]
    threads.append(threading.Thread(target=_watch_memory, args=(is_over, workers[0], peaks)))
    for thread in threads:
        thread.start()
    took, unanswered = {}, []
    for name, data in files:
        began = time.monotonic()
        url = person.upload("/imports/", name, data).head["Location"]
        said = wait(lambda url=url: _end(person, url), patience=60)
        took[name] = time.monotonic() - began
        if ImportBatch.objects.get(uid=url.strip("/").rpartition("/")[2]).findings[0]["zh"] not in said:
            unanswered.append(name)
    is_over.set()
    for thread in threads:
        thread.join()
    slowest = max(took, key=lambda name: took[name])
    return {
        "workbooks": len(files),
        "without a sentence": unanswered,
        "slowest answer": f"{took[slowest]:.1f} s ({slowest})",
        "answers later than 15 s": sum(it > ANSWER for it in took.values()),
        "largest child, MB": peaks[0] // 1024,
        "child above 768 MB": peaks[0] // 1024 > MEMORY,
        "pages read meanwhile": dict(codes),
        "their p95, ms": percentile(seconds, 0.95),
        "their p95 above 1 s": percentile(seconds, 0.95) > OTHERS * 1000,
        "rows written": Record.objects.count() - rows,
        "server's processes changed": site.pids() != pids,
        "worker changed": site.workers[0].poll() is not None,
        "drafts left": len(list((site.home / "media").rglob("*.part"))),
    }


def _end(person: Person, url: str) -> str:
    """The page once the file is read; html entities as they are meant."""
    from html import unescape

    page = unescape(person.get(url).text)
    return "" if 'hx-trigger="every 1s"' in page else page


def _watch_memory(is_over: threading.Event, worker: int, peaks: list[int]) -> None:
    """The most that any child of the worker ever held, in KB."""
    while not is_over.is_set():
        for pid in _children(worker):
            try:
                status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
            except OSError:
                continue
            held = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
            peaks[0] = max(peaks[0], held)
        time.sleep(0.01)


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text(encoding="ascii").split()]
        except OSError:
            continue
    return found


def logins(site: Site) -> dict[str, Any]:
    """Fifty tries each for names that exist and names that do not; nothing tells them apart, and no colleague of the
    same address is shut out; A4."""
    from web.district import PASSWORD, a_person

    people = [a_person(f"known{turn}").login for turn in range(TRIES)]
    site.serve()
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    answers = {"known": Counter[int](), "unknown": Counter[int]()}
    spent = {"known": 0.0, "unknown": 0.0}
    for turn in range(0, TRIES, 10):  # by turns, so that what else the machine does falls on both
        for kind in took:
            before = _processor(site)
            for name in range(turn, turn + 10):
                answer = _try(site, people[name] if kind == "known" else f"nobody{name}", "Wrong-Password-2027")
                took[kind].append(answer.seconds)
                answers[kind][answer.status] += 1
            spent[kind] += _processor(site) - before
    colleague = _try(site, "office", PASSWORD).status
    for _ in range(5):
        _try(site, people[0], "Wrong-Password-2027")
    locked = _try(site, people[0], PASSWORD)
    medians = {kind: statistics.median(seconds) for kind, seconds in took.items()}
    apart = abs(spent["known"] - spent["unknown"]) / TRIES
    return {
        "tries": TRIES,
        "median, known, ms": round(medians["known"] * 1000, 1),
        "median, unknown, ms": round(medians["unknown"] * 1000, 1),
        "processor, known, ms": round(spent["known"] / TRIES * 1000, 1),
        "processor, unknown, ms": round(spent["unknown"] / TRIES * 1000, 1),
        "apart, ms": round(apart * 1000, 1),
        "apart by more than 20 ms": apart > APART,
        "answers differ": answers["known"] != answers["unknown"],
        "colleague shut out": colleague != 302,
        "not locked after five": locked.status == 302,
    }


def _processor(site: Site) -> float:
    """Seconds of processor that the server has used: unlike the clock, the same on a machine that is busy."""
    fields = [Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split() for pid in site.pids()]
    return sum(int(it[11]) + int(it[12]) for it in fields) / os.sysconf("SC_CLK_TCK")


def _try(site: Site, login: str, password: str) -> Any:
    from urllib.parse import urlencode

    body = urlencode({"login": login, "password": password}).encode()
    return site.ask("POST", "/login/", "", body, "application/x-www-form-urlencoded")


SCENES = {"workbooks": workbooks, "logins": logins}
FAULTS = (
    "without a sentence", "answers later than 15 s", "child above 768 MB", "their p95 above 1 s", "rows written",
    "server's processes changed", "worker changed", "drafts left", "apart by more than 20 ms", "answers differ",
    "colleague shut out", "not locked after five",
)  # fmt: skip


def scene(name: str) -> dict[str, Any]:
    """One scene with a site of its own; what it counted."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        home, notes = Path(folder) / "home", Path(folder) / "notes"
        home.mkdir()
        notes.mkdir()
        began = time.monotonic()
        with served(home, notes, PORT) as site:
            told = SCENES[name](site)
            return told | soundness() | {"seconds": round(time.monotonic() - began, 1)}


def well(told: dict[str, Any]) -> bool:
    """No fault, and database and log whole."""
    return not any(told.get(name) for name in FAULTS) and bool(told.get("database sound") and told["log's chain whole"])


def _cut_off() -> list[str]:
    """A command before ours that leaves no network but the loopback; nothing where that cannot be, or is not wanted:
    a PostgreSQL server is reached by the network that we have."""
    if os.geteuid() != 0 or not shutil.which("unshare") or os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return []
    return ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


def main() -> int:
    """Each scene in a process of its own; a table, and 1 where a stranger got anywhere."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scene", choices=SCENES, help="play this one only and print what it counted as JSON")
    asked = parser.parse_args()
    if asked.scene:
        sys.stdout.write(json.dumps(scene(asked.scene), ensure_ascii=False) + "\n")
        return 0
    is_well, before = True, _cut_off()
    if before and subprocess.run([*before, "true"], capture_output=True, check=False).returncode != 0:
        before = []
    for name, play in SCENES.items():
        command = [*before, sys.executable, __file__, "--scene", name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        told = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {"fault": done.stderr[-2000:]}
        is_well &= well(told)
        sys.stdout.write(f"\n{name}: {play.__doc__}\n")
        told["route out of the machine"] = "none" if before else "left as it is"
        sys.stdout.writelines(f"  {what:<42}{value}\n" for what, value in told.items())
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
