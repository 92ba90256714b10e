"""The papers of a publication, made once at sign-off: PDF to keep and to read aloud, Word, Excel of its tables, and all
of it in one ZIP. The same content gives the same bytes."""

import io
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from yipanqi.documents.disclosure.papers_items import Head, Item, Points, Prose, Run, Shown, Tabled
from yipanqi.documents.disclosure.papers_said import Said, said
from yipanqi.documents.disclosure.papers_sheets import has_tables, tables_book
from yipanqi.documents.disclosure.papers_widths import fitted, told_at_end
from yipanqi.documents.disclosure.papers_word import word_paper
from yipanqi.documents.press.typeset import SUBSTITUTE, lasting_pdf
from yipanqi.domain.disclosure.publication import Content, Metadata, Pair

__all__ = ["CannotPrint", "docx", "has_tables", "pdf", "xlsx", "zip_of"]
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_TEXT_WIDTH, _PICTURE_HEIGHT = 158.0, 170.0  # mm
_DPI = 150
_UNPRINTED = frozenset({"Co", "Cs", "Cn"})  # what PDF/A refuses: signs without a common meaning
_BLANKS = " \n\u3000\u00a0"
_SIGNATURES = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))


class CannotPrint(Exception):
    """The paper cannot be made; `said` tells why, in both languages."""

    def __init__(self, said: Pair) -> None:
        super().__init__(said[1])
        self.said = said


def pdf(content: Content, metadata: Metadata, lang: str, made_at: datetime, pictures: Mapping[str, bytes]) -> bytes:
    """PDF/A-2a and PDF/UA-1 on A4. `pictures`: the bytes by their hash, JPEG or PNG. Raises CannotPrint where a picture
    is missing or nothing tells what it shows."""
    it = said(content, metadata, lang)
    beside = {_file(shown): _bytes(shown, pictures) for shown in it.items if isinstance(shown, Shown)}
    return lasting_pdf("publication.typ", _clean(_data(it, beside)), _utc(made_at), beside)


def docx(content: Content, metadata: Metadata, lang: str, made_at: datetime, pictures: Mapping[str, bytes]) -> bytes:
    """The same as a Word file on the page of GB/T 9704. Raises CannotPrint where a picture is missing."""
    it = said(content, metadata, lang)
    return word_paper(it, _utc(made_at), {s.sha256: _bytes(s, pictures) for s in it.items if isinstance(s, Shown)})


def xlsx(content: Content, metadata: Metadata, lang: str, made_at: datetime) -> bytes:
    """Its record and its tables, a sheet each: figures as numbers, texts as texts whatever they begin with."""
    return tables_book(said(content, metadata, lang), _utc(made_at))


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """The files in one ZIP, in the order of their names and without clock times."""
    out = io.BytesIO()
    with ZipFile(out, "w") as made:
        for name in sorted(files):
            put(made, name, files[name])
    return out.getvalue()


def put(target: ZipFile, name: str, data: bytes) -> None:
    """A file in a ZIP whose bytes depend on name and content alone. Refuses names that lead out of it."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or str(path) != name:
        raise ValueError(f"not a name inside a ZIP: {name!r}")
    info = ZipInfo(name, _EPOCH)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, _MODE, 3
    target.writestr(info, data)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _bytes(shown: Shown, pictures: Mapping[str, bytes]) -> bytes:
    if shown.sha256 not in pictures:
        raise CannotPrint((f"缺少图片：{shown.name}", f"A picture is missing: {shown.name}"))
    if not (shown.alt or shown.caption).strip():
        raise CannotPrint((f"图片没有替代文字：{shown.name}", f"Nothing tells what a picture shows: {shown.name}"))
    data = pictures[shown.sha256]
    if not _format(data):
        raise CannotPrint((f"图片不是 JPEG 或 PNG：{shown.name}", f"A picture is neither JPEG nor PNG: {shown.name}"))
    return data


def _format(data: bytes) -> str:
    return next((name for begin, name in _SIGNATURES if data.startswith(begin)), "")


def _file(shown: Shown) -> str:
    return f"{shown.sha256}.bin"


def _data(it: Said, beside: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "lang": it.lang,
        "title": it.title,
        "number": it.number,
        "index_number": it.index_number,
        "issuer": it.issuer,
        "day": it.day,
        "synthetic": it.synthetic,
        "rests_on": it.rests_on,
        "summary": it.summary,
        "keywords": list(it.keywords),
        "colon": ": " if it.lang == "en" else "：",
        "record": [{"label": entry.label, "text": entry.text, "wide": entry.is_wide} for entry in it.record],
        **_body(it, beside),
    }


def _body(it: Said, beside: Mapping[str, bytes]) -> dict[str, Any]:
    """Its items; a table too wide for an upright page stands at the end, on a page on its side."""
    items, at_end = list[dict[str, Any]](), list[dict[str, Any]]()
    for item in _items(it.items, beside):
        if item.get("wide"):
            at_end.append(item)
            item = {"kind": "prose", "runs": _runs((Run(told_at_end(item["caption"], it.lang)),))}
        items.append(item)
    return {"items": items, "at-end": at_end}


def _items(items: tuple[Item, ...], beside: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    """Items for the template; a heading stands at most one level below the one before it."""
    level = 0
    for item in items:
        if isinstance(item, Head):
            level = min(item.level, level + 1)
            yield {"kind": "head", "text": item.text, "level": level}
        elif isinstance(item, Prose):
            yield {"kind": "prose", "runs": _runs(item.runs)}
        elif isinstance(item, Points):
            lines = [_runs(line.runs) for line in item.lines]
            yield {"kind": "points", "numbered": item.is_numbered, "start": item.start, "lines": lines}
        elif isinstance(item, Tabled):
            yield _table(item)
        else:
            yield _picture(item, beside[_file(item)])


def _runs(runs: tuple[Run, ...]) -> list[dict[str, Any]]:
    return [{"text": run.text, "strong": run.is_strong} for run in runs]


def _picture(shown: Shown, data: bytes) -> dict[str, Any]:
    """A picture as wide as its pixels are at 150 to the inch, if the page holds that."""
    width = min(_TEXT_WIDTH, shown.width / _DPI * 25.4, _PICTURE_HEIGHT * shown.width / max(shown.height, 1))
    return {
        "kind": "picture",
        "file": _file(shown),
        "format": _format(data),
        "alt": shown.alt or shown.caption,
        "caption": shown.caption,
        "width": max(width, 10.0),
    }


def _table(table: Tabled) -> dict[str, Any]:
    """A table with the size of its letters and its columns: 0 as wide as its figures, else a share of what is left;
    `wide` where an upright page is too narrow."""
    fit = fitted(table)
    is_tight = not fit.is_roomy or len(table.numeric) == len(table.head)
    return {
        "kind": "table",
        "caption": table.caption,
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "numeric": sorted(table.numeric),
        "has_sum": table.has_sum,
        "size": fit.size,
        "wide": fit.is_wide,
        "columns": [0 if at in table.numeric and not is_tight else round(need, 1) for at, need in enumerate(fit.needs)],
    }


def _clean(data: Any) -> Any:
    """Data without signs that PDF/A refuses; every blank is one that a face has."""
    if isinstance(data, str):
        return "".join(map(_printed, data))
    if isinstance(data, dict):
        return {key: _clean(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_clean(value) for value in data]
    return data


def _printed(sign: str) -> str:
    if sign.isspace() and sign not in _BLANKS:
        return " "
    return SUBSTITUTE if unicodedata.category(sign) in _UNPRINTED else sign
