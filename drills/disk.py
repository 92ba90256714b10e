"""Fill the disk under the running platform while people write and read, then make it larger: `python drills/disk.py`.

Database, photos, workbooks and plans lie on a small disk in memory, which only root may mount; without root the drill
says so and is left out. SQLite: the disk of a PostgreSQL server is not ours to fill. Ends by itself within two minutes.
"""

import io
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drilled.field import small_disk, wait
from served import Person, Site, folders, percentile, served, soundness, take_in

PORT, SIZE, FREE, LARGER = 8142, 48, 4, 96  # MB
SECONDS = 12.0  # of writing on the full disk
PLAIN = ("磁盘空间不足", "没有保存")  # what the page must say


def full(site: Site, resize: Any) -> dict[str, Any]:
    """Fill to the last 4 MB; write, import and plan until nothing goes and longer, reading; enlarge; once more; K3."""
    from asked import Asked
    from web.programmes.conftest import two_subdistricts

    from yipanqi.web.programmes.models import EstateRow, Photo

    take_in(two_subdistricts(8), site.home)
    watch = _Watch(site, list(EstateRow.objects.order_by("pk").values_list("record_id", flat=True)))
    asked = Asked(site)
    site.serve()
    asked.hold()
    pids = site.pids()
    *people, asking = [Person(site, "office") for _ in range(5)]
    _fill(site.home)
    with watch.at_work(people):
        wait(lambda: watch.edits["refused"], patience=90)
        asked.go_on(asking, watch.count, SECONDS)
        told = asked.while_full()
        free, stored = _free(site.home), Photo.objects.count()
        resize(LARGER)
        time.sleep(1.5)
        began, before = time.monotonic(), watch.edits.copy()
        time.sleep(SECONDS / 3)
    told |= asked.once_enlarged(asking, watch.count)
    told["all done once enlarged, s"] = round(time.monotonic() - began, 1)
    return {
        "free when full, KB": free // 1024,
        **watch.told(),
        "photos kept while full": stored,
        **_lost_or_halved(site.home, watch),
        **{f"edits {what} once enlarged": watch.edits[what] - before[what] for what in ("saved", "refused")},
        "refusals not plain": watch.unclear,
        **told,
        "same processes": site.pids() == pids,
    }


def _fill(home: Path) -> None:
    with (home / "filler").open("wb") as filler:
        filler.write(bytes(_free(home) - (FREE << 20)))


def _free(home: Path) -> int:
    """Bytes that may still be written."""
    room = os.statvfs(home)
    return room.f_bavail * room.f_frsize


def _lost_or_halved(home: Path, watch: "_Watch") -> dict[str, int]:
    """What was acknowledged and is not there, and what is there only in part."""
    from yipanqi.web.programmes.models import Change, Photo, Record

    edits = Change.objects.filter(batch=None)
    notes = set(edits.values_list("record_id", "after__note"))
    photos = {photo.file_name for photo in Photo.objects.all()}
    files = {path.name for path in (home / "media" / "photos").glob("*")}
    last = {record: edits.filter(record=record).order_by("-pk").first() for record in watch.rows}
    return {
        "acknowledged and lost": len(watch.acknowledged - notes),
        "rows that differ from their last change": sum(
            change is not None and Record.objects.get(pk=pk).values != change.after for pk, change in last.items()
        ),
        "photos without file": len(photos - files),
        "files without photo": len(files - photos),
    }


class _Watch:
    """What people got while they wrote and read."""

    def __init__(self, site: Site, rows: list[int]) -> None:
        self.site, self.rows = site, rows
        self.edits, self.photos, self.reads = Counter[str](), Counter[str](), Counter[str]()
        self.acknowledged: set[tuple[int, str]] = set()
        self.seconds: list[float] = []
        self.unclear = 0

    @contextmanager
    def at_work(self, people: list[Person]) -> Iterator[None]:
        """The first edits, the second uploads, the others read, until the end of the block."""
        is_over = threading.Event()
        tasks = [self.edit, self.upload, *(self.read for _ in people[2:])]
        threads = [
            threading.Thread(target=task, args=(person, is_over)) for task, person in zip(tasks, people, strict=True)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            is_over.set()
            for thread in threads:
                thread.join()

    def told(self) -> dict[str, Any]:
        """The counts, and how long a page took."""
        return {
            **{f"edits {what}": count for what, count in sorted(self.edits.items())},
            **{f"photos {what}": count for what, count in sorted(self.photos.items())},
            **{f"pages read {what}": count for what, count in sorted(self.reads.items())},
            "read p95, ms": percentile(self.seconds, 0.95),
        }

    def edit(self, person: Person, is_over: threading.Event) -> None:
        """Change one row after the other; the notes are long, to fill the disk."""
        turn = 0
        while not is_over.is_set():
            turn += 1
            record = self.rows[turn % len(self.rows)]
            form = person.form(f"/records/{record}/")
            if form is None:
                self.edits["without a form"] += 1
                continue
            note = f"{turn} " + "满" * 1000
            answer = person.post(f"/records/{record}/", {**form, "note": note})
            self.count(self.edits, answer)
            if answer.status == 302:
                self.acknowledged.add((record, note))

    def upload(self, person: Person, is_over: threading.Event) -> None:
        """Photos that hardly pack, a few hundred kilobytes each."""
        from PIL import Image

        chance = random.Random(1)
        while not is_over.is_set():
            out = io.BytesIO()
            Image.frombytes("RGB", (600, 450), chance.randbytes(600 * 450 * 3)).save(out, "JPEG", quality=85)
            path = f"/estates/{chance.choice(self.rows)}/photos"
            self.count(self.photos, person.upload(path, "a.jpg", out.getvalue()))

    def read(self, person: Person, is_over: threading.Event) -> None:
        """The board, the registry, an estate, the log of a job."""
        turn = 0
        while not is_over.is_set():
            turn += 1
            path = ("/", "/estates/", f"/estates/{self.rows[turn % len(self.rows)]}/", "/jobs/", "/imports/")[turn % 5]
            answer = person.get(path)
            self.reads[str(answer.status)] += 1
            self.seconds.append(answer.seconds)
            time.sleep(0.05)

    def count(self, counts: Counter[str], answer: Any) -> None:
        """Was it saved? If not, did the page say why?"""
        counts["saved" if answer.status == 302 else "refused"] += 1
        if answer.status != 302 and not all(word in answer.text for word in PLAIN):
            self.unclear += 1
            sys.stderr.write(f"{answer.status} {answer.text[:3000]}\n")


def scene() -> dict[str, Any]:
    """The drill, or why it was left out."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return {"left out": "the disk of a PostgreSQL server is not ours to fill"}
    if os.geteuid() != 0:
        return {"left out": "only root may mount a small disk"}
    with folders() as (home, notes):
        began = time.monotonic()
        with small_disk(home, SIZE) as resize, served(home, notes, PORT) as site:
            return full(site, resize) | soundness() | {"seconds": round(time.monotonic() - began, 1)}


def well(told: dict[str, Any]) -> bool:
    """Refused plainly, read all the while, nothing lost or halved, and going on once there is room."""
    if "left out" in told:
        return True
    bad = (
        "acknowledged and lost", "rows that differ from their last change", "photos without file",
        "files without photo", "edits refused once enlarged", "refusals not plain", "edits without a form",
        "jobs given up without a reason", "halves while full", "halves once enlarged", "imports not done once enlarged",
        "imports twice or missing", "plans not made once enlarged", "plans twice or missing",
    )  # fmt: skip
    read = {what for what in told if what.startswith("pages read")}
    return bool(
        not any(told.get(name) for name in bad)
        and read == {"pages read 200"}
        and told["edits refused"] and told.get("photos refused") and told["uploads refused"]
        and told["edits saved once enlarged"] and told["same processes"]
        and told["database sound"] and told["log's chain whole"]
    )  # fmt: skip


def main() -> int:
    """A table, and 1 where something was not as it must be."""
    told = scene()
    sys.stdout.write(f"\ndisk: {full.__doc__}\n")
    sys.stdout.writelines(f"  {what:<42}{value}\n" for what, value in told.items())
    sys.stdout.write(f"\n{'all well' if well(told) else 'NOT WELL'}\n")
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 0 if well(told) else 1


if __name__ == "__main__":
    sys.exit(main())
