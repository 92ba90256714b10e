"""I6: of a photo only a clean copy is kept, whatever was sent."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from web.programmes.conftest import AT

from yipanqi.web.page.held import turn
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.actions.photos import photo_path
from yipanqi.web.programmes.models import Photo

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
        with pytest.raises(actions.CannotKeep, match="half a minute"):
            kept(mine, a_jpeg(), office)
        assert not Photo.objects.exists()

    assert kept(mine, a_jpeg(), office).pk
