"""Which function does which kind of job: `@handler("plans.run", "编制方案", "Making a plan", needs="plans.make")`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yipanqi.web.page.say import say

if TYPE_CHECKING:
    from .ticket import Ticket

Work = Callable[["Ticket"], Any]


class CannotDo(Exception):
    """Raised by a handler: the work cannot be done, and here is why, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en

    def __str__(self) -> str:
        return say(self.zh, self.en)


class Stopped(Exception):
    """Raised by a handler that was asked to stop and has nothing worth keeping."""


@dataclass(frozen=True)
class Handler:
    """A kind of job, its name in both languages, the function that does it, and the permission it takes."""

    kind: str
    zh: str
    en: str
    work: Work
    needs: str = ""
    one_each: bool = False  # of all such kinds one at a time for each person: nobody has all workers to themselves


_handlers: dict[str, Handler] = {}


def handler(kind: str, zh: str, en: str, *, needs: str = "", one_each: bool = False) -> Callable[[Work], Work]:
    """Register the function as the one that does jobs of this kind, for who holds the permission `needs`; of those
    that are `one_each` a person's are done one after the other.

    It is called with a `Ticket`, may be called again after a crash, and must write what it changes inside
    `with ticket.effect()`: only there is once guaranteed.
    """

    def register(work: Work) -> Work:
        known = _handlers.get(kind)
        if known and known.work is not work:
            raise ValueError(f"two handlers for {kind}: {known.work.__module__} and {work.__module__}")
        _handlers[kind] = Handler(kind, zh, en, work, needs, one_each)
        return work

    return register


def known_kinds() -> list[str]:
    """The kinds this process can do."""
    return sorted(_handlers)


def kinds_of_one_each() -> list[str]:
    """The kinds of which each person has one done at a time."""
    return sorted(kind for kind, known in _handlers.items() if known.one_each)


def handler_of(kind: str) -> Handler:
    """The handler of a kind; `KeyError` when there is none."""
    return _handlers[kind]


def said_of(kind: str) -> tuple[str, str]:
    """The name of a kind in both languages; the kind itself when this process does not know it."""
    known = _handlers.get(kind)
    return (known.zh, known.en) if known else (kind, kind)


def is_permitted(kind: str, person: Any) -> bool:
    """May a job of this kind be done for this person, as they are now, or for nobody in particular?"""
    known = _handlers.get(kind)
    if person is None or known is None:
        return True
    return person.is_active and (not known.needs or person.has_perm(known.needs))


def may_take_over(kind: str, person: Any) -> bool:
    """May this person have a job of this kind done that somebody else filed who no longer may?"""
    known = _handlers.get(kind)
    return known is not None and bool(known.needs) and is_permitted(kind, person)
