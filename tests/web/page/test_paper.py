"""What every sheet of paper tells of itself."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context
from django.utils import translation

from yipanqi.web.page.templatetags.paper import as_css, paper

_WHEN = r" · \d{4}-\d\d-\d\d \d\d:\d\d · 林晓岚$"


def an_entry(**more: Any) -> SimpleNamespace:
    """A programme as a page has it."""
    usual = {"name": "甲区计划", "is_synthetic": True, "current_version": SimpleNamespace(number=3)}
    return SimpleNamespace(**usual | more)


def told(**page: Any) -> str:
    """What a page that is printed by this person tells."""
    user = SimpleNamespace(is_authenticated=True, display_name="林晓岚")
    with translation.override("zh-hans"):
        return paper(Context({"request": SimpleNamespace(user=user), **page}))


def test_programme_mark_version_when_and_who():
    """M9: a sheet says whose it is, that its figures are invented, and when it was printed by whom."""
    assert re.fullmatch("甲区计划 · 示例数据 · V3 · 一盘棋" + _WHEN, told(entry=an_entry()))
    assert re.fullmatch("甲区计划 · V3 · 一盘棋" + _WHEN, told(entry=an_entry(is_synthetic=False)))


def test_a_plans_page_tells_the_plan_and_its_own_version():
    """M9: the version that the plan was made from, not today's."""
    run = SimpleNamespace(entry=an_entry(), name="三年方案", version=SimpleNamespace(number=1))

    assert re.fullmatch("甲区计划 · 示例数据 · 三年方案 · V1 · 一盘棋" + _WHEN, told(entry=run.entry, run=run))


def test_a_page_of_programmes_without_one_tells_that_worked_with_and_others_none():
    """M9: the list of plans is of the programme in the top bar; a list of people is of none."""
    assert told(entry=None, working=an_entry()).startswith("甲区计划")
    assert told(working=an_entry()).startswith("一盘棋")


@pytest.mark.parametrize("text", ['"; } body { display: none', "</style><script>", "a\\b\nc", "甲区（二〇二七）—①"])
def test_no_name_ends_the_string_of_the_style_sheet(text):
    """Quotes, brackets, backslashes and ends of lines are written by number, and read back as they were."""
    written = as_css(text)

    assert not set(written) & set('"<>;{}()\n')
    assert re.sub(r"\\([0-9a-f]+) ", lambda it: chr(int(it[1], 16)), written) == text
