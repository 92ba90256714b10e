"""How texts are cut for search: pairs of Chinese characters, words and numbers as they stand.

`search.js` cuts what is asked for in the same way. A pair is of two characters side by side; a short number makes pairs
with the characters beside it (2028年). Triples narrow down what pairs find."""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from operator import add
from zlib import crc32

_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(f"([{_HAN}]+)|([0-9a-z\u00df-\u024f]+(?:[.,][0-9]+)*)|[^{_HAN}0-9a-z\u00df-\u024f]+")
_SHORT = re.compile("[0-9]{1,4}")
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
BITS, HASHES = 7, 4  # of a filter: for each of its grams, and places for each
_MASK = 0xFFFFFFFF


def normal(text: str) -> str:
    """A text as it is compared: one form of each sign, small letters."""
    return unicodedata.normalize("NFKC", text.replace("，", "。")).lower()


def pieces(text: str) -> list[tuple[str, str]]:
    """A normal text as runs of Chinese and words; ("", "") where a sign stands between."""
    return _PIECE.findall(text)


def pairs(text: str) -> set[str]:
    """The pairs, words and numbers of a normal text."""
    return _pairs(pieces(text))


def _pairs(cut: Iterable[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    last_han, last_number = "", ""
    for han, word in cut:
        if han:
            found.update(map(add, han, han[1:]))
            if last_number:
                found.add(last_number + han[0])
        elif word:
            found.add(word)
            if last_han and _SHORT.fullmatch(word):
                found.add(last_han + word)
        last_han = han[-1:]
        last_number = word if word and _SHORT.fullmatch(word) else ""
    return found


def triples(text: str) -> set[str]:
    """Three characters side by side."""
    found: set[str] = set()
    for han, _ in pieces(text):
        if len(han) > 2:
            found.update(map(add, map(add, han, han[1:]), han[2:]))
    return found


def sifted(text: str) -> set[str]:
    """By what a filter knows a text: pairs, words, and three and four characters side by side: phrases that share their
    triples are told apart by fours."""
    cut = pieces(text)
    found = _pairs(cut)
    for han, _ in cut:
        if len(han) > 2:
            twos = list(map(add, han, han[1:]))
            found.update(map(add, twos, han[2:]))
            found.update(map(add, twos, twos[2:]))
    return found


def packed(numbers: Iterable[int]) -> str:
    """Ascending numbers as text: how far each is from the one before it, five bits a sign."""
    out, last = [], 0
    for number in numbers:
        gap, last = number - last, number
        while gap > 31:
            out.append(_SIGNS[(gap & 31) | 32])
            gap >>= 5
        out.append(_SIGNS[gap])
    return "".join(out)


def unpacked(text: str) -> list[int]:
    """The numbers of `packed`."""
    numbers, last, gap, shift = [], 0, 0, 0
    for sign in text:
        value = _VALUES[sign]
        gap |= (value & 31) << shift
        if value & 32:
            shift += 5
        else:
            last += gap
            numbers.append(last)
            gap = shift = 0
    return numbers


def shard(gram: str, shards: int) -> int:
    """In which of so many shards a gram is; their number is a power of two."""
    return crc32(gram.encode()) & (shards - 1)


def places(gram: str, bits: int) -> list[int]:
    """Where a gram stands in a filter of so many bits."""
    first, step = _strides(gram)
    return [(first + at * step) % bits for at in range(HASHES)]


@lru_cache(maxsize=1 << 17)  # most grams of a text stand in others too
def _strides(gram: str) -> tuple[int, int]:
    first = crc32(gram.encode())
    return first, _mixed(first) | 1


def sieve(grams: set[str]) -> str:
    """A filter: it says of every gram of the set that it is there, and of another one, but for a few in a hundred, that
    it is not."""
    size = max(8, (len(grams) * BITS + 7) // 8)
    bits, held = size * 8, bytearray(size)
    for first, step in map(_strides, grams):
        for at in range(HASHES):
            place = (first + at * step) % bits
            held[place >> 3] |= 1 << (place & 7)
    return b64encode(bytes(held)).decode()


def is_held(sieved: bytes, gram: str) -> bool:
    """Whether a filter, unpacked, says that a gram is there."""
    return all(sieved[place >> 3] >> (place & 7) & 1 for place in places(gram, len(sieved) * 8))


def _mixed(value: int) -> int:
    value ^= value >> 16
    value = value * 0x85EBCA6B & _MASK
    value ^= value >> 13
    value = value * 0xC2B2AE35 & _MASK
    return value ^ value >> 16
