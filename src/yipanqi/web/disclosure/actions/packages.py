"""Keeping what was handed over to the portal."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yipanqi.web.audit import actions as audit

from ..models import PackageMade


@transaction.atomic
def keep(*, made: PackageMade, by: Any, at: datetime) -> PackageMade:
    """A package whose file is there and verifies; its number is nobody else's."""
    made.by, made.at = by, at
    made.save(force_insert=True)
    after = {"number": made.number, "kind": made.kind, "count": made.count, "hash": made.sha256[:16]}
    audit.record("package.made", subject=made, by=by, at=at, after=after)
    return made
