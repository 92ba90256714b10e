"""A stream under a passphrase: AES-256-GCM in pieces, so that neither a change, nor a swap, nor a cut goes unnoticed.

head = "YPQ1" + salt (16) + nonce prefix (7);  key = scrypt(passphrase, salt)
piece i = GCM(key, prefix + i (4) + is last (1), up to 1 MiB, head)
"""

import io
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"YPQ1"
_SALT, _PREFIX, _TAG, PIECE = 16, 7, 16, 1 << 20
_HEAD = len(MAGIC) + _SALT + _PREFIX


class CannotUnseal(Exception):
    """The passphrase is another one, or the file was changed or cut."""


class Sealing(io.RawIOBase):
    """Seals what is written and hands it on; closing writes the last piece, not the file below."""

    def __init__(self, below: IO[bytes], passphrase: str) -> None:
        self._below, self._held, self._count = below, bytearray(), 0
        self._head = MAGIC + os.urandom(_SALT + _PREFIX)
        self._cipher = _cipher(passphrase, self._head)
        below.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Keep at least a byte back: the last piece is told apart by its nonce."""
        self._held += data
        while len(self._held) > PIECE:
            self._emit(bytes(self._held[:PIECE]), is_last=False)
            del self._held[:PIECE]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._emit(bytes(self._held), is_last=True)
        super().close()

    def _emit(self, piece: bytes, *, is_last: bool) -> None:
        self._below.write(self._cipher.encrypt(_nonce(self._head, self._count, is_last), piece, self._head))
        self._count += 1


class Unsealing(io.RawIOBase):
    """Reads what was sealed; raises CannotUnseal at the first piece that is not as it was written."""

    def __init__(self, below: IO[bytes], passphrase: str) -> None:
        self._below, self._count, self._ready = below, 0, b""
        self._head = below.read(_HEAD)
        if len(self._head) != _HEAD or not self._head.startswith(MAGIC):
            raise CannotUnseal
        self._cipher = _cipher(passphrase, self._head)
        self._next = below.read(PIECE + _TAG)
        if not self._next:  # even nothing is sealed as one piece
            raise CannotUnseal

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if not self._ready and self._next:
            self._ready = self._opened()
        part = self._ready[: len(into)]
        into[: len(part)] = part
        self._ready = self._ready[len(part) :]
        return len(part)

    def _opened(self) -> bytes:
        piece, self._next = self._next, self._below.read(PIECE + _TAG)
        try:
            told = self._cipher.decrypt(_nonce(self._head, self._count, not self._next), piece, self._head)
        except InvalidTag:
            raise CannotUnseal from None
        self._count += 1
        return told


def is_sealed(below: IO[bytes]) -> bool:
    """Does the file begin as a sealed one? It stands at its beginning afterwards."""
    begins = below.read(len(MAGIC)) == MAGIC
    below.seek(0)
    return begins


def _cipher(passphrase: str, head: bytes) -> AESGCM:
    salt = head[len(MAGIC) : len(MAGIC) + _SALT]
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def _nonce(head: bytes, count: int, is_last: bool) -> bytes:
    return head[-_PREFIX:] + count.to_bytes(4, "big") + bytes([is_last])
