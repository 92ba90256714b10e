"""Make a backup; restore one into an empty place, or over what is there; both are told in the log."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from yipanqi import __version__
from yipanqi.web.audit import actions as audit
from yipanqi.web.audit import checkpoints, proof, signing
from yipanqi.web.jobs.models import Worker
from yipanqi.web.page.held import clear, workplace
from yipanqi.web.page.say import Cannot

from . import databases, packing
from .packing import DATABASE, FILES, Manifest

PREFIX, ENDING, SEALED = "yipanqi-", ".tar.gz", ".sealed"
_ASIDE = "before-restore-"
_MAKING, _RESTORING, _CHECKING = ".backup-", ".restoring-", ".checking-"  # begin the names of the folders they work in
_NEVER = ("static", "logs", "backups", "exports", "locks")  # made anew, of no weight, or backups themselves
KEYS = "keys"  # only in a sealed archive, and never over those that are here


class CannotBackUp(Cannot):
    """There is no backup; the message tells why."""


class CannotRestore(Cannot):
    """Nothing was restored; the message tells why."""


@dataclass(frozen=True)
class Backup:
    """A backup that is on the disk."""

    path: Path
    size: int
    manifest: Manifest
    removed: int  # older ones


@dataclass(frozen=True)
class Restored:
    """What a restoring found and did."""

    manifest: Manifest
    aside: Path | None  # where the former data are
    is_migrated: bool  # the tables were of an older version, and are of this one now
    is_key_other: bool  # phones and devices were sealed under another key
    checkpoints: int | None  # that the log was proven against; none without the key
    faults: list[proof.Fault]


def passphrase() -> str:
    """What seals the backups of this installation, from the environment or a file it names; nothing: not sealed."""
    if not settings.BACKUP_PASSPHRASE_FILE:
        return settings.BACKUP_PASSPHRASE
    try:
        told = Path(settings.BACKUP_PASSPHRASE_FILE).read_text("utf-8").strip()
    except OSError as fault:
        raise CannotBackUp(
            f"口令文件读不出来：{fault.strerror}", f"The file of the passphrase cannot be read: {fault.strerror}"
        ) from None
    if not told:
        raise CannotBackUp("口令文件是空的", "The file of the passphrase is empty")
    return told


def make(*, folder: Path, passphrase: str, keep: int, at: datetime) -> Backup:
    """Write everything into one file of the folder, whole or not at all; of older ones keep so many."""
    name = f"{PREFIX}{at:%Y%m%d-%H%M%S}{ENDING}{SEALED if passphrase else ''}"
    path = folder / name
    if path.exists():
        raise CannotBackUp(f"已有同名备份：{path}", f"There is one of this name: {path}")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        clear_left(folder)
        with workplace(folder, _MAKING) as work:
            manifest = _written(work, path, passphrase, at)
    except OSError as fault:
        raise _no_room(fault, folder) from None
    except DatabaseError as fault:
        if "disk is full" in str(fault):  # SQLite's word for it, while the copy is written
            raise _no_room(OSError(errno.ENOSPC, str(fault)), folder) from None
        raise CannotBackUp(f"数据库读不出来：{fault}", f"The database cannot be read: {fault}") from None
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    told = {"file": name, "sha256": digest, "events": manifest.events, "files": len(manifest.files)}
    with transaction.atomic():
        audit.record("backup.made", at=at, after=told | {"sealed": bool(passphrase)})
    return Backup(path, path.stat().st_size, manifest, _thinned(folder, keep))


def _written(work: Path, path: Path, passphrase: str, at: datetime) -> Manifest:
    """First the database, then the files: whatever a row names was there before the row."""
    found = databases.copied(work / DATABASE)
    manifest = Manifest(
        version=__version__,
        made_at=at.isoformat(timespec="seconds"),
        vendor=connection.vendor,
        key_mark=key_mark(),
        migrations=sorted(".".join(it) for it in MigrationLoader(connection).applied_migrations),
        events=found.events,
        head=found.head,
        counts=found.counts,
    )
    draft = work / "archive"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        packing.pack(out, manifest, work / DATABASE, _files(path.parent, bool(passphrase)), passphrase)
        out.flush()
        os.fsync(out.fileno())
    draft.rename(path)
    return manifest


def _files(backups: Path, is_sealed: bool) -> Iterator[tuple[str, Path]]:
    """Every file of the platform's folder but what is made anew, the database's own, and unsealed keys."""
    home = Path(settings.HOME)
    never = {home / name for name in _NEVER} | {backups.resolve()} | (set() if is_sealed else {home / KEYS})
    own = {it.resolve() for it in databases.files_of_sqlite()}
    for top, names, files in os.walk(home):
        place = Path(top)
        hidden = (_ASIDE, ".", "tmp") if home / "plans" in (place, place.parent) else (_ASIDE, ".")  # half a plan
        names[:] = sorted(it for it in names if place / it not in never and not it.startswith(hidden))
        for name in sorted(files):
            path = place / name
            if path.resolve() not in own and not path.is_symlink() and not name.endswith(".part"):
                yield path.relative_to(home).as_posix(), path


def _thinned(folder: Path, keep: int) -> int:
    """Remove the oldest backups of the folder but so many; 0 keeps them all."""
    found = sorted(it for it in folder.glob(f"{PREFIX}*{ENDING}*") if it.is_file())
    old = found[:-keep] if keep else []
    for path in old:
        path.unlink()
    return len(old)


def _no_room(fault: OSError, folder: Path) -> CannotBackUp:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return CannotBackUp(
            f"磁盘已满，没有留下半份备份：{folder}", f"The disk is full; no half backup was left: {folder}"
        )
    return CannotBackUp(f"不能写入 {folder}：{fault.strerror}", f"Cannot write to {folder}: {fault.strerror}")


def key_mark() -> str:
    """The same for the same YIPANQI_FIELD_KEY, and useless to whoever wants to guess it from a long one."""
    return HKDF(algorithm=SHA256(), length=8, salt=b"yipanqi", info=b"mark").derive(settings.FIELD_KEY.encode()).hex()


def restore(*, archive: Path, passphrase: str, is_forced: bool, at: datetime) -> Restored:
    """Prove the archive, put it in place, bring the tables up to this version, prove the log."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    clear_left()
    with workplace(home, _RESTORING) as staged:
        manifest = packing.unpack(archive, staged, passphrase)
        _refuse_unfit(manifest, staged)
        occupied = _occupied(home, staged / FILES) or not databases.is_empty()
        if occupied and not is_forced:
            raise CannotRestore(
                "这里已有数据，没有恢复。请恢复到空的文件夹和空的数据库；确要替换时加 --force，原数据会移到一旁",
                "There are data here, so nothing was restored. Restore into an empty folder and an empty database; "
                "to replace what is here add --force, and it is set aside",
            )
        aside = _cleared(home, staged / FILES, at) if occupied else None
        databases.put_back(staged / DATABASE)
        _put_files(home, staged / FILES)
    return _proven(manifest, archive, aside, at)


def check(*, archive: Path, passphrase: str) -> Manifest:
    """Prove an archive, and restore nothing."""
    with workplace(archive.parent, _CHECKING) as work:
        manifest = packing.unpack(archive, work, passphrase)
        if manifest.vendor == "sqlite":
            _refuse_other(manifest, databases.of_file(work / DATABASE))
        return manifest


def clear_left(backups: Path | None = None) -> int:
    """Remove what backups and restorings that were killed left behind, unsealed databases first; how many of them."""
    home = Path(settings.HOME)
    folders = dict.fromkeys([backups, home, home / "backups"] if backups else [home, home / "backups"])
    return sum(clear(folder, (_MAKING, _RESTORING, _CHECKING), first=DATABASE) for folder in folders)


def _refuse_unfit(manifest: Manifest, staged: Path) -> None:
    """Before anything here is touched: the same kind of database, no newer software, a sound file."""
    if manifest.vendor != connection.vendor:
        raise CannotRestore(
            f"备份来自 {manifest.vendor}，这里是 {connection.vendor}：请设相应的 DATABASE_URL",
            f"The backup is of {manifest.vendor}, here is {connection.vendor}: set DATABASE_URL accordingly",
        )
    known = {".".join(it) for it in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise CannotRestore(
            f"备份来自较新的版本（{newer[0]}），请先升级软件",
            f"The backup is of a newer version ({newer[0]}): upgrade the software first",
        )
    if connection.vendor == "sqlite":
        _refuse_other(manifest, databases.of_file(staged / DATABASE))


def _refuse_other(manifest: Manifest, found: databases.Contents) -> None:
    if (found.counts, found.events, found.head) != (manifest.counts, manifest.events, manifest.head):
        other = sorted(dict(found.counts.items() ^ manifest.counts.items()))
        raise CannotRestore(
            f"数据库内容与清单不符：{'、'.join(other) or '日志末尾'}",
            f"The database is not what the manifest tells: {', '.join(other) or 'the end of the log'}",
        )


def _occupied(home: Path, files: Path) -> bool:
    """Does something lie where the archive's files go? Keys and checkpoints of this place stay beside it."""
    return any(any(it.rglob("*")) if it.is_dir() else True for it in _replaced(home, files))


def _replaced(home: Path, files: Path) -> list[Path]:
    return [home / it.name for it in _tops(files) if it.name not in _kept_here() and (home / it.name).exists()]


def _tops(files: Path) -> list[Path]:
    return sorted(files.iterdir()) if files.exists() else []


def _kept_here() -> set[str]:
    """What is never replaced: keys, and checkpoints, which tell of more than an old backup may."""
    return {KEYS, Path(settings.CHECKPOINTS).name}


def _cleared(home: Path, files: Path, at: datetime) -> Path:
    """Set aside what is here; refused while workers still work on it."""
    with suppress(DatabaseError):
        if not databases.is_empty() and Worker.objects.alive().exists():
            raise CannotRestore(
                "后台任务进程还在运行，请先停止网站和后台任务进程（停止后等一分钟）",
                "A worker is still running: stop web and worker first (and wait a minute)",
            )
    aside = home / f"{_ASIDE}{at:%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    databases.set_aside(aside)
    for path in _replaced(home, files):
        shutil.move(path, aside / path.name)
    return aside


def _put_files(home: Path, files: Path) -> None:
    for path in _tops(files):
        if not (path.name in _kept_here() and (home / path.name).exists()):
            target = home / path.name
            if target.is_dir():
                target.rmdir()  # empty, or it would have been set aside
            shutil.move(path, target)


def _proven(manifest: Manifest, archive: Path, aside: Path | None, at: datetime) -> Restored:
    _refuse_other(manifest, databases.present())
    plan = MigrationExecutor(connection)
    is_old = bool(plan.migration_plan(plan.loader.graph.leaf_nodes()))
    if is_old:
        call_command("migrate", verbosity=0)
    ends = _ends() if Path(settings.CHECKPOINT_KEY).exists() else None  # else proven by the public key that was noted
    faults = proof.whole(ends or [], at=at, is_copy=True)  # what waited for its checkpoint when it was made still does
    told = {"file": archive.name, "made_at": manifest.made_at, "events": manifest.events, "forced": aside is not None}
    with transaction.atomic():
        audit.record("backup.restored", at=at, after=told)
    if ends and not faults:
        faults = _signed(at)
    count = None if ends is None else sum(isinstance(it, checkpoints.Checkpoint) for it in ends)
    return Restored(manifest, aside, is_old, manifest.key_mark != key_mark(), count, faults)


def _ends() -> list[checkpoints.Checkpoint | proof.Fault]:
    try:
        return list(checkpoints.signed_ends(settings.CHECKPOINTS, checkpoints.public_here(settings.CHECKPOINT_KEY)))
    except checkpoints.CannotTell as refusal:
        return [proof.Fault(0, *refusal.args)]


def _signed(at: datetime) -> list[proof.Fault]:
    """Sign what was restored and proven, so that nothing of it waits."""
    try:
        signing.sign(at=at)
    except checkpoints.CannotSign as refusal:
        return [proof.Fault(0, *refusal.args)]
    return []
