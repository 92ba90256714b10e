"""What people ask for and workers do, on a disk that is full and once it is larger. Needs Django set up by `served`."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from builders import an_estate
from django.core.files.base import ContentFile
from django.db import OperationalError
from drilled.field import wait
from served import Answer, Person, Site, take_in
from web.forms_found import forms_on
from web.plans.conftest import tight

from yipanqi.web.accounts.models import User
from yipanqi.web.jobs.models import FAILED, Job, Worker
from yipanqi.web.jobs.worker import drain
from yipanqi.web.plans import actions as plans
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import ImportBatch, ProgrammeEntry
from yipanqi.workbook import write
from yipanqi.workbook.records import canonical

Count = Callable[[Counter[str], Answer], None]
_STATES = ["applied", "applied", "ready"]  # of its imports in the end: the first, the one confirmed, the one uploaded


class Asked:
    """What people ask for and workers do: a workbook uploaded, one confirmed, plans made; in a programme of its own."""

    def __init__(self, site: Site) -> None:
        self.site, self.office = site, User.objects.get(login="office")
        plain = tight()
        self.entry = take_in(plain, site.home).entry
        more = [replace(plain, estates=(*plain.estates, an_estate(name))) for name in ("E98", "E99")]
        file, self.file = (ContentFile(_workbook(it, site.home), "more.xlsx") for it in more)
        self.batch = programmes.upload(entry=self.entry, file=file, by=self.office, at=datetime.now(UTC))
        drain()
        self.batch.refresh_from_db()
        self.wholes = [canonical(self.entry.sheets()), canonical(self.batch.sheets())]
        self.ways = {"uploads": self._upload, "confirmations": self._confirm, "plans": self._plan}
        self.said = {what: Counter[str]() for what in self.ways}

    def hold(self) -> None:
        """A worker that is there, and has a plan before it, but is not let begin."""
        self.site.work()
        wait(Worker.objects.filter(pid=self.site.workers[0].pid).exists)
        while not self._filed_while_held():
            time.sleep(0.2)

    def _filed_while_held(self) -> bool:
        """Stop the worker and file the plan; one that was stopped while it wrote holds the database, and is let go."""
        os.killpg(self.site.workers[0].pid, signal.SIGSTOP)
        asked = {"seconds": 5.0, "work": 2, "seed": 1, "workers": 1, "moves": None}
        try:
            plans.start(entry=self.entry, name="磁盘满之前", asked=asked, by=self.office, at=datetime.now(UTC))
        except OperationalError:
            os.killpg(self.site.workers[0].pid, signal.SIGCONT)
            return False
        return True

    def go_on(self, person: Person, count: Count, seconds: float) -> None:
        """The worker begins on the full disk, and everything is asked for until it is taken."""
        os.killpg(self.site.workers[0].pid, signal.SIGCONT)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._ask(person, count)
            time.sleep(0.5)

    def while_full(self) -> dict[str, Any]:
        """What became of it, and whether anything is there by half."""
        given_up = [job.error[0] for job in Job.objects.filter(state=FAILED)]
        return {
            **{f"{what} refused": said["refused"] for what, said in self.said.items()},
            **{f"{what} taken while full": said["saved"] for what, said in self.said.items()},
            "plans made while full": PlanRun.objects.made().count(),
            "jobs given up in words": len(given_up),
            "jobs given up without a reason": sum("意外" in words for words in given_up),
            "halves while full": self._halves(),
        }

    def once_enlarged(self, person: Person, count: Count) -> dict[str, Any]:
        """Everything asked for again, and what a worker gave up tried again, until all is done."""

        def is_done() -> bool:
            self._ask(person, count)
            for job in Job.objects.filter(state=FAILED):
                person.post(f"/jobs/{job.pk}/again/")
            is_waiting = Job.objects.open().exists() or Job.objects.filter(state=FAILED).exists()
            return all(said["saved"] for said in self.said.values()) and not is_waiting

        with suppress(TimeoutError):  # the counts tell
            wait(is_done)
        states = list(ImportBatch.objects.filter(entry=self.entry).order_by("pk").values_list("state", flat=True))
        return {
            "imports not done once enlarged": sum(a != b for a, b in zip(states, _STATES, strict=False)),
            "imports twice or missing": abs(len(states) - len(_STATES)),
            "plans not made once enlarged": PlanRun.objects.exclude(pk__in=PlanRun.objects.made()).count(),
            "plans twice or missing": abs(PlanRun.objects.count() - 2),
            "halves once enlarged": self._halves(),
        }

    def _halves(self) -> int:
        """A programme that is neither as before nor as after; files of no import, imports of no file, of plans too."""
        rows = ProgrammeEntry.objects.get(pk=self.entry.pk).sheets()
        files = {path.name for path in (self.site.home / "media" / "imports").glob("*")}
        known = set(ImportBatch.objects.values_list("stored_as", "annotated_as"))
        names = {name for pair in known for name in pair if name}
        folders = {path.name.partition("-")[0] for path in (self.site.home / "plans").glob("*/*")}
        made = PlanRun.objects.made().exclude(folder="").values_list("folder", flat=True)
        lost = sum(not (self.site.home / "plans" / folder).is_dir() for folder in made)
        return (canonical(rows) not in self.wholes) + len(files ^ names) + len(folders - {"data"}) + lost

    def _ask(self, person: Person, count: Count) -> None:
        for what, way in self.ways.items():
            if not self.said[what]["saved"]:
                count(self.said[what], way(person))

    def _upload(self, person: Person) -> Answer:
        self.file.seek(0)
        return person.upload("/imports/", "more.xlsx", self.file.read(), {"entry": str(self.entry.pk)})

    def _confirm(self, person: Person) -> Answer:
        return person.post(f"{self.batch.get_absolute_url()}confirm")

    def _plan(self, person: Person) -> Answer:
        page = person.get("/plans/new/")
        form = next(it for it in forms_on("/plans/new/", page.text) if "seed" in it.fields)
        return person.post("/plans/new/", {**form.fields, "name": "磁盘满之时", "seconds": "5", "work": "2"})


def _workbook(programme: Any, home: Path) -> bytes:
    write(programme, home / "sent.xlsx")
    data = (home / "sent.xlsx").read_bytes()
    (home / "sent.xlsx").unlink()
    return data
