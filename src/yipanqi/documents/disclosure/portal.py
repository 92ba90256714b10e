"""What stands at the portal, held against what was handed over: missing, stale, altered, still there. A folder is read;
an address is asked slowly, and nobody but its own host."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from yipanqi.documents.disclosure.package_manifest import Manifest
from yipanqi.domain.disclosure.publication import Pair

TIMEOUT = 15.0  # seconds: longer counts as unreachable in the state inspection of sites
PAUSE = 0.2  # seconds between two questions
_WHOLE = 60.0  # seconds for one answer, however slowly it drips
_LARGEST, _CHUNK = 64 * 1024 * 1024, 1 << 16
_GIVE_UP = 5  # unreachable one after another
_GONE, _AGAIN = (404, 410), (429, 503)
_NOWHERE = "yipanqi-no-such-page-0c7d.html"  # how this portal answers for what it does not have
_HEADERS = {"User-Agent": "yipanqi-check-portal", "Accept-Encoding": "identity", "Cache-Control": "no-cache"}


class CannotCheck(Exception):
    """There is nothing to look at; `said` tells why, in both languages."""

    def __init__(self, said: Pair) -> None:
        super().__init__(said[1])
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Paths by what is wrong with them. `looked_at`: how many were looked at; `left`: how many were not, because the
    portal did not answer any more."""

    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    still_there: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    looked_at: int = 0
    left: int = 0

    @property
    def is_good(self) -> bool:
        """Everything is there as handed over, and nothing else that should not be."""
        return not (self.missing or self.stale or self.altered or self.still_there or self.unreachable or self.left)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a portal has under a path: bytes of a hash, nothing, or no answer at all."""

    sha256: str = ""
    is_missing: bool = False
    was_led_away: bool = False  # to another address

    @property
    def is_silent(self) -> bool:
        return not (self.sha256 or self.is_missing)


MISSING, SILENT = Answer(is_missing=True), Answer()


class Portal(Protocol):
    """Where it is looked at."""

    def answer(self, path: str) -> Answer:
        """What stands under a path."""

    def answer_for_nothing(self) -> Answer:
        """What stands where there is nothing: some portals show a page of their own."""


def check_portal(
    where: Path | str,
    manifest: Manifest,
    *,
    before: Iterable[Manifest] = (),
    most: int | None = None,
    pause: float = PAUSE,
    sleep: Callable[[float], None] = time.sleep,
) -> Checked:
    """Looks at a folder, or at an address (http or https). First whether all is gone that must be, then whether the
    files are there: all of the manifest's tree, or `most` of them, spread evenly. `before`: lists of older packages, by
    which an older file is known. Raises CannotCheck."""
    portal: Portal = Website(where, pause, sleep) if isinstance(where, str) else Folder(where)
    older = _older(before)
    notes = _Notes()
    for path in manifest.removed:
        notes.gone(path, portal, older)
    for path, sha256 in _spread(_expected(manifest), most):
        notes.there(path, sha256, portal, older)
    return notes.told()


@dataclass
class _Notes:
    """What was found so far."""

    found: dict[str, list[str]] = field(default_factory=dict)
    looked_at: int = 0
    left: int = 0
    silent: int = 0
    nothing: Answer | None = None

    def gone(self, path: str, portal: Portal, older: Mapping[str, set[str]]) -> None:
        answer = self._asked(path, portal)
        if answer is None or answer.is_missing or answer.is_silent:
            return
        if answer.sha256 not in older.get(path, set()):
            if self.nothing is None:
                self.nothing = portal.answer_for_nothing()
            if answer.was_led_away or answer.sha256 == self.nothing.sha256:
                return
        self._note("still_there", path)

    def there(self, path: str, sha256: str, portal: Portal, older: Mapping[str, set[str]]) -> None:
        answer = self._asked(path, portal)
        if answer is None or answer.is_silent or answer.sha256 == sha256:
            return
        if answer.is_missing:
            self._note("missing", path)
        else:
            self._note("stale" if answer.sha256 in older.get(path, set()) else "altered", path)

    def _asked(self, path: str, portal: Portal) -> Answer | None:
        """The portal's answer; nothing once it has been silent too often."""
        if self.silent >= _GIVE_UP:
            self.left += 1
            return None
        answer = portal.answer(path)
        self.looked_at += 1
        self.silent = self.silent + 1 if answer.is_silent else 0
        if answer.is_silent:
            self._note("unreachable", path)
        return answer

    def _note(self, what: str, path: str) -> None:
        self.found.setdefault(what, []).append(path)

    def told(self) -> Checked:
        paths = {what: tuple(found) for what, found in self.found.items()}
        return Checked(**paths, looked_at=self.looked_at, left=self.left)


def _older(before: Iterable[Manifest]) -> dict[str, set[str]]:
    """Hashes that each path had in older packages."""
    found: dict[str, set[str]] = {}
    for manifest in before:
        for path, sha256 in _expected(manifest):
            found.setdefault(path, set()).add(sha256)
    return found


def _expected(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The whole tree where it is known, else what the package itself has."""
    if manifest.base is not None:
        for path, seen in manifest.base.whole.items():
            yield path, seen.sha256
        return
    for entry in manifest.files:
        yield entry.path, entry.sha256


def _spread(files: Iterable[tuple[str, str]], most: int | None) -> list[tuple[str, str]]:
    every = list(files)
    if most is None or most >= len(every):
        return every
    return [every[at * len(every) // most] for at in range(most)]


class Folder:
    """A mirror on a disk."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise CannotCheck((f"没有这个文件夹：{root}", f"There is no such folder: {root}"))
        self.root = root

    def answer(self, path: str) -> Answer:
        try:
            with (self.root / path).open("rb") as file:
                return Answer(hashlib.file_digest(file, "sha256").hexdigest())
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return MISSING
        except OSError:
            return SILENT

    def answer_for_nothing(self) -> Answer:
        return MISSING


class Website:
    """A portal's column under its address."""

    def __init__(self, address: str, pause: float, sleep: Callable[[float], None]) -> None:
        self.base = _address(address)
        self.pause, self.sleep = pause, sleep
        self.opener = build_opener(_SameHost(self.base))

    def answer(self, path: str) -> Answer:
        """Asks once, and once more where the portal says that it is busy."""
        try:
            return self._asked(path)
        except HTTPError as refusal:
            if refusal.code not in _AGAIN:
                return MISSING if refusal.code in _GONE else SILENT
            self.sleep(_seconds(refusal.headers))
        try:
            return self._asked(path)
        except HTTPError as refusal:
            return MISSING if refusal.code in _GONE else SILENT

    def answer_for_nothing(self) -> Answer:
        return self.answer(_NOWHERE)

    def _asked(self, path: str) -> Answer:
        self.sleep(self.pause)
        address = f"{self.base.geturl().rstrip('/')}/{quote(path, safe='/')}"
        try:
            with self.opener.open(Request(address, headers=_HEADERS), timeout=TIMEOUT) as found:
                return Answer(_digest(found), was_led_away=found.geturl() != address)
        except HTTPError as refusal:
            refusal.close()
            raise
        except (URLError, HTTPException, OSError, ValueError):
            return SILENT


def _address(text: str) -> SplitResult:
    try:
        found = urlsplit(text)
        is_plain = found.scheme in ("http", "https") and found.hostname and not found.username and found.port != 0
    except ValueError:
        is_plain = False
    if not is_plain:
        raise CannotCheck((f"不是网址（http、https）：{text}", f"This is no address (http, https): {text}"))
    return found._replace(query="", fragment="")


def _digest(found: IO[bytes]) -> str:
    """Of what it sends, which is no more than so much and takes no longer than so long."""
    digest, read, until = hashlib.sha256(), 0, time.monotonic() + _WHOLE
    while chunk := found.read(_CHUNK):
        read += len(chunk)
        if read > _LARGEST or time.monotonic() > until:
            raise OSError("too much, or too slow")
        digest.update(chunk)
    return digest.hexdigest()


def _seconds(headers: Message) -> float:
    """How long a busy portal asks to wait, half a minute at most."""
    said = str(headers.get("Retry-After", ""))
    return min(float(said), 30.0) if said.isdecimal() else 5.0


class _SameHost(HTTPRedirectHandler):
    """Follows to the same host alone."""

    def __init__(self, base: SplitResult) -> None:
        self.host = base.hostname

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        target: Any = urlsplit(newurl)
        if target.scheme not in ("http", "https") or target.hostname != self.host:
            raise URLError("led to another host")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
