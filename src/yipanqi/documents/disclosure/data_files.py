"""What may be reused: for each year the records of its publications as JSON and as a sheet, and the dictionary."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from yipanqi.documents.disclosure.page_words import NAMES_OF_DATA
from yipanqi.documents.disclosure.pages import as_json
from yipanqi.documents.disclosure.rows import Row
from yipanqi.documents.disclosure.site import Settings
from yipanqi.domain.disclosure.facts import FIELDS

_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - the moment that the file carries: the same rows give the same bytes
_SHEET = ("index_number", "title", "kind_name", "topic", "issuer", "document_number", "written_on", "published_at",
          "updated_at", "validity", "ends_on", "keywords", "summary", "address")  # columns of the sheet  # fmt: skip
_WIDTHS = {"title": 50, "summary": 60, "issuer": 36, "keywords": 24, "index_number": 30}


def dictionary() -> bytes:
    """What every field of the data means, in both languages."""
    fields = {name: {"zh": pair[0], "en": pair[1]} for name, pair in NAMES_OF_DATA.items()}
    facts = {key: {"zh": it.zh, "en": it.en, "kind": it.kind.value} for key, it in FIELDS.items()}
    return as_json({"fields": fields, "facts": facts})


def of_year(year: str, rows: Sequence[Row], settings: Settings) -> Iterator[tuple[str, bytes]]:
    """The files of a year; rows come oldest first, files have the newest first."""
    newest = [dict(it.told) | {"address": f"{settings.base}a/{it.uid}/index.html"} for it in reversed(rows)]
    yield f"data/{year}.json", as_json({"year": year, "publications": newest})
    yield f"data/list-{year}.xlsx", _sheet([it for it in newest if "withdrawn" not in it], settings)


def _sheet(told: Sequence[Mapping[str, Any]], settings: Settings) -> bytes:
    """A row for each publication, in Chinese, as the list of a handover is kept."""
    out = BytesIO()
    options = {"in_memory": True, "constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": settings.column_name[0], "author": settings.host[0], "created": _MADE})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
        page = book.add_worksheet("公开目录")
        for column, name in enumerate(_SHEET):
            page.set_column(column, column, _WIDTHS.get(name, 18))
            page.write_string(0, column, NAMES_OF_DATA[name][0], head)
        for at, one in enumerate(told, start=1):
            for column, name in enumerate(_SHEET):
                text = _cell(name, one)
                if text:
                    page.write_string(at, column, text)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(len(told), 1), len(_SHEET) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
    return out.getvalue()


def _cell(name: str, told: Mapping[str, Any]) -> str:
    """A field in Chinese."""
    if name == "keywords":
        return "、".join(told[name])
    value = told["validity_name"] if name == "validity" else told[name]
    return str(value[0] if isinstance(value, list) else value)
