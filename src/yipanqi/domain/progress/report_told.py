"""What is wrong with a report, or odd about it, in both languages."""

from collections.abc import Mapping

from yipanqi.domain.money import wan_in_full
from yipanqi.domain.progress.report import Fault

Said = tuple[str, str]  # in Chinese and in English
FAULTS: Mapping[str, Said] = {
    "no_percent": ("请填写完成百分比", "Fill in the percent done"),
    "percent_outside": (
        "完成百分比应在 0 到 100 之间，填写的是 {percent}",
        "The percent done lies between 0 and 100; {percent} was entered",
    ),
    "less_percent": (
        "上月已报 {before}%，现在是 {percent}%：如系返工等，请写明理由",
        "{before} % was reported before, {percent} % now: say why, as work done again",
    ),
    "less_quantity": (
        "此前已报 {before}，数量减少请写明理由",
        "{before} was reported before: say why the quantity is less",
    ),
    "less_certified": (
        "此前已确认 {before} 万元，减少请写明理由",
        "{before} × 10⁴ yuan was certified before: say why it is less",
    ),
    "future_month": ("{month} 还没有到，不能上报", "{month} has not come yet"),
    "before_start": ("这项任务 {start} 才开始，请选以后的月份", "The task begins on {start}: choose a later month"),
    "month_closed": (
        "{month} 已结账，补报或更正请写明理由",
        "{month} is closed: say why you report late or correct",
    ),
    "was_confirmed": ("上一版已经确认，更正请写明理由", "The version before was confirmed: say why you correct it"),
    "below_zero": ("不能小于 0", "It cannot be less than 0"),
    "finish_past": (
        "预计完成日期不能早于今天（{day}）；已完成请填 100%",
        "The expected finish cannot be before today ({day}); if it is done, enter 100 %",
    ),
    "too_long": ("最多 {most} 字，现有 {length} 字", "At most {most} characters; there are {length}"),
    "control_characters": (
        "含有不能显示的控制字符，请删去后重新填写",
        "There are control characters that cannot be shown: remove them",
    ),
    "say_problem": ("选“其他”时请写明是什么问题", "Say what the problem is"),
    "over_quantity": (
        "完成数量 {quantity} 超过计划 {planned} 较多，请核对",
        "The quantity {quantity} is well above the {planned} planned: check it",
    ),
    "over_budget": (
        "确认金额超过这项任务的资金 {budget} 万元，请核对",
        "More is certified than the task's money, {budget} × 10⁴ yuan: check it",
    ),
}
MARKS: Mapping[str, Said] = {
    "over_quantity": ("数量超计划", "more than planned"),
    "over_budget": ("金额超资金", "more than its money"),
    "after_close": ("结账后上报", "after the month was closed"),
    "clock": ("手机时间不准", "the phone's clock is off"),
}
_MONEY = {"budget"}


def fault_said(fault: Fault) -> Said:
    """The sentence of a fault."""
    values = {name: _said(fault, name, value) for name, value in fault.values.items()}
    zh, en = FAULTS[fault.code]
    return zh.format(**values), en.format(**values)


def _said(fault: Fault, name: str, value: object) -> str:
    if isinstance(value, int) and (name in _MONEY or fault.code == "less_certified"):
        return wan_in_full(value)
    if name == "month":
        return f"{value:%Y-%m}"
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
