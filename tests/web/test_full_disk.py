"""K3: a disk that is full is said in a sentence, in both languages; `drills/disk.py` fills a real one."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError
from django.urls import reverse
from web.district import PASSWORD

from yipanqi.web.programmes.models import ImportBatch

FULL = [
    OSError(errno.ENOSPC, "No space left on device"),
    OperationalError("database or disk is full"),
    OperationalError('could not extend file "base/1": No space left on device'),
]


@pytest.mark.parametrize("fault", FULL, ids=["file", "sqlite", "postgresql"])
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "磁盘空间不足"), ("en", "The disk is full")])
def test_a_full_disk_is_told(district, as_, monkeypatch, fault, language, words):
    """507, what was not saved, and whom to tell."""
    district.people["office"].language = language
    district.people["office"].save()
    browser = as_("office")

    def no_room(**asked):
        raise fault

    monkeypatch.setattr("yipanqi.web.accounts.views.own.actions.change_preferences", no_room)
    answer = browser.post(reverse("language"), {"language": language})

    assert answer.status_code == 507
    assert words in answer.content.decode()


def test_any_other_error_of_the_database_is_ours(district, as_, monkeypatch):
    """Not everything is the disk's fault."""
    browser = as_("office")
    browser.raise_request_exception = False

    def fails(**asked):
        raise DatabaseError("no such table")

    monkeypatch.setattr("yipanqi.web.accounts.views.own.actions.change_preferences", fails)

    assert browser.post(reverse("language"), {"language": "en"}).status_code == 500


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "同时保存的人太多"), ("en", "Too many people")])
def test_who_found_no_turn_is_told_to_send_again(district, as_, monkeypatch, language, words):
    """503: nothing was saved, and nothing is wrong but that so many write."""
    district.people["office"].language = language
    district.people["office"].save()
    browser = as_("office")
    browser.raise_request_exception = False

    def fails(**asked):
        raise OperationalError("database is locked")

    monkeypatch.setattr("yipanqi.web.accounts.views.own.actions.change_preferences", fails)
    answer = browser.post(reverse("language"), {"language": "en"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert words in answer.content.decode()


def test_an_upload_that_finds_no_room_leaves_nothing(district, as_, settings, tmp_path, monkeypatch):
    """The disk fills in the middle of a workbook: neither a row nor half a file stays."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def no_room(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("yipanqi.web.programmes.actions.imports.os.fsync", no_room)
    answer = as_("office").post(reverse("programmes:imports"), {"file": SimpleUploadedFile("a.xlsx", b"PK" * 500)})

    assert answer.status_code == 507
    assert not list((tmp_path / "media" / "imports").iterdir())
    assert not ImportBatch.objects.exists()


def test_a_full_disk_is_told_to_who_logs_in(district, as_, monkeypatch):
    """F18: what SQLite cannot even begin with there, it calls an error of reading: with no room left that is it."""

    def no_room(**asked):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr("axes.handlers.database.AxesDatabaseHandler.get_failures", lambda *told: no_room())
    sent = {"login": "office", "password": PASSWORD}
    browser = as_("anonymous")
    browser.raise_request_exception = False

    assert browser.post(reverse("account_login"), sent).status_code == 500  # there is room: something else is wrong
    monkeypatch.setattr("yipanqi.web.page.errors._LEAST_ROOM", 2**63)
    answer = browser.post(reverse("account_login"), sent)

    assert (answer.status_code, "磁盘空间不足" in answer.text) == (507, True)


def test_a_full_disk_is_told_where_no_view_stands(district, as_, monkeypatch):
    """Sessions are kept after the view; who asks need not be known for the page that says so."""

    def no_room(*told, **more):
        raise OperationalError("database or disk is full")

    browser = as_("office")
    browser.raise_request_exception = False
    monkeypatch.setattr("yipanqi.web.accounts.gate.Language.__call__", no_room)
    monkeypatch.setattr("yipanqi.web.page.errors.render", no_room)
    answer = browser.get("/")

    assert (answer.status_code, "磁盘空间不足" in answer.text) == (507, True)
