"""小数抑制: tables of a survey as the public may see them, so that no small group of people can be read off them.

Counts of 1 to 4, answers that all but 1 to 4 of a group gave, and what a group under 10 said with one voice are not
told. Small groups are first merged with their neighbours or told with the place above only; what is left is withheld,
with as many other cells, chosen to lose least, as it takes that every withheld count keeps room of 5, whatever is
worked out from all tables of the survey together: those of other levels, and those that are public already. What
stands between two public tables counts as told: what a month added is guarded like a count.

`counts_room` says what is proved and what is exact; `counts_path` chooses what is withheld beside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from yipanqi.domain.disclosure.counts_path import Edge, Network, complements, together
from yipanqi.domain.disclosure.counts_room import Key, Room, Sum, narrow_cells, too_narrow

SMALL = 5  # people: fewer, but not none, are a small count; room of as much is asked for
SMALL_GROUP = 10  # people: fewer are a small group
ALL = ""  # the answer that is the sum of all
_PATIENCE = 30_000  # cells that are looked at while cells are given back


class Times(StrEnum):
    """How the tables of several times belong together."""

    APART = "apart"  # each counts what came in its time
    RUNNING = "running"  # each counts all that came until then


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts of one time: people by the smallest place and answer, and which place is part of which. ValueError where
    a count is below zero, a place hangs in the air, or one has a row and what it is part of has none."""

    time: str
    counts: Mapping[tuple[str, str], int]
    above: Mapping[str, str]  # place → the place that it is part of; of the highest ""
    untold: frozenset[str] = frozenset()  # places that have no row of their own
    sum_of: tuple[str, ...] = ()  # the times that it sums, of those apart
    is_public: bool = False
    withheld: frozenset[tuple[str, str]] = frozenset()  # place and answer, of one that is public

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.counts.values()):
            raise ValueError(f"{self.time}: a count below zero")
        if lost := {it for it in (*self.leaves, *self.above.values()) if it and it not in self.above}:
            raise ValueError(f"{self.time}: {min(lost)} is part of nothing")
        if any(self.above[it] in self.untold and it not in self.untold for it in self.above):
            raise ValueError(f"{self.time}: a row inside a place that has none")

    @property
    def leaves(self) -> list[str]:
        """The smallest places."""
        return sorted({place for place, _ in self.counts})

    @property
    def answers(self) -> list[str]:
        """What could be answered."""
        return sorted({answer for _, answer in self.counts})

    @property
    def inside(self) -> dict[str, list[str]]:
        """The places that are part of each, the highest under ""."""
        found: dict[str, list[str]] = {place: [] for place in ("", *self.above)}
        for place in sorted(self.above):
            found[self.above[place]].append(place)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """The tables as they may be published: merged, with what is withheld; `pinned` are those that no withholding
    keeps safe because of what is public already: such tables must not be published."""

    tables: tuple[Table, ...]
    primary: frozenset[Key]
    withheld: frozenset[Key]
    pinned: Mapping[Key, Room]
    values: Mapping[Key, int]

    def shown(self, time: str, place: str, answer: str = ALL) -> int | None:
        """The count as it is told; nothing where it is not."""
        key = (time, place, answer)
        table = next(it for it in self.tables if it.time == time)
        return None if place in table.untold or key in self.withheld else self.values[key]


@dataclass(slots=True)
class _Survey:
    """All cells of all tables, told or not, and what joins them."""

    values: dict[Key, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    across: dict[Key, list[Sum]] = field(default_factory=dict)  # sums over times, by cell
    edges: dict[Key, Edge] = field(default_factory=dict)
    untold: set[Key] = field(default_factory=set)
    public: set[Key] = field(default_factory=set)  # told already
    gone: set[Key] = field(default_factory=set)  # withheld in what is public
    groups: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    summed: dict[str, set[str]] = field(default_factory=dict)  # a time → the times it can change together with
    made: dict[str, list[Network]] = field(default_factory=dict)

    def may_withhold(self, key: Key) -> bool:
        """Is the cell still ours to withhold?"""
        return key not in self.untold and key not in self.public and key not in self.gone

    def networks(self, time: str) -> list[Network]:
        """Within which counts of a time can change: its own, or together with those of a sum over times."""
        if time not in self.made:
            own = Network({key: edge for key, edge in self.edges.items() if key[0] == time})
            self.made[time] = [together(self.edges, time, it) for it in sorted(self.summed.get(time, ()))] or [own]
        return self.made[time]


def protected(tables: Sequence[Table], times: Times = Times.APART) -> Protected:
    """The tables of a survey as they may be published. ValueError where they are not of the same places or sums are
    none."""
    ready = [it if it.is_public else merged(it) for it in tables]
    survey = _survey(ready, times)
    primary = primary_cells(survey)
    withheld, pinned = _grown(survey, primary | survey.gone)
    withheld = _given_back(survey, withheld, primary, pinned)
    return Protected(
        tables=tuple(ready),
        primary=frozenset(primary),
        withheld=frozenset(withheld),
        pinned=pinned,
        values=survey.values,
    )


def published(done: Protected) -> tuple[Table, ...]:
    """The tables as they are once they are public, to be held against those that come after."""
    return tuple(
        replace(it, is_public=True, withheld=frozenset(key[1:] for key in done.withheld if key[0] == it.time))
        for it in done.tables
    )


def merged(table: Table) -> Table:
    """The table with small groups merged: with other small ones of the same place, else with the smallest that is
    not; where that leaves one group, its place alone is told."""
    sizes = _sizes(table)
    above, untold = dict(table.above), set(table.untold)
    parts, heights = table.inside, _heights(table)
    for place in sorted((it for it in table.above if parts[it]), key=lambda it: (heights[it], it)):
        inside = [it for it in parts[place] if sizes[it] and it not in untold]
        joined = _joined(inside, sizes)
        if joined and len(joined) == len(inside):
            untold.update(_below(parts, place))
        elif joined:
            name = "+".join(joined)
            above.update({name: place, **dict.fromkeys(joined, name)})
            parts[name], parts[place] = joined, [name, *(it for it in parts[place] if it not in joined)]
            untold.update(_below(parts, name))
    return replace(table, above=above, untold=frozenset(untold))


def _joined(inside: Sequence[str], sizes: Mapping[str, int]) -> list[str]:
    """The groups that become one; none where no group is small."""
    by_size = sorted(inside, key=lambda it: (sizes[it], it))
    joined = [it for it in by_size if sizes[it] < SMALL_GROUP]
    while joined and len(joined) < len(by_size) and (len(joined) == 1 or sum(sizes[it] for it in joined) < SMALL_GROUP):
        joined.append(by_size[len(joined)])
    return sorted(joined)


def primary_cells(survey: _Survey) -> set[Key]:
    """The cells that may not be told for what they say themselves."""
    found = {key for key, count in survey.values.items() if 0 < count < SMALL and survey.may_withhold(key)}
    for total, answers in survey.groups:
        people = survey.values[total]
        for key in answers:
            others = people - survey.values[key]
            if survey.may_withhold(key) and (0 < others < SMALL or (0 < people < SMALL_GROUP and not others)):
                found.add(key)
    return found


def _survey(tables: Sequence[Table], times: Times) -> _Survey:
    if len({tuple(it.leaves) for it in tables}) > 1 or len({tuple(it.answers) for it in tables}) > 1:
        raise ValueError("the tables are not of the same places and answers")
    survey = _Survey()
    before: Table | None = None
    for table in tables:
        _take(survey, table, before if times is Times.RUNNING else None, is_alone=len(tables) == 1)
        before = table
    for one, other in pairwise(tables) if times is Times.RUNNING else ():
        _join_running(survey, one, other)
    for table in tables:
        if table.sum_of:
            _join_sum(survey, table)
    return survey


def _take(survey: _Survey, table: Table, before: Table | None, *, is_alone: bool) -> None:
    """Takes up the cells of a table and its own sums."""
    places = _places(table, is_alone)
    parts, heights = table.inside, _heights(table)
    inside = {place: [it for it in parts[place] if it in places] for place in places}
    counts = _counted(table)
    earlier = _counted(before) if before else {}
    for place in sorted(places):
        for answer in (*table.answers, ALL):
            key = (table.time, place, answer)
            survey.values[key] = counts[place, answer]
            _mark(survey, table, key)
            if inside[place]:
                survey.sums.append(Sum(key, tuple((table.time, it, answer) for it in inside[place])))
            can_fall = max(0, counts[place, answer] - earlier.get((place, answer), 0))
            _add_edge(survey, table, key, can_fall, (heights[place], bool(inside[place])))
        answers = tuple((table.time, place, answer) for answer in table.answers)
        if not inside[place]:
            survey.sums.append(Sum((table.time, place, ALL), answers))
        survey.groups.append(((table.time, place, ALL), answers))


def _places(table: Table, is_alone: bool) -> set[str]:
    """The places whose cells matter: where a table is alone, what has no row of its own says nothing more."""
    return {it for it in table.above if not (is_alone and it in table.untold)}


def _mark(survey: _Survey, table: Table, key: Key) -> None:
    if key[1] in table.untold:
        survey.untold.add(key)
    elif table.is_public:
        (survey.gone if key[1:] in table.withheld else survey.public).add(key)


def _add_edge(survey: _Survey, table: Table, key: Key, can_fall: int, level: tuple[int, bool]) -> None:
    """A cell flows between the sum that it is and the sum that it is part of; totals the other way round, so that
    every sum is a place where what comes in goes out."""
    if key in survey.public:
        return
    time, place, answer = key
    height, has_inside = level
    own = (time, place, answer) if has_inside else (time, place)
    above = (time, table.above[place], answer) if table.above[place] else ("",)
    tail, head = (own, above) if answer == ALL else (above, own)
    loss = 0 if key in survey.untold else _loss(height, answer, survey.values[key])
    survey.edges[key] = Edge((key,), (loss,), tail, head, can_fall)


def _loss(height: int, answer: str, count: int) -> int:
    """What withholding a cell loses: a cell, more the more places and answers it sums, then people."""
    return 100 * (1 + height) * (3 if answer == ALL else 1) + min(count, 99)


def _join_running(survey: _Survey, one: Table, other: Table) -> None:
    """What the later table has more than the earlier one is never told, and must not be small either."""
    for key, count in list(survey.values.items()):
        later = (other.time, *key[1:])
        if key[0] == one.time and later in survey.values:
            if survey.values[later] < count:
                raise ValueError(f"{other.time}: {key[1]} counts fewer than before")
            added = (f"{one.time}>{other.time}", *key[1:])
            survey.values[added] = survey.values[later] - count
            survey.untold.add(added)
            _across(survey, Sum(later, (key, added)))


def _join_sum(survey: _Survey, table: Table) -> None:
    survey.summed[table.time] = set(table.sum_of)
    for time in table.sum_of:
        survey.summed.setdefault(time, set()).add(table.time)
    for key in [it for it in survey.values if it[0] == table.time]:
        parts = tuple((time, *key[1:]) for time in table.sum_of)
        if all(part in survey.values for part in parts):
            if sum(survey.values[part] for part in parts) != survey.values[key]:
                raise ValueError(f"{table.time}: {key[1]} is not the sum of its times")
            _across(survey, Sum(key, parts))


def _across(survey: _Survey, one: Sum) -> None:
    survey.sums.append(one)
    for key in (one.total, *one.parts):
        survey.across.setdefault(key, []).append(one)


def _guarded(survey: _Survey, withheld: Set[Key]) -> set[Key]:
    """The cells that must have room: what is withheld, and small counts that have no row."""
    return {*withheld, *(key for key in survey.untold if 0 < survey.values[key] < SMALL)}


def _grown(survey: _Survey, first: Set[Key]) -> tuple[set[Key], dict[Key, Room]]:
    """What is withheld so that all that must have room has it, and the cells that cannot have any."""
    withheld, hopeless = set(first), dict[Key, Room]()
    while True:
        narrow = too_narrow(survey.values, survey.sums, withheld | survey.untold, _guarded(survey, withheld), SMALL)
        narrow = {key: room for key, room in narrow.items() if key not in hopeless}
        if not narrow:
            return withheld, _still(survey, withheld, hopeless)
        before = len(withheld)
        for key in sorted(narrow, key=lambda it: (-survey.values[it], it)):
            withheld |= _complements(survey, key, withheld)
        if len(withheld) == before:
            for key in sorted(narrow):
                more = _beside(survey, key, withheld)
                if more is None:
                    hopeless[key] = narrow[key]
                else:
                    withheld.add(more)
                    break


def _complements(survey: _Survey, key: Key, withheld: Set[Key]) -> set[Key]:
    """The cheapest cells that give this one room within its time, together with a time that it is summed with."""
    networks = [it for it in survey.networks(key[0]) if key in it.edges]
    known = withheld | survey.untold
    found = [it for network in networks if (it := complements(network, key, known, SMALL)) is not None]
    return min(found, key=lambda it: (it[0], sorted(it[1])))[1] if found else set()


def _still(survey: _Survey, withheld: set[Key], hopeless: Mapping[Key, Room]) -> dict[Key, Room]:
    """The cells given up that have no room even now."""
    if not hopeless:
        return {}
    return too_narrow(survey.values, survey.sums, withheld | survey.untold, set(hopeless), SMALL)


def _beside(survey: _Survey, key: Key, withheld: Set[Key]) -> Key | None:
    """One more cell to withhold where no flow within its time helps: joined with it over time, else the nearest."""
    unknown: dict[str, int] = {}
    for it in withheld:
        unknown[it[0]] = unknown.get(it[0], 0) + 1

    def worth(it: Key) -> tuple[int, tuple[int, ...], Key]:
        return -unknown.get(it[0], 0), survey.edges[it].losses, it

    seen, ring = {key}, [key]
    while ring:
        sums = [one for it in ring for one in survey.across.get(it, ())]
        free = [it for one in sums for it in (one.total, *one.parts) if _is_free(survey, it, withheld)]
        if free:
            return min(free, key=worth)
        ring = [it for it in _near(survey, ring) if it not in seen]
        seen.update(ring)
        free = [it for it in ring if _is_free(survey, it, withheld)]
        if free:
            return min(free, key=worth)
    return None


def _is_free(survey: _Survey, key: Key, withheld: Set[Key]) -> bool:
    return survey.may_withhold(key) and key not in withheld


def _near(survey: _Survey, ring: Iterable[Key]) -> Iterator[Key]:
    """The cells in a sum with one of these."""
    near = set(ring)
    found = dict[Key, None]()
    for one in survey.sums:
        if one.total in near or not near.isdisjoint(one.parts):
            found.update(dict.fromkeys((one.total, *one.parts)))
    return iter(found)


def _given_back(survey: _Survey, withheld: set[Key], primary: Set[Key], pinned: Mapping[Key, Room]) -> set[Key]:
    """What was withheld beside, without those cells that are not needed in the end; the dearest first, as long as
    patience lasts."""
    beside = sorted(withheld - primary - survey.gone, key=lambda it: (-survey.edges[it].losses[0], it))
    for key in beside[: _PATIENCE // max(1, len(withheld) + len(survey.untold))]:
        fewer = withheld - {key}
        guarded = _guarded(survey, fewer) - set(pinned)
        if next(narrow_cells(survey.values, survey.sums, fewer | survey.untold, guarded, SMALL), None) is None:
            withheld = fewer
    return withheld


def _sizes(table: Table) -> dict[str, int]:
    return {place: count for (place, answer), count in _counted(table).items() if answer == ALL}


def _counted(table: Table) -> dict[tuple[str, str], int]:
    """Every place's counts, by answer and of all."""
    found = {(place, answer): 0 for place in table.above for answer in (*table.answers, ALL)}
    for (leaf, answer), count in table.counts.items():
        place = leaf
        while place:
            found[place, answer] += count
            found[place, ALL] += count
            place = table.above[place]
    return found


def _below(parts: Mapping[str, Sequence[str]], place: str) -> set[str]:
    """All places that are part of one, and of those, and so on."""
    found: set[str] = set()
    for it in parts[place]:
        found |= {it} | _below(parts, it)
    return found


def _heights(table: Table) -> dict[str, int]:
    """How many levels are below each place."""
    found = dict.fromkeys(table.above, 0)
    for leaf in table.leaves:
        place, height = leaf, 0
        while place:
            found[place] = max(found[place], height)
            place, height = table.above[place], height + 1
    return found
