"""One cell of an office's book to one value: counts, years, quarters wished, quantities with a unit."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from yipanqi.domain.measure import Measure
from yipanqi.workbook.cells import NO_LIMIT, exact
from yipanqi.workbook.raw import Raw
from yipanqi.workbook.text import arabic, family, number, plain

_ROUGH = re.compile(r"约|近|余|多|年代|左右|上下|前后|以前|之前|以后|[-—–~～至/≈]")
_DENIED = re.compile(
    r"^(?:不|非)(?!锈|动|燃)|不(?:含|包括|需|要|改|做|实施|纳入|列入|同意|涉及|具备)|无[需须]|除\S{1,12}外|除外|暂不|暂缓|缓建|取消|未通过|未列入|未纳入|"
    r"已(?:完成|实施|改|做|装|加装|安装|建|通|更换|整治|竣工|有)|完好|良好"
)
_ABOUT = re.compile(r"^(?:大?约|近|共计?|合计|≈|~|约计)\s*|(?:左右|余|多|上下)$")
_MORE = re.compile(r"(?<=\d)[余多](?=[一-龥㎡m])")
_RANGE = re.compile(
    r"^(\d+(?:\.\d+)?)\s*(?:层|F)?\s*(?:[-—–~～至到/、,，]|—)+\s*(\d+(?:\.\d+)?)\s*(?:层|F)?$", re.IGNORECASE
)
_DECADE = re.compile(r"(?:(19|20)?(\d)0|([五六七八九])十)年代")
_YEAR_AND_MONTH = re.compile(  # 198805, 1988-05, 1988/5/1: a month or a day, no span of years
    r"^((?:19|20)\d\d)(?:(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?|\s*[-/.]\s*(?:0?[1-9]|1[0-2])(?:\s*[-/.]\s*\d{1,2})?)$"
)
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SERIALS = range(14_000, 46_000)  # days of 1938 to 2025 as spreadsheets count them
_NUMERALS = "零一二三四五六七八九"
_PERIOD = re.compile(
    r"(?<!\d)((?:20)?\d\d)\s*(?:年|[-/.](?=\s*(?:Q|\d)))?\s*(?:度|计划)?\s*"
    r"(?:第?\s*(?P<quarter>[一二三四1-4])\s*季度?|[-/]?\s*[qQ]\s*(?P<q>[1-4])|(?P<half>[上下])半年|(?P<month>1[0-2]|0?[1-9])\s*月?(?!\d))?"
)
_SPAN = re.compile(r"(20\d\d)\s*年?度?\s*[-—–~～至到]+\s*(20\d\d|\d\d(?!\d))\s*年?")
_QUARTER_ALONE = re.compile(r"^(?:第?\s*([一二三四1-4])\s*季度?|[qQ]\s*([1-4]))$")
_AMOUNT = re.compile(
    r"[（(:：×xX*]?\s*(?:约|共|各|计)?\s*(\d[\d,]*(?:\.\d+)?)\s*(万|千|百)?\s*"
    r"(平方米|平米|㎡|m2|m²|延米|公里|km|米|m|部|台|处|盏|个|套|根|点|座|栋|幢|户|端口|口|单元|棵|株|块|组|樘|把|间|张|只|条)?\s*[）)]?$",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"^(?:约|共)?\s*(\d[\d,]*(?:\.\d+)?)\s*(万)?\s*(平方米|平米|㎡|m2|m²|米|部|台|处|盏|个|套|根|点|座|端口|口|单元)\s*(?=[一-龥])",
    re.IGNORECASE,
)
_UNLIMITED = frozenset(NO_LIMIT) | {"不封顶", "上不封顶", "据实", "据实列支", "据实结算", "按实", "按实列支", "按需"}
Quantity = tuple[Decimal, str]  # the figure in basic units, and its unit


def count(raw: Raw) -> tuple[Decimal, int | None, bool, str] | None:
    """The number that a cell says, roughly or exactly, the scale and the unit that it names itself, whether it is
    per cent."""
    if isinstance(raw, (bool, date)):
        return None
    if isinstance(raw, (int, float)):
        return exact(raw), None, False, ""
    text = _MORE.sub("", plain(str(raw)))
    found = number(_ABOUT.sub("", text).strip())
    return (found[0], found[1], found[2], found[3]) if found else None


def is_unlimited(raw: Raw) -> bool:
    """Does a cell of money say that there is no limit?"""
    return isinstance(raw, str) and plain(raw).casefold() in _UNLIMITED


def is_rough(raw: Raw) -> bool:
    """Does the cell say about how many, or from when to when?"""
    if not isinstance(raw, str) or _YEAR_AND_MONTH.match(text := plain(raw)):
        return False
    return bool(_ROUGH.search(text))


def is_denied(text: str) -> bool:
    """Does a text say of a work that it is not wanted, or that it was done before (自来水（已完成）, 除电梯外)?"""
    return bool(_DENIED.search(plain(text)))


def highest(raw: Raw) -> Decimal | None:
    """The larger end of a range such as 6-7层; None where the text is none."""
    match = _RANGE.match(_ABOUT.sub("", plain(str(raw))))
    return max(Decimal(match[1]), Decimal(match[2])) if match else None


def built_in(raw: Raw) -> int | None:
    """The year in which something was built, of several the last: 1980年代 → 1989, 1995-1998 → 1998."""
    if isinstance(raw, date):
        return raw.year
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if int(raw) in _SERIALS:
            return (date(1899, 12, 30) + timedelta(days=int(raw))).year
        raw = f"{exact(raw):f}"
    text = arabic(plain(str(raw)))
    if day := _YEAR_AND_MONTH.match(text):
        return int(day[1])
    decade = _DECADE.search(text)
    if decade:
        tens = decade[2] or str(_NUMERALS.index(decade[3]))
        return int(f"{decade[1] or '19'}{tens}9")
    if span := re.search(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*[-—–~～至到/]+\s*(\d\d)(?!\d)\s*年?$", text):
        return int(span[1][:2] + span[2])
    years = [int(year) for year in _YEARS.findall(text)]
    if not years and (short := re.match(r"^(\d\d)年", text)):
        years = [1900 + int(short[1]) if int(short[1]) > 40 else 2000 + int(short[1])]
    return max((year for year in years if 1900 <= year <= 2100), default=None)


def when_in(text: str) -> str:
    """The first year, half or quarter that a text names, as 2027, 2027H1, 2027Q3 or 2027-2028; else empty."""
    text = plain(text)
    if span := _SPAN.search(text):
        last = span[2] if len(span[2]) == 4 else f"20{span[2]}"
        return f"{span[1]}-{last}" if last > span[1] else span[1]
    for match in _PERIOD.finditer(text):
        year = match[1] if len(match[1]) == 4 else f"20{match[1]}"
        if len(match[1]) == 2 and not match[0][2:].strip():
            continue
        if not 2015 <= int(year) <= 2100:
            continue
        quarter = match["quarter"] or match["q"]
        if quarter:
            return f"{year}Q{'一二三四'.find(quarter) + 1 or quarter}"
        if match["half"]:
            return f"{year}H{1 if match['half'] == '上' else 2}"
        return f"{year}Q{(int(match['month']) + 2) // 3}" if match["month"] else year
    return ""


def wished(raw: Raw, year: str) -> str:
    """The year, half or quarter of a cell; a quarter alone is one of the year that the sheet is about."""
    if isinstance(raw, date):
        return f"{raw.year}Q{(raw.month + 2) // 3}"
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return when_in(f"{exact(raw):f}")
    text = plain(str(raw))
    alone = _QUARTER_ALONE.match(text)
    if alone and year:
        quarter = alone[1] or alone[2]
        return f"{year[:4]}Q{'一二三四'.find(quarter) + 1 or quarter}"
    return when_in(text)


def years_of(when: str) -> tuple[int, int] | None:
    """The first and last year that a wish names."""
    if not when:
        return None
    first, _, last = when.partition("-")
    return int(first[:4]), int((last or first)[:4])


def split_amount(text: str) -> tuple[str, Quantity | None]:
    """屋面补漏（1200㎡） → 屋面补漏, (1200, ㎡); 新增50个车位 → 新增车位, (50, 个); a word alone keeps none."""
    text = text.strip()
    if match := _AMOUNT.search(text):
        rest = text[: match.start()].strip("（( :：×xX*")
        if rest and (match[3] or not re.search(r"[a-zA-Z\d]$", rest)):
            return rest, (_figure(match[1], match[2]), match[3] or "")
    for match in re.finditer(
        r"(?<=[一-龥])(\d[\d,]*(?:\.\d+)?)(万)?(平方米|平米|㎡|m2|米|部|台|处|盏|个|套|根|座|端口)", text
    ):
        return text[: match.start()] + text[match.end() :], (_figure(match[1], match[2]), match[3])
    if match := _AHEAD.match(text):
        return text[match.end() :], (_figure(match[1], match[2]), match[3])
    return text, None


def fitting(measure: Measure, amount: Quantity) -> Decimal | None:
    """The amount in the measure's unit; None where it is counted in another."""
    value, unit = amount
    own = measure.unit
    is_area = own.startswith("㎡")
    if not unit:
        return value
    kind = family(unit) or ("length" if unit.casefold() in ("米", "m", "延米", "公里", "km") else "")
    if is_area:
        return value if kind == "area" else None
    if kind in ("area", "length", "money"):
        return None
    if unit in ("户", "栋", "幢", "单元"):
        return value if own == unit else None
    return value if own not in ("户", "单元") else None


def pieces(text: str) -> Iterator[str]:
    """The works that a cell names, whatever separates them; numbers before and 等 behind go."""
    text = re.sub(r"(?:^|(?<=[\n；;。、，, ]))\s*(?:[①-⑳]|[（(]?\d{1,2}\s*[）)、.．](?!\d))\s*", "\n", text)
    text = re.sub(r"[①-⑳]", "\n", text)
    text = re.sub(
        r"^(?:主要)?(?:拟)?(?:改造)?(?:建设)?内容\s*(?:为|包括|有)?\s*[：:]|^(?:主要)?(?:包括|涉及|实施|对)\s*[：:]?",
        "",
        text,
    )
    for part in re.split(r"[、，,;；\n\r\t/／\\+＋|｜。&＆·•●]+|\s+|(?<=[一-龥])[.．](?=[一-龥])", text):
        part = re.sub(r"^[-—*]+|(?:等(?:等)?(?:内容|项目|工程|设施)?)$", "", part.strip()).strip("“”\"'：:")
        if part:
            yield part


def _figure(text: str, scale: str | None) -> Decimal:
    return Decimal(text.replace(",", "")) * {"万": 10_000, "千": 1_000, "百": 100}.get(scale or "", 1)
