"""What a publication may say of one estate: the allow-list by kind of publication. What is not named here cannot be
said: `of_estate` refuses it, so that no page of an estate can show it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from yipanqi.domain.disclosure.publication import EstateFacts, Kind, Pair
from yipanqi.domain.sentences.spoken import date_text, label_text, money_text

_QUARTER = re.compile(r"\d{4}Q[1-4]")


class FieldKind(StrEnum):
    """How a value is kept: what Python type it has, and how it is told."""

    TEXT = "text"  # a pair: Chinese, English
    DATE = "date"
    QUARTER = "quarter"  # 2027Q1
    MONEY = "money"  # whole fen
    COUNT = "count"  # a whole number
    SHARE = "share"  # hundredths of a per cent: 7400 is 74.00%
    LIST = "list"  # pairs, in their order


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What is told of an estate under a key, and which kinds of publication may carry it."""

    zh: str
    en: str
    kind: FieldKind
    kinds: frozenset[Kind]

    @property
    def names(self) -> Pair:
        """In Chinese and in English."""
        return self.zh, self.en


class NotAllowed(ValueError):
    """A publication of this kind may not say this of an estate, or not so."""


def _field(kind: FieldKind, zh: str, en: str, *kinds: Kind) -> Field:
    return Field(zh=zh, en=en, kind=kind, kinds=frozenset(kinds))


_TEXT, _DATE, _QUARTER_OF, _MONEY = FieldKind.TEXT, FieldKind.DATE, FieldKind.QUARTER, FieldKind.MONEY
_COUNT, _SHARE, _LIST = FieldKind.COUNT, FieldKind.SHARE, FieldKind.LIST
_STOOD = (Kind.PROGRESS, Kind.ANNUAL)  # what tells where an estate stood on a day

FIELDS: Mapping[str, Field] = {
    "households": _field(_COUNT, "户数", "Households", Kind.PLAN, *_STOOD),
    "buildings": _field(_COUNT, "楼栋", "Buildings", Kind.PLAN),
    "floor_area": _field(_COUNT, "建筑面积（㎡）", "Floor area (㎡)", Kind.PLAN),
    "works": _field(_LIST, "改造内容", "Works", Kind.PLAN, Kind.TASKS, Kind.NOTICE),
    "start_quarter": _field(_QUARTER_OF, "计划开工季度", "Planned start", Kind.PLAN),
    "finish_quarter": _field(_QUARTER_OF, "计划完工季度", "Planned finish", Kind.PLAN),
    "money_planned": _field(_MONEY, "计划投资", "Money planned", Kind.PLAN, Kind.FUNDING, *_STOOD),
    "money_sources": _field(_LIST, "资金来源", "Sources of the money", Kind.FUNDING),
    "start_date": _field(_DATE, "计划开工", "Planned start", Kind.TASKS),
    "finish_date": _field(_DATE, "计划完工", "Planned finish", Kind.TASKS, Kind.START, *_STOOD),
    "lead": _field(_TEXT, "牵头单位", "Lead", Kind.TASKS),
    "responsible": _field(_TEXT, "责任单位", "Responsible", Kind.TASKS),
    "notice_from": _field(_DATE, "公示开始", "Shown from", Kind.NOTICE),
    "notice_until": _field(_DATE, "公示结束", "Shown until", Kind.NOTICE),
    "contractor": _field(_LIST, "施工单位", "Who builds", Kind.CONTRACT, Kind.START, Kind.ACCEPTANCE),
    "supervisor": _field(_LIST, "监理单位", "Who supervises", Kind.CONTRACT, Kind.START, Kind.ACCEPTANCE),
    "designer": _field(_LIST, "设计单位", "Who designs", Kind.CONTRACT),
    "surveyor": _field(_LIST, "勘察单位", "Who surveys", Kind.CONTRACT),
    "supplier": _field(_LIST, "供货单位", "Who supplies", Kind.CONTRACT),
    "contract_works": _field(_LIST, "合同内容", "Works of the contract", Kind.CONTRACT),
    "works_started": _field(_LIST, "已开工内容", "Works started", Kind.START),
    "started_on": _field(_DATE, "实际开工", "Started on", Kind.START, *_STOOD),
    "finished_on": _field(_DATE, "实际完工", "Finished on", *_STOOD),
    "state": _field(_TEXT, "进展", "Where it stands", *_STOOD),
    "done_share": _field(_SHARE, "投资完成率", "Investment done", *_STOOD),
    "expected_finish": _field(_DATE, "预计完工", "Expected finish", *_STOOD),
    "delay_days": _field(_COUNT, "晚于计划（天）", "Days behind the plan", *_STOOD),
    "delay_reasons": _field(_LIST, "晚于计划的原因", "Why it is late", *_STOOD),
    "acceptance_result": _field(_TEXT, "联合验收", "Joint acceptance", Kind.ACCEPTANCE),
    "accepted_on": _field(_DATE, "验收日期", "Accepted on", Kind.ACCEPTANCE),
    "works_accepted": _field(_LIST, "已验收内容", "Works accepted", Kind.ACCEPTANCE),
    "defects": _field(_COUNT, "验收中提出整改", "Defects found", Kind.ACCEPTANCE),
    "defects_open": _field(_COUNT, "其中待整改", "Defects still open", Kind.ACCEPTANCE),
    "conditions": _field(_COUNT, "附带条件", "Conditions", Kind.ACCEPTANCE),
}


def of_estate(
    kind: Kind, *, estate: str, name: str, region: str, region_name: str, values: Mapping[str, object]
) -> EstateFacts:
    """What a publication of this kind says of an estate; a value that is none is left out. NotAllowed names a key that
    it may not carry, or a value that is not of its field's kind."""
    kept = {key: value for key, value in values.items() if value is not None}
    for key, value in kept.items():
        _check(kind, key, value)
    return EstateFacts(estate=estate, name=name, region=region, region_name=region_name, values=kept)


def allowed(kind: Kind) -> frozenset[str]:
    """The keys that a publication of this kind may carry."""
    return frozenset(key for key, it in FIELDS.items() if kind in it.kinds)


def _check(kind: Kind, key: str, value: object) -> None:
    field = FIELDS.get(key)
    if field is None or kind not in field.kinds:
        raise NotAllowed(f"{kind}: {key} may not be said of an estate")
    if not _fits(field.kind, value):
        raise NotAllowed(f"{key}: {value!r} is no {field.kind}")


def _fits(kind: FieldKind, value: object) -> bool:
    if kind is FieldKind.TEXT:
        return _is_pair(value)
    if kind is FieldKind.LIST:
        return isinstance(value, tuple) and all(map(_is_pair, value))
    if kind is FieldKind.DATE:
        return type(value) is date
    if kind is FieldKind.QUARTER:
        return isinstance(value, str) and bool(_QUARTER.fullmatch(value))
    return type(value) is int and value >= 0  # neither a float nor a yes or no


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(it, str) for it in value)


def said(key: str, value: Any, lang: str) -> str:
    """A value as it is told; what has no English is told in Chinese."""
    kind = FIELDS[key].kind
    if kind is FieldKind.TEXT:
        return _picked(value, lang)
    if kind is FieldKind.LIST:
        return ("; " if lang == "en" else "；").join(_picked(it, lang) for it in value)
    if kind is FieldKind.DATE:
        return date_text(value, lang)
    if kind is FieldKind.QUARTER:
        return label_text(value, lang)
    if kind is FieldKind.MONEY:
        return money_text(value, lang)
    return share_text(value) if kind is FieldKind.SHARE else f"{value:,}"


def share_text(hundredths: int) -> str:
    """74.00%, of 7400."""
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _picked(pair: Pair, lang: str) -> str:
    return pair[1] or pair[0] if lang == "en" else pair[0]


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON keeps them."""
    return {key: _plain(value) for key, value in values.items()}


def restored(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values that JSON kept. KeyError of a key that the allow-list does not have."""
    return {key: _value(FIELDS[key].kind, value) for key, value in kept.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(it) for it in value] if isinstance(value, tuple) else value


def _value(kind: FieldKind, value: Any) -> Any:
    if kind is FieldKind.DATE:
        return date.fromisoformat(value)
    if kind is FieldKind.TEXT:
        return value[0], value[1]
    return tuple((it[0], it[1]) for it in value) if kind is FieldKind.LIST else value
