"""Signed words on how long the log was and how it ended, kept outside the database; and the proof of the whole log."""

import base64
import json
import os
from collections.abc import Iterable, Iterator
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

from .models import FIRST, Event, canonical

_ORIGIN = "yipanqi/audit/1"


@dataclass(frozen=True)
class Fault:
    """Something that must not be: where in the chain, and what, in both languages."""

    seq: int
    zh: str
    en: str


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The key of this installation; made at its first use, readable by nobody else."""
    try:
        return load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        return key


def public_text(key: Ed25519PublicKey) -> str:
    """The public key as outside holders note it down."""
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def public_key(text: str) -> Ed25519PublicKey:
    """The key that was noted down. Raises ValueError."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))


def append(path: Path, key: Ed25519PrivateKey, last: Event, at: datetime) -> str:
    """Sign the end of the log and add the line to the file; on disk when this returns."""
    body = {"origin": _ORIGIN, "size": last.seq, "head": last.hash, "at": at.astimezone(UTC).isoformat()}
    signature = base64.b64encode(key.sign(canonical(body).encode())).decode()
    line = canonical(body | {"signature": signature})
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    return line


def signed_ends(path: Path, key: Ed25519PublicKey) -> Iterator[tuple[int, str] | Fault]:
    """Length and last hash from each checkpoint of the file; a line that is not ours is a fault."""
    if not path.exists():
        return
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            body = json.loads(text)
            key.verify(base64.b64decode(body.pop("signature")), canonical(body).encode())
            yield int(body["size"]), str(body["head"])
        except (ValueError, KeyError, AttributeError, TypeError, InvalidSignature):
            yield Fault(
                0, f"检查点第 {number} 行的签名不符", f"line {number} of the checkpoints is not signed by this key"
            )


def faults(events: Iterable[Event], ends: Iterable[tuple[int, str] | Fault] = ()) -> Iterator[Fault]:
    """Whatever is wrong with the log: the first event, each link, each hash, the last one, and every checkpoint."""
    promised: dict[int, set[str]] = {}
    for end in ends:
        if isinstance(end, Fault):
            yield end
        else:
            promised.setdefault(end[0], set()).add(end[1])
    last_seq, last_hash = 0, FIRST
    for event in events:
        if event.seq != last_seq + 1:
            yield Fault(event.seq, f"缺少 {last_seq + 1} 号记录", f"event {last_seq + 1} is missing")
        if event.previous != last_hash:
            yield Fault(event.seq, "与前一条记录不相连", "does not follow from the event before it")
        if event.reckoned_hash() != event.hash:
            yield Fault(event.seq, "内容被改动", "its content was changed")
        if not event.is_of_its_format:
            yield Fault(event.seq, "填有其格式所没有的栏", "holds what its format does not know")
        yield from _unfit_openings(event)
        last_seq, last_hash = event.seq, event.hash
        if any(head != event.hash for head in promised.pop(event.seq, ())):
            yield Fault(event.seq, "与检查点不符", "differs from the checkpoint")
    for size in sorted(promised):
        zh = f"检查点记有 {size} 条，日志只有 {last_seq} 条：日志被截断或数据库被还原"
        yield Fault(size, zh, f"a checkpoint tells of {size} events, there are {last_seq}: cut short or restored")


def _unfit_openings(event: Event) -> Iterator[Fault]:
    """Personal values may be gone, but those that are there must be the ones that were recorded."""
    sealed = event.values_told.get("sealed", {})
    for opening in event.openings.all():
        if sealed.get(opening.name) != opening.commitment():
            yield Fault(event.seq, f"个人信息 {opening.name} 被改动", f"the personal value {opening.name} was changed")


__all__ = ["Fault", "append", "faults", "public_key", "public_text", "signed_ends", "signing_key"]
