"""Rules of lights as published, and ours: data that a district copies and changes. Where a published rule leaves a gap
it is said how it is read here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from yipanqi.domain.delivery.described import Names
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.progress.light_rule import Gauge, LightRule, Span, Threshold
from yipanqi.domain.progress.sources import CANGNAN, SANYA, TIANJIN, WORKBOOK, WUHAN, XINHUANG, YINCHUAN

_INVESTED: Names = (
    "完成投资按上报的完成百分比计，不是已付款。",
    "Investment done is counted by the percentage reported, not by what was paid.",
)


def by_days(yellow: int = 10, red: int = 30) -> LightRule:
    """So many working days behind give a colour, these included; a programme's policy says how many. NoRule where red
    comes before yellow."""
    return LightRule(
        key="days",
        names=("落后工作日", "Working days behind"),
        gauge=Gauge.DAYS,
        yellow=_from(yellow),
        red=_from(red),
        source=WORKBOOK,
    )


def _from(at: int) -> Threshold:
    """This and beyond."""
    return Threshold(at=Decimal(at), is_included=True)


def _beyond(at: int) -> Threshold:
    """Beyond this only."""
    return Threshold(at=Decimal(at), is_included=False)


DAYS_BEHIND = by_days()
FORECAST = LightRule(
    key="forecast",
    names=("预测超期", "Forecast past the plan"),
    gauge=Gauge.FORECAST,
    yellow=_beyond(5),
    red=_beyond(10),
    source=OURS[0],
    note=(
        "按计划工期的百分比计，工期长的不吃亏；未开工、已过计划完工日的，至少按已经晚的天数计。",
        "Counted in per cent of the planned duration, so that long works do not suffer; at least by the days that a "
        "late start or a passed finish has cost already.",
    ),
)


def by_days_or_forecast(yellow: int = 10, red: int = 30) -> LightRule:
    """The default: so many working days behind, or foretold so far past the plan, whichever is worse. Days alone are
    blind to works that are shorter than they: measured in docs/decisions/0039. NoRule where red comes before yellow."""
    return replace(
        by_days(yellow, red),
        key="days_forecast",
        names=("落后工作日或预测超期", "Working days behind, or forecast past the plan"),
        note=(
            "两项各自判断，取较重的：工期短的改造项不到10天就已来不及，只看天数看不出来。前期、验收各环节没有百分比，只看天数。",
            "Each is judged by itself and the worse counts: a short work is past saving before it is ten days behind. "
            "Stages have no percent: days alone.",
        ),
        also=FORECAST,
    )


DEFAULT = by_days_or_forecast()
_RULES = (
    DEFAULT,
    DAYS_BEHIND,
    FORECAST,
    LightRule(
        key="wuhan",
        names=("武汉：进度比序时进度", "Wuhan: progress to pace"),
        gauge=Gauge.RATIO,
        yellow=_beyond(80),
        red=_beyond(60),
        source=WUHAN,
    ),
    LightRule(
        key="yinchuan_pace",
        names=("银川：落后序时进度", "Yinchuan: points behind pace"),
        gauge=Gauge.POINTS,
        yellow=_from(10),
        red=_beyond(30),
        source=YINCHUAN,
        note=(
            "落后不到10个百分点，原办法没有规定，这里为绿灯。",
            "Less than 10 points behind is not told there; green here.",
        ),
    ),
    LightRule(
        key="yinchuan_start",
        names=("银川：按月开工", "Yinchuan: begun in its month"),
        gauge=Gauge.NODES,
        span=Span.START,
        yellow=_from(1),
        red=_from(3),
        source=YINCHUAN,
        note=(
            "有正当理由未开工的，请挂账或变更计划。",
            "Where there is good reason not to begin: put the task on hold, or change the plan.",
        ),
    ),
    LightRule(
        key="sanya",
        names=("三亚：当年投资比序时进度", "Sanya: the year's investment to pace"),
        gauge=Gauge.RATIO,
        span=Span.YEAR,
        yellow=_beyond(100),
        red=_beyond(50),
        source=SANYA,
        note=_INVESTED,
    ),
    LightRule(
        key="sanya_month",
        names=("三亚各区：当月任务", "Sanya districts: the month's task"),
        gauge=Gauge.NODES,
        span=Span.MONTH,
        yellow=_from(1),
        red=_from(2),
        source=SANYA,
    ),
    LightRule(
        key="tianjin",
        names=("天津：比序时进度", "Tianjin: to pace"),
        gauge=Gauge.RATIO,
        yellow=_beyond(100),
        red=_beyond(70),
        source=TIANJIN,
        note=(
            "原办法看债券资金使用，自发行次月起按六个月序时；这里看工程进度比计划曲线。",
            "There it is the use of bond money, by a pace of six months from the month after issue; here the progress "
            "of works to the curve of the plan.",
        ),
    ),
    LightRule(
        key="xinhuang",
        names=("新晃：当月任务完成率", "Xinhuang: share of the month's task"),
        gauge=Gauge.RATIO,
        span=Span.MONTH,
        yellow=_beyond(80),
        red=_beyond(60),
        source=XINHUANG,
    ),
    LightRule(
        key="cangnan",
        names=("苍南：当月任务和后三名", "Cangnan: the month's task, and the last three"),
        gauge=Gauge.RANK,
        span=Span.MONTH,
        yellow=None,
        red=_from(3),
        source=CANGNAN,
    ),
)
PRESETS: Mapping[str, LightRule] = {it.key: it for it in _RULES}
BY_POLICY: Mapping[str, Callable[..., LightRule]] = {
    DEFAULT.key: by_days_or_forecast,
    DAYS_BEHIND.key: by_days,
}  # whose days a programme's policy names
