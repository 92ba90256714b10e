"""The square code of a page's address, put together of patterns: the same as one that is made whole."""

import random
from string import ascii_lowercase, digits

import pytest
import segno

from yipanqi.documents.disclosure.square import matrix, square


@pytest.mark.parametrize(
    "base",
    ["https://www.example.gov.cn/lj/a/{}/index.html", "http://localhost/public/a/{}/", "https://区.cn/a/{}/", "a/"],
)
def test_a_code_put_together_is_the_code_made_whole(base):
    """Whatever the signs of the address are."""
    dice = random.Random(7)
    for _ in range(20):
        own = "".join(dice.choice(ascii_lowercase + digits) for _ in range(10))
        address = base.format(own)
        rows = segno.make(address, error="m", micro=False, mask=3).matrix

        told = int("".join("1" if it else "0" for row in rows for it in row), 2)
        assert matrix(address, own) == (len(rows), told)
    assert 'role="img" aria-label="码"' in square(address, own, "码")
