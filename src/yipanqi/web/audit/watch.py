"""Does the database reach as far as the newest checkpoint says? Asked at start, by the health page, and on pages."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from . import checkpoints, proof, signing
from .checkpoints import CannotSign, CannotTell, Checkpoint

log = logging.getLogger(__name__)
Said = tuple[str, str]


def newest() -> Checkpoint:
    """The newest checkpoint that is outside. Raises CannotTell."""
    return checkpoints.newest(settings.CHECKPOINTS, checkpoints.public_here(settings.CHECKPOINT_KEY))


def signed() -> Checkpoint | None:
    """The newest checkpoint, where it can be read."""
    try:
        return newest()
    except CannotTell:
        return None


def trouble(*, at: datetime) -> Said | None:
    """What is wrong between the log and its newest checkpoint, in both languages; nothing where all is well."""
    try:
        last = newest()
        signing.refuse_rolled_back(last)
    except (CannotTell, CannotSign) as refusal:
        return refusal.args
    waits = next(proof.unsigned(last.size, at), None)
    return (waits.zh, waits.en) if waits else None


def tell_at_start() -> Said | None:
    """One line of the program's log where something is wrong; a database that does not answer tells nothing here."""
    try:
        said = trouble(at=timezone.now())
    except DatabaseError:
        return None
    finally:
        connection.close()
    if said:
        log.error("%s · %s", *said)
    return said


def health() -> dict[str, bool]:
    """For the health page: does the log hold what the newest checkpoint says, and is it signed on time?"""
    try:
        return {"checkpoints": trouble(at=timezone.now()) is None}
    except DatabaseError:
        return {"checkpoints": False}
