"""What people call the rows of other sheets: by code, by Chinese or by English name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yipanqi.workbook.cells import Bad
from yipanqi.workbook.layout import Pair
from yipanqi.workbook.text import title_key


@dataclass(kw_only=True)
class Names:
    """The codes that may be referred to, and the names that lead to them."""

    ids: dict[str, Pair] = field(default_factory=dict)  # code → Chinese and English name
    by_name: dict[str, set[str]] = field(default_factory=dict)

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
        raise Bad("unknown_reference")

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


def joined(tables: Iterable[Names], special: Mapping[str, Pair] | None) -> Names:
    """One table of several, with words that stand for no row."""
    whole = Names()
    whole.add((code, zh, en) for code, (zh, en) in (special or {}).items())
    for table in tables:
        whole.add((code, zh, en) for code, (zh, en) in table.ids.items())
    return whole
