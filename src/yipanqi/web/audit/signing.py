"""Who signs checkpoints, and when: a command at set-up, workers every hour and soon after deeds that call for it.

The window: whoever has the database in hand can change what was recorded after the newest checkpoint, so it is short.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from . import actions, checkpoints, proof
from .checkpoints import CannotSign, CannotTell, Checkpoint
from .models import Event

EVERY = timedelta(hours=1)
BEGUN = "checkpoints.begun"
_at_once: set[str] = set()  # deeds after which nobody waits for the hour


def sign_after(*deeds: str) -> None:
    """A checkpoint follows each of these deeds as soon as a worker looks."""
    _at_once.update(deeds)


def begun() -> list[str]:
    """The public keys with which checkpoints were begun, as the log tells; the newest last."""
    events = Event.objects.filter(action=BEGUN).in_chain()
    return [event.values_told["after"]["public_key"] for event in events]


def is_begun() -> bool:
    """Was there ever a checkpoint here?"""
    return bool(_held() or begun())


def first(*, at: datetime) -> str:
    """Make the key and sign the first checkpoint of an installation; its line. CannotSign where there was one."""
    held = _held()
    if held or begun():
        raise CannotSign(
            f"检查点已经启用过（{'、'.join(map(str, held)) or '日志有记载'}），没有另起一份。"
            "文件或密钥丢失时运行 checkpoint --again 原因",
            f"Checkpoints were begun before ({', '.join(map(str, held)) or 'the log tells'}), so none was begun anew. "
            "Where the file or the key is lost, run checkpoint --again REASON",
        )
    with _alone():
        _refuse_faulty([])
        return _begun(checkpoints.make_key(settings.CHECKPOINT_KEY), at, "")


def begin_where_none(*, at: datetime) -> str | None:
    """The first checkpoint of an installation that has none yet; its line. Raises CannotSign."""
    return None if is_begun() else first(at=at)


def again(*, reason: str, at: datetime) -> tuple[str, list[Path]]:
    """Begin checkpoints anew after the file or the key was lost: told in the log, never in silence. The line, and where
    what was here is kept."""
    if not reason.strip():
        raise CannotSign("请写明重新启用的原因", "Say why checkpoints are begun anew")
    with _alone():
        _refuse_faulty([])
        aside = [_set_aside(settings.CHECKPOINTS, at)] if settings.CHECKPOINTS.exists() else []
        try:
            key = checkpoints.signing_key(settings.CHECKPOINT_KEY)
        except CannotSign:
            if settings.CHECKPOINT_KEY.exists():
                aside.append(_set_aside(settings.CHECKPOINT_KEY, at))
            key = checkpoints.make_key(settings.CHECKPOINT_KEY)
        return _begun(key, at, reason), aside


def sign(*, at: datetime) -> str:
    """Prove the whole log and sign its end; the line. Raises CannotSign."""
    with _alone():
        key = _key(at)
        _refuse_faulty(list(checkpoints.signed_ends(settings.CHECKPOINTS, key.public_key())))
        return _appended(key, at)


def sign_if_due(*, at: datetime) -> str | None:
    """Where it is time, prove what came since the newest checkpoint and sign the end of the log. Raises CannotSign."""
    try:
        key = checkpoints.public_here(settings.CHECKPOINT_KEY)
        if not _is_due(checkpoints.newest(settings.CHECKPOINTS, key), at):
            return None
        with _alone():
            newest = checkpoints.newest(settings.CHECKPOINTS, key)
            if not _is_due(newest, at):  # another worker was first
                return None
            refuse_rolled_back(newest)
            return _appended(_key(at), at, newest)
    except CannotTell as refusal:
        raise CannotSign(*refusal.args) from None


def refuse_rolled_back(newest: Checkpoint) -> None:
    """CannotSign where the log does not reach as far as this checkpoint, or differs from it there."""
    event, at = Event.objects.filter(seq=newest.size).first(), f"{timezone.localtime(newest.at):%Y-%m-%d %H:%M}"
    if event is None:
        count = Event.objects.count()
        raise CannotSign(
            f"数据库比检查点旧：{at} 的检查点记有 {newest.size} 条日志，数据库只有 {count} 条。"
            "数据库被还原成旧的，或日志被截断；请停止使用，报告审计管理员",
            f"The database is older than its checkpoints: that of {at} tells of {newest.size} events, the database has "
            f"{count}. An older one was put in place, or the log was cut short: stop, and tell the audit administrator",
        )
    if event.hash != newest.head:
        raise CannotSign(
            f"日志与检查点不符：第 {newest.size} 号记录不是 {at} 签署的那一条；请停止使用，报告审计管理员",
            f"The log differs from its checkpoint: event {newest.size} is not the one that was signed at {at}: "
            "stop, and tell the audit administrator",
        )


def _held() -> list[Path]:
    return [path for path in (settings.CHECKPOINT_KEY, settings.CHECKPOINTS) if path.exists()]


def _is_due(newest: Checkpoint, at: datetime) -> bool:
    if abs(at - newest.at) >= EVERY:  # also where a clock was set back
        return True
    return Event.objects.filter(seq__gt=newest.size, action__in=_at_once).exists()


def _key(at: datetime) -> Ed25519PrivateKey:
    """The key, which the log tells of: a log of an earlier version does so from now on."""
    key = checkpoints.signing_key(settings.CHECKPOINT_KEY)
    told, own = begun(), checkpoints.public_text(key.public_key())
    if told and told[-1] != own:
        raise CannotSign(
            f"这里的密钥（公钥 {own}）不是日志所记的（{told[-1]}），没有签署",
            f"The key that is here (public key {own}) is not the one the log tells of ({told[-1]}): nothing was signed",
        )
    if not told:
        actions.checkpoints_begun(public_key=own, reason="", at=at)
    return key


def _begun(key: Ed25519PrivateKey, at: datetime, reason: str) -> str:
    actions.checkpoints_begun(public_key=checkpoints.public_text(key.public_key()), reason=reason, at=at)
    return _appended(key, at)


def _appended(key: Ed25519PrivateKey, at: datetime, since: Checkpoint | None = None) -> str:
    last = Event.objects.order_by("-seq").first()
    if last is None:
        raise CannotSign("日志为空，没有可签署的", "The log is empty, there is nothing to sign")
    if since is not None:
        events = Event.objects.filter(seq__gt=since.size, seq__lte=last.seq).in_chain().prefetch_related("openings")
        _refuse(list(proof.faults(events.iterator(chunk_size=2000), after=(since.size, since.head))))
    line = checkpoints.append(settings.CHECKPOINTS, key, last, at)
    checkpoints.tell_public(settings.CHECKPOINT_KEY, key.public_key())
    return line


def _refuse_faulty(ends: list[Checkpoint | proof.Fault]) -> None:
    """CannotSign where anything is wrong but that events wait for this very checkpoint."""
    with proof.one_moment():
        events = Event.objects.in_chain().prefetch_related("openings").iterator(chunk_size=2000)
        _refuse([*proof.faults(events, ends), *proof.row_faults()])


def _refuse(found: list[proof.Fault]) -> None:
    if found:
        more = len(found) - 1
        raise CannotSign(
            f"没有签署：{found[0].seq}: {found[0].zh}" + (f"（另有 {more} 处）" if more else ""),
            f"Nothing was signed: {found[0].seq}: {found[0].en}" + (f" (and {more} more)" if more else ""),
        )


def _set_aside(path: Path, at: datetime) -> Path:
    return path.rename(path.with_name(f"{path.name}.until-{at:%Y%m%d-%H%M%S}"))


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time on this machine."""
    lock = settings.CHECKPOINT_KEY.with_suffix(".lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise CannotSign(f"不能写入 {lock}：{fault.strerror}", f"Cannot write {lock}: {fault.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
