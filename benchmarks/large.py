"""A synthetic programme of any size: the example district's estates again and again, every measure needed on each."""

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from yipanqi.domain.measure import Need
from yipanqi.domain.programme import Programme

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "examples"))
import district_83  # the examples are no package


def programme(estates: int) -> Programme:
    """So many estates in the example's subdistricts, each needing all measures; money, crews and targets in scale."""
    plain = district_83.programme()
    size = Decimal(estates) / len(plain.estates)
    many = tuple(
        replace(
            plain.estates[n % len(plain.estates)],
            id=f"B-{n + 1:05d}",
            name=f"{plain.estates[n % len(plain.estates)].name}{n // len(plain.estates) + 1}区",
            must=False,  # so many that must start would not fit together
            fixed_start=None,
        )
        for n in range(estates)
    )
    asked = {estate: {need.measure: need for need in needs} for estate, needs in plain.needs_by_estate.items()}
    usual = {need.measure: need for need in plain.needs}
    needs = tuple(
        _need(asked[plain.estates[n % len(plain.estates)].id].get(measure.id), usual[measure.id], estate.id)
        for n, estate in enumerate(many)
        for measure in plain.measures
    )
    return replace(
        plain,
        heading=replace(plain.heading, title=f"{estates}个小区的示例计划"),
        estates=many,
        buildings=(),
        needs=needs,
        funds=tuple(
            replace(fund, appropriations=tuple(g and int(g * size) for g in fund.appropriations))
            for fund in plain.funds
        ),
        crews=tuple(replace(crew, weeks=tuple(w * size for w in crew.weeks)) for crew in plain.crews),
        site_limits=tuple(replace(it, caps=tuple(int(cap * size) + 1 for cap in it.caps)) for it in plain.site_limits),
        targets=tuple(replace(target, at_least=int(target.at_least * size)) for target in plain.targets),
    )


def _need(own: Need | None, usual: Need, estate: str) -> Need:
    """What the estate's original says, else what some estate does; costs and quantities are left to the estimator."""
    return replace(own or usual, estate=estate, cost=None, quantity=None if own is None else own.quantity)


def changed(plain: Programme) -> Programme:
    """The same with every survey row changed a little."""
    return replace(plain, needs=tuple(replace(need, note=f"{need.note}（复核）") for need in plain.needs))
