"""The gate: fields of the record are read here and nowhere else, and only those that their stage lets be published."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from yipanqi.web.accounts import public as accounts
from yipanqi.web.delivery import public as delivery
from yipanqi.web.plans import public as plans
from yipanqi.web.programmes import public as programmes
from yipanqi.web.progress import public as progress
from yipanqi.web.supervision import public as supervision

STAGES = (accounts, programmes, plans, delivery, progress, supervision)
PUBLIC: dict[str, frozenset[str]] = {key: frozenset(it) for stage in STAGES for key, it in stage.PUBLIC.items()}


class NotPublic(Exception):
    """A field that no publication may carry was asked for: a fault of the code."""


def taken(rows: QuerySet, *names: str) -> list[dict[str, Any]]:
    """These fields of the rows, in their order. NotPublic names the first that is not on the list of its model."""
    for name in names:
        check(rows.model, name)
    return list(rows.values(*names))


def only(rows: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The first of the rows."""
    return next(iter(rows), None)


def check(model: type[Model], path: str) -> None:
    """May this field, or what it leads to, be published? NotPublic where it may not."""
    name, _, rest = path.partition("__")
    label = model._meta.label
    if name not in PUBLIC.get(label, frozenset()):
        raise NotPublic(f"{label}.{name}")
    if rest:
        related = model._meta.get_field(name).related_model
        if related is None:
            raise NotPublic(f"{label}.{path}")
        check(related, rest)
