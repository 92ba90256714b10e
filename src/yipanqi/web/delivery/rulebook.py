"""The rules that a district may set: those of delivery, and those that later stages add."""

from collections.abc import Iterable
from typing import Any

from yipanqi.domain.delivery import described as law
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.shipped import SHIPPED

_ADDED: list[Setting] = []
_FIELDS: dict[str, law.Field] = {}


def add_rules(settings: Iterable[Setting], fields: Iterable[law.Field]) -> None:
    """A later stage's rules as they are in force where a district says nothing, and what their keys are called."""
    known = {it.key for it in _ADDED}
    _ADDED.extend(it for it in settings if it.key not in known)
    _FIELDS.update({it.key: it for it in fields})


def shipped() -> tuple[Setting, ...]:
    """All rules as they are in force where a district says nothing."""
    return (*SHIPPED, *_ADDED)


def described(key: str, value: Any) -> law.Field:
    """What is known of a key."""
    return _FIELDS[key] if key in _FIELDS else law.described(key, value)
