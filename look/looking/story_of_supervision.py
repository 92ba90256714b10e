"""Fills a home for the story of supervision: `python -m looking.story_of_supervision HOME CHAPTER`. The small programme
of the other stories with its works under way; the first one should have been over, and its light is red. Later, an
assessment of the quarter in which that was: what the record cannot tell is entered, but for what is watched."""

import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from looking.story_of_progress import ESTATE

LATE = timedelta(days=55)
ANSWER_DAYS, APPEAL_DAYS = 5, 5  # working days
SUMMED_UP = (1, 20)  # of January: the year before is over, and known
WATCHED = "residents"  # the indicator that a person enters


def main() -> None:
    """The chapter that is asked for; the first one fills the home."""
    home, chapter = Path(sys.argv[1]), sys.argv[2]
    import django

    django.setup()
    from looking.day import keep

    keep()
    {"before": before, "read": read}[chapter](home, datetime.now(UTC))


def before(home: Path, at: datetime) -> None:
    """The works of the story of progress, one of them late; lights of them all."""
    from django.core.management import call_command

    from looking import people
    from looking.met import met
    from looking.story import ESTATES, _planned, _taken_in
    from looking.story_of_progress import begun
    from yipanqi.web.audit import signing
    from yipanqi.web.page.today import today
    from yipanqi.web.progress.actions import lights

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    signing.begin_where_none(at=at)
    people.moved_in(at - people.LONG_AGO)
    run = _planned(_taken_in(home, at), at)
    works = begun(run, at)
    late = works.filter(estate_name=ESTATE).first()
    works.filter(pk=late.pk).update(finish_date=at.date() - LATE)
    found, lesson = lights.worked_out(run.entry, today())
    lights.keep_all(entry=run.entry, found=found, lesson=lesson, day=today(), at=at)
    met(run.entry, at)
    days = {name: f"{day}" for name, day in days_of(run.entry.frame().working, today()).items()}
    people.told(home, pages=[], data={}, shows={}, run=run.pk, estates=ESTATES, late=late.pk, days=days)


def days_of(working: Any, day: date) -> dict[str, date]:
    """The business days of the story: the limit of its order, the day after, the one on which the year is summed up,
    the first one without appeals."""
    limit = working.add(day, ANSWER_DAYS)
    urged = working.add(limit, 1)
    summed_up = working.next_working(date(urged.year + 1, *SUMMED_UP))
    return {"limit": limit, "urged": urged, "summed_up": summed_up, "settled": working.add(summed_up, APPEAL_DAYS + 1)}


def read(home: Path, at: datetime) -> None:
    """The last quarter's assessment of the subdistricts, read from the record."""
    from looking.assessed import adopted, assessed, complete
    from yipanqi.domain.supervision.schemes_shipped import SUBDISTRICTS
    from yipanqi.web.page.today import today
    from yipanqi.web.programmes.models import ProgrammeEntry

    entry = ProgrammeEntry.objects.get()
    found = assessed(adopted(entry, SUBDISTRICTS, at, today()), at, today())
    complete(found, at, today(), but=WATCHED)


if __name__ == "__main__":
    if len(sys.argv) != 3 or not os.environ.get("YIPANQI_HOME"):
        raise SystemExit(__doc__)
    main()
