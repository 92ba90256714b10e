"""What the head of a table says of its cells: names, rooms, numbers that nothing else gives away."""

import re
from collections.abc import Iterator

from yipanqi.domain.disclosure.privacy.mark import Level, MarkKind
from yipanqi.domain.disclosure.privacy.numbers import Found
from yipanqi.domain.disclosure.privacy.plain import Plain
from yipanqi.domain.disclosure.privacy.surnames import DOUBLE, NAME_COLUMNS, NOT_NAMES, POST_COLUMNS, SINGLE

_FIGURES = re.compile(r"[0-9.,%\t\r -]*")  # a row that is no head
_BLANKS = re.compile(r"[\s*()/]")
_NAME = re.compile(
    rf"(?:(?:{'|'.join(DOUBLE)})|[{SINGLE}])[ ]{{0,4}}[一-龥](?:[ ]{{0,2}}[一-龥]){{0,2}}|[一-龥]{{2,6}}·[一-龥]{{2,8}}"
)
_ROOM_HEADS = frozenset(
    "房号 室号 房间号 户号 门牌 门牌号 房屋编号 室 住址 家庭住址 住房 楼栋房号 楼栋号 栋号房号 楼栋单元房号 房屋坐落 详细地址".split()
)
_ROOM = re.compile(
    r"[0-9]{3,4}[A-Za-z]?|[0-9]{1,3}(?:[-—/][0-9]{1,3})?[-—/][0-9]{3,4}|[0-9]{1,2}(?:层|楼)[东西南北左右中]"
)
_PHONE_HEAD = re.compile("电话|手机|联系方式|联系号码")
_LOCAL = re.compile(r"[2-8][0-9]{2,3}[ -]?[0-9]{4}")
_CARD_HEAD = re.compile("卡号|账号|帐号|存折")
_CARD = re.compile(r"[0-9](?:[ -]?[0-9]){9,24}")


def cells(plain: Plain) -> Iterator[Found]:
    """Findings of tables whose cells are parted by tabs; a head holds until a line without tabs."""
    heads: dict[int, str] = {}
    place = 0
    for line in plain.text.split("\n"):
        if "\t" not in line:
            heads = {}
        else:
            row = line.split("\t")
            if _FIGURES.fullmatch(line):
                if heads:
                    yield from _row(row, heads, place)
                place += len(line) + 1
                continue
            named = {at: _BLANKS.sub("", cell) for at, cell in enumerate(row)}
            if _is_head(named):
                heads = {at: head for at, head in named.items() if head}
            elif heads:
                yield from _row(row, heads, place)
        place += len(line) + 1


def _is_head(named: dict[int, str]) -> bool:
    known = sum(
        head in NAME_COLUMNS or head in _ROOM_HEADS or bool(_PHONE_HEAD.search(head)) or bool(_CARD_HEAD.search(head))
        for head in named.values()
    )
    return known > 0 and not any(re.search("[0-9]{3}", head) for head in named.values())


def _row(row: list[str], heads: dict[int, str], place: int) -> Iterator[Found]:
    for at, cell in enumerate(row):
        value = cell.strip()
        start = place + len(cell) - len(cell.lstrip())
        found = _cell(value, heads.get(at, "")) if value else None
        if found:
            yield Found(found[0], start, start + len(value), found[1])
        place += len(cell) + 1


def _cell(value: str, head: str) -> tuple[MarkKind, Level | None] | None:
    if head in NAME_COLUMNS and _NAME.fullmatch(value) and value not in NOT_NAMES:
        return MarkKind.NAME, Level.ALLOW if head in POST_COLUMNS else Level.ASK
    if head in _ROOM_HEADS and _ROOM.fullmatch(value):
        return MarkKind.ROOM, None
    if _PHONE_HEAD.search(head) and _LOCAL.fullmatch(value):
        return MarkKind.LANDLINE, None
    if _CARD_HEAD.search(head) and _CARD.fullmatch(value):
        return MarkKind.CARD, Level.ASK
    return None
