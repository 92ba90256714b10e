"""Values as people say them: ids become names, indexes quarters and years, fen 万元, ratios per cent."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yipanqi.domain.calendar import Calendar, place_in_year, year_of
from yipanqi.domain.money import wan_text
from yipanqi.domain.programme import Programme

TRADES = {
    "pipe": ("管线", "pipes"),
    "road": ("道路", "roads"),
    "building": ("房屋", "buildings"),
    "fire": ("消防安防", "fire and security"),
    "landscape": ("园林环卫", "landscape"),
    "services": ("配套设施", "services"),
}
STANDARDS = {
    "standard": ("标准", "standard"),
    "enhanced": ("提高", "enhanced"),
    "model": ("示范", "model"),
}
CLASSES = {
    "base": ("基础类", "basic"),
    "improve": ("完善类", "improvement"),
    "upgrade": ("提升类", "upgrade"),
}
MATTERS = {
    "ordinary": ("一般事项", "an ordinary matter"),
    "major": ("重大事项", "a major matter"),
}
VOTES = {
    "turnout_heads": ("参与人数", "turnout by heads"),
    "turnout_area": ("参与面积", "turnout by area"),
    "approval_heads": ("同意人数", "approval by heads"),
    "approval_area": ("同意面积", "approval by area"),
}
COUNTS = {
    "households": ("户数", "households"),
    "floor_area": ("建筑面积", "floor area"),
    "buildings": ("楼栋数", "buildings"),
    "stairwells": ("单元数", "stairwells"),
    "estates": ("小区数", "estates"),
}
UNITS = {  # a measure's unit, as the catalogue writes it
    "户": ("户", "households"),
    "个": ("个", "bays"),
    "处": ("处", "sites"),
    "盏": ("盏", "lamps"),
    "端口": ("端口", "ports"),
    "单元": ("单元", "stairwells"),
    "部": ("部", "lifts"),
    "点": ("点", "points"),
    "㎡建筑面积": ("㎡", "㎡"),
    "㎡道路": ("㎡", "㎡"),
    "㎡屋面": ("㎡", "㎡"),
    "㎡外墙": ("㎡", "㎡"),
    "㎡违建": ("㎡", "㎡"),
    "㎡绿地": ("㎡", "㎡"),
}
_NUMERALS = "一二三四"
_MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June")
_MONTHS += ("July", "August", "September", "October", "November", "December")
_ESTATES = {"estate", "estates", "rival", "rivals", "instead", "ahead", "by_estate"}
_MEASURES = {"measure", "measures", "requires", "blocks", "waits_for"}
_REGIONS = {"region", "regions", "subdistrict"}
_FUNDS = {"fund", "funds"}
_QUARTERS = {"quarter", "start", "earliest", "latest", "first", "last", "end", "quarters", "plan_from"}
_YEARS = {"year", "years"}
_MONEY = {
    "over",
    "due",
    "paid",
    "amount",
    "cost",
    "money",
    "fen",
    "short_fen",
    "granted",
    "missing_fen",
    "budget",
    "low",
    "high",
}
_RATIOS = {"ratio", "support", "share", "demand", "severity", "part"}
_TABLES = {"trade": TRADES, "standard": STANDARDS, "class": CLASSES, "matter": MATTERS, "short": VOTES, "kind": COUNTS}


def spoken(programme: Programme, values: Mapping[str, object], lang: str = "zh") -> dict[str, object]:
    """The values as a sentence says them. What a value is, its key tells; an unknown key or id stays as it is."""
    return {key: _said(programme, key, value, lang) for key, value in values.items()}


def estate_name(programme: Programme, estate: str) -> str:
    found = programme.estate_by_id.get(estate)
    return found.name if found else estate


def region_name(programme: Programme, region: str) -> str:
    found = programme.region_by_id.get(region)
    return found.name if found else region


def measure_name(programme: Programme, measure: str, lang: str = "zh") -> str:
    found = programme.measure_by_id.get(measure)
    return (found.name_en or found.name if lang == "en" else found.name) if found else measure


def fund_name(programme: Programme, fund: str, lang: str = "zh") -> str:
    found = programme.fund_by_id.get(fund)
    return (found.name_en or found.name if lang == "en" else found.name) if found else fund


def unit_name(programme: Programme, unit: str, lang: str = "zh") -> str:
    found = programme.unit_by_id.get(unit)
    return (found.name_en or found.name if lang == "en" else found.name) if found else unit


def quarter_text(calendar: Calendar, quarter: int, lang: str = "zh") -> str:
    """2027年第一季度 / 2027 Q1."""
    year, part = calendar.first_year + year_of(quarter), place_in_year(quarter)
    return f"{year} Q{part + 1}" if lang == "en" else f"{year}年第{_NUMERALS[part]}季度"


def year_text(calendar: Calendar, year: int, lang: str = "zh") -> str:
    """2027年 / 2027, of an index in the horizon or of a year of the calendar."""
    shown = year if year >= 1900 else calendar.first_year + year
    return str(shown) if lang == "en" else f"{shown}年"


def date_text(day: date, lang: str = "zh") -> str:
    """2027年3月1日 / 1 March 2027."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if lang == "en" else f"{day.year}年{day.month}月{day.day}日"


def month_text(year: int, month: int, lang: str = "zh") -> str:
    """2027年3月 / March 2027."""
    return f"{_MONTHS[month - 1]} {year}" if lang == "en" else f"{year}年{month}月"


def money_text(fen: int, lang: str = "zh") -> str:
    """12.34 万元 / CNY 123,400."""
    return f"CNY {fen / 100:,.0f}" if lang == "en" else f"{wan_text(fen)}万元"


def percent_text(ratio: Fraction | Decimal | float) -> str:
    """66.7%; a whole per cent without decimals."""
    value = Fraction(ratio) * 100
    return f"{value.numerator}%" if value.denominator == 1 else f"{float(value):.1f}%"


def word(table: Mapping[str, tuple[str, str]], key: str, lang: str = "zh") -> str:
    """A table's word for a key; the key itself where the table has none."""
    return table[key][lang == "en"] if key in table else key


def joined(names: Iterable[str], lang: str = "zh") -> str:
    return (", " if lang == "en" else "、").join(names)


def _said(programme: Programme, key: str, value: object, lang: str) -> object:
    if isinstance(value, (tuple, list, set, frozenset)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return joined((str(_said(programme, key, item, lang)) for item in items), lang)
    name = _name(programme, key, value, lang) if isinstance(value, str) else _figure(programme, key, value, lang)
    return value if name is None else name


def _name(programme: Programme, key: str, value: str, lang: str) -> str | None:
    names: list[tuple[set[str], Callable[[], str]]] = [
        (_ESTATES, lambda: estate_name(programme, value)),
        (_MEASURES, lambda: measure_name(programme, value, lang)),
        (_REGIONS, lambda: region_name(programme, value)),
        (_FUNDS, lambda: fund_name(programme, value, lang)),
    ]
    for keys, name in names:
        if key in keys:
            return name()
    return word(_TABLES[key], value, lang) if key in _TABLES else None


def _figure(programme: Programme, key: str, value: object, lang: str) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, date):
        return date_text(value, lang)
    if isinstance(value, int) and key in _QUARTERS:
        return quarter_text(programme.calendar, value, lang)
    if isinstance(value, int) and key in _YEARS:
        return year_text(programme.calendar, value, lang)
    if isinstance(value, int) and key in _MONEY:
        return money_text(value, lang)
    if isinstance(value, Fraction) or (key in _RATIOS and isinstance(value, (Decimal, float, int))):
        return percent_text(value)
    return None
