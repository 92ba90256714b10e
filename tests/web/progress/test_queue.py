"""A phone's queue: reports and photos come once, whole, from their owner; what is refused leaves nothing behind."""

import io
import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client
from PIL import Image
from web.district import come_in
from web.progress.conftest import moment, reported

from yipanqi.domain.progress.due import month_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.progress import actions
from yipanqi.web.progress.models import PhotoPart, ReportPhoto, TaskReport
from yipanqi.web.progress.queued import LARGEST_PART, LARGEST_REPORT

HOME = "/progress/queue/"
JSON, BYTES = "application/json", "application/octet-stream"


def picture(number: int = 0) -> bytes:
    """A small JPEG of its own."""
    file = io.BytesIO()
    Image.effect_noise((64, 48), 40 + number).save(file, "JPEG")
    return file.getvalue()


def hashed(data: bytes) -> str:
    """As a phone names a photo."""
    return sha256(data).hexdigest()


@pytest.fixture
def told(work, district):
    """A report as a phone has it in its queue."""
    month = f"{month_of(today()):%Y-%m}"
    return {
        "uid": str(uuid.uuid4()),
        "owner": str(district.people["contractor"].uid),
        "task": work.pk,
        "month": month,
        "seen": 0,
        "opened_at": "2028-01-01T08:00:00.000Z",
        "phone_at": datetime.now(UTC).isoformat(),
        "fields": {"percent": "35", "problem": "", "problem_text": "", "reason": ""},
        "photos": [],
    }


@pytest.fixture
def phone(as_):
    """The contractor's."""
    return as_("contractor")


def send(browser, told, **more):
    """Post it."""
    return browser.post(f"{HOME}reports", json.dumps(told | more), content_type=JSON)


def send_part(browser, uid, data: bytes, begin: int, end: int, **asked):
    """Some bytes of a photo."""
    size = asked.get("size", len(data))
    address = f"{HOME}reports/{uid}/photos/{asked.get('sha256', hashed(data))}?size={size}&offset={begin}"
    return browser.post(address, data[begin:end], content_type=BYTES)


def test_the_queue_knows_whose_it_is(phone, district) -> None:
    answer = phone.get(HOME)
    assert answer.json()["person"] == str(district.people["contractor"].uid)
    assert answer.json()["csrf"]
    assert "no-store" in answer["Cache-Control"]


def test_who_is_not_logged_in_gets_a_short_no(client, db) -> None:
    answer = client.get(HOME, headers={"Accept": JSON})
    assert (answer.status_code, answer.json()) == (401, {"login": f"/login/?next={HOME}"})


def test_a_report_comes_once_and_the_same_again_has_the_same_receipt(phone, told) -> None:
    first, second = send(phone, told), send(phone, told, phone_at="2028-01-02T08:00:00Z")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    report = TaskReport.objects.get()
    assert (str(report.uid), report.percent, report.written_at.year) == (told["uid"], Decimal(35), 2028)


def test_the_form_and_the_queue_judge_alike(phone, told, work) -> None:
    fields = {"percent": "101", "problem": "other", "problem_text": "", "reason": ""}
    answer = send(phone, told, fields=fields)
    page = phone.post(f"/progress/tasks/{work.pk}/report/", fields | {"uid": told["uid"], "month": told["month"]})
    assert (answer.status_code, page.status_code) == (422, 422)
    assert {it["field"] for it in answer.json()["faults"]} == {"percent", "problem_text"}
    for fault in answer.json()["faults"]:
        assert fault["said"] in page.content.decode()
    assert not TaskReport.objects.exists()


def test_what_is_only_asked_is_said_to_be_and_is_kept_when_sure(phone, told, work) -> None:
    DeliveryTask.objects.filter(pk=work.pk).update(quantity=Decimal(10))
    fields = told["fields"] | {"quantity": "13"}
    asked = send(phone, told, fields=fields)
    assert (asked.status_code, asked.json()["asks"]) == (422, True)
    assert asked.json()["faults"][0]["field"] == "quantity"
    assert send(phone, told, fields=fields | {"is_sure": "on"}).status_code == 201
    assert TaskReport.objects.get().marks == ["over_quantity"]


def test_other_content_under_the_same_id_shows_both(phone, told) -> None:
    send(phone, told)
    answer = send(phone, told, fields=told["fields"] | {"percent": "36"})
    both = answer.json()
    assert (answer.status_code, both["kind"]) == (409, "other_content")
    assert (both["ours"][0][1], both["standing"]["facts"][0][1]) == ("36 %", "35 %")


def test_other_photos_are_other_content(phone, told) -> None:
    send(phone, told, photos=["a" * 64, "b" * 64])
    assert send(phone, told, photos=["b" * 64, "a" * 64]).status_code == 200
    assert send(phone, told, photos=["a" * 64]).status_code == 409


def test_who_was_slower_sees_the_other_report(phone, told, work, district) -> None:
    reported(work, district.people["contractor"], today(), 20)
    answer = send(phone, told)
    assert (answer.status_code, answer.json()["kind"]) == (409, "other_report")
    assert answer.json()["standing"]["version"] == 1
    assert send(phone, told, seen=1).json()["version"] == 2


def test_nobody_sends_another_s_queue(as_, told) -> None:
    assert send(as_("office"), told).status_code == 403
    assert not TaskReport.objects.exists()


def test_a_report_of_another_account_is_neither_read_nor_added_to(phone, as_, told, district) -> None:
    data = picture()
    send(phone, told, photos=[hashed(data)])
    other = as_("office")
    assert send(other, told, owner=str(district.people["office"].uid)).status_code == 403
    assert other.get(f"{HOME}reports/{told['uid']}").status_code == 403
    assert send_part(other, told["uid"], data, 0, len(data)).status_code == 403
    assert not PhotoPart.objects.exists()


def test_another_unit_s_task_is_not_there(phone, told, work) -> None:
    DeliveryTask.objects.filter(pk=work.pk).update(contractor=None)
    answer = send(phone, told)
    assert answer.status_code == 404
    assert not TaskReport.objects.exists()


def test_what_was_sent_before_the_unit_changed_still_has_its_receipt(phone, told, work) -> None:
    send(phone, told)
    DeliveryTask.objects.filter(pk=work.pk).update(contractor=None)
    assert send(phone, told).status_code == 200
    assert phone.get(f"{HOME}reports/{told['uid']}").json()["version"] == 1


def test_the_receipt_says_what_became_of_a_report_and_by_whom(phone, told, work, district) -> None:
    send(phone, told)
    report, day = TaskReport.objects.get(), today()
    actions.give_back(report=report, why="现场只有一半", by=district.people["supervisor"], at=moment(day), day=day)
    said = phone.get(f"{HOME}reports/{told['uid']}").json()["said"]
    assert said == f"{district.people['supervisor']} 已退回，现场只有一半"
    reported(work, district.people["contractor"], day, 30)
    again = send(phone, told)
    assert (again.status_code, again.json()["is_newest"]) == (200, False)
    assert f"由 {district.people['contractor']} 更正为第 2 版（待确认）" in again.json()["said"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("[]", JSON, 400),
        ("{", JSON, 400),
        ("[" * 50_000, JSON, 400),
        ('{"task": true}', JSON, 400),
        ('{"task": 1, "photos": ["x"]}', JSON, 400),
        ('{"task": 1, "fields": {"problem_text": "\\ud800"}}', JSON, 400),
        ("x" * (LARGEST_REPORT + 1), JSON, 413),
        ("{}", "text/plain", 415),
    ],
)
def test_what_no_phone_sends_is_refused_in_one_sentence(phone, work, body, kind, status) -> None:
    answer = phone.post(f"{HOME}reports", body, content_type=kind)
    assert answer.status_code == status
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("problem_text", "字" * 10_000),
        ("problem_text", "\x07"),
        ("reason", "\x00"),
        ("percent", {}),
        ("percent", "1e9"),
    ],
)
def test_bad_fields_are_told_at_the_field(phone, told, name, value) -> None:
    answer = send(phone, told, fields=told["fields"] | {name: value})
    assert answer.status_code == 422
    assert [it["field"] for it in answer.json()["faults"]] == [name]
    assert not TaskReport.objects.exists()


def test_a_dozen_photos_and_no_more(phone, told) -> None:
    names = [hashed(bytes([at])) for at in range(13)]
    assert send(phone, told, photos=names).status_code == 422
    assert send(phone, told, photos=names[:12]).json()["photos_missing"] == names[:12]


def test_a_photo_goes_on_where_it_was_cut(phone, told) -> None:
    data = picture()
    name, half = hashed(data), len(data) // 2
    assert send(phone, told, photos=[name]).json()["photos_missing"] == [name]
    where = f"{HOME}reports/{told['uid']}/photos/{name}"
    assert phone.get(where).json() == {"held": False, "received": 0}
    assert send_part(phone, told["uid"], data, 0, half).json() == {"received": half, "held": False}
    assert send_part(phone, told["uid"], data, 0, half).json()["received"] == half  # the answer was lost
    assert phone.get(where).json() == {"held": False, "received": half}
    assert send_part(phone, told["uid"], data, half, len(data)).json()["held"]
    assert send_part(phone, told["uid"], data, half, len(data)).json()["held"]
    receipt = send(phone, told, photos=[name]).json()
    assert (receipt["photos_held"], receipt["photos_missing"]) == ([name], [])
    photo = ReportPhoto.objects.get()
    assert (photo.report.uid, photo.opened_at) == (uuid.UUID(told["uid"]), datetime(2028, 1, 1, 8, tzinfo=UTC))


def test_who_confirms_sees_that_photos_are_still_on_their_way(phone, as_, told) -> None:
    here, coming = picture(1), picture(2)
    send(phone, told, photos=[hashed(here), hashed(coming)])
    send_part(phone, told["uid"], here, 0, len(here))
    report, watcher = TaskReport.objects.get(), as_("supervisor")

    assert "还有 1 张照片没有传到" in watcher.get(report.get_absolute_url()).content.decode()
    assert "另 1 张未到" in watcher.get("/progress/confirm/").content.decode()

    send_part(phone, told["uid"], coming, 0, len(coming))
    assert "没有传到" not in watcher.get(report.get_absolute_url()).content.decode()


def test_no_photo_comes_before_its_report(phone, told) -> None:
    data = picture()
    assert send_part(phone, told["uid"], data, 0, len(data)).status_code == 404
    assert not PhotoPart.objects.exists()


def test_a_photo_that_is_none_is_refused_and_leaves_nothing(phone, told) -> None:
    data = b"<html>no picture</html>"
    send(phone, told, photos=[hashed(data)])
    answer = send_part(phone, told["uid"], data, 0, len(data))
    assert (answer.status_code, PhotoPart.objects.count(), ReportPhoto.objects.count()) == (422, 0, 0)


def test_a_photo_damaged_on_its_way_comes_again(phone, told) -> None:
    data = picture()
    send(phone, told, photos=[hashed(data)])
    damaged = b"\x00" + data[1:]
    assert send_part(phone, told["uid"], damaged, 0, len(data), sha256=hashed(data)).status_code == 503
    assert send_part(phone, told["uid"], data, 0, len(data)).json()["held"]


def test_an_upload_that_is_cut_short_leaves_nothing(phone, told) -> None:
    data = picture()
    send(phone, told, photos=[hashed(data)])
    address = f"{HOME}reports/{told['uid']}/photos/{hashed(data)}?size={len(data)}&offset=0"
    for path, body, kind in ((address, data, BYTES), (f"{HOME}reports", json.dumps(told).encode(), JSON)):
        half = io.BytesIO(body[: len(body) // 2])
        cut = phone.post(path, body, content_type=kind, **{"wsgi.input": half})
        assert (cut.status_code, cut.json()) == (400, {"error": "传输中断，没有保存任何内容"})
    assert not PhotoPart.objects.exists()


@pytest.mark.parametrize(
    ("asked", "size", "status"),
    [
        ("size=9&offset=0", LARGEST_PART + 1, 413),
        ("offset=0", 9, 400),
        ("size=x&offset=0", 9, 400),
        ("size=9&offset=1", 9, 422),
    ],
)
def test_parts_that_cannot_be_are_refused(phone, told, asked, size, status) -> None:
    send(phone, told, photos=["a" * 64])
    answer = phone.post(f"{HOME}reports/{told['uid']}/photos/{'a' * 64}?{asked}", bytes(size), content_type=BYTES)
    assert answer.status_code == status
    assert not PhotoPart.objects.exists()


def test_without_the_token_of_forms_nothing_is_taken(told, district) -> None:
    browser = Client(enforce_csrf_checks=True)
    come_in(browser, district.people["contractor"])
    token = browser.get(HOME).json()["csrf"]
    assert send(browser, told).status_code == 403
    assert not TaskReport.objects.exists()
    answer = browser.post(f"{HOME}reports", json.dumps(told), content_type=JSON, headers={"X-CSRFToken": token})
    assert answer.status_code == 201


def test_the_phone_s_clock_is_judged_at_the_moment_of_sending(phone, told) -> None:
    send(phone, told, phone_at=(datetime.now(UTC) + timedelta(minutes=20)).isoformat())
    report = TaskReport.objects.get()
    assert (report.marks, round(report.skew / 60)) == (["clock"], 20)


def test_pages_kept_for_one_person_say_for_whom_and_others_do_not(phone, work, district, client) -> None:
    person = str(district.people["contractor"].uid)
    for page in ("/progress/", f"/progress/tasks/{work.pk}/report/"):
        assert phone.get(page)["X-Kept-For"] == person
    reported(work, district.people["contractor"], today(), 20)
    assert "X-Kept-For" not in phone.get(TaskReport.objects.get().get_absolute_url())
    for page in ("/progress/offline/", "/progress/worker.js"):
        assert "X-Kept-For" not in client.get(page)
    assert district.people["contractor"].display_name not in phone.get("/progress/offline/").content.decode()


def test_the_worker_may_serve_the_pages_of_progress_and_no_others(client, db) -> None:
    answer = client.get("/progress/worker.js")
    assert (answer["Service-Worker-Allowed"], answer["Content-Type"]) == (
        "/progress/",
        "text/javascript; charset=utf-8",
    )


def test_the_form_has_six_questions(phone, work) -> None:
    DeliveryTask.objects.filter(pk=work.pk).update(quantity=Decimal(10))
    page = phone.get(f"/progress/tasks/{work.pk}/report/").content.decode()
    form = re.search(r'<form[^>]*class="report".*?</form>', page, re.S).group()
    assert len(re.findall(r'class="field question', form)) == 6


@pytest.mark.django_db(transaction=True)
def test_the_same_report_twice_at_once_is_one(told, district) -> None:
    from web.programmes.test_at_once import at_once

    phones = [Client(), Client()]
    for browser in phones:
        come_in(browser, district.people["contractor"])
    answers = at_once(*(lambda it=it: send(phones[it], told) for it in (0, 1)))
    assert sorted(it.status_code for it in answers) == [200, 201], connection.vendor
    assert TaskReport.objects.count() == 1
