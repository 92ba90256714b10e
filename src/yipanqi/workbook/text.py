"""What people type, made plain: full-width signs, units, marks of emptiness, rows of sums and of notes."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
_SHORT = 60  # characters of a text worth remembering
BLANKS = frozenset(
    {"", "/", "\\", "-", "--", "---", "—", "——", "–", "无", "空", "不详", "未知", "n/a", "na", "none", "nil"}
)
SEPARATORS = re.compile(r"[、，,;；\n]+")
_TOTAL = r"(?:合计|小计|总计|共计|累计|汇总|总和|总额|平均|均值|合計|小計|總計)"
_NUMERALS = "〇零一二三四五六七八九十百千两万壹贰叁肆伍陆柒捌玖拾佰仟"
_COUNTED = (
    rf"(?:[共约]?[\d{_NUMERALS},，.]+(?:个|户|栋|幢|处|片|项|万?㎡|万?平方米)?"
    r"(?:小区|项目|社区|街道|楼栋)?[、，,；;]?)"
)
_SUM = re.compile(
    rf"^[（(【]?.{{0,20}}?{_TOTAL}[数值]?(?:[：:]?[)）】]?|[（(][^（()）]*[)）][：:]?|[：:]?{_COUNTED}+)[)）]?$"
    r"|^其中[：:]|^其中$|^(sub|grand)?total[:：]?$",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]+[)）]?[、.．])?.{1,16}?(?:街道|街道办|街道办事处|办事处|镇|乡|管委会)"
    r"(?:[（(][^（()）]*[)）]|[：:].*)?$|^其中|^[（(]?[一二三四五六七八九十]+[)）]?[、.．]"
)
_SERIAL_WORD = re.compile(r"^(?:第?[（(]?[一二三四五六七八九十]+[)）]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+|[IVX]{1,4})(?:[、.．])?$")
_INSTRUCTION = re.compile(
    r"(必填|选填|可不填|填写说明|填表说明|填写要求|填表要求|填报说明|填报要求|下拉|勾选|单选|多选|整数|小数|数字|数值|字以内|字符|不能|不得|不可|"
    r"不超过|如实|格式|保留|请填|请选|请按|填写|填报|例如|^例[：:]|^如[：:“]|自动生成|自动计算|文本|日期型|required|optional|dropdown)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^(注|备注|说明|填表说明|填表人|制表人?|审核人?|填报人|填报单位|单位负责人|联系电话)\s*[：:]|^notes?\s*[:：]",
    re.IGNORECASE,
)
_BESIDES = re.compile(r"[，,、;；\s]+")
_OTHER_MONEY = re.compile(r"million|thousand|billion|[$€£]")
_BRACKETS = re.compile(r"[（(\[【]([^（）()\[\]【】]*)[）)\]】]")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_GROUPED = re.compile(r"^([+-]?)([1-9]\d{0,2}(?:([,，' ])\d{3})(?:\3\d{3})*)(?!\d)(?!\3)")
_SPACED = re.compile(r"\d\s+\d|\d\s*[,，']|[,，']\s*\d")
_NUMBER = re.compile(
    r"^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(十万|百万|千万|百|千|万|亿)?([^\d\s%]*)(%)?$",
    re.IGNORECASE | re.ASCII,
)
_SCALES = {
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_NUMERAL = re.compile(r"^[〇零一二两三四五六七八九十百千]+")
_MONEY_UNITS = frozenset({"元", "圆", "块", "yuan", "rmb", "cny"})
_FAMILIES: dict[str, frozenset[str]] = {  # what is counted → its words
    "households": frozenset({"户", "家", "套", "households"}),
    "people": frozenset({"人", "名"}),
    "buildings": frozenset({"栋", "幢", "座", "栋楼", "幢楼"}),
    "stairwells": frozenset({"单元", "门栋", "门洞", "楼道"}),
    "floors": frozenset({"层", "f", "楼"}),
    "area": frozenset({"㎡", "m2", "平方米", "平米", "平方", "平"}),
    "length": frozenset({"米", "m", "延米"}),
    "time": frozenset({"天", "日", "周", "季度", "days", "weeks", "班组·周", "班组周"}),
    "year": frozenset({"年"}),
}
_UNITS = {"个", "处", "部", "盏", "点", "端口", "人", "分", "倍", "台", "项", "片", "宗"} | frozenset().union(
    *_FAMILIES.values()
)
AREA_UNITS = _FAMILIES["area"]
_OTHER_UNITS = frozenset(  # of a heading: known, and not what is reckoned in
    {"亩", "公顷", "ha", "平方公里", "平方千米", "km2", "美元", "usd", "欧元", "港元"}
)


def _remembered(tell: Callable[[str], T]) -> Callable[[str], T]:
    """Short texts are looked at once: names of estates and measures come again in every row of a survey."""
    known = lru_cache(maxsize=8192)(tell)

    @wraps(tell)
    def told(text: str) -> T:
        return known(text) if len(text) <= _SHORT else tell(text)

    return told


@_remembered
def plain(text: str) -> str:
    """Full-width digits, letters and signs become half-width; what cannot be seen, and outer spaces, go."""
    return unicodedata.normalize("NFKC", visible(text)).strip()


def visible(text: str) -> str:
    """The text without the signs that nobody sees: marks of order and direction, spaces of no width, controls."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def invisible(text: str) -> list[str]:
    """The signs in a text that nobody sees."""
    return [] if text.isascii() and text.isprintable() else _INVISIBLE.findall(text)


def arabic(text: str) -> str:
    """The text with the Chinese numeral that it begins with in digits: 三年 → 3年, 四百二十万 → 420万; as it stands
    where the numeral may mean two things (三四, 一百五)."""
    run = _NUMERAL.match(text)
    value = _numeral(run[0]) if run else None
    return text if run is None or value is None else f"{value}{text[run.end() :]}"


def _numeral(run: str) -> int | None:
    if not set(run) & _TENS.keys():
        return int("".join(str(_DIGITS[sign]) for sign in run)) if len(run) in (1, 4) else None
    total, digit, is_split, last = 0, None, False, 10_000
    for sign in run:
        if sign in _TENS:
            unit = _TENS[sign]
            if unit >= last or (digit is None and (unit > 10 or total)):
                return None
            total, digit, is_split, last = total + (1 if digit is None else digit) * unit, None, False, unit
        elif digit is not None:
            return None
        elif _DIGITS[sign]:
            digit = _DIGITS[sign]
        else:
            is_split = True
    if digit is not None and last > 10 and not is_split:
        return None
    return total + (digit or 0)


@_remembered
def is_blank(text: str) -> bool:
    """Does the text say that there is nothing?"""
    return plain(text).casefold() in BLANKS


@_remembered
def is_sum(text: str) -> bool:
    """Is this the label of a row of sums (合计, 小计, total)?"""
    return bool(_SUM.match(re.sub(r"\s+", "", text)))


@_remembered
def is_group(text: str) -> bool:
    """May this be the label of a group of rows (新华街道, 一、新华街道, 其中…)?"""
    return bool(_GROUP.match(re.sub(r"\s+", "", text)))


@_remembered
def is_serial(text: str) -> bool:
    """Is this a group's number (一, （二）, Ⅲ)?"""
    return bool(_SERIAL_WORD.match(text.strip()))


@_remembered
def is_instruction(text: str) -> bool:
    """Does the text say how to fill in?"""
    return bool(_INSTRUCTION.search(plain(text)))


@_remembered
def is_aside(text: str) -> bool:
    """Does a note or a signature under the table begin here?"""
    return bool(_ASIDE.match(text.strip()))


@_remembered
def title_key(text: str) -> str:
    """A title without spaces, marks of need and the case of its letters, to be compared."""
    return re.sub(r"[\s*★☆:：]+", "", plain(text)).casefold()


def bare_title(text: str) -> tuple[str, str]:
    """A title without its brackets, and the unit that one of them says: the last, alone or among other words."""
    found = _BRACKETS.findall(text)
    words = [_paid(word) for bracket in found for word in (*_BESIDES.split(bracket), bracket)]
    units = [word for word in words if is_unit(word) or is_other_unit(word)]
    return title_key(_BRACKETS.sub("", text)), title_key((units or found or [""])[-1])


def _paid(unit: str) -> str:
    """元 of 元/户: a rate's money, whatever it is paid for."""
    money, slash, _ = plain(unit).partition("/")
    return money if slash and family(money) == "money" else unit


def _unprefixed(unit: str) -> str:
    return re.sub(r"^(?:金额|面积)?(?:单位)?(?:为|是)?(?:人民币)?", "", title_key(unit))


def scale_of_unit(unit: str) -> tuple[int, bool]:
    """How many basic units (yuan, ㎡, 户) one unit of a heading is, and whether it is a unit of money: 万元 → 10000."""
    word = _unprefixed(unit).replace("10⁴", "万").replace("104yuan", "万元").replace("10^4", "万")
    for name, scale in sorted(_SCALES.items(), key=lambda item: -len(item[0])):
        if word.startswith(name) and (rest := word.removeprefix(name)) in _MONEY_UNITS | _UNITS | {""}:
            return scale, rest in _MONEY_UNITS
    return 1, word in _MONEY_UNITS


def family(unit: str) -> str:
    """What a unit counts (households, area …); nothing where it may count anything."""
    word = _unprefixed(unit).replace("²", "2")
    for name in sorted(_SCALES, key=len, reverse=True):
        if word.startswith(name) and word != name:
            word = word.removeprefix(name)
            break
    if word in _MONEY_UNITS:
        return "money"
    return next((name for name, words in _FAMILIES.items() if word in words), "")


def is_other_unit(unit: str) -> bool:
    """Is this a unit in which no column is reckoned (亩, 公顷, 美元)?"""
    word = re.sub(r"^[百千万亿]+", "", _unprefixed(unit))
    return word in _OTHER_UNITS or bool(_OTHER_MONEY.search(word))


def is_unit(unit: str) -> bool:
    """Is this a word for a unit that a heading may carry?"""
    word = _unprefixed(unit)
    scale, _ = scale_of_unit(word)
    return scale != 1 or word in _MONEY_UNITS | _UNITS | {"%"}


def number(text: str) -> tuple[Decimal, int | None, bool, str] | None:
    """The number a text says, its scale where it names one (120万元 → 10000), whether it is per cent, and its unit;
    None where the text is no number."""
    if any(sign.isdigit() and not sign.isdecimal() for sign in re.sub(r"[mM㎡]²", "", text)):
        return None  # ① and ³ would else become figures
    compact = _ungrouped(plain(text).strip("¥￥"))
    if compact is None:
        return None
    compact = re.sub(r"m[2²]$", "平方米", arabic(compact), flags=re.IGNORECASE)
    match = _NUMBER.match(compact)
    if not match:
        return None
    value, scale, unit, percent = match.groups()
    unit = unit.casefold()
    if unit and unit not in _MONEY_UNITS | _UNITS:
        return None
    said = _SCALES[scale] if scale else 1 if unit in _MONEY_UNITS else None
    return Decimal(value), said, bool(percent), unit


def _ungrouped(text: str) -> str | None:
    """The text without the commas or spaces that set thousands apart, and without spaces before a unit; None where
    commas or spaces set apart something else (1,3,5 is a list, 1,23 a slip)."""
    text = re.sub(r"\s+", " ", text).strip()
    if grouped := _GROUPED.match(text):
        text = grouped[1] + re.sub(r"[,，' ]", "", grouped[2]) + text[grouped.end() :]
    return None if _SPACED.search(text) else text.replace(" ", "")
