"""The business day: today in the district. Laws are handed it; nothing but this function asks the clock for a day."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day by the clock in Asia/Shanghai; in a demonstration the day that its settings name."""
    return settings.TODAY or timezone.localdate()
