"""A scheme of assessment as a workbook, to be changed and read again: the scheme, its indicators, the bands and events
by which they count, grades, and what bars a unit. A file holds a whole scheme; a fault is told by sheet and cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yipanqi.domain.finding import Finding, Place, forbid
from yipanqi.domain.supervision.scheme import Formula, Indicator, Scheme, Steps
from yipanqi.domain.supervision.scheme_stored import NoScheme, scheme_of, written
from yipanqi.domain.supervision.scheme_told import formula_told
from yipanqi.workbook.cells import text_of
from yipanqi.workbook.gate import admit
from yipanqi.workbook.headed import Columns, Head, below, cell_value, head_of, title_of
from yipanqi.workbook.layout import Column, Kind
from yipanqi.workbook.opening import FileRefused
from yipanqi.workbook.raw import Grid, Raw, address
from yipanqi.workbook.scheme_columns import (
    BARRING,
    CHOICES,
    GRADES,
    HEADS,
    INDICATORS,
    LONGEST,
    MARKS,
    NO_FLOOR,
    NUMBERS,
    PARTS,
    TITLES,
    WHOLE,
    YES_NO,
)
from yipanqi.workbook.style import Formats, new_book, page
from yipanqi.workbook.text import plain


@dataclass(frozen=True, kw_only=True)
class ReadScheme:
    """What a file says: a scheme where nothing forbids it, and the findings."""

    scheme: Scheme | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_usable(self) -> bool:
        """May it be adopted?"""
        return self.scheme is not None and not forbid(list(self.findings))


def write_scheme(path: Path, scheme: Scheme | None, lang: str = "zh") -> Path:
    """Writes a scheme, to be changed and read again; nothing: an empty template."""
    at = 1 if lang == "en" else 0
    book = new_book(path)
    look = Formats(book)
    _write_heads(book, look, scheme, at)
    tables: Sequence[tuple[str, Columns, Sequence[str], Iterator[dict[str, str]]]] = (
        ("indicators", INDICATORS, ("key", "name_zh", "name_en", "formula"), _indicator_rows(scheme, at)),
        ("parts", PARTS, ("indicator", "points"), _part_rows(scheme, at)),
        ("grades", GRADES, ("name_zh", "name_en", "at"), _grade_rows(scheme, at)),
        ("barring", BARRING, ("key", "name_zh", "name_en"), _barring_rows(scheme)),
    )
    for title, columns, needed, rows in tables:
        sheet = book.add_worksheet(TITLES[title][at])
        body = look.body(Column(key="", kind=Kind.TEXT, title=("", "")))
        for column, (name, (zh, en, width)) in enumerate(columns.items()):
            sheet.write_string(0, column, (zh, en)[at], look.needed if name in needed else look.head)
            sheet.set_column(column, column, width, look.blank(Column(key="", kind=Kind.TEXT, title=("", ""))))
        for row, cells in enumerate(rows, 1):
            for column, name in enumerate(columns):
                sheet.write_string(row, column, cells.get(name, ""), body)
        _choose(sheet, columns, at)
        sheet.freeze_panes(1, 2)
        page(sheet, rows=(0, 0), is_wide=len(columns) > 8, across=3 if len(columns) > 12 else 1)
    _write_choices(book, look, at)
    book.close()
    return path


def read_scheme(path: Path, *, name: str = "") -> ReadScheme:
    """The scheme that a file holds. Raises CannotRead; a file that is refused is a finding."""
    try:
        _, book = admit(path, name=name)
    except FileRefused as refusal:
        return ReadScheme(findings=(Finding(code=refusal.code, values=refusal.values),))
    return _Reading({plain(it.name).casefold(): it for it in book.grids if not it.is_hidden}).scheme()


def _said(value: Any) -> str:
    return "" if value is None else written(value)


def _word(name: str, value: Any, at: int) -> str:
    return CHOICES[name][str(value)][at]


def _yes(value: bool, at: int) -> str:
    return YES_NO["yes"][at] if value else ""


def _write_heads(book: Any, look: Formats, scheme: Scheme | None, at: int) -> None:
    sheet = book.add_worksheet(TITLES["scheme"][at])
    sheet.write_string(0, 0, ("考核办法", "Scheme of assessment")[at], look.title)
    note = (
        "一个文件是一套完整的办法；读入时先核对，有问题会指明表和单元格，确认后才采用。数值可写小数、百分数或分数（1/3）。",
        "A file is a whole scheme. It is looked at first and each fault told by sheet and cell; then you adopt it. "
        "Numbers are decimals, percentages or fractions (1/3).",
    )
    sheet.write_string(1, 0, note[at], look.note)
    told = _head_values(scheme, at) if scheme else {}
    for row, (name, words) in enumerate(HEADS.items(), 3):
        is_needed = name in ("name_zh", "name_en", "key", "kinds", "cycle")
        sheet.write_string(row, 0, words[at], look.field_needed if is_needed else look.field)
        sheet.write_string(row, 1, told.get(name, ""), look.plain)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 70, look.plain)
    page(sheet, rows=(0, 0), is_wide=False)


def _head_values(it: Scheme, at: int) -> dict[str, str]:
    return {
        "name_zh": it.names[0],
        "name_en": it.names[1],
        "key": it.key,
        "kinds": ("、", ", ")[at].join(_word("kinds", kind, at) for kind in it.kinds),
        "cycle": _word("cycle", it.cycle.value, at),
        "full": written(it.full),
        "is_scaled": _yes(it.is_scaled, at),
        **{name: str(getattr(it, name)) for name in WHOLE},
        "source_zh": it.source[0],
        "source_en": it.source[1],
        "note_zh": it.note[0],
        "note_en": it.note[1],
    }


def _indicator_rows(scheme: Scheme | None, at: int) -> Iterator[dict[str, str]]:
    for it in scheme.indicators if scheme else ():
        told = {name: _said(getattr(it, name)) for name in NUMBERS if hasattr(it, name)}
        told |= {name: "" for name in ("less", "more", "most_more") if not getattr(it, name)}
        told["weight"] = "" if it.formula is Formula.BONUS else told["weight"]
        told["floor"] = NO_FLOOR[at] if it.floor is None else "" if it.floor == 0 else told["floor"]
        told |= {name: _yes(getattr(it, name), at) for name in ("is_above", "is_relative", "is_mean")}
        told |= {name: _word(name, getattr(it, name), at) for name in ("formula", "scorer", "absent")}
        told["steps"] = "" if it.steps is Steps.EXACT else _word("steps", it.steps, at)
        told["source"] = _word("source", it.source, at) if it.source else ""
        for name in ("names", "group", "evidence"):
            zh, en = getattr(it, name)
            stem = "name" if name == "names" else name
            told |= {f"{stem}_zh": zh, f"{stem}_en": en}
        yield told | {"key": it.key, "told": formula_told(it, ("zh", "en")[at])}


def _part_rows(scheme: Scheme | None, at: int) -> Iterator[dict[str, str]]:
    for it in scheme.indicators if scheme else ():
        about = {"indicator": it.names[at] if _names_once(scheme, it, at) else it.key}
        for band in it.bands:
            sign = _word("sign", "above" if band.is_above else "", at)
            yield about | {"sign": sign, "at": written(band.at), "points": written(band.points)}
        for event in it.events:
            zh, en = event.names
            yield about | {"key": event.key, "name_zh": zh, "name_en": en, "points": written(event.points)}


def _names_once(scheme: Scheme | None, it: Indicator, at: int) -> bool:
    return scheme is not None and [one.names[at] for one in scheme.indicators].count(it.names[at]) == 1


def _grade_rows(scheme: Scheme | None, at: int) -> Iterator[dict[str, str]]:
    for it in scheme.grades if scheme else ():
        sign = _word("sign", "above" if it.is_above else "", at)
        yield {"name_zh": it.names[0], "name_en": it.names[1], "sign": sign, "at": written(it.at)}


def _barring_rows(scheme: Scheme | None) -> Iterator[dict[str, str]]:
    for key, (zh, en) in scheme.barring if scheme else ():
        yield {"key": key, "name_zh": zh, "name_en": en}


def _choose(sheet: Any, columns: Columns, at: int) -> None:
    """A list to choose from in each column that has one, as far as rows may come."""
    for column, name in enumerate(columns):
        if name not in CHOICES:
            continue
        allowed = [names[at] for names in CHOICES[name].values()]
        if len(",".join(allowed)) < 250:
            sheet.data_validation(1, column, LONGEST, column, {"validate": "list", "source": allowed})


def _write_choices(book: Any, look: Formats, at: int) -> None:
    sheet = book.add_worksheet(TITLES["choices"][at])
    heads = {**HEADS, **INDICATORS}
    names = ("kinds", "cycle", "formula", "scorer", "source", "absent", "steps")
    for column, name in enumerate(names):
        sheet.write_string(0, column, heads[name][at], look.head)
        sheet.set_column(column, column, 30)
        for row, words in enumerate(CHOICES[name].values(), 1):
            sheet.write_string(row, column, words[at])
    page(sheet, rows=(0, 0), is_wide=False)


@dataclass
class _Table:
    """The rows of a sheet: each with its cells by name, and where a cell stands."""

    grid: Grid
    head: Head
    columns: Columns

    def place(self, row: int, name: str) -> Place:
        return Place(sheet=self.grid.name, cell=address(row, self.head.columns.get(name, 0)))


@dataclass
class _Reading:
    """Reads the sheets into a scheme as it is stored; keeps where each part stood, to tell faults by their cells."""

    grids: Mapping[str, Grid]
    findings: list[Finding] = field(default_factory=list)
    places: dict[str, tuple[Place, dict[str, str]]] = field(default_factory=dict)  # of a part → where, and what it is

    def scheme(self) -> ReadScheme:
        data = self._heads()
        data["indicators"] = self._indicators()
        data["grades"] = self._grades()
        data["barring"] = self._barring()
        if any(it.code == "scheme_no_scheme" for it in self.findings):
            return ReadScheme(findings=tuple(self.findings))
        try:
            found = scheme_of(data)
        except NoScheme as fault:
            self._tell(fault)
            return ReadScheme(findings=tuple(self.findings))
        usable = not forbid(self.findings)
        return ReadScheme(scheme=found if usable else None, findings=tuple(self.findings))

    def _tell(self, fault: NoScheme) -> None:
        """Each fault at the cell of its part, or the nearest part around it; once a cell."""
        told = {(it.place.sheet, it.place.cell) for it in self.findings}
        for it in fault.faults:
            place, column = self._place(it.place)
            if (place.sheet, place.cell) in told:
                continue
            told.add((place.sheet, place.cell))
            why = dict(zip(("zh", "en"), it.said, strict=True))
            self.findings.append(Finding(code="scheme_fault", values={"column": column, "why": why}, place=place))

    def _place(self, part: str) -> tuple[Place, dict[str, str]]:
        while part and part not in self.places:
            part = part[: max(part.rfind("."), part.rfind("["), 0)]
        if part:
            return self.places[part]
        zh, en = TITLES["scheme"]
        return Place(sheet=self._name("scheme")), {"zh": zh, "en": en}

    def _grid(self, title: str) -> Grid | None:
        return next((self.grids[key] for it in TITLES[title] if (key := plain(it).casefold()) in self.grids), None)

    def _name(self, title: str) -> str:
        grid = self._grid(title)
        return grid.name if grid else TITLES[title][0]

    def _value(self, columns: Columns, name: str, raw: Raw | None, place: Place) -> Any:
        """What a cell says, as it is stored; nothing where it is empty."""
        text = cell_value(columns[name][:2], raw, place, self.findings, longest=LONGEST)
        if text is None or not str(text).strip():
            return None
        told = str(text).strip()
        if name in CHOICES:
            parts = _parts(told) if name == "kinds" else [told]
            found = [self._choice(columns, name, one, place) for one in parts]
            return found if name == "kinds" else found[0]
        if name == "floor" and plain(told).casefold() in NO_FLOOR:
            return NO_FLOOR
        if name in WHOLE:
            return int(told) if told.isascii() and told.isdigit() and len(told) < 8 else told
        return plain(told).replace("−", "-") if name in NUMBERS else told

    def _choice(self, columns: Columns, name: str, text: str, place: Place) -> Any:
        known = {plain(word).casefold(): code for code, pair in CHOICES[name].items() for word in (*pair, code) if word}
        known |= {plain(">"): "above", plain("≥"): "", ">=": ""} if name == "sign" else {}
        found = known.get(plain(text).casefold())
        if found is None:
            choices = {
                "zh": "、".join(zh for zh, _ in CHOICES[name].values()),
                "en": "; ".join(en for _, en in CHOICES[name].values()),
            }
            values = {"column": title_of(columns, name), "text": text, "choices": choices}
            self.findings.append(Finding(code="unknown_choice", values=values, place=place))
            return text
        return found == "yes" if name in MARKS else found

    def _heads(self) -> dict[str, Any]:
        grid, told = self._grid("scheme"), dict[str, Any]()
        if grid is None:
            self._missing("scheme")
            return {}
        known = {plain(word).casefold(): name for name, (*words, _) in HEADS.items() for word in words}
        for row, cells in grid.filled().items():
            for column, raw in cells.items():
                name = known.get(plain(text_of(raw)).rstrip("*＊ ").casefold())
                if name is not None and name not in told:
                    place = Place(sheet=grid.name, cell=address(row, column + 1))
                    told[name] = self._value(HEADS, name, cells.get(column + 1), place)
                    self.places[_PART.get(name, name)] = place, title_of(HEADS, name)
                    break
        data: dict[str, Any] = {
            name: [told.get(f"{stem}_zh") or "", told.get(f"{stem}_en") or ""] for name, stem in _PAIRS
        }
        del data["group"], data["evidence"]
        return data | {name: told[name] for name in _HEAD_PARTS if told.get(name) is not None}

    def _missing(self, title: str) -> None:
        zh, en = TITLES[title]
        self.findings.append(Finding(code="scheme_no_scheme", values={"title": {"zh": zh, "en": en}}))

    def _rows(self, title: str, columns: Columns, least: int) -> tuple[_Table | None, list[tuple[int, dict[str, Any]]]]:
        grid = self._grid(title)
        head = head_of(grid, columns, least=least) if grid else None
        if grid is None or head is None:
            return None, []
        self.findings += head.findings
        table = _Table(grid=grid, head=head, columns=columns)
        rows = []
        for row, cells in below(grid, head):
            told = {
                name: self._value(columns, name, cells.get(column), table.place(row, name))
                for name, column in head.columns.items()
                if name != "told"
            }
            if any(value is not None for value in told.values()):
                rows.append((row, told))
        return table, rows

    def _keep(self, table: _Table, part: str, row: int, names: Sequence[str]) -> None:
        self.places[part] = table.place(row, names[0]), title_of(table.columns, names[0])
        for name in names:
            self.places[f"{part}.{_PART.get(name, name)}"] = table.place(row, name), title_of(table.columns, name)

    def _indicators(self) -> list[dict[str, Any]]:
        table, rows = self._rows("indicators", INDICATORS, 3)
        if table is None or not rows:
            self._missing("indicators")
            return []
        self.places["indicators"] = self.places["weights"] = (
            table.place(table.head.at, "weight"),
            title_of(INDICATORS, "weight"),
        )
        found = list[dict[str, Any]]()
        for row, told in rows:
            self._keep(table, f"indicators[{len(found)}]", row, [name for name in INDICATORS if name != "told"])
            plainly = {name: told[name] for name in _PLAIN if told.get(name) is not None}
            if told.get("floor") is not None:
                plainly["floor"] = None if told["floor"] == NO_FLOOR else told["floor"]
            pairs = {name: [told.get(f"{stem}_zh") or "", told.get(f"{stem}_en") or ""] for name, stem in _PAIRS[:3]}
            found.append({"key": ""} | pairs | plainly)
        self._parts(found)
        return found

    def _parts(self, indicators: list[dict[str, Any]]) -> None:
        """Bands and events, each into its indicator: by the indicator's name or code."""
        table, rows = self._rows("parts", PARTS, 3)
        known = {plain(word).casefold(): at for at, it in enumerate(indicators) for word in (*it["names"], it["key"])}
        for row, told in rows if table else ():
            assert table is not None
            at = known.get(plain(told.get("indicator") or "").casefold()) if told.get("indicator") else None
            if at is None:
                choices = {lang: "、".join(it["names"][i] for it in indicators) for i, lang in enumerate(("zh", "en"))}
                about = {
                    "column": title_of(PARTS, "indicator"),
                    "text": told.get("indicator") or "",
                    "choices": choices,
                }
                place = table.place(row, "indicator")
                self.findings.append(Finding(code="unknown_choice", values=about, place=place))
                continue
            it = indicators[at]
            kind = "bands" if it.get("formula") == Formula.BANDS else "events"
            list_ = it.setdefault(kind, [])
            part = f"indicators[{at}].{kind}"
            self.places.setdefault(part, (table.place(row, "points"), title_of(PARTS, "points")))
            self._keep(table, f"{part}[{len(list_)}]", row, list(PARTS))
            list_.append(_band(told) if kind == "bands" else _event(told))

    def _grades(self) -> list[dict[str, Any]]:
        table, rows = self._rows("grades", GRADES, 2)
        for number, (row, _) in enumerate(rows):
            if table is not None:
                self._keep(table, f"grades[{number}]", row, list(GRADES))
                self.places.setdefault("grades", (table.place(row, "at"), title_of(GRADES, "at")))
        return [{"names": _pair(told)} | _from(told) for _, told in rows]

    def _barring(self) -> list[Any]:
        table, rows = self._rows("barring", BARRING, 2)
        if table is not None and rows:
            self.places["barring"] = table.place(rows[0][0], "key"), title_of(BARRING, "key")
        return [[told.get("key") or "", _pair(told)] for _, told in rows]


def _parts(text: str) -> list[str]:
    for sign in "、，,;；/\n":
        text = text.replace(sign, "|")
    return [part.strip() for part in text.split("|") if part.strip()]


def _pair(told: Mapping[str, Any]) -> list[str]:
    return [told.get("name_zh") or "", told.get("name_en") or ""]


def _from(told: Mapping[str, Any]) -> dict[str, Any]:
    """From where on: at it, or above it."""
    return {"at": told.get("at") or "", "is_above": told.get("sign") == "above"}


def _band(told: Mapping[str, Any]) -> dict[str, Any]:
    return _from(told) | {"points": told.get("points") or ""}


def _event(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": told.get("key") or "", "names": _pair(told), "points": told.get("points") or ""}


_PAIRS = (("names", "name"), ("group", "group"), ("evidence", "evidence"), ("source", "source"), ("note", "note"))
_PART = {f"{stem}_{lang}": name for name, stem in _PAIRS for lang in ("zh", "en")} | {"sign": "is_above"}
_HEAD_PARTS = ("key", "kinds", "cycle", "full", "is_scaled", *WHOLE)
_PLAIN = tuple(name for name in INDICATORS if name not in (*_PART, "floor", "told"))
