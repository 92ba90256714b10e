"""Photos of reports: whatever comes in and however often, a clean copy is kept once, with what is odd about it."""

import io
import os
import random
import uuid
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from django.urls import reverse
from PIL import Image, ImageEnhance
from web.delivery.conftest import adopted_plan, with_tasks

from yipanqi.domain.progress.photo import Mark
from yipanqi.domain.progress.photo_told import mark_told
from yipanqi.web.audit.models import Event
from yipanqi.web.audit.words import action_said, named
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.held import turn
from yipanqi.web.programmes import clean_photo
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import EstateRow
from yipanqi.web.progress import photo_words
from yipanqi.web.progress.actions import photos as actions
from yipanqi.web.progress.models import PhotoPart, ReportPhoto, TaskReport
from yipanqi.web.progress.photo_hashes import PhotoHashes, nearest, numbers
from yipanqi.web.progress.photos_told import pairs_of

HERE = Path(__file__).parent
AT = datetime(2027, 3, 20, 2, tzinfo=UTC)  # 10 o'clock in the district
OPENED = datetime(2027, 3, 11, 2, tzinfo=UTC)
MONTH = date(2027, 3, 1)


@pytest.fixture
def task(district, settings, tmp_path) -> DeliveryTask:
    """A work of an estate whose point is known."""
    settings.HOME, settings.MEDIA_ROOT, settings.TODAY = tmp_path, tmp_path / "media", date(2027, 3, 1)
    adoption = with_tasks(adopted_plan(district))
    found = DeliveryTask.objects.filter(entry=adoption.entry, kind="work").order_by("place").first()
    index.write(adoption.entry, index.facts(adoption.entry.programme()), is_whole=True)
    EstateRow.objects.filter(entry=found.entry, estate=found.estate).update(longitude=114.275, latitude=30.605)
    return found


@pytest.fixture
def sender(district):
    """Who sends photos."""
    return district.people["contractor"]


def a_scene(seed: int, size=(640, 480)) -> Image.Image:
    """A picture with coarse shapes, another one for each seed."""
    shades = random.Random(seed).randbytes(12 * 9 * 3)
    return Image.frombytes("RGB", (12, 9), shades).resize(size, Image.Resampling.BICUBIC)


def a_photo(seed=1, *, clock="2027:03:11 10:20:30", north=30.605, size=(640, 480)) -> bytes:
    """A photo as a phone sends it, with a comment, and bytes after its end."""
    picture, out = a_scene(seed, size), io.BytesIO()
    exif = picture.getexif()
    exif[0x010F], exif[0x0110] = "HUAWEI\0", "HUAWEI\tMate 60\x07 Pro" + "!" * 100
    if clock:
        exif.get_ifd(0x8769)[0x9003] = clock
    if north:
        exif.get_ifd(0x8825).update({1: "N", 2: (north, 0.0, 0.0), 3: "E", 4: (114.275, 0.0, 0.0)})
    picture.save(out, "JPEG", quality=85, exif=exif, comment=b"secret-place", icc_profile=b"secret-profile")
    return out.getvalue() + b"<script>"


def sent(task, data: bytes, by, *, report_uid=None, offset=0, upto=None, **more) -> actions.Taken:
    """The bytes of a photo from an offset on, as the phone sends them."""
    given = {
        "report_uid": report_uid or uuid.uuid4(),
        "task": task,
        "month": MONTH,
        "opened_at": OPENED,
        "sha256": sha256(data).hexdigest(),
        "size": len(data),
        "offset": offset,
        "data": data[offset:upto],
        "by": by,
        "at": AT,
    }
    return actions.take_part(**(given | more))


def codes(photo: ReportPhoto) -> list[str]:
    """What is odd about it."""
    return [mark["code"] for mark in photo.marks]


def left() -> list[str]:
    """Files of photos that are kept or on their way."""
    folders = (actions.photo_path(ReportPhoto()).parent, actions.part_path(PhotoPart()).parent)
    return [path.name for folder in folders for path in folder.glob("*")]


def test_of_a_photo_a_clean_copy_is_kept_and_its_facts_apart(task, sender):
    """1,600 pixels, no EXIF, comment, profile or bytes after the end; time, place and device beside it; in the log."""
    taken = sent(task, a_photo(size=(2400, 1800)), sender)

    photo, data = ReportPhoto.objects.get(), actions.photo_path(taken.photo).read_bytes()
    assert (photo.width, photo.height) == Image.open(io.BytesIO(data)).size == (1600, 1200)
    assert not any(trace in data for trace in (b"Exif", b"secret", b"HUAWEI", b"script", b"ICC"))
    assert photo.sha256 == sha256(data).hexdigest() and taken.photo == photo
    assert (photo.camera_time, str(photo.camera_latitude)) == ("2027-03-11 10:20:30", "30.605000")
    assert photo.device.startswith("HUAWEI Mate 60 Pro!!") and len(photo.device) == 80
    assert codes(photo) == [] and not PhotoPart.objects.exists() and left() == [photo.file_name]
    event = Event.objects.get(action="report_photo.taken")
    assert (event.subject_id, event.scope) == (str(photo.pk), task.estate)


def test_a_photo_cut_anywhere_goes_on_where_it_was_cut(task, sender):
    """Bytes that come again or leave a gap are not taken; each answer says how many are here."""
    data, report = a_photo(), uuid.uuid4()
    third = len(data) // 3

    def part(offset, upto):
        return sent(task, data, sender, report_uid=report, offset=offset, upto=upto)

    assert part(0, third) == actions.Taken(third)
    assert part(0, third) == actions.Taken(third), "the same again"
    assert part(2 * third, None) == actions.Taken(third), "a gap"
    assert part(third, third) == actions.Taken(third), "asked only"
    assert not ReportPhoto.objects.exists()
    half_written = actions.part_path(PhotoPart.objects.get())
    half_written.write_bytes(half_written.read_bytes() + b"cut off before it was recorded")
    assert part(third, 2 * third) == actions.Taken(2 * third)
    last = part(2 * third, None)
    assert last.received == len(data) and last.photo == ReportPhoto.objects.get()
    assert part(0, third) == last == part(len(data), None), "the same photo again"
    assert ReportPhoto.objects.count() == Event.objects.filter(action="report_photo.taken").count() == 1


def test_bytes_that_the_disk_lost_are_asked_for_again(task, sender):
    """The answer goes back to what is really here."""
    data, report = a_photo(), uuid.uuid4()
    sent(task, data, sender, report_uid=report, upto=2000)
    os.truncate(actions.part_path(PhotoPart.objects.get()), 500)

    assert sent(task, data, sender, report_uid=report, offset=2000) == actions.Taken(500)
    assert sent(task, data, sender, report_uid=report, offset=500).photo


def test_a_photo_that_changed_on_its_way_is_not_kept(task, sender):
    """Its hash tells; it may come again from its beginning."""
    data, report = a_photo(), uuid.uuid4()
    told = {"sha256": sha256(data).hexdigest(), "report_uid": report}

    with pytest.raises(actions.CannotTakeNow, match="损坏"):
        sent(task, data[:-1] + b"x", sender, **told)

    assert left() == [] and not PhotoPart.objects.exists()
    assert sent(task, data, sender, **told).photo


def _ispe(data: bytes, side: int) -> bytes:
    """The HEIC file, lying about its size."""
    at = data.index(b"ispe") + 8
    return data[:at] + side.to_bytes(4, "big") * 2 + data[at + 8 :]


def _animated() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def _flood() -> bytes:
    out = io.BytesIO()
    Image.new("1", (7000, 6000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg/>", "HEIC"),
        (b"GIF89a" + bytes(30), "HEIC"),
        (a_photo()[:3000], "损坏"),
        ((HERE / "phone.heic").read_bytes()[:-200], "损坏"),
        ((HERE / "two.heic").read_bytes(), "动图"),
        (_animated(), "动图"),
        (_flood(), "4000 万像素"),
        (_ispe((HERE / "phone.heic").read_bytes(), 7000), "4000 万像素"),
    ],
    ids=["svg", "gif", "cut", "cut heic", "two heics", "animated", "flood", "flood of heic"],
)
def test_what_is_no_photo_is_refused_in_a_sentence_and_leaves_nothing(task, sender, data, words):
    """No row, no file, no part."""
    with pytest.raises(actions.CannotTakePhoto, match=words):
        sent(task, data, sender)

    assert left() == [] and not ReportPhoto.objects.exists() and not PhotoPart.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"size": 20_000_001},
        {"size": 0, "offset": 0},
        {"sha256": "../../../etc/passwd"},
        {"offset": -1},
        {"offset": 10**6},
        {"size": 10},
    ],
)
def test_what_cannot_be_is_refused_before_a_byte_is_written(task, sender, more):
    """Too large, empty, beyond its end, a hash that is none."""
    with pytest.raises(actions.CannotTakePhoto):
        sent(task, a_photo(), sender, **more)

    assert left() == [] and not PhotoPart.objects.exists()


def test_the_photo_of_an_iphone_is_taken(task, sender):
    """HEIC, upright as it was held, with what its camera said; it becomes a JPEG."""
    photo = sent(task, (HERE / "phone.heic").read_bytes(), sender).photo

    assert (photo.width, photo.height, photo.device) == (80, 120, "Apple iPhone 13")
    assert (photo.camera_time, str(photo.camera_longitude)) == ("2027-03-11 10:20:30", "114.275000")
    assert actions.photo_path(photo).read_bytes()[:3] == b"\xff\xd8\xff"


def test_a_report_has_twelve_photos_and_no_more(task, sender):
    """The thirteenth is refused, one of the twelve again is not."""
    report, data = uuid.uuid4(), a_photo()
    first = sent(task, data, sender, report_uid=report).photo
    about = {"entry": task.entry, "task": task, "by": sender, "width": 1, "height": 1, "sha256": "0", "at": AT}
    for n in range(11):
        ReportPhoto.objects.create(**about, report_uid=report, original_sha256=str(n))

    with pytest.raises(actions.CannotTakePhoto, match="12"):
        sent(task, a_photo(2), sender, report_uid=report)

    assert sent(task, data, sender, report_uid=report).photo == first


def test_a_report_of_another_takes_no_photo(task, sender, district):
    """Neither from another account nor for another task."""
    report = uuid.uuid4()
    sent(task, a_photo(), sender, report_uid=report)
    other = DeliveryTask.objects.filter(kind="work").exclude(pk=task.pk).first()

    for by, of in ((district.people["supervisor"], task), (sender, other)):
        with pytest.raises(actions.CannotTakePhoto, match="另一"):
            sent(of, a_photo(2), by, report_uid=report)


def test_one_photo_of_a_person_at_a_time(task, sender, monkeypatch):
    """Who sends more than one waits; nothing is lost, and it may come again."""
    monkeypatch.setattr(actions, "_TURNS", (1, 1, 0.1))
    data, report = a_photo(), uuid.uuid4()
    with turn(f"report-photo-{sender.pk}", 1), pytest.raises(actions.CannotTakeNow):
        sent(task, data, sender, report_uid=report)
    monkeypatch.setattr("yipanqi.web.programmes.actions.photos._TURNS", (1, 1, 0.1))
    with turn("photo", 1), pytest.raises(actions.CannotTakeNow):
        sent(task, data, sender, report_uid=report)

    assert PhotoPart.objects.get().received == len(data)
    assert sent(task, b"", sender, report_uid=report, sha256=sha256(data).hexdigest(), size=len(data), offset=0).photo


def a_report(task, by, **more) -> TaskReport:
    """A report of March."""
    about = {"entry": task.entry, "task": task, "month": MONTH, "percent": 10, "by": by, "at": AT}
    return TaskReport.objects.create(**about, day=AT.date(), as_of=AT.date(), content_hash="0", **more)


def test_photo_and_report_find_each_other_whichever_comes_first(task, sender):
    """By the id that the phone gave."""
    early = sent(task, a_photo(1), sender).photo
    report = a_report(task, sender, uid=early.report_uid)
    assert actions.join_photos(report=report) == 1

    late = sent(task, a_photo(2), sender, report_uid=report.uid).photo

    assert set(report.photos.all()) == {early, late}


def test_a_photo_comes_whole_from_a_form_without_script(task, sender):
    """The same again is the same; what is no photo is told."""
    report = a_report(task, sender)
    first = actions.keep_photo(report=report, data=a_photo(), by=sender, at=AT)

    assert actions.keep_photo(report=report, data=a_photo(), by=sender, at=AT) == first
    assert list(report.photos.all()) == [first]
    with pytest.raises(actions.CannotTakePhoto):
        actions.keep_photo(report=report, data=b"x", by=sender, at=AT)
    with pytest.raises(actions.CannotTakePhoto, match="20 MB"):
        actions.keep_photo(report=report, data=bytes(20_000_001), by=sender, at=AT)


def test_time_and_place_are_marked_and_a_person_clears_the_marks(task, sender, district):
    """Kept all the same; not cleared without a reason, nor by who sent it, nor twice."""
    photo = sent(task, a_photo(clock="2027:02:27 08:00:00", north=30.705), sender).photo
    assert codes(photo) == ["far", "outside_month", "before_opening"]
    assert mark_told(Mark.of(photo.marks[0]), "zh") == "拍摄地点距小区 11,120 米"
    judge = district.people["supervisor"]
    for why, by in (("", judge), ("看过", sender), ("a\0b", judge), ("长" * 301, judge)):
        with pytest.raises(actions.CannotClear):
            actions.clear_marks(photo=photo, why=why, by=by, at=AT)

    cleared = actions.clear_marks(photo=photo, why=" 材料在仓库验收 ", by=judge, at=AT)

    assert (cleared.cleared_why, cleared.cleared_by, codes(cleared)) == ("材料在仓库验收", judge, codes(photo))
    assert Event.objects.get(action="report_photo.cleared").subject_id == str(photo.pk)
    with pytest.raises(actions.CannotClear):
        actions.clear_marks(photo=photo, why="再看", by=judge, at=AT)


def test_marked_photos_are_narrowed_taken_away_and_cleared_where_they_are_listed(task, sender, as_):
    """A like photo is led to by its work and day; after clearing one is back at the same list."""
    data = a_photo(clock="2027:02:27 08:00:00", north=30.705)
    for seed in (1, 2):
        sent(task, data if seed == 1 else a_photo(clock="2027:02:28 08:00:00", north=30.705), sender)
    client, url = as_("office"), reverse("progress:photos")

    page = client.get(f"{url}?q={task.number}").content.decode()

    assert page.count("拍摄地点距小区") == 2
    assert f"看那一张：{task.title_said} 2027-02-2" in page
    assert "没有符合条件的照片" in client.get(f"{url}?q=no-such").content.decode()
    file = b"".join(client.get(f"{url}?as=csv").streaming_content).decode("utf-8-sig")
    assert file.count("拍摄地点距小区") == 2
    photo = ReportPhoto.objects.filter(is_marked=True)[0]
    back = client.post(reverse("progress:photo-clear", args=[photo.uid]), {"why": "看过", "list": f"q={task.number}"})
    assert back["Location"] == f"{url}?q={task.number}"


def test_before_and_after_from_one_spot_stand_beside_each_other(task, sender, as_):
    """By the time and place that photos hold; on the report's page and on the task's."""
    report = a_report(task, sender)
    told = [(1, "2027:02:11 08:00:00", 30.605), (2, "2027:03:11 08:00:00", 30.60505), (3, "2027:03:12 08:00:00", 30.61)]
    first, second, _ = (
        sent(task, a_photo(seed, clock=clock, north=north), sender, report_uid=report.uid).photo
        for seed, clock, north in told
    )

    (pair,) = pairs_of(task, MONTH)

    assert (pair.before, pair.after, pair.metres) == (first, second, 6)
    for url in (report.get_absolute_url(), task.get_absolute_url()):
        page = as_("office").get(url).content.decode()
        assert page.index("前后对比") < page.index("施工前 2027-02-11") < page.index("施工后 2027-03-11")


def test_a_photo_used_before_is_marked_with_the_other_one(task, sender):
    """Turned and packed anew, for another report; the same file of a corrected version of the report is not."""
    data = a_photo()
    report = a_report(task, sender)
    first = actions.keep_photo(report=report, data=data, by=sender, at=AT, opened_at=OPENED)
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).transpose(Image.Transpose.ROTATE_90).save(out, "PNG")

    turned = sent(task, out.getvalue(), sender).photo
    again = sent(task, data, sender).photo

    assert codes(turned) == ["no_place", "no_time", "same_as"] and turned.marks[-1]["photo"] == first.pk
    assert [mark["photo"] for mark in again.marks] == [turned.pk]
    told = Event.objects.filter(action="report_photo.alike").first()
    assert told.subject_id == str(turned.pk) and told.values_told["after"]["photos"] == [str(first.uid)]


def test_parts_older_than_a_week_are_forgotten(task, sender):
    """And files that nobody knows of; what is on its way stays."""
    stale, fresh = a_photo(1), a_photo(2)
    sent(task, stale, sender, upto=1000)
    sent(task, fresh, sender, upto=1000, at=AT + timedelta(days=3))
    lost = actions.part_path(PhotoPart())
    lost.write_bytes(b"x")
    os.utime(lost, (0, 0))

    assert actions.clear_parts(AT + timedelta(days=8)) == 2

    assert left() == [f"{PhotoPart.objects.get().uid}.part"]


def test_deeds_have_names_in_the_log():
    """In both languages."""
    deeds = {"report_photo.taken", "report_photo.alike", "report_photo.cleared"}

    assert photo_words.name_actions and deeds <= named() and action_said("report_photo.taken") == "上报照片"


CHANGED = {
    "packed anew": lambda it: packed(it, 50),
    "half size": lambda it: packed(it.resize((320, 240)), 70),
    "brighter": lambda it: ImageEnhance.Brightness(it).enhance(1.15),
    "mirrored": lambda it: it.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "upside down": lambda it: it.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    "turned left": lambda it: it.transpose(Image.Transpose.ROTATE_90),
    "turned right": lambda it: it.transpose(Image.Transpose.ROTATE_270),
    "turned around": lambda it: it.transpose(Image.Transpose.ROTATE_180),
    "transposed": lambda it: it.transpose(Image.Transpose.TRANSPOSE),
    "transversed": lambda it: it.transpose(Image.Transpose.TRANSVERSE),
    "edges cut": lambda it: it.crop((6, 5, 634, 475)),
}


def packed(picture: Image.Image, quality: int) -> Image.Image:
    """As a phone or WeChat packs it anew."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(out)


def shelf(pictures: list[Image.Image]):
    """Keys from 1 and bits of pictures, as they are stored."""
    found = [clean_photo.hashes(picture) for picture in pictures]
    return np.arange(1, len(found) + 1), np.array([numbers(it[kind][0] for it in found) for kind in range(2)])


SCENES = [a_scene(seed) for seed in range(60)]
STORED = shelf(SCENES)


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_a_changed_photo_is_found_among_others(change):
    """As the same, within six bits, and no other one with it."""
    for seed in (1, 2, 3, 4, 5):
        found = nearest(*STORED, clean_photo.hashes(change(SCENES[seed])), within=6, most=5)

        assert [it.photo for it in found] == [seed + 1]


def test_the_orientation_of_a_found_photo_is_told():
    """In the order of the child's TURNS: transposed, mirrored, upside down."""
    mirrored = SCENES[7].transpose(Image.Transpose.FLIP_LEFT_RIGHT)

    found = nearest(*STORED, clean_photo.hashes(mirrored), within=6, most=1)

    assert clean_photo.TURNS[found[0].turn] == (False, True, False)


def test_sixty_different_pictures_are_not_the_same():
    """In no orientation, by neither hash."""
    keys, bits = STORED
    for seed, scene in enumerate(SCENES):
        others = keys != seed + 1
        assert nearest(keys[others], bits[:, others], clean_photo.hashes(scene), within=6, most=5) == []


def test_a_picture_that_shows_nothing_is_like_no_other():
    """A wall is a wall."""
    assert clean_photo.hashes(Image.new("RGB", (300, 200), "#777")) == ([], [])


def test_hashes_in_memory_follow_the_record(task, sender, django_assert_num_queries):
    """Only newer rows are read, and the last ones again: one that is gone is gone, a late one is found."""
    kept = PhotoHashes()
    about = {"entry": task.entry, "task": task, "width": 1, "height": 1, "sha256": "0", "at": AT}
    told = [clean_photo.hashes(scene) for scene in SCENES[:3]]

    def stored(at: int, **more) -> ReportPhoto:
        phashes, dhashes = told[at]
        return ReportPhoto.objects.create(
            **about, **more, report_uid=uuid.uuid4(), original_sha256=str(at), phash=phashes[0], dhash=dhashes[0]
        )

    def found(at: int) -> list[int]:
        return [it.photo for it in kept.nearest(*told[at], within=6)]

    late = stored(0, pk=900)
    newest = stored(1, pk=1000)
    assert (found(0), found(1), found(2)) == ([900], [1000], [])
    late.delete()
    assert found(0) == []
    between = stored(2, pk=950)
    assert found(2) == [between.pk] and len(kept) == 2 and found(1) == [newest.pk]
    assert kept.memory >= 24 * len(kept)
    with django_assert_num_queries(2):
        kept.refresh()
