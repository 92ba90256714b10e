"""The tables of a publication in Excel: figures as numbers with their unit in the head, everything else as text."""

import re
from datetime import datetime
from io import BytesIO

import xlsxwriter

from yipanqi.documents.disclosure.papers_items import Tabled
from yipanqi.documents.disclosure.papers_said import RECORD, Said, pick
from yipanqi.documents.press.sheets import Imprint, PaperBook, PaperColumn
from yipanqi.domain.disclosure.publication import Content, Table

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_FIGURE = re.compile(r"(?P<number>[-−–]?\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[^\d\s,.][^\d]{0,11})?")
_ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # signs that XML cannot hold
_WIDEST = 44.0
_FIGURES = ("count", "quantity1", "quantity2", "quantity4", "quantity4")  # looks by places after the point
_SHARES = ("progress", "progress1")


def has_tables(content: Content) -> bool:
    """Is there anything to put in Excel?"""
    return any(isinstance(block, Table) for block in content.blocks)


def tables_book(it: Said, made_at: datetime) -> bytes:
    """The workbook's bytes."""
    out = BytesIO()
    moment = made_at.replace(tzinfo=None)
    imprint = Imprint(lang=it.lang, title=it.title, label=it.synthetic, issuer=it.issuer, issued=it.day, made_at=moment)
    file = xlsxwriter.Workbook(out, _SAFE)
    file.set_properties({"title": _text(it.title), "author": _text(it.issuer), "created": moment})
    book, names = PaperBook(file, imprint), set[str]()
    _record(book, it, names)
    for table in (item for item in it.items if isinstance(item, Tabled)):
        _sheet(book, it, table, names)
    book.close()
    return out.getvalue()


def _record(book: PaperBook, it: Said, names: set[str]) -> None:
    heads = ("目录项", "内容") if it.lang == "zh" else ("Field", "Content")
    sheet = book.sheet(
        _name(pick(RECORD, it.lang), names),
        _titled(it, it.title),
        it.rests_on,
        [PaperColumn(heads[0], 24), PaperColumn(heads[1], 80, "wrap")],
    )
    for entry in it.record:
        sheet.row([entry.label, _text(entry.text)])


def _sheet(book: PaperBook, it: Said, table: Tabled, names: set[str]) -> None:
    columns = [_Column(table, at) for at in range(len(table.head))]
    caption = table.caption or it.title
    sheet = book.sheet(
        _name(caption, names), _titled(it, caption), it.rests_on, [one.paper() for one in columns], keys=1
    )
    for y, row in enumerate(table.rows):
        is_sum = table.has_sum and y == len(table.rows) - 1
        values = [one.value(text) for one, text in zip(columns, row, strict=True)]
        sheet.row(values, "total" if is_sum else "body")


class _Column:
    """A column: the form of its figures and the unit that all of them share, if they are figures of one unit."""

    def __init__(self, table: Tabled, at: int) -> None:
        self.head, self.style, self.unit = table.head[at], "wrap", ""
        self.texts = [row[at] for row in table.rows]
        found = [_FIGURE.fullmatch(text.strip()) for text in self.texts if _is_said(text)]
        units = {(it["unit"] or "").strip() for it in found if it}
        if at in table.numeric and found and all(found) and len(units) == 1:
            self.unit = units.pop()
            places = max(len(it["number"].partition(".")[2]) for it in found if it)
            styles = _SHARES if self.unit == "%" else _FIGURES
            self.style = styles[min(places, len(styles) - 1)]

    def paper(self) -> PaperColumn:
        head = self.head
        if self.unit not in ("", "%") and self.unit not in head:
            head = f"{head} ({self.unit})" if head.isascii() else f"{head}（{self.unit}）"
        texts = [_width(text) for text in self.texts]
        wide = max([8.0, min(_width(head), 16.0), *texts]) + 3
        return PaperColumn(_text(head), min(wide, _WIDEST), self.style)

    def value(self, text: str) -> int | float | str | None:
        """What stands in a cell: a number where the column is one of figures; nothing where nothing was said."""
        if self.style == "wrap":
            return _text(text)
        found = _FIGURE.fullmatch(text.strip())
        if not found:
            return _text(text) or None
        number = float(found["number"].replace(",", "").replace("−", "-").replace("–", "-"))
        if self.unit == "%":
            return number / 100
        return int(number) if self.style == "count" else number


def _is_said(text: str) -> bool:
    return text.strip() not in ("", "—", "–", "-", "／", "/")


def _titled(it: Said, text: str) -> str:
    label = (f"【{it.synthetic}】" if it.lang == "zh" else f" [{it.synthetic}]") if it.synthetic else ""
    return _text(text) + label


def _text(text: str) -> str:
    return text.translate(_ILLEGAL)[:32_767]


def _width(text: str) -> float:
    return sum(2.0 if ord(sign) > 0x2E7F else 1.0 for sign in text)


def _name(text: str, names: set[str]) -> str:
    """A name that Excel allows, and that no other sheet has."""
    plain = "".join("_" if sign in "[]:*?/\\" else sign for sign in _text(text))[:28].strip("' ") or "_"
    name, at = plain, 1
    while name.lower() in names or name.lower() in ("history", ""):
        at += 1
        name = f"{plain[:26]} {at}"
    names.add(name.lower())
    return name
