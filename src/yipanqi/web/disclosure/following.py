"""What follows once the public gets to see something else: kinds of jobs, which the act files."""

from datetime import datetime
from typing import Any

from yipanqi.web.jobs import actions as jobs

_KINDS: list[str] = []


def after_change(kind: str) -> None:
    """A job of this kind follows each act that changes what the public sees."""
    if kind not in _KINDS:
        _KINDS.append(kind)


def file_following(version: Any, *, by: Any, at: datetime) -> None:
    """File what follows, once for each act."""
    for kind in _KINDS:
        key = f"{kind}:{version.pk}:{version.changes}"
        jobs.file(kind=kind, args={"version": version.pk}, by=by, key=key, subject=version.publication)
