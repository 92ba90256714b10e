"""Chinese names as readers of English can say them: pinyin beside the Chinese, kinds in English."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Literal

from pypinyin import lazy_pinyin

from yipanqi.domain.estate import Level
from yipanqi.domain.fund import Fund, FundKind
from yipanqi.domain.programme import Programme
from yipanqi.domain.unit import Unit

_KINDS = {  # endings of names, longest first
    "老旧小区改造工作领导小组办公室": "Office of the Leading Group for the Renovation of Old Estates",
    "老旧小区改造工作领导小组": "Leading Group for the Renovation of Old Estates",
    "社区综合服务中心": "Community Centre",
    "街道办事处": "Subdistrict Office",
    "有限责任公司": "Co., Ltd.",
    "有限公司": "Co., Ltd.",
    "领导小组": "Leading Group",
    "办公室": "Office",
    "集团": "Group",
    "小区": "Estate",
    "宿舍": "Staff Housing",
    "社区": "Community",
    "街道": "Subdistrict",
    "花园": "Garden",
    "公寓": "Apartments",
    "大院": "Compound",
    "新村": "New Village",
    "大楼": "Building",
    "局": "Bureau",
}
_ROLES = {  # names that are no more than a kind
    "施工单位": "Contractor",
    "监理单位": "Supervising Engineer",
    "设计单位": "Designer",
    "供电公司": "Power Company",
    "本区": "This District",
}
_REGIONS = {
    Level.PROVINCE: (("省",), "Province"),
    Level.CITY: (("市",), "City"),
    Level.DISTRICT: (("区", "县"), "District"),
    Level.SUBDISTRICT: (("街道", "街"), "Subdistrict"),
}


_FUNDS = {
    FundKind.CENTRAL: "Central grant",
    FundKind.PROVINCE: "Provincial grant",
    FundKind.CITY: "City funds",
    FundKind.DISTRICT: "District budget",
    FundKind.BOND: "Special bonds",
    FundKind.HOUSING_SALES: "Proceeds of public-housing sales",
    FundKind.UTILITY: "Utilities",
    FundKind.WORK_UNIT: "Original work units",
    FundKind.SOCIAL: "Social capital",
    FundKind.RESIDENTS: "Residents",
}
_BRACKET, _IS_GROUP = re.compile("(.+)（([^（）]+)）"), "领导小组"
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_NUMBER = re.compile(r"([\u3400-\u9fff]+)[〔\[](\d{4})[〕\]](\d+)号")

Named = Literal["estate", "region", "unit", "issuer", "title"]
ALL: tuple[Named, ...] = ("estate", "region", "unit", "issuer", "title")


def latin(name: str, beside: bool = True) -> str:
    """东风小区 → Dongfeng Estate (东风小区), or without the Chinese beside it; a name without Chinese signs stays."""
    if not is_chinese(name):
        return name
    if found := _BRACKET.fullmatch(name):
        mark = "example" if found[2] == "示例" else _spelled(found[2])
        return _with(f"{latin(found[1], beside=False)} ({mark})", name, beside)
    if name in _ROLES:
        return _with(_ROLES[name], name, beside)
    for ending, kind in _KINDS.items():
        stem = name.removesuffix(ending)
        if stem and stem != name:
            place = of_level(stem, Level.DISTRICT, beside=False) if _IS_GROUP in ending else _spelled(stem)
            return _with(f"{place} {kind}", name, beside)
    return _with(_spelled(name), name, beside)


def english_names(units: Iterable[Unit]) -> dict[str, str]:
    """A unit's name → what the programme calls it in English, of those that it names."""
    return {it.name: it.name_en for it in units if it.name_en}


def called(name: str, english: Mapping[str, str]) -> str:
    """A unit's name by what it is called in English, the Chinese beside it; where it has no such name in pinyin."""
    return _with(english[name], name, beside=True) if name in english else latin(name)


def of_level(name: str, level: Level, beside: bool = True) -> str:
    """江汉区 → Jianghan District (江汉区), of a region of that level."""
    endings, kind = _REGIONS.get(level, ((), ""))
    if name in _ROLES:
        return latin(name, beside)
    for ending in endings:
        stem = name.removesuffix(ending)
        if stem and stem != name:
            return _with(f"{_spelled(stem)} {kind}", name, beside)
    return latin(name, beside)


def in_latin(programme: Programme, beside: Collection[Named] = ALL) -> Programme:
    """The same programme with names that readers of English can say; of the kinds named the Chinese stands beside."""
    heading, calendar = programme.heading, programme.calendar
    district = of_level(heading.district, Level.DISTRICT, beside=False)
    years = f"{calendar.first_year}–{calendar.first_year + calendar.years - 1}"
    title = _with(f"{district}: renovation of old housing estates, {years}", heading.title, "title" in beside)
    named = replace(
        heading,
        title=title if is_chinese(heading.title) else heading.title,
        issuer=_with(_office(programme), heading.issuer, "issuer" in beside),
    )
    return replace(
        programme,
        heading=named,
        regions=tuple(replace(r, name=of_level(r.name, r.level, "region" in beside)) for r in programme.regions),
        estates=tuple(replace(e, name=latin(e.name, "estate" in beside)) for e in programme.estates),
        units=tuple(replace(u, name=u.name_en or latin(u.name, "unit" in beside)) for u in programme.units),
        funds=tuple(replace(f, name_en=f.name_en or _fund(programme, f, "unit" in beside)) for f in programme.funds),
    )


def _fund(programme: Programme, fund: Fund, beside: bool) -> str:
    """A fund without an English name: what kind it is, where no other one is of that kind, else in pinyin."""
    is_alone = sum(other.kind is fund.kind for other in programme.funds) == 1
    return _with(_FUNDS[fund.kind], fund.name, beside) if is_alone and fund.kind in _FUNDS else latin(fund.name, beside)


def _office(programme: Programme) -> str:
    """The issuer: a unit of the programme by its English name, of the district; else in pinyin."""
    issuer, district = programme.heading.issuer, of_level(programme.heading.district, Level.DISTRICT, beside=False)
    for unit in programme.units:
        if unit.name_en and issuer.endswith(re.split("[（(]", unit.name)[0]):
            return f"{district} {unit.name_en[:1].lower()}{unit.name_en[1:]}"
    return latin(issuer, beside=False)


def numbers_in(text: str) -> list[str]:
    """The numbers of the documents that a text cites: 国办发〔2020〕23号 → Guobanfa [2020] No. 23."""
    return [f"{_spelled(office)} [{year}] No. {number}" for office, year, number in _NUMBER.findall(text)]


def run_in(text: str) -> str:
    """A text with its Chinese in pinyin: 张三 12345 → Zhangsan 12345."""
    return _HAN.sub(lambda found: _spelled(found[0]), text)


def is_chinese(text: str) -> bool:
    return bool(_HAN.search(text))


def _with(said: str, name: str, beside: bool) -> str:
    return f"{said} ({name})" if beside and said != name else said


def _spelled(text: str) -> str:
    """Pinyin as one word, without tones; what is in brackets stands in brackets."""
    plain = text.replace("（", " (").replace("）", ")")
    return " ".join("".join(lazy_pinyin(word)).strip().capitalize() for word in plain.split())
