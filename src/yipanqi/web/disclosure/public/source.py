"""The record as the public tree is built of it: what is published on a day, and the bytes that were signed off."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Prefetch

from yipanqi.documents.disclosure.site import digest
from yipanqi.domain.disclosure.publication import Published
from yipanqi.domain.disclosure.validity import Ending, validity_on

from .. import keeping
from ..as_published import as_published, old_versions
from ..models import Publication, PublicationFile, PublicationVersion
from ..models.publications import WAS_PUBLIC

_MARKED = (
    "publication__uid", "number", "state", "shows_old", "content_hash", "publication__updated_at", "destroyed_at",
    "effective_on", "ends_on", "ending", "successor",
)  # fmt: skip
_AT_ONCE = 200  # publications that are read from the database together


class Record:
    """What the public has on a day, read as it is asked for. Nothing that is not public is ever in it."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._waiting: dict[str, None] = {}  # uids that were told of and not read yet, in order
        self._read: dict[str, tuple[Published, Sequence[Published]]] = {}
        self._heads: Mapping[str, str] | None = None

    def heads(self) -> Mapping[str, str]:
        """By uid a mark of all that the public has of it: which versions in which state, and how valid they are. Asked
        once: the tree and the texts of search are of the same moment."""
        if self._heads is None:
            self._heads = self._marked()
        return self._heads

    def _marked(self) -> Mapping[str, str]:
        marks: dict[str, list[Any]] = {}
        rows = PublicationVersion.objects.filter(
            state__in=WAS_PUBLIC, publication__in=Publication.objects.known_outside()
        )
        for row in rows.order_by("publication_id", "number").values_list(*_MARKED):
            uid, *told, effective, ends, ending, successor = row
            valid = validity_on(self.day, effective, ends, Ending(ending))
            marks.setdefault(uid, []).append([*map(_plain, told), valid, _plain(ends), successor])
        return {uid: digest(mark) for uid, mark in marks.items()}

    def expect(self, uids: Iterable[str]) -> None:
        """Which ones will be asked for, in this order."""
        self._waiting, self._read = dict.fromkeys(uids), {}

    def published(self, uid: str) -> Published:
        """A publication as the public has it. KeyError: it has nothing."""
        return self._at(uid)[0]

    def older(self, uid: str) -> Sequence[Published]:
        """Its older versions, where the office leaves them reachable."""
        return self._at(uid)[1]

    def kept(self, sha256: str) -> bytes:
        """The bytes kept under a hash. Raises LostFile."""
        return keeping.read(sha256)

    def _at(self, uid: str) -> tuple[Published, Sequence[Published]]:
        if uid not in self._read:
            self._read = self._some(uid)
        return self._read[uid]

    def _some(self, uid: str) -> dict[str, tuple[Published, Sequence[Published]]]:
        """This one and those that are likely to be asked for next."""
        self._waiting.pop(uid, None)
        wanted = [uid, *islice(self._waiting, _AT_ONCE - 1)]
        found = {}
        for it in read(wanted):
            if (told := as_published(it, self.day)) is not None:
                found[it.uid] = (told, old_versions(it, self.day))
        for one in wanted:
            self._waiting.pop(one, None)
        return found


def read(uids: Sequence[str]) -> Any:
    """Publications with all that their pages need, in few questions."""
    versions = PublicationVersion.objects.filter(state__in=WAS_PUBLIC).prefetch_related(
        Prefetch("files", PublicationFile.objects.order_by("pk"))
    )
    rows = Publication.objects.known_outside().filter(uid__in=uids)
    return rows.prefetch_related(Prefetch("versions", versions))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
