"""工作通报 and 年度总结 in Word: text, signature, tables as annexes, 版记; and the leader's page."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from yipanqi.documents.delivery.voice import Paper
from yipanqi.documents.press.gbt9704 import finish
from yipanqi.documents.press.packing import packed
from yipanqi.documents.press.word_tables import Printed, dress_in_turn
from yipanqi.documents.supervision.period_facts import PageFacts, PaperFacts
from yipanqi.documents.supervision.period_labels import LABELS
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.catalogue import catalogue
from yipanqi.domain.sentences.spoken import date_text, joined
from yipanqi.domain.supervision.grids import Grid

_ABOUT, _TITLE_WIDTH = "老旧小区", 18  # characters of a line of 2号
_HEAD, _LINE = 14, 12  # points of the leader's page
_SAID = catalogue(periods=LABELS)


def write_period_paper(facts: PaperFacts, path: Path, lang: str = "zh") -> Path:
    """Writes a bulletin or a summary; the same facts give the same bytes."""
    return _PeriodPaper(lang).print(facts, path)


def write_leader_page(facts: PageFacts, path: Path, lang: str = "zh") -> Path:
    """Writes what leaders press on, on one page."""
    return _PeriodPaper(lang).page(facts, path)


def _in_lines(title: str) -> str:
    """A title too long for its line breaks before what it is about, never inside a word."""
    width = sum(1.0 if ord(sign) > 0x2E80 else 0.5 for sign in title)
    about = title.find(_ABOUT)
    return f"{title[:about]}\n{title[about:]}" if about > 0 and width > _TITLE_WIDTH else title


class _PeriodPaper:
    def __init__(self, lang: str) -> None:
        self.lang, self.paper = lang, Paper(lang)
        self.press, self.tables = self.paper.press, list[Printed]()

    def say(self, code: str, **values: object) -> str:
        return sentence(code, values, self.lang, _SAID)

    def print(self, facts: PaperFacts, path: Path) -> Path:
        press = self.press
        is_letter = facts.has_head and self.lang == "zh"  # a translation is no letter
        if is_letter and facts.issuer:
            press.red_head(self.say("period_red_head", issuer=facts.issuer))
            press.line("Number", facts.number or self.say("period_no_number"))
            press.red_line()
        press.title(_in_lines(facts.title))
        if facts.is_synthetic:
            press.note(self.say("period_synthetic"))
        else:
            press.line("Number")
        if is_letter and facts.recipients:
            press.line("Recipients", f"{facts.recipients.rstrip('：:')}：")
        begin = len(press.document.paragraphs)
        self._text(facts.paragraphs)
        last = len(press.document.paragraphs) - 1
        self._annex_list(facts.annexes)
        press.issuer(facts.issuer if facts.issuer and self.lang == "zh" else self.say("period_issuer"))
        press.line("Signature", date_text(facts.issued_on, self.lang) if facts.issued_on else self.say("period_no_day"))
        self._signed_with_text(max(begin, last))
        for at, annex in enumerate(facts.annexes, 1):
            self._annex(at, annex, facts)
        if is_letter and facts.issued_on:
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
            heading = press.line("Caption", head)
            heading.alignment = WD_ALIGN_PARAGRAPH.LEFT
            heading.runs[0].font.size, heading.paragraph_format.space_before = Pt(_HEAD), Pt(10)
            for text in lines or (self.say("period_nothing"),):
                paragraph = press.line("Small", text)
                paragraph.runs[0].font.size = Pt(_LINE)
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

    def _annex_list(self, annexes: Sequence[Sequence[Grid]]) -> None:
        if not annexes:
            return
        self.press.line("Number")
        at = self.lang == "en"
        head = ("附件：", "Annexes: ")[at]
        mark = ("．", ". ")[at]
        names = [joined((grid.title[at] for grid in annex), self.lang) for annex in annexes]
        if len(names) > 1:
            names = [f"{i}{mark}{name}" for i, name in enumerate(names, 1)]
        self.press.attachments(head, names)

    def _signed_with_text(self, last: int) -> None:
        """The signature never stands on a page without text: the last paragraph goes with it."""
        for paragraph in self.press.document.paragraphs[last:-1]:
            paragraph.paragraph_format.keep_with_next = True

    def _annex(self, number: int, grids: Sequence[Grid], facts: PaperFacts) -> None:
        at = self.lang == "en"
        self.press.line("Annex", f"{('附件', 'Annex ')[at]}{number}")
        self.press.line("Number")
        self.press.line("Title", grids[0].title[at])
        for i, grid in enumerate(grids):
            if i:
                self.press.line("Small")
                self.press.line("Caption", grid.title[at])
            self._grid(grid, facts)

    def _grid(self, grid: Grid, facts: PaperFacts) -> None:
        at = self.lang == "en"
        self._table(
            [
                [column.names[at] for column in grid.columns],
                *([box.said(self.lang, facts.names) for box in row] for row in grid.rows),
                *([[box.said(self.lang, facts.names) for box in grid.foot]] if grid.foot else []),
            ],
            has_foot=bool(grid.foot),
            figures=frozenset(i for i, column in enumerate(grid.columns) if column.is_figure),
        )
        notes = [grid.note[at], *(self.say("period_check", formula=it.formula) for it in grid.checks)]
        if told := ("；" if self.lang == "zh" else "; ").join(it.rstrip("。.") for it in notes if it):
            self.press.line("Small", told)

    def _table(self, texts: list[list[str]], *, has_foot: bool = False, figures: frozenset[int] = frozenset()) -> None:
        rows = texts[1:]
        strong = {len(rows) - 1} if has_foot else set[int]()
        self.tables.append(Printed(heads=texts[0], rows=rows, strong=strong, figures=figures))
        self.press.table(texts)

    def _written(self, path: Path) -> Path:
        document = self.press.document
        dress_in_turn(document, self.tables)
        finish(document)
        buffer = BytesIO()
        document.save(buffer)
        path.write_bytes(packed(buffer.getvalue()))
        return path
