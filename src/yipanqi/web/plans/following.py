"""What later stages do once a plan is adopted: kinds of jobs, which the adoption files."""

from typing import Any

from yipanqi.web.jobs import actions as jobs

_KINDS: list[str] = []


def after_adoption(kind: str) -> None:
    """A job of this kind follows each adoption, with its key as `adoption`."""
    if kind not in _KINDS:
        _KINDS.append(kind)


def file_following(adoption: Any, *, by: Any) -> None:
    """File what follows this adoption, once."""
    for kind in _KINDS:
        jobs.file(kind=kind, args={"adoption": adoption.pk}, by=by, key=f"{kind}:{adoption.pk}", subject=adoption.run)
