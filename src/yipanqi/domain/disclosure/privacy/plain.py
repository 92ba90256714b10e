"""The text as the scanner reads it: full-width signs made plain and unseen signs dropped, each place known again.

Two readings have the same places: `text`, and `digits`, where Chinese numerals (一 〇 幺 壹 …) and digits in rings or
raised are digits too. Both are needed: in 之一13812345678 the numeral is none of the number's."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2800"
_SAME = {
    **{0xFF01 + place: chr(0x21 + place) for place in range(94)},
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣⁃➖"), "-"),
    **dict.fromkeys(map(ord, "∗✱⁎﹡✻✳※"), "*"),
    **dict.fromkeys(map(ord, "•・‧∙⋅●｡"), "·"),
    **dict.fromkeys(map(ord, "﹫"), "@"),
    **dict.fromkeys(map(ord, "\u0085\u2028\u2029\x0b\x0c"), "\n"),
    **{0x1D7CE + place: str(place % 10) for place in range(50)},
    **{0x0660 + place: str(place) for place in range(10)},
    **{0x06F0 + place: str(place) for place in range(10)},
}
_RINGS = {  # ① ⑴ ⒈ ❶ ➀ ➊ begin with one; ⁴ ₀ with nought or four
    **{
        first + place: str(place + 1)
        for first in (0x2460, 0x2474, 0x2488, 0x2776, 0x2780, 0x278A)
        for place in range(9)
    },
    **{0x2070 + place: str(place) for place in (0, 4, 5, 6, 7, 8, 9)},
    **{0x2080 + place: str(place) for place in range(10)},
    ord("¹"): "1",
    ord("²"): "2",
    ord("³"): "3",
    ord("⓪"): "0",
    ord("⓿"): "0",
}
NUMERALS = {
    **dict(zip("〇一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", "0123456789", strict=True)),
    **dict(zip("○弌貳參肆伍陸漆捌玖", "0123456789", strict=True)),
    **dict(zip("◯幺两仨洞拐勾", "0123079", strict=True)),
}
_TO_DIGITS = {**_RINGS, **{ord(sign): digit for sign, digit in NUMERALS.items()}}


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in its two readings, and where each place of them was."""

    text: str
    digits: str
    _here: tuple[int, ...]  # where a stretch without dropped signs begins, in these readings
    _there: tuple[int, ...]  # and in the text that was given

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The places in the text that was given."""
        return self._given(start), self._given(end - 1) + 1

    def _given(self, place: int) -> int:
        stretch = bisect_right(self._here, place) - 1
        return self._there[stretch] + place - self._here[stretch]


def plain(given: str) -> Plain:
    """The readings of a text."""
    here, there, pieces, last, length = [0], [0], [], 0, 0
    for unseen in _UNSEEN.finditer(given):
        if unseen.start() > last:
            pieces.append(given[last : unseen.start()])
            length += unseen.start() - last
        last = unseen.end()
        if here[-1] == length:
            there[-1] = last
        else:
            here.append(length)
            there.append(last)
    pieces.append(given[last:])
    text = "".join(pieces).translate(_SAME)
    return Plain(text, text.translate(_TO_DIGITS), tuple(here), tuple(there))


def compact(given: str) -> str:
    """A value without blanks and separators, its digits plain: two ways to write it are the same."""
    return re.sub(r"[\s\-_.·,、/|~()。]", "", plain(given).digits).lower()


_SPOKEN = re.compile("[〇零○一二三四五六七八九十百两幺壹贰叁肆伍陆柒捌玖拾]+")


def arabic(text: str) -> str:
    """The text with its Chinese numbers in digits: 十二栋五零一 is 12栋501, 一百零二 is 102."""
    return _SPOKEN.sub(lambda match: _number(match.group().replace("拾", "十")), text)


def _number(spoken: str) -> str:
    if "十" not in spoken and "百" not in spoken:
        return "".join(NUMERALS[sign] for sign in spoken)
    hundreds, has_hundreds, rest = spoken.rpartition("百")
    tens, has_tens, ones = rest.rpartition("十")
    value = 100 * int(_digits(hundreds) or 1) if has_hundreds else 0
    value += 10 * int(_digits(tens) or 1) if has_tens else 0
    return str(value + int(_digits(ones) or 0))


def _digits(spoken: str) -> str:
    return "".join(NUMERALS.get(sign, "") for sign in spoken)
