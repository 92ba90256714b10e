"""How the papers of delivery speak, and how their tables are set."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from yipanqi.documents.press.gbt9704 import OfficialPaper, finish
from yipanqi.documents.press.packing import packed
from yipanqi.documents.press.word_tables import Printed, dress
from yipanqi.documents.sentences import CATALOGUE
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.spoken import UNITS, date_text, word

BLANK = "　" * 6  # a cell to be written in by hand: as wide as six signs


@dataclass
class Paper:
    """A paper in a language: what is said by code, and its tables, dressed when it is written."""

    lang: str
    press: OfficialPaper = field(init=False)
    tables: list[Printed] = field(default_factory=list)
    headings: int = 0

    def __post_init__(self) -> None:
        self.press = OfficialPaper(self.lang, "Delivery")

    def say(self, code: str, **values: object) -> str:
        return sentence(code, values, self.lang, CATALOGUE)

    def pick(self, pair: tuple[str, str]) -> str:
        """The text of this language; of the other where it has none."""
        return (pair[1] or pair[0]) if self.lang == "en" else (pair[0] or pair[1])

    def party(self, party: Party) -> str:
        return self.pick(party.names)

    def day(self, day: date | None) -> str:
        return date_text(day, self.lang) if day else self.say("paper_blank_day")

    def unit(self, unit: str) -> str:
        return word(UNITS, unit, self.lang)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], *, is_broken: bool = False) -> None:
        """A table of these columns; where there is no row, nothing. `is_broken`: a short one, too, may begin on a page
        and end on the next."""
        if rows:
            printed = Printed(heads=list(heads), rows=[list(row) for row in rows], is_broken=is_broken)
            self.press.table([printed.heads, *printed.rows])
            self.tables.append(printed)

    def heading(self, code: str) -> None:
        """The next heading of the first level, numbered."""
        self.headings += 1
        number = self.say(f"ordinal_{self.headings}") + ("、" if self.lang == "zh" else ". ")
        self.press.heading(1, number + self.say(code))

    def short_fields(self, pairs: Sequence[tuple[str, str]]) -> None:
        """The same in small type, two a line: for a list that should fit its page."""
        colon, gap = ("：", "　　") if self.lang == "zh" else (": ", "     ")
        told = [f"{name}{colon}{text}" for name, text in pairs if text]
        for at in range(0, len(told), 2):
            self.press.line("Small", gap.join(told[at : at + 2]))

    def fields(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Short facts, one a line, their names in the second level's face."""
        colon = "：" if self.lang == "zh" else ": "
        for name, text in pairs:
            if text:
                self.press.prose(f"**{name}{colon}**{text}")

    def write(self, path: Path) -> Path:
        """The file; its bytes depend on nothing but what was said."""
        document = self.press.document
        dress(document, self._alike())
        finish(document)
        buffer = BytesIO()
        document.save(buffer)
        path.write_bytes(packed(buffer.getvalue()))
        return path

    def _alike(self) -> list[Printed]:
        """Tables with the same heads as one, so that their columns stand alike on every page."""
        rows: dict[tuple[str, ...], list[list[str]]] = {}
        for table in self.tables:
            rows.setdefault(tuple(table.heads), []).extend(table.rows)
        broken = {tuple(table.heads) for table in self.tables if table.is_broken}
        return [Printed(heads=list(heads), rows=found, is_broken=heads in broken) for heads, found in rows.items()]


def figure(value: Decimal | None) -> str:
    """12,345.6 without trailing noughts; a dash where there is none."""
    if value is None:
        return "—"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
