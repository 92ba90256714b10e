"""`python -m yipanqi.web build_public`: bring the public tree to what is published today."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from yipanqi.documents.disclosure.build import CannotBuild
from yipanqi.web.page.kept_file import LostFile
from yipanqi.web.page.today import today

from ...public.building import renew, tree


class Command(BaseCommand):
    help = "生成公开页面 · build the public pages"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--whole", action="store_true", help="全部重新生成 · from nothing")
        parser.add_argument("--processes", type=int, default=1, help="进程数 · processes")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, and say what changed."""
        try:
            built = renew(today(), whole=options["whole"], processes=options["processes"])
        except (CannotBuild, LostFile) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{tree()}: +{built.written} −{built.removed}, {built.seconds:.1f} s")
