"""The package that a portal takes over: the public tree, or what of it differs since an earlier package, with a signed
list. It is made beside and moved into place: whoever is killed leaves the old one or the new one, never half of one.

A package is a folder or a ZIP: `manifest.json`, its Ed25519 signature `manifest.sig`, the files under `site/`, and for
people without this program `removed.txt`, `SHA256SUMS` and `README.txt`. Beside it lies what the next difference must
know and no portal needs (`….whole`)."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yipanqi.documents.disclosure.package_files import (
    CannotPackage,
    clear,
    kept_beside,
    lay,
    papers,
    put_in_place,
    whole_beside,
    working,
)
from yipanqi.documents.disclosure.package_manifest import (
    MANIFEST,
    Base,
    CannotReadManifest,
    Entry,
    Listed,
    Manifest,
    Seen,
    is_inside,
    key_id,
    read,
    recalled,
    whole_sha256,
)
from yipanqi.domain.disclosure.state import State

__all__ = [
    "Base",
    "CannotPackage",
    "CannotReadManifest",
    "Listed",
    "Manifest",
    "base_of",
    "manifest_of",
    "package",
    "whole_manifest_of",
]
_ARTICLES = "a/"
_OLDER = re.compile(r"a/[^/]+/v(\d+)/")  # an older version that the office leaves reachable
_NOTICES = frozenset({"index.html", "index.en.html"})  # the notice that something was withdrawn stands there
_RACY = 2_000_000_000  # nanoseconds: a file changed so shortly before it was read may have changed again unseen
_UNFINISHED, _HALF = ".unfinished", ".new~"  # beside the tree while it is built; a file that is being written in it


def package(
    tree: Path,
    out: Path,
    *,
    publications: Iterable[Listed],
    removed: Iterable[str],
    key: Ed25519PrivateKey,
    since: Base | None,
    made_at: datetime,
    number: int,
    base_address: str = "",
    known: Mapping[str, tuple[int, str]] | None = None,
) -> Manifest:
    """Packs the tree as a folder, or as a ZIP where `out` ends so: all of it, or what differs since a package
    (`base_of` recalls it). `removed`: paths that must be gone at the portal. `known`: size and SHA-256 of all the
    tree's files, where its builder tells them; else they are looked at. Raises CannotPackage where the tree has what
    it must not have, or changes meanwhile. One call at a time for one `out`."""
    everything, told_gone = tuple(publications), tuple(removed)
    _check_since(since, number)
    if out.is_dir() and not (out / MANIFEST).exists():
        raise CannotPackage((f"这个文件夹不是数据包：{out}", f"This folder is no package: {out}"))
    out.parent.mkdir(parents=True, exist_ok=True)
    clear(out)
    with working(out) as work:
        _check_finished(tree)
        whole = _whole(tree, since, work.stat().st_mtime_ns) if known is None else _as_known(known, since)
        gone = _gone(whole, told_gone, since)
        _refuse(whole, everything, gone, told_gone)
        base = Base(number=number, whole_sha256=whole_sha256(whole), whole=whole, everything=everything)
        manifest = _manifest(base, gone, since, made_at=made_at, base_address=base_address, key=key)
        made = work / f"made{out.suffix}"
        lay(tree, made, manifest, key)
        _check_finished(tree)
        put_in_place(made, out, base, work)
    return manifest


def base_of(out: Path) -> Base:
    """The whole tree after a package that was made here. Raises CannotReadManifest."""
    found = kept_beside(out) if out.exists() else []
    if not found:
        raise CannotReadManifest(f"no package, or nothing kept beside it: {out}")
    if len(found) > 1:  # somebody was killed between: the package itself tells which one is its own
        found = [whole_beside(out, manifest_of(out).whole_sha256)]
    try:
        return recalled(found[0].read_bytes())
    except OSError as fault:
        raise CannotReadManifest(str(fault)) from fault


def manifest_of(path: Path) -> Manifest:
    """The list of a package, or of `manifest.json` alone. Raises CannotReadManifest; whether it is whole and ours is
    not asked: `verify_package` does."""
    try:
        if path.is_dir():
            return read((path / MANIFEST).read_bytes())
        if not is_zipfile(path):
            return read(path.read_bytes())
        with ZipFile(path) as made:
            return read(made.read(MANIFEST))
    except (OSError, KeyError, BadZipFile) as fault:
        raise CannotReadManifest(str(fault)) from fault


def whole_manifest_of(path: Path) -> Manifest:
    """The same, with the whole tree after it where that is kept beside. Raises CannotReadManifest."""
    manifest = manifest_of(path)
    if manifest.base is None and kept_beside(path):
        return replace(manifest, base=base_of(path))
    return manifest


# the tree


def _whole(tree: Path, since: Base | None, now_ns: int) -> dict[str, Seen]:
    """Every file of the tree; one that looks as it did at the last package is not read again."""
    before = since.whole if since else {}
    found = {}
    for path, entry in _walked(tree):
        stat, old = entry.stat(follow_symlinks=False), before.get(path)
        size, changed = stat.st_size, stat.st_mtime_ns
        if old is not None and old[2] == changed and old[0] == size:
            found[path] = old
            continue
        if not is_inside(path):
            raise _unpackable(path)
        found[path] = Seen(size, _sha256(entry.path), changed if changed < now_ns - _RACY else 0)
    if not found:
        raise CannotPackage((f"没有可打包的页面：{tree}", f"There is nothing to pack: {tree}"))
    return dict(sorted(found.items()))


def _as_known(known: Mapping[str, tuple[int, str]], since: Base | None) -> dict[str, Seen]:
    """The tree as its builder tells it; what goes into the package is read and compared all the same."""
    before = since.whole if since else {}
    found = {}
    for path in sorted(known):
        told, old = known[path], before.get(path)
        if old is not None and old[:2] == told:
            found[path] = old
        elif is_inside(path):
            found[path] = Seen(*told)
        else:
            raise _unpackable(path)
    return found


def _walked(tree: Path) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Every file below, with its path from there."""
    folders = [(os.fspath(tree), "")]
    while folders:
        folder, under = folders.pop()
        try:
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError as fault:
            raise CannotPackage((f"读不到 {folder}：{fault.strerror}", f"{folder}: {fault.strerror}")) from fault
        for entry in entries:
            if entry.name.endswith(_HALF):
                continue
            if entry.is_file(follow_symlinks=False):
                yield under + entry.name, entry
            elif entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, f"{under}{entry.name}/"))
            else:
                raise _unpackable(under + entry.name)


def _unpackable(path: str) -> CannotPackage:
    return CannotPackage((f"不能打包的文件：{path}", f"This cannot be packed: {path}"))


def _sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# what goes into it


def _check_since(since: Base | None, number: int) -> None:
    if since and number <= since.number:
        raise CannotPackage((f"编号应大于第 {since.number} 号", f"Its number must come after {since.number}"))


def _check_finished(tree: Path) -> None:
    if tree.with_name(tree.name + _UNFINISHED).exists():
        raise CannotPackage(("页面正在生成或上次没有生成完", "The pages are being built, or a build was cut off"))


def _gone(whole: Mapping[str, Seen], removed: Iterable[str], since: Base | None) -> tuple[str, ...]:
    """What must be gone: what is told, and what the last package still had. Where a notice stands, nothing is gone."""
    told = set(removed) | (set(since.whole) if since else set())
    return tuple(sorted(path for path in told if path not in whole))


def _refuse(
    whole: Mapping[str, Seen], publications: Iterable[Listed], gone: Iterable[str], removed: Iterable[str]
) -> None:
    """Nothing withdrawn and nothing unpublished leaves the house, whatever the tree has."""
    for path in gone:
        if not is_inside(path):
            raise CannotPackage((f"不是本栏目的路径：{path}", f"Not a path of the column: {path}"))
    for path in removed:
        if path in whole and path.rpartition("/")[2] not in _NOTICES:
            raise CannotPackage((f"应撤下的文件仍在页面中：{path}", f"What must be gone is still there: {path}"))
    by_uid = {it.uid: it for it in publications}
    for path in whole:
        if not path.startswith(_ARTICLES):
            continue
        one = by_uid.get(path.split("/", 2)[1])
        if one is None or (one.paths is not None and path not in one.paths):
            raise CannotPackage((f"页面中有未发布的文件：{path}", f"This is not published: {path}"))


def _manifest(
    base: Base,
    gone: tuple[str, ...],
    since: Base | None,
    *,
    made_at: datetime,
    base_address: str,
    key: Ed25519PrivateKey,
) -> Manifest:
    by_uid = {it.uid: it for it in base.everything}
    before = since.whole if since else {}
    files = tuple(_entry(path, it, by_uid) for path, it in base.whole.items() if not _is_same(before.get(path), it))
    told_before = {it.told for it in since.everything} if since else set()
    touched = {it.uid for it in files}
    manifest = Manifest(
        number=base.number,
        made_at=made_at,
        base_address=base_address,
        key=key_id(key.public_key()),
        files=files,
        beside=(),
        removed=gone,
        publications=tuple(it for it in base.everything if it.uid in touched or it.told not in told_before),
        whole_sha256=base.whole_sha256,
        whole_count=len(base.whole),
        since=since.number if since else None,
        since_sha256=since.whole_sha256 if since else "",
        base=base,
    )
    return replace(manifest, beside=tuple(_told_of(name, data) for name, data in papers(manifest).items()))


def _is_same(old: Seen | None, new: Seen) -> bool:
    return old is new or (old is not None and old[:2] == new[:2])


def _entry(path: str, seen: Seen, by_uid: Mapping[str, Listed]) -> Entry:
    one = by_uid[path.split("/", 2)[1]] if path.startswith(_ARTICLES) else None
    if one is None:
        return Entry(path, seen.size, seen.sha256)
    if older := _OLDER.match(path):
        return Entry(path, seen.size, seen.sha256, one.uid, int(older[1]), State.SUPERSEDED)
    return Entry(path, seen.size, seen.sha256, one.uid, one.version, one.state)


def _told_of(name: str, data: bytes) -> Entry:
    return Entry(name, len(data), hashlib.sha256(data).hexdigest())
