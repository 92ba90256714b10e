"""I6: a photo that was used before, for another estate or programme, is shown to the office as such."""

import io
import random
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageEnhance
from web.programmes.conftest import AT, a_file, taken_in, two_subdistricts

from yipanqi.web.audit.models import Event
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import EstateRow, Photo, PhotoMatch

pytestmark = pytest.mark.django_db(transaction=True)


def a_scene(seed: int, size=(800, 600)) -> Image.Image:
    """A picture with coarse shapes, another one for each seed."""
    chance = random.Random(seed)
    shades = bytes(chance.randrange(256) for _ in range(12 * 9 * 3))
    return Image.frombytes("RGB", (12, 9), shades).resize(size, Image.Resampling.BICUBIC)


def as_jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    """The picture as a phone would send it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def kept(row, picture: Image.Image, by, quality: int = 90) -> Photo:
    """The picture as an upload keeps it."""
    data = as_jpeg(picture, quality)
    return actions.keep_photo(row=row, data=data, caption="", taken_date=None, by=by, at=AT)


CHANGED = {
    "packed anew": lambda it: it,
    "smaller": lambda it: it.resize((400, 300)),
    "brighter": lambda it: ImageEnhance.Brightness(it).enhance(1.15),
    "grey": lambda it: it.convert("L").convert("RGB"),
    "edges cut": lambda it: it.crop((6, 4, 794, 596)),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_the_same_photo_for_another_estate_is_noted(mine, theirs, office, change):
    """Packed anew, smaller, brighter, grey or with its edges cut: it is noted with the photo it resembles."""
    first = kept(mine, a_scene(1), office)

    second = kept(theirs, change(a_scene(1)), office, quality=60)

    match = PhotoMatch.objects.get()
    assert (match.photo, match.other) == (second, first)
    assert Event.objects.get(action="photo.alike").subject_id == str(second.pk)


def test_other_photos_and_those_of_the_same_estate_are_not(mine, theirs, office):
    """Sixty pictures of other things, an empty one for two estates, one place taken twice: nothing is noted."""
    for seed in range(60):
        kept((mine, theirs)[seed % 2], a_scene(seed), office)
    kept(mine, a_scene(2).crop((6, 4, 794, 596)), office)
    for row in (mine, theirs):
        kept(row, Image.new("RGB", (80, 60), "#a4271e"), office)

    assert not PhotoMatch.objects.exists()


def test_a_photo_of_another_programme_is_noted(mine, office, as_, tmp_path):
    """Also in another programme, also when the first one was removed since; the page names the programme."""
    first = kept(mine, a_scene(1), office)
    actions.remove_photo(photo=first, by=office, at=AT)
    heading = replace(two_subdistricts().heading, title="第二个计划")
    second = taken_in(a_file(replace(two_subdistricts(), heading=heading), tmp_path), office).entry
    row = EstateRow.objects.get(entry=second, estate=mine.estate)

    kept(row, a_scene(1), office)

    page = as_("office").get(row.get_absolute_url()).text
    assert "疑似重复使用" in page and mine.get_absolute_url() in page and "已移除" in page


def test_the_office_sees_the_flag_on_both_estates_and_nobody_else_does(mine, theirs, as_):
    """The later photo and the earlier one lead to each other; a subdistrict is told nothing of another one's estate."""
    browser = as_("office")
    for row in (mine, theirs):
        sent = SimpleUploadedFile("a.jpg", as_jpeg(a_scene(1)))
        assert browser.post(f"{row.get_absolute_url()}photos", {"file": sent}).status_code == 302

    early, late = (browser.get(row.get_absolute_url()).text for row in (mine, theirs))
    own = as_("subdistrict").get(mine.get_absolute_url()).text

    assert "相似照片后见于" in early and f'{theirs.get_absolute_url()}#photos"' in early
    assert "相似照片先见于" in late and f'{mine.get_absolute_url()}#photos"' in late
    assert "相似" not in own and theirs.name not in own
