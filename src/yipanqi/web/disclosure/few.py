"""Small counts in a version's tables: few people who chose something, told outright or left to be worked out beside all
other tables of the same survey that the public has or had."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db.models import Q

from yipanqi.domain.disclosure.publication import Content, OwnText, Pair, Table
from yipanqi.domain.disclosure.state import State
from yipanqi.domain.disclosure.survey_tables import PINNED, Fault, Grid, beside_area, faults, grid
from yipanqi.domain.supervision.bulletin import plain

from . import own_html
from .found import ASK, BLOCK, Read, Told
from .models import PublicationVersion, PublicText
from .models.publications import WAS_PUBLIC

_ROW = re.compile(r"第\d+行\Z")  # of a table, as a file's places tell it


def of_few(version: PublicationVersion, content: Content) -> Iterator[Told]:
    """What of its tables the public may not see; two people may let each pass, with a reason, but not a withheld count
    that can be worked out."""
    for place, _, head, _ in _tables(content):
        if fault := beside_area(head):
            yield fault.kind, ASK, Read(place, "", "own"), fault.told
    own = list(grids(content))
    if not own:
        return
    others = [it for row in _public(version, own) for _, it in grids(row.final)]
    for at, (place, one) in enumerate(own):
        for it in faults(one, [*others, *(more for _, more in own[:at]), *(more for _, more in own[at + 1 :])]):
            where = " · ".join(filter(None, (it.place, it.answer)))
            read = Read((f"{place[0]} {where}", f"{place[1]} {where}"), "", "own")
            yield it.kind, _level(it), read, it.told


def of_rows(rows: Iterable[tuple[Pair, str]]) -> Iterator[tuple[str, str, Pair, str]]:
    """The same of the tables of a file, whose rows are told one by one with the place of each, their cells by tabs:
    kind, level, place, what. Each table is looked at by itself, from the row that is its head."""
    for _, lines in groupby(rows, key=lambda it: _ROW.sub("", it[0][0])):
        table = [(place, text.split("\t")) for place, text in lines]
        for at, (place, head) in enumerate(table):
            below = [cells for _, cells in table[at + 1 :]]
            if area := beside_area(head):
                yield area.kind, ASK, place, area.told
            if found := grid("", head, below):
                yield from _of_grid(found, place)
                break


def _of_grid(found: Grid, place: Pair) -> Iterator[tuple[str, str, Pair, str]]:
    for it in faults(found):
        where = " · ".join(filter(None, (it.place, it.answer)))
        yield it.kind, _level(it), (f"{place[0]} {where}", f"{place[1]} {where}"), it.told


def _level(fault: Fault) -> str:
    """What can be worked out of a withheld count is to be put right; the rest two people may let pass."""
    return BLOCK if fault.kind == PINNED else ASK


def grids(content: Content) -> Iterator[tuple[Pair, Grid]]:
    """The tables that count people by their choice, each with its place on the page."""
    whole = content.estates[0].name if len(content.estates) == 1 else "合计"
    for place, named, head, rows in _tables(content):
        if found := grid(named, head, rows, whole):
            yield place, found


def _tables(content: Content) -> Iterator[tuple[Pair, str, list[str], list[list[str]]]]:
    """Each table of the page: its place, what it is called, its head, its rows."""
    title, number = content.title[0], 0
    for block in content.blocks:
        if isinstance(block, Table):
            number += 1
            head = [plain(it[0]) for it in block.head]
            rows = [[plain(cell[0]) for cell in row] for row in block.rows]
            yield _place(number), f"{plain(block.caption[0])} {title}", head, rows
        elif isinstance(block, OwnText):
            told = [it for it in own_html.tables(block.html[0]) if it[1]]
            for at, (caption, lines) in enumerate(told, start=1):
                yield _place(at), f"{caption} {title}", list(lines[0]), [list(it) for it in lines[1:]]


def _place(number: int) -> Pair:
    return f"第{number}个表格", f"Table {number}"


def _public(version: PublicationVersion, own: list[tuple[Pair, Grid]]) -> list[PublicationVersion]:
    """The versions that the public has or had: those of its own publication before it, those of others in whose text
    some answer stands, and those that were withdrawn, of which no text is kept."""
    texts = PublicText.objects.filter(lang="zh").exclude(publication=version.publication_id)
    words = {one.answers[0] for _, one in own}
    keys = {key for word in words for key in texts.filter(text__contains=word).values_list("publication", flat=True)}
    rows = PublicationVersion.objects.filter(state__in=WAS_PUBLIC, destroyed_at=None)
    known = Q(publication__in=[*keys, version.publication_id]) | Q(state=State.WITHDRAWN)
    return list(rows.filter(known).exclude(pk=version.pk).select_related("publication"))
