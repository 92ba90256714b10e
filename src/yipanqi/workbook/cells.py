"""One cell to one value, by the kind of its column."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.money import Fen, from_yuan
from yipanqi.workbook.layout import Column, Kind, said
from yipanqi.workbook.raw import Raw, UnusableCell
from yipanqi.workbook.text import SEPARATORS, arabic, family, is_blank, number, plain, visible

VERBATIM = "'"  # a text behind this mark is taken as it stands, spaces and all
UNLIMITED = ("不限", "unlimited")
NO_LIMIT = (*UNLIMITED, "无上限", "无限额", "不限额", "没有上限", "no limit")
_NOTHING: tuple[object, ...] = ("", ())
MOST_DIGITS = 28  # of a figure, before its point and behind it
MOST_MONEY: Fen = 10**14  # a million million yuan
LONGEST_CODE = 100  # characters
_MOST = {Kind.COUNT: 10**7, Kind.NUMBER: 10**9, Kind.YUAN: 10**8}  # where a column says no bound of its own
_WAN, _YUAN = 10_000, 1
_YES = {"是": True, "否": False, "yes": True, "no": False, "y": True, "n": False, "true": True, "false": False}
_YES |= {
    "✔": True,
    "☑": True,
    "✗": False,
    "✘": False,
    "1": True,
    "0": False,
    "√": True,
    "✓": True,
    "×": False,
    "x": False,
    "有": True,
    "没有": False,
    "无": False,
}
_DATE = re.compile(r"^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?(?:[ T]\d.*)?$")
_DEGREES = re.compile(
    r"^(?:东经|北纬|[EN])?\s*(\d{1,3}(?:\.\d+)?)\s*(?:[°o度d]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’分m]\s*"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″”秒s]|''|’’|′′)?\s*)?)?)?\s*(?:[EN])?$",
    re.IGNORECASE,
)
_MONTH = r"(?:0?[1-9]|1[0-2])(?!\d)\s*月?(?:\s*[./-]?\s*\d{1,2}\s*[日号]?)?(?:[ T]\d{1,2}:.*)?"
_YEAR = re.compile(
    rf"^(\d{{4}})(?:\s*年(?:度|份)?(?:\s*{_MONTH})?|\s*[./-]\s*{_MONTH}|(?:0[1-9]|1[0-2])(?:[0-3]\d)?)?$"
)
_FIRST_DAY = 2_300  # a smaller number is a year, not a day of a calendar that counts from 1900


class Bad(Exception):
    """A cell that cannot be read as its column's kind; the code and values of its finding."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the reading of a cell depends on besides its column."""

    calendar: Calendar
    scale: int | None = None  # of the heading's unit, in basic units
    is_1904: bool = False
    checks_horizon: bool = True
    find: Mapping[str, Callable[[str, bool], str]] = field(default_factory=dict)  # column → text, verbatim → id


def value_of(column: Column, raw: Raw | None, setting: Setting) -> object:
    """The cell's value, None where it is empty; Bad says what is wrong."""
    if isinstance(raw, UnusableCell):
        raise Bad(raw.code, text=raw.text)
    if raw is None or (isinstance(raw, str) and not raw.startswith(VERBATIM) and _is_empty(column, raw)):
        return None
    value = _READERS[column.kind](column, raw, setting)
    _check_bounds(column, value)
    return None if column.needed and value in _NOTHING else value  # a mark, or separators, and nothing between


def _is_empty(column: Column, raw: str) -> bool:
    return is_blank(raw) and not (column.kind is Kind.YES and plain(raw) == "无")


def _check_bounds(column: Column, value: object) -> None:
    if column.kind is Kind.CODE and isinstance(value, str) and len(value) > LONGEST_CODE:
        raise Bad("code_too_long", most=LONGEST_CODE)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, Fraction)):
        return
    if column.kind in (Kind.MONEY, Kind.LIMIT) and not -MOST_MONEY <= value <= MOST_MONEY:
        raise Bad("money_too_large", most=MOST_MONEY)
    low, high = column.low, column.high if column.high is not None else _MOST.get(column.kind)
    if (low is not None and value < low) or (high is not None and value > high):
        code = "too_large" if column.high is None and high is not None and value > high else _beside(column)
        raise Bad(code, low=low, high=high)


def _beside(column: Column) -> str:
    return "too_small" if column.high is None else "too_large" if column.low is None else "out_of_range"


def text_of(raw: Raw) -> str:
    """The cell's text; a number as it is shown."""
    if isinstance(raw, str):
        return raw[1:] if raw.startswith(VERBATIM) else visible(raw).strip()
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, (int, float)):
        return f"{exact(raw):f}"
    return raw.isoformat() if isinstance(raw, date) else ""


def exact(value: float | int) -> Decimal:
    """The decimal that a spreadsheet shows: 15 digits; without trailing zeros."""
    if isinstance(value, int):
        return Decimal(value)
    found = Decimal(f"{value:.15g}")
    return Decimal(int(found)) if found == found.to_integral_value() else found


def _text(column: Column, raw: Raw, setting: Setting) -> str:
    return text_of(raw)


def _code(column: Column, raw: Raw, setting: Setting) -> str:
    text = text_of(raw)
    return text if isinstance(raw, str) and raw.startswith(VERBATIM) else plain(text)


def _figure(column: Column, raw: Raw) -> tuple[Decimal, int | None, bool]:
    """The number, the scale it names itself, and whether it is per cent; Bad where its unit counts something else."""
    if isinstance(raw, (bool, date, UnusableCell)):
        raise Bad("not_a_number")
    if isinstance(raw, (int, float)):
        return _plain_figure(exact(raw)), None, False
    try:
        found = number(raw.removeprefix(VERBATIM))
    except InvalidOperation:
        found = None
    if found is None:
        raise Bad("not_a_number")
    value, scale, percent, unit = found
    is_share = column.kind in (Kind.RATIO, Kind.FRACTION, Kind.PARTS)
    if unit and (is_share or not _fits(family(unit), _counted(column))):
        raise Bad("other_unit", unit=unit)
    return _plain_figure(value), scale, percent


def _fits(said: str, wanted: str) -> bool:
    """May a figure of what the cell's unit counts stand where this is wanted? Money never stands for anything else."""
    return said == wanted if "money" in (said, wanted) else not said or not wanted or said == wanted


def _counted(column: Column) -> str:
    """What a column counts, as its unit says; nothing where it may be anything."""
    if column.kind in (Kind.MONEY, Kind.LIMIT, Kind.YUAN):
        return "money"
    return family(column.unit[0])


def _plain_figure(value: Decimal) -> Decimal:
    """The number, if it can be written out: with 1e999 nobody may reckon, and 1e999999999 would fill the memory."""
    if not value.is_finite():
        raise Bad("not_a_number")
    _, digits, exponent = value.as_tuple()
    if len(digits) > MOST_DIGITS or abs(int(exponent)) > MOST_DIGITS:
        raise Bad("figure_too_long", most=MOST_DIGITS)
    return value


def _number(column: Column, raw: Raw, setting: Setting) -> Decimal:
    value, scale, percent = _figure(column, raw)
    if percent and _counted(column):
        raise Bad("not_a_number")
    factor = scale if scale is not None else setting.scale or 1
    return value * factor / 100 if percent else value if factor == 1 else value * factor


def _count(column: Column, raw: Raw, setting: Setting) -> int:
    value = _number(column, raw, setting)
    if value != value.to_integral_value():
        raise Bad("not_whole")
    return int(value)


def _ratio(column: Column, raw: Raw, setting: Setting) -> Decimal:
    value, scale, percent = _figure(column, raw)
    if scale is not None:
        raise Bad("not_a_number")
    return value / 100 if percent or 2 <= value <= 100 else value  # 80 means 80 %; 1.5 is a slip


def _fraction(column: Column, raw: Raw, setting: Setting) -> Fraction:
    if (
        isinstance(raw, str)
        and (match := re.fullmatch(r"\s*(\d{1,28})\s*/\s*(\d{1,28})\s*", plain(raw)))
        and int(match[2])
    ):
        return Fraction(int(match[1]), int(match[2]))
    return Fraction(_ratio(column, raw, setting))


def _money(column: Column, raw: Raw, setting: Setting) -> Fen:
    value, scale, percent = _figure(column, raw)
    factor = scale if scale is not None else setting.scale or _WAN
    if percent:
        raise Bad("not_a_number")
    return from_yuan(value * factor)  # a computed cell may hold parts of a fen


def _limit(column: Column, raw: Raw, setting: Setting) -> Fen | str:
    if isinstance(raw, str) and plain(raw).casefold() in NO_LIMIT:
        return UNLIMITED[1]
    return _money(column, raw, setting)


def _degrees(column: Column, raw: Raw, setting: Setting) -> Decimal:
    """Decimal degrees, or degrees, minutes and seconds."""
    if not isinstance(raw, str):
        value, _, percent = _figure(column, raw)
        if percent:
            raise Bad("not_degrees")
        return value
    text = plain(text_of(raw)).lstrip("+")
    match = _DEGREES.match(text)
    if not match:
        if re.fullmatch(r"-\d+(\.\d+)?", text):
            return Decimal(text)
        raise Bad("not_degrees")
    whole, minutes, seconds = (Decimal(part) if part else Decimal(0) for part in match.groups())
    if minutes >= 60 or seconds >= 60 or (match[2] and whole != whole.to_integral_value()):
        raise Bad("not_degrees")
    return whole if match[2] is None else round(whole + minutes / 60 + seconds / 3600, 8).normalize()


def _yuan(column: Column, raw: Raw, setting: Setting) -> Decimal:
    value, scale, percent = _figure(column, raw)
    if percent:
        raise Bad("not_a_number")
    return value * (scale if scale is not None else setting.scale or _YUAN)


def _year(column: Column, raw: Raw, setting: Setting) -> int:
    if isinstance(raw, date):
        return raw.year
    match = _YEAR.match(arabic(plain(text_of(raw))))
    if not match:
        raise Bad("not_a_year")
    return int(match[1])


def _fiscal(column: Column, raw: Raw, setting: Setting) -> int:
    index = _year(column, raw, setting) - setting.calendar.first_year
    if setting.checks_horizon and not 0 <= index < setting.calendar.years:
        raise Bad("year_outside", **_horizon(setting.calendar))
    return index


def _quarter(column: Column, raw: Raw, setting: Setting) -> int:
    calendar = setting.calendar
    if isinstance(raw, date):
        index = calendar.quarter_of(raw)
    else:
        try:
            index = calendar.quarter(plain(text_of(raw)))
        except ValueError:
            raise Bad("not_a_quarter") from None
    if setting.checks_horizon and not 0 <= index < calendar.quarters:
        raise Bad("quarter_outside", **_horizon(calendar))
    return index


def _horizon(calendar: Calendar) -> dict[str, object]:
    return {"first": calendar.label(0), "last": calendar.label(calendar.quarters - 1)}


def _date(column: Column, raw: Raw, setting: Setting) -> date:
    if isinstance(raw, date):
        return raw
    text = plain(text_of(raw))
    match = _DATE.match(text) or re.match(r"^(\d{4})(\d{2})(\d{2})$", text)
    try:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return _serial(raw, setting.is_1904)
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
        return _serial(float(text), setting.is_1904)
    except ValueError:
        raise Bad("not_a_date") from None


def _serial(value: float, is_1904: bool) -> date:
    if 19000101 <= value <= 21991231:
        return datetime.strptime(str(int(value)), "%Y%m%d").date()  # noqa: DTZ007  a day has no zone
    if not _FIRST_DAY <= value <= 80000:
        raise Bad("not_a_date")
    return (date(1904, 1, 1) if is_1904 else date(1899, 12, 30)) + timedelta(days=int(value))


def _yes(column: Column, raw: Raw, setting: Setting) -> bool:
    if isinstance(raw, bool):
        return raw
    text = plain(text_of(raw)).casefold()
    if text not in _YES:
        raise Bad("not_yes_or_no")
    return _YES[text]


def _choice(column: Column, raw: Raw, setting: Setting) -> str:
    text = plain(text_of(raw))
    code = _coded(column, text)
    if code is None:
        pairs = (column.words or {}).values()
        raise Bad("unknown_choice", choices=said(("、".join(zh for zh, _ in pairs), ", ".join(en for _, en in pairs))))
    return code


def _coded(column: Column, text: str) -> str | None:
    for code, pair in (column.words or {}).items():
        if text.casefold() in (code, pair[0], pair[1].casefold(), pair[0].removesuffix("类")):
            return code
    return (column.aliases or {}).get(text.casefold())


def _choices(column: Column, raw: Raw, setting: Setting) -> tuple[str, ...]:
    return tuple(_choice(column, part, setting) for part in _split(raw))


def _word(column: Column, raw: Raw, setting: Setting) -> str:
    if isinstance(raw, str) and raw.startswith(VERBATIM):
        return raw[1:]
    return _coded(column, plain(text_of(raw))) or plain(text_of(raw))


def _words(column: Column, raw: Raw, setting: Setting) -> tuple[str, ...]:
    return tuple(_word(column, part, setting) for part in _split(raw))


def _split(raw: Raw) -> list[str]:
    return [part.strip() for part in SEPARATORS.split(text_of(raw)) if part.strip()]


def _ref(column: Column, raw: Raw, setting: Setting) -> str:
    verbatim = isinstance(raw, str) and raw.startswith(VERBATIM)
    text = text_of(raw)
    find = setting.find.get(column.key)
    return find(text, verbatim) if find else text


def _refs(column: Column, raw: Raw, setting: Setting) -> tuple[str, ...]:
    return tuple(_ref(column, part, setting) for part in _split(raw))


def _parts(column: Column, raw: Raw, setting: Setting) -> tuple[Decimal, ...]:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        parts: tuple[Decimal, ...] = (_ratio(column, raw, setting),)
    else:
        parts = tuple(_ratio(column, part, setting) for part in re.split(r"[、，,;；\s/+]+", text_of(raw)) if part)
    if sum(parts) != 1:
        raise Bad("profile_sum", total=f"{sum(parts, Decimal(0)):f}")
    if any(part < 0 for part in parts):
        raise Bad("out_of_range", low=0, high=1)
    return parts


_READERS: dict[Kind, Callable[[Column, Raw, Setting], object]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.COUNT: _count,
    Kind.NUMBER: _number,
    Kind.RATIO: _ratio,
    Kind.FRACTION: _fraction,
    Kind.MONEY: _money,
    Kind.LIMIT: _limit,
    Kind.YUAN: _yuan,
    Kind.DEGREES: _degrees,
    Kind.YEAR: _year,
    Kind.FISCAL: _fiscal,
    Kind.QUARTER: _quarter,
    Kind.DATE: _date,
    Kind.YES: _yes,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.WORD: _word,
    Kind.WORDS: _words,
    Kind.REF: _ref,
    Kind.REFS: _refs,
    Kind.PARTS: _parts,
}
MONEY_KINDS = (Kind.MONEY, Kind.LIMIT, Kind.YUAN)
