"""Values as people say them: ids become names, indexes quarters and years, fen 万元, ratios per cent."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.money import million_text, rough, wan_text
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
_NUMERALS = "一二三四五六七八九十"
_MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June")
_MONTHS += ("July", "August", "September", "October", "November", "December")


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
    return label_text(calendar.label(quarter), lang)


def label_text(label: str, lang: str = "zh") -> str:
    """2027年第一季度 / 2027 Q1, of the label 2027Q1; 2027年 / 2027, of 2027."""
    year, _, part = label.partition("Q")
    if not part:
        return year if lang == "en" else f"{year}年"
    return f"{year} Q{part}" if lang == "en" else f"{year}年第{_NUMERALS[int(part) - 1]}季度"


def year_text(calendar: Calendar, year: int, lang: str = "zh") -> str:
    """2027年 / 2027, of an index in the horizon or of a year of the calendar."""
    return label_text(str(year if year >= 1900 else calendar.first_year + year), lang)


def date_text(day: date, lang: str = "zh") -> str:
    """2027年3月1日 / 1 March 2027."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if lang == "en" else f"{day.year}年{day.month}月{day.day}日"


def month_text(year: int, month: int, lang: str = "zh") -> str:
    """2027年3月 / March 2027."""
    return f"{_MONTHS[month - 1]} {year}" if lang == "en" else f"{year}年{month}月"


def money_text(fen: int, lang: str = "zh") -> str:
    """12.34万元 / CNY 0.1234 million."""
    return f"CNY {_short(million_text(fen))} million" if lang == "en" else f"{wan_text(fen)}万元"


def money_figure(fen: int, lang: str = "zh") -> str:
    """The figure alone, without needless zeros: 12,000.5 of 万元, 120.005 of CNY million."""
    return _short(million_text(fen) if lang == "en" else wan_text(fen))


def rough_money_text(fen: int, lang: str = "zh") -> str:
    """5.9亿元, 460万元 / CNY 590 million: two digits, which is what an estimate can bear."""
    whole = rough(fen)
    if lang == "en":
        return f"CNY {_plain(whole / 10**6)} million"
    return f"{_plain(whole / 10**8)}亿元" if whole >= 10**8 else f"{_plain(whole / 10**4)}万元"


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def percent_text(ratio: Fraction | Decimal | float) -> str:
    """66.7%; a whole per cent without decimals."""
    value = Fraction(ratio) * 100
    return f"{value.numerator}%" if value.denominator == 1 else f"{float(value):.1f}%"


def ratio_text(ratio: Fraction, lang: str = "zh") -> str:
    """A ratio that a rule asks for, exactly: 三分之二 for 2/3, which 66.7% is not; a whole per cent as such."""
    if (ratio * 100).denominator == 1 or ratio.denominator > len(_NUMERALS):
        return percent_text(ratio)
    if lang == "en":
        return f"{ratio.numerator}/{ratio.denominator}"
    return f"{_NUMERALS[ratio.denominator - 1]}分之{_NUMERALS[ratio.numerator - 1]}"


def word(table: Mapping[str, tuple[str, str]], key: str, lang: str = "zh") -> str:
    """A table's word for a key; the key itself where the table has none."""
    return table[key][lang == "en"] if key in table else key


def joined(names: Iterable[str], lang: str = "zh") -> str:
    return (", " if lang == "en" else "、").join(names)
