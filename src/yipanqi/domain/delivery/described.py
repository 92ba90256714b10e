"""What each key of the settings is called, what kind of value it has, and when a value is one: for pages and forms."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from yipanqi.domain.delivery.gate import Need, Paper
from yipanqi.domain.delivery.stage import DeliveryStage

Names = tuple[str, str]  # in Chinese and in English
_LEAP = 2024  # any 29 February is a day of a year


class ValueKind(StrEnum):
    """What a value is, as it is kept."""

    COUNT = "count"  # a whole number, from 0
    MONEY = "money"  # fen
    MONTH_DAY = "month_day"  # `06-30`
    TEXT = "text"
    CHOICE = "choice"  # one of the options
    TABLE = "table"  # a list of rows, each a mapping by column
    OTHER = "other"  # anything that JSON holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A value, or a column of a table: what it is called and what it holds."""

    key: str
    names: Names
    kind: ValueKind
    unit: Names = ("", "")
    options: Mapping[str, Names] | None = None  # of a choice
    columns: Sequence["Field"] = ()  # of a table
    may_be_none: bool = False  # none: without a limit
    note: Names = ("", "")


class NoValue(ValueError):
    """This is no value of the key."""


def checked(field: Field, value: Any) -> Any:
    """The value as it is kept. NoValue where it is none."""
    if value is None:
        if field.may_be_none:
            return None
        raise NoValue(field.key)
    if not _FITS[field.kind](field, value):
        raise NoValue(field.key)
    if field.kind is not ValueKind.TABLE:
        return value
    if not value or any(set(row) - {it.key for it in field.columns} for row in value):
        raise NoValue(field.key)
    return [{it.key: checked(it, row.get(it.key)) for it in field.columns} for row in value]


def _is_count(field: Field, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_month_day(field: Field, value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(f"{_LEAP}-{value}").strftime("%m-%d") == value
    except ValueError:
        return False


_FITS: Mapping[ValueKind, Callable[[Field, Any], bool]] = {
    ValueKind.COUNT: _is_count,
    ValueKind.MONEY: _is_count,
    ValueKind.MONTH_DAY: _is_month_day,
    ValueKind.TEXT: lambda field, value: isinstance(value, str) and bool(value.strip()),
    ValueKind.CHOICE: lambda field, value: value in (field.options or {}),
    ValueKind.TABLE: lambda field, value: isinstance(value, list) and all(isinstance(row, dict) for row in value),
    ValueKind.OTHER: lambda field, value: True,
}


_DAYS, _WORKING_DAYS, _YEARS, _METRES = ("天", "days"), ("个工作日", "working days"), ("年", "years"), ("米", "metres")
_WAN = ("万元", "10⁴ yuan")
APPROVERS = {"approver": ("改造办审批人", "Office approver"), "leader": ("区领导", "District leader")}


def _field(key: str, zh: str, en: str, kind: ValueKind, unit: Names = ("", ""), **more: Any) -> Field:
    return Field(key=key, names=(zh, en), kind=kind, unit=unit, **more)


_COUNT, _MONEY, _TEXT = ValueKind.COUNT, ValueKind.MONEY, ValueKind.TEXT
_FIELDS = (
    _field("coordination_days", "统筹施工方案的工期", "Time for the coordinated works plan", _COUNT, _WORKING_DAYS),
    _field(
        "change.limits",
        "变更审批权限",
        "Who may approve changes",
        ValueKind.TABLE,
        columns=(
            _field("role", "审批人", "Who", ValueKind.CHOICE, options=APPROVERS),
            _field("money", "金额不超过", "Money up to", _MONEY, _WAN, may_be_none=True),
            _field("days", "工期变动不超过", "Dates moved by up to", _COUNT, _WORKING_DAYS, may_be_none=True),
        ),
        note=(
            "空着即不设上限；超出的由权限更大的人批准。",
            "Empty: no limit. Whatever is more is for whoever may approve more.",
        ),
    ),
    _field(
        "change.last_day",
        "户数、面积、楼栋可变更的截止日",
        "Last day to change households, area and buildings",
        ValueKind.MONTH_DAY,
        note=("小区计划年度的月-日，如 06-30。", "Month and day of the year in which the estate begins: 06-30."),
    ),
    _field("tender.works", "必须招标：施工合同", "Tender needed: works from", _MONEY, _WAN),
    _field("tender.goods", "必须招标：货物采购", "Tender needed: goods from", _MONEY, _WAN),
    _field("tender.services", "必须招标：服务采购", "Tender needed: services from", _MONEY, _WAN),
    _field("tender.days_to_sign", "中标后签订合同的期限", "Days to sign after the award", _COUNT, _DAYS),
    _field("dig.new_years", "新建道路不得开挖的年限", "No digging of new roads for", _COUNT, _YEARS),
    _field("dig.overhauled_years", "大修道路不得开挖的年限", "No digging of overhauled roads for", _COUNT, _YEARS),
    _field("dig.near_metres", "相邻开挖的距离", "Digs are near within", _COUNT, _METRES),
    _field("dig.record_working_days", "抢修补办手续的期限", "An emergency is registered within", _COUNT, _WORKING_DAYS),
    _field("dig.window_days", "共同开挖窗口最长", "A shared window of digs is at most", _COUNT, _DAYS),
    _field("dig.surfaces", "路面类改造项", "Measures that renew a surface", _TEXT),
)
FIELDS: Mapping[str, Field] = {it.key: it for it in _FIELDS}


def described(key: str, value: Any) -> Field:
    """What is known of a key; of one that nobody described what its value tells."""
    if key in FIELDS:
        return FIELDS[key]
    if key.startswith("gate.") and key.count(".") == 3:
        return _of_gate(key)
    if _is_count(Field(key=key, names=(key, key), kind=_COUNT), value):
        return Field(key=key, names=(key, key), kind=_COUNT)
    return Field(key=key, names=(key, key), kind=_TEXT if isinstance(value, str) else ValueKind.OTHER)


def _of_gate(key: str) -> Field:
    """`gate.tender.end.award+no_tender`."""
    _, stage, at, codes = key.split(".")
    names = DeliveryStage(stage).names if stage in set(DeliveryStage) else (stage, stage)
    wanted = [Paper(code).names if code in set(Paper) else (code, code) for code in codes.split("+")]
    zh = f"{names[0]}{'开始前' if at == 'start' else '完成前'}：{'或'.join(it[0] for it in wanted)}"
    en = f"{names[1]}, before its {at}: {' or '.join(it[1] for it in wanted)}"
    return Field(key=key, names=(zh, en), kind=ValueKind.CHOICE, options={it.value: it.names for it in Need})


def undescribed(keys: Collection[str]) -> list[str]:
    """The keys that have no name of their own."""
    return [key for key in keys if described(key, None).names == (key, key)]
