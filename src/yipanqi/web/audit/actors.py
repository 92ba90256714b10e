"""Who acts: a kind and a key. A person of the staff by their number, a part of the system by its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from yipanqi.web.page.trace import request_id

STAFF, SYSTEM, RESIDENT, PUBLIC = "staff", "system", "resident", "public"
KINDS = (STAFF, SYSTEM, RESIDENT, PUBLIC)
ANONYMOUS = "anonymous"  # the role, in the log, of who has not logged in
WORKER, COMMAND, WEB = "worker", "command", "web"  # parts of the system

_part: ContextVar[str] = ContextVar("part", default="")


@dataclass(frozen=True)
class Actor:
    """Whoever does something: of which kind, and who among them; without a key, nobody in particular."""

    kind: str
    key: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of actor")

    @property
    def staff_id(self) -> int | None:
        """The number of a person of the staff; nothing of others."""
        return int(self.key) if self.kind == STAFF and self.key.isdecimal() else None


@contextmanager
def working_as(part: str) -> Iterator[None]:
    """What nobody in particular does inside is the deed of this part of the system."""
    token = _part.set(part)
    try:
        yield
    finally:
        _part.reset(token)


def actor_of(by: Any) -> Actor:
    """Who a deed is by: a person of the staff, an actor of another kind, or the part of the system that works here."""
    if isinstance(by, Actor):
        return by
    if by is None:
        return Actor(SYSTEM, _part.get() or (COMMAND if request_id() == "-" else WEB))
    return Actor(STAFF, str(by.pk)) if by.pk is not None else Actor(PUBLIC)


def roles_of(by: Any) -> str:
    """The roles somebody holds at this moment, in words of the program; of whoever holds none, what they are."""
    if hasattr(by, "roles_told"):
        return by.roles_told()[:200]
    kind = actor_of(by).kind
    return ANONYMOUS if kind == PUBLIC else kind
