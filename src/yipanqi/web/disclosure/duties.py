"""应公开: what the record makes due, held against what was published and what was said of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils import timezone

from yipanqi.domain.delivery.setting import in_force
from yipanqi.domain.disclosure.duty import (
    OPEN,
    SHIPPED,
    YEAR_PREFIX,
    Event,
    Matter,
    Obligation,
    Word,
    matters,
    with_days,
    years_over,
)
from yipanqi.domain.disclosure.inspection import RHYTHM, Column, Letter, Link, Sign, dead, empty, stale, unanswered
from yipanqi.domain.disclosure.publication import KINDS, Kind
from yipanqi.domain.disclosure.state import State
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.programmes.models import ProgrammeEntry

from . import from_record, record_changes
from .duties_rules import DAYS
from .models import DutyNote, Publication, PublicationVersion, RecordChange

_ON_THE_WAY = (State.DRAFTED, State.CHECKED, State.SIGNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """What is due of a programme on a day, and where each thing is: its record, and its publication."""

    matters: list[Matter]
    records: Mapping[tuple[Kind, str], str]  # addresses
    publications: Mapping[tuple[Kind, str], Publication]  # published, or on its way there
    notes: Mapping[tuple[str, str], DutyNote]
    changes: Mapping[tuple[Kind, str], RecordChange]  # of what is published, and differs from the record
    columns: list[Column]

    @property
    def open(self) -> list[Matter]:
        """Those that are neither done nor said not to apply."""
        return [it for it in self.matters if it.status in OPEN]

    def find(self, obligation: str, matter: str) -> Matter | None:
        """One of them by its names."""
        return next((it for it in self.matters if (it.obligation.code, it.event.key) == (obligation, matter)), None)


def duties_of(entry: ProgrammeEntry, day: date) -> Duties:
    """What is due of a programme on a day."""
    offers = from_record.offers(entry, day)
    changes = record_changes.of(entry)
    events = [_event(it, changes.get((it.kind, it.record_key))) for it in offers]
    if events:  # a meeting or a paper of years before the programme owes no report of its year
        since = max(min(it.day for it in events).year, entry.frame().calendar.first_year)
        events.extend(years_over(since, day))
    rows = Publication.objects.filter(entry=entry, is_dropped=False)
    publications = {(it.kind_told, it.record_key): it for it in rows.exclude(record_key="")}
    out = {pk: _day(at) for pk, at in rows.published().values_list("pk", "published_at")}
    notes = notes_of(entry)
    found = matters(
        events,
        {key: out[it.pk] for key, it in publications.items() if it.pk in out and key not in changes},
        {key: word for key, note in notes.items() if (word := _word(note, out)) is not None},
        day,
        entry.frame().working,
        _in_force(entry),
    )
    return Duties(
        matters=found,
        records={(it.kind, it.record_key): getattr(it, "url", "") for it in offers},
        publications=publications,
        notes=notes,
        changes=changes,
        columns=list(_columns(entry, found)),
    )


def _event(offer: from_record.Offer, change: RecordChange | None) -> Event:
    changed_on = change.seen_on if change else None
    return Event(kind=offer.kind, key=offer.record_key, title=offer.title, day=offer.event_day, changed_on=changed_on)


def _in_force(entry: ProgrammeEntry) -> Callable[[date], Sequence[Obligation]]:
    """The obligations of a day, with the days that the district decided."""
    known = settings_of(entry)

    @cache
    def on(day: date) -> Sequence[Obligation]:
        rows = in_force(known, DAYS, day).value
        return with_days(SHIPPED, {row["duty"]: row["days"] for row in rows})

    return on


def notes_of(entry: ProgrammeEntry) -> dict[tuple[str, str], DutyNote]:
    """The newest word on each matter, by obligation and matter; none where it was taken back."""
    found: dict[tuple[str, str], DutyNote] = {}
    for note in DutyNote.objects.filter(entry=entry).select_related("by", "publication").order_by("pk"):
        found[note.obligation, note.matter] = note
    return {key: note for key, note in found.items() if note.kind != DutyNote.RECALLED}


def _word(note: DutyNote, out: Mapping[int, date]) -> Word | None:
    """What a note says; nothing where it names a publication that is public no more."""
    if note.kind == DutyNote.NOT_APPLICABLE:
        return Word(reason=note.reason, said_on=note.day)
    if note.publication_id is None:
        return Word(reason=note.reason, done_on=note.day, said_on=note.day)
    if note.publication_id not in out:
        return None
    return Word(reason=note.reason, done_on=out[note.publication_id], said_on=note.day)


def _day(at: Any) -> date:
    return timezone.localdate(at)


def _columns(entry: ProgrammeEntry, found: Iterable[Matter]) -> Iterator[Column]:
    """The columns that the public has or should have: of each kind that something was due of, or published."""
    latest: dict[Kind, date] = {}
    for kind, at in Publication.objects.filter(entry=entry).published().values_list("kind", "updated_at"):
        latest[Kind(kind)] = max(latest.get(Kind(kind), date.min), _day(at))
    due = {it.obligation.kind for it in found if not it.event.key.startswith(YEAR_PREFIX)}
    for kind, names in KINDS.items():
        if kind in due or kind in latest:
            yield Column(code=kind.value, names=names, rhythm=RHYTHM[kind], last_on=latest.get(kind))


def signs_of(
    duties: Duties, day: date, letters: Iterable[Letter] = (), links: Iterable[Link] = (), business: date | None = None
) -> list[Sign]:
    """What an inspection would find, as far as the platform knows it: columns by the server's day, letters by the
    business day."""
    columns = duties.columns
    return [*stale(columns, day), *empty(columns), *dead(links), *unanswered(letters, business or day)]


def on_the_way(entry: ProgrammeEntry) -> dict[int, str]:
    """Publications that are being made: where their newest version stands, in words."""
    rows = PublicationVersion.objects.filter(publication__entry=entry, state__in=_ON_THE_WAY).order_by("pk")
    return {it.publication_id: it.state_said for it in rows.only("publication_id", "state")}
