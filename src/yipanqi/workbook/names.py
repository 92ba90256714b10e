"""What people call the rows of other sheets: by code, by Chinese or by English name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yipanqi.workbook.cells import Bad
from yipanqi.workbook.layout import Pair
from yipanqi.workbook.text import title_key

_SHORTEST = 2  # signs of a name that may be guessed
_LONGEST = 60
_MOST_GUESSES = 200  # of one table: where more names than these mean nothing, another sheet is meant
_HELD = 100  # a name that holds another is less likely than one that is a slip away


@dataclass(kw_only=True)
class Names:
    """The codes that may be referred to, and the names that lead to them."""

    ids: dict[str, Pair] = field(default_factory=dict)  # code → Chinese and English name
    by_name: dict[str, set[str]] = field(default_factory=dict)
    _likely: dict[str, str] = field(
        default_factory=dict, repr=False, compare=False
    )  # a text that means nothing → a name

    def add(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Rows of code, Chinese name, English name."""
        for code, zh, en in rows:
            self.ids.setdefault(code, (zh, en))
            for name in (zh, en):
                if name:
                    self.by_name.setdefault(title_key(name), set()).add(code)

    def find(self, text: str, verbatim: bool = False) -> str:
        """The code that a text means: a code itself before a name; Bad where it means none, or several."""
        if text in self.ids:
            return text
        found = set() if verbatim else self.by_name.get(title_key(text), set())
        if len(found) == 1:
            return next(iter(found))
        if len(found) > 1:
            raise Bad("ambiguous_name", codes="、".join(sorted(found)))
        likely = "" if verbatim else self.likely(text)
        raise Bad("unknown_reference_likely", likely=likely) if likely else Bad("unknown_reference")

    def likely(self, text: str) -> str:
        """The one name that the text is most like: 红卫街道 for 红卫路街道; nothing where none is, or several are."""
        wanted = title_key(text)
        if wanted not in self._likely:
            is_tried = len(wanted) <= _LONGEST and len(self._likely) < _MOST_GUESSES
            self._likely[wanted] = likely_name(wanted, self.by_name) if is_tried else ""
        found = self._likely[wanted]
        return next((name for pair in self.ids.values() for name in pair if title_key(name) == found), found)

    def label(self, code: str, lang: str) -> str:
        """What to write so that people know it and it is found again."""
        pair = self.ids.get(code, ("", ""))
        for name in (pair[lang == "en"], pair[0]):
            if name and self._leads_to(name, code):
                return name
        return code

    def _leads_to(self, name: str, code: str) -> bool:
        try:
            return self.find(name) == code
        except Bad:
            return False


def likely_name(wanted: str, names: Iterable[str]) -> str:
    """The one name a few signs away from what is wanted, or that holds it, or is held; nothing where that is not one
    alone."""
    near: dict[int, set[str]] = {}
    for name in names:
        away = _distance(wanted, name)
        held = len(min(wanted, name, key=len)) >= _SHORTEST and (wanted in name or name in wanted)
        if away <= max(1, len(wanted) // 3) and len(wanted) >= _SHORTEST:
            near.setdefault(away, set()).add(name)
        elif held:
            near.setdefault(_HELD + abs(len(name) - len(wanted)), set()).add(name)
    best = near[min(near)] if near else set()
    return next(iter(best)) if len(best) == 1 else ""


def _distance(one: str, other: str) -> int:
    """How many signs must be changed, put in or left out; many where the lengths differ much."""
    if abs(len(one) - len(other)) > 3:
        return len(one) + len(other)
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        before, row[0] = row[0], at
        for place, twin in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (sign != twin))
    return row[-1]


def joined(tables: Iterable[Names], special: Mapping[str, Pair] | None) -> Names:
    """One table of several, with words that stand for no row."""
    whole = Names()
    whole.add((code, zh, en) for code, (zh, en) in (special or {}).items())
    for table in tables:
        whole.add((code, zh, en) for code, (zh, en) in table.ids.items())
    return whole
