"""Packages for the portal: made by a job, verified, differences alone, and what is withdrawn named as gone."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from web.disclosure.conftest import a_content, when, with_offer

from yipanqi.documents.disclosure.package import manifest_of
from yipanqi.domain.disclosure.state import State
from yipanqi.web.disclosure import packaging
from yipanqi.web.disclosure.actions import moving
from yipanqi.web.disclosure.models import PackageMade
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
