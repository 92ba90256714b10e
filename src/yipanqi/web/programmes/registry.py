"""The columns of the registry: what each is called, where its figure stands, how it sorts."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yipanqi.domain.money import in_wan
from yipanqi.web.page.say import say

from .models import ColumnChoice, EstateRow
from .words import STANDINGS


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column of the list."""

    key: str
    zh: str
    en: str
    value: Callable[[EstateRow], Any]
    sort: str = ""  # the model's fields, by commas; empty: not sortable
    is_number: bool = False
    is_usual: bool = True

    @property
    def title(self) -> str:
        """The heading in the reader's language."""
        return say(self.zh, self.en)

    def text(self, row: EstateRow) -> str:
        """The figure as the page shows it."""
        value = self.value(row)
        if value is None or value == "":
            return ""
        if isinstance(value, Decimal):
            return f"{value:,.2f}" if self.key == "cost" else f"{value:,.2f}".removesuffix(".00")
        return f"{value:,}" if self.is_number and not self.key.endswith("year") else str(value)


def _more(key: str) -> Callable[[EstateRow], Any]:
    return lambda row: row.record.values.get(key)


def _yes(key: str) -> Callable[[EstateRow], Any]:
    return lambda row: say("是", "yes") if row.record.values.get(key) else ""


FIELDS = (
    Field(key="name", zh="小区", en="Estate", value=lambda r: r.name, sort="pinyin"),
    Field(key="id", zh="编号", en="Code", value=lambda r: r.estate, sort="estate", is_usual=False),
    Field(
        key="subdistrict",
        zh="街道",
        en="Subdistrict",
        value=lambda r: r.subdistrict_name,
        sort="subdistrict_order,pinyin",
    ),
    Field(
        key="community", zh="社区", en="Community", value=lambda r: r.community_name, sort="community", is_usual=False
    ),
    Field(key="built_year", zh="建成", en="Built", value=lambda r: r.built_year, sort="built_year", is_number=True),
    Field(
        key="households", zh="户数", en="Households", value=lambda r: r.households, sort="households", is_number=True
    ),
    Field(key="buildings", zh="楼栋", en="Buildings", value=lambda r: r.buildings, sort="buildings", is_number=True),
    Field(
        key="floor_area",
        zh="建筑面积（㎡）",
        en="Floor area (㎡)",
        value=lambda r: r.floor_area,
        sort="floor_area",
        is_number=True,
    ),
    Field(key="needs", zh="需要（项）", en="Needs", value=lambda r: r.needs_count, sort="needs_count", is_number=True),
    Field(
        key="cost",
        zh="造价（万元）",
        en="Cost (10⁴ yuan)",
        value=lambda r: in_wan(r.cost).quantize(Decimal("0.01")),
        sort="cost",
        is_number=True,
    ),
    Field(key="standing", zh="资格", en="Standing", value=lambda r: say(*STANDINGS[r.standing]), sort="standing"),
    Field(key="stairwells", zh="单元", en="Stairwells", value=_more("stairwells"), is_number=True, is_usual=False),
    Field(key="floors", zh="层数", en="Floors", value=_more("floors"), is_number=True, is_usual=False),
    Field(key="must", zh="必须改造", en="Must start", value=_yes("must"), is_usual=False),
    Field(key="earliest", zh="最早开工", en="Earliest start", value=_more("earliest"), is_usual=False),
    Field(key="latest", zh="最晚开工", en="Latest start", value=_more("latest"), is_usual=False),
    Field(key="fixed_start", zh="指定开工", en="Fixed start", value=_more("fixed_start"), is_usual=False),
    Field(key="longitude", zh="经度", en="Longitude", value=_more("longitude"), is_usual=False),
    Field(key="latitude", zh="纬度", en="Latitude", value=_more("latitude"), is_usual=False),
    Field(key="note", zh="备注", en="Note", value=_more("note"), is_usual=False),
)
FIELD = {field.key: field for field in FIELDS}
TABLE = "estates"


def chosen(user: Any) -> list[Field]:
    """The columns that somebody wants to see, in their order; the name always."""
    choice = ColumnChoice.objects.filter(user=user, table=TABLE).first()
    if choice is None:
        return [field for field in FIELDS if field.is_usual]
    return [field for field in FIELDS if field.key == "name" or field.key in choice.columns]


def order(asked: str) -> list[str]:
    """Database fields to sort by: `-cost` is the dearest first; what is unknown sorts by subdistrict."""
    field = FIELD.get(asked.removeprefix("-"))
    names = field.sort.split(",") if field and field.sort else ["subdistrict_order", "pinyin"]
    sign = "-" if asked.startswith("-") else ""
    return [*(sign + name for name in names), "estate"]
