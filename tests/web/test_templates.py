"""Templates: how they are written, and the tags that say texts."""

from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

import yipanqi.web

TEMPLATES = sorted(Path(yipanqi.web.__file__).parent.rglob("*.html"))
LONGEST = 160  # characters of a line


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_line_of_a_template_is_too_long_to_read(path):
    """What a change touches can be seen in a difference of lines."""
    long = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if len(line) > LONGEST]

    assert long == []


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "共 3 个小区，按街道看。"), ("en", "3 estates; look by subdistrict.")]
)
def test_a_long_text_stands_on_lines_of_its_own(language, said):
    """Lines are joined: Chinese without a space, words and figures with one; names are filled in."""
    written = """{% load say %}{% text %}
        共 {{ count }}
        个小区，
        按街道看。
    {% english %}
        {{ count }} estates;
        look by subdistrict.
    {% endtext %}"""

    with translation.override(language):
        assert Template(written).render(Context({"count": 3})) == said
