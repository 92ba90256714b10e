"""How a package is laid down: written beside, held against its list while it is read, put in its place in one step."""

import ctypes
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yipanqi.documents.disclosure.package_manifest import (
    MANIFEST,
    README,
    REMOVED,
    SIGNATURE,
    SITE,
    SUMS,
    Base,
    Entry,
    Manifest,
    kept,
    written,
)
from yipanqi.documents.disclosure.package_readme import readme
from yipanqi.domain.disclosure.publication import Pair

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_PACKED = frozenset({".pdf", ".docx", ".xlsx", ".zip", ".jpg", ".jpeg", ".png", ".gz", ".woff2"})  # hardly get smaller
_AT_FDCWD, _EXCHANGE = -100, 2  # of renameat2(2)


class CannotPackage(Exception):
    """No package was made; `said` tells why, in both languages."""

    def __init__(self, said: Pair) -> None:
        super().__init__(said[1])
        self.said = said


def papers(manifest: Manifest) -> dict[str, bytes]:
    """What stands beside the list for people who have no more than common tools."""
    sums = "".join(f"{it.sha256}  {SITE}{it.path}\n" for it in manifest.files)
    return {
        README: readme(manifest).encode(),
        REMOVED: "".join(f"{path}\n" for path in manifest.removed).encode(),
        SUMS: sums.encode(),
    }


def lay(tree: Path, made: Path, manifest: Manifest, key: Ed25519PrivateKey) -> None:
    """Writes the package: a ZIP where its name ends so, else a folder. Raises CannotPackage where a file of the tree is
    not what was counted."""
    said = written(manifest)
    texts = {MANIFEST: said, SIGNATURE: key.sign(said), **papers(manifest)}
    if made.suffix == ".zip":
        _write_zip(tree, made, manifest, texts)
    else:
        _write_folder(tree, made, manifest, texts)


def _write_zip(tree: Path, made: Path, manifest: Manifest, texts: Mapping[str, bytes]) -> None:
    with made.open("wb") as file:
        with ZipFile(file, "w") as target:
            for name, data in texts.items():
                target.writestr(_info(name), data)
            for entry in manifest.files:
                target.writestr(_info(SITE + entry.path), _content(tree, entry))
        file.flush()
        os.fsync(file.fileno())


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _EPOCH)
    info.compress_type = ZIP_STORED if Path(name).suffix.lower() in _PACKED else ZIP_DEFLATED
    info.external_attr, info.create_system = _MODE, 3
    return info


def _write_folder(tree: Path, made: Path, manifest: Manifest, texts: Mapping[str, bytes]) -> None:
    made.mkdir()
    for name, data in texts.items():
        (made / name).write_bytes(data)
    ready = set[Path]()
    for entry in manifest.files:
        place = made / SITE / entry.path
        if place.parent not in ready:
            place.parent.mkdir(parents=True, exist_ok=True)
            ready.add(place.parent)
        place.write_bytes(_content(tree, entry))
    (made / SITE).mkdir(exist_ok=True)


def _content(tree: Path, entry: Entry) -> bytes:
    """A file's bytes, which are those that were counted."""
    try:
        data = (tree / entry.path).read_bytes()
    except OSError as fault:
        raise CannotPackage((f"打包时读不到：{entry.path}", f"Unreadable while packing: {entry.path}")) from fault
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise CannotPackage((f"打包时文件变了：{entry.path}", f"It changed while packing: {entry.path}"))
    return data


# its place


@contextmanager
def working(out: Path) -> Iterator[Path]:
    """A working folder beside what is to be made, gone afterwards."""
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def clear(out: Path) -> None:
    """What a killed call left beside."""
    for left in _siblings(out.parent, rf"\.{re.escape(out.name)}\.[a-z0-9_]{{8}}\.part"):
        shutil.rmtree(left, ignore_errors=True)


def kept_beside(out: Path) -> list[Path]:
    """What lies beside a package for the next difference."""
    return _siblings(out.parent, rf"{re.escape(out.name)}\.[0-9a-f]{{12}}\.whole")


def _siblings(folder: Path, pattern: str) -> list[Path]:
    """What lies in a folder under such a name; another package's name may begin alike."""
    return [Path(it.path) for it in os.scandir(folder) if re.fullmatch(pattern, it.name)]


def whole_beside(out: Path, sha256: str) -> Path:
    """Where that lies, of a tree of this hash."""
    return out.with_name(f"{out.name}.{sha256[:12]}.whole")


def put_in_place(made: Path, out: Path, base: Base, work: Path) -> None:
    """First what the next difference must know, then the package in one step, then away with what was before."""
    beside = whole_beside(out, base.whole_sha256)
    state = work / "whole"
    state.write_bytes(kept(base))
    os.replace(state, beside)
    if out.is_dir() and made.is_dir():
        _exchange(made, out)
    else:
        os.replace(made, out)
    for old in kept_beside(out):
        if old != beside:
            old.unlink(missing_ok=True)


def _exchange(one: Path, other: Path) -> None:
    """Two folders change places in one step of the file system."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    done = rename and rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0
    if not done:
        why = os.strerror(ctypes.get_errno() if rename else errno.ENOSYS)
        raise CannotPackage((f"不能整体替换 {other}：{why}", f"{other} cannot be replaced in one step: {why}"))
