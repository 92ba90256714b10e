"""Personal data at rest: sealed with AES-256-GCM, bound to its place, so that it opens nowhere else."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FORM = "1"


class CannotOpen(Exception):
    """The text was sealed under another key or for another place."""


def seal(text: str, place: str) -> str:
    """The text sealed for this place: a field and the identity of its row."""
    nonce = os.urandom(12)
    closed = _cipher().encrypt(nonce, text.encode(), place.encode())
    return f"{_FORM}.{base64.urlsafe_b64encode(nonce + closed).decode()}"


def unseal(sealed: str, place: str) -> str:
    """What was sealed for this place. Raises CannotOpen."""
    form, _, body = sealed.partition(".")
    try:
        closed = base64.urlsafe_b64decode(body)
        if form != _FORM:
            raise ValueError(form)
        return _cipher().decrypt(closed[:12], closed[12:], place.encode()).decode()
    except (ValueError, InvalidTag):
        raise CannotOpen(place.split(":")[0]) from None


def _cipher() -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=b"yipanqi", info=b"sealed fields")
    return AESGCM(key.derive(settings.FIELD_KEY.encode()))
