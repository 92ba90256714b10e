"""What a book says as a whole that can hardly be: the checks of our own workbook, each at the row of the
estate that it is about."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from yipanqi.domain.finding import Finding, Place
from yipanqi.domain.programme import Programme
from yipanqi.workbook.funding import grants, spare_earmarks
from yipanqi.workbook.own.facts import Gathered
from yipanqi.workbook.plausible import plausible
from yipanqi.workbook.rows import ReadRows
from yipanqi.workbook.tables import TableRow
from yipanqi.workbook.text import plain

_SAID = ("name_twice",)  # by the reading of lists
_KEYS = {"estates": "id", "survey": "estate"}


def unlikely(programme: Programme, found: Gathered) -> Iterator[Finding]:
    """Figures far from the usual, money beyond what the works could cost."""
    regions = programme.region_by_id
    places = {
        estate.id: known.place
        for estate in programme.estates
        if (known := found.estates.get((plain(regions[estate.subdistrict].name), plain(estate.name))))
    }
    rows = _Rows(calendar=programme.calendar, places=places)
    shared = [own.place for own in found.estates.values() if all(work.cost is None for work in own.works.values())]
    for finding in plausible(programme, rows):
        is_ours = finding.code == "given_cost_unlikely" and finding.place in shared  # a part that we made of one sum
        if finding.code not in _SAID and not is_ours:
            yield finding
    yield from grants(programme, rows)
    yield from spare_earmarks(programme, rows)


@dataclass(frozen=True)
class _Row:
    """A row of the office's list, as the checks ask for it."""

    at: Place

    def place(self, key: str, part: str = "") -> Place:
        return self.at


@dataclass
class _Rows(ReadRows):
    """No rows of ours: whatever is said of an estate stands where the office's list names it."""

    places: dict[str, Place] = field(default_factory=dict)

    def row(self, sheet: str, **wanted: object) -> TableRow | None:
        place = self.places.get(str(wanted.get(_KEYS.get(sheet, ""), "")))
        return _Row(place) if place else None  # type: ignore[return-value]
