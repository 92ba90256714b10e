"""I6: of a photo only a clean copy is kept, whatever was sent."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from web.programmes.conftest import AT

from yipanqi.web.page.held import turn
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.actions.photos import photo_path
from yipanqi.web.programmes.models import EstateRow, Photo

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = b"<script>alert(1)</script><?php echo 1 ?>"


def a_jpeg(size=(60, 40), **more) -> bytes:
    """A photo with a place in its EXIF, a comment, and bytes after its end."""
    picture, out = Image.new("RGB", size, "#a4271e"), io.BytesIO()
    exif = picture.getexif()
    exif[0x010E] = "secret-place"
    exif[0x8825] = {2: (30.0, 36.0, 0.0), 4: (114.0, 16.0, 0.0)}
    picture.save(out, "JPEG", exif=exif, comment=SCRIPT, **more)
    return out.getvalue() + SCRIPT


def kept(row, data: bytes, by) -> Photo:
    """The photo as an upload keeps it."""
    return actions.keep_photo(row=row, data=data, caption="楼前", taken_date=None, by=by, at=AT)


def test_a_photo_keeps_nothing_but_its_picture(mine, office):
    """No place, no comment, no bytes after the end; our name, not the uploader's."""
    photo = kept(mine, a_jpeg(), office)

    data = photo_path(photo).read_bytes()
    assert not any(trace in data for trace in (b"secret-place", b"script", b"Exif", b"php", b"xap"))
    assert "exif" not in Image.open(io.BytesIO(data)).info
    assert Image.open(io.BytesIO(data)).size == (60, 40) == (photo.width, photo.height)
    assert photo_path(photo).name == f"{photo.uid}.jpg"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + SCRIPT,
        b"",
        a_jpeg()[:200],
        b"\xff\xd8\xff" + SCRIPT,
    ],
    ids=["svg", "html", "gif", "empty", "cut", "head only"],
)
def test_what_is_no_photo_is_refused(mine, office, data):
    """Whatever its name says; no file and no row stay behind."""
    with pytest.raises(actions.CannotKeep):
        kept(mine, data, office)

    assert not Photo.objects.exists()
    assert not list(photo_path(Photo()).parent.glob("*"))


def test_a_flood_of_pixels_is_refused(mine, office):
    """13,000² pixels in a few kilobytes are not decoded."""
    out = io.BytesIO()
    Image.new("1", (13_000, 13_000)).save(out, "PNG")

    with pytest.raises(actions.CannotKeep):
        kept(mine, out.getvalue(), office)


def test_an_animated_picture_is_refused(mine, office):
    """Only still photos are evidence."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])

    with pytest.raises(actions.CannotKeep):
        kept(mine, out.getvalue(), office)


def test_text_chunks_of_a_png_go(mine, office):
    """A PNG becomes a JPEG of its pixels."""
    out, info = io.BytesIO(), PngInfo()
    info.add_text("Comment", "secret-place")
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG", pnginfo=info)

    assert b"secret-place" not in photo_path(kept(mine, out.getvalue(), office)).read_bytes()


def test_a_photo_is_served_as_ours_to_those_who_see_the_estate(mine, theirs, as_, office):
    """Fixed type, nosniff, a name of ours; somebody else's is a 404; a removed one is gone."""
    browser = as_("subdistrict")
    sent = browser.post(
        f"{mine.get_absolute_url()}photos", {"file": SimpleUploadedFile("a.php.jpg", a_jpeg(), "text/html")}
    )
    photo, foreign = Photo.objects.get(), kept(theirs, a_jpeg(), office)

    answer = browser.get(f"/photos/{photo.uid}/")

    assert sent.status_code == 302
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert ".php" not in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    assert browser.get(f"/photos/{foreign.uid}/").status_code == 404
    assert browser.post(f"/photos/{photo.uid}/remove").status_code == 302
    assert browser.get(f"/photos/{photo.uid}/").status_code == 404


def test_the_same_photo_twice_is_refused(mine, as_):
    """The page says so, at the field."""
    browser = as_("office")
    url = f"{mine.get_absolute_url()}photos"
    browser.post(url, {"file": SimpleUploadedFile("a.jpg", a_jpeg())})

    answer = browser.post(url, {"file": SimpleUploadedFile("b.jpg", a_jpeg())})

    assert answer.status_code == 422
    assert "已经上传过" in answer.text
    assert Photo.objects.count() == 1


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "文件丢失或损坏"), ("en", "lost or damaged")])
def test_a_photo_that_is_lost_or_cut_is_said_in_words(mine, office, as_, language, words):
    """F10, F25: neither half a photo, nor "not in your area"."""
    photo, browser = kept(mine, a_jpeg(), office), as_("office")
    office.language = language
    office.save()
    path, url = photo_path(photo), f"/photos/{photo.uid}/"
    assert b"".join(browser.get(url).streaming_content) == path.read_bytes()

    for damage in (lambda: path.write_bytes(path.read_bytes()[:100]), lambda: path.write_bytes(b""), path.unlink):
        damage()
        answer = browser.get(url)
        assert (answer.status_code, words in answer.text) == (410, True)


def test_so_many_photos_are_painted_at_once_and_no_more(mine, office, monkeypatch):
    """F22: one common limit; who would wait too long is told so, and nothing is kept. Afterwards it goes on."""
    monkeypatch.setattr("yipanqi.web.programmes.actions.photos._TURNS", (1, 1, 0.1))
    with turn("photo", 1):
        with pytest.raises(actions.CannotKeep, match="半分钟"):
            kept(mine, a_jpeg(), office)
        assert not Photo.objects.exists()

    assert kept(mine, a_jpeg(), office).pk


def by_a_camera(taken: object = "2026:11:20 14:03:27", place: object = None, seed: str = "#2f7d5b") -> bytes:
    """A photo whose camera says when and where: 30° 36′ 18″ N, 114° 16′ 30″ E, unless told otherwise."""
    picture, out = Image.new("RGB", (60, 40), seed), io.BytesIO()
    exif = picture.getexif()
    exif.get_ifd(0x8769)[0x9003] = taken
    given = {1: "N", 2: (30.0, 36.0, 18.0), 3: "E", 4: (114.0, 16.0, 30.0)} if place is None else place
    exif.get_ifd(0x8825).update(given)
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_what_the_camera_says_is_kept_apart_and_shown(mine, office, as_):
    """m20: time and place stand beside the photo, not in it; the date that the uploader names is another thing."""
    EstateRow.objects.filter(pk=mine.pk).update(longitude=114.275, latitude=30.6041)

    photo = kept(mine, by_a_camera(), office)

    assert (photo.camera_time, photo.taken_date) == ("2026-11-20 14:03:27", None)
    assert (str(photo.camera_longitude), str(photo.camera_latitude)) == ("114.275000", "30.605000")
    data = photo_path(photo).read_bytes()
    assert b"Exif" not in data and not Image.open(io.BytesIO(data)).getexif()
    assert "相机记录：2026-11-20 14:03 · 距小区 100 米" in as_("office").get(mine.get_absolute_url()).text


def test_a_photo_from_far_away_is_said_to_be_so(mine, office, as_):
    """m20: 111 km south of the estate, which somebody should look at."""
    EstateRow.objects.filter(pk=mine.pk).update(longitude=114.275, latitude=31.605)

    kept(mine, by_a_camera(), office)

    assert "距小区 111.2 公里，请核实" in as_("office").get(mine.get_absolute_url()).text


@pytest.mark.parametrize(
    ("taken", "place"),
    [
        ("0000:00:00 00:00:00", {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}),
        ("2026:13:41 25:00:00", {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (114.0, 0.0, 0.0)}),
        ("<script>", {1: "N", 2: (30.0, 0.0, 0.0)}),
        ("2026:11:20", {2: (30.0, 36.0), 4: (114.0, 16.0)}),
    ],
)
def test_a_camera_that_says_nonsense_says_nothing(mine, office, taken, place):
    """m20: no moment of the calendar, no place on the globe, one half of a place: the photo is kept without."""
    photo = kept(mine, by_a_camera(taken, place), office)

    assert (photo.camera_time, photo.camera_longitude, photo.camera_latitude) == ("", None, None)


def test_west_and_south_are_negative(mine, office):
    """m20: by the letters beside the degrees."""
    photo = kept(mine, by_a_camera(place={1: "S", 2: (30.0, 0.0, 0.0), 3: "W", 4: (114.0, 30.0, 0.0)}), office)

    assert (photo.camera_longitude, photo.camera_latitude) == (Decimal("-114.5"), Decimal(-30))


def test_several_photos_come_in_at_once_and_one_that_is_none_keeps_no_other_out(mine, as_):
    """m20, m19: two are kept, one is refused by its name at the field, and the page opens there."""
    browser, url = as_("office"), f"{mine.get_absolute_url()}photos"
    files = [SimpleUploadedFile(f"{n}.jpg", by_a_camera(seed=s)) for n, s in ((1, "red"), (2, "blue"))]
    sent = {"file": [*files, SimpleUploadedFile("假的.jpg", SCRIPT)], "caption": "北门"}

    answer = browser.post(url, sent)

    assert answer.status_code == 422
    assert [str(line) for line in answer.context["form"].errors["file"]] == ["假的.jpg：只收 JPEG、PNG、WebP 照片"]
    assert "2 张照片已保存" in answer.text and f'action="{url}#photos"' in answer.text
    assert sorted(Photo.objects.values_list("caption", flat=True)) == ["北门", "北门"]


def test_a_photo_taken_now_comes_in_beside_chosen_ones(mine, as_):
    """m20: a phone opens its camera; without any file the form says so, and thirteen are too many."""
    browser, url = as_("office"), f"{mine.get_absolute_url()}photos"
    page = browser.get(mine.get_absolute_url()).text
    assert 'capture="environment"' in page and " multiple" in page

    assert browser.post(url, {"camera": SimpleUploadedFile("now.jpg", by_a_camera())}).status_code == 302
    assert "请选择一张照片" in browser.post(url, {"caption": "空"}).text
    many = browser.post(url, {"file": [SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(13)]})
    assert "一次最多 12 张" in many.text
    assert Photo.objects.count() == 1
