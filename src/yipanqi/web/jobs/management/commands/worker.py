"""`python -m yipanqi.web worker`: does the jobs that people file on the pages."""

import os
import signal
import subprocess
import sys
import time
from argparse import SUPPRESS, ArgumentParser
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from yipanqi.web.jobs.worker import Hand

RESTART_AFTER = 1.0  # seconds, so that a worker that cannot start does not spin


class Command(BaseCommand):
    help = "Does the filed jobs until told to leave (SIGTERM, Ctrl-C); jobs survive a kill of any of its processes."
    requires_system_checks = ()  # of pages and their addresses, which a worker has none of: it starts sooner

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The defaults are read from the environment."""
        add = parser.add_argument
        add("--processes", type=int, default=int(os.environ.get("YIPANQI_WORKERS", "2")), help="how many jobs at once")
        add("--lease", type=float, default=float(os.environ.get("YIPANQI_LEASE", "30")), help="seconds, at least 0.5")
        add("--grace", type=float, default=20.0, help="seconds a running job has to end when the worker leaves")
        add("--parent", type=int, help=SUPPRESS)  # told by the process that starts several: leave when it is gone
        add("--once", action="store_true", help="do what is waiting, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        """One process works itself; more are started and watched."""
        if options["lease"] < 0.5 or options["processes"] < 1:
            raise CommandError("--lease must be at least 0.5 and --processes at least 1")
        if options["parent"] is None:
            self._clear()
        if options["once"] or options["processes"] == 1:
            self._work(options)
        else:
            self._watch(options)

    def _clear(self) -> None:
        """What killed processes left goes before anything new is made; what cannot be removed is told."""
        for name in settings.AT_START:
            try:
                count = import_string(name)()
            except OSError as fault:
                self._tell(f"{name}: {fault}")
            else:
                if count:
                    self._tell(f"{name}: {count} removed")

    def _work(self, options: dict[str, Any]) -> None:
        hand = Hand(timedelta(seconds=options["lease"]), options["grace"], self._tell, options["parent"])
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: hand.leave())
        self._tell("ready")
        hand.run(once=options["once"])
        self._tell("left")

    def _watch(self, options: dict[str, Any]) -> None:
        """Start the workers, start anew those that die, and tell all to leave when told so."""
        told_to_leave = False

        def leave(*_: Any) -> None:
            nonlocal told_to_leave
            told_to_leave = True

        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, leave)
        hands = [_started(options) for _ in range(options["processes"])]
        while not told_to_leave:
            for i, hand in enumerate(hands):
                if hand.poll() is not None:
                    self._tell(f"worker {hand.pid} ended ({hand.returncode}); another one is started")
                    time.sleep(RESTART_AFTER)
                    hands[i] = _started(options)
            time.sleep(0.2)
        for hand in hands:
            hand.terminate()
        for hand in hands:
            hand.wait()

    def _tell(self, text: str) -> None:
        with suppress(OSError):  # a full disk under the log is no reason to let the job go
            self.stdout.write(f"worker {os.getpid()}: {text}")
            self.stdout.flush()


def _started(options: dict[str, Any]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "yipanqi.web", "worker", "--processes", "1", "--parent", str(os.getpid())]
    return subprocess.Popen([*command, "--lease", str(options["lease"]), "--grace", str(options["grace"])])
