"""What the deeds of the log are called. An app names its own deeds here by `name_actions`, when it is ready."""

from collections.abc import Callable
from typing import Any

from yipanqi.web.page.say import listed, say

_ACTIONS: dict[str, tuple[str, str]] = {}
_FIELDS: dict[str, tuple[str, str]] = {}
_TELLERS: dict[str, Callable[[Any], str]] = {}


def name_actions(names: dict[str, tuple[str, str]]) -> None:
    """Give deeds their names in both languages."""
    _ACTIONS.update(names)


def name_fields(names: dict[str, tuple[str, str]]) -> None:
    """Give the values of deeds their names in both languages."""
    _FIELDS.update(names)


def tell_values(tellers: dict[str, Callable[[Any], str]]) -> None:
    """Say how the values of these names are told in words."""
    _TELLERS.update(tellers)


def value_said(name: str, value: Any) -> str | None:
    """The value in the reader's language; nothing for nothing."""
    if value is None:
        return None
    if isinstance(value, list):
        return listed(value_said(name, item) or "" for item in value)
    if isinstance(value, bool):
        return say("是", "yes") if value else say("否", "no")
    return _TELLERS[name](value) if name in _TELLERS else str(value)


def action_said(code: str) -> str:
    """The deed in the reader's language; one without a name by its code."""
    return say(*_ACTIONS.get(code, (code, code)))


def field_said(code: str) -> str:
    """The value's name in the reader's language."""
    return say(*_FIELDS.get(code, (code, code)))


def named() -> frozenset[str]:
    """The deeds that have a name."""
    return frozenset(_ACTIONS)
