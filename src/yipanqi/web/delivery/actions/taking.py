"""Who took a table of delivery away."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yipanqi.web.audit import actions as audit
from yipanqi.web.programmes.models import ProgrammeEntry


@transaction.atomic
def taken(*, entry: ProgrammeEntry | None, file: str, by: Any, at: datetime) -> None:
    """Record it."""
    audit.record("delivery.exported", subject=entry, by=by, at=at, after={"file": file})
