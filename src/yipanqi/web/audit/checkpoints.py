"""Signed words on how long the log was and how it ended, kept outside the database: the key, and the file of lines."""

import base64
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from yipanqi.web.page.say import Cannot
from yipanqi.web.page.trace import request_id

from .models import Event, canonical
from .proof import Fault

_ORIGIN = "yipanqi/audit/1"
_TAIL = 4096  # bytes from the end of the file, in which its last line is


class CannotSign(Cannot):
    """No checkpoint is signed; the message tells why, and what to do."""


class CannotTell(Cannot):
    """The key or the file of checkpoints cannot be read; the message tells why, and what to do."""


@dataclass(frozen=True)
class Checkpoint:
    """So long was the log, so it ended, at this moment."""

    size: int
    head: str
    at: datetime


# The key


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The key of this installation. CannotSign where there is none, or a damaged one; pages never sign."""
    if request_id() != "-":
        raise CannotSign("网页进程不签检查点", "Web processes sign no checkpoint")
    try:
        return _read(path)
    except CannotTell as refusal:
        raise CannotSign(*refusal.args) from None


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        raise CannotTell(
            f"没有检查点密钥：{path}。安装时运行 checkpoint --first 生成；密钥丢失时从加密备份恢复，"
            "或运行 checkpoint --again 原因",
            f"There is no key of checkpoints: {path}. At set-up run checkpoint --first; a lost one comes back from a "
            "sealed backup, or run checkpoint --again REASON",
        ) from None
    except OSError as fault:
        raise CannotTell(
            f"检查点密钥读不出来：{path}（{fault.strerror}）",
            f"The key of checkpoints cannot be read: {path} ({fault.strerror})",
        ) from None
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise CannotTell(
            f"检查点密钥是空的或已损坏：{path}。请从加密备份恢复；没有备份时运行 checkpoint --again 原因",
            f"The key of checkpoints is empty or damaged: {path}. Bring it back from a sealed backup; "
            "without one run checkpoint --again REASON",
        )
    return key


def make_key(path: Path) -> Ed25519PrivateKey:
    """A new key, readable by nobody else, and its public key beside it; whole on the disk, or not there at all."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_whole(path, pem, 0o600)
        tell_public(path, key.public_key())
    except OSError as fault:
        raise _no_room(path, fault) from None
    return key


def tell_public(path: Path, key: Ed25519PublicKey) -> None:
    """Write the public key beside the key, for pages, which never read the other."""
    beside = path.with_suffix(".pub")
    if not beside.exists() or beside.read_text("utf-8").strip() != public_text(key):
        _write_whole(beside, f"{public_text(key)}\n".encode(), 0o644)


def public_here(path: Path) -> Ed25519PublicKey:
    """The public key of this installation. Raises CannotTell."""
    try:
        return public_key(path.with_suffix(".pub").read_text("utf-8").strip())
    except (OSError, ValueError):
        return _read(path).public_key()


def public_text(key: Ed25519PublicKey) -> str:
    """The public key as outside holders note it down."""
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def public_key(text: str) -> Ed25519PublicKey:
    """The key that was noted down. Raises ValueError."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))


def _write_whole(path: Path, data: bytes, mode: int) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _no_room(path: Path, fault: OSError) -> CannotSign:
    return CannotSign(
        f"不能写入 {path}：{fault.strerror}。没有留下半个文件",
        f"Cannot write {path}: {fault.strerror}; no half file is left",
    )


# The file


def append(path: Path, key: Ed25519PrivateKey, last: Event, at: datetime) -> str:
    """Sign the end of the log and add the line to the file; on disk when this returns. Raises CannotSign."""
    body = {"origin": _ORIGIN, "size": last.seq, "head": last.hash, "at": at.astimezone(UTC).isoformat()}
    signature = base64.b64encode(key.sign(canonical(body).encode())).decode()
    line = canonical(body | {"signature": signature})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _add_line(path, f"{line}\n".encode())
    except OSError as fault:
        raise _no_room(path, fault) from None
    return line


def _add_line(path: Path, line: bytes) -> None:
    """The whole line, or the file as it was; what a crash left of a line gives way."""
    with path.open("ab+") as file:
        file.seek(0)
        held = file.read()
        end = held.rfind(b"\n") + 1
        file.truncate(end)
        try:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                os.truncate(path, end)
            raise


def signed_ends(path: Path, key: Ed25519PublicKey) -> Iterator[Checkpoint | Fault]:
    """The checkpoints of the file; a line that is not ours is a fault, and so is a file that is not there or empty."""
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as fault:
        yield Fault(
            0,
            f"检查点文件读不出来：{path}（{fault.strerror}）。没有检查点就不能证明日志完整："
            "请核对路径，或取外部保管的一份，用 --checkpoints 指出",
            f"the file of checkpoints cannot be read: {path} ({fault.strerror}). Without it nothing proves the log: "
            "check the path, or take the copy that is held outside and name it by --checkpoints",
        )
        return
    if lines and not lines[-1].endswith(b"\n") and _checkpoint(lines[-1], key) is None:
        del lines[-1]  # a crash left half a line; append makes it give way
    if not lines:
        yield Fault(
            0,
            f"检查点文件是空的：{path}。请取外部保管的一份，用 --checkpoints 指出",
            f"the file of checkpoints is empty: {path}. Take the copy held outside and name it by --checkpoints",
        )
    for number, line in enumerate(lines, 1):
        yield _checkpoint(line, key) or Fault(
            0, f"检查点第 {number} 行的签名不符", f"line {number} of the checkpoints is not signed by this key"
        )


def newest(path: Path, key: Ed25519PublicKey) -> Checkpoint:
    """The last line of the file. Raises CannotTell."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            lines = file.read().splitlines(keepends=True)
    except OSError as fault:
        raise CannotTell(
            f"检查点文件读不出来：{path}（{fault.strerror}）。文件被删除时不会另起一份：请取外部保管的一份放回，"
            "确已丢失则运行 checkpoint --again 原因",
            f"The file of checkpoints cannot be read: {path} ({fault.strerror}). No other one is begun in its place: "
            "put the copy that is held outside back, or, where it is lost, run checkpoint --again REASON",
        ) from None
    if lines and not lines[-1].endswith(b"\n") and _checkpoint(lines[-1], key) is None:
        del lines[-1]
    if not lines:
        raise CannotTell(
            f"检查点文件是空的：{path}。请取外部保管的一份放回，确已丢失则运行 checkpoint --again 原因",
            f"The file of checkpoints is empty: {path}. Put the copy held outside back, or, where it is lost, "
            "run checkpoint --again REASON",
        )
    found = _checkpoint(lines[-1], key)
    if found is None:
        raise CannotTell(
            f"检查点文件的最后一行不是这个密钥签的：{path}。请与外部保管的一份对照",
            f"The last line of the file of checkpoints is not signed by this key: {path}. "
            "Compare it with the copy that is held outside",
        )
    return found


def _checkpoint(line: bytes, key: Ed25519PublicKey) -> Checkpoint | None:
    try:
        body = json.loads(line)
        key.verify(base64.b64decode(body.pop("signature")), canonical(body).encode())
        if body["origin"] != _ORIGIN:
            return None
        return Checkpoint(int(body["size"]), str(body["head"]), datetime.fromisoformat(body["at"]))
    except (ValueError, KeyError, AttributeError, TypeError, InvalidSignature):
        return None
