"""Drop-down lists are the same signs that Django's own templates make."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from yipanqi.web.page.plain_select import Renderer
from yipanqi.web.page.say import say_later


class AForm(forms.Form):
    """One of each kind of choice."""

    plain = forms.ChoiceField(choices=[("", "全部"), ("a&b", '<甲> "乙"'), (7, 1234567), ("s", mark_safe("<b>x</b>"))])
    grouped = forms.ChoiceField(choices=[("组 <1>", [("x", "甲"), ("y", say_later("乙", "B"))]), ("z", "丙")])
    several = forms.MultipleChoiceField(
        choices=[("1", "一"), ("2", "二")],
        widget=forms.SelectMultiple(attrs={"size": 4, "hidden": False, "data-x": '"'}),
    )


def test_lists_are_as_the_templates_make_them():
    """Names and values are escaped, groups, chosen ones and attributes stand where they stood."""
    given = {"plain": "a&b", "grouped": "y", "several": ["1", "2"]}

    ours, theirs = (AForm(given, renderer=renderer()) for renderer in (Renderer, TemplatesSetting))

    for name in AForm.base_fields:
        assert _lines(ours[name]) == _lines(theirs[name])
        assert len(_lines(ours[name])) > 3


def _lines(field):
    """What stands in the lines of a list: the templates leave empty ones between."""
    return [line for line in str(field).splitlines() if line.strip()]
