"""Tables of sentences made one catalogue: no code twice, every field's kind known, both languages with the same fields.
What is wrong with a sentence is told when the program starts, not when somebody is to read it."""

import re
import string
from collections.abc import Mapping

from yipanqi.domain.sentences.kinds import KINDS

LANGUAGES = ("zh", "en")
Pair = tuple[str, str]  # Chinese, English; with fields to fill

_IS_KIND = re.compile(r"[a-z]{2,}")  # an ordinary format has a sign, a figure or a single letter: `.1f`, `,`, `d`


def catalogue(**tables: Mapping[str, Pair]) -> dict[str, Pair]:
    """The tables as one; ValueError names the tables in which a code stands twice, or what is wrong with a sentence."""
    home: dict[str, str] = {}
    found: dict[str, Pair] = {}
    for name, table in tables.items():
        for code, pair in table.items():
            if code in home:
                raise ValueError(f"the sentence {code} stands in {home[code]} and in {name}")
            _check(code, pair)
            home[code], found[code] = name, pair
    return found


def fields(template: str) -> dict[str, str]:
    """The fields of a sentence, each with the kind of its value; nothing for a plain figure or text."""
    parsed = string.Formatter().parse(template)
    named = [(re.split(r"[.\[]", name)[0], spec or "") for _, name, spec, _ in parsed if name is not None]
    return {name: spec if _IS_KIND.fullmatch(spec) else "" for name, spec in named}


def _check(code: str, pair: Pair) -> None:
    zh, en = (fields(text) for text in pair)
    unknown = sorted({kind for kind in (*zh.values(), *en.values()) if kind and kind not in KINDS})
    if unknown:
        raise ValueError(f"the sentence {code} names unknown kinds of values: {', '.join(unknown)}")
    if zh != en:
        raise ValueError(f"the sentence {code} has other fields in Chinese than in English: {zh} {en}")
