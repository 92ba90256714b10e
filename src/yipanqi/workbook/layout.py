"""What a sheet and a column are: one description for the template, the reader, the writer and the column guide."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum

from yipanqi.domain.sentences.spoken import label_text

Pair = tuple[str, str]  # Chinese, English
LANGUAGES = ("zh", "en")
FIRST_ROW, FIRST_COLUMN = 6, 1  # where a written sheet's data begin, from 0; before the column the serial number


class Kind(Enum):
    """What a cell holds, and so how it is read, written, shaped and explained: Chinese and English."""

    TEXT = ("文字", "text")
    CODE = ("编号", "code")
    COUNT = ("整数", "whole number")
    NUMBER = ("数值", "number")
    RATIO = ("比例（0—1 或百分数）", "ratio (0–1 or per cent)")
    FRACTION = ("比例（0—1、百分数或分数）", "ratio (0–1, per cent or a fraction)")
    MONEY = ("金额（默认万元）", "money (10⁴ yuan unless said)")
    LIMIT = ("金额（默认万元）或“不限”", "money (10⁴ yuan unless said) or “unlimited”")
    YUAN = ("金额（默认元）", "money (yuan unless said)")
    DEGREES = ("经纬度（114.2709 或 114°16′15″）", "degrees (114.2709 or 114°16′15″)")
    YEAR = ("年份", "year")
    FISCAL = ("计划期内年份", "year of the horizon")
    QUARTER = ("季度（2027Q1）", "quarter (2027Q1)")
    DATE = ("日期", "date")
    YES = ("是／否", "yes or no")
    CHOICE = ("选项", "choice")
    CHOICES = ("选项（可多个）", "choices (several allowed)")
    WORD = ("词语", "word")
    WORDS = ("词语（可多个）", "words (several allowed)")
    REF = ("引用（编号或名称）", "reference (code or name)")
    REFS = ("引用（可多个）", "references (several allowed)")
    PARTS = ("各季度比例（用“；”分开）", "parts by quarter (separated by “;”)")


class Each(StrEnum):
    """A column, or a row of the programme sheet, that stands once for every year or quarter of the horizon."""

    YEAR = "year"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet, or a row of an upright one."""

    key: str
    kind: Kind
    title: Pair
    unit: Pair = ("", "")
    help: Pair = ("", "")
    needed: bool = False
    default: object = None  # what an empty cell means; None: unknown or not given
    before: object = None  # what a stored row means that says nothing, where it is older than the column
    words: Mapping[str, Pair] | None = None  # code → word, of choices and words
    aliases: Mapping[str, str] | None = None  # an older word → code
    of: tuple[str, ...] = ()  # the sheets whose rows may be named
    special: Mapping[str, Pair] | None = None  # references to no row, such as * (all)
    also: tuple[str, ...] = ()  # other titles that people use
    each: Each | None = None
    band: Pair = ("", "")  # the heading above neighbouring columns
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    example: str = ""
    width: float = 12

    @property
    def is_list(self) -> bool:
        return self.kind in (Kind.CHOICES, Kind.WORDS, Kind.REFS, Kind.PARTS)

    def heading(self, lang: str, part: str = "") -> str:
        """The title with its unit, and the year or quarter it stands for."""
        which = LANGUAGES.index(lang)
        title, unit = self.title[which], self.unit[which]
        if lang == "zh":
            return f"{label_text(part) if part else ''}{title}" + (f"（{unit}）" if unit else "")
        return f"{title} {part}".strip() + (f" ({unit})" if unit else "")

    def part_key(self, part: str) -> str:
        """`grant:2027`: the hidden key of a repeated column."""
        return f"{self.key}:{part}" if part else self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: its columns, what makes a row unique, and what it is for."""

    key: str
    title: Pair
    note: Pair
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()  # columns that together name a row
    upright: bool = False  # one field a row: title on the left, value on the right
    needed: bool = False
    also: tuple[str, ...] = ()
    room: int = 200  # rows of a template that get drop-downs and formats

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


def said(pair: Pair) -> dict[str, str]:
    """Two languages as one value of a sentence: `{column[zh]}`, `{column[en]}`."""
    return dict(zip(LANGUAGES, pair, strict=True))
