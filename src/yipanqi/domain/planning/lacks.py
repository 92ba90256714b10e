"""What the data lack, in the order of how much a plan would change by it: what to ask for first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yipanqi.domain.measure import Need
from yipanqi.domain.planning.estimate import Origin, likely
from yipanqi.domain.planning.offer import Offer, benefit
from yipanqi.domain.programme import Programme
from yipanqi.domain.reason import Reason

_MIDDLE = Decimal("0.5")  # what is taken where nobody said how badly or how much
_HALF = Fraction(1, 2)  # of works whose support nobody asked for, or of a plan without limits, this much may change


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that nobody said: its sentence as a reason, and the part of the plan (0 to 1) that may change by it."""

    reason: Reason
    weight: Fraction

    @property
    def share(self) -> Fraction:
        """The weight as it is told."""
        return _whole(self.weight)


def lacks(programme: Programme, offer: Offer) -> list[Lack]:
    """All that lacks, what weighs most first. A work's part of the plan is its part of all benefit; of a cost that is
    estimated, half the width of its band may change; an estate's part is its part of all households."""
    found = [*_estates(programme, offer), *_works(programme, offer), *_costs(programme, offer), *_limits(programme)]
    return sorted(found, key=lambda lack: -lack.weight)


def _estates(programme: Programme, offer: Offer) -> Iterator[Lack]:
    everyone = sum(estate.households for estate in programme.estates)
    without = {
        "lack_built": [e.households for e in programme.estates if e.built_year is None],
        "lack_survey": [
            e.households for e in programme.estates if e.id in offer.works and not programme.needs_by_estate.get(e.id)
        ],
    }
    for code, households in without.items():
        yield from _lack(code, len(households), sum(households), everyone)


def _works(programme: Programme, offer: Offer) -> Iterator[Lack]:
    points = {(n.estate, n.measure): _points(programme, n) for n in programme.needs if n.estate in offer.works}
    everything = sum(points.values(), Fraction(0))
    kinds: dict[str, tuple[Fraction, list[Fraction]]] = {
        "lack_severity": (
            Fraction(1),
            [points[n.estate, n.measure] for n in programme.needs if (n.estate, n.measure) in points and _is_middle(n)],
        ),
        "lack_support": (_HALF, [points[key] for key, work in offer.work.items() if work.is_unasked and key in points]),
        "lack_votes": (Fraction(1), list(_refused(offer, points, ("vote_missing", "support_missing")))),
    }
    for code, (part, touched) in kinds.items():
        yield from _lack(code, len(touched), sum(touched, Fraction(0)) * part, everything)


def _refused(offer: Offer, points: dict[tuple[str, str], Fraction], codes: Iterable[str]) -> Iterator[Fraction]:
    for refusal in offer.refusals:
        if refusal.reason.code in codes:
            yield points.get((refusal.estate, refusal.measure), Fraction(0))


def _points(programme: Programme, need: Need) -> Fraction:
    measure = programme.measure_by_id[need.measure]
    return benefit(programme.estate_by_id[need.estate], measure, need, programme.policy)


def _is_middle(need: Need) -> bool:
    return need.severity == _MIDDLE and need.demand in (None, _MIDDLE) and need.support is None


def _costs(programme: Programme, offer: Offer) -> Iterator[Lack]:
    """Half the band in which estimated costs lie with eight chances in ten, as a part of all costs."""
    estimates = [work.estimate for works in offer.works.values() for work in works]
    rough = [one for one in estimates if one.origin is not Origin.GIVEN]
    band = likely(sum(one.cost for one in rough), programme.policy)
    yield from _lack("lack_costs", len(rough), Fraction(band.high - band.low, 2), sum(one.cost for one in estimates))


def _limits(programme: Programme) -> Iterator[Lack]:
    if all(None in fund.appropriations for fund in programme.funds):
        yield Lack(reason=Reason(code="lack_money"), weight=Fraction(1))
    if not programme.crews and not programme.site_limits:
        yield Lack(reason=Reason(code="lack_crews"), weight=_HALF)


def _lack(code: str, count: int, touched: Fraction | int, of: Fraction | int) -> Iterator[Lack]:
    if count and of:
        part = Fraction(touched) / Fraction(of)
        yield Lack(reason=Reason(code=code, values={"count": count, "share": _whole(part)}), weight=part)


def _whole(part: Fraction) -> Fraction:
    """A whole per cent, which is all that such a figure can bear, and never nought."""
    return Fraction(max(round(part * 100), 1), 100)
