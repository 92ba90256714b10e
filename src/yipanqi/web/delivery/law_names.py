"""What estates, streets and measures are called in the sentences of laws, and what people mean when they call them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yipanqi.domain.delivery.laws_told import Names
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import DeliveryTask

Words = Mapping[str, Sequence[Any]]  # a word → the keys that it could mean
Refuse = Callable[[str, str], None]  # takes the sentence in both languages
ORGANISATION, ESTATE, WORK = ("单位", "organisation"), ("小区", "estate"), ("改造内容", "work")


def names_of(entry: ProgrammeEntry, estates: Iterable[str] = (), places: Mapping[str, str] | None = None) -> Names:
    """The names of these estates as the tasks call them, of all measures and their groups, and of other places."""
    codes = set(estates)
    known = DeliveryTask.objects.filter(entry=entry, parent=None, estate__in=codes).order_by() if codes else ()
    frame = entry.frame()
    measures = {it.id: (it.name, it.name_en or it.name) for it in (*frame.groups, *frame.measures)}
    return Names(places={task.estate: task.estate_name for task in known} | dict(places or {}), measures=measures)


@dataclass(frozen=True)
class Known:
    """What people may name: organisations, estates with tasks, and works."""

    organisations: Words
    estates: Words
    measures: Words


def known_of(entry: ProgrammeEntry) -> Known:
    """The organisations of the platform, the estates with tasks, the measures of the programme."""
    bodies = Organisation.objects.filter(is_active=True).values_list("pk", "name", "code")
    measures = entry.frame().measures
    return Known(
        organisations=_words((pk, (name, code)) for pk, name, code in bodies),
        estates=estates_of(entry),
        measures=_words((it.id, (it.id, it.name, it.name_en)) for it in measures),
    )


def estates_of(entry: ProgrammeEntry) -> Words:
    """The estates with tasks, by code and by name."""
    tops = DeliveryTask.objects.filter(entry=entry, parent=None).order_by().values_list("estate", "estate_name")
    return _words((code, (code, name)) for code, name in tops)


def called(words: Words, word: str, what: tuple[str, str], refuse: Refuse) -> Any:
    """The one thing that is called so; none where there is no such thing, or several, which is said."""
    keys = words.get(word.strip(), ())
    if len(keys) == 1:
        return keys[0]
    zh, en = what
    if keys:
        refuse(f"有多个{zh}叫“{word.strip()}”，请写编号", f"several are called “{word.strip()}”: write the {en}'s code")
    else:
        refuse(f"没有{zh}“{word.strip()}”", f"there is no {en} “{word.strip()}”")
    return None


def lots_in(text: str, known: Known, refuse: Refuse) -> list[tuple[str, str]]:
    """`登月小区；新村/供水、排水`: all works of the first, two of the second."""
    lots: list[tuple[str, str]] = []
    for part in parted(text, ";；\n"):
        estate_word, _, works = part.partition("/")
        estate = called(known.estates, estate_word, ESTATE, refuse)
        measures = [called(known.measures, word, WORK, refuse) for word in parted(works, "、,，")]
        lots += [(estate or "", measure or "") for measure in measures or [""]]
    return lots


def parted(text: str, marks: str) -> list[str]:
    """The parts between any of these marks that hold something."""
    for mark in marks:
        text = text.replace(mark, marks[0])
    return [part.strip() for part in text.split(marks[0]) if part.strip()]


def _words(pairs: Iterable[tuple[Any, tuple[str, ...]]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for key, words in pairs:
        for word in filter(None, dict.fromkeys(words)):
            found.setdefault(word, []).append(key)
    return found
