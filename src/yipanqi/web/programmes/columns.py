"""The columns of the registry that this stage knows: what each is called, where its figure stands, how it sorts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from yipanqi.domain.money import in_wan
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import ListColumn

from .models import EstateRow
from .words import STANDINGS


def _more(key: str) -> Callable[[EstateRow], Any]:
    return lambda row: row.record.values.get(key)


def _yes(key: str) -> Callable[[EstateRow], Any]:
    return lambda row: say("是", "yes") if row.record.values.get(key) else ""


def standing_state(row: EstateRow) -> str:
    """How the standing is shown: done, part, or nothing."""
    return {"eligible": "done", "late": "part"}.get(row.standing, "")


COLUMNS = (
    ListColumn(key="name", zh="小区", en="Estate", value=lambda r: r.name, sort="pinyin"),
    ListColumn(key="id", zh="编号", en="Code", value=lambda r: r.estate, sort="estate", is_usual=False),
    ListColumn(
        key="subdistrict",
        zh="街道",
        en="Subdistrict",
        value=lambda r: r.subdistrict_name,
        sort="subdistrict_order,pinyin",
    ),
    ListColumn(
        key="community", zh="社区", en="Community", value=lambda r: r.community_name, sort="community", is_usual=False
    ),
    ListColumn(
        key="built_year",
        zh="建成",
        en="Built",
        value=lambda r: r.built_year,
        sort="built_year",
        is_number=True,
        is_plain=True,
    ),
    ListColumn(
        key="households", zh="户数", en="Households", value=lambda r: r.households, sort="households", is_number=True
    ),
    ListColumn(
        key="buildings", zh="楼栋", en="Buildings", value=lambda r: r.buildings, sort="buildings", is_number=True
    ),
    ListColumn(
        key="floor_area",
        zh="建筑面积（㎡）",
        en="Floor area (㎡)",
        value=lambda r: r.floor_area,
        sort="floor_area",
        is_number=True,
    ),
    ListColumn(
        key="needs", zh="需要（项）", en="Needs", value=lambda r: r.needs_count, sort="needs_count", is_number=True
    ),
    ListColumn(
        key="cost",
        zh="造价（万元）",
        en="Cost (10⁴ yuan)",
        value=lambda r: in_wan(r.cost).quantize(Decimal("0.01")),
        sort="cost",
        places=2,
        is_number=True,
    ),
    ListColumn(
        key="standing",
        zh="资格",
        en="Standing",
        value=lambda r: say(*STANDINGS[r.standing]),
        sort="standing",
        state=standing_state,
    ),
    ListColumn(key="stairwells", zh="单元", en="Stairwells", value=_more("stairwells"), is_number=True, is_usual=False),
    ListColumn(key="floors", zh="层数", en="Floors", value=_more("floors"), is_number=True, is_usual=False),
    ListColumn(key="must", zh="必须改造", en="Must start", value=_yes("must"), is_usual=False),
    ListColumn(key="earliest", zh="最早开工", en="Earliest start", value=_more("earliest"), is_usual=False),
    ListColumn(key="latest", zh="最晚开工", en="Latest start", value=_more("latest"), is_usual=False),
    ListColumn(key="fixed_start", zh="指定开工", en="Fixed start", value=_more("fixed_start"), is_usual=False),
    ListColumn(key="longitude", zh="经度", en="Longitude", value=_more("longitude"), is_usual=False),
    ListColumn(key="latitude", zh="纬度", en="Latitude", value=_more("latitude"), is_usual=False),
    ListColumn(key="note", zh="备注", en="Note", value=_more("note"), is_usual=False),
)
