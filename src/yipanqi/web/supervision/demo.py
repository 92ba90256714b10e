"""The example supervised: orders and their ladders, meetings and cases, an assessment, closed periods. Sample data."""

from collections.abc import Callable

from django.conf import settings

from yipanqi.web.programmes.models import ProgrammeEntry

from . import demo_assess, demo_ladder, demo_meetings, demo_orders, demo_periods

Tell = Callable[[str, str], None]
PARTS = (demo_meetings, demo_orders, demo_ladder, demo_assess, demo_periods)  # in the order in which they build


def prepare(*, entry: ProgrammeEntry, tell: Tell) -> None:
    """All of it, once; nothing where the demonstration has no day of its own."""
    if settings.TODAY:
        for part in PARTS:
            part.prepare(entry=entry, tell=tell)
