"""What a package says of itself: the signed list of its files, of what must be gone, and of the whole tree after it."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

FORMAT = "yipanqi-package/1"
MANIFEST, SIGNATURE, SITE = "manifest.json", "manifest.sig", "site/"
REMOVED, SUMS, README = "removed.txt", "SHA256SUMS", "README.txt"
_LEADS_OUT = re.compile(r"^/|/$|//|(?:^|/)\.\.?(?:/|$)|[\x00-\x1f\x7f\\:*?\"<>|]")
_HASH_LETTERS = frozenset("0123456789abcdef")


class CannotReadManifest(Exception):
    """These bytes are no manifest of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A publication as a package names it. `paths`: all that may stand under its address; None: whatever the tree
    has there."""

    uid: str
    version: int
    state: str
    index_number: str = ""
    paths: tuple[str, ...] | None = None

    @property
    def told(self) -> tuple[str, int, str, str]:
        """What a manifest says of it."""
        return self.uid, self.version, self.state, self.index_number


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its path, size and hash; of a publication also which, in which version and state."""

    path: str
    size: int
    sha256: str
    uid: str = ""
    version: int = 0
    state: str = ""

    def json(self) -> str:
        """Its line of the manifest."""
        said: dict[str, object] = {"path": self.path, "size": self.size, "sha256": self.sha256}
        if self.uid:
            said |= {"uid": self.uid, "version": self.version, "state": self.state}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


class Seen(NamedTuple):
    """A file of the tree when it was last read."""

    size: int
    sha256: str
    changed_ns: int = 0  # when its file changed last


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a difference is reckoned from: the whole tree after a package, by path, and its publications."""

    number: int
    whole_sha256: str
    whole: Mapping[str, Seen]
    everything: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A package's list. `base` is the tree after it: known where the package was made, and of a full one."""

    number: int
    made_at: datetime
    base_address: str
    key: str
    files: tuple[Entry, ...]
    beside: tuple[Entry, ...]
    removed: tuple[str, ...]
    publications: tuple[Listed, ...]
    whole_sha256: str
    whole_count: int
    since: int | None = None  # a full one has none
    since_sha256: str = ""
    base: Base | None = field(default=None, repr=False)

    @property
    def is_full(self) -> bool:
        return self.since is None

    @property
    def counts(self) -> dict[str, int]:
        """How much is in it."""
        return {
            "files": len(self.files),
            "bytes": sum(it.size for it in self.files),
            "removed": len(self.removed),
            "publications": len(self.publications),
            "whole": self.whole_count,
        }


def whole_sha256(whole: Mapping[str, Seen]) -> str:
    """One hash of a whole tree: of its files' hashes, sizes and paths, in the order of paths."""
    digest = hashlib.sha256()
    for path in sorted(whole):
        digest.update(f"{whole[path].sha256} {whole[path].size} {path}\n".encode())
    return digest.hexdigest()


def key_id(key: Ed25519PublicKey) -> str:
    """By what a key is named."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def public_key(data: bytes) -> Ed25519PublicKey:
    """A public key as PEM, or its 32 bytes in base64 or hexadecimal. Raises ValueError."""
    text = data.strip()
    if text.startswith(b"-----BEGIN"):
        try:
            key = load_pem_public_key(text)
        except UnsupportedAlgorithm as fault:
            raise ValueError("not an Ed25519 key") from fault
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("not an Ed25519 key")
        return key
    raw = bytes.fromhex(text.decode("ascii")) if len(text) == 64 else base64.b64decode(text, validate=True)
    return Ed25519PublicKey.from_public_bytes(raw)


def written(manifest: Manifest) -> bytes:
    """The manifest as it is signed: every file on a line of its own."""
    since = None if manifest.since is None else {"number": manifest.since, "whole": manifest.since_sha256}
    head = {
        "format": FORMAT,
        "number": manifest.number,
        "kind": "full" if manifest.is_full else "difference",
        "since": since,
        "made_at": manifest.made_at.isoformat(),
        "base_address": manifest.base_address,
        "key": manifest.key,
        "whole": manifest.whole_sha256,
        "counts": manifest.counts,
    }
    lines = [f'"{name}":{_json(value)}' for name, value in head.items()]
    lines += [
        _list("publications", (_json(_publication(it)) for it in manifest.publications)),
        _list("removed", map(_json, manifest.removed)),
        _list("beside", (it.json() for it in manifest.beside)),
        _list("files", (it.json() for it in manifest.files)),
    ]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def read(data: bytes) -> Manifest:
    """The manifest of these bytes. Raises CannotReadManifest; nothing in it leads out of its folder."""
    try:
        said = json.loads(data)
        return _read(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise CannotReadManifest(str(fault)) from fault


def is_inside(path: str) -> bool:
    """Is it a plain relative path, in the one way to write it, that Windows bears too?"""
    return bool(path) and not _LEADS_OUT.search(path)


def kept(base: Base) -> bytes:
    """The whole tree after a package, for the next difference: what portals need not know."""
    said = {
        "number": base.number,
        "whole_sha256": base.whole_sha256,
        "publications": [_publication(it) for it in base.everything],
        "whole": base.whole,
    }
    return gzip.compress(_json(said).encode(), 1, mtime=0)


def recalled(data: bytes) -> Base:
    """The tree and the publications out of `kept`. Raises CannotReadManifest."""
    try:
        said = json.loads(gzip.decompress(data))
        return Base(
            number=int(said["number"]),
            whole_sha256=str(said["whole_sha256"]),
            whole={path: Seen._make(it) for path, it in said["whole"].items()},
            everything=tuple(_listed(it) for it in said["publications"]),
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise CannotReadManifest(str(fault)) from fault


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _list(name: str, lines: Iterable[str]) -> str:
    told = ",\n".join(lines)
    return f'"{name}":[\n{told}\n]' if told else f'"{name}":[]'


def _publication(it: Listed) -> dict[str, object]:
    return {"uid": it.uid, "version": it.version, "state": it.state, "index_number": it.index_number}


def _listed(said: Mapping[str, Any]) -> Listed:
    return Listed(
        uid=str(said["uid"]),
        version=int(said["version"]),
        state=str(said["state"]),
        index_number=str(said["index_number"]),
    )


def _read(said: Mapping[str, Any]) -> Manifest:
    if said["format"] != FORMAT:
        raise ValueError(f"unknown format: {said['format']}")
    files, since = tuple(_entries(said["files"])), said["since"]
    if (since is None) != (said["kind"] == "full"):
        raise ValueError("kind and since contradict each other")
    publications = tuple(_listed(it) for it in said["publications"])
    made = Manifest(
        number=int(said["number"]),
        made_at=datetime.fromisoformat(said["made_at"]),
        base_address=str(said["base_address"]),
        key=str(said["key"]),
        files=files,
        beside=tuple(_entries(said["beside"])),
        removed=tuple(_paths(said["removed"])),
        publications=publications,
        whole_sha256=str(said["whole"]),
        whole_count=int(said["counts"]["whole"]),
        since=None if since is None else int(since["number"]),
        since_sha256="" if since is None else str(since["whole"]),
    )
    if made.counts != said["counts"]:
        raise ValueError("counts are not those of the lists")
    return made if since else replace(made, base=_base(made))


def _base(made: Manifest) -> Base:
    """A full package is the tree after it."""
    whole = {it.path: Seen(it.size, it.sha256) for it in made.files}
    return Base(number=made.number, whole_sha256=made.whole_sha256, whole=whole, everything=made.publications)


def _entries(lines: Iterable[Mapping[str, Any]]) -> Iterator[Entry]:
    paths = set[str]()
    for said in lines:
        entry = Entry(
            str(said["path"]),
            int(said["size"]),
            str(said["sha256"]),
            str(said.get("uid", "")),
            int(said.get("version", 0)),
            str(said.get("state", "")),
        )
        if not is_inside(entry.path) or entry.path in paths or entry.size < 0 or not _is_hash(entry.sha256):
            raise ValueError(f"not a file of a package: {entry.path}")
        paths.add(entry.path)
        yield entry


def _paths(lines: Iterable[object]) -> Iterator[str]:
    for line in lines:
        if not is_inside(str(line)):
            raise ValueError(f"not a path of a package: {line}")
        yield str(line)


def _is_hash(text: str) -> bool:
    return len(text) == 64 and set(text) <= _HASH_LETTERS
