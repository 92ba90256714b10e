import io

import pytest
from PIL import Image

from yipanqi.documents.disclosure.covered import BLOCKS, Part, covered


def a_picture(form: str = "JPEG") -> bytes:
    """Fine stripes, of which nothing is left where it is covered."""
    picture = Image.new("RGB", (200, 100))
    picture.putdata([((x // 2 % 2) * 255,) * 3 for y in range(100) for x in range(200)])
    out = io.BytesIO()
    picture.save(out, form, comment=b"secret") if form == "JPEG" else picture.save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_part_loses_its_detail_and_the_rest_stays(form):
    """Between the darkest and the brightest of what is covered there is next to nothing; beside it all is as it was."""
    made = covered(a_picture(form), [Part(50, 0, 50, 100)])
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size) == (form, (200, 100))
        low, high = picture.convert("L").crop((112, 5, 195, 95)).getextrema()
        beside = picture.convert("L").crop((0, 0, 90, 100)).getextrema()
    assert high - low < 40 and beside[1] - beside[0] > 200
    assert b"secret" not in made


def test_few_blocks_are_left_of_a_part_however_large():
    """A face as large as the picture is told by a few means alone."""
    made = covered(a_picture("PNG"), [Part(0, 0, 100, 100)])
    with Image.open(io.BytesIO(made)) as picture:
        few = picture.convert("L").resize((BLOCKS, BLOCKS // 2), Image.Resampling.BOX)
    low, high = few.getextrema()
    assert high - low < 40


@pytest.mark.parametrize("part", [(-1, 0, 5, 5), (0, 0, 0, 5), (96, 0, 5, 5), (0, 0, 5, 101)])
def test_what_is_no_part_of_a_picture_is_refused(part):
    """Outside of it, or empty."""
    with pytest.raises(ValueError):
        Part(*part)
