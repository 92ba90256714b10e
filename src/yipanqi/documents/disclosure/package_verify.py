"""Is a package whole, and ours? It is read as a stranger's: nothing in it is believed before its signature is."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from yipanqi.documents.disclosure.package_manifest import (
    MANIFEST,
    SIGNATURE,
    SITE,
    CannotReadManifest,
    Entry,
    Manifest,
    Seen,
    is_inside,
    key_id,
    read,
    whole_sha256,
)
from yipanqi.domain.disclosure.publication import Pair

_LARGEST_LIST = 512 * 1024 * 1024  # bytes
_CHUNK = 1 << 20
_UNREADABLE = (OSError, BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError)


class CannotVerify(Exception):
    """There is nothing to look at; `said` tells why, in both languages."""

    def __init__(self, said: Pair) -> None:
        super().__init__(said[1])
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found: nothing bad, or the first bad file and why."""

    manifest: Manifest | None
    first_bad: str | None = None
    why: Pair | None = None

    @property
    def is_good(self) -> bool:
        return self.first_bad is None


class _Bad(Exception):
    def __init__(self, path: str, why: Pair) -> None:
        super().__init__(path)
        self.path, self.why = path, why


def verify_package(path: Path, public_key: Ed25519PublicKey, *, onto: Path | None = None) -> Verified:
    """Looks at a package (folder or ZIP): signature first, then every file, then what should not be there. `onto`: the
    folder that it is to be copied over, or was: a difference fits only the tree that it was made for. Raises
    CannotVerify where there is no such package."""
    manifest = None
    try:
        with _opened(path) as found:
            manifest = _signed(found, public_key)
            _all_there(found, manifest)
            _nothing_else(found, manifest)
            if onto is not None:
                _fits(manifest, onto)
    except _Bad as bad:
        return Verified(manifest=manifest, first_bad=bad.path, why=bad.why)
    return Verified(manifest=manifest)


class _Folder:
    """A package as a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __enter__(self) -> "_Folder":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def names(self) -> Iterator[str]:
        for place in sorted(self.root.rglob("*")):
            name = place.relative_to(self.root).as_posix()
            if place.is_symlink() or not (place.is_dir() or place.is_file()):
                raise _Bad(name, ("是链接或特殊文件", "it is a link or no plain file"))
            if place.is_file():
                yield name

    def size(self, name: str) -> int | None:
        place = self.root / name
        return place.stat().st_size if place.is_file() and not place.is_symlink() else None

    def open(self, name: str) -> BinaryIO:
        return (self.root / name).open("rb")


class _Zip:
    """A package as a ZIP."""

    def __init__(self, path: Path) -> None:
        try:
            self.file = ZipFile(path)
        except _UNREADABLE as fault:
            raise _Bad(
                path.name, (f"压缩包打不开或不完整：{fault}", f"the ZIP is broken or cut off: {fault}")
            ) from fault
        self.infos = dict[str, ZipInfo]()

    def __enter__(self) -> "_Zip":
        for info in self.file.infolist():
            name = info.filename
            if name in self.infos:
                raise _Bad(name, ("压缩包里有两个同名文件", "the ZIP has two files of this name"))
            if not is_inside(name.rstrip("/")) or (info.external_attr >> 28) == 0xA:
                raise _Bad(name, ("路径越出数据包，或是链接", "its path leads out of the package, or it is a link"))
            if not info.is_dir():
                self.infos[name] = info
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def names(self) -> Iterator[str]:
        yield from sorted(self.infos)

    def size(self, name: str) -> int | None:
        return self.infos[name].file_size if name in self.infos else None

    def open(self, name: str) -> BinaryIO:
        return self.file.open(self.infos[name])  # type: ignore[return-value]


def _opened(path: Path) -> _Folder | _Zip:
    if path.is_dir():
        return _Folder(path)
    if path.is_file():
        return _Zip(path)
    raise CannotVerify((f"没有这个数据包：{path}", f"There is no such package: {path}"))


def _signed(found: _Folder | _Zip, public_key: Ed25519PublicKey) -> Manifest:
    """The list, once its signature is seen to be that of the key."""
    said, signature = (_short(found, name) for name in (MANIFEST, SIGNATURE))
    try:
        public_key.verify(signature, said)
    except InvalidSignature:
        why = _of_another_key(said, public_key) or ("签名不符：清单被改动过", "wrong signature: the list was altered")
        raise _Bad(SIGNATURE, why) from None
    try:
        return read(said)
    except CannotReadManifest as fault:
        raise _Bad(MANIFEST, (f"清单读不懂：{fault}", f"the list cannot be understood: {fault}")) from fault


def _of_another_key(said: bytes, public_key: Ed25519PublicKey) -> Pair | None:
    try:
        told, ours = read(said).key, key_id(public_key)
    except CannotReadManifest:
        return None
    if told == ours:
        return None
    return f"签名用的是另一把密钥（{told}，不是 {ours}）", f"signed with another key ({told}, not {ours})"


def _short(found: _Folder | _Zip, name: str) -> bytes:
    size = found.size(name)
    if size is None:
        raise _Bad(name, ("缺少", "it is missing"))
    if size > _LARGEST_LIST:
        raise _Bad(name, ("太大", "it is too large"))
    try:
        with found.open(name) as file:
            return file.read(size + 1)
    except _UNREADABLE as fault:
        raise _Bad(name, (f"读不出来：{fault}", f"it cannot be read: {fault}")) from fault


def _all_there(found: _Folder | _Zip, manifest: Manifest) -> None:
    """Every file of the list is there, as it was signed."""
    for entry, name in _listed(manifest):
        size = found.size(name)
        if size is None:
            raise _Bad(name, ("缺少：可能没有复制完", "it is missing: perhaps copying broke off"))
        if size != entry.size:
            why = f"应有 {entry.size} 字节，实有 {size}", f"it has {size} bytes instead of {entry.size}"
            raise _Bad(name, why)
        if _sha256(found, name, size) != entry.sha256:
            raise _Bad(name, ("内容被改动过或已损坏", "its content was altered or is damaged"))


def _sha256(found: _Folder | _Zip, name: str, size: int) -> str:
    """Of no more than it says that it holds."""
    digest, left = hashlib.sha256(), size + 1
    try:
        with found.open(name) as file:
            while left and (chunk := file.read(min(_CHUNK, left))):
                digest.update(chunk)
                left -= len(chunk)
    except _UNREADABLE as fault:
        raise _Bad(name, (f"读不出来：{fault}", f"it cannot be read: {fault}")) from fault
    return digest.hexdigest()


def _listed(manifest: Manifest) -> Iterator[tuple[Entry, str]]:
    for entry in manifest.beside:
        yield entry, entry.path
    for entry in manifest.files:
        yield entry, SITE + entry.path


def _nothing_else(found: _Folder | _Zip, manifest: Manifest) -> None:
    known = {MANIFEST, SIGNATURE, *(name for _, name in _listed(manifest))}
    for name in found.names():
        if name not in known:
            raise _Bad(name, ("清单里没有这个文件", "the list does not name it"))


def _fits(manifest: Manifest, onto: Path) -> None:
    """The folder is the tree that the difference was made for, or already the one after it."""
    if not onto.is_dir():
        raise CannotVerify((f"没有这个文件夹：{onto}", f"There is no such folder: {onto}"))
    whole = {}
    for place in onto.rglob("*"):
        if place.is_file():
            data = place.read_bytes()
            whole[place.relative_to(onto).as_posix()] = Seen(len(data), hashlib.sha256(data).hexdigest())
    expected = {manifest.whole_sha256} | ({manifest.since_sha256} if not manifest.is_full else set())
    if manifest.is_full and not whole:
        return
    if whole_sha256(whole) not in expected:
        raise _Bad(str(onto), _another_base(manifest))


def _another_base(manifest: Manifest) -> Pair:
    if manifest.is_full:
        return "与全量包的内容不同", "it is not what the full package holds"
    return (
        f"不是第 {manifest.since} 号之后的栏目，不能叠加：请索取全量包",
        f"it is not the column after number {manifest.since}: the difference does not fit; ask for a full package",
    )
