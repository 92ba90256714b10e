"""The archive: a tar of database and files, and last in it the manifest with every file's checksum."""

import gzip
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from yipanqi.web.page.say import Cannot

from .sealing import CannotUnseal, Sealing, Unsealing, is_sealed

FORM = "yipanqi/backup/1"
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files/"
_PIECE = 1 << 20


class CannotUnpack(Cannot):
    """This archive is not whole, not ours, or not to be opened so."""


@dataclass(kw_only=True)
class Manifest:
    """What an archive holds, told so that whoever restores it can prove that nothing is missing."""

    form: str = FORM
    version: str  # of the software
    made_at: str
    vendor: str  # of the database
    key_mark: str  # tells one YIPANQI_FIELD_KEY from another, and nothing else of it
    migrations: list[str]
    events: int  # of the audit log
    head: str  # the last one's hash
    counts: dict[str, int]  # rows by table
    files: dict[str, list[Any]] = field(default_factory=dict)  # name in the archive → bytes, SHA-256


def pack(
    out: IO[bytes], manifest: Manifest, database: Path, files: Iterable[tuple[str, Path]], passphrase: str
) -> None:
    """Write the archive; a file that goes away while it is written is left out."""
    sealed = Sealing(out, passphrase) if passphrase else None
    with (
        gzip.GzipFile(fileobj=sealed or out, mode="wb", compresslevel=3) as small,
        tarfile.open(fileobj=small, mode="w|", format=tarfile.PAX_FORMAT) as box,
    ):
        _add(box, manifest, DATABASE, database)
        for name, path in files:
            with suppress(FileNotFoundError):
                _add(box, manifest, FILES + name, path)
        told = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        box.addfile(_entry(MANIFEST, len(told)), io.BytesIO(told))
    if sealed:
        sealed.close()


def _add(box: tarfile.TarFile, manifest: Manifest, name: str, path: Path) -> None:
    """A file as long as it is at this moment; what is appended meanwhile belongs to the next backup."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        hashed = _Hashed(file)
        box.addfile(_entry(name, size), hashed)
    manifest.files[name] = [size, hashed.digest.hexdigest()]


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


class _Hashed:
    """A file that hashes what is read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, sha256()

    def read(self, size: int) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self.digest.update(data)
        return data


def unpack(archive: Path, into: Path, passphrase: str) -> Manifest:
    """Lay everything out in a folder, and prove each file by the manifest. Raises CannotUnpack."""
    found: dict[str, list[Any]] = {}
    told = b""
    try:
        with _opened(archive, passphrase) as stream, tarfile.open(fileobj=stream, mode="r|") as box:
            for entry in box:
                if entry.name == MANIFEST:
                    told = box.extractfile(entry).read()
                else:
                    found[entry.name] = _laid_out(box, entry, into)
    except CannotUnseal:
        raise CannotUnpack(
            "口令不对，或备份文件被改动、截断", "The passphrase is wrong, or the archive was changed or cut"
        ) from None
    except (tarfile.TarError, EOFError, OSError, zlib.error) as fault:
        if isinstance(fault, FileNotFoundError):
            raise CannotUnpack(f"没有这个文件：{archive}", f"There is no such file: {archive}") from None
        raise CannotUnpack(f"备份文件读不出来：{fault}", f"The archive cannot be read: {fault}") from None
    return _proven(told, found)


@contextmanager
def _opened(archive: Path, passphrase: str) -> Iterator[IO[bytes]]:
    with archive.open("rb") as file:
        sealed = is_sealed(file)
        if sealed and not passphrase:
            raise CannotUnpack(
                "备份已加密：请设 YIPANQI_BACKUP_PASSPHRASE 或 YIPANQI_BACKUP_PASSPHRASE_FILE",
                "The archive is sealed: set YIPANQI_BACKUP_PASSPHRASE or YIPANQI_BACKUP_PASSPHRASE_FILE",
            )
        below = io.BufferedReader(Unsealing(file, passphrase), _PIECE) if sealed else file
        with gzip.GzipFile(fileobj=below, mode="rb") as large:
            yield large
            while large.read(_PIECE):  # to the end, which has proofs of its own
                pass


def _laid_out(box: tarfile.TarFile, entry: tarfile.TarInfo, into: Path) -> list[Any]:
    path = PurePosixPath(entry.name)
    if not entry.isreg() or path.is_absolute() or ".." in path.parts or not entry.name.startswith((DATABASE, FILES)):
        raise CannotUnpack(f"备份里有不该有的内容：{entry.name}", f"The archive holds what it must not: {entry.name}")
    target, digest = into / path, sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out, box.extractfile(entry) as data:
        while piece := data.read(_PIECE):
            digest.update(piece)
            out.write(piece)
    return [entry.size, digest.hexdigest()]


def _proven(told: bytes, found: dict[str, list[Any]]) -> Manifest:
    try:
        manifest = Manifest(**json.loads(told))
    except (ValueError, TypeError):
        raise CannotUnpack(
            "备份没有清单：文件被截断，或不是本平台的备份", "The archive has no manifest: cut short, or not ours"
        ) from None
    if manifest.form != FORM:
        raise CannotUnpack(f"不认识的备份格式 {manifest.form}", f"Unknown form of backup: {manifest.form}")
    for name in sorted(manifest.files.keys() | found.keys()):
        if manifest.files.get(name) != found.get(name):
            raise CannotUnpack(f"与清单不符：{name}", f"Differs from the manifest: {name}")
    return manifest
