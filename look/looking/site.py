"""The place that is looked at: a home of its own, filled once, served in production settings, with a worker."""

import base64
import hmac
import json
import os
import signal
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PORT = int(os.environ.get("LOOK_PORT", "8130")) + 10 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
_FILLING = 900  # seconds at most


class Site:
    """Where it is, and what the filling told of it."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.url = f"http://127.0.0.1:{port}"
        self.told: dict[str, Any] = json.loads((home / "look.json").read_text("utf-8"))
        self.pages: list[dict[str, Any]] = self.told["pages"]
        self._shown: dict[str, str] = {}

    def page(self, name: str) -> str:
        """The address of a page by its name here."""
        return self.url + next(page["path"] for page in self.pages if page["name"] == name)

    def data(self, page: dict[str, Any]) -> list[str]:
        """The Chinese that may stand on this page in English."""
        return self.told["data"][self.told["shows"].get(page["route"], "anywhere")]

    def code(self, login: str) -> str:
        """What this person's device shows; never twice the same, for a code counts once."""
        while self._shown.get(login) == (code := totp(self.told["secret"], time.time())):
            time.sleep(0.5)
        self._shown[login] = code
        return code


def totp(secret: str, at: float) -> str:
    """Six digits for thirty seconds (RFC 6238)."""
    key = base64.b32decode(secret)
    digest = hmac.digest(key, struct.pack(">Q", int(at) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def filled(home: Path, mark: str = "") -> None:
    """Fill the home where it is empty, every text of it with the mark."""
    _run(_environment(home, mark), "looking.filling", str(home))


@contextmanager
def served(home: Path, mark: str = "") -> Iterator[Site]:
    """Serve the home."""
    with _serving(home, PORT + bool(mark), _environment(home, mark)) as site:
        yield site


@contextmanager
def told(home: Path, story: str = "looking.story") -> Iterator[tuple[Site, Callable[[str], None]]]:
    """The home of a story, of delivery where no other is named, and what tells its next chapter."""
    environment = _environment(home)

    def tell(chapter: str) -> None:
        _run(environment, story, str(home), chapter)

    tell("before")
    with _serving(home, PORT + 2, environment) as site:
        yield site, tell


def _environment(home: Path, mark: str = "") -> dict[str, str]:
    home.mkdir(parents=True, exist_ok=True)
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "looking.settings",
        "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("src", "tests", "look")),
        "LOOK_MARK": mark,
        "YIPANQI_DEBUG": "0",
        "YIPANQI_HOME": str(home),
        "YIPANQI_HTTPS": "0",
        "YIPANQI_HOSTS": "localhost,127.0.0.1,testserver",
        "YIPANQI_SECRET_KEY": "look-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    }


def _run(environment: dict[str, str], *module: str) -> None:
    command = [sys.executable, "-m", *module]
    subprocess.run(command, env=environment, check=True, timeout=_FILLING, stdout=subprocess.DEVNULL)


@contextmanager
def _serving(home: Path, port: int, environment: dict[str, str]) -> Iterator[Site]:
    web = "yipanqi.web.wsgi:application"
    commands = (
        [sys.executable, "-m", "gunicorn", web, "-w", "2", "-t", "120", "-b", f"127.0.0.1:{port}"],
        [sys.executable, "-m", "yipanqi.web", "worker", "--processes", "1"],
    )
    processes = []
    try:
        for name, command in zip(("gunicorn", "worker"), commands, strict=True):
            with (home / f"{name}.log").open("ab") as log:
                processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home))
        _wait(processes[0], port)
        yield Site(home, port)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=40)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Until it answers."""
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended at once ({server.returncode}): is port {port} taken?")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not answer")
