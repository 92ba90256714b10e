"""`checkpoint`: prove the whole log and sign its end into a file outside the database; copy the file elsewhere.

Workers sign every hour and after each adoption without being asked; this command proves everything first.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from yipanqi.web.audit import checkpoints, signing


class Command(BaseCommand):
    help = "核对整个日志并签署检查点 · Prove the whole audit log and sign a checkpoint"

    def add_arguments(self, parser: CommandParser) -> None:
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--first", action="store_true", help="at set-up: make the key and sign the first one")
        ways.add_argument("--again", metavar="REASON", help="the file or the key was lost: begin anew, told in the log")

    def handle(self, *args: Any, **options: Any) -> None:
        """The line, and the public key for outside holders; a refusal in words."""
        at, aside = timezone.now(), []
        try:
            if options["first"]:
                line = signing.first(at=at)
            elif options["again"] is not None:
                line, aside = signing.again(reason=options["again"], at=at)
            else:
                line = signing.sign(at=at)
            key = checkpoints.public_text(checkpoints.public_here(settings.CHECKPOINT_KEY))
        except (checkpoints.CannotSign, checkpoints.CannotTell) as refusal:
            raise CommandError("\n".join(refusal.args)) from None
        self.stdout.write(line)
        for path in aside:
            self.stdout.write(f"原来的移到 {path}，请保存 · what was here is in {path}: keep it")
        self.stdout.write(f"公钥 · public key: {key}")
