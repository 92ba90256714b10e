"""Lights said in Chinese and in English: no colour without its word and its shape, each light with rule, figures and
day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from yipanqi.domain.delivery.described import Names
from yipanqi.domain.money import rounded
from yipanqi.domain.progress.light import Colour, Light
from yipanqi.domain.progress.light_rule import Gauge, LightRule, Span, Threshold
from yipanqi.domain.progress.share import Share, Weighed, Whole
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.catalogue import LANGUAGES, Pair, catalogue
from yipanqi.domain.sentences.spoken import date_text, joined, money_text, month_text


@dataclass(frozen=True, slots=True)
class ColourWords:
    """What goes with a colour wherever it is shown."""

    shape: str
    names: Names
    meaning: Names


COLOURS: Mapping[Colour, ColourWords] = {
    Colour.NONE: ColourWords("○", ("未到期", "Not due"), ("尚无应完成的任务", "Nothing is expected yet")),
    Colour.GREEN: ColourWords("●", ("绿灯", "Green"), ("正常", "On track")),
    Colour.YELLOW: ColourWords("▲", ("黄灯", "Yellow"), ("滞后预警", "Behind: take care")),
    Colour.RED: ColourWords("◆", ("红灯", "Red"), ("严重滞后", "Far behind")),
    Colour.GREY: ColourWords("□", ("灰灯", "Grey"), ("未上报", "No report")),
    Colour.HELD: ColourWords("‖", ("挂账", "On hold"), ("暂停实施", "Put off")),
    Colour.DONE: ColourWords("✓", ("已完成", "Done"), ("已核验", "Checked")),
}
GAUGES: Mapping[Gauge, Names] = {
    Gauge.DAYS: ("落后工作日", "Working days behind"),
    Gauge.RATIO: ("完成进度与序时进度之比", "Ratio to pace"),
    Gauge.POINTS: ("落后序时进度的百分点", "Points behind pace"),
    Gauge.NODES: ("连续未完成节点的月数", "Months in a row with a missed node"),
    Gauge.RANK: ("当月完成率倒数名次", "Place from the last"),
    Gauge.FORECAST: ("预测超出计划工期", "Forecast past the plan"),
}
SPANS: Mapping[Span, Names] = {
    Span.WHOLE: ("自开工累计", "from the beginning"),
    Span.YEAR: ("当年累计", "from 1 January"),
    Span.MONTH: ("当月任务", "of the month's task"),
    Span.START: ("计划开工月", "of the planned start"),
}
_SENTENCES: dict[str, Pair] = {
    "not_due": ("未到计划开始日期", "its planned start has not come"),
    "cancelled": ("已取消", "it was cancelled"),
    "done": ("已核验完成", "it is done and checked"),
    "held": ("挂账中，条件：{hold}，期限：{until}", "on hold until {until}; condition: {hold}"),
    "held_over": ("挂账已过期限{until}，条件：{hold}", "on hold past {until}; condition: {hold}"),
    "no_report": (
        "缺{missing}上报，应于月末上报，已过{silent}个施工工作日",
        "the report for {missing} is missing, due on the last day of the month: {silent} days of work ago",
    ),
    "nothing": ("今日应开始", "it should begin today"),
    "begun": ("已开工", "it has begun"),
    "start_late": ("应开始而未开始，已晚{lag}", "it should have begun {lag} ago"),
    "finish_late": ("已过计划完成日期，按计划落后{lag}", "its planned finish has passed: {lag} behind"),
    "finished": ("已报完，待核验", "reported done, to be checked"),
    "reported": ("", ""),
    "months": ("", ""),
    "rank": ("", ""),
    "forecast": ("", ""),
    "late": ("按计划落后{lag}", "{lag} behind the plan"),
    "ahead": ("按计划提前{lag}", "{lag} ahead of the plan"),
    "on_time": ("与计划一致", "as planned"),
    "report": (
        "{as_of:day}完成{percent}%，序时进度{pace}%，{confirmed}",
        "{percent}% done on {as_of:day}, pace {pace}%, {confirmed}",
    ),
    "was_red": (
        "{red_on:day}为红灯，缺口补上并经确认后转黄",
        "red on {red_on:day}; yellow once the gap is closed and confirmed",
    ),
    "was_closed": (
        "{red_on:day}为红灯，{closed_on:day}确认补上缺口，下月上报确认正常后转绿",
        "red on {red_on:day}, the gap confirmed closed on {closed_on:day}; "
        "green once the next month's report is confirmed",
    ),
    "value.ratio": ("完成进度为序时进度的{value}%", "{value}% of pace"),
    "value.points": ("落后序时进度{value}个百分点", "{value} points behind pace"),
    "ahead.points": ("快于序时进度{value}个百分点", "{value} points ahead of pace"),
    "value.nodes": ("未完成节点，已连续{value}个月", "its node missed, months in a row: {value}"),
    "value.rank": ("当月任务未完成，倒数第{value}名", "the month's task is missed, place {value} from the last"),
    "value.unranked": ("当月任务未完成，名次未公布", "the month's task is missed, no places published yet"),
    "value.forecast": ("预测完工超出计划工期{value}%", "the forecast passes the plan by {value}% of its duration"),
    "ahead.forecast": (
        "预测完工比计划提前，为计划工期的{value}%",
        "the forecast is ahead of the plan by {value}% of its duration",
    ),
    "light": (
        "{shape}{colour}：{facts}。规则：{rule}（{thresholds}）。{day:day}",
        "{shape} {colour}: {facts}. Rule: {rule} ({thresholds}). {day:day}",
    ),
    "resting": ("{shape}{colour}：{facts}。{day:day}", "{shape} {colour}: {facts}. {day:day}"),
    "rule.days": (
        "落后{yellow}亮黄灯，{red}亮红灯",
        "working days behind the plan: yellow {yellow}, red {red}",
    ),
    "rule.ratio": (
        "{span}完成进度÷序时进度，{yellow}亮黄灯，{red}亮红灯",
        "progress {span} ÷ pace: yellow {yellow}, red {red}",
    ),
    "rule.points": (
        "{span}落后序时进度{yellow}亮黄灯，{red}亮红灯",
        "points behind pace {span}: yellow {yellow}, red {red}",
    ),
    "rule.start": (
        "计划开工月未开工，{yellow}亮黄灯，{red}亮红灯",
        "not begun in the month of its planned start, months in a row: yellow {yellow}, red {red}",
    ),
    "rule.nodes": (
        "当月任务未完成，{yellow}亮黄灯，{red}亮红灯",
        "the month's task missed, months in a row: yellow {yellow}, red {red}",
    ),
    "rule.rank": (
        "当月任务未完成且位列后{yellow}名亮黄灯，后{red}名亮红灯",
        "the month's task missed and among the last: yellow {yellow}, red {red}",
    ),
    "rule.any_rank": (
        "当月任务未完成亮黄灯，且位列后{red}名亮红灯",
        "the month's task missed: yellow; red if it is among the last {red} as well",
    ),
    "rule.forecast": (
        "预测完工超出计划工期，{yellow}亮黄灯，{red}亮红灯",
        "forecast past the plan, of its duration: yellow {yellow}, red {red}",
    ),
    "rule.both": ("{first}；改造项{second}；取较重的", "{first}; of works {second}; the worse counts"),
    "from.up": ("{at}（含）以上", "from {at}"),
    "beyond.up": ("超过{at}", "above {at}"),
    "from.down": ("不高于{at}", "up to {at}"),
    "beyond.down": ("低于{at}", "below {at}"),
    "row": ("连续{at}", "from {at}"),
    "sum": (
        "Σ（{weight}×完成%）÷Σ{weight}＝（{terms}）÷{below}＝{percent}%",
        "Σ ({weight} × % done) ÷ Σ {weight} = ({terms}) ÷ {below} = {percent}%",
    ),
    "whole.money": (
        "Σ（资金×完成%）÷Σ资金＝{done}÷{below}＝{percent}%",
        "Σ (money × % done) ÷ Σ money = {done} ÷ {below} = {percent}%",
    ),
    "whole.number": (
        "Σ完成%÷任务数＝{done}%÷{below}＝{percent}%",
        "Σ % done ÷ tasks = {done}% ÷ {below} = {percent}%",
    ),
    "more": ("等{count}项", "and {count} in all"),
    "share.money": ("按资金：{shares}；最差：{worst}（{count}项）", "By money: {shares}; worst: {worst} ({count})"),
    "share.number": ("按任务数：{shares}；最差：{worst}（{count}项）", "By number: {shares}; worst: {worst} ({count})"),
}
_LIGHTS = catalogue(lights=_SENTENCES)
_RESTING = ("not_due", "cancelled", "done", "held", "held_over")
_UNITS: Mapping[Gauge, Names] = {
    Gauge.DAYS: ("个工作日", ""),
    Gauge.RATIO: ("%", "%"),
    Gauge.POINTS: ("个百分点", ""),
    Gauge.NODES: ("个月", ""),
    Gauge.FORECAST: ("%", "%"),
}
_CONFIRMED: Mapping[bool, Names] = {True: ("已确认", "confirmed"), False: ("待确认", "not confirmed yet")}
_NONE: Names = ("未写明", "not told")


def light_told(light: Light, rule: LightRule, lang: str) -> str:
    """The sentence of a light: word and shape, what it rests on, the rule with its thresholds, the day. The rule is the
    one by which it was judged."""
    words, at = COLOURS[light.colour], LANGUAGES.index(lang)
    values = {
        "shape": words.shape,
        "colour": words.names[at],
        "facts": ("；" if lang == "zh" else "; ").join(_facts(light, rule, lang)),
        "rule": rule.names[at],
        "thresholds": rule_told(rule, lang),
        "day": light.day,
    }
    return _say("resting" if light.code in _RESTING else "light", values, lang)


@lru_cache(maxsize=64)
def rule_told(rule: LightRule, lang: str) -> str:
    """The sentence of a rule's thresholds, each with whether its end is included; of both where two stand together."""
    told = [_thresholds_told(it, lang) for it in rule.parts]
    return told[0] if rule.also is None else _say("rule.both", {"first": told[0], "second": told[1]}, lang)


def _thresholds_told(rule: LightRule, lang: str) -> str:
    code = "start" if rule.span is Span.START else rule.gauge.value
    if rule.yellow is None:
        code = "any_rank"
    values = {
        "yellow": _end_told(rule, rule.yellow, lang) if rule.yellow else "",
        "red": _end_told(rule, rule.red, lang),
        "span": SPANS[rule.span][LANGUAGES.index(lang)],
    }
    return _say(f"rule.{code}", values, lang)


def sum_told(found: Weighed, lang: str, most: int = 4) -> str:
    """The sum of a parent's percent, with so many of its terms."""
    at = LANGUAGES.index(lang)
    weight = (("资金", "money") if found.by_money else ("任务数", "tasks"))[at]
    terms = [f"{_weight(value, found.by_money, lang)}×{plain(percent)}%" for _, value, percent in found.terms[:most]]
    told = " + ".join(terms)
    if len(found.terms) > most:
        told += " + …" + _say("more", {"count": len(found.terms)}, lang)
    below = _weight(found.below, found.by_money, lang)
    return _say("sum", {"weight": weight, "terms": told, "below": below, "percent": plain(found.shown)}, lang)


def whole_told(found: Whole, lang: str) -> str:
    """The sum of a parent's percent where its terms are very many."""
    if not found.by_money:
        return _say("whole.number", {"done": found.done, "below": found.below, "percent": plain(found.shown)}, lang)
    values = {"done": money_text(found.done, lang), "below": money_text(found.below, lang)}
    return _say("whole.money", values | {"percent": plain(found.shown)}, lang)


def share_told(found: Share, lang: str) -> str:
    """Shares by colour, the worst colour and how many tasks have it."""
    at = LANGUAGES.index(lang)
    shares = joined((f"{_named(it, at)} {plain(percent_of(found, it))}%" for it in found.weights), lang)
    values = {"shares": shares, "worst": _named(found.worst, at), "count": found.counts[found.worst]}
    return _say("share.money" if found.by_money else "share.number", values, lang)


def percent_of(found: Share, colour: Colour) -> Decimal:
    """Of the whole, with one decimal."""
    return Decimal(rounded(found.of(colour) * 1000)).scaleb(-1)


def plain(value: Decimal) -> str:
    """A figure without needless zeros: 12.50 → 12.5, 20.0 → 20."""
    return f"{value.normalize():f}"


def _facts(light: Light, whole: LightRule, lang: str) -> list[str]:
    rule, *others = sorted(whole.parts, key=lambda it: it.key != light.rule)
    values = _values(light, lang)
    found = [_say(light.code, values, lang)]
    if light.code in _RESTING:
        return found
    if light.as_of is not None:
        found.append(_say("report", values, lang))
    if light.behind is not None and light.code not in ("start_late", "finish_late"):
        found.append(_say("late" if light.behind > 0 else "ahead" if light.behind < 0 else "on_time", values, lang))
    found.append(_value_told(light.value, rule, lang))
    found += [_value_told(light.other, it, lang) for it in others]
    if light.red_on is not None:
        found.append(_say("was_closed" if light.closed_on else "was_red", values, lang))
    return [it for it in found if it]


def _value_told(value: Decimal | None, rule: LightRule, lang: str) -> str:
    """What the rule measured, where that is not the days behind or nothing."""
    gauge = rule.gauge
    if value is None or gauge is Gauge.DAYS or (gauge is Gauge.NODES and not value):
        return ""
    if gauge is Gauge.RANK and not value:
        return _say("value.unranked", {}, lang)
    return _say(f"{'ahead' if value < 0 else 'value'}.{gauge.value}", {"value": plain(abs(value))}, lang)


def _values(light: Light, lang: str) -> dict[str, object]:
    at = LANGUAGES.index(lang)
    return {
        "hold": light.hold or _NONE[at],
        "until": date_text(light.until, lang) if light.until else _NONE[at],
        "missing": month_text(light.missing.year, light.missing.month, lang) if light.missing else "",
        "silent": light.silent,
        "lag": _working_days(abs(light.behind or 0), lang),
        "as_of": light.as_of or date.min,
        "percent": plain(light.percent) if light.percent is not None else "",
        "pace": plain(light.pace) if light.pace is not None else "",
        "confirmed": _CONFIRMED[bool(light.is_confirmed)][at],
        "red_on": light.red_on or date.min,
        "closed_on": light.closed_on or date.min,
    }


def _end_told(rule: LightRule, threshold: Threshold, lang: str) -> str:
    """A threshold with its unit and whether its end is included; of months and places the first that carries it."""
    at = LANGUAGES.index(lang)
    step = 0 if threshold.is_included else -1 if rule.low_is_bad else 1
    first = int(threshold.at) + step
    if rule.gauge is Gauge.RANK:
        return str(first)
    if rule.gauge is Gauge.NODES:
        return _say("row", {"at": f"{first}{_UNITS[rule.gauge][at]}"}, lang)
    code = f"{'from' if threshold.is_included else 'beyond'}.{'down' if rule.low_is_bad else 'up'}"
    return _say(code, {"at": plain(threshold.at) + _UNITS[rule.gauge][at]}, lang)


def _working_days(count: int, lang: str) -> str:
    return f"{count}个工作日" if lang == "zh" else f"{count} working day{'' if count == 1 else 's'}"


def _named(colour: Colour, at: int) -> str:
    return f"{COLOURS[colour].shape}{COLOURS[colour].names[at]}"


def _weight(value: int, by_money: bool, lang: str) -> str:
    return money_text(value, lang) if by_money else str(value)


def _say(code: str, values: Mapping[str, object], lang: str) -> str:
    return sentence(code, values, lang, _LIGHTS)
