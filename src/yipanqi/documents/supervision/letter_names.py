"""Names in English letters: pinyin, the Chinese beside it. The organ that sends a letter heads and signs it by its own
name."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from yipanqi.documents.latin import latin

_NAMES = frozenset({"lead", "inspects", "unit"})
_LISTS = frozenset({"supporting", "estates", "attending"})
Facts = TypeVar("Facts")


def named(facts: Facts, lang: str) -> Facts:
    """The same facts as a paper in this language names units and estates; in Chinese as they are."""
    return facts if lang == "zh" else _spoken(facts)


def name_in(name: str, lang: str) -> str:
    """One name, likewise."""
    return name if lang == "zh" else latin(name)


def _spoken(facts: Any) -> Any:
    changed = {it.name: _value(it.name, getattr(facts, it.name)) for it in fields(facts)}
    return replace(facts, **changed)


def _value(name: str, value: Any) -> Any:
    if name in _NAMES and isinstance(value, str):
        return latin(value)
    if isinstance(value, tuple):
        return tuple(latin(it) if name in _LISTS else _spoken(it) if is_dataclass(it) else it for it in value)
    return _spoken(value) if is_dataclass(value) else value
