"""Changes by hand, one estate after another, as a list whose last ones can be taken back before anything is kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.sentences.spoken import estate_name, measure_name

from .study import Study

MOST = 40  # changes in one list


@dataclass(frozen=True, kw_only=True)
class Edit:
    """An estate as the hand wants it: its start (none: out of the plan), and the works that differ from the plan's."""

    estate: str
    start: str
    works: Mapping[str, str] = field(default_factory=dict)  # measure → standard; nothing: left out

    @property
    def text(self) -> str:
        """As an address carries it."""
        return json.dumps([self.estate, self.start, dict(self.works)], ensure_ascii=False, separators=(",", ":"))


def edits_in(found: Study, texts: Iterable[str]) -> list[Edit]:
    """The changes that an address carries; what makes no sense is left out."""
    edits: list[Edit] = []
    for text in texts:
        told = _told(text)
        if told is not None:
            edits = with_edit(found, edits, asked_of(found, *told))
    return edits[:MOST]


def _told(text: str) -> tuple[str, str, dict[str, str]] | None:
    """Estate, start and works as an `Edit` writes them; none where the text says anything else."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not (isinstance(told, list) and len(told) == 3):
        return None
    estate, start, works = told
    is_one = isinstance(estate, str) and isinstance(start, str) and isinstance(works, dict)
    is_one = is_one and all(isinstance(standard, str) for standard in works.values())
    return (estate, start, works) if is_one else None


def asked_of(found: Study, estate: str, start: str, works: Mapping[str, str]) -> Edit:
    """The change that a form asks for an estate: only works that are offered, and only where the plan differs. A start
    that is no quarter of the plan is no wish to leave it."""
    calendar = found.programme.calendar
    labels = {calendar.label(q) for q in range(calendar.quarters)}
    start = start if not start or start in labels else _start(found, estate)
    differs = {}
    for work in found.offer.works.get(estate, ()) if start else ():
        standards = {option.standard.value for option in work.options}
        chosen = found.plan.choices.get((estate, work.measure))
        now, asked = chosen.value if chosen else "", works.get(work.measure)
        asked = now if asked is None else asked
        if asked != now and (asked in standards or asked == ""):
            differs[work.measure] = asked
    return Edit(estate=estate, start=start, works=differs)


def with_edit(found: Study, edits: list[Edit], edit: Edit) -> list[Edit]:
    """The list with this change as its last, in place of an earlier one of the same estate; without it where it
    changes nothing."""
    others = [one for one in edits if one.estate != edit.estate]
    is_offered = found.offer.may_start(edit.estate)
    return [*others, edit] if is_offered and (edit.works or edit.start != _start(found, edit.estate)) else others


def drawn(found: Study, edits: Iterable[Edit]) -> Plan:
    """The plan with every change."""
    calendar = found.programme.calendar
    starts, choices = dict(found.plan.starts), dict(found.plan.choices)
    for edit in edits:
        if not edit.start:
            starts.pop(edit.estate, None)
            choices = {key: standard for key, standard in choices.items() if key[0] != edit.estate}
            continue
        starts[edit.estate] = calendar.quarter(edit.start)
        for measure, asked in edit.works.items():
            options = found.offer.work[edit.estate, measure].options
            standard = next((option.standard for option in options if option.standard.value == asked), None)
            if standard is None:
                choices.pop((edit.estate, measure), None)
            else:
                choices[edit.estate, measure] = standard
    return Plan(starts=starts, choices=choices)


def changed(found: Study, edits: Iterable[Edit]) -> list[dict[str, Any]]:
    """Each change as plain facts that `change_told` words without the plan: names as they are at this moment."""
    return [
        {
            "estate": edit.estate,
            "name": estate_name(found.programme, edit.estate),
            "was": _start(found, edit.estate),
            "start": edit.start,
            "works": [
                [*(measure_name(found.programme, measure, lang) for lang in ("zh", "en")), standard]
                for measure, standard in edit.works.items()
            ],
        }
        for edit in edits
    ]


def _start(found: Study, estate: str) -> str:
    start = found.plan.starts.get(estate)
    return "" if start is None else found.programme.calendar.label(start)
