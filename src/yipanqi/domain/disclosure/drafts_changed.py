"""What a publication says otherwise than the record does now: title, paragraphs, cells of tables, fields of estates.
When the record was read is no difference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yipanqi.domain.disclosure import facts
from yipanqi.domain.disclosure.drafts import say
from yipanqi.domain.disclosure.publication import Content, EstateFacts, Pair, Paragraph, Table
from yipanqi.domain.supervision.bulletin import plain

_LONGEST = 20  # characters by which a paragraph is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A difference: where, what was published, what the record says now."""

    place: Pair
    before: Pair
    after: Pair


def changed(published: Content, now: Content) -> list[Changed]:
    """All differences, in the order of the page; nothing where the record still says the same."""
    return [*_title(published, now), *_paragraphs(published, now), *_tables(published, now), *_estates(published, now)]


def gone() -> Changed:
    """The record is not there any more, or may no longer be published."""
    return Changed(place=say("changed_record"), before=("", ""), after=say("changed_no_record"))


def _title(old: Content, new: Content) -> Iterator[Changed]:
    if old.title != new.title:
        yield Changed(place=say("changed_title"), before=old.title, after=new.title)


def _plain(pair: Pair | None) -> Pair:
    return say("changed_gone") if pair is None else (plain(pair[0]), plain(pair[1]))


def _paragraphs(old: Content, new: Content) -> Iterator[Changed]:
    before, after = ({it.key: it.marked for it in one.blocks if isinstance(it, Paragraph)} for one in (old, new))
    for key in dict.fromkeys((*before, *after)):
        was, now = _plain(before.get(key)), _plain(after.get(key))
        if was != now:
            text = was if key in before else now
            named = (text[0][:_LONGEST], text[1][: 2 * _LONGEST])
            yield Changed(place=say("changed_paragraph", text=named), before=was, after=now)


def _tables(old: Content, new: Content) -> Iterator[Changed]:
    before, after = ({it.key: it for it in one.blocks if isinstance(it, Table)} for one in (old, new))
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was is None or now is None or was.head != now.head:
            caption = (was or now or Table(key=key, caption=("", ""), head=(), rows=())).caption
            rows = [_plain(None) if it is None else (str(len(it.rows)), str(len(it.rows))) for it in (was, now)]
            yield Changed(place=say("changed_table", table=caption), before=rows[0], after=rows[1])
        else:
            yield from _rows(was, now)


def _rows(was: Table, now: Table) -> Iterator[Changed]:
    """Rows by what stands first in them and, where that stands twice, by how often it came before."""
    before, after = _named(was), _named(now)
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            place = say("changed_row", table=was.caption, row=key[0])
            yield Changed(place=place, before=_told(old), after=_told(new))
            continue
        for head, one, other in zip(was.head, old, new, strict=True):
            if _plain(one) != _plain(other):
                place = say("changed_cell", table=was.caption, row=key[0], column=head)
                yield Changed(place=place, before=_plain(one), after=_plain(other))


Row = tuple[Pair, ...]


def _named(table: Table) -> dict[tuple[Pair, int], Row]:
    """(its first words, which of these) → the row; a running number names nothing."""
    found: dict[tuple[Pair, int], Row] = {}
    seen: dict[Pair, int] = {}
    for row in table.rows:
        name = next(
            (_plain(it) for at, it in enumerate(row) if at not in table.numeric and not _is_number(it)), ("", "")
        )
        found[name, seen.get(name, 0)] = row
        seen[name] = seen.get(name, 0) + 1
    return found


def _is_number(pair: Pair) -> bool:
    return plain(pair[0]).isdecimal()


def _told(row: Row | None) -> Pair:
    if row is None:
        return _plain(None)
    texts = [_plain(it) for it in row]
    return " · ".join(it[0] for it in texts), " · ".join(it[1] or it[0] for it in texts)


def _estates(old: Content, new: Content) -> Iterator[Changed]:
    """Fields of the estates' pages that no table shows may differ too: all are compared."""
    before, after = ({it.estate: it for it in one.estates} for one in (old, new))
    for code in dict.fromkeys((*before, *after)):
        was, now = before.get(code), after.get(code)
        if was is None or now is None:
            named = was or now
            place = say("changed_estate_row", estate=named.name if named else code)
            yield Changed(place=place, before=_name(was), after=_name(now))
        elif was.values != now.values:
            yield from _fields(was, now)


def _name(it: EstateFacts | None) -> Pair:
    return _plain(None) if it is None else (it.name, it.name)


def _fields(was: EstateFacts, now: EstateFacts) -> Iterator[Changed]:
    for key in dict.fromkeys((*was.values, *now.values)):
        if was.values.get(key) != now.values.get(key):
            place = say("changed_estate", estate=was.name, field=facts.FIELDS[key].names)
            yield Changed(place=place, before=_value(was.values, key), after=_value(now.values, key))


def _value(values: Mapping[str, object], key: str) -> Pair:
    if key not in values:
        return _plain(None)
    return facts.said(key, values[key], "zh"), facts.said(key, values[key], "en")
