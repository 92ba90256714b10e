"""The index number of a publication: by the district's pattern, without a gap within the year, never used again."""

from datetime import date

from yipanqi.domain.delivery.setting import in_force
from yipanqi.domain.disclosure.index_number import CannotNumber, Part, made, next_serial, pattern
from yipanqi.web.delivery.models.settings import setting
from yipanqi.web.delivery.rulebook import shipped
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import Publication
from .rules import BODY, CLASSES, PATTERN, REGION


class NoNumber(Cannot):
    """No number can be made by the settings."""


def decided(entry: ProgrammeEntry | None, key: str, day: date) -> object:
    """What the district decided, or what counts where it says nothing."""
    return setting(entry, key, day) if entry is not None else in_force(shipped(), key, day).value


def classes_of(entry: ProgrammeEntry | None, kind: str, day: date) -> dict[str, str]:
    """How publications of this kind are classed: in the index number, by genre, topic and catalogue."""
    rows = decided(entry, CLASSES, day)
    return next((row for row in rows if row["kind"] == kind), {})  # type: ignore[attr-defined]


def next_number(publication: Publication, day: date) -> tuple[int, int, str]:
    """Year, serial and number that it gets now. Its caller holds the lock under which numbers are given."""
    entry = publication.entry
    serial = next_serial(
        Publication.objects.filter(year=day.year).exclude(serial=None).values_list("serial", flat=True)
    )
    parts = {
        Part.REGION: str(decided(entry, REGION, day)),
        Part.BODY: str(decided(entry, BODY, day)),
        Part.CLASS: classes_of(entry, publication.kind, day).get("class", ""),
    }
    try:
        number = made(pattern(str(decided(entry, PATTERN, day))), serial=serial, year=day.year, parts=parts, day=day)
    except CannotNumber as refusal:
        raise NoNumber(*refusal.pair) from None
    except ValueError:
        raise NoNumber(
            "索引号的格式不对，请在设置中改正", "The pattern of index numbers is wrong: see the settings"
        ) from None
    return day.year, serial, number
