"""Local words and what they mean, from the files in `data/`: works, headings, sources of money, marks."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from yipanqi.workbook.text import bare_title, title_key

EXACT, CLOSE, INSIDE = 0.95, 0.88, 0.78
_BEFORE = (
    "老旧小区|既有|原有|小区内?|公共|拟|需要?|计划|是否|新增|新建|增设|增加|增建|补建|更换|更新|改造|改建|维修|修缮|修复|修补|完善|整治|实施|提升|优化|"
    "规范|安装|加装|翻新|重做|重铺|铺设|疏通|清理|清掏|配套|配建|配置|设置|建设|打造|老旧|楼栋|破损|入户|局部|部分|全面|智能|室外|室内|补充"
)
_AFTER = (
    "改造|工程|整治|维修|修缮|修复|更新|更换|提升|建设|项目|设施|设备|翻新|整修|系统|改善|升级|升级改造|完善|增设|新建|安装|重做|补建|规整|治理|改建|"
    "等|情况|内容|问题|施工|更新改造|综合整治|配套|规范|优化|打造|清理|疏通|设置|补充|铺设|扩容|需求|类|入户|迁改|入地|下地|种植"
)
_LEADING, _TRAILING = re.compile(f"^(?:{_BEFORE})"), re.compile(f"(?:{_AFTER})$")
_NOT_SAID = re.compile(r"[\s、，,。.;；:：·\-—_/\\|\"“”'‘’（）()\[\]【】]+")
_KIND_HINTS = (
    ("中央|上级|国家", "central"),
    ("省|自治区", "province"),
    ("专项债|债券|国债", "bond"),
    ("售房款", "housing_sales"),
    ("水务|供水|供电|电力|燃气|通信|专营|专业经营|管线", "utility"),
    ("居民|业主|住户|维修资金|公积金|个人", "residents"),
    ("产权|单位自筹", "work_unit"),
    ("社会|贷款|融资|市场", "social"),
    ("市", "city"),
    ("区|县|地方|本级|财政", "district"),
)
_STATE = re.compile(
    r"已(?:经)?(?:完成|实施|竣工|改|做|加装|安装|建|装|配|整治|更换|修|享受)|现状|现有|目前|历史|历年|往年|以往|曾|前期"
)
_STATE_MAYBE = re.compile(r"有无|是否(?:已|有|通|接|具备|配)|配备|达标|完好")
_HOLLOW = ("○", "o")  # no where ● stands for yes, yes where it stands alone, and asked where √ stands for yes


@cache
def words() -> Mapping[str, str]:
    """Local word → measure."""
    return {title_key(row["word"]): row["measure"] for row in _rows("own_words") if " " not in row["measure"]}


@cache
def _together() -> Mapping[str, tuple[str, ...]]:
    return {title_key(r["word"]): tuple(r["measure"].split()) for r in _rows("own_words") if " " in r["measure"]}


def measures_of(text: str, own: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The measures that one word names, several where it joins them: 水电气改造, 道路及绿化; none where a part of it
    means nothing."""
    known = measure_of(text, own)
    if known and known[1] > INSIDE:
        return (known[0],)
    bare = _NOT_SAID.sub("", bare_title(title_key(text))[0])
    if several := next((_together()[word] for word in (bare, *_shorter(bare)) if word in _together()), None):
        return several
    for joint in ("及", "和", "与", "暨"):
        parts = [measure_of(part, own) for part in text.split(joint) if part]
        if len(parts) > 1 and all(parts):
            return tuple(dict.fromkeys(part[0] for part in parts if part))
    return (known[0],) if known else ()


@cache
def heads(level: str) -> Mapping[str, tuple[str, int]]:
    """Heading → its meaning and its rank among headings; `level` is head, or band for what stands above several."""
    rows = [row for row in _rows("own_heads") if row["level"] == level]
    return {_head(row["word"]): (row["meaning"], rank) for rank, row in reversed(list(enumerate(rows)))}


@cache
def marks() -> Mapping[str, str]:
    """Mark → yes or no."""
    return {(title_key(row["mark"]) or row["mark"]): row["says"] for row in _rows("own_ticks")}


@cache
def kinds() -> Mapping[str, str]:
    """Source of money → the kind of fund."""
    return {title_key(row["word"]): row["kind"] for row in _rows("own_funds")}


def measure_of(text: str, own: Mapping[str, str] | None = None) -> tuple[str, float] | None:
    """The measure that a word of an office means, and how sure that is; an own word goes before the list's."""
    key = title_key(text)
    if own and key in own:
        return own[key], 1.0
    return _measure(key)


@lru_cache(maxsize=4096)
def _measure(key: str) -> tuple[str, float] | None:
    known = words()
    if key in known:
        return known[key], EXACT
    bare = _NOT_SAID.sub("", bare_title(key)[0])
    for word in (bare, *_shorter(bare)):
        if word in known:
            return known[word], EXACT if word == bare else CLOSE
    inside = _inside(bare)
    return (inside, INSIDE) if inside and len(bare) <= 16 else None


def _shorter(text: str) -> Iterator[str]:
    """The word with what stands before and behind it taken off, step by step."""
    seen, wave = {text}, [text]
    while wave:
        following = []
        for word in wave:
            for cut in (_TRAILING.sub("", word), _LEADING.sub("", word)):
                if len(cut) >= 2 and cut not in seen:
                    seen.add(cut)
                    following.append(cut)
                    yield cut
        wave = following


def _inside(text: str) -> str | None:
    """The measure of all known words that stand in a text, the longest of each place; None where they differ."""
    found: set[str] = set()
    at = 0
    while at < len(text):
        end = next(
            (e for e in range(min(len(text), at + 10), at + 1, -1) if text[at:e] in words() and text[e - 1] != "改"),
            None,
        )
        if end is None:
            at += 1
            continue
        found.add(words()[text[at:end]])
        at = end
    return next(iter(found)) if len(found) == 1 else None


def near(text: str, most: int = 3) -> tuple[str, ...]:
    """The measures whose words share most with a text, best first."""
    key = title_key(text)
    scores: dict[str, float] = {}
    for word, measure in words().items():
        shared = len(set(key) & set(word)) + 2 * len(_pairs(key) & _pairs(word))
        scores[measure] = max(scores.get(measure, 0), shared / (len(key) + len(word)))
    best = sorted((m for m, score in scores.items() if score > 0), key=lambda m: -scores[m])
    return tuple(best[:most])


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def head_of(text: str, level: str = "head") -> tuple[str, int, float] | None:
    """A heading's meaning, its rank and how sure that is."""
    known = heads(level)
    for sure, key in ((EXACT, _head(text)), (EXACT, _head(bare_title(text)[0])), (CLOSE, _bare(text))):
        if key in known:
            return (*known[key], sure)
    return None


def head_inside(text: str) -> tuple[str, int, float] | None:
    """The meaning of the longest known heading that ends a heading, else of one that it holds."""
    key = _bare(text)
    known = [word for word in heads("head") if len(word) >= 2 and word in key]
    best = max(known, key=lambda word: (key.endswith(word), len(word)), default=None)
    return (*heads("head")[best], INSIDE if key.endswith(best) else 0.6) if best else None


def state_in(text: str) -> float:
    """How sure it is that a heading tells how things are or what was done before, not what is wished for; else 0."""
    if _STATE.search(text):
        return CLOSE
    return 0.6 if _STATE_MAYBE.search(text) else 0


def kind_of(text: str, own: Mapping[str, str] | None = None) -> tuple[str, float] | None:
    """The kind of a source of money, and how sure that is."""
    key = title_key(text)
    if own and key in own:
        return own[key], 1.0
    bare = _NOT_SAID.sub("", bare_title(key)[0])
    for word, sure in ((key, EXACT), (bare, EXACT), (re.sub("(资金|补助|出资|自筹|部分)$", "", bare), CLOSE)):
        if word in kinds():
            return kinds()[word], sure
    for pattern, kind in _KIND_HINTS:
        if re.search(pattern, bare):
            return kind, INSIDE
    return None


def tick(text: str, own: Mapping[str, str] | None = None, *, hollow: bool | None = True) -> bool | None:
    """Yes or no by a mark; None where it is none. `hollow`: what ○ says in this table, None where that is open."""
    raw = text.strip().casefold()
    key = title_key(text) or raw
    if own and key in own:
        return own[key] == "yes"
    if key in _HOLLOW:
        return hollow
    said = marks().get(key) or marks().get(raw)
    return None if said is None else said == "yes"


def _head(text: str) -> str:
    return re.sub(r"[*★☆#、，,。.]+", "", title_key(text))


def _bare(text: str) -> str:
    """A heading without brackets, units after a sign, and words of no weight."""
    key = bare_title(text)[0]
    key = re.sub(r"(?<=.{2})(?:[百千万亿]*(?:元|平方米|平米|㎡|m2)|[%户栋幢])$", "", _head(key))
    return re.sub(r"(^(?:拟|总|现有|现状)(?=.{2,}))|(/.{1,3}$)|(情况$)", "", key)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("yipanqi.workbook") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
