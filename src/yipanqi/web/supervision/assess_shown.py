"""Assessments as pages show them: a unit's lines, the matrix of units and indicators, schemes in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse

from yipanqi.domain.supervision.scheme import Formula, Indicator, Scheme, Scorer
from yipanqi.domain.supervision.scheme_stored import SOURCES
from yipanqi.domain.supervision.scheme_told import (
    UNRANKED,
    formula_told,
    gain_told,
    grade_told,
    plain,
    standing_told,
    value_told,
)
from yipanqi.domain.supervision.scored import Point, Standing, gains, hundredth
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Cell, Table, count, text

from .models import AssessedUnit, AssessedValue, Assessment
from .scoring import told_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeLine:
    """An indicator of a scheme, in words."""

    indicator: Indicator
    group: str
    is_first: bool  # of its group
    name: str
    weight: str
    formula: str
    source: str
    evidence: str
    absent: str


def scheme_lines(scheme: Scheme) -> list[SchemeLine]:
    """Its indicators in their order."""
    found = list[SchemeLine]()
    last = None
    for it in scheme.indicators:
        found.append(
            SchemeLine(
                indicator=it,
                group=say(*it.group),
                is_first=it.group != last,
                name=say(*it.names),
                weight=say("加减分", "beside") if it.formula is Formula.BONUS else plain(it.weight),
                formula=formula_told(it, language()),
                source=say(*SOURCES[it.source]) if it.source else say(*it.scorer.names),
                evidence=say(*it.evidence),
                absent="" if it.formula is Formula.BONUS else say(*it.absent.names),
            )
        )
        last = it.group
    return found


def grades_said(scheme: Scheme) -> list[str]:
    """Its grades with their cut-offs."""
    return [grade_told(it, language()) for it in scheme.grades]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An indicator on a unit's sheet."""

    indicator: Indicator
    value: AssessedValue
    group: str
    is_first: bool
    name: str
    most: str
    points: str
    said: str  # the value in words
    formula: str
    note: str
    rows_url: str
    is_apart: bool
    appeals: Sequence[Any]

    @property
    def tone(self) -> str:
        """How its points are shown."""
        if self.value.standing == Standing.NO_SCORE:
            return "late"
        return ""

    @property
    def bar(self) -> str:
        """How much of the points it has, in percent, for a bar; nothing where that says nothing."""
        points, weight = self.value.points, self.indicator.weight
        if not points or not weight:
            return ""
        return f"{float(max(Fraction(0), min(Fraction(1), Fraction(points) / weight)) * 100):.0f}"


def lines_of(scheme: Scheme, unit: AssessedUnit, values: Iterable[AssessedValue], appeals: Iterable[Any]) -> list[Line]:
    """A unit's lines, in the scheme's order."""
    known = {it.indicator: it for it in values}
    held: dict[str, list[Any]] = {}
    for one in appeals:
        held.setdefault(one.indicator, []).append(one)
    found, last = list[Line](), None
    for it in scheme.indicators:
        value = known[it.key]
        found.append(
            Line(
                indicator=it,
                value=value,
                group=say(*it.group),
                is_first=it.group != last and any(it.group),
                name=say(*it.names),
                most="" if it.formula is Formula.BONUS else plain(it.weight),
                points=points_said(value),
                said=say("写明没有得分的原因", "said why there is no score")
                if value.is_given_up
                else value_told(it, value.told, language()),
                formula=formula_told(it, language()),
                note=standing_told(it, point_of(it, value), language()) if value.standing else "",
                rows_url=reverse("supervision:assessment-rows", args=[unit.assessment_id, unit.pk, it.key])
                if value.rows
                else "",
                is_apart=it.scorer is Scorer.LEADERS,
                appeals=held.get(it.key, ()),
            )
        )
        last = it.group
    return found


def point_of(it: Indicator, value: AssessedValue) -> Point:
    """The kept point, as the laws know it."""
    points = Fraction(value.points) if value.points else None
    return Point(
        key=it.key,
        standing=Standing(value.standing),
        points=points,
        weight=it.weight,
        is_doubled=value.is_doubled,
    )


def points_said(value: AssessedValue) -> str:
    """Its points to a hundredth; a dash where it is left out, a word where there is no score."""
    if value.points:
        return f"{hundredth(Fraction(value.points)):f}".replace("-", "−")
    return {Standing.LEFT_OUT: "—", Standing.NO_SCORE: say("缺", "none")}.get(value.standing, "")


def gains_said(scheme: Scheme, unit: AssessedUnit, values: Iterable[AssessedValue]) -> list[tuple[str, str]]:
    """What would bring most: points, and what it takes."""
    known = told_of(values)
    found = gains(scheme, known, tasks=unit.tasks)
    return [
        (
            f"+{hundredth(it.gain):f}",
            gain_told(scheme.indicator(it.key), known[it.key], it, language()),
        )
        for it in found
    ]


def rank_said(unit: AssessedUnit, scheme: Scheme) -> str:
    """Its rank, or why it has none."""
    if unit.rank is not None:
        return say(f"第 {unit.rank} 名", f"Rank {unit.rank}")
    if unit.unranked == "no_tasks" and unit.grade:  # made final when such units were still graded
        return say("本期没有任务，不排名", "no tasks in this period: not ranked")
    if unit.unranked:
        return say(*UNRANKED[unit.unranked])
    least = scheme.least_units
    return say(f"可排名的单位不足 {least} 个，不排名", f"fewer than {least} units can be ranked")


def change_said(unit: AssessedUnit) -> str:
    """Against the last time."""
    parts = []
    if unit.change is not None:
        parts.append(_signed(unit.change) + say(" 分", " points"))
    if unit.places:
        up, places = unit.places > 0, abs(unit.places)
        parts.append(say(f"{'升' if up else '降'} {places} 位", f"{'up' if up else 'down'} {places}"))
    elif unit.places == 0:
        parts.append(say("名次不变", "same rank"))
    return say("，", ", ").join(parts)


def _signed(value: Decimal) -> str:
    return f"{'+' if value >= 0 else '−'}{abs(value):.2f}"


def unit_row(scheme: Scheme, unit: AssessedUnit, values: Mapping[str, AssessedValue]) -> dict[str, Any]:
    """A unit in the matrix."""
    return {
        "unit": unit,
        "rank": unit.rank,
        "why": "" if unit.rank is not None else rank_said(unit, scheme),
        "change": change_said(unit),
        "apart": "" if unit.apart_said is None else f"{hundredth(unit.apart_said):f}",
        "cells": [
            (points_said(values[it.key]), values[it.key].standing, it.key) if it.key in values else ("", "", it.key)
            for it in scheme.indicators
        ],
    }


def matrix(found: Assessment, scheme: Scheme, units: Sequence[AssessedUnit], values: Mapping[int, Any]) -> Table:
    """Units and indicators as a file takes them away."""
    has_apart = any(it.scorer is Scorer.LEADERS for it in scheme.indicators)
    columns = [
        (say("名次", "Rank"), True),
        (say("单位", "Unit"), False),
        (say("得分", "Score"), True),
        (say("等次", "Grade"), False),
        (say("与上次比（分）", "Against last time"), True),
        (say("任务数", "Tasks"), True),
        (say("小区数", "Estates"), True),
        *([(say("其中领导评价", "Of it by leaders"), True)] if has_apart else []),
        *((_head(it), True) for it in scheme.indicators),
        (say("说明", "Note"), False),
    ]
    rows = []
    for unit in units:
        own = {it.indicator: it for it in values.get(unit.pk, ())}
        apart = unit.apart_said
        rows.append(
            [
                count(unit.rank),
                text(unit.name),
                Cell(unit.score, "" if unit.score is None else f"{unit.score:.2f}"),
                text(unit.grade_said),
                Cell(unit.change, "" if unit.change is None else _signed(unit.change)),
                count(unit.tasks),
                count(unit.estates),
                *([Cell(None if apart is None else hundredth(apart), "")] if has_apart else []),
                *(_cell(own.get(it.key)) for it in scheme.indicators),
                text("" if unit.rank is not None else rank_said(unit, scheme)),
            ]
        )
    return Table(title=str(found), columns=columns, rows=rows, is_dense=True)


def _head(it: Indicator) -> str:
    """The indicator with its points."""
    most = plain(it.weight)
    return say(f"{it.names[0]}（{most}）", f"{it.names[1]} ({most})")


def _cell(value: AssessedValue | None) -> Cell:
    if value is None:
        return text("")
    if value.points:
        return Cell(hundredth(Fraction(value.points)), points_said(value))
    return text(points_said(value))
