"""A sealed stream opens under its passphrase, whole and unchanged, or not at all."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.web.backups.sealing import MAGIC, PIECE, CannotUnseal, Sealing, Unsealing, is_sealed

HEAD, SEALED_PIECE = len(MAGIC) + 23, PIECE + 16


def sealed(data: bytes, passphrase: str = "口令") -> bytes:
    """The data sealed, written in uneven parts."""
    out = io.BytesIO()
    with Sealing(out, passphrase) as stream:
        for at in range(0, len(data), 700_001):
            stream.write(data[at : at + 700_001])
    return out.getvalue()


def unsealed(data: bytes, passphrase: str = "口令") -> bytes:
    """All of it."""
    return io.BufferedReader(Unsealing(io.BytesIO(data), passphrase)).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7])
def test_what_was_sealed_opens(size):
    """Around the ends of pieces too; and nothing of it shows."""
    data = bytes(range(256)) * (size // 256 + 1)
    data = data[:size]

    closed = sealed(data)

    assert unsealed(closed) == data
    assert is_sealed(io.BytesIO(closed))
    assert size < 200 or data[:100] not in closed


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_changed_byte_is_noticed(data):
    """Whichever byte of a small file is changed, it does not open."""
    closed = bytearray(sealed(b"ballots" * 20))
    at = data.draw(st.integers(0, len(closed) - 1))
    closed[at] ^= data.draw(st.integers(1, 255))

    with pytest.raises(CannotUnseal):
        unsealed(bytes(closed))


def test_cuts_swaps_and_repeats_are_noticed():
    """Pieces that are each whole, but missing, in another order, or told twice."""
    closed = sealed(b"x" * (3 * PIECE))
    head, pieces = closed[:HEAD], [closed[HEAD + i * SEALED_PIECE :][:SEALED_PIECE] for i in range(3)]

    for wrong in (pieces[:2], pieces[1:], [pieces[1], pieces[0], pieces[2]], [*pieces, pieces[2]], []):
        with pytest.raises(CannotUnseal):
            unsealed(head + b"".join(wrong))


def test_another_passphrase_opens_nothing():
    """Nor does a piece of another file."""
    with pytest.raises(CannotUnseal):
        unsealed(sealed(b"roll of owners"), "别的口令")
