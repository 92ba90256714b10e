"""By what each fund's money of a year is divided among the works it may pay: their cost, or the fund's own key."""

from collections.abc import Collection, Mapping
from fractions import Fraction

from yipanqi.domain.estate import Estate
from yipanqi.domain.fund import Factor, Fund
from yipanqi.domain.money import Fen
from yipanqi.domain.planning.estimate import ESTATES, counts
from yipanqi.domain.programme import Programme

Due = tuple[str, str, int]  # estate, measure, year

_COUNTS = {
    Factor.AREA: "floor_area",
    Factor.HOUSEHOLDS: "households",
    Factor.BUILDINGS: "buildings",
    Factor.ESTATES: ESTATES,
}


def weights(programme: Programme, fund: Fund, dues: Mapping[Due, Fen]) -> dict[Due, Fraction]:
    """What each of a year's dues counts for a fund that may pay them: what is due or, by a key, the estate's part in
    the key, divided within the estate by what is due."""
    parts = _parts(programme, fund, {estate for estate, _, _ in dues})
    if not parts:
        return {key: Fraction(fen) for key, fen in dues.items()}
    owed: dict[str, Fen] = {}
    for (estate, _, _), fen in dues.items():
        owed[estate] = owed.get(estate, 0) + fen
    return {key: parts[key[0]] * Fraction(fen, owed[key[0]]) for key, fen in dues.items() if fen}


def size(programme: Programme, estate: Estate, factor: Factor) -> Fraction:
    """How much an estate has of a factor; what was not counted follows from the programme's ratios."""
    if factor is Factor.ESTATES:
        return Fraction(1)
    found = counts(estate, programme.policy.ratios).get(_COUNTS[factor])
    return Fraction(found[0]) if found else Fraction(0)


def _parts(programme: Programme, fund: Fund, estates: Collection[str]) -> dict[str, Fraction]:
    """Each estate's part in the key of a fund; nothing where it has none, or none of the estates has any of it."""
    parts = dict.fromkeys(estates, Fraction(0))
    for factor, weight in fund.key.items():
        sizes = {e: size(programme, programme.estate_by_id[e], factor) for e in parts}
        whole = sum(sizes.values(), Fraction(0))
        for estate, has in sizes.items() if whole else ():
            parts[estate] += Fraction(weight) * has / whole
    return parts if any(parts.values()) else {}
