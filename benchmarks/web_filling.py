"""Fills the bench's database by the platform's own actions, and tells how long each step took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import large
from django.conf import settings
from django.core.files import File
from django.core.management import call_command
from web.district import a_district

from yipanqi import workbook
from yipanqi.web.delivery import demo
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.worker import drain
from yipanqi.web.plans import actions as plans
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import ImportBatch, ProgrammeEntry
from yipanqi.web.progress.replan_jobs import file_look

_SEED, _LEASE = 1, timedelta(minutes=9)


class Watch:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what is done inside; of the jobs done inside each by itself."""
        last = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        began = time.monotonic()
        yield
        self._keep(name, time.monotonic() - began)
        for job in Job.objects.filter(pk__gt=last).order_by("pk"):
            if job.state != "done":
                raise SystemExit(f"{job.kind}: {job.state} {job.error}")
            self._keep(f"{name}: {job.kind}", (job.finished_at - job.started_at).total_seconds())

    def _keep(self, name: str, seconds: float) -> None:
        self.seconds[name] = round(seconds, 2)
        print(f"{name}: {seconds:.1f} s", file=sys.stderr, flush=True)


def filled(estates: int, plan_seconds: float) -> dict[str, Any]:
    """Migrate, take the workbook in, take a second one in and undo it, plan twice; the seconds of each step."""
    watch, at = Watch(), datetime.now(UTC)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    district = a_district()
    office = district.people["office"]
    home, programme = Path(settings.HOME), large.programme(estates)
    workbook.write(programme, home / "large.xlsx")
    workbook.write(large.changed(programme), home / "changed.xlsx")
    first = _taken_in(watch, "import", home / "large.xlsx", None, office, at)
    second = _taken_in(watch, "import again, each work changed", home / "changed.xlsx", first.entry, office, at)
    with watch.step("undo"):
        if not programmes.ask_to_undo(batch=second, with_later=False, by=office):
            programmes.undo(batch=second, with_later=False, by=office, at=at)
        drain(_LEASE)
    asked = {"seconds": plan_seconds, "work": None, "seed": _SEED, "workers": 2, "moves": None}
    for name in ("基准方案", "第二方案"):
        with watch.step(f"plan, {plan_seconds:g} s asked, {name}"):
            run = plans.start(entry=first.entry, name=name, asked=asked, by=office, at=at)
            drain(_LEASE)
            run.refresh_from_db()
        if not run.is_made:
            raise SystemExit(f"no plan: {run.why_not}")
    with watch.step("adopted"):
        plans.propose(run=run, by=office, at=at, note="测试")
        plans.adopt(run=run, by=district.people["approver"], at=at)
        drain(_LEASE)
    tasks = list(DeliveryTask.objects.order_by("place"))
    print(f"{len(tasks):,} tasks", file=sys.stderr, flush=True)
    with watch.step("sample progress"):
        people = district.people | {"planner": office}
        demo.bring_on(tasks, date(2028, 4, 10), people)
    with watch.step("planning on looked at"):
        file_look(first.entry, by=office)
        drain(_LEASE)
    return {"seconds": watch.seconds}


def _taken_in(watch: Watch, name: str, path: Path, entry: ProgrammeEntry | None, by: Any, at: datetime) -> ImportBatch:
    with path.open("rb") as file, watch.step(f"{name}, upload and dry run"):
        batch = programmes.upload(entry=entry, file=File(file, path.name), by=by, at=at)
        drain(_LEASE)
    batch.refresh_from_db()
    with watch.step(f"{name}, confirmed"):
        programmes.confirm(batch=batch, by=by, at=at)
        drain(_LEASE)
    batch = ImportBatch.objects.select_related("entry").get(pk=batch.pk)
    if batch.state != "applied":
        raise SystemExit(f"{batch.state}: {batch.findings[:5]}")
    return batch
