"""Packages for the portal: made by a job, verified, differences alone, and what is withdrawn named as gone."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.urls import reverse
from pypdf import PdfReader
from web.disclosure.conftest import a_content, when, with_offer

from yipanqi.documents.disclosure.package import manifest_of
from yipanqi.domain.disclosure.state import State
from yipanqi.web.disclosure import packaging
from yipanqi.web.disclosure.actions import moving, reviewing
from yipanqi.web.disclosure.models import PackageMade
from yipanqi.web.disclosure.public import building
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.worker import drain

pytestmark = pytest.mark.django_db


def test_differences_and_what_is_gone(made, record, district, as_) -> None:
    """The first is full; after one more publication and a withdrawal the next holds these alone, and names the files
    of what was withdrawn; both verify, and can be taken away."""
    office = district.people["office"]
    first = made(State.PUBLISHED)
    paper = next(it.name for it in first.files.all() if it.form == "PDF" and it.lang == "zh")
    full = _made(PackageMade.FULL, office)
    assert (full.number, full.kind, full.removed, full.by) == (1, "full", 0, office)

    record.says(a_content("15"), with_offer("x:2"))
    second = made(State.PUBLISHED, offer=with_offer("x:2"))
    moving.withdraw(
        version=first, why="error", reason="数字有误", by=district.people["approver"], is_signed=True, **when()
    )
    difference = _made(PackageMade.DIFFERENCE, office)
    manifest = manifest_of(packaging.folder() / difference.path)

    assert (difference.number, difference.since) == (2, full) and difference.count < full.count + 20
    assert f"a/{first.publication.uid}/{paper}" in manifest.removed
    assert {it.uid: it.state for it in manifest.publications} == {
        first.publication.uid: "withdrawn",
        second.publication.uid: "published",
    }
    page = as_("office").get(difference.get_absolute_url()).content.decode()
    assert "核验完好" in page and paper in page
    taken = as_("district").get(reverse("disclosure:package-file", args=[2]))
    assert "manifest.json" in ZipFile(BytesIO(taken.content)).namelist()
    assert as_("office").get(reverse("disclosure:package-key")).content.startswith(b"-----BEGIN PUBLIC KEY")


def test_a_difference_before_the_first_is_refused(made, district, as_) -> None:
    """The job says why; nothing is kept."""
    made(State.PUBLISHED)
    assert as_("office").post(reverse("disclosure:package-make"), {"kind": "difference"}).status_code == 302
    drain()

    job = Job.objects.filter(kind=packaging.PACKAGE).get()
    assert job.state == "failed" and "全量包" in str(job.error)
    assert not PackageMade.objects.exists()


def test_a_package_that_was_changed_says_so(made, district, as_) -> None:
    """On its page, and it is not handed out."""
    made(State.PUBLISHED)
    full = _made(PackageMade.FULL, district.people["office"])
    place = packaging.folder() / full.path
    place.write_bytes(place.read_bytes()[:-50])

    assert "核验不通过" in as_("office").get(full.get_absolute_url()).content.decode()
    assert as_("office").get(reverse("disclosure:package-file", args=[1])).status_code == 410


def _made(kind: str, by) -> PackageMade:
    """A package by its job."""
    packaging.file_for(kind, by=by)
    drain()
    found = PackageMade.objects.first()
    assert found is not None and found.kind == kind, Job.objects.filter(kind=packaging.PACKAGE).first().error
    return found


CANARY = "金丝雀七七八"


def test_no_byte_of_tree_or_package_tells_what_is_inside(made, record, district, entry, settings) -> None:
    """Who works on it, why a finding passed, what reviews said, drafts, versions that were dropped or corrected,
    withdrawn content, reasons of a withdrawal, inner addresses: a sign in each, and none of it in any byte that goes
    out, also inside of files."""
    office, approver = district.people["office"], district.people["approver"]
    for at, person in enumerate((office, approver)):
        person.display_name = f"{CANARY}甲{at}"
        person.save()
    version = made(State.PUBLISHED)
    reviewing.review(
        version=made(by_hand=True, title=(f"{CANARY}草稿", "d")), by=office, **when(),
        steps={it: (f"{CANARY}审查", f"{CANARY}依据", "open") for it in (1, 2, 3)},
    )  # fmt: skip
    made(State.DROPPED, by_hand=True, html=(f"<p>{CANARY}放弃</p>", ""))
    gone = made(State.PUBLISHED, by_hand=True, html=(f"<p>{CANARY}撤回</p>", ""))
    moving.withdraw(version=gone, why="privacy", reason=f"{CANARY}理由", by=approver, is_signed=True, **when())
    record.says(replace(a_content("15"), title=("二月进度更正", "Corrected")))
    full = _made(PackageMade.FULL, office)

    texts = dict(_texts(building.tree())) | dict(_inside("package", (packaging.folder() / full.path).read_bytes()))
    assert any(version.publication.uid in path for path in texts)
    told = (CANARY, "/supervision/periods/", "/disclosure/p/")
    found = {(path, it) for path, text in texts.items() for it in told if it in text}
    assert not found


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for file in folder.rglob("*"):
        if file.is_file():
            yield from _inside(str(file.relative_to(folder)), file.read_bytes())


def _inside(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """The text of a file, and of all files within it."""
    yield path, data.decode("utf-8", "replace")
    if data[:2] == b"PK":
        with ZipFile(BytesIO(data)) as held:
            for name in held.namelist():
                yield from _inside(f"{path}!{name}", held.read(name))
    elif data[:4] == b"%PDF":
        read = PdfReader(BytesIO(data))
        yield f"{path}!text", "".join(page.extract_text() for page in read.pages) + str(read.metadata)
