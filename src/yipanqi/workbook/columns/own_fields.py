"""Fields of the estates that a district adds: declared on a sheet of their own, columns of the estates' sheet."""

from collections.abc import Iterable
from dataclasses import replace

from yipanqi.domain.own_field import OwnField, OwnKind
from yipanqi.workbook.layout import Column, Kind, Pair, Sheet

PREFIX = "own:"  # begins the keys of such columns
LONGEST_NAME = 40  # characters
_KINDS: dict[str, Pair] = {
    OwnKind.TEXT.value: ("文字", "text"),
    OwnKind.NUMBER.value: ("数值", "number"),
    OwnKind.DATE.value: ("日期", "date"),
    OwnKind.CHOICE.value: ("选项", "choice"),
}
_CELLS = {
    OwnKind.TEXT: Kind.TEXT,
    OwnKind.NUMBER: Kind.NUMBER,
    OwnKind.DATE: Kind.DATE,
    OwnKind.CHOICE: Kind.CHOICE,
}

OWN_FIELDS = Sheet(
    key="own_fields",
    title=("自有字段", "Own fields"),
    note=(
        "可不填；这里列出的名称，小区表里同名的列作为本区自有的内容保留，不影响方案",
        "may stay empty; a column of the estates' sheet that is named here is kept as a field of your own, "
        "and no plan depends on it",
    ),
    unique=("name",),
    also=("自定义字段", "自定义列"),
    room=50,
    columns=(
        Column(
            key="name",
            kind=Kind.TEXT,
            title=("字段名称", "Field"),
            needed=True,
            help=("与小区表的列名一致", "as the heading of its column on the estates' sheet"),
            also=("字段", "名称"),
            example="房屋权属",
            width=22,
        ),
        Column(
            key="kind",
            kind=Kind.CHOICE,
            title=("字段类型", "Kind of field"),
            words=_KINDS,
            default=OwnKind.TEXT.value,
            also=("类型",),
            example="选项",
        ),
        Column(
            key="choices",
            kind=Kind.WORDS,
            title=("可选内容", "What may be chosen"),
            default=(),
            help=("类型为“选项”时填写，用顿号分开", "of a choice: separated by semicolons"),
            also=("选项",),
            example="商品房、房改房、单位自管房",
            width=40,
        ),
    ),
)


def widened(sheet: Sheet, fields: Iterable[OwnField]) -> Sheet:
    """The sheet with the district's own columns, where it is the estates' sheet."""
    if sheet.key != "estates":
        return sheet
    more = tuple(_column(field) for field in fields)
    return replace(sheet, columns=(*sheet.columns, *more)) if more else sheet


def _column(field: OwnField) -> Column:
    """The column of the estates' sheet in which an own field stands."""
    return Column(
        key=PREFIX + field.name,
        kind=_CELLS[field.kind],
        title=(field.name, field.name),
        words={choice: (choice, choice) for choice in field.choices} or None,
        band=("自有字段", "Own fields"),
        width=14,
    )
