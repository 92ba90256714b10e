"""A scheme as it is kept and carried (JSON), and back: what is wrong in it is told by its place."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

from yipanqi.domain.supervision.scheme import (
    Absent,
    Band,
    Cycle,
    Formula,
    Grade,
    Happening,
    Indicator,
    Scheme,
    Scorer,
    Steps,
)
from yipanqi.domain.unit import UnitKind

SOURCES: Mapping[str, tuple[str, str]] = {
    "tasks_on_time": ("到期任务按时完成的比例", "Share of due tasks done in time"),
    "tasks_done": ("到期任务已完成的比例", "Share of due tasks that are done"),
    "tasks_late": ("逾期任务数", "Tasks that are late"),
    "works_started": ("应开工改造项已开工的比例", "Share of works due to begin that have begun"),
    "works_finished": ("应完工改造项已完工的比例", "Share of works due that are finished"),
    "reports_in_time": ("应报月报按时上报的比例", "Share of monthly reports in time"),
    "reports_missing": ("月报迟报、漏报、退回数", "Reports late, missing, given back"),
    "lights_not_red": ("期末未亮红灯的任务比例", "Share of tasks not red at the end"),
    "estates_accepted": ("应验收小区通过验收的比例", "Share of due estates accepted"),
    "money_certified": ("已确认完成投资占到期改造项资金的比例", "Certified money by the money of works due"),
    "orders_answered": ("督办事项按期反馈的比例", "Share of orders answered in time"),
    "orders_composite": ("综合性督办事项的办理", "Orders with supporting units, by how they were answered"),
    "orders_single": ("单项督办事项的办理", "Orders of one unit, by how they were answered"),
}  # what is worked out from the record, and what it is called
_LONG, _PLACES = 300, 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a scheme, and where: `indicators[2].weight`."""

    place: str
    code: str

    @property
    def said(self) -> tuple[str, str]:
        """What is wrong, without its place, in Chinese and in English."""
        return _FAULTS.get(self.code, ("不成立", "does not hold"))

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        zh, en = self.said
        return f"{self.place}：{zh}", f"{self.place}: {en}"


class NoScheme(ValueError):
    """This is no scheme; `faults` says where."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{it.place}: {it.code}" for it in self.faults))


def fraction(value: Any) -> Fraction:
    """A number as it is written: `12.5`, `1/3`, `30`, `85%`. ValueError, also for what float made of it."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(value)
    text = str(value).strip()
    if text.endswith("%"):
        return fraction(text[:-1]) / 100
    try:
        number = Fraction(text) if "/" in text else Fraction(Decimal(text))
    except (ValueError, InvalidOperation, ZeroDivisionError, OverflowError):
        raise ValueError(value) from None
    if abs(number) > _PLACES**2 or number.denominator > _PLACES:
        raise ValueError(value)
    return number


def written(value: Fraction) -> str:
    """As `fraction` reads it: a decimal where that is exact."""
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"


def stored(scheme: Scheme) -> dict[str, Any]:
    """As it is kept: texts, numbers as texts; what has its usual value is left out."""
    told: dict[str, Any] = _stored(scheme)
    return told


def canonical(scheme: Scheme) -> str:
    """As one text, always the same for the same scheme."""
    return json.dumps(stored(scheme), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _stored(it: Any) -> Any:
    if isinstance(it, Scheme | Indicator | Band | Happening | Grade):
        usual = {one.name: one.default for one in fields(it)}
        told = {one.name: getattr(it, one.name) for one in fields(it)}
        return {name: _stored(value) for name, value in told.items() if value != usual[name] or name == "floor"}
    if isinstance(it, Fraction):
        return written(it)
    if isinstance(it, StrEnum):
        return it.value
    return [_stored(one) for one in it] if isinstance(it, tuple | list) else it


def scheme_of(data: Any) -> Scheme:
    """The scheme that is kept so. Raises NoScheme with each fault and its place."""
    reading = _Reading()
    found = reading.scheme(data)
    if reading.faults or found is None:
        raise NoScheme(reading.faults)
    return found


class _Reading:
    """Reads a scheme, collecting what is wrong."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def wrong(self, place: str, code: str) -> None:
        self.faults.append(Fault(place=place, code=code))

    def scheme(self, data: Any) -> Scheme | None:
        told = self.parts(data, "", _SCHEME)
        for at, kind in enumerate(told.get("kinds", ())):
            if kind not in set(UnitKind):
                self.wrong(f"kinds[{at}]", "unknown")
        return None if self.faults else self.made(Scheme, told, "")

    def parts(self, data: Any, place: str, known: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
        """The parts of a mapping, each read as its name asks; what nobody knows is wrong."""
        if not isinstance(data, dict):
            self.wrong(place or "scheme", "shape")
            return {}
        found = {}
        for name, value in data.items():
            where = f"{place}.{name}" if place else str(name)
            if name not in known:
                self.wrong(where, "unknown")
                continue
            try:
                found[name] = known[name](self, value, where)
            except (ValueError, TypeError):
                self.wrong(where, "value")
        return found

    def each(self, data: Any, place: str, known: Mapping[str, Callable[..., Any]], kind: type[Any]) -> tuple[Any, ...]:
        """The things of a list."""
        if not isinstance(data, list) or len(data) > _LONG:
            raise ValueError(place)
        return tuple(
            it
            for at, one in enumerate(data)
            if (it := self.made(kind, self.parts(one, f"{place}[{at}]", known), f"{place}[{at}]")) is not None
        )

    def made(self, kind: type[Any], told: Mapping[str, Any], place: str) -> Any:
        """The thing of these parts; what does not fit together is wrong at its place."""
        if any(it.place.startswith(f"{place}.") for it in self.faults):
            return None
        try:
            return kind(**told)
        except TypeError:
            needed = [one.name for one in fields(kind) if one.name not in told and _is_needed(one)]
            for name in needed:
                self.wrong(f"{place}.{name}" if place else name, "none")
        except ValueError as fault:
            where, _, code = str(fault).partition(": ")
            self.wrong(f"{place}.{where}" if place else where, code)
        return None


def _is_needed(one: Any) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _text(reading: _Reading, value: Any, place: str) -> str:
    if not isinstance(value, str) or len(value) > _LONG:
        raise ValueError(value)
    return value.strip()


def _names(reading: _Reading, value: Any, place: str) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(value)
    return _text(reading, value[0], place), _text(reading, value[1], place)


def _number(reading: _Reading, value: Any, place: str) -> Fraction:
    return fraction(value)


def _may_be_none(read: Callable[..., Any]) -> Callable[..., Any]:
    return lambda reading, value, place: None if value is None else read(reading, value, place)


def _whole(reading: _Reading, value: Any, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _PLACES:
        raise ValueError(value)
    return value


def _yes(reading: _Reading, value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _one_of(kind: type[StrEnum]) -> Callable[..., StrEnum]:
    return lambda reading, value, place: kind(value)


def _texts(reading: _Reading, value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(value)
    return tuple(_text(reading, it, place) for it in value)


def _source(reading: _Reading, value: Any, place: str) -> str:
    if value and value not in SOURCES:
        raise ValueError(value)
    return str(value)


def _barring(reading: _Reading, value: Any, place: str) -> tuple[tuple[str, tuple[str, str]], ...]:
    return tuple((_text(reading, key, place), _names(reading, names, place)) for key, names in value)


def _list(known: Mapping[str, Callable[..., Any]], kind: type[Any]) -> Callable[..., Any]:
    return lambda reading, value, place: reading.each(value, place, known, kind)


_BAND = {"at": _number, "points": _number, "is_above": _yes}
_EVENT = {"key": _text, "names": _names, "points": _number}
_GRADE = {"names": _names, "at": _number, "is_above": _yes}
_INDICATOR: Mapping[str, Callable[..., Any]] = {
    "key": _text,
    "names": _names,
    "group": _names,
    "weight": _number,
    "formula": _one_of(Formula),
    "source": _source,
    "evidence": _names,
    "scorer": _one_of(Scorer),
    "absent": _one_of(Absent),
    "target": _may_be_none(_number),
    "is_above": _yes,
    "bands": _list(_BAND, Band),
    "step": _may_be_none(_number),
    "is_relative": _yes,
    "steps": _one_of(Steps),
    "less": _number,
    "more": _number,
    "most_more": _number,
    "base": _may_be_none(_number),
    "events": _list(_EVENT, Happening),
    "is_mean": _yes,
    "floor": _may_be_none(_number),
    "cap": _may_be_none(_number),
}
_SCHEME: Mapping[str, Callable[..., Any]] = {
    "key": _text,
    "names": _names,
    "kinds": _texts,
    "cycle": _one_of(Cycle),
    "indicators": _list(_INDICATOR, Indicator),
    "grades": _list(_GRADE, Grade),
    "full": _number,
    "is_scaled": _yes,
    "few_tasks": _whole,
    "barring": _barring,
    "least_units": _whole,
    "least_estates": _whole,
    "source": _names,
    "note": _names,
}
_FAULTS = {
    "unknown": ("没有这一项", "there is no such part"),
    "shape": ("格式不对", "has another shape"),
    "value": ("这个值不成立", "is no value of it"),
    "none": ("缺少", "is missing"),
    "empty": ("不能为空", "may not be empty"),
    "bonus": ("加减分项不占权重", "what stands beside the weights has none"),
    "sum": ("各项分值之和不等于满分", "the weights do not make the full score"),
    "keys": ("指标的代码重复或没有指标", "keys are there twice, or there is no indicator"),
    "order": ("应从高到低，不能重复", "go from high to low, each once"),
    "points": ("分值应在 0 和本项分值之间", "points lie between 0 and the weight"),
    "range": ("超出范围", "is out of range"),
    "sign": ("不能为负", "may not be below 0"),
    "relative": ("按目标的比例计时，目标要大于 0", "must be above 0 where steps are parts of it"),
    "source": ("系统取数的指标要写明数据，人工评分的不写", "is named exactly where the value comes from the record"),
    "judged": ("评定的指标要由人评分", "is a person where the value is judged"),
}
