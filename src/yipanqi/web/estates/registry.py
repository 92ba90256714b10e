"""The list of estates: which columns somebody sees, how they sort, what their figures look like."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from yipanqi.web.page.say import say
from yipanqi.web.page.telling import ListColumn, Telling, each, latest
from yipanqi.web.programmes.models import ColumnChoice

TABLE = "estates"


def columns(tellings: Iterable[Telling]) -> list[ListColumn]:
    """Every column that a stage tells."""
    return latest(each(tellings, "columns"))


def chosen(known: Sequence[ListColumn], user: Any) -> list[ListColumn]:
    """The columns that somebody wants to see, in their order; the name always."""
    choice = ColumnChoice.objects.filter(user=user, table=TABLE).first()
    if choice is None:
        return [column for column in known if column.is_usual]
    return [column for column in known if column.key == "name" or column.key in choice.columns]


def order(known: Sequence[ListColumn], asked: str) -> list[str]:
    """Database fields to sort by: `-cost` is the dearest first; what is unknown sorts by subdistrict."""
    sorts = {column.key: column.sort for column in known if column.sort}
    names = sorts.get(asked.removeprefix("-"), "subdistrict_order,pinyin").split(",")
    sign = "-" if asked.startswith("-") else ""
    return [*(sign + name for name in names), "estate"]


def title(column: ListColumn) -> str:
    """The heading in the reader's language."""
    return say(column.zh, column.en)


def text(column: ListColumn, row: Any) -> str:
    """The figure as the page shows it."""
    value = column.value(row)
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        return f"{value:,.2f}" if column.places else f"{value:,.2f}".removesuffix(".00")
    return f"{value:,}" if column.is_number and not column.is_plain else str(value)
