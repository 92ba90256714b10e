"""What one column means: by its heading, the headings above it, and the cells under it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from yipanqi.workbook.own.heading import is_unit_only
from yipanqi.workbook.own.mapping import OF_MONEY, ColumnMap, Meaning, head_key
from yipanqi.workbook.own.tabling import OwnTable
from yipanqi.workbook.own.values import built_in, count, is_unlimited, pieces, split_amount, when_in, wished
from yipanqi.workbook.own.vocabulary import (
    CLOSE,
    EXACT,
    INSIDE,
    head_inside,
    head_of,
    kind_of,
    measure_of,
    measures_of,
    state_in,
    tick,
)
from yipanqi.workbook.raw import Raw, address
from yipanqi.workbook.text import bare_title, family, is_blank, scale_of_unit, title_key

_ONCE = {
    Meaning.ESTATE, Meaning.SUBDISTRICT, Meaning.HOUSEHOLDS, Meaning.FLOOR_AREA, Meaning.BUILT_YEAR, Meaning.BUILDINGS,
    Meaning.BUILDING, Meaning.COMMUNITY, Meaning.STAIRWELLS, Meaning.FLOORS, Meaning.WHEN, Meaning.COST, Meaning.FUND,
}  # fmt: skip
_PERIOD = re.compile(
    r"^(?:\d\d年(?:度)?|(?:19|20)\d\d年?(?:度|[上下]半年|第?[一二三四1-4]季度|q[1-4])?|第?[一二三四]季度|q[1-4])$", re.I
)
_COUNT_WORDS = re.compile(r"^(?:数量|工程量|面积|个数|规模|长度|台数|部数|数|处数|盏数|点位|座数)$")
_COST_WORDS = re.compile(r"^(?:金额|投资|造价|费用|概算|估算|资金|预算|匡算|投资额|估算投资|概算投资)$")
_TICK_WORDS = re.compile(r"^(?:是否|需求|是否改造|是否需要|改造|需要|是否实施|有无|需改造|是否需改造)$")
_NUMERIC = {
    Meaning.HOUSEHOLDS, Meaning.BUILDINGS, Meaning.STAIRWELLS, Meaning.FLOOR_AREA, Meaning.COST, Meaning.MONEY,
    Meaning.AMOUNT, Meaning.QUANTITY, Meaning.WORK_COST,
}  # fmt: skip
_UNSURE, _OPEN, _KEPT = 0.6, 0.4, 0.8
Guess = tuple[Meaning, str, float]  # what it means, the measure or fund it is about, how sure


def column_of(table: OwnTable, at: int) -> ColumnMap:
    """What the column means, from what is seen of it."""
    path = table.heads[at]
    values = [raw for cells in table.rows.values() if not _is_empty(raw := cells.get(at, ""))]
    named = tuple(part for part in path if not is_unit_only(part)) or path
    meaning, about, sure = _as_it_is(named, _held(_meaning(named, values), values))
    when = next((when for part in reversed(path) if (when := _period(part, path))), "")
    return ColumnMap(
        head=head_key(path),
        meaning=meaning,
        measure=about if meaning in (Meaning.WORK, Meaning.WORK_COST) else "",
        fund=about if meaning is Meaning.MONEY else "",
        when=when if meaning in (*OF_MONEY, Meaning.WHEN_TICK) else "",
        unit=next((u for part in reversed(path) if (u := unit_in(part))), ""),
        confidence=sure,
        column=address(0, at).rstrip("1"),
        samples=tuple(str(value)[:30] for value in list(dict.fromkeys(values))[:3]),
    )


def once(columns: Sequence[ColumnMap]) -> list[ColumnMap]:
    """Of two columns that could be the estate's name or its households the surer one is, then the one whose heading
    is the more usual; the other is kept beside. Headings that stand twice are told apart by number."""
    best: dict[Meaning, ColumnMap] = {}
    twice: set[str] = set()  # headings of two columns that cannot both be what they say
    for column in columns:
        held = best.get(column.meaning)
        if held and column.meaning in _ONCE and column.head == held.head and not column.when:
            twice.add(column.head)
        if held is None or _rank(column) < _rank(held):
            best[column.meaning] = column
    seen: dict[str, int] = {}
    found = []
    for column in columns:
        is_spare = column.meaning in _ONCE and best[column.meaning] is not column and not column.when
        number = seen[column.head] = seen.get(column.head, 0) + 1
        if is_spare:
            column = _spare(column)
        if column.head in twice:
            column = replace(column, confidence=min(column.confidence, _UNSURE))
        found.append(replace(column, head=f"{column.head}#{number}") if number > 1 else column)
    return found


def unit_in(part: str) -> str:
    """The unit that a heading names: 万元 of 投资（万元）, ㎡ of 面积/㎡."""
    for found in reversed(
        re.findall(r"[（(\[【/：:,，]\s*(?:单位[：:])?([^（）()\[\]【】/：:,，]{1,6})\s*[）)\]】]?", part)
    ):
        scale, is_money = scale_of_unit(found)
        if is_money or scale != 1 or family(found):
            return str(found).strip()
    whole = title_key(part).strip("（()）")
    if found := re.search(r"(?<=.{2})([百千万亿]*(?:元|平方米|平米|㎡|m2))$", whole):
        return found[1]
    return whole if scale_of_unit(whole)[1] or family(whole) == "area" else ""


def _rank(column: ColumnMap) -> tuple[float, int]:
    found = next((head for part in reversed(column.head.split("/")) if (head := head_of(part))), None)
    return -column.confidence, found[1] if found else 10_000


def _spare(column: ColumnMap) -> ColumnMap:
    return replace(column, meaning=Meaning.CUSTOM, confidence=min(column.confidence, _KEPT))


def _meaning(path: tuple[str, ...], values: Sequence[Raw]) -> Guess:
    leaf, bands = path[-1], {found[0] for part in path[:-1] if (found := head_of(part, "band"))}
    bare = bare_title(leaf)[0]
    if _PERIOD.match(bare):
        return _of_period(path, bands, values)
    if len(path) > 1 and (of_work := _under_measure(path[-2], bare, leaf)):
        return of_work
    if "money" in bands and (head_of(leaf) or ("",))[0] not in ("sum", "cost", "note"):
        named = re.sub(r"^(?:20\d\d)年?度?", "", bare) or bare
        return Meaning.MONEY, named, EXACT if kind_of(named) else _UNSURE
    if "works" in bands:
        return _under_works(leaf, values)
    return _by_head(leaf, bare, values)


def _of_period(path: tuple[str, ...], bands: set[str], values: Sequence[Raw]) -> Guess:
    """A column of a year or a quarter: money of the source above it, a wish, or money whose source the row says."""
    over = [bare_title(part)[0] for part in path[:-1]]
    fund = next((part for part in reversed(over) if kind_of(part) and not head_of(part, "band")), "")
    if fund:
        return Meaning.MONEY, fund, CLOSE
    if "when" in bands or any((found := head_of(part)) and found[0] == "when" for part in over) or _are_ticks(values):
        return Meaning.WHEN_TICK, "", CLOSE
    return Meaning.AMOUNT, "", CLOSE


def _under_measure(parent: str, bare: str, leaf: str) -> Guess | None:
    """数量, 金额 and 是否 under a work are that work's."""
    measure = None if head_of(parent, "band") else measure_of(parent)
    if measure is None or measure[1] < CLOSE:
        return None
    if _COST_WORDS.match(bare) or scale_of_unit(unit_in(leaf))[1]:
        return Meaning.WORK_COST, measure[0], CLOSE
    return (Meaning.WORK, measure[0], CLOSE) if _COUNT_WORDS.match(bare) or _TICK_WORDS.match(bare) else None


def _under_works(leaf: str, values: Sequence[Raw]) -> Guess:
    head, measure = head_of(leaf), measure_of(leaf)
    if measure:
        is_cost = scale_of_unit(unit_in(leaf))[1]
        return (Meaning.WORK_COST if is_cost else Meaning.WORK), measure[0], measure[1]
    if head and head[0] in ("works", "quantity", "cost", "note", "sum", "when"):
        return Meaning(head[0]), "", head[2]
    if values and all(isinstance(value, str) and tick(value) is None for value in values):
        named = sum(any(measure_of(piece) for piece in pieces(str(value))) for value in values)
        return (Meaning.WORKS, "", CLOSE) if 2 * named >= len(values) else (Meaning.CUSTOM, "", _UNSURE)
    return Meaning.WORK, "", _OPEN


def _by_head(leaf: str, bare: str, values: Sequence[Raw]) -> Guess:
    head, measure, kind = head_of(leaf), measure_of(leaf), kind_of(bare)
    is_money = scale_of_unit(unit_in(leaf))[1]
    if head:
        return _of_head(head[0], values), "", head[2]
    if measure and (measure[1] > INSIDE or _are_ticks(values) or _are_figures(values)):
        return (Meaning.WORK_COST if is_money else Meaning.WORK), measure[0], measure[1]
    named = re.sub(r"^(?:20\d\d)年?度?|(?:20\d\d)年?度?$", "", bare)
    is_given = _are_figures(values) or (bool(values) and all(is_unlimited(value) for value in values))
    if (kind := kind_of(named) or kind) and (is_money or (kind[1] > INSIDE and is_given)):
        return Meaning.MONEY, named, kind[1]
    inside = head_inside(leaf)
    if inside and inside[2] >= INSIDE and not _PLACEHOLDER.search(bare):
        return _of_head(inside[0], values), "", inside[2]
    if _are_worded(values):
        return Meaning.WORKS, "", INSIDE
    return Meaning.CUSTOM, "", _UNSURE if _are_ticks(values) or _are_figures(values) else _KEPT


_PLACEHOLDER = re.compile(r"已|未|原|人均|户均|占|率$|单价|空置|租")


def _of_head(word: str, values: Sequence[Raw]) -> Meaning:
    if word == "estate" and _are_worded(values):
        return Meaning.WORKS
    if word == "building_or_count":
        return Meaning.BUILDINGS if _are_figures(values) else Meaning.BUILDING
    if word == "works" and (_are_ticks(values) or _are_figures(values)):
        return Meaning.CUSTOM
    return Meaning(word) if word in set(Meaning) else Meaning.CUSTOM


def _as_it_is(path: tuple[str, ...], guess: Guess) -> Guess:
    """What tells how things are, or what was done before, is no wish: it stays beside the estate."""
    meaning, about, sure = guess
    said = "/".join(map(title_key, path))
    if meaning is Meaning.SUM and sure < CLOSE and when_in(said):
        return meaning, about, _UNSURE  # 至2029年累计
    if meaning not in (Meaning.WORK, Meaning.WORKS, Meaning.WORK_COST, Meaning.QUANTITY):
        return guess
    state = state_in(said)
    return (Meaning.CUSTOM, "", min(_KEPT, state)) if state else guess


def _held(guess: Guess, values: Sequence[Raw]) -> Guess:
    """The guess, less sure where the cells are none of what it says."""
    meaning, about, sure = guess
    if not values or sure < _UNSURE:
        return guess
    fits = sum(_fits(meaning, value) for value in values) / len(values)
    return (meaning, about, sure) if fits >= 0.5 else (meaning, about, min(sure, _UNSURE))


def _fits(meaning: Meaning, value: Raw) -> bool:
    if meaning in _NUMERIC:
        return count(value) is not None or (meaning in OF_MONEY and is_unlimited(value))
    if meaning is Meaning.BUILT_YEAR:
        return built_in(value) is not None
    return meaning is not Meaning.WHEN or bool(wished(value, "2027"))


def _period(part: str, path: tuple[str, ...]) -> str:
    """The year or quarter of a heading; a quarter takes its year from above."""
    bare = title_key(part)
    if match := re.match(r"^第?([一二三四])季度$|^q([1-4])$", bare):
        year = next((when[:4] for over in path if (when := when_in(over))), "")
        quarter = "一二三四".find(match[1]) + 1 if match[1] else int(match[2])
        return f"{year}Q{quarter}" if year else f"Q{quarter}"
    return when_in(part)


def _is_empty(raw: Raw) -> bool:
    return isinstance(raw, str) and is_blank(raw)


def _are_figures(values: Sequence[Raw]) -> bool:
    return bool(values) and 2 * sum(isinstance(v, (int, float)) or count(v) is not None for v in values) > len(values)


def _are_ticks(values: Sequence[Raw]) -> bool:
    return bool(values) and all(tick(_shown(value)) is not None for value in values)


def _are_worded(values: Sequence[Raw]) -> bool:
    """Do most cells name works?"""
    texts = [value for value in values if isinstance(value, str)]
    named = sum(all(measures_of(split_amount(piece)[0]) for piece in pieces(text)) for text in texts)
    return bool(values) and 3 * named >= 2 * len(values)


def _shown(value: Raw) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
