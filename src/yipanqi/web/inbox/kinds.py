"""The kinds of messages: each app names its own when it is ready."""

from yipanqi.web.page.say import say

_KINDS: dict[str, tuple[str, str]] = {}


def name_kinds(names: dict[str, tuple[str, str]]) -> None:
    """Give kinds of messages their names in both languages. ValueError where one is named otherwise already."""
    for kind, name in names.items():
        if _KINDS.setdefault(kind, name) != name:
            raise ValueError(f"{kind} is named twice")


def known_kinds() -> list[str]:
    """The kinds that have a name."""
    return sorted(_KINDS)


def kind_said(kind: str) -> str:
    """A kind in the reader's language; one without a name by its code."""
    return say(*_KINDS.get(kind, (kind, kind)))
