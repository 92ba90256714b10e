"""I1: workbooks that mean harm, by the page that takes workbooks: each is answered in words and changes nothing."""

import os
import re
import resource
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from web.programmes.conftest import AT, a_file, two_subdistricts, work
from workbook import hostile
from workbook.test_hostile import REFUSED

from yipanqi.web.jobs.models import Job
from yipanqi.web.programmes import actions, reading
from yipanqi.web.programmes.actions.imports import MOST_SECONDS, MOST_WAITING, import_path
from yipanqi.web.programmes.models import Change, EstateRow, ImportBatch, Photo, ProgrammeVersion, Record
from yipanqi.workbook.opening import LIMITS

pytestmark = pytest.mark.django_db(transaction=True)
MORE = [
    ("macro.xlsm", hostile.macro, None),  # by its name already
    ("deep.xlsx", hostile.deep, ""),
    ("text.xls", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" * 9) and path, ""),
    ("nothing.xlsx", lambda path: path.write_bytes(b"") and path, None),
]


def test_what_lies_beside_a_good_sheet_is_not_opened(office, tmp_path):
    """Fifty archives in each other are no part of the list of three estates, which is read and waits."""
    path = hostile.nested(tmp_path / "nested.xlsx")
    batch = actions.upload(entry=None, file=SimpleUploadedFile("nested.xlsx", path.read_bytes()), by=office, at=AT)
    work()
    batch.refresh_from_db()

    assert batch.state == "ready" and rows() == 0


def rows() -> int:
    """All that an import could have written."""
    return sum(model.objects.count() for model in (Record, EstateRow, Change, ProgrammeVersion, Photo))


@pytest.mark.parametrize(("name", "make", "code"), [*REFUSED, *MORE], ids=[name for name, *_ in [*REFUSED, *MORE]])
def test_each_is_answered_in_both_languages_and_changes_nothing(name, make, code, office, as_, tmp_path):
    """Sent by the page, read by a worker: why it is refused stands on the page in the reader's language."""
    path = make(tmp_path / name) or tmp_path / name
    browser, pid = as_("office"), os.getpid()
    before, earlier = rows(), _peak(resource.RUSAGE_CHILDREN)

    sent = browser.post("/imports/", {"file": SimpleUploadedFile(name, path.read_bytes())})
    work()

    if sent.status_code == 302:
        said = {lang: _said(browser, office, lang, sent.url) for lang in ("zh-hans", "en")}
        batch = ImportBatch.objects.get()
        assert batch.state == "refused"
        assert code is None or not code or len(batch.findings) == 1
        for finding in batch.findings[:1]:
            assert finding["zh"] in said["zh-hans"] and finding["en"] in said["en"]
        assert re.search("[\u4e00-\u9fff]", batch.findings[0]["zh"])
        assert not re.search("[\u4e00-\u9fff]", batch.findings[0]["en"].replace("小区", ""))  # but the sheet's own name
    else:
        assert (sent.status_code, code) == (422, None)
        assert sent.context["form"].errors["file"]
        assert not ImportBatch.objects.exists()
    kept = {it.name for it in import_path("x").parent.glob("*")}
    batches = ImportBatch.objects.all()
    assert kept == {name for it in batches for name in (it.stored_as, it.annotated_as) if name}  # and no draft of any
    assert (rows(), os.getpid()) == (before, pid)
    assert _peak(resource.RUSAGE_CHILDREN) <= max(LIMITS["AS"], earlier, _peak(resource.RUSAGE_SELF))


def _peak(whose: int) -> int:
    """Bytes. A child's peak counts what its parent held when it was born, and that of all children is the highest."""
    return resource.getrusage(whose).ru_maxrss * 1024


def _said(browser, office, language: str, url: str) -> str:
    office.language = language
    office.save()
    return unescape(browser.get(url).text)


def test_after_all_of_them_a_good_workbook_is_read(office, as_, tmp_path):
    """A hostile file leaves nothing behind that a good one would stumble over."""
    browser = as_("office")
    for name, make, _ in REFUSED[1:4]:
        browser.post("/imports/", {"file": SimpleUploadedFile(name, make(tmp_path / name).read_bytes())})
    browser.post("/imports/", {"file": a_file(two_subdistricts(), tmp_path)})
    work()

    assert sorted(ImportBatch.objects.values_list("state", flat=True)) == ["ready", "refused", "refused", "refused"]


def test_a_sheet_that_lies_about_its_size_is_taken_in_whole(office, as_, tmp_path):
    """Every sheet says that it is two cells large: no estate and no household is lost."""
    programme, browser = two_subdistricts(40), as_("office")
    a_file(programme, tmp_path)
    with (
        zipfile.ZipFile(tmp_path / "sent.xlsx") as honest,
        zipfile.ZipFile(tmp_path / "lying.xlsx", "w", zipfile.ZIP_DEFLATED) as lying,
    ):
        for entry in honest.infolist():
            content = honest.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet"):
                content, count = re.subn(rb"<dimension ref=\"[^\"]*\"/>", b'<dimension ref="A1:B2"/>', content)
                assert count == 1
            lying.writestr(entry.filename, content)
    data = (tmp_path / "lying.xlsx").read_bytes()

    sent = browser.post("/imports/", {"file": SimpleUploadedFile("lying.xlsx", data)})
    work()
    browser.post(f"{sent.url}confirm")
    work()

    assert ImportBatch.objects.get().entry.programme() == programme
    assert EstateRow.objects.count() == 40


def test_a_file_beyond_the_limit_is_refused_at_once(as_, monkeypatch):
    """Before it is kept or read."""
    monkeypatch.setitem(LIMITS, "bytes", 1000)

    sent = as_("office").post("/imports/", {"file": SimpleUploadedFile("large.xlsx", bytes(1001))})

    assert sent.status_code == 422
    assert "50 MB" in sent.text
    assert not import_path("x").parent.exists()


def test_what_takes_too_long_is_refused_in_words_and_the_worker_goes_on(office, as_, tmp_path, monkeypatch):
    """F4: everything that is done with the file is inside the child's limits; the next one is read."""
    with monkeypatch.context() as patch:
        patch.setattr(reading, "SECONDS", 0.1)
        sent = as_("office").post("/imports/", {"file": a_file(two_subdistricts(), tmp_path)})
        work()
    heavy = ImportBatch.objects.get()
    told = as_("office").get(sent.url).text

    assert (heavy.state, len(heavy.findings)) == ("refused", 1)
    assert "无法读完" in told and not heavy.annotated_as
    as_("office").post("/imports/", {"file": a_file(two_subdistricts(4), tmp_path)})
    assert set(work()) == {"done"}


def test_what_is_dropped_is_neither_read_nor_marked(office, as_, tmp_path):
    """Whatever still waits for it, or is being done for it, is stopped."""
    browser = as_("office")
    url = browser.post("/imports/", {"file": a_file(two_subdistricts(), tmp_path)}).url

    browser.post(f"{url}drop")

    assert list(Job.objects.values_list("state", flat=True)) == ["stopped"]
    assert work() == []
    batch = ImportBatch.objects.get()
    actions.ask_for_marks(batch=batch)
    assert work() == ["stopped"] and not batch.annotated_as


@pytest.mark.parametrize("spent", [False, True], ids=["many waiting", "an hour's time spent"])
def test_nobody_has_the_workers_to_themselves(office, as_, district, tmp_path, spent):
    """F4: one budget for each person: so many workbooks waiting, so many seconds an hour. Others' go on."""
    browser = as_("office")
    if spent:
        browser.post("/imports/", {"file": a_file(two_subdistricts(9), tmp_path)})
        work()
        Job.objects.update(started_at=Now() - timedelta(seconds=MOST_SECONDS + 60))
    else:
        for count in range(MOST_WAITING):
            browser.post("/imports/", {"file": a_file(two_subdistricts(4 + count), tmp_path)})
    kept = len(list(import_path("x").parent.glob("*")))

    refused = browser.post("/imports/", {"file": a_file(two_subdistricts(), tmp_path)})

    assert refused.status_code == 422 and refused.context["form"].errors["file"]
    assert len(list(import_path("x").parent.glob("*"))) == kept
    other = district.people["approver"]
    assert actions.upload(entry=None, file=a_file(two_subdistricts(), tmp_path), by=other, at=AT).state == "reading"
