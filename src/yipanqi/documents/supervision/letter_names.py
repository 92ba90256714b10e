"""Names in English letters: as the programme names a unit in English, else in pinyin, the Chinese beside it. The organ
that sends a letter heads and signs it by its own name."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from yipanqi.documents.latin import called, latin

_NAMES = frozenset({"lead", "inspects", "unit"})
_LISTS = frozenset({"supporting", "estates", "attending"})
Facts = TypeVar("Facts")


def named(facts: Facts, lang: str) -> Facts:
    """The same facts as a paper in this language names units and estates; in Chinese as they are."""
    return facts if lang == "zh" else _spoken(facts, _english(facts))


def name_in(name: str, lang: str) -> str:
    """One name, likewise."""
    return name if lang == "zh" else latin(name)


def _english(facts: Any) -> Mapping[str, str]:
    """What units are called, as the facts or their order tell it."""
    return getattr(facts, "order", facts).english  # type: ignore[no-any-return]


def _spoken(facts: Any, english: Mapping[str, str]) -> Any:
    changed = {it.name: _value(it.name, getattr(facts, it.name), english) for it in fields(facts)}
    return replace(facts, **changed)


def _value(name: str, value: Any, english: Mapping[str, str]) -> Any:
    if name in _NAMES and isinstance(value, str):
        return called(value, english)
    if isinstance(value, tuple):
        return tuple(
            called(it, english) if name in _LISTS else _spoken(it, english) if is_dataclass(it) else it for it in value
        )
    return _spoken(value, english) if is_dataclass(value) else value
