"""名次、等次: who stands where, and with what grade. Equal scores share a rank; few units, units with few estates and
units without tasks have none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yipanqi.domain.supervision.scheme import Grade, Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A unit with its published score; none: it has no score."""

    unit: int
    score: Decimal | None
    tasks: int
    estates: int
    is_barred: bool = False


def unranked(scheme: Scheme, it: Scored) -> str:
    """Why a unit has no rank of its own: `no_tasks`, `few_estates`, `no_score`, `barred`; empty: it has."""
    if it.tasks == 0:
        return "no_tasks"
    if it.estates < scheme.least_estates:
        return "few_estates"
    if it.score is None:
        return "no_score"
    return "barred" if it.is_barred else ""


def graded(scheme: Scheme, it: Scored) -> Grade | None:
    """The grade of a unit: none without a score, for a unit without tasks (a scheme that gives full points where there
    is no task would call it excellent), and for one that is barred."""
    if it.score is None or it.tasks == 0 or it.is_barred:
        return None
    return scheme.grade(Fraction(it.score))


def ranks(scheme: Scheme, units: Sequence[Scored]) -> dict[int, int]:
    """Unit → its rank, 1 the best; after n that share a rank the next is n further on. Nothing at all of fewer units
    than the scheme ranks."""
    ranked = [it for it in units if not unranked(scheme, it)]
    if len(ranked) < scheme.least_units:
        return {}
    ordered = sorted((it.score for it in ranked if it.score is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for place, score in enumerate(ordered, start=1):
        first.setdefault(score, place)
    return {it.unit: first[it.score] for it in ranked if it.score is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Against the last time: points more, and places gained; none where either time has none."""

    points: Decimal | None
    places: int | None


def changes(
    now: Mapping[int, tuple[Decimal | None, int | None]], before: Mapping[int, tuple[Decimal | None, int | None]]
) -> dict[int, Change]:
    """Unit → what changed of its score and rank."""
    found = {}
    for unit, (score, rank) in now.items():
        old_score, old_rank = before.get(unit, (None, None))
        found[unit] = Change(
            points=None if score is None or old_score is None else score - old_score,
            places=None if rank is None or old_rank is None else old_rank - rank,
        )
    return found
