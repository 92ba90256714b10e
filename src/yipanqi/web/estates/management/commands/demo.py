"""`demo`: a district to look at, with a login for every role; then the web and a worker, until Ctrl-C."""

import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from yipanqi.web.disclosure import demo as disclosed
from yipanqi.web.jobs import serving
from yipanqi.web.plans import demo
from yipanqi.web.progress import demo as carried_out
from yipanqi.web.supervision import demo as supervised

_EXAMPLE = Path("examples/jianghan-83.xlsx")


class Command(BaseCommand):
    help = "演示：导入示例、编制方案、打印演示账号，再启动网站；仅限开发环境 · A demonstration; development only"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--workbook", type=Path, default=_EXAMPLE, help="the example to take in")
        add("--seconds", type=float, default=10.0, help="how long to search for a plan")
        add("--out", type=Path, default=Path("out"), help="where copies of the documents go")
        add("--port", type=int, help="default: PORT, else 8000")
        add("--again", action="store_true", help="make and adopt another plan")
        add("--codes", action="store_true", help="print the logins with their present codes, and end")
        add("--no-serve", action="store_true", help="prepare and print, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse early, prepare, print, hand over to `serve`."""
        try:
            if options["codes"]:
                self._print_logins(demo.logins())
                return
            demo.check_here()
            port = options["port"] or serving.port_of_environment()
            if not options["no_serve"]:
                serving.check_free(serving.HOST, port)
            self._prepare(options)
            if options["no_serve"]:
                self._print_logins(demo.logins())
        except (demo.CannotShow, serving.CannotServe) as refusal:
            raise CommandError("\n".join(refusal.args)) from None
        if not options["no_serve"]:
            self._serve(port)

    def _prepare(self, options: dict[str, Any]) -> None:
        began = time.monotonic()
        log = settings.HOME / "logs" / "demo.log"

        def tell(zh: str, en: str) -> None:
            self.stdout.write(f"{time.monotonic() - began:6.1f} s  {zh} · {en}")
            self.stdout.flush()

        settings.HOME.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        tell("数据库就绪", "the database is ready")
        chosen = {name: options[name] for name in ("workbook", "seconds")}
        run = demo.prepare(**chosen, is_again=options["again"], log=log, tell=tell)
        book = options["workbook"]
        carried_out.prepare(run=run, record=book.with_name(f"{book.stem}-record.json.gz"), log=log, tell=tell)
        supervised.prepare(entry=run.entry, tell=tell)
        port = options["port"] or serving.port_of_environment()
        disclosed.prepare(entry=run.entry, address=f"http://{serving.HOST}:{port}/public/", tell=tell)
        names = demo.copy_documents(run=run, out=options["out"])
        tell(f"{len(names)} 份文件在 {options['out']}/", f"{len(names)} documents are in {options['out']}/")

    def _print_logins(self, logins: list[demo.Login]) -> None:
        if not logins:
            raise CommandError("还没有演示账号，请先 make run · no demo logins yet: make run")
        write = self.stdout.write
        write(f"\n密码 password  {demo.PASSWORD}")
        left = logins[0].seconds
        write(f"验证码 {left} 秒后更换，再看：make codes · codes change in {left} s: make codes\n")
        for one in logins:
            write(f"  {one.login:<20} {one.code}   {' · '.join(one.role)}  ({one.place})")
        self.stdout.flush()

    def _serve(self, port: int) -> None:
        """As on a server: no tracebacks on pages, static files by their hash; but over plain HTTP to this machine."""
        environment = {
            "YIPANQI_DEBUG": "0",
            "YIPANQI_DEMONSTRATION": str(int(settings.DEMONSTRATION)),
            "YIPANQI_HTTPS": "0",
            "YIPANQI_SECRET_KEY": settings.SECRET_KEY,
        }
        static = [sys.executable, "-m", "yipanqi.web", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(static, env=os.environ | environment, check=True)
        logs = settings.HOME / "logs"
        supervisor = serving.Supervisor(
            host=serving.HOST, port=port, web=2, threads=4, workers=1, logs=logs, **environment
        )
        raise SystemExit(supervisor.run(self._tell, lambda: self._print_logins(demo.logins())))

    def _tell(self, zh: str, en: str) -> None:
        self.stdout.write(f"\n{zh} · {en}")
        self.stdout.flush()
