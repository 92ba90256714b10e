"""Where somebody lives: building, unit and room in the ways in which they are written; street numbers.

A building or a unit alone is what this product publishes of works, so it is only told; a room asks. Rooms of offices
are only told."""

import re
from collections.abc import Iterator

from yipanqi.domain.disclosure.privacy.around import WAN, before
from yipanqi.domain.disclosure.privacy.mark import Level, MarkKind
from yipanqi.domain.disclosure.privacy.numbers import Found
from yipanqi.domain.disclosure.privacy.plain import Plain

_CN = "一二三四五六七八九十百零〇○两幺壹贰叁肆伍陆柒捌玖拾"
_N = rf"(?:[0-9]{{1,3}}|[{_CN}]{{1,5}})"
_GAP = r"[ \t\r\n\-—,，/、·.]{0,3}"
_BUILDING = rf"(?:[A-Za-z]?{_N}|[A-Za-z甲乙丙丁东西南北])[ \t\r\n]{{0,2}}(?:号[ ]?楼|栋楼?|幢|座(?!谈)|#楼?|号院|号门)"
_UNIT = rf"(?:{_N}|[A-Za-z甲乙丙丁东西中南北])[ \t\r\n]{{0,2}}(?:单[ ]?元|门(?![牌店诊卫禁窗口])|梯(?=[0-9]))"
_FLOOR = rf"(?:第?{_N}[ ]?(?:层|楼)[ \t,，\-]{{0,2}})"
_DIGITS = r"(?<![0-9A-Za-z.])[0-9]{3,4}[A-Za-z]?"
_SPOKEN = rf"[{_CN}]{{3,5}}"
_ANY = rf"(?:(?:B|-)?(?:[0-9]{{3,4}}|[0-9](?: [0-9]){{2,3}})[A-Za-z]?|{_SPOKEN}|[0-9]{{1,2}})"
_CALLED = r"[ \t\r\n]{0,2}(?:号?室(?![内外长])|号?房(?![屋产租改管地型源价款间子东])|号(?![楼线文院栋门日令公码]))"
_OPEN = (  # a room without the word for it: three or four digits, and no year, amount or count
    rf"(?:(?!(?:19|20)[0-9]{{2}}(?![0-9]))(?:[0-9]{{3,4}}|[0-9](?: [0-9]){{2,3}})|{_SPOKEN}(?![层楼年]))"
    rf"(?:(?![0-9A-Za-z]|[ ]?(?:年|月|日|户|人|㎡|平|米|m|元|{WAN}|亿|个|套|栋|%|次|天|处|盏|部|棵|辆|单元|号楼|层|吨|项|件|[.][0-9])))"
)
_HERE = r"(?<![0-9A-Za-z.])"
_FULL = re.compile(
    rf"{_HERE}(?:{_BUILDING}{_GAP})(?:{_UNIT}{_GAP}{_FLOOR}?(?:{_ANY}{_CALLED}|{_OPEN}|[0-9]{{3,4}}户|{_N}[ ]?楼(?![道梯栋顶下上体面宇]))"
    rf"|{_FLOOR}?(?:{_ANY}{_CALLED})|[ \-—]{{0,2}}{_FLOOR}?{_OPEN})"
)
_UNIT_ROOM = re.compile(rf"{_HERE}{_UNIT}{_GAP}{_FLOOR}?(?:{_ANY}{_CALLED}|{_OPEN})")
_BARE = re.compile(
    rf"(?:(?<![0-9A-Za-z.\-/〔第])(?:[0-9]{{3,4}}|(?<![0-9][ ])[0-9] [0-9] [0-9](?: [0-9])?)[ \t\r\n]{{0,2}}|(?<![{_CN}])[{_CN}]{{3,5}})(?:号?室(?![内外长])|号房(?!屋))"
)
_HYPHENS = re.compile(
    rf"(?<![0-9A-Za-z\-/.〔第])(?:[0-9]{{1,3}}(?:栋|幢|#|号楼)?|[{_CN}]{{1,3}}(?:栋|幢|号楼))[ ]?[\-/][ ]?[0-9]{{1,2}}(?:单元)?[ ]?[\-/][ ]?"
    rf"(?!(?:19|20)[0-9]{{2}}(?![0-9]))[0-9]{{3,4}}(?:室|号|户)?(?![0-9A-Za-z]|[\-/.][0-9]|[亿元%㎡米]|{WAN})"
)
_TWO = re.compile(
    r"(?<=[园区苑村社里寓城庭府家舍院邸湾坊楼住在是屋邻])[ :：]{0,2}[0-9]{1,3}(?:栋|幢|#)?[ ]?-[ ]?"
    rf"(?!(?:19|20)[0-9]{{2}}(?![0-9]))[0-9]{{3,4}}(?:室|号|户)?(?![0-9A-Za-z]|[\-/.][0-9]|[亿元%㎡米户]|{WAN})"
)
_SIDE = re.compile(rf"{_N}[ ]?(?:层|楼)[靠]?(?:[东西南北中左右])(?:[边侧手面]?(?:户|门|室|家)|边|手边?|侧)")
_BEFORE_SIDE = re.compile(rf"{_HERE}(?:{_BUILDING}{_GAP})?(?:{_UNIT}{_GAP})?\Z")
_STREET_FLOOR = re.compile(
    rf"(?<=[路街巷里弄道村])(?:特|附)?{_N}号(?:{_BUILDING})?{_GAP}(?:{_UNIT}{_GAP})?(?:{_ANY}{_CALLED}|{_N}楼(?![道梯栋顶下上体面宇]))"
)
_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?:Room|Rm\.?|Flat|Apt\.?|Apartment|Door)[ ]?(?:No\.?[ ]?)?#?[0-9]{3,4}(?![0-9A-Za-z]|[ ]?[元㎡%|])",
    re.IGNORECASE,
)
_PART = re.compile(rf"{_HERE}{_BUILDING}(?:{_GAP}{_UNIT})?")
_ADDRESS = re.compile(
    rf"[一-龥]{{1,6}}(?:路|街|大道|巷|里弄|弄|胡同|社区|村|里)(?:特|附)?{_N}(?:-[0-9]{{1,3}})?号(?![楼线文令公院栋])(?:附?{_N}号|院)?"
)
_OFFICE_BEFORE = re.compile(
    r"(?:局|委|办|办公楼|办公室|政府|街道办事处|居委会|公司|法院|大楼|大厦|中心|会议室|写字楼|指挥部|项目部|服务站|窗口|广场|学校|医院|银行|酒店)"
    r"[A-Za-z0-9一二三四五六七八九十东西南北号楼栋座层单元院区\-\s(（:：,，]{0,10}\Z"
)
_OFFICE_AFTER = re.compile(
    r"[)）\s]{0,2}(?:会议室|办公室|接待室|开标室|评标室|窗口|值班室|监控室|机房|办理|开标|召开|报名|领取|递交|政务|服务中心)"
)


def rooms(plain: Plain) -> Iterator[Found]:
    """Every room, and every building or unit or street number without one; some are told twice, as a part and whole."""
    text = plain.text
    for pattern in (_FULL, _STREET_FLOOR, _UNIT_ROOM, _SIDE, _HYPHENS, _TWO, _BARE, _ENGLISH):
        for match in pattern.finditer(text):
            value = match.group()
            if pattern is _SIDE:
                value = before(text, match.start(), 16)[_from(before(text, match.start(), 16)) :] + value
            start, end = (
                match.end() - len(value) + len(value) - len(value.lstrip(" :：")),
                match.end() - len(value) + len(value.rstrip()),
            )
            is_office = _OFFICE_BEFORE.search(before(text, start)) or _OFFICE_AFTER.match(text, end)
            yield Found(MarkKind.ROOM, start, end, Level.ALLOW if is_office else None)
    yield from _told(text)


def _from(text: str) -> int:
    """Where the building and unit begin with which a text ends."""
    begun = _BEFORE_SIDE.search(text)
    return begun.start() if begun else len(text)


def _told(text: str) -> Iterator[Found]:
    for match in _PART.finditer(text):
        yield Found(MarkKind.ROOM, *match.span(), Level.ALLOW)
    for match in _ADDRESS.finditer(text):
        yield Found(MarkKind.ADDRESS, *match.span(), Level.ALLOW)
