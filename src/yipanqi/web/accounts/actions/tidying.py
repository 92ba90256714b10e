"""What a worker does for the doors now and then: sums of refusals into the log, old counts away."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction

from yipanqi.web.audit import actions as audit

from ..models import Tries

_KEPT = timedelta(hours=1)


@transaction.atomic
def tidy(*, at: datetime) -> None:
    """Tell what was refused in the hours that are over; forget who tried what once no lock depends on it."""
    audit.sum_refusals(at=at)
    Tries.objects.filter(since__lt=at - _KEPT).delete()
    AccessAttempt.objects.filter(attempt_time__lt=at - settings.AXES_COOLOFF_TIME - _KEPT).delete()
