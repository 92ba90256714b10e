"""The page on which an office's own book is explained: what is open, what each table and column means."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from yipanqi.web.page.say import listed, say, say_later
from yipanqi.workbook import Mapping as BookMap
from yipanqi.workbook import answered
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.columns.words import FUND_KINDS
from yipanqi.workbook.own.mapping import NOTHING, OF_MONEY, ColumnMap, Meaning, Role, TableMap
from yipanqi.workbook.own.words import ROLES, answer_name, meaning_name, measure_name

_UNITS = ("万元", "元", "亿元")
_IN_ENGLISH = {
    "万元": "10⁴ yuan",
    "元": "yuan",
    "亿元": "10⁸ yuan",
    "平方米": "㎡",
    "平米": "㎡",
    "万㎡": "10⁴ ㎡",
    "万平方米": "10⁴ ㎡",
    "万平米": "10⁴ ㎡",
}
_AREAS = ("㎡", "万㎡")
_WHY = {
    "sum": ("合计", "sums"),
    "aside": ("说明", "notes"),
    "again": ("重复的表头", "headings again"),
    "numbers": ("列号", "numbers of columns"),
    "instruction": ("填表要求", "instructions"),
}
Choices = list[Any]


@dataclass(frozen=True, kw_only=True)
class ColumnLine:
    """A column of tables that have the same headings: its heading, samples, how sure, and its fields."""

    head: str
    samples: str
    sure: str
    meaning: forms.BoundField | None
    unit: forms.BoundField | None
    says: str


@dataclass(frozen=True, kw_only=True)
class TableLine:
    """Tables with the same headings: where they stand, what they are, what each of their columns means."""

    sheets: list[dict[str, Any]]
    role: forms.BoundField
    columns: list[ColumnLine]


class MappingForm(forms.Form):
    """A field for each doubt, and for all that was taken as read; what is sent changed, and every doubt that is
    settled, is an answer."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, own: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*args, initial={"seen": own["reading"]}, label_suffix="", **more)
        self.own, self.book = own, BookMap.from_json(own["mapping"])
        self.keys: dict[str, str] = {}  # field → the key of its answer
        self.of_key: dict[str, str] = {}
        self.asked = [self._ask(question) for question in own["questions"]]
        self.groups = list(_alike(self.book.tables))
        for group in self.groups:
            self._table(group)
        for word, measure in self.book.words.items():
            self._add(f"word/{word}", word, _measures(), measure)
        for name, kind in own["funds"]:
            choices = [(key, say(*pair)) for key, pair in FUND_KINDS.items()]
            self._add(f"fund/{name}", name, choices, kind)
        if own["years"]:
            first, years = own["years"]
            self._add("year/", say("计划年度", "Years"), None, f"{first}-{first + years - 1}")

    def _ask(self, question: Mapping[str, Any]) -> str:
        kind = question["key"].partition("/")[0]
        likely = [(answer, say(*answer_name(kind, answer))) for answer in question["choices"]]
        guess = "" if kind == "word" else question["guess"]
        if kind in ("column", "word"):
            rest = _meanings() if kind == "column" else _measures()
            choices: Choices = [("", "—"), (say("最像", "Most alike"), likely), *rest]
        elif kind in ("tick", "name", "built", "unit"):
            choices = [("", "—"), *likely]
        else:
            choices = []
        return self._add(question["key"], say(question["zh"], question["en"]), choices or None, guess)

    def _table(self, group: list[TableMap]) -> None:
        roles = [(role.value, say(*pair)) for role, pair in ROLES.items()]
        self._add(f"role/{group[0].key}/", say("这是", "It is"), roles, group[0].role.value)
        for table in group:
            if Meaning.SUBDISTRICT not in {column.meaning for column in table.columns}:
                self._add(f"subdistrict/{table.key}/", say("所属街道", "Subdistrict"), None, table.subdistrict)
        for column in group[0].columns:
            label = f"{table_name(group[0])} {column.head}"
            self._add(f"column/{group[0].key}/{column.head}", label, _meanings(column), column.says)
            units = _AREAS if column.meaning is Meaning.FLOOR_AREA else _UNITS if column.meaning in OF_MONEY else ()
            if units:
                known = list(dict.fromkeys((*filter(None, (column.unit,)), *units)))
                choices = [
                    *([] if column.unit else [("", "—")]),
                    *((it, say(it, _IN_ENGLISH.get(it, it))) for it in known),
                ]
                self._add(f"unit/{group[0].key}/{column.head}", f"{label} {say('单位', 'unit')}", choices, column.unit)

    def _add(self, key: str, label: str, choices: Choices | None, initial: str) -> str:
        if key in self.of_key:
            return self.of_key[key]
        name = f"a{len(self.keys)}"
        self.keys[name], self.of_key[key] = key, name
        plain = {"label": label, "required": False, "initial": initial}
        if choices is None:
            self.fields[name] = forms.CharField(max_length=60, **plain)
        else:
            self.fields[name] = forms.ChoiceField(choices=choices, **plain)
        return name

    def clean(self) -> dict[str, Any]:
        """Every answer must be one that the book can be read by."""
        given = super().clean() or {}
        self.mapping, self.answers = self.book, 0
        for name, key in self.keys.items():
            value = str(given.get(name) or "").strip()
            is_open, was = name in self.asked, self.fields[name].initial or ""
            if not value or (value == was and not is_open):
                continue
            try:
                self.mapping = answered(self.mapping, key, value)
            except ValueError:
                self.add_error(name, say("不能这样填写", "This cannot be answered so"))
                continue
            self.answers += 1
        return given

    def questions(self) -> Iterator[dict[str, Any]]:
        """What is open: its sentence, its place, its field."""
        for question, name in zip(self.own["questions"], self.asked, strict=True):
            yield {
                "said": say(question["zh"], question["en"]),
                "sheet": question["sheet"],
                "cell": question["cell"],
            } | {"field": self[name]}

    def tables(self) -> Iterator[TableLine]:
        """Every table that was found, those of the same headings together."""
        for group in self.groups:
            yield TableLine(
                sheets=[self._sheet(table) for table in group],
                role=self[self.of_key[f"role/{group[0].key}/"]],
                columns=[self._column(group[0], column) for column in group[0].columns],
            )

    def words(self) -> list[forms.BoundField]:
        """The local words that somebody explained before."""
        return [self[self.of_key[f"word/{word}"]] for word in self.book.words]

    def funds(self) -> list[forms.BoundField]:
        """The sources of money, and of which kind each is."""
        return [self[self.of_key[f"fund/{name}"]] for name, _ in self.own["funds"]]

    def years(self) -> forms.BoundField | None:
        """The years that are planned."""
        return self[self.of_key["year/"]] if "year/" in self.of_key else None

    def _sheet(self, table: TableMap) -> dict[str, Any]:
        field = self.of_key.get(f"subdistrict/{table.key}/")
        left = self.own["left_out"].get(table.key, {})
        skipped = [_rows(say(*_WHY[why]), rows) for why, rows in left.items() if why in _WHY]
        return {
            "name": table_name(table),
            "area": table.area,
            "subdistrict": self[field] if field else None,
            "skipped": say("；", "; ").join(skipped),
        }

    def _column(self, table: TableMap, column: ColumnMap) -> ColumnLine:
        meaning = self.of_key[f"column/{table.key}/{column.head}"]
        unit = self.of_key.get(f"unit/{table.key}/{column.head}", "")
        return ColumnLine(
            head=column.head.replace("/", " › "),
            samples=listed(column.samples[:3]),
            sure=_sure(column.confidence),
            meaning=None if meaning in self.asked else self[meaning],
            unit=self[unit] if unit and unit not in self.asked else None,
            says=say(*meaning_name(column.says)),
        )


class MappingFileForm(forms.Form):
    """A mapping that was handed on."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=say_later("套用别处的对照表（JSON）", "Use a mapping from elsewhere (JSON)"),
        error_messages={"required": say_later("请选择一个文件", "Choose a file")},
    )

    def clean_file(self) -> BookMap:
        """The mapping that the file says."""
        file = self.cleaned_data["file"]
        try:
            if file.size > 1 << 20:
                raise ValueError
            return BookMap.from_json(file.read().decode("utf-8-sig"))
        except ValueError:
            raise forms.ValidationError(
                say(
                    "这不是台账对照表（应为从本页下载的 JSON 文件）",
                    "This is no mapping (the JSON file that this page gives)",
                )
            ) from None


def table_name(table: TableMap) -> str:
    """Where a table stands."""
    return table.sheet if table.number == 1 else f"{table.sheet}（{table.number}）"


def _alike(tables: Iterable[TableMap]) -> Iterator[list[TableMap]]:
    """Tables of the same headings and kind together, in their order."""
    found: dict[tuple[frozenset[str], Role], list[TableMap]] = {}
    for table in tables:
        found.setdefault((table.shape, table.role), []).append(table)
    yield from found.values()


def _sure(confidence: float) -> str:
    if confidence >= 1:
        return say("已确认", "confirmed")
    return say("有把握", "sure") if confidence >= 0.75 else say("请核对", "please check")


def _measures() -> Choices:
    found: dict[str, list[tuple[str, str]]] = {}
    for measure in defaults().measures:
        found.setdefault(measure.group, []).append((measure.id, say(*measure_name(measure.id))))
    groups = {group.id: say(group.name, group.name_en or group.name) for group in defaults().groups}
    nothing = (NOTHING, say(*answer_name("word", NOTHING)))
    return [nothing, *((groups[group], measures) for group, measures in found.items())]


def _meanings(column: ColumnMap | None = None) -> Choices:
    """Every meaning that a column may have; that of this column first."""
    present = [(column.says, say(*meaning_name(column.says)))] if column else []
    plain = [
        (one.value, say(*meaning_name(one.value)))
        for one in Meaning
        if one not in (Meaning.WORK, Meaning.WORK_COST, Meaning.MONEY, Meaning.WHEN_TICK)
    ]
    works = [(f"work:{one.id}", say(*measure_name(one.id))) for one in defaults().measures]
    costs = [(f"work_cost:{one.id}", say(*measure_name(one.id))) for one in defaults().measures]
    money = (
        [(f"money:{column.head.rpartition('/')[2]}", say(*meaning_name(f"money:{column.head.rpartition('/')[2]}")))]
        if column
        else []
    )
    known = {answer for answer, _ in present}
    return [
        *present,
        *(choice for choice in (*plain, *money) if choice[0] not in known),
        (say("改造内容（打勾、数量）", "Works (ticks, quantities)"), works),
        (say("改造内容的造价", "Costs of works"), costs),
    ]


def _rows(why: str, rows: Iterable[int]) -> str:
    """Why rows were passed over, and which: 合计 第 8、11 行."""
    found = [str(row) for row in rows]
    named = listed(found[:6])
    if len(found) > 6:
        named = say(f"{named} 等 {len(found)}", f"{named} and {len(found) - 6} more")
    return say(f"{why} 第 {named} 行", f"{why} (rows {named})")
