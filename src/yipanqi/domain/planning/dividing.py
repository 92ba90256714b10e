"""By what each fund's money of a year is divided among the works it may pay: their cost, or the fund's own key."""

from collections.abc import Iterable, Mapping

from yipanqi.domain.fund import Factor, Fund
from yipanqi.domain.money import Fen
from yipanqi.domain.planning.estimate import counts
from yipanqi.domain.programme import Programme

Due = tuple[str, str, int]  # estate, measure, year
Sizes = Mapping[str, Mapping[Factor, float]]  # estate → how much it has of each factor


def sizes(programme: Programme, estates: Iterable[str]) -> Sizes:
    """What estates have of each factor; what was not counted follows from the programme's ratios."""
    found = {}
    for estate in estates:
        known = counts(programme.estate_by_id[estate], programme.policy.ratios)
        has = {factor: float(known[factor][0]) for factor in Factor if factor in known}
        found[estate] = {**has, Factor.ESTATES: 1.0}
    return found


def weights(fund: Fund, dues: Mapping[Due, Fen], has: Sizes) -> dict[Due, float]:
    """What each of a year's dues counts for a fund that may pay them: what is due or, by a key, the estate's part in
    the key, divided within the estate by what is due."""
    owed: dict[str, Fen] = {}
    for (estate, _, _), fen in dues.items():
        owed[estate] = owed.get(estate, 0) + fen
    parts = _parts(fund, {estate: has.get(estate, {}) for estate in sorted(owed)})
    if not any(parts.values()):
        return {key: float(fen) for key, fen in dues.items()}
    return {key: parts[key[0]] * fen / owed[key[0]] if fen else 0.0 for key, fen in dues.items()}


def _parts(fund: Fund, has: Sizes) -> dict[str, float]:
    """Each estate's part in the key of a fund; nothing where it has none, or none of the estates has any of it."""
    parts = dict.fromkeys(has, 0.0)
    for factor, weight in fund.key.items():
        whole = sum(own.get(factor, 0.0) for own in has.values())
        for estate, own in has.items() if whole else ():
            parts[estate] += float(weight) * own.get(factor, 0.0) / whole
    return parts
