"""Two plans beside each other: which estates moved, which works were gained and lost, where money and benefit went."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from yipanqi.domain.money import Fen
from yipanqi.domain.planning.account import objective
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An estate as a plan has it."""

    name: str
    subdistrict: str  # its name
    households: int
    start: str | None  # the label of its quarter, as 2027Q1; None: not started


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A chosen work as a plan has it."""

    estate: str
    measure: str  # its name
    group: str  # its name
    standard: str
    cost: Fen
    points: float  # discounted by the start


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A plan in words and figures, without its programme: estates and works by id, money by year."""

    seats: Mapping[str, Seat]
    chosen: Mapping[tuple[str, str], Chosen]
    paid: Mapping[tuple[str, int], Fen]  # (estate, calendar year)
    objective: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An estate whose start differs; None: not started."""

    estate: str
    name: str
    subdistrict: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkChange:
    """A work that only one of the plans does, or that both do to different standards."""

    estate: str
    estate_name: str
    measure: str
    before: str | None  # the standard
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A sum in both plans."""

    key: str
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What the second plan changes. Money in fen, benefit in points, both as sums by key."""

    objective: Shift
    moved: tuple[Moved, ...]
    added: tuple[Moved, ...]
    dropped: tuple[Moved, ...]
    works_gained: tuple[WorkChange, ...]
    works_lost: tuple[WorkChange, ...]
    standards_changed: tuple[WorkChange, ...]
    households: Shift
    money: Shift
    benefit: Shift
    money_by: Mapping[str, tuple[Shift, ...]]  # "subdistrict", "year", "group"
    benefit_by: Mapping[str, tuple[Shift, ...]]

    @property
    def moves(self) -> int:
        """How many estates start otherwise."""
        return len(self.moved) + len(self.added) + len(self.dropped)


def compare(
    programme_a: Programme, offer_a: Offer, plan_a: Plan, programme_b: Programme, offer_b: Offer, plan_b: Plan
) -> Comparison:
    """What plan b changes against plan a; the programmes may differ."""
    return compared(picture(programme_a, offer_a, plan_a), picture(programme_b, offer_b, plan_b))


def picture(programme: Programme, offer: Offer, plan: Plan, lang: str = "zh") -> Picture:
    """A plan with its programme's names, in a language, and figures."""
    from_year = programme.calendar.first_year
    groups = {g.id: g.name_en if lang == "en" and g.name_en else g.name for g in programme.groups}
    chosen = {}
    for (estate, measure), standard in plan.choices.items():
        entry, option = programme.measure_by_id[measure], offer.work[estate, measure].option(standard)
        chosen[estate, measure] = Chosen(
            estate=estate,
            measure=entry.name_en if lang == "en" and entry.name_en else entry.name,
            group=groups.get(entry.group, entry.group),
            standard=standard.value,
            cost=_cost_of(plan, (estate, measure), option.cost),
            points=float(option.benefit) * float(programme.discount) ** plan.starts[estate],
        )
    paid: dict[tuple[str, int], Fen] = {}
    for p in plan.payments:
        paid[p.estate, from_year + p.year] = paid.get((p.estate, from_year + p.year), 0) + p.amount
    seats = {
        e.id: Seat(
            name=e.name,
            subdistrict=programme.region_by_id[e.subdistrict].name,
            households=e.households,
            start=programme.calendar.label(plan.starts[e.id]) if e.id in plan.starts else None,
        )
        for e in programme.estates
    }
    return Picture(seats=seats, chosen=chosen, paid=paid, objective=objective(programme, offer, plan))


def _cost_of(plan: Plan, work: tuple[str, str], cost: Fen) -> Fen:
    """What is paid for a work; what it costs, where nothing is."""
    paid = plan.payments_by_work.get(work)
    return sum(p.amount for p in paid) if paid else cost


def compared(a: Picture, b: Picture) -> Comparison:
    """What picture b changes against picture a."""
    moves = tuple(_moves(a, b))
    works = tuple(_work_changes(a, b))
    return Comparison(
        objective=Shift(key="", before=a.objective, after=b.objective),
        moved=tuple(m for m in moves if m.before and m.after),
        added=tuple(m for m in moves if not m.before),
        dropped=tuple(m for m in moves if not m.after),
        works_gained=tuple(w for w in works if w.before is None),
        works_lost=tuple(w for w in works if w.after is None),
        standards_changed=tuple(w for w in works if w.before and w.after),
        households=_total(a, b, _households),
        money=_total(a, b, lambda p: ((e, fen) for (e, _), fen in p.paid.items())),
        benefit=_total(a, b, lambda p: ((w.group, w.points) for w in p.chosen.values())),
        money_by={"subdistrict": _by(a, b, _paid_by_seat), "year": _by(a, b, _paid_by_year), "group": _by(a, b, _cost)},
        benefit_by={
            "subdistrict": _by(a, b, lambda p: ((p.seats[w.estate].subdistrict, w.points) for w in p.chosen.values())),
            "year": _by(a, b, lambda p: ((_year(p.seats[w.estate].start), w.points) for w in p.chosen.values())),
            "group": _by(a, b, lambda p: ((w.group, w.points) for w in p.chosen.values())),
        },
    )


Sums = Callable[[Picture], Iterable[tuple[str, float]]]


def _moves(a: Picture, b: Picture) -> Iterable[Moved]:
    for estate in sorted(a.seats.keys() | b.seats.keys()):
        before, after = a.seats.get(estate), b.seats.get(estate)
        seat = after or before
        was, now = before.start if before else None, after.start if after else None
        if seat and was != now:
            yield Moved(estate=estate, name=seat.name, subdistrict=seat.subdistrict, before=was, after=now)


def _work_changes(a: Picture, b: Picture) -> Iterable[WorkChange]:
    for key in sorted(a.chosen.keys() | b.chosen.keys()):
        before, after = a.chosen.get(key), b.chosen.get(key)
        was, now = before.standard if before else None, after.standard if after else None
        work, side = (after, b) if after else (before, a)
        if work and was != now:
            name = side.seats[work.estate].name
            yield WorkChange(estate=work.estate, estate_name=name, measure=work.measure, before=was, after=now)


def _households(p: Picture) -> Iterable[tuple[str, float]]:
    return ((e, seat.households) for e, seat in p.seats.items() if seat.start)


def _paid_by_seat(p: Picture) -> Iterable[tuple[str, float]]:
    return ((p.seats[e].subdistrict, fen) for (e, _), fen in p.paid.items())


def _paid_by_year(p: Picture) -> Iterable[tuple[str, float]]:
    return ((str(year), fen) for (_, year), fen in p.paid.items())


def _cost(p: Picture) -> Iterable[tuple[str, float]]:
    return ((work.group, work.cost) for work in p.chosen.values())


def _year(start: str | None) -> str:
    return start[:4] if start else ""


def _total(a: Picture, b: Picture, sums: Sums) -> Shift:
    return Shift(key="", before=sum(v for _, v in sums(a)), after=sum(v for _, v in sums(b)))


def _by(a: Picture, b: Picture, sums: Sums) -> tuple[Shift, ...]:
    before, after = _summed(sums(a)), _summed(sums(b))
    keys = sorted(before.keys() | after.keys())
    return tuple(Shift(key=key, before=before.get(key, 0), after=after.get(key, 0)) for key in keys)


def _summed(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for key, value in pairs:
        total[key] = total.get(key, 0) + value
    return total
