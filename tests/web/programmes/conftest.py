"""A programme of two subdistricts, taken in by the platform's own actions."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import a_need, a_programme, an_estate
from django.core.files.uploadedfile import SimpleUploadedFile

from yipanqi import workbook
from yipanqi.domain.programme import Programme
from yipanqi.web.jobs.worker import drain
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import EstateRow, ImportBatch, ProgrammeEntry, Record
from yipanqi.workbook.records import canonical, put_together, taken_apart

AT = datetime(2027, 3, 1, 8, tzinfo=UTC)
HOME, AWAY = "R-新华街道", "R-万松街道"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Uploaded files of each test lie apart."""
    settings.MEDIA_ROOT = tmp_path / "media"


def two_subdistricts(count: int = 3) -> Programme:
    """Estates in turn of the person's own subdistrict and of another one."""
    text = canonical(taken_apart(a_programme())).decode().replace('"S1"', f'"{HOME}"').replace('"S2"', f'"{AWAY}"')
    plain = put_together(json.loads(text))
    estates = tuple(
        an_estate(f"E{number}", name=f"东风{number}村", subdistrict=(HOME, AWAY)[number % 2], households=100 + number)
        for number in range(count)
    )
    needs = tuple(a_need(estate.id, measure) for estate in estates for measure in ("water", "drainage", "road"))
    return replace(plain, estates=estates, needs=needs, buildings=(), communities=(), under_way=(), spent=())


def a_file(programme: Programme, path: Path, name: str = "programme.xlsx") -> SimpleUploadedFile:
    """The programme's workbook as a browser sends it."""
    workbook.write(programme, path / "sent.xlsx")
    return SimpleUploadedFile(name, (path / "sent.xlsx").read_bytes())


def work() -> list[str]:
    """Let a worker do what waits."""
    return drain()


def taken_in(file: SimpleUploadedFile, by, entry: ProgrammeEntry | None = None) -> ImportBatch:
    """Upload, read, confirm, take in."""
    batch = actions.upload(entry=entry, file=file, by=by, at=AT)
    work()
    batch.refresh_from_db()
    actions.confirm(batch=batch, by=by, at=AT)
    work()
    batch.refresh_from_db()
    return batch


@pytest.fixture
def office(district):
    """Somebody of the renovation office, who sees the whole district."""
    return district.people["office"]


@pytest.fixture
def batch(office, tmp_path) -> ImportBatch:
    """An import that was taken in."""
    found = taken_in(a_file(two_subdistricts(), tmp_path), office)
    assert found.state == "applied", found.findings
    return found


@pytest.fixture
def entry(batch) -> ProgrammeEntry:
    """The programme it made."""
    return ProgrammeEntry.objects.get(pk=batch.entry_id)


@pytest.fixture
def mine(entry) -> EstateRow:
    """An estate of the subdistrict person's own."""
    return EstateRow.objects.filter(subdistrict=HOME).first()


@pytest.fixture
def theirs(entry) -> EstateRow:
    """An estate of another subdistrict."""
    return EstateRow.objects.filter(subdistrict=AWAY).first()


def record_of(row: EstateRow) -> Record:
    """The estate's own row."""
    return Record.objects.get(pk=row.record_id)
