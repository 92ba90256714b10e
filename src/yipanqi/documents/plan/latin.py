"""Chinese names as readers of English can say them: pinyin beside the Chinese, kinds in English."""

from dataclasses import replace

from pypinyin import lazy_pinyin

from yipanqi.domain.estate import Level
from yipanqi.domain.programme import Programme

_KINDS = {  # endings of names, longest first
    "社区综合服务中心": "Community Centre",
    "街道办事处": "Subdistrict Office",
    "小区": "Estate",
    "宿舍": "Staff Housing",
    "社区": "Community",
    "街道": "Subdistrict",
    "花园": "Garden",
    "公寓": "Apartments",
    "大院": "Compound",
    "新村": "New Village",
    "大楼": "Building",
}
_REGIONS = {
    Level.PROVINCE: (("省",), "Province"),
    Level.CITY: (("市",), "City"),
    Level.DISTRICT: (("区", "县"), "District"),
    Level.SUBDISTRICT: (("街道", "街"), "Subdistrict"),
}


def latin(name: str) -> str:
    """东风小区 → Dongfeng Estate (东风小区); a name without Chinese signs stays as it is."""
    if not _is_chinese(name):
        return name
    for ending, kind in _KINDS.items():
        stem = name.removesuffix(ending)
        if stem and stem != name:
            return f"{_spelled(stem)} {kind} ({name})"
    return f"{_spelled(name)} ({name})"


def of_level(name: str, level: Level) -> str:
    """江汉区 → Jianghan District (江汉区), of a region of that level."""
    endings, kind = _REGIONS.get(level, ((), ""))
    for ending in endings:
        stem = name.removesuffix(ending)
        if stem and stem != name:
            return f"{_spelled(stem)} {kind} ({name})"
    return latin(name)


def in_latin(programme: Programme) -> Programme:
    """The same programme with names that readers of English can say."""
    heading, calendar = programme.heading, programme.calendar
    district = of_level(heading.district, Level.DISTRICT).split(" (")[0]
    years = f"{calendar.first_year}–{calendar.first_year + calendar.years - 1}"
    title = f"{district}: renovation of old housing estates, {years} ({heading.title})"
    named = replace(
        heading,
        title=title if _is_chinese(heading.title) else heading.title,
        issuer=latin(heading.issuer),
    )
    return replace(
        programme,
        heading=named,
        regions=tuple(replace(r, name=of_level(r.name, r.level)) for r in programme.regions),
        estates=tuple(replace(e, name=latin(e.name)) for e in programme.estates),
        units=tuple(replace(u, name=u.name_en or latin(u.name)) for u in programme.units),
    )


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" or ord(sign) >= 0x20000 for sign in text)


def _spelled(text: str) -> str:
    """Pinyin as one word, without tones; what is in brackets stands in brackets."""
    plain = text.replace("（", " (").replace("）", ")")
    return " ".join("".join(lazy_pinyin(word)).strip().capitalize() for word in plain.split())
