"""A programme of three estates with its version, and a plan of it that is made once for all tests."""

import gzip
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256

import pytest
from builders import a_programme

from yipanqi.domain.capacity import Crew
from yipanqi.domain.planning.scenario import Scenario
from yipanqi.domain.programme import Programme
from yipanqi.planner import Request, Settings
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.plans import actions, making
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.run_result import RunResult
from yipanqi.web.programmes.models import ProgrammeEntry, ProgrammeVersion, Record
from yipanqi.workbook.columns import SHEETS
from yipanqi.workbook.records import OF_ESTATE, canonical, key_of, taken_apart

AT = datetime(2027, 3, 1, 8, tzinfo=UTC)
ASKED = {"seconds": 5.0, "work": 2, "seed": 1, "workers": 1, "moves": None}


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """Plans of each test lie apart."""
    settings.HOME = tmp_path


class Line:
    """A child's line that only listens."""

    def __init__(self, is_stopped: bool = False) -> None:
        self.said: list = []
        self.is_stopped = is_stopped

    def progress(self, *said) -> None:
        self.said.append(said)

    def should_stop(self) -> bool:
        return self.is_stopped


def tight() -> Programme:
    """The builders' programme, with crews for one estate at a time."""
    return a_programme(crews=(Crew(region="D", trade="pipe", weeks=(Decimal(320),) * 8),))


@cache
def a_made() -> RunResult:
    """The tiny programme's plan."""
    return making.make(Line(), Request(programme=tight()), Settings(**{k: v for k, v in ASKED.items() if k != "moves"}))


def an_entry(district, programme=None) -> ProgrammeEntry:
    """A programme taken in, with the version that holds it."""
    sheets = taken_apart(programme or tight())
    content = canonical(sheets)
    entry = ProgrammeEntry.objects.create(
        organisation=district.organisations["区领导小组"], name="示例计划", is_synthetic=True, created_at=AT
    )
    version = ProgrammeVersion.objects.create(
        entry=entry,
        number=1,
        sha256=sha256(content).hexdigest(),
        content=gzip.compress(content, mtime=0),
        revision=entry.revision,
        reason="import",
        at=AT,
    )
    rows = [(sheet, row) for sheet in SHEETS for row in sheets[sheet.key]]
    Record.objects.bulk_create(
        Record(
            entry=entry,
            sheet=sheet.key,
            key=key_of(sheet, row),
            estate=row.get(OF_ESTATE.get(sheet.key, ""), ""),
            values=row,
            position=at,
        )
        for at, (sheet, row) in enumerate(rows)
    )
    entry.current_version = version
    entry.save()
    return entry


def a_run(entry, by, name: str = "基准方案", *, is_made: bool = True, **more) -> PlanRun:
    """A run, made where not said otherwise."""
    run = actions.start(
        entry=entry, name=name, asked={**ASKED, **more.pop("asked", {})}, by=by, at=AT,
        scenario=Scenario.of(more.pop("moved", {})), **more,
    )  # fmt: skip
    if is_made:
        jobs.ask_to_stop(run.job, by=by)  # no worker need make it
        actions.take_in(run=run, made=a_made(), folder="", at=AT)
    return PlanRun.objects.get(pk=run.pk)


@pytest.fixture
def office(district):
    """Who plans."""
    return district.people["office"]


@pytest.fixture
def entry(district):
    """The programme."""
    return an_entry(district)


@pytest.fixture
def run(entry, office) -> PlanRun:
    """A plan that is made."""
    return a_run(entry, office)
