"""Texts in bytes of which nobody says what they are, and which texts may tell something of a person."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

_UTF8 = re.compile(rb"(?:[\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){4,}")
_GBK = re.compile(rb"(?:[\x20-\x7e]|[\xb0-\xf7][\xa1-\xfe]){6,}")  # the characters of GB 2312
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff][\x4e-\x9f]|[\x00-\xef]\xff|[\x00-\x3f]\x30){4,}")
_WIDE_BIG = re.compile(rb"(?:\x00[\x20-\x7e]|[\x4e-\x9f][\x00-\xff]|\xff[\x00-\xef]|\x30[\x00-\x3f]){4,}")
_READINGS = ((_UTF8, "utf-8"), (_GBK, "gb18030"), (_WIDE, "utf-16-le"), (_WIDE_BIG, "utf-16-be"))
_DIGIT = r"[0-9０-９〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
_LONG = rf"[@＠]|(?:{_DIGIT}[\s\-_.·—–\u200b-\u200f\u2060\ufeff]*){{7,}}"
_NUMBER = re.compile(_LONG)
_TELLS = re.compile(rf"[\u3400-\u9fff\uf900-\ufaff]|{_LONG}")
_TECHNICAL = re.compile(
    r"\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\}?"  # a GUID
    r"|-?\d{1,10}(?:\.\d*)?|-?\d{1,3}\.\d+"  # a measure
    r"|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{16,}(?<!\d{16})"  # a mark of a revision
    r"|https?://(?:schemas|purl|www\.w3)\.[\w./#-]+"
)
_EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE]\+?(?:1?\d|2[0-4])")
LONGEST = 2_000_000  # letters of loose text in one place


def names(listed: str) -> frozenset[str]:
    """The names of a list that is written with blanks."""
    return frozenset(listed.split())


def may_tell(text: str) -> bool:
    """May the text tell something of a person: Chinese, an address of mail, a longer number? A measure, a GUID, a mark
    of a revision does not."""
    return bool(_TELLS.search(text)) and not _TECHNICAL.fullmatch(text.strip())


def holds_number(text: str) -> bool:
    """Is there a longer number or an address of mail in it?"""
    return bool(_NUMBER.search(text)) and not _TECHNICAL.fullmatch(text.strip())


def figure(text: str) -> str:
    """A number as its digits: 13800138000 of 1.3800138E10; any other text as it is."""
    if not _EXPONENT.fullmatch(text):
        return text
    try:
        return f"{Decimal(text):f}"
    except InvalidOperation:
        return text


def loose(data: bytes) -> Iterator[str]:
    """Texts that may tell something in bytes of any kind, in the four ways in which Chinese files write them; each
    text once. Bytes that were read in one way are not read in another."""
    seen: set[str] = set()
    left = LONGEST
    for pattern, reading in _READINGS:
        read: list[tuple[int, int]] = []
        for match in pattern.finditer(data):
            text = match.group().decode(reading, "ignore")
            if text.isascii() or _is_common(text):
                read.append(match.span())
            text = text.strip()
            if text in seen or not _is_worth(text):
                continue
            seen.add(text)
            left -= len(text)
            if left < 0:
                return
            yield text
        data = _blanked(data, read)


def _blanked(data: bytes, read: list[tuple[int, int]]) -> bytes:
    if not read:
        return data
    rest = bytearray(data)
    for start, end in read:
        rest[start:end] = bytes(end - start)
    return bytes(rest)


def _is_worth(text: str) -> bool:
    """Chinese letters turn up in any noise; common ones in a row, a longer number, an address do not."""
    digits = sum(letter.isdigit() for letter in text)
    return may_tell(text) and (digits >= 7 or "@" in text or _is_common(text))


def _is_common(text: str) -> bool:
    """Are most of its Chinese letters, two at least, among the 3755 of the first level of GB 2312?"""
    chinese = [letter for letter in text if "\u4e00" <= letter <= "\u9fff"]
    if len(chinese) < 2:
        return False
    common = sum(b"\xb0" <= letter.encode("gb2312", "ignore")[:1] <= b"\xd7" for letter in chinese)
    return common >= 0.7 * len(chinese)
