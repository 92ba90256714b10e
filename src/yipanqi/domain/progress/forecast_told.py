"""What a forecast rests on, its band, and what would have to happen, said in Chinese and in English."""

import re
from collections.abc import Mapping

from yipanqi.domain.delivery.laws_told import Names
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.catalogue import LANGUAGES, Pair, catalogue

_NOTES: dict[str, Pair] = {
    "forecast.done": ("已完成（{finish:day}）", "Done ({finish:day})"),
    "forecast.not_begun": ("尚未开工，按计划日期", "Not begun yet: the plan's dates"),
    "forecast.begun_late": (
        "应于{start:day}开工，尚未开工，已晚{days}个工作日；按即日开工、计划速度推算",
        "To begin on {start:day}, not begun yet, {days} working days late; taken to begin at once, at the plan's pace",
    ),
    "forecast.waits": (
        "尚未开工，须等前面的工程完成，预计晚{days}个工作日开工；开工后按计划速度推算",
        "Not begun yet: it waits for the works before it and is taken to begin {days} working days late, then at the "
        "plan's pace",
    ),
    "forecast.too_early": (
        "完成{percent:percent}，不足{least:percent}，还看不出速度，按计划日期",
        "{percent:percent} done, less than {least:percent}: too early to tell its pace, so the plan's date",
    ),
    "forecast.too_early_behind": (
        "完成{percent:percent}，不足{least:percent}，还看不出速度；已落后{days}个工作日，剩余部分按计划速度推算",
        "{percent:percent} done, less than {least:percent}: too early to tell its pace; {days} working days behind "
        "already, the rest at the plan's pace",
    ),
    "forecast.by_pace": (
        "计划{planned}个工作日，用了{used}个，完成了其中{earned:.1f}个的量；"
        "剩余部分按每日{speed:.2f}个计划日推算（通常{usual:.2f}，本项至今{pace:.2f}）",
        "Of {planned} planned working days {earned:.1f} are earned, {used} are used; the rest at {speed:.2f} planned "
        "days a day (usual {usual:.2f}, this one so far {pace:.2f})",
    ),
    "forecast.overdue": (
        "按{since:day}的上报推算，应已完成，但还没有上报完成；最早为今天",
        "By the report of {since:day} it should be done by now, which is not reported: today at the earliest",
    ),
    "forecast.by_works": (
        "由最晚完成的{work}决定（{finish:day}）",
        "Decided by the work that is done last: {work} ({finish:day})",
    ),
}
_BANDS: dict[str, Pair] = {
    "band.own": (
        "区间依据本区{works}项已完工的{kind}：完成{stage}%左右时，剩余工作日实际与预测之比",
        "The band rests on {works} finished works of this district ({kind}): actual to forecast remaining days when "
        "about {stage}% was done",
    ),
    "band.shipped": (
        "区间依据外地30个实际项目：本区同类、同进度的已完工程不足{enough}项",
        "The band rests on 30 real projects elsewhere: fewer than {enough} finished works of this kind and stage in "
        "the district",
    ),
    "band.early": (
        "完成不足{least:percent}，区间依据外地30个实际项目",
        "Less than {least:percent} done: the band rests on 30 real projects elsewhere",
    ),
}
_NEEDS: dict[str, Pair] = {
    "need.done": ("已完成", "Done"),
    "need.none": (
        "按计划速度可以按期（{goal:day}）完成：剩余{left}个工作日，其中{spare}个有余",
        "At the plan's pace it is done on time ({goal:day}): {left} working days are left, {spare} of them to spare",
    ),
    "need.just": (
        "按计划速度正好按期（{goal:day}）完成：剩余{left}个工作日，没有富余",
        "At the plan's pace it is done just on time ({goal:day}): {left} working days are left, none to spare",
    ),
    "need.faster": (
        "按期（{goal:day}）完成需在剩余{left}个工作日内追回{days}个工作日，即每日完成{speed:.2f}个计划日的量",
        "To be done on time ({goal:day}), {days} working days must be made up in the {left} that are left: "
        "{speed:.2f} planned days a day",
    ),
    "need.past": (
        "计划完工日（{goal:day}）已到，不能按期完成；按计划速度还需{days}个工作日",
        "The planned finish ({goal:day}) has come: it cannot be on time; {days} working days are left at the plan's "
        "pace",
    ),
}
FORECASTS = catalogue(notes=_NOTES, bands=_BANDS, needs=_NEEDS)
_ONE = re.compile(r"\b1 (working|planned) days\b")


def told(reason: Reason, lang: str, names: Names | None = None) -> str:
    """The sentence of a forecast's note, band or need; works and kinds by their names where they are known. KeyError
    names a code or value that is missing."""
    known = names or Names()
    said = {key: _said(key, value, lang, known) for key, value in reason.values.items()}
    text = sentence(reason.code, said, lang, FORECASTS)
    return _ONE.sub(r"1 \1 day", text) if lang == "en" else text


def told_pair(reason: Reason, names: Names | None = None) -> Pair:
    """In both languages."""
    zh, en = (told(reason, lang, names) for lang in LANGUAGES)
    return zh, en


def _said(key: str, value: object, lang: str, names: Names) -> object:
    if key == "work":
        return names.places.get(str(value), str(value))
    if key == "kind":
        return _named(names.measures, str(value), lang)
    return value


def _named(measures: Mapping[str, Pair], key: str, lang: str) -> str:
    return measures[key][LANGUAGES.index(lang)] if key in measures else key
