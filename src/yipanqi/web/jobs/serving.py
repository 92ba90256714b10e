"""The web and its workers as one thing: started together, ended together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from yipanqi.web.page.say import Cannot

HOST = "127.0.0.1"
_LOOK = 0.2  # seconds between two looks at the processes
_PATIENCE = 30.0  # seconds both have to end in order
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class CannotServe(Cannot):
    """The platform cannot be served so; the message tells why."""


def port_of_environment() -> int:
    """`PORT`, else 8000."""
    told = os.environ.get("PORT", "").strip() or "8000"
    if not (told.isdecimal() and 0 < int(told) < 65_536):
        raise CannotServe(f"PORT={told}：应为 1–65535 的端口号", f"PORT={told}: say a port from 1 to 65535")
    return int(told)


def check_free(host: str, port: int) -> None:
    """Raise CannotServe where something listens there already, or nothing may."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            other = f"PORT={port + 1 if port < 65_535 else 8000} make run"
            raise CannotServe(
                f"端口 {port} 不能使用（{fault.strerror}），请换一个：{other}",
                f"Port {port} cannot be used ({fault.strerror}); choose another: {other}",
            ) from None


class Supervisor:
    """gunicorn and the worker processes; a sign to end ends both, and so does the end of one of them."""

    def __init__(
        self, *, host: str, port: int, web: int, threads: int, workers: int, logs: Path | None, **environment: str
    ) -> None:
        self._host, self._port, self._logs, self._environment = host, port, logs, os.environ | environment
        gunicorn = ["gunicorn", "yipanqi.web.wsgi:application", "--bind", f"{host}:{port}", "--workers", str(web)]
        gunicorn += ["--threads", str(threads), "--timeout", "120", "--graceful-timeout", "10"]
        self._commands = {
            "web": [sys.executable, "-m", *gunicorn, "--log-level", "warning"],
            "worker": [sys.executable, "-m", "yipanqi.web", "worker", "--processes", str(workers), "--grace", "10"],
        }
        self._is_leaving = False

    def run(self, tell: Callable[[str, str], None], ready: Callable[[], None] = lambda: None) -> int:
        """Until told to leave (0), or until one of the two ends by itself (1); `ready` is called when pages answer."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._leave)
        with self._started() as processes:
            is_told = False
            while not self._is_leaving and all(it.poll() is None for it in processes.values()):
                if not is_told and self._answers():
                    ready()
                    address = f"http://{self._host}:{self._port}/"
                    tell(f"网站已启动：{address}（Ctrl-C 停止）", f"serving {address} (Ctrl-C ends it)")
                    is_told = True
                time.sleep(_LOOK)
            gone = [name for name, it in processes.items() if it.poll() is not None and not self._is_leaving]
        for name in gone:
            where = f"，见 {self._logs}/{name}.log" if self._logs else ""
            tell(f"{name} 意外结束，已全部停止{where}", f"{name} ended by itself, so all was stopped")
        return 1 if gone else 0

    def _leave(self, *_: Any) -> None:
        self._is_leaving = True

    @contextmanager
    def _started(self) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
        """Each in a group of its own: Ctrl-C reaches us, and we tell them."""
        with ExitStack() as files:
            processes = {name: self._begun(name, command, files) for name, command in self._commands.items()}
            try:
                yield processes
            finally:
                _end(processes.values())

    def _begun(self, name: str, command: list[str], files: ExitStack) -> subprocess.Popen[bytes]:
        out = self._log(name, files)
        return subprocess.Popen(
            command, stdout=out, stderr=out, env=self._environment, process_group=0, preexec_fn=_bound
        )

    def _log(self, name: str, files: ExitStack) -> IO[bytes] | None:
        if self._logs is None:
            return None
        self._logs.mkdir(parents=True, exist_ok=True)
        return files.enter_context((self._logs / f"{name}.log").open("ab"))

    def _answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(_LOOK)
            return probe.connect_ex((self._host, self._port)) == 0


def _bound() -> None:
    """In the child: end when the supervisor is gone, however it went."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _end(processes: Any) -> None:
    for process in processes:
        process.terminate()
    until = time.monotonic() + _PATIENCE
    for process in processes:
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
