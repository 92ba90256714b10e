"""`serve`: the web and a worker together, until Ctrl-C; for a trial or a small installation without systemd."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from yipanqi.web.jobs import serving


class Command(BaseCommand):
    help = "同时启动网站和后台任务进程 · Serve the pages and do the jobs, until Ctrl-C"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--host", default=serving.HOST, help="the address to listen at; a proxy stands in front of any other")
        add("--port", type=int, help="default: PORT, else 8000")
        add("--web", type=int, default=2, help="processes for pages")
        add("--threads", type=int, default=4, help="threads of each")
        add("--workers", type=int, default=1, help="how many jobs at once")
        add("--logs", type=Path, help="a folder for web.log and worker.log instead of the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Static files first, then both."""
        try:
            options["port"] = options["port"] or serving.port_of_environment()
            serving.check_free(options["host"], options["port"])
        except serving.CannotServe as refusal:
            raise CommandError("\n".join(refusal.args)) from None
        if not settings.DEBUG:  # in development WhiteNoise finds them where they are
            call_command("collectstatic", interactive=False, verbosity=0)
        asked = {name: options[name] for name in ("host", "port", "web", "threads", "workers", "logs")}
        raise SystemExit(serving.Supervisor(**asked).run(self._tell))

    def _tell(self, zh: str, en: str) -> None:
        self.stdout.write(f"\n{zh} · {en}")
        self.stdout.flush()
