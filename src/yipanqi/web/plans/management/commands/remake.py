"""`python -m yipanqi.web remake UID`: makes a plan once more from what is stored, and compares it bit for bit."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from yipanqi.web.plans import making
from yipanqi.web.plans.asked import again_of, request_of
from yipanqi.web.plans.jobs import differences
from yipanqi.web.plans.models import PlanRun


class _Line:
    """Nobody watches, nobody stops."""

    def progress(self, *said: Any) -> None:
        """Nothing to tell."""

    def should_stop(self) -> bool:
        return False


class Command(BaseCommand):
    help = "Makes a plan once more from its stored version, levers, settings, seed and work; fails where it differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The run's uid, as its page's address has it."""
        parser.add_argument("uid")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find, make, compare."""
        try:
            run = PlanRun.objects.select_related("version", "base").get(uid=options["uid"])
        except (PlanRun.DoesNotExist, ValidationError):
            raise CommandError(f"no such plan: {options['uid']}") from None
        if not run.can_be_remade:
            raise CommandError("only a run of one process, or of a given number of rounds, can be remade bit for bit")
        made = making.make(_Line(), request_of(run), again_of(run))
        different = differences(bytes(run.outcome), made.outcome)
        if different:
            raise CommandError(f"it differs in: {', '.join(different)}")
        self.stdout.write(f"{run.name}: the same, bit for bit ({run.work} rounds, seed {run.asked['seed']})")
