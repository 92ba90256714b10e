"""Tables of a page that count people by what they chose, and what of them the public may not see.

A table is one where at least two of its columns are answers (同意, 反对, 满意 …) and its cells are counts; its first
column names places, its last row may be their sum. What is withheld (—, *, 不足5 …) must stay so: from all sums, of
this table and of all others of the same survey that are or were public, levels and months together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from yipanqi.domain.disclosure.counts_room import Key, Sum, fitting, too_narrow
from yipanqi.domain.disclosure.small_counts import ALL, SMALL, SMALL_GROUP

_ANSWER = re.compile(
    r"(不|未|基本|比较|非常|很|较|表示)*(同意|赞成|支持|反对|弃权|满意|愿意|需要|了解|投诉|参与|参加|有意见)"
    r"(的)?(票|人|户|业主|居民)?(数)?|一般|无所谓|不了解|未表态|未表决|其他"
)
_TOTAL = re.compile(r"(合计|总计|小计|总|参与|参加|调查|应答|回收|发放|表决)*(人数|户数|票数|份数|合计|总计|小计|总数)")
_SUM_ROW = re.compile(r"合计|总计|小计|全部|全体")
_UNIT = re.compile(r"[（(][^）)]*[）)]|[\s:：]")
_COUNT = re.compile(r"(\d[\d,]*)[人户票份]?")
_SHARE = re.compile(r"(\d+)(?:\.(\d+))?[%％]?")
_OF_SHARES = re.compile(r"(?:率|占比|比例|比率|百分比)\Z")
_HOUSEHOLD = re.compile(
    r"房号|室号|户号|房间号|门牌号?|房屋编号|户主|业主(?:姓名)?|住户(?:姓名)?|居民(?:姓名)?|姓名|楼栋房号|住址"
)
_DATE = re.compile(r"日期|时间|年月")
_COMPLAINT = re.compile("投诉|信访|诉求|举报|反映")
_PERIOD = re.compile(r"(20\d\d)年(?:(\d{1,2})月|第?([一二三四1-4])季度)?")
_AREA = "面积"
_LEAST = 2  # columns of answers
PINNED = "small_pinned"  # what is withheld can be worked out


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a survey: its time, its answers, and by place the counts as they are told; None: withheld."""

    time: str
    answers: tuple[str, ...]
    rows: Mapping[str, tuple[int | None, ...]]
    totals: Mapping[str, int | None]  # of the places whose sum has a column
    whole: str  # the place that is the sum of all others; "" where there is none
    has_area: bool = False
    rough: frozenset[tuple[str, str]] = frozenset()  # place and answer of what shares tell to within a few people

    @property
    def survey(self) -> tuple[str, ...]:
        """Tables of the same answers are of one survey."""
        return tuple(sorted(self.answers))


@dataclass(frozen=True, slots=True)
class Fault:
    """What may not be told: `small_count`, `small_rest`, `small_pinned`, `small_change`, `area_beside_choice`,
    `area_beside_date`, `area_beside_complaint`; at a place and an answer."""

    kind: str
    place: str
    answer: str
    told: str


def grid(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], whole: str = "合计") -> Grid | None:
    """The table as counts of a survey; nothing where it is none. `title` tells its time; `whole`: what place the row of
    sums is, where the page is about one. A share beside the sum of its place is read as the count that it tells."""
    names = [_UNIT.sub("", it) for it in head]
    columns, shared = _columns(names)
    total = next((at for at, name in enumerate(names) if at and at not in columns and _TOTAL.fullmatch(name)), None)
    if len(columns) < _LEAST:
        return None
    answers = tuple(_OF_SHARES.sub("", names[at]) for at in columns)
    counts, totals, sum_of = dict[str, tuple[int | None, ...]](), dict[str, int | None](), ""
    rough: set[tuple[str, str]] = set()
    for row in rows:
        if len(row) != len(names):
            continue
        people = _count(row[total]) if total is not None else None
        read = [_told(row[at], people, is_share=at in shared) for at in columns]
        if people is None and any("%" in row[at] or "％" in row[at] or at in shared for at in columns):
            continue
        place = _UNIT.sub("", row[0])
        if _SUM_ROW.match(place):
            place = sum_of = whole
        counts[place] = tuple(count for count, _ in read)
        rough |= {(place, answer) for answer, (_, is_rough) in zip(answers, read, strict=True) if is_rough}
        if total is not None:
            totals[place] = people
    if not any(it is not None for each in counts.values() for it in each):
        return None
    found = _PERIOD.search(title)
    time = "-".join(it for it in found.groups() if it) if found else ""
    return Grid(time, answers, counts, totals, sum_of, any(_AREA in it for it in names), frozenset(rough))


def _columns(names: Sequence[str]) -> tuple[list[int], set[int]]:
    """Where answers stand, and which of those are shares; a share beside its own count says nothing more."""
    counted = [at for at, name in enumerate(names) if at and _ANSWER.fullmatch(name)]
    known = {names[at] for at in counted}
    shared = {
        at
        for at, name in enumerate(names)
        if at
        and _OF_SHARES.search(name)
        and _ANSWER.fullmatch(short := _OF_SHARES.sub("", name))
        and short not in known
    }
    return sorted({*counted, *shared}), shared


def _told(cell: str, people: int | None, *, is_share: bool) -> tuple[int | None, bool]:
    """The count that a cell tells, and whether only to within a few; none: it is withheld, or of too many to tell."""
    if not is_share and "%" not in cell and "％" not in cell:
        return _count(cell), False
    found = _SHARE.fullmatch(_UNIT.sub("", cell))
    if people is None or found is None:
        return None, False
    step = 10 ** len(found[2] or "")
    share = int(found[1] + (found[2] or ""))  # in parts of 100 × step
    low = max(0, -(-people * (2 * share - 1) // (200 * step)))
    high = min(people, people * (2 * share + 1) // (200 * step))
    if high - low >= SMALL - 1:
        return None, True
    return min(high, max(low, round(people * share / (100 * step)))), high > low


def beside_area(head: Sequence[str]) -> Fault | None:
    """Area beside a complaint, or in a list of households beside a date: whoever knows the flat knows the rest."""
    names = [_UNIT.sub("", it) for it in head]
    if not any(_AREA in it for it in names):
        return None
    if any(_COMPLAINT.search(it) for it in names):
        return Fault("area_beside_complaint", "", "", _AREA)
    if any(_HOUSEHOLD.fullmatch(it) for it in names) and any(_DATE.search(it) for it in names):
        return Fault("area_beside_date", "", "", _AREA)
    return None


def faults(new: Grid, others: Iterable[Grid] = ()) -> list[Fault]:
    """What of a table the public may not see, beside all others of its survey."""
    same = [it for it in others if it.survey == new.survey and _agree(it, new)]
    found = [*_told_small(new), *_changes(new, same), *_pinned([new, *same])]
    if new.has_area:
        found.append(Fault("area_beside_choice", "", "", _AREA))
    return list({(it.kind, it.place, it.answer): it for it in found}.values())


def _count(cell: str) -> int | None:
    found = _COUNT.fullmatch(_UNIT.sub("", cell))
    return int(found[1].replace(",", "")) if found else None


def _cells(one: Grid) -> Iterator[tuple[Key, int | None]]:
    for place, counts in one.rows.items():
        for answer, count in zip(one.answers, counts, strict=True):
            yield (one.time, place, answer), None if (place, answer) in one.rough else count
    for place, count in one.totals.items():
        yield (one.time, place, ALL), count


def _agree(one: Grid, other: Grid) -> bool:
    """Do both say the same where both say something? Else they are not of one survey."""
    known = {key: count for key, count in _cells(one) if count is not None}
    return all(known.get(key, count) == count for key, count in _cells(other) if count is not None)


def _told_small(one: Grid) -> Iterator[Fault]:
    """Counts of 1 to 4, answers that all but so few gave, and small groups of one voice."""
    for place, counts in one.rows.items():
        people = one.totals.get(place)
        if people is None and all(it is not None for it in counts):
            people = sum(it or 0 for it in counts)
        for answer, count in zip(one.answers, counts, strict=True):
            if count is None:
                continue
            rest = SMALL if people is None else people - count
            if 0 < count < SMALL:
                yield Fault("small_count", place, answer, str(count))
            elif 0 < rest < SMALL or (people and people < SMALL_GROUP and not rest):
                yield Fault("small_rest", place, answer, str(count))


def _changes(new: Grid, others: Iterable[Grid]) -> Iterator[Fault]:
    """What a month more tells of a few people: counts that differ by 1 to 4 from those of another time."""
    told = dict(_cells(new))
    for one in others:
        for (time, place, answer), count in _cells(one):
            now = told.get((new.time, place, answer))
            if time != new.time and now is not None and count is not None and 0 < abs(now - count) < SMALL:
                yield Fault("small_change", place, answer, f"{count}→{now}")


def _pinned(grids: Sequence[Grid]) -> Iterator[Fault]:
    """Withheld cells that the sums pin to fewer than 5 values."""
    told: dict[Key, int] = {}
    every: set[Key] = set()
    rough: set[Key] = set()
    sums: dict[Sum, None] = {}
    for one in grids:
        rough |= {(one.time, *it) for it in one.rough}
        for key, count in _cells(one):
            every.add(key)
            if count is not None:
                told[key] = count
        for place in one.totals:
            sums[Sum((one.time, place, ALL), tuple((one.time, place, it) for it in one.answers))] = None
        if one.whole:
            for answer in (*one.answers, *([ALL] if one.totals else [])):
                parts = tuple((one.time, it, answer) for it in one.rows if it != one.whole)
                sums[Sum((one.time, one.whole, answer), parts)] = None
    unknown = every - told.keys()
    joined = [it for it in sums if unknown & {it.total, *it.parts}]
    fit = fitting(told, joined, unknown) if unknown else None
    if fit is None:
        return
    for (_, place, answer), room in too_narrow(told | fit, joined, unknown, unknown - rough, SMALL).items():
        at = str(room.low) if not room.width else f"{room.low}–{room.high}"
        yield Fault(PINNED, place, answer, at)
