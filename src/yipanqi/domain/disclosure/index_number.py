"""索引号: the number under which a publication is found. Its pattern is data: parts in braces, in the order and with
the separators an office uses, `{region:6}-{body:3}-{class:2}-{year}-{serial:5}`. A width makes a part exactly that
long; without one it is as long as it comes. What is made by a pattern is read back by it.

文号 beside it: `江政办发〔2026〕12号`, or none, which is an answer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

Pair = tuple[str, str]


class Part(StrEnum):
    """What a part of an index number says."""

    REGION = "region"
    BODY = "body"
    CLASS = "class"
    GROUP = "group"
    OFFICE = "office"
    YEAR = "year"
    DATE = "date"
    SERIAL = "serial"


PARTS: Mapping[Part, Pair] = MappingProxyType(
    {
        Part.REGION: ("区划代码", "Region"),
        Part.BODY: ("机构代码", "Body"),
        Part.CLASS: ("类别", "Class"),
        Part.GROUP: ("组配分类", "Group"),
        Part.OFFICE: ("内设机构", "Inner office"),
        Part.YEAR: ("年份", "Year"),
        Part.DATE: ("日期", "Date"),
        Part.SERIAL: ("流水号", "Serial"),
    }
)
DEFAULT = "{region:6}-{body:3}-{class:2}-{year}-{serial:5}"
SHIPPED: Mapping[str, Pair] = MappingProxyType(
    {
        DEFAULT: ("区划—机构—类别—年份—流水号", "Region, body, class, year, serial"),
        "{body:9}/{year}-{serial:5}": ("如 000014349/2017-00110", "As 000014349/2017-00110"),
        "{body:9}-{year}-{serial:6}": ("如 01527918X-2020-153077", "As 01527918X-2020-153077"),
        "{class:5}-{body:6}-{year}-{serial:6}": ("如 A0300-010000-2013-000072", "As A0300-010000-2013-000072"),
        "{body:9}/{year}-{serial:6}": ("如 640200102/2012-000010", "As 640200102/2012-000010"),
    }
)  # patterns of real portals

_FIXED = {Part.YEAR: 4, Part.DATE: 8}  # as long whatever is asked
_DIGITS = frozenset({Part.YEAR, Part.DATE, Part.SERIAL})
_FIELD = re.compile(r"\{([a-z]+)(?::(\d{1,2}))?\}")
_CODE = re.compile(r"[0-9A-Za-z]+")
_SEPARATOR = re.compile(r"[-/_.·－—]*")
_LONGEST = 60


class CannotNumber(Exception):
    """No index number can be made of these parts; `pair` tells the user why."""

    def __init__(self, pair: Pair) -> None:
        super().__init__(pair[1])
        self.pair = pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A part of the pattern, the text before it, and how long it is; 0 is as long as it comes."""

    part: Part
    before: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """How an office writes its index numbers. ValueError where its numbers could not be read back, or would repeat."""

    slots: tuple[Slot, ...]

    def __post_init__(self) -> None:
        if lack := _lacking_slots(self.slots):
            raise ValueError(lack[1])

    @property
    def text(self) -> str:
        """The pattern as it is written in the settings."""
        return "".join(f"{it.before}{{{it.part}{_width_told(it)}}}" for it in self.slots)

    def has(self, part: Part) -> bool:
        """Does the pattern have this part?"""
        return any(it.part is part for it in self.slots)


def pattern(text: str) -> Pattern:
    """The pattern that is written so. ValueError where `lacking_pattern` says what is wrong with it."""
    if lack := lacking_pattern(text):
        raise ValueError(lack[1])
    return Pattern(_slots(text))


def lacking_pattern(text: str) -> Pair | None:
    """What is wrong with a pattern that somebody typed; nothing: it can be used."""
    names = [found[1] for found in _FIELD.finditer(text)]
    if not names or _FIELD.sub("", text).strip("-/_.·－—"):
        return (
            "请用花括号写各部分，如 " + DEFAULT + "；分隔符限 - / _ .",
            "Write the parts in braces, as " + DEFAULT + "; separators are - / _ .",
        )
    if unknown := [name for name in names if name not in {it.value for it in Part}]:
        return f"没有名为“{unknown[0]}”的部分", f"There is no part “{unknown[0]}”"
    if text[text.rindex("}") + 1 :]:
        return "最后一部分之后不能再有分隔符", "Nothing may stand after the last part"
    return _lacking_slots(_slots(text))


def made(
    of: Pattern, *, serial: int, year: int, parts: Mapping[Part, str] | None = None, day: date | None = None
) -> str:
    """The index number of these parts. CannotNumber where one is missing, too long, or no code."""
    given = {Part.YEAR: f"{year:04d}", Part.SERIAL: str(serial), **(parts or {})}
    if day is not None:
        given.setdefault(Part.DATE, f"{day:%Y%m%d}")
    if serial < 1:
        raise CannotNumber(("流水号从1开始", "Serials begin at 1"))
    return "".join(slot.before + _written(slot, given.get(slot.part, "")) for slot in of.slots)


def read(of: Pattern, text: str) -> Mapping[Part, str] | None:
    """The parts of an index number; nothing where it is not one of this pattern."""
    found = re.fullmatch("".join(_expected(slot) for slot in of.slots), text, re.ASCII)
    if found is None:
        return None
    parts = {slot.part: found[slot.part.value] for slot in of.slots}
    if Part.DATE in parts and not _is_date(parts[Part.DATE]):
        return None
    return parts if int(parts[Part.SERIAL]) else None


def next_serial(used: Iterable[int]) -> int:
    """The serial after all that were ever given in a year; one that was given is never given again."""
    return max(used, default=0) + 1


_NUMBER = re.compile(
    r"(?P<word>[^〔〕\[\]()（）【】0-9０-９\s]+)〔(?P<year>[12]\d{3})〕(?P<serial>[1-9]\d*)号", re.ASCII
)


def lacking_number(text: str) -> Pair | None:
    """What is wrong with a 文号 (GB/T 9704: organ's word, full year in 〔〕, serial without leading noughts or 第, 号);
    nothing: it is right, or there is none."""
    if not text or _NUMBER.fullmatch(text):
        return None
    for is_so, lack in _number_laws(text):
        if is_so:
            return lack
    return "文号应如“江政办发〔2026〕12号”；没有文号请留空", "Write it as 江政办发〔2026〕12号, or leave it empty"


def _number_laws(text: str) -> tuple[tuple[bool, Pair], ...]:
    return (
        (any(it.isspace() for it in text), ("文号中不能有空格", "No blanks in the number")),
        (
            bool(re.search(r"[\[（(【]\d{2,4}[\]）)】]", text)),
            ("年份应放在六角括号〔〕内", "The year stands in brackets of the form 〔〕"),
        ),
        (bool(re.search(r"〔\d{1,3}〕", text)), ("年份应写全四位，如〔2026〕", "Write the year in full, as 〔2026〕")),
        (bool(re.search(r"〕第", text)), ("发文顺序号前不加“第”", "No 第 before the serial")),
        (bool(re.search(r"〕0", text)), ("发文顺序号不编虚位（不写001）", "No leading noughts in the serial")),
        (bool(re.search(r"〕[0-9]+$", text)), ("文号以“号”结尾", "The number ends with 号")),
        (text.startswith("〔"), ("年份前应有发文机关代字", "The organ's word stands before the year")),
    )


def _slots(text: str) -> tuple[Slot, ...]:
    slots, after = [], 0
    for found in _FIELD.finditer(text):
        slots.append(Slot(part=Part(found[1]), before=text[after : found.start()], width=int(found[2] or 0)))
        after = found.end()
    return tuple(slots)


def _lacking_slots(slots: tuple[Slot, ...]) -> Pair | None:
    parts = [it.part for it in slots]
    if len(set(parts)) < len(parts):
        return "同一部分不能写两次", "A part is named twice"
    if Part.SERIAL not in parts:
        return "缺少流水号 {serial}", "The serial {serial} is missing"
    if Part.YEAR not in parts and Part.DATE not in parts:
        return "缺少年份 {year}：流水号每年从1开始", "The year {year} is missing: serials begin anew each year"
    if any(it.width not in (0, _FIXED.get(it.part, it.width)) for it in slots):
        return "年份为4位，日期为8位", "A year has 4 digits, a date 8"
    if any(not _SEPARATOR.fullmatch(it.before) for it in slots):
        return "分隔符限 - / _ .", "Separators are - / _ ."
    for one, other in pairwise(slots):
        if not other.before and not _length(one) and not _length(other):
            return (
                f"“{PARTS[one.part][0]}”与“{PARTS[other.part][0]}”之间应有分隔符，或给其中一个定长",
                f"“{PARTS[one.part][1]}” and “{PARTS[other.part][1]}” need a separator, or one of them a width",
            )
    return None


def _length(slot: Slot) -> int:
    return _FIXED.get(slot.part, slot.width)


def _width_told(slot: Slot) -> str:
    return f":{slot.width}" if slot.width else ""


def _written(slot: Slot, value: str) -> str:
    name = PARTS[slot.part]
    width = _length(slot)
    if slot.part is Part.SERIAL:
        value = value.zfill(width)
    if not value:
        raise CannotNumber((f"请填写{name[0]}", f"{name[1]} is missing"))
    if not _CODE.fullmatch(value) or len(value) > _LONGEST:
        raise CannotNumber((f"{name[0]}只能用字母和数字", f"{name[1]}: letters and digits only"))
    if width and len(value) != width:
        raise CannotNumber((f"{name[0]}应为{width}位：{value}", f"{name[1]} has {width} places: {value}"))
    return value


def _expected(slot: Slot) -> str:
    letters = r"\d" if slot.part in _DIGITS else "[0-9A-Za-z]"
    width = _length(slot)
    if width:
        return f"{re.escape(slot.before)}(?P<{slot.part}>{letters}{{{width}}})"
    # without a width a serial has no leading noughts, so that a number is written in one way only
    free = r"[1-9]\d*" if slot.part is Part.SERIAL else letters + "+"
    return f"{re.escape(slot.before)}(?P<{slot.part}>{free})"


def _is_date(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
