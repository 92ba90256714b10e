"""Schemes and scores in words, Chinese and English: how an indicator counts, and how a value became points."""

import re
from collections.abc import Mapping
from fractions import Fraction

from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.supervision.scheme import Formula, Grade, Indicator, Names, Steps
from yipanqi.domain.supervision.scheme_stored import Fault, written
from yipanqi.domain.supervision.scored import Gain, Point, Standing, Value, hundredth

MONEY = "money_certified"  # the value whose amounts are fen


def _pick(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def plain(value: Fraction) -> str:
    """A number as people write it: exact where it is short, else to a hundredth."""
    text = written(value)
    return (text if "/" not in text and len(text) <= 7 else f"{hundredth(value):f}").replace("-", "−")


def percent(value: Fraction) -> str:
    """A share of one, as a percentage to a hundredth."""
    return f"{hundredth(value * 100).normalize():f}%"


def _measured(it: Indicator, value: Fraction) -> str:
    """A value of this indicator: shares as percentages."""
    is_share = it.formula is not Formula.JUDGED and (it.target is not None and it.target <= 1)
    is_share = is_share or (it.formula is Formula.BANDS and all(band.at <= 1 for band in it.bands))
    return percent(value) if is_share else plain(value)


def signed(points: Fraction) -> str:
    """With its sign."""
    return f"{'+' if points >= 0 else '−'}{plain(abs(points))}"


def formula_told(it: Indicator, lang: str) -> str:
    """How the indicator counts, in a sentence."""
    return _FORMULAS[it.formula](it, lang)


def _ratio(it: Indicator, lang: str) -> str:
    goal, most = _measured(it, it.target or Fraction(0)), plain(it.weight)
    return _pick(
        lang,
        f"达到 {goal} 得 {most} 分，不足的按比例得分",
        f"{most} points from {goal} on, less in proportion below",
    )


def _bands(it: Indicator, lang: str) -> str:
    parts = [
        f"{'>' if band.is_above else '≥'} {_measured(it, band.at)} {_pick(lang, '得', 'gives')} {plain(band.points)}"
        for band in it.bands
    ]
    return _pick(lang, "；".join(parts) + "；以下不得分", "; ".join(parts) + "; nothing below")


def _per_short(it: Indicator, lang: str) -> str:
    goal = _measured(it, it.target or Fraction(0))
    step_size = it.step or Fraction(0)
    is_points = not it.is_relative and it.target is not None and it.target <= 1
    step = (
        _pick(
            lang,
            f"{plain(step_size * 100)} 个百分点",
            f"{plain(step_size * 100)} percentage point" + ("" if step_size == Fraction(1, 100) else "s"),
        )
        if is_points
        else percent(step_size)
        if it.is_relative
        else plain(step_size)
    )
    whole = {
        Steps.EXACT: ("", ""),
        Steps.WHOLE: ("（不满的不计）", " (whole steps only)"),
        Steps.BEGUN: ("（不满的按一次计）", " (begun steps count)"),
    }[it.steps][lang != "zh"]
    zh = f"达到 {goal} 得 {plain(it.weight)} 分，每低 {step}减 {plain(it.less)} 分{whole}"
    en = f"{plain(it.weight)} points at {goal}, {plain(it.less)} less for each {step} below{whole}"
    if it.more:
        zh += f"；每高 {step}加 {plain(it.more)} 分，最多加 {plain(it.most_more)} 分"
        en += f"; {plain(it.more)} more for each {step} above, at most {plain(it.most_more)}"
    return _pick(lang, zh, en)


def _events(it: Indicator, lang: str) -> str:
    parts = [f"{event.names[lang != 'zh']} {signed(event.points)}" for event in it.events]
    told = _pick(lang, "、", ", ").join(parts)
    if it.formula is Formula.BONUS:
        return _pick(lang, f"每次：{told}", f"Each: {told}") + _limits(it, lang)
    base = plain(it.weight if it.base is None else it.base)
    if it.is_mean:
        return _pick(lang, f"每件：{told}；取平均", f"Each: {told}; the mean of all") + _limits(it, lang)
    return _pick(lang, f"基础 {base} 分，每次：{told}", f"From {base} points; each: {told}") + _limits(it, lang)


def _limits(it: Indicator, lang: str) -> str:
    found = []
    if it.floor is not None:
        found.append(_pick(lang, f"最低 {plain(it.floor)} 分", f"at least {plain(it.floor)}"))
    most = it.cap if it.cap is not None else None if it.formula is Formula.BONUS else it.weight
    if most is not None:
        found.append(_pick(lang, f"最高 {plain(most)} 分", f"at most {plain(most)}"))
    return "".join(_pick(lang, f"，{part}", f", {part}") for part in found)


def _all_or_nothing(it: Indicator, lang: str) -> str:
    goal, most = _measured(it, it.target or Fraction(0)), plain(it.weight)
    sign = ">" if it.is_above else "≥"
    return _pick(lang, f"{sign} {goal} 得 {most} 分，否则不得分", f"{most} points for {sign} {goal}, else none")


def _judged(it: Indicator, lang: str) -> str:
    most = plain(it.weight)
    return _pick(lang, f"评定 0～{most} 分，写明依据", f"Judged from 0 to {most}, with its evidence")


_FORMULAS = {
    Formula.RATIO: _ratio,
    Formula.BANDS: _bands,
    Formula.PER_SHORT: _per_short,
    Formula.PER_EVENT: _events,
    Formula.ALL_OR_NOTHING: _all_or_nothing,
    Formula.JUDGED: _judged,
    Formula.BONUS: _events,
}


def value_told(it: Indicator, value: Value, lang: str) -> str:
    """What is known of a unit: `14 / 15 = 93.33%`, events with their counts, or that there is none."""
    if value.is_absent:
        return _pick(lang, "没有此类任务", "no such task")
    if value.is_missing:
        return _pick(lang, "没有数据", "no data")
    if it.is_counted:
        counts = value.counts or {}
        parts = [f"{event.names[lang != 'zh']} {counts.get(event.key, 0)}" for event in it.events]
        return _pick(lang, "、", ", ").join(parts)
    ratio = value.ratio or Fraction(0)
    if it.formula is Formula.JUDGED:
        return _pick(lang, f"评定 {plain(ratio)} 分", f"judged {plain(ratio)}")
    if value.of is None or value.amount is None:
        return _measured(it, ratio)
    if it.source == MONEY:
        amount, whole = (f"{hundredth(one / FEN_PER_WAN):,f}" for one in (value.amount, value.of))
        return f"{amount} / {whole} {_pick(lang, '万元', '× 10⁴ yuan')} = {_measured(it, ratio)}"
    return f"{_thousands(value.amount)} / {_thousands(value.of)} = {_measured(it, ratio)}"


def _thousands(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else plain(value)


def standing_told(it: Indicator, point: Point, lang: str) -> str:
    """How it counts, where that is not simply its points."""
    if point.standing is Standing.SCORED:
        return _pick(lang, "任务少，扣分加倍", "few tasks: deductions doubled") if point.is_doubled else ""
    return {
        Standing.LEFT_OUT: ("不计入，其余折算", "left out, the others rescaled")
        if it.formula is not Formula.BONUS
        else ("不计入", "left out"),
        Standing.FULL: ("没有此类任务，得满分", "no such task: full points"),
        Standing.ZERO: ("没有此类任务，得 0 分", "no such task: no points"),
        Standing.NO_SCORE: ("没有数据，不得出分数", "no data: no score"),
    }[point.standing][lang != "zh"]


def gain_told(it: Indicator, value: Value, gain: Gain, lang: str) -> str:
    """What it would take: in a sentence."""
    name = it.names[lang != "zh"]
    if gain.avoided:
        parts = [
            f"{event.names[lang != 'zh']} {gain.avoided[event.key]}"
            for event in it.events
            if gain.avoided.get(event.key)
        ]
        told = _pick(lang, "、", ", ").join(parts)
        if it.is_mean:
            return _pick(lang, f"{name}：{told}，都按期办结", f"{name}: {told}, all of them in time")
        return _pick(lang, f"{name}：避免{told}", f"{name}: without {told}")
    if it.formula is Formula.JUDGED:
        proof = it.evidence[lang != "zh"] or _pick(lang, "依据", "evidence")
        en = f"{name}: full points, once all is there: {proof[:1].lower()}{proof[1:]}"
        return _pick(lang, f"{name}：备齐依据（{proof}），争取满分", en)
    goal = gain.best.ratio or Fraction(0)
    if gain.lacking is not None and it.source and it.source != MONEY:
        count = _thousands(gain.lacking)
        return _pick(
            lang,
            f"{name}：再有 {count} 项达到要求（{_measured(it, goal)}）",
            f"{name}: {count} more of them ({_measured(it, goal)})",
        )
    return _pick(lang, f"{name}：达到 {_measured(it, goal)}", f"{name}: reach {_measured(it, goal)}")


def grade_told(grade: Grade, lang: str) -> str:
    """A grade with its cut-off: `优秀 > 95`."""
    return f"{grade.names[lang != 'zh']} {'>' if grade.is_above else '≥'} {plain(grade.at)}"


UNRANKED: Mapping[str, Names] = {
    "no_tasks": ("本期没有任务，不排名、不评等次", "no tasks in this period: neither ranked nor graded"),
    "few_estates": ("小区太少，不排名", "too few estates: not ranked"),
    "no_score": ("没有分数，不排名", "no score: not ranked"),
    "barred": ("有一票否决事项，不排名", "barred: not ranked"),
}


def fault_told(data: object, fault: Fault, lang: str) -> str:
    """What is wrong with a scheme, its place in words: the indicator by its name."""
    at = 0 if lang == "zh" else 1
    found = _INDICATOR.match(fault.place)
    said = fault.names[at]
    if not found or not isinstance(data, dict):
        return _pick(lang, f"办法 · {said}", f"The scheme · {said}")
    number, rest = int(found[1]), found[2].lstrip(".")
    name = ""
    try:
        name = str(data["indicators"][number]["names"][at])
    except (KeyError, IndexError, TypeError):
        name = ""
    what = (
        said.removeprefix(fault.place) if not rest else said.replace(fault.place, _PLACES.get(rest, (rest, rest))[at])
    )
    return _pick(lang, f"第 {number + 1} 项指标“{name}”：{what}", f"Indicator {number + 1} “{name}”: {what}")


_INDICATOR = re.compile(r"indicators\[(\d+)\](.*)")
_PLACES: Mapping[str, Names] = {
    "weight": ("分值", "points"),
    "target": ("目标", "target"),
    "floor": ("最低", "the least"),
    "cap": ("最高", "the most"),
    "events": ("按次的分值", "points for each event"),
    "bands": ("分档", "bands"),
    "less": ("每低一步减", "less a step"),
    "more": ("每高一步加", "more a step"),
    "source": ("数据来源", "source"),
    "scorer": ("评分人", "scorer"),
}
