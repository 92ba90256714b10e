"""The scan: all findings of a text, one for a place, each with the level that its neighbours give it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping

from yipanqi.domain.disclosure.privacy.codes import codes
from yipanqi.domain.disclosure.privacy.mark import Level, Mark, MarkKind, masked
from yipanqi.domain.disclosure.privacy.masks import masks
from yipanqi.domain.disclosure.privacy.names import Role, names, surnames_with_titles
from yipanqi.domain.disclosure.privacy.numbers import Found, numbers
from yipanqi.domain.disclosure.privacy.plain import Plain, plain
from yipanqi.domain.disclosure.privacy.roll import Roll
from yipanqi.domain.disclosure.privacy.rooms import rooms
from yipanqi.domain.disclosure.privacy.tables import cells

K = MarkKind
LEVEL_OF: Mapping[MarkKind, Level] = {  # unless what stands around says more
    K.ID: Level.BLOCK,
    K.MOBILE: Level.BLOCK,
    K.LANDLINE: Level.ASK,
    K.CARD: Level.BLOCK,
    K.MAIL: Level.ASK,
    K.PLATE: Level.ASK,
    K.PERMIT: Level.ASK,
    K.CREDIT: Level.ALLOW,
    K.ROOM: Level.ASK,
    K.ADDRESS: Level.ALLOW,
    K.NAME: Level.ASK,
    K.WECHAT: Level.ASK,
    K.QQ: Level.ASK,
    K.COORDINATES: Level.ASK,
    K.MASK: Level.ASK,
}
_ORDER = (K.CREDIT, K.CARD, K.MOBILE, K.ID, K.LANDLINE, K.MAIL, K.COORDINATES, K.PERMIT, K.PLATE, K.QQ, K.WECHAT)
_RANK = {kind: rank for rank, kind in enumerate((*_ORDER, K.MASK, K.ROOM, K.ADDRESS, K.NAME), start=1)}
_HARDNESS = {Level.BLOCK: 0, Level.ASK: 1, Level.ALLOW: 2}
_OF_PERSON = frozenset(
    {
        K.ID,
        K.MOBILE,
        K.CARD,
        K.MAIL,
        K.PLATE,
        K.PERMIT,
        K.ROOM,
        K.WECHAT,
        K.QQ,
        K.MASK,
        K.LANDLINE,
        K.ADDRESS,
        K.COORDINATES,
    }
)
_NEAR = 44
_APART = re.compile(r"[。]|\n[^\n]*\n")


def marks(text: str, roll: Roll | None = None) -> list[Mark]:
    """The findings of a text in their order; cells of a table are joined by tabs, its rows by line ends. With the roll
    of an estate its persons' plain names are found wherever they stand."""
    if not text:
        return []
    read = plain(text)
    kept = _one_for_a_place(_all(read), len(read.text))
    beside = [found for found in kept if _is_of_person(found)]
    roles = names(read, beside, roll)
    columns = [Role(found.start, found.end, found.level is Level.ALLOW) for found in kept if found.kind is K.NAME]
    kept = [found for found in kept if found.kind is not K.NAME]
    kept = _with_names(read, kept, _apart_from(kept, [*columns, *roles]), roll)
    return [_mark(text, read, found) for found in sorted(kept, key=lambda found: (found.start, found.end))]


def _all(read: Plain) -> Iterable[Found]:
    for finder in (numbers, codes, masks, rooms, cells):
        for found in finder(read):
            yield found if found.level else found._replace(level=LEVEL_OF[found.kind])
    yield from surnames_with_titles(read.text)


def _one_for_a_place(findings: Iterable[Found], length: int) -> list[Found]:
    """Of findings that overlap, the one that is surest, then the longest, then the first."""

    def order(found: Found) -> tuple[int, int, int, int]:
        hardness = _HARDNESS[found.level or Level.ASK]
        rank = 0 if found.kind is K.ID and hardness == 0 else _RANK[K.LANDLINE if found.doubtful else found.kind]
        return rank, hardness, found.start - found.end, found.start

    taken, kept = bytearray(length), []
    for found in sorted(set(findings), key=order):
        if taken.find(1, found.start, found.end) < 0:
            taken[found.start : found.end] = b"\x01" * (found.end - found.start)
            kept.append(found)
    return sorted(kept, key=lambda found: found.start)


def _is_of_person(found: Found) -> bool:
    if found.kind in {K.ROOM, K.MASK, K.MAIL, K.CARD}:
        return found.level is not Level.ALLOW
    return found.kind in _OF_PERSON


def _apart_from(kept: list[Found], roles: list[Role]) -> list[Role]:
    """Names that no other finding covers, each once."""
    free, last, others = [], -1, kept
    starts = [found.start for found in others]
    for role in sorted(roles, key=lambda role: (role.start, -role.end)):
        at = bisect_left(starts, role.end)
        is_covered = any(found.end > role.start and found.kind is not K.MASK for found in others[max(0, at - 2) : at])
        if role.start >= last and not is_covered:
            free.append(role)
            last = role.end
    return free


def _with_names(read: Plain, kept: list[Found], roles: list[Role], roll: Roll | None) -> list[Found]:
    """The findings with the names among them: who is named beside a room or a number makes both block."""
    starts = [found.start for found in kept]
    told = {found: found.level for found in kept}
    named: list[Found] = []
    for role in roles:
        near = _near(read.text, kept, starts, role.start, role.end, same_line=role.is_post)
        named.append(Found(K.NAME, role.start, role.end, _level(read.text, role, near, roll)))
        if not role.is_post:
            told |= {found: Level.BLOCK for found in near if found.kind is K.ROOM}
    half = [found for found in kept if found.kind is K.MASK and found.level is Level.ALLOW]
    for found in half:
        if any(
            other.kind is not K.MASK for other in _near(read.text, kept, starts, found.start, found.end, same_line=True)
        ):
            told[found] = Level.ASK
    covered = bytearray(len(read.text))
    for found in named:
        covered[found.start : found.end] = b"\x01" * (found.end - found.start)
    rest = [found._replace(level=level) for found, level in told.items()]
    return [
        *named,
        *(found for found in rest if found.kind is not K.MASK or covered.find(1, found.start, found.end) < 0),
    ]


def _near(
    text: str, kept: list[Found], starts: list[int], start: int, end: int, *, same_line: bool = False
) -> list[Found]:
    first, last = bisect_left(starts, start - 2 * _NEAR), bisect_left(starts, end + _NEAR)
    near = []
    for found in kept[first:last]:
        low, high = min(end, found.end), max(start, found.start)
        is_close = high - low <= _NEAR and not _APART.search(text, low, high)
        if same_line and "\n" in text[low:high]:
            continue
        if is_close and _is_of_person(found) and (found.start, found.end) != (start, end):
            near.append(found)
    return near


def _level(text: str, role: Role, near: list[Found], roll: Roll | None) -> Level:
    hard = [found for found in near if found.kind not in {K.LANDLINE, K.ADDRESS, K.MASK}]
    lives = any(found.kind is K.ADDRESS and _lives(text, role, found) for found in near)
    if role.is_post:
        return Level.ASK if any(found.kind not in {K.ROOM, K.ADDRESS} for found in near) else Level.ALLOW
    if roll and any(
        found.kind is K.ROOM and roll.lives(text[role.start : role.end], text[found.start : found.end])
        for found in near
    ):
        return Level.BLOCK
    return Level.BLOCK if hard or lives else Level.ASK


def _lives(text: str, role: Role, address: Found) -> bool:
    between = text[role.end : address.start] if role.end <= address.start else text[address.end : role.start]
    return len(between) <= 3 or "住" in between or "户籍" in between


def _mark(text: str, read: Plain, found: Found) -> Mark:
    start, end = read.span(found.start, found.end)
    return Mark(
        found.kind, found.level or Level.ASK, start, end, masked(found.kind, read.text[found.start : found.end])
    )
