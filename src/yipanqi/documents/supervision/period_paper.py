"""工作通报 and 年度总结 in Word: text, signature, tables as annexes, 版记; and the leader's page."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from docx.shared import Pt

from yipanqi.documents.delivery.voice import Paper
from yipanqi.documents.press.gbt9704 import finish
from yipanqi.documents.press.packing import packed
from yipanqi.documents.press.word_tables import Printed, dress
from yipanqi.documents.supervision.period_facts import PageFacts, PaperFacts
from yipanqi.documents.supervision.period_labels import LABELS
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.catalogue import catalogue
from yipanqi.domain.sentences.spoken import date_text
from yipanqi.domain.supervision.grids import Grid

_SAID = catalogue(periods=LABELS)


def write_period_paper(facts: PaperFacts, path: Path, lang: str = "zh") -> Path:
    """Writes a bulletin or a summary; the same facts give the same bytes."""
    return _PeriodPaper(lang).print(facts, path)


def write_leader_page(facts: PageFacts, path: Path, lang: str = "zh") -> Path:
    """Writes what leaders press on, on one page."""
    return _PeriodPaper(lang).page(facts, path)


class _PeriodPaper:
    def __init__(self, lang: str) -> None:
        self.lang, self.paper = lang, Paper(lang)
        self.press, self.tables = self.paper.press, list[Printed]()

    def say(self, code: str, **values: object) -> str:
        return sentence(code, values, self.lang, _SAID)

    def print(self, facts: PaperFacts, path: Path) -> Path:
        press = self.press
        if facts.has_head and facts.issuer:
            press.red_head(self.say("period_red_head", issuer=facts.issuer))
            press.line("Number", facts.number or self.say("period_no_number"))
            press.red_line()
        press.title(facts.title)
        if facts.is_synthetic:
            press.note(self.say("period_synthetic"))
        else:
            press.line("Number")
        if facts.has_head and facts.recipients:
            press.line("Recipients", f"{facts.recipients.rstrip('：:')}{'：' if self.lang == 'zh' else ':'}")
        self._text(facts.paragraphs)
        self._annex_list(facts.tables)
        press.issuer(facts.issuer or self.say("period_issuer"))
        press.line("Signature", date_text(facts.issued_on, self.lang) if facts.issued_on else self.say("period_no_day"))
        for at, grid in enumerate(facts.tables, 1):
            self._annex(at, grid, facts)
        if facts.has_head and facts.issued_on and self.lang == "zh":
            copied = f"抄送：{facts.copied_to.rstrip('。')}。" if facts.copied_to else ""
            printed = facts.printed_by or facts.issuer
            press.colophon(copied, printed, f"{date_text(facts.issued_on, 'zh')}印发")
        return self._written(path)

    def page(self, facts: PageFacts, path: Path) -> Path:
        press = self.press
        press.line("Title", facts.title)
        press.line("Small", facts.note + (self.say("period_synthetic") if facts.is_synthetic else ""))
        self._table([list(facts.heads), *(list(it) for it in facts.figures)])
        for head, lines in facts.lists:
            press.heading(1, head)
            for text in lines or (self.say("period_nothing"),):
                paragraph = press.line("Small", text)
                paragraph.paragraph_format.space_after = Pt(1)
        return self._written(path)

    def _text(self, paragraphs: Sequence[tuple[int, str]]) -> None:
        heads = 0
        for level, text in paragraphs:
            if level == 1:
                heads += 1
                number = self.paper.say(f"ordinal_{heads}") + ("、" if self.lang == "zh" else ". ")
                self.press.heading(1, number + text)
            else:
                for part in text.splitlines():
                    self.press.prose(part.replace("**", ""))

    def _annex_list(self, tables: Sequence[Grid]) -> None:
        if not tables:
            return
        self.press.line("Number")
        at = self.lang == "en"
        head = ("附件：", "Annexes: ")[at]
        mark = ("．", ". ")[at]
        names = [f"{i}{mark}{grid.title[at]}" for i, grid in enumerate(tables, 1)]
        if len(names) == 1:
            names = [tables[0].title[at]]
        self.press.attachments(head, names)

    def _annex(self, number: int, grid: Grid, facts: PaperFacts) -> None:
        at = self.lang == "en"
        self.press.line("Annex", f"{('附件', 'Annex ')[at]}{number}")
        self.press.line("Number")
        self.press.line("Title", grid.title[at])
        self._table(
            [
                [column.names[at] for column in grid.columns],
                *([box.said(self.lang, facts.names) for box in row] for row in grid.rows),
                *([[box.said(self.lang, facts.names) for box in grid.foot]] if grid.foot else []),
            ],
            has_foot=bool(grid.foot),
        )
        notes = [grid.note[at], *(self.say("period_check", formula=it.formula) for it in grid.checks)]
        if told := ("；" if self.lang == "zh" else "; ").join(it for it in notes if it):
            self.press.line("Small", told)

    def _table(self, texts: list[list[str]], *, has_foot: bool = False) -> None:
        rows = texts[1:]
        self.tables.append(Printed(heads=texts[0], rows=rows, strong={len(rows) - 1} if has_foot else set()))
        self.press.table(texts)

    def _written(self, path: Path) -> Path:
        document = self.press.document
        dress(document, self.tables)
        finish(document)
        buffer = BytesIO()
        document.save(buffer)
        path.write_bytes(packed(buffer.getvalue()))
        return path
