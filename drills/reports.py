"""Fifty reports a second, for a minute or ten: how long each takes, whether one is lost or doubled.

    python drills/reports.py [--seconds 60] [--rate 50] [--estates 300]

Real gunicorn in production settings on the loopback, two processes with four threads; SQLite in a temporary folder, or
with DATABASE_URL a fresh database of that PostgreSQL server. Each report is of a task and month of its own; one in
twenty is sent a second time, as a phone does that did not see its receipt. A report's time counts from the moment at
which it was due to be sent, so that a queue before the server counts too."""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from served import ROOT, Person, Site, percentile, served, soundness

PORT, HANDS, AGAIN = 8151, 64, 20
_MONTHS = 13


def filled(estates: int) -> list[tuple[int, str]]:
    """Works under way in a large programme, and the months that may be reported of each: (task, month)."""
    sys.path[:0] = [str(ROOT / "benchmarks")]
    import delivery_bench
    from web.district import District

    from yipanqi.web.accounts.models import Organisation, User
    from yipanqi.web.delivery.models import DeliveryTask
    from yipanqi.web.jobs.worker import drain
    from yipanqi.web.page.today import today

    people = {it.login: it for it in User.objects.all()}
    organisations = {it.name: it for it in Organisation.objects.all()}
    delivery_bench.filled(estates, District(people, organisations))
    drain()  # what the adoption filed is done before, not between
    works = DeliveryTask.objects.filter(kind="work").exclude(state="cancelled")
    months, first = [], today().replace(day=1)
    for _ in range(_MONTHS):
        months.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    builder, watcher = organisations["江城建工"], organisations["华中监理"]
    works.update(
        state="under_way", held_for="", held_until=None, state_before="", started_on=first, reported_on=None,
        closed_on=None, contractor=builder, supervisor=watcher,
    )  # fmt: skip
    keys = list(works.values_list("pk", flat=True))
    return [(key, month) for month in reversed(months) for key in keys]


def sent(site: Site, pairs: list[tuple[int, str]], asked: argparse.Namespace) -> dict[str, Any]:
    """Send them at the rate that is asked for; what came of it."""
    from yipanqi.web.progress.models import TaskReport

    person, chance = Person(site, "contractor"), random.Random(asked.seed)
    count = min(len(pairs), int(asked.rate * asked.seconds))
    chosen = [(*pair, str(uuid.uuid4())) for pair in chance.sample(pairs, count)]
    began, odd = time.monotonic() + 1, list[str]()

    def send(at: int) -> tuple[int, float, float]:
        task, month, uid = chosen[at]
        due = began + at / asked.rate
        time.sleep(max(0.0, due - time.monotonic()))
        fields = {"month": month, "uid": uid, "percent": "40", "reason": "演练补报", "is_sure": "on"}
        answer = person.post(f"/progress/tasks/{task}/report/", fields)
        if at % AGAIN == 0:
            person.post(f"/progress/tasks/{task}/report/", fields)
        if answer.status != 302 and len(odd) < 3:
            odd.append(re.sub(r"<[^>]*>|\s+", " ", answer.text)[-900:])
        return answer.status, time.monotonic() - due, answer.seconds

    with ThreadPoolExecutor(HANDS) as hands:
        told = list(hands.map(send, range(count)))
    took = time.monotonic() - began
    codes = Counter(status for status, *_ in told)
    there = Counter(str(uid) for uid in TaskReport.objects.values_list("uid", flat=True))
    accepted = [uid for (*_, uid), (status, *_) in zip(chosen, told, strict=True) if status == 302]
    return {
        "reports": count,
        "asked for, a second": asked.rate,
        "came in, a second": round(count / took, 1),
        "the rate was not kept": count / took < 0.95 * asked.rate,
        "answers": dict(codes),
        "of the others": odd,
        "not taken": count - codes[302],
        "lost": sum(uid not in there for uid in accepted),
        "doubled": TaskReport.objects.count() - len(there) + TaskReport.objects.filter(version__gt=1).count(),
        "p50 ms, from when it was due": percentile([late for _, late, _ in told], 0.5),
        "p95 ms, from when it was due": percentile([late for _, late, _ in told], 0.95),
        "p50 ms, of the answer": percentile([own for *_, own in told], 0.5),
        "p95 ms, of the answer": percentile([own for *_, own in told], 0.95),
        "p99 ms, of the answer": percentile([own for *_, own in told], 0.99),
    }


def scene(asked: argparse.Namespace) -> dict[str, Any]:
    """With a site of its own."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        home, notes = Path(folder) / "home", Path(folder) / "notes"
        home.mkdir()
        notes.mkdir()
        with served(home, notes, PORT) as site:
            pairs = filled(asked.estates)
            site.serve()
            site.work()
            return sent(site, pairs, asked) | soundness(is_filled_in_bulk=True)


BAD = ("the rate was not kept", "not taken", "lost", "doubled")


def main() -> int:
    """In a process of its own; 1 where a report was not taken, lost or doubled, or they came slower than asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--estates", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        sys.stdout.write(json.dumps(scene(asked), ensure_ascii=False) + "\n")
        return 0
    done = subprocess.run([sys.executable, __file__, "--inside", *sys.argv[1:]], capture_output=True, text=True)
    if done.returncode:
        sys.stdout.write(f"{done.stderr[-3000:]}\nNOT WELL\n")
        return 1
    told = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.writelines(f"  {what:<32}{value}\n" for what, value in told.items())
    is_well = not any(told[it] for it in BAD) and told["database sound"] and told["log's chain whole"]
    sys.stdout.write(f"\n{'all well' if is_well else 'NOT WELL'}\n")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
