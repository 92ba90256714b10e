"""Small counts in a version's tables: few people who chose something, told outright or left to be worked out beside all
other tables of the same survey that the public has or had."""

from collections.abc import Iterator

from django.db.models import Q

from yipanqi.domain.disclosure.publication import Content, OwnText, Pair, Table
from yipanqi.domain.disclosure.state import State
from yipanqi.domain.disclosure.survey_tables import Grid, faults, grid
from yipanqi.domain.supervision.bulletin import plain

from . import own_html
from .found import ASK, Read, Told
from .models import PublicationVersion, PublicText
from .models.publications import WAS_PUBLIC


def of_few(version: PublicationVersion, content: Content) -> Iterator[Told]:
    """What of its tables the public may not see; two people may let each pass, with a reason."""
    own = list(grids(content))
    if not own:
        return
    others = [it for row in _public(version, own) for _, it in grids(row.final)]
    for at, (place, one) in enumerate(own):
        for it in faults(one, [*others, *(more for _, more in own[:at]), *(more for _, more in own[at + 1 :])]):
            where = " · ".join(filter(None, (it.place, it.answer)))
            read = Read((f"{place[0]} {where}", f"{place[1]} {where}"), "", "own")
            yield it.kind, ASK, read, it.told


def grids(content: Content) -> Iterator[tuple[Pair, Grid]]:
    """The tables that count people by their choice, each with its place on the page."""
    title, whole = content.title[0], content.estates[0].name if len(content.estates) == 1 else "合计"
    number = 0
    for block in content.blocks:
        if isinstance(block, Table):
            number += 1
            head = [plain(it[0]) for it in block.head]
            rows = [[plain(cell[0]) for cell in row] for row in block.rows]
            told = [(f"{plain(block.caption[0])} {title}", head, rows)]
        elif isinstance(block, OwnText):
            told = [
                (f"{caption} {title}", rows[0], rows[1:]) for caption, rows in own_html.tables(block.html[0]) if rows
            ]
        else:
            continue
        for at, (named, head, rows) in enumerate(told, start=1):
            if found := grid(named, head, rows, whole):
                own = at if isinstance(block, OwnText) else number
                yield (f"第{own}个表格", f"Table {own}"), found


def _public(version: PublicationVersion, own: list[tuple[Pair, Grid]]) -> list[PublicationVersion]:
    """The versions of other publications that the public has or had: those in whose text some answer stands, and those
    that were withdrawn, of which no text is kept."""
    texts = PublicText.objects.filter(lang="zh").exclude(publication=version.publication_id)
    words = {one.answers[0] for _, one in own}
    keys = {key for word in words for key in texts.filter(text__contains=word).values_list("publication", flat=True)}
    rows = PublicationVersion.objects.filter(state__in=WAS_PUBLIC, destroyed_at=None)
    known = Q(publication__in=keys) | Q(state=State.WITHDRAWN)
    return list(rows.filter(known).exclude(publication=version.publication_id).select_related("publication"))
