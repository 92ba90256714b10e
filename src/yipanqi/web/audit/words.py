"""What the deeds of the log are called. An app names its own deeds here by `name_actions`, when it is ready."""

from yipanqi.web.say import say

_ACTIONS: dict[str, tuple[str, str]] = {}
_FIELDS: dict[str, tuple[str, str]] = {}


def name_actions(names: dict[str, tuple[str, str]]) -> None:
    """Give deeds their names in both languages."""
    _ACTIONS.update(names)


def name_fields(names: dict[str, tuple[str, str]]) -> None:
    """Give the values of deeds their names in both languages."""
    _FIELDS.update(names)


def action_said(code: str) -> str:
    """The deed in the reader's language; one without a name by its code."""
    return say(*_ACTIONS.get(code, (code, code)))


def field_said(code: str) -> str:
    """The value's name in the reader's language."""
    return say(*_FIELDS.get(code, (code, code)))


def named() -> frozenset[str]:
    """The deeds that have a name."""
    return frozenset(_ACTIONS)
