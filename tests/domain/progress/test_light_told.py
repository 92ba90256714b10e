"""A light in words: complete in both languages, and true to its figures."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from site_work import DAYS, START, a_report, a_work, confirmed, day_of

from yipanqi.domain.progress.light import Colour, light
from yipanqi.domain.progress.light_rule import Gauge, Span
from yipanqi.domain.progress.presets import DAYS_BEHIND, DEFAULT, PRESETS
from yipanqi.domain.progress.standing import Hold
from yipanqi.domain.progress.told import COLOURS, GAUGES, SPANS, light_told, rule_told

_RED = confirmed(date(2026, 4, 30), 5)
_STANDINGS = [
    a_work(started_on=None, owes=False),
    a_work(),
    a_work(owes=False),
    a_work(a_report(date(2026, 3, 31), 30)),
    a_work(confirmed(date(2026, 3, 31), 21), _RED, ranks={date(2026, 4, 1): 2}),
    a_work(_RED, confirmed(date(2026, 5, 31), 70), forecasts=((date(2026, 5, 31), Fraction(-3, 100)),)),
    a_work(a_report(date(2026, 5, 31), 40), forecasts=((date(2026, 5, 31), Fraction(12, 100)),)),
    a_work(finished_on=date(2026, 7, 1)),
    a_work(settled_on=date(2026, 5, 1)),
    a_work(cancelled_on=date(2026, 5, 1)),
    a_work(hold=Hold(since=START, until=date(2026, 5, 1))),
    a_work(is_work=False, owes=False),
]
_DAYS = [date(2026, 2, 1), START, *(date(2026, month, 9) for month in range(3, 12))]


@pytest.mark.parametrize("rule", PRESETS.values(), ids=PRESETS)
def test_every_light_has_its_sentence(rule):
    """Shape and word first, the rule and the day in it; no Chinese in English, nothing left unfilled."""
    for standing in _STANDINGS:
        for day in _DAYS:
            found = light(rule, standing, DAYS, day)
            zh, en = (light_told(found, rule, lang) for lang in ("zh", "en"))
            words = COLOURS[found.colour]
            assert zh.startswith(words.shape + words.names[0]) and f"{day.year}年{day.month}月{day.day}日" in zh
            assert en.startswith(f"{words.shape} {words.names[1]}: ") and not re.search("[\u4e00-\u9fff]", en)
            assert not re.search("None|[{}]|；；|：；|年1月1日为红灯", zh + en)
            if found.colour in (Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.GREY):
                assert rule.names[0] in zh and rule_told(rule, "en") in en


def test_a_sentence_tells_the_figures():
    """Of a work under the rule of days."""
    found = light(DAYS_BEHIND, a_work(a_report(day_of(50), 38)), DAYS, day_of(50))
    assert light_told(found, DAYS_BEHIND, "zh") == (
        "▲黄灯：2026年5月13日完成38%，序时进度50%，待确认；按计划落后12个工作日。"
        "规则：落后工作日（落后10个工作日（含）以上亮黄灯，30个工作日（含）以上亮红灯）。2026年5月13日"
    )


def test_a_sentence_of_two_rules_tells_both_figures():
    """The rule that decides first; days and forecast are told whichever it is."""
    work = a_work(a_report(day_of(50), 45), forecasts=((day_of(50), Fraction(6, 100)),))
    found = light(DEFAULT, work, DAYS, day_of(50))
    assert light_told(found, DEFAULT, "zh") == (
        "▲黄灯：2026年5月13日完成45%，序时进度50%，待确认；按计划落后5个工作日；预测完工超出计划工期6%。"
        "规则：落后工作日或预测超期（落后10个工作日（含）以上亮黄灯，30个工作日（含）以上亮红灯；"
        "改造项预测完工超出计划工期，超过5%亮黄灯，超过10%亮红灯；取较重的）。2026年5月13日"
    )
    assert "5 working days behind the plan; the forecast passes the plan by 6%" in light_told(found, DEFAULT, "en")
    few = light(DEFAULT, replace(work, forecasts=((day_of(50), Fraction(1, 100)),)), DAYS, day_of(50))
    assert (few.rule, few.other) == ("days_forecast", 1)
    assert "按计划落后5个工作日；预测完工超出计划工期1%" in light_told(few, DEFAULT, "zh")


def test_one_working_day_is_one():
    """In English too."""
    late = light(DAYS_BEHIND, a_work(started_on=None), DAYS, day_of(2))
    assert "it should have begun 1 working day ago" in light_told(late, DAYS_BEHIND, "en")


def test_thresholds_tell_whether_their_end_counts():
    """Yinchuan: 10 to 30 points, both included; Wuhan below 80; the last three."""
    assert (
        rule_told(PRESETS["yinchuan_pace"], "zh")
        == "自开工累计落后序时进度10个百分点（含）以上亮黄灯，超过30个百分点亮红灯"
    )
    assert rule_told(PRESETS["wuhan"], "en") == "progress from the beginning ÷ pace: yellow below 80%, red below 60%"
    assert rule_told(PRESETS["cangnan"], "zh") == "当月任务未完成亮黄灯，且位列后3名亮红灯"
    three = PRESETS["yinchuan_start"]
    assert rule_told(replace(three, red=replace(three.red, is_included=False)), "zh").endswith("连续4个月亮红灯")


def test_nothing_has_no_name():
    """Colours differ in shape and word; gauges and spans all have names."""
    assert set(COLOURS) == set(Colour) and set(GAUGES) == set(Gauge) and set(SPANS) == set(Span)
    assert len({it.shape for it in COLOURS.values()}) == len({it.names for it in COLOURS.values()}) == len(Colour)
