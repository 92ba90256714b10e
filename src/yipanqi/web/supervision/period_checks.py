"""What is looked at before a period is closed: sums that must agree, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass

from yipanqi.domain.supervision.figures import by_region, of_year, of_year_before, total
from yipanqi.domain.supervision.grids import statistics
from yipanqi.domain.supervision.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A check: what holds or does not, and may the period be closed all the same?"""

    names: tuple[str, str]
    holds: bool
    is_hard: bool = True
    told: tuple[str, str] = ("", "")
    query: str = ""  # of the page of the rows


def looked_at(snapshot: Snapshot) -> Iterator[Looked]:
    """All checks, the hard ones first."""
    yield from _hard(snapshot)
    owed = sum(it[0] for it in snapshot.owed.values())
    missing = sum(it[1] for it in snapshot.owed.values())
    yield Looked(
        names=("应上报的改造项均已上报", "All reports that were due came"),
        holds=not missing,
        is_hard=False,
        told=(f"应报{owed}项，未报{missing}项", f"{owed} due, {missing} missing"),
    )
    poor = [it for it in snapshot.lines if not it.planned]
    yield Looked(
        names=("每个小区都有计划投资", "Every estate has its money"),
        holds=not poor,
        is_hard=False,
        told=(f"{len(poor)}个小区没有计划投资", f"{len(poor)} estates have none"),
    )
    empty = [it for it in snapshot.lines if not it.households]
    yield Looked(
        names=("每个小区都有户数", "Every estate has its households"),
        holds=not empty,
        is_hard=False,
        told=(f"{len(empty)}个小区没有户数", f"{len(empty)} estates have none"),
    )


def failing(snapshot: Snapshot) -> list[Looked]:
    """The hard checks that do not hold."""
    return [it for it in _hard(snapshot) if not it.holds]


def _hard(snapshot: Snapshot) -> Iterator[Looked]:
    for year in snapshot.years:
        whole, before = of_year(snapshot, year), of_year_before(snapshot, year)
        yield Looked(
            names=(f"{year}年度各街道合计等于全区", f"Programme year {year}: subdistricts add up to the district"),
            holds=total(by_region(snapshot, year).values()) == whole,
        )
        yield Looked(
            names=(f"{year}年度完工不多于开工、开工不多于计划", f"Programme year {year}: finished ≤ started ≤ planned"),
            holds=whole.finished <= whole.started <= whole.estates,
        )
        yield Looked(
            names=(f"{year}年度完成投资不多于计划投资", f"Programme year {year}: done ≤ planned"),
            holds=before.done >= 0 and whole.done <= whole.planned,
        )
    for grid in statistics(snapshot):
        for check in grid.checks:
            yield Looked(
                names=(f"{grid.title[0]}校验 {check.formula}", f"{grid.title[1]}: {check.formula}"), holds=check.holds
            )
