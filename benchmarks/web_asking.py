"""Serves the bench's database with gunicorn and asks for every list and page, as somebody who may see it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import resolve, reverse
from web.district import come_in
from web.routes import Row

from yipanqi.web.accounts.models import Organisation, User
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.jobs.models import Job
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.views.frame import PARTS
from yipanqi.web.programmes.models import EstateRow, ImportBatch, ProgrammeEntry, Record
from yipanqi.web.progress.models import TaskReport
from yipanqi.web.supervision.models import AssessedValue, AssessmentScheme, Bulletin, ClosedPeriod, Order
from yipanqi.workbook.columns import SHEETS

HERE = Path(__file__).resolve().parent
GOAL = 200.0  # ms, p95
GOALS = {"home": 400.0, "delivery:gantt": 400.0}  # the board; a Gantt chart of 1,000 rows
FILES = (
    "export", "template", "document", "import-file", "mfa_download", "photo", ".docx", ".xlsx", "/word", "/letter",
)  # fmt: skip  # downloads have no goal of a page
_TICK = os.sysconf("SC_CLK_TCK")


def _entry() -> ProgrammeEntry:
    return ProgrammeEntry.objects.get()


def _run() -> PlanRun:
    return PlanRun.objects.defer("outcome").order_by("-pk")[0]


def _task() -> DeliveryTask:
    return DeliveryTask.objects.filter(is_leaf=True, state="under_way").order_by("pk")[0]


def _work() -> DeliveryTask:
    return DeliveryTask.objects.filter(kind="work", state="under_way").order_by("pk")[0]


def _closed() -> ClosedPeriod:
    return ClosedPeriod.objects.latest("pk")


def _bulletin() -> Bulletin:
    return Bulletin.objects.filter(state="drafted").latest("pk")


def _value() -> AssessedValue:
    return AssessedValue.objects.select_related("assessed").order_by("pk")[0]


def _order() -> int:
    return int(Order.objects.filter(state="checking").latest("pk").pk)


def _community() -> str:
    return str(User.objects.get(login="community").uid)


def _estate() -> int:
    return EstateRow.objects.order_by("pk")[2500 % EstateRow.objects.count()].record_id


def _of(route: str, *args: Callable[[], Any], **more: str) -> list[tuple[str, list[Any], str]]:
    """The addresses of a route: a name, its arguments, its question."""
    values = [arg() for arg in args]
    return [(route, values, ""), *((f"{route} {name}", values, query) for name, query in more.items())]


# route → the addresses that the bench asks for; a route with arguments must stand here
KNOWN: dict[str, Callable[[], list[tuple[str, list[Any], str]]]] = {
    "home": lambda: _of(
        "home",
        one=f"subdistrict={EstateRow.objects.order_by('pk')[0].subdistrict}",
        one_needs=f"mode=needs&subdistrict={EstateRow.objects.order_by('pk')[0].subdistrict}",
        one_quarter=f"quarter=2028Q1&subdistrict={EstateRow.objects.order_by('pk')[0].subdistrict}",
    ),
    "estates:registry": lambda: _of(
        "estates:registry", far="page=90", sought="q=xincun", dearest="sort=-cost", needing="measure=lift"
    ),
    "estates:estate": lambda: _of("estates:estate", _estate),
    "programmes:programme": lambda: _of("programmes:programme", lambda: _entry().pk),
    "programmes:export": lambda: _of("programmes:export", lambda: _entry().pk),
    "programmes:sheet": lambda: [
        (f"programmes:sheet {sheet.key}", [_entry().pk, sheet.key], "") for sheet in SHEETS if not sheet.upright
    ],
    "programmes:add": lambda: [
        (f"programmes:add {key}", [_entry().pk, key], "") for key in ("estates", "survey", "funds")
    ],
    "programmes:record": lambda: [
        (f"programmes:record {key}", [Record.objects.active().filter(sheet=key).order_by("pk")[0].pk], "")
        for key in ("programme", "estates", "survey", "funds")
    ],
    "programmes:import": lambda: [
        (f"programmes:import {batch.state}", [batch.uid], "") for batch in ImportBatch.objects.all()
    ],
    "programmes:import-file": lambda: [
        ("programmes:import-file", [ImportBatch.objects.earliest("pk").uid, "uploaded"], "")
    ],
    "plans:run": lambda: _of("plans:run", lambda: _run().uid),
    "plans:part": lambda: [
        *((f"plans:part {part}", [_run().uid, part], "") for part in PARTS),
        ("plans:part payments page", [_run().uid, "payments"], "page=50"),
        ("plans:part why page", [_run().uid, "why"], "page=20"),
    ],
    "plans:compare": lambda: [
        ("plans:compare", [], "&".join(f"run={run.uid}" for run in PlanRun.objects.defer("outcome")))
    ],
    "delivery:index": lambda: _of(
        "delivery:index",
        late="when=late",
        closed="state=closed",
        one="what=stage:scheme&state=all&sort=tree",
        page="page=50",
    ),
    "delivery:task": lambda: _of("delivery:task", lambda: _task().pk),
    "delivery:estate": lambda: _of("delivery:estate", lambda: _task().estate),
    "delivery:unit": lambda: _of("delivery:unit", lambda: Organisation.objects.get(name="新华街道").pk),
    "delivery:gantt": lambda: _of("delivery:gantt", works="level=work", page="level=work&page=3"),
    "progress:index": lambda: _of("progress:index", far="page=40", missing="state=missing", sought="q=xincun"),
    "progress:report-new": lambda: _of("progress:report-new", lambda: _work().pk),
    "progress:estate": lambda: _of("progress:estate", lambda: _work().estate),
    "progress:report": lambda: _of("progress:report", lambda: TaskReport.objects.latest("pk").pk),
    "progress:replan": lambda: _of("progress:replan", far="page-money=50&page-late=50"),
    "progress:forecast": lambda: _of(
        "progress:forecast",
        far="page=100",
        urgent="which=urgent",
        by_finish="sort=finish",
        by_place="sort=place",
        sought="q=xincun",
        one=f"region={EstateRow.objects.order_by('pk')[0].subdistrict}",
        one_unit=f"unit={_work().contractor_id}",
        estates="by=estate",
        estates_far="by=estate&page=60",
        units="by=unit",
        regions="by=region",
    ),
    "progress:forecast-estate": lambda: _of("progress:forecast-estate", lambda: _work().estate),
    "supervision:index": lambda: _of(
        "supervision:index", far="page=100", closed="state=closed", late="when=late", sought="q=xincun"
    ),
    "supervision:order": lambda: _of("supervision:order", _order),
    "supervision:order-edit": lambda: _of("supervision:order-edit", _order),
    "supervision:order-letter": lambda: _of("supervision:order-letter", _order, lambda: "order"),
    "supervision:assessment-preset": lambda: _of("supervision:assessment-preset", lambda: "jiangxi-2022"),
    "supervision:assessment-scheme": lambda: _of(
        "supervision:assessment-scheme", lambda: AssessmentScheme.objects.latest("pk").pk
    ),
    "supervision:assessment": lambda: _of(
        "supervision:assessment", lambda: _value().assessed.assessment_id, checked="check=1"
    ),
    "supervision:assessment-enter": lambda: _of(
        "supervision:assessment-enter", lambda: _value().assessed.assessment_id, lambda: _value().indicator
    ),
    "supervision:assessment-unit": lambda: _of(
        "supervision:assessment-unit", lambda: _value().assessed.assessment_id, lambda: _value().assessed.unit_id
    ),
    "supervision:assessment-rows": lambda: _of(
        "supervision:assessment-rows",
        lambda: _value().assessed.assessment_id,
        lambda: _value().assessed.unit_id,
        lambda: _value().indicator,
    ),
    "supervision:period-close": lambda: _of("supervision:period-close", lambda: "2029-03"),
    **{
        f"supervision:{name}": lambda name=name: _of(f"supervision:{name}", lambda: _closed().pk)
        for name in ("period", "period-rows", "period-statistics", "period-book", "period-leader", "period-leader-word")
    },
    "supervision:bulletin": lambda: _of("supervision:bulletin", lambda: _bulletin().pk),
    "supervision:bulletin-word": lambda: _of("supervision:bulletin-word", lambda: _bulletin().pk),
    "supervision:bulletin-edit": lambda: _of(
        "supervision:bulletin-edit", lambda: _bulletin().pk, lambda: _bulletin().paragraphs[0]["key"]
    ),
    "programmes:removed": lambda: _of("programmes:removed", lambda: _entry().pk),
    "programmes:lacks": lambda: _of("programmes:lacks", lambda: _entry().pk),
    "programmes:units": lambda: _of("programmes:units", lambda: _entry().pk),
    "delivery:change-begin": lambda: _of("delivery:change-begin", sought="q=JH"),
    "delivery:change-new": lambda: _of("delivery:change-new", lambda: _task().pk, lambda: "dates"),
    "delivery:baselines-compare": lambda: _of(
        "delivery:baselines-compare", all="kind=all", later="kind=all&sort=later"
    ),
    "delivery:rule": lambda: _of("delivery:rule", lambda: "change.limits"),
    "plans:hand": lambda: _of("plans:hand", lambda: _run().uid),
    "plans:propose": lambda: _of("plans:propose", lambda: _run().uid),
    "plans:decline": lambda: _of("plans:decline", lambda: _run().uid),
    "plans:adopt": lambda: _of("plans:adopt", lambda: _run().uid),
    "jobs:job": lambda: _of("jobs:job", lambda: Job.objects.latest("pk").pk),
    "accounts:move_organisation": lambda: _of(
        "accounts:move_organisation", lambda: Organisation.objects.get(name="登月社区").pk
    ),
    "accounts:person": lambda: _of("accounts:person", _community),
    "accounts:edit_person": lambda: _of("accounts:edit_person", _community),
    "accounts:leave": lambda: _of("accounts:leave", _community),
    "accounts:organisation": lambda: _of("accounts:organisation", lambda: Organisation.objects.get(name="区改造办").pk),
    "accounts:edit_organisation": lambda: _of(
        "accounts:edit_organisation", lambda: Organisation.objects.get(name="区改造办").pk
    ),
    "audit:history": lambda: _of(
        "audit:history", lambda: "accounts.organisation", lambda: Organisation.objects.get(name="区改造办").pk
    ),
}
# routes that a filled database has nothing for: nobody invited, took in, photographed, contracted or accepted anything
NOTHING = {
    "accounts:invitation", "accounts:import", "programmes:photo", "plans:document", "delivery:change",
    "programmes:mapping", "programmes:mapping-file", "programmes:mapping-kept",
    "delivery:acceptance", "delivery:acceptance-judge", "delivery:acceptance-paper", "delivery:acceptance-photo",
    "delivery:acceptance-file", "delivery:handover", "delivery:handover-file", "delivery:checklist",
    "delivery:checklist-file", "delivery:contract-import", "delivery:contract", "delivery:contract-edit",
    "delivery:contract-file", "delivery:paper-file", "delivery:dig-plan", "delivery:import", "delivery:feed",
    "supervision:order-file", "supervision:ladder-letter", "supervision:assessment-file",
    "supervision:meeting", "supervision:meeting-edit", "supervision:meeting-agenda", "supervision:meeting-minutes",
    "supervision:meeting-file", "supervision:meeting-item", "supervision:meeting-item-edit", "supervision:case",
    "supervision:case-edit",
    "progress:photo", "progress:queue-receipt", "progress:queue-photo", "progress:replan-moves",
}  # fmt: skip


def asked(home: Path, port: int, requests: int, only: list[str]) -> list[dict[str, Any]]:
    """The figures of every address."""
    keys: dict[str, str] = {}
    found = []
    with _served(home, port) as pid:
        for who, name, path in addresses(only):
            key = keys.setdefault(who, "") or keys.__setitem__(who, _session(who)) or keys[who]
            found.append({"name": name, **_figures(pid, port, path, key, requests)})
            print(f"{name}: {found[-1]['p95']:.0f} ms", file=sys.stderr, flush=True)
    return found


def addresses(only: list[str]) -> Iterator[tuple[str, str, str]]:
    """Who asks, name and path of each list and page, from the tables that the tests of the routes walk; of some alone
    whose names hold one of these parts."""
    for file in sorted((HERE.parent / "tests" / "web").glob("routes*.py")):
        for row in import_module(f"web.{file.stem}").ROWS:
            if row.get == 405 or row.name in NOTHING:
                continue
            if only and not any(part in row.name or row.name in part for part in only):
                continue
            if row.name not in KNOWN and row.args is not Row.args and row.name not in NOTHING:
                raise SystemExit(f"{row.name}: tell the bench in KNOWN what to ask of this route")
            who = "office" if "office" in row.who or not row.who else row.who[0]
            known = KNOWN[row.name]() if row.name in KNOWN else [(row.name, [], "")]
            for name, args, query in known:
                if only and not any(part in name for part in only):
                    continue
                yield who, name, reverse(row.name, args=args) + (f"?{query}" if query else "")


def _session(login: str) -> str:
    """Signed in with two factors."""
    client = Client()
    come_in(client, User.objects.get(login=login))
    return client.cookies["sessionid"].value


@contextmanager
def _served(home: Path, port: int) -> Iterator[int]:
    """gunicorn with two workers; its process."""
    command = [sys.executable, "-m", "gunicorn", "yipanqi.web.wsgi:application", "-w", "2", "-t", "300"]
    command += ["-b", f"127.0.0.1:{port}", "--log-level", "warning"]
    with (home / "gunicorn.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for _ in range(150):
            time.sleep(0.2)
            try:
                _get(port, "/health", "")
                break
            except OSError:
                continue
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def _figures(pid: int, port: int, path: str, key: str, requests: int) -> dict[str, Any]:
    """After each worker has seen the address once: so many requests over two connections."""
    with ThreadPoolExecutor(2) as pool:
        first = list(pool.map(lambda _: _get(port, path, key), range(6)))
        before = _cpu(pid)
        told = list(pool.map(lambda _: _get(port, path, key), range(requests)))
        cpu = (_cpu(pid) - before) / requests
    times = sorted(ms for ms, _, _ in told)
    is_file = any(part in path for part in FILES)
    return {
        "status": told[-1][1],
        "first": max(ms for ms, _, _ in first),
        "p50": times[len(times) // 2],
        "p95": times[min(len(times) - 1, int(len(times) * 0.95))],
        "least": times[0],
        "cpu": cpu,
        "kb": told[-1][2] / 1000,
        "goal": 0 if is_file else GOALS.get(resolve(path.split("?")[0]).view_name, GOAL),
    }


def _get(port: int, path: str, key: str) -> tuple[float, int, int]:
    """Milliseconds until the whole answer is there, its status, its size."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"sessionid={key}"} if key else {})
    answer = connection.getresponse()
    size = len(answer.read())
    took = (time.perf_counter() - began) * 1000
    connection.close()
    return took, answer.status, size


def _cpu(pid: int) -> float:
    """Milliseconds of processor that the server's children have used; Linux tells."""
    tasks = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    used = 0
    for child in tasks:
        fields = Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used * 1000 / _TICK
