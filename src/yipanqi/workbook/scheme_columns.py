"""What the sheets of a scheme's workbook hold: their columns, and the words from which a cell may choose."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from yipanqi.domain.supervision.scheme import Absent, Cycle, Formula, Scorer, Steps
from yipanqi.domain.supervision.scheme_stored import SOURCES
from yipanqi.domain.unit import UNIT_KINDS
from yipanqi.workbook.headed import Columns
from yipanqi.workbook.layout import Pair

LONGEST = 300  # characters of a cell
NAMES = {"name_zh": ("名称", "Name (Chinese)", 26), "name_en": ("名称（英文）", "Name (English)", 44)}
HEADS: Columns = {
    **NAMES,
    "key": ("代码", "Code", 0),
    "kinds": ("适用单位", "For units", 0),
    "cycle": ("周期", "Cycle", 0),
    "full": ("满分", "Full score", 0),
    "is_scaled": ("按比例折算到满分", "Weights scaled to the full score", 0),
    "few_tasks": ("任务少于几项时扣分加倍", "Deductions doubled below so many tasks", 0),
    "least_units": ("少于几个单位不排名", "No rank of fewer units", 0),
    "least_estates": ("少于几个小区不排名", "No rank of fewer estates", 0),
    "source_zh": ("来源", "Source (Chinese)", 0),
    "source_en": ("来源（英文）", "Source (English)", 0),
    "note_zh": ("说明", "Note (Chinese)", 0),
    "note_en": ("说明（英文）", "Note (English)", 0),
}
INDICATORS: Columns = {
    "key": ("代码", "Code", 14),
    **NAMES,
    "group_zh": ("分组", "Group (Chinese)", 14),
    "group_en": ("分组（英文）", "Group (English)", 18),
    "weight": ("分值", "Points", 8),
    "formula": ("计分方法", "How it counts", 18),
    "scorer": ("谁评分", "Scored by", 18),
    "source": ("系统数据", "Value from the record", 30),
    "absent": ("没有此类任务", "No such task", 20),
    "evidence_zh": ("依据材料", "Evidence (Chinese)", 22),
    "evidence_en": ("依据材料（英文）", "Evidence (English)", 22),
    "target": ("目标", "Target", 9),
    "is_above": ("须超过目标", "Target must be passed", 11),
    "step": ("每步", "Step", 9),
    "is_relative": ("每步按目标的比例", "Step is part of the target", 12),
    "steps": ("步数取法", "Steps count", 14),
    "less": ("每低一步减", "Less a step", 10),
    "more": ("每高一步加", "More a step", 10),
    "most_more": ("最多加", "At most more", 9),
    "base": ("基础分", "Base", 9),
    "is_mean": ("取平均", "Mean of the events", 9),
    "floor": ("最低", "At least", 9),
    "cap": ("最高", "At most", 9),
    "told": ("合起来（导出时写明，不读入）", "In words (written, not read)", 60),
}
PARTS: Columns = {
    "indicator": ("指标", "Indicator", 26),
    "key": ("代码", "Code", 14),
    **NAMES,
    "sign": ("≥ 或 >", "≥ or >", 9),
    "at": ("界限", "From", 9),
    "points": ("分值", "Points", 9),
}
GRADES: Columns = {**NAMES, "sign": ("≥ 或 >", "≥ or >", 9), "at": ("界限", "From", 9)}
BARRING: Columns = {"key": ("代码", "Code", 14), **NAMES}
TITLES: Mapping[str, Pair] = {
    "scheme": ("办法", "Scheme"),
    "indicators": ("指标", "Indicators"),
    "parts": ("分档和事项", "Bands and events"),
    "grades": ("等次", "Grades"),
    "barring": ("一票否决", "Barring events"),
    "choices": ("可选值", "Choices"),
}
NUMBERS = ("weight", "target", "step", "less", "more", "most_more", "base", "cap", "floor", "at", "points", "full")
WHOLE = ("few_tasks", "least_units", "least_estates")
YES_NO = {"yes": ("是", "yes"), "no": ("否", "no")}
MARKS = ("is_above", "is_relative", "is_mean", "is_scaled")
_STEPS = {
    Steps.EXACT: ("按比例", "any part of a step"),
    Steps.WHOLE: ("只算整步", "whole steps"),
    Steps.BEGUN: ("不足一步算一步", "each step begun"),
}
NO_FLOOR = ("不限", "no limit")
_SIGNS = {"": ("≥", "≥"), "above": (">", ">")}
Words = Mapping[str, Pair]


def _words(kind: type[StrEnum], names: Callable[[Any], Pair] = lambda it: it.names) -> Words:
    return {it.value: names(it) for it in kind}


CHOICES: Mapping[str, Words] = {
    "cycle": _words(Cycle),
    "formula": _words(Formula),
    "scorer": _words(Scorer),
    "absent": _words(Absent),
    "steps": _words(Steps, lambda it: _STEPS[it]),
    "source": dict(SOURCES),
    "kinds": {kind.value: names for kind, names in UNIT_KINDS.items()},
    **dict.fromkeys(MARKS, YES_NO),
    "sign": _SIGNS,
}
