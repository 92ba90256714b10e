"""`--what-if`: assumptions as they are typed, one by one or in a file."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from yipanqi.cli.refusals import CannotFollow
from yipanqi.domain.planning.scenario import UNCHANGED, CannotDerive, Scenario, derived, estate_of
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.spoken import CLASSES, TRADES

Stored = dict[str, Any]


def scenario_of(programme: Programme, texts: Iterable[str]) -> Scenario:
    """The scenario of all that is typed, later words before earlier ones; `CannotFollow` names what cannot be."""
    whole, read = UNCHANGED, list(texts)
    for at, text in enumerate(read):
        try:
            one = _file(text) if text.endswith(".json") else _item(programme, text)
            derived(programme, Scenario.of(one))
            whole = Scenario.of(_merged(whole.to_dict(), one))
            derived(programme, whole)
        except CannotDerive as error:
            typed = " --what-if ".join(read[: at + 1] if error.code == "pin_in_and_out" else [text])
            raise CannotFollow("planning_what_if", text=typed, why=error) from None
    return whole


def _file(text: str) -> Stored:
    """A file holds the stored form of a scenario: `{"crews": {"pipe": 120}}`."""
    try:
        stored = json.loads(Path(text).read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotFollow("planning_no_file", file=text, why=error) from None
    except ValueError:
        stored = None
    if not isinstance(stored, dict):
        raise CannotFollow("planning_what_if_no_json", text=text)
    return stored


def _item(programme: Programme, text: str) -> Stored:
    kind, _, wish = text.partition(":")
    name, sign, value = (part.strip() for part in wish.rpartition("="))
    if kind in _ESTATES and wish.strip():
        return {_ESTATES[kind]: [estate_of(programme, wish.strip())]}
    if kind not in _FIGURES or not (name and sign and value):
        raise CannotFollow("planning_bad_what_if", text=text)
    return _FIGURES[kind](programme, name, value.removesuffix("%"))


def _grant(programme: Programme, name: str, wan: str) -> Stored:
    fund, _, year = name.rpartition(":")
    names = {fund.id: (fund.name, fund.name_en) for fund in programme.funds}
    return {"grants": {_key(names, fund.strip()): {year.strip(): wan}}}


def _crew(programme: Programme, trade: str, percent: str) -> Stored:
    return {"crews": {_key(TRADES, trade): percent}}


def _sites(programme: Programme, region: str, more: str) -> Stored:
    return {"sites": {_key({region.id: (region.name,) for region in programme.regions}, region): more}}


def _target(programme: Programme, number: str, least: str) -> Stored:
    """Targets are counted from 1, as the sheet has them; the stored form counts from 0."""
    if not number.isdecimal() or not 1 <= int(number) <= len(programme.targets):
        raise CannotDerive("scenario_no_target", number=number, count=len(programme.targets))
    return {"targets": {str(int(number) - 1): least}}


def _weight(programme: Programme, kind: str, weight: str) -> Stored:
    known = _key(CLASSES, kind)
    if known not in CLASSES:
        raise CannotDerive("scenario_no_class", **{"class": kind})
    return {"weights": {known: weight}}


def _start(programme: Programme, estate: str, label: str) -> Stored:
    return {"pins": {estate_of(programme, estate): label}}


_FIGURES: dict[str, Callable[[Programme, str, str], Stored]] = {
    "grant": _grant, "crew": _crew, "sites": _sites, "target": _target, "weight": _weight, "start": _start,
}  # fmt: skip
_ESTATES = {"must": "must", "withhold": "withheld"}


def _key(names: Mapping[str, tuple[str, ...]], said: str) -> str:
    """The code of who has this code or, where only one has it, this name; else what was said, which nobody knows."""
    found = [key for key, all_names in names.items() if said in all_names]
    return found[0] if said not in names and len(found) == 1 else said


def _merged(old: Stored, new: Stored) -> Stored:
    """Both, the new one before the old one, part by part."""
    both = dict(old)
    for key, value in new.items():
        if isinstance(value, dict):
            both[key] = _merged(old.get(key, {}), value)
        else:
            both[key] = [*old.get(key, ()), *value] if isinstance(value, list) else value
    return both
