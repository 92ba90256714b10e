"""The rules that a district may set: those of delivery, and those that later stages add."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from yipanqi.domain.delivery import described as law
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.shipped import SHIPPED

_ADDED: list[Setting] = []
_FIELDS: dict[str, law.Field] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A rule that has a page of its own, where it is set; how its values are said, and where they come from."""

    url_name: str
    said: Callable[[Any], str]
    source_said: Callable[[str], str]


_PAGES: dict[str, OwnPage] = {}


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


def add_page(key: str, page: OwnPage) -> None:
    """Let a later stage's page show and set this rule."""
    _PAGES[key] = page


def page_of(key: str) -> OwnPage | None:
    """The page of its own that a rule has."""
    return _PAGES.get(key)
