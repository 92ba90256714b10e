"""Delivery at its largest: the tasks of 5,000 estates made by an adoption, a year of work on them, every page of them.

    python benchmarks/delivery_bench.py [--estates 5000] [--requests 30] [--home DIR] [--only delivery home …]

A database of its own is filled in bulk: SQLite in a temporary folder, or the PostgreSQL of DATABASE_URL (a database
that may be filled). The pages are asked for as `web_bench.py` does, over gunicorn in production settings. Prints
Markdown, and JSON into .bench/results."""

import argparse
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import web_bench

GOAL_SECONDS = 60.0  # of an adoption of 5,000 estates
DAY = date(2028, 4, 10)


def main() -> None:
    """Fill, serve, ask, tell."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--estates", type=int, default=5000)
    cli.add_argument("--requests", type=int, default=30, help="of each address")
    cli.add_argument("--port", type=int, default=8142)
    cli.add_argument("--only", nargs="*", default=["delivery", "home", "estates:estate"])
    cli.add_argument("--home", type=Path, help="a folder to fill and keep, or one that was filled before")
    said = cli.parse_args()
    with tempfile.TemporaryDirectory(prefix="yipanqi-bench-") as folder:
        home = said.home or Path(folder)
        home.mkdir(exist_ok=True)
        web_bench.settle(home)
        from web_asking import asked

        if not (home / "filled.json").exists():
            filling = filled(said.estates)
            web_bench.analysed()
            (home / "filled.json").write_text(json.dumps(filling), encoding="utf-8")
        filling = json.loads((home / "filled.json").read_text(encoding="utf-8"))
        morning()
        pages = asked(home, said.port, said.requests, said.only)
    result = {"estates": said.estates, "database": web_bench.database(), **filling, "pages": pages}
    print(web_bench.told(result))
    web_bench.kept(result)


def morning() -> None:
    """What the workers have done by the time that somebody asks: the lights of the day."""
    from django.utils import timezone

    from yipanqi.web.page.today import today
    from yipanqi.web.programmes.models import ProgrammeEntry
    from yipanqi.web.progress.actions import lights
    from yipanqi.web.progress.models import TaskLight

    entry, day = ProgrammeEntry.objects.get(), today()
    if not TaskLight.objects.filter(entry=entry, day=day).exists():
        since = timezone.now()
        found, lesson = lights.worked_out(entry, day)
        lights.keep_all(entry=entry, found=found, lesson=lesson, day=day, at=timezone.now(), since=since)
        web_bench.analysed()


def filled(estates: int, district: Any = None) -> dict[str, Any]:
    """People where there are none yet, a large programme, a plan of it, its adoption and a year of work; the seconds of
    each step."""
    import large
    from django.core.management import call_command
    from django.utils import timezone
    from web.district import a_district
    from web.plans.conftest import an_entry

    from yipanqi.planner import Request, Settings
    from yipanqi.web.delivery import actions, demo
    from yipanqi.web.delivery.models import DeliveryTask
    from yipanqi.web.plans import actions as plans
    from yipanqi.web.plans import making
    from yipanqi.web.programmes.actions import index

    seconds: dict[str, float] = {}

    def timed(name: str, began: float) -> None:
        seconds[name] = round(time.monotonic() - began, 2)
        print(f"{name}: {seconds[name]:.1f} s", file=sys.stderr, flush=True)

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    district, at, began = district or a_district(), timezone.now(), time.monotonic()
    programme = large.programme(estates)
    entry = an_entry(district, programme)
    index.write(entry, index.facts(programme), is_whole=True)
    timed("programme stored", began)
    asked = {"seconds": 8.0, "work": None, "seed": 1, "workers": 1, "moves": None}
    run = plans.start(entry=entry, name="基准方案", asked=asked, by=district.people["office"], at=at)
    began = time.monotonic()
    made = making.make(_Line(), Request(programme=programme), Settings(seconds=8.0, seed=1, workers=2))
    plans.take_in(run=run, made=made, folder="", at=at)
    timed("plan", began)
    run.refresh_from_db()
    plans.propose(run=run, by=district.people["office"], at=at, note="测试")
    adoption = plans.adopt(run=run, by=district.people["approver"], at=at)
    began = time.monotonic()
    prepared = actions.prepared(adoption)
    timed("adoption: the tree worked out", began)
    began = time.monotonic()
    actions.set_up(adoption=adoption, made=prepared, at=at)
    timed(f"adoption: {len(prepared.nodes):,} tasks written (goal of both: {GOAL_SECONDS:.0f})", began)
    began = time.monotonic()
    people = district.people | {"planner": district.people["office"]}
    demo.bring_on(list(DeliveryTask.objects.filter(entry=entry).order_by("place")), DAY, people)
    timed("a year of work loaded", began)
    return {"seconds": seconds}


class _Line:
    """A child's line that nobody listens to."""

    def progress(self, *said: Any) -> None:
        """Nobody asks."""

    def should_stop(self) -> bool:
        """It goes on."""
        return False


if __name__ == "__main__":
    main()
