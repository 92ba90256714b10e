"""Fills a home for the story of supervision: `python -m looking.story_of_supervision HOME before`. The small programme
of the other stories with its works under way; the first one should have been over, and its light is red."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from looking.story_of_progress import ESTATE

LATE = timedelta(days=55)


def main() -> None:
    """The only chapter."""
    import django

    django.setup()
    before(Path(sys.argv[1]), datetime.now(UTC))


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
    people.told(home, pages=[], data={}, shows={}, run=run.pk, estates=ESTATES, late=late.pk)


if __name__ == "__main__":
    if len(sys.argv) != 3 or not os.environ.get("YIPANQI_HOME"):
        raise SystemExit(__doc__)
    main()
