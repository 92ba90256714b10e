"""Pages as they are written."""

import gc
import weakref

import pytest
from django.template import TemplateDoesNotExist
from django.test import RequestFactory

from yipanqi.web.page.rendering import Templates

TEMPLATES = Templates({"NAME": "own", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}})


class Row:
    """Something that a page tells of."""

    def __str__(self) -> str:
        return "华中里"


def test_what_a_page_is_written_from_is_gone_with_it() -> None:
    """Nothing of it waits for the collector of garbage."""
    row = Row()
    gone = weakref.ref(row)
    gc.disable()
    try:
        assert TEMPLATES.from_string("{{ row }}").render({"row": row}, RequestFactory().get("/")) == "华中里"
        del row
        assert gone() is None
    finally:
        gc.enable()


def test_a_template_that_is_missing_is_named() -> None:
    """By the page that asks for it, or by the one who asks for the page."""
    with pytest.raises(TemplateDoesNotExist, match=r"nowhere\.html"):
        TEMPLATES.get_template("nowhere.html")
    with pytest.raises(TemplateDoesNotExist, match=r"nowhere\.html"):
        TEMPLATES.from_string('{% include "nowhere.html" %}').render({}, RequestFactory().get("/"))
