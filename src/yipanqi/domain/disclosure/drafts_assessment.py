"""考核结果: a final assessment told to the public: units, scores, grades, ranks, and why a unit has none."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yipanqi.domain.disclosure.drafts import NONE, count, figure, listed, own, paragraph, say, table
from yipanqi.domain.disclosure.publication import Block, Content, Pair

_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitScore:
    """A unit's result."""

    name: str
    score: Decimal | None
    rank: int | None
    grade: Pair | None = None
    unranked: str = ""  # why it has no rank: a word of the assessment
    is_barred: bool = False
    at: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessmentRecord:
    """A final assessment as plain values."""

    district: str
    scheme: Pair
    span: Pair  # 2028年第一季度
    units: tuple[UnitScore, ...]
    record: str
    as_of: date
    is_synthetic: bool = False
    at: str = ""


def draft_assessment(it: AssessmentRecord) -> Content:
    """How many units were assessed by what, who is first, and the table of all."""
    units = sorted(it.units, key=_place)
    opening = say(
        "assessment_opening",
        scheme=it.scheme,
        district=it.district,
        units=count(len(units), it.at),
        span=it.span,
    )
    heads = ("head_rank", "head_unit", "head_score", "head_grade", "head_remark")
    rows = [_row(one) for one in units]
    blocks: list[Block] = [
        paragraph("opening", opening, *_first(it, units), *_grades(units)),
        table("scores", say("assessment_list"), heads, rows, numeric=(0, 2)),
    ]
    return Content(
        title=say("assessment_title", district=it.district, span=it.span, scheme=it.scheme),
        blocks=tuple(blocks),
        as_of=it.as_of,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def _place(one: UnitScore) -> tuple[bool, int, Decimal]:
    return one.rank is None, one.rank or 0, -(one.score or Decimal(0))


def _first(it: AssessmentRecord, units: Sequence[UnitScore]) -> Iterator[Pair]:
    ranked = [one for one in units if one.rank is not None]
    if not ranked:
        yield say("assessment_none_ranked")
        return
    named = [one for one in ranked if (one.rank or 0) <= min(_NAMED, len(ranked) - 1)] or ranked[:1]
    first = listed(say("assessment_first", unit=one.name, score=figure(_score(one), one.at)) for one in named)
    yield say("assessment_ranked", ranked=count(len(ranked), it.at), first=first)
    if len(ranked) < len(units):
        yield say("assessment_unranked")


def _grades(units: Sequence[UnitScore]) -> Iterator[Pair]:
    found: Counter[Pair] = Counter(grade for one in units if (grade := _grade(one)) is not None)
    if found:
        best = sorted(found, key=lambda it: max(_of(units, it)), reverse=True)
        told = listed(say("assessment_grade", grade=it, count=found[it]) for it in best)
        yield say("assessment_grades", grades=told)


def _of(units: Sequence[UnitScore], grade: Pair) -> list[Decimal]:
    """The scores of those with a grade; of barred ones nothing, so that they stand last."""
    return [Decimal(-1) if one.is_barred else one.score or Decimal(0) for one in units if _grade(one) == grade]


def _grade(one: UnitScore) -> Pair | None:
    return say("assessment_barred") if one.is_barred else one.grade


def _row(one: UnitScore) -> list[Pair]:
    if one.rank is not None:
        remark: Pair = ("", "")
    else:
        remark = say(f"unranked_{one.unranked or 'few_units'}")
    score = NONE if one.score is None else figure(_score(one), one.at)
    return [count(one.rank), own(one.name), score, _grade(one) or NONE, remark]


def _score(one: UnitScore) -> str:
    return f"{one.score:.2f}"
