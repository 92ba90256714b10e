"""A programme taken apart into the rows of the sheets: what the reader's `assemble` puts together again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields

from yipanqi.domain.coordinate import System
from yipanqi.domain.estate import Building, Community, Estate, Region
from yipanqi.domain.fund import Factor, Fund
from yipanqi.domain.measure import Measure, Need
from yipanqi.domain.programme import Programme
from yipanqi.domain.working_calendar import days_text
from yipanqi.workbook.cells import UNLIMITED
from yipanqi.workbook.columns.own_fields import PREFIX
from yipanqi.workbook.columns.words import CLASSES, STEPS
from yipanqi.workbook.names import Names

Row = dict[str, object]  # column key → value; of repeated columns part → value
_VOTE = ("turnout_heads", "turnout_area", "approval_heads", "approval_area")


def rows(programme: Programme) -> dict[str, list[Row]]:
    """Sheet → its rows; of the upright programme sheet one row."""
    return {sheet: list(take(programme)) for sheet, take in _TAKERS.items()}


def names(programme: Programme) -> dict[str, Names]:
    """Sheet → the names by which its rows are known."""
    tables: dict[str, list[tuple[str, str, str]]] = {
        "regions": [(r.id, r.name, "") for r in programme.regions],
        "communities": [(c.id, c.name, "") for c in programme.communities],
        "estates": [(e.id, e.name, "") for e in programme.estates],
        "groups": [(g.id, g.name, g.name_en) for g in programme.groups],
        "measures": [(m.id, m.name, m.name_en) for m in programme.measures],
        "funds": [(f.id, f.name, f.name_en) for f in programme.funds],
        "units": [(u.id, u.name, u.name_en) for u in programme.units],
    }
    found = fixed_names()
    for sheet, known in tables.items():
        found[sheet] = Names()
        found[sheet].add(known)
    return found


def fixed_names() -> dict[str, Names]:
    """Names that stand in no sheet: classes and steps."""
    found = {}
    for sheet, table in (("classes", CLASSES), ("steps", STEPS)):
        found[sheet] = Names()
        found[sheet].add((code, zh, en) for code, (zh, en) in table.items())
    return found


def _plain(things: Iterable[object], *left_out: str) -> Iterator[Row]:
    """The fields of records as they are."""
    for thing in things:
        yield {f.name: getattr(thing, f.name) for f in fields(thing) if f.name not in left_out}  # type: ignore[arg-type]


def _programme(programme: Programme) -> Iterator[Row]:
    policy, calendar = programme.policy, programme.calendar
    row: Row = {"discount": programme.discount, "plan_from": programme.plan_from}
    row |= next(_plain([programme.heading]))
    row |= next(_plain([calendar]))
    row |= next(_plain([policy], "class_weights", "ratios", "household_task"))
    row |= {f"weight_{group.value}": weight for group, weight in policy.class_weights.items()}
    row["household_task"] = {str(calendar.first_year + year): task for year, task in enumerate(policy.household_task)}
    yield row


def _regions(programme: Programme) -> Iterator[Row]:
    things: tuple[Region, ...] = programme.regions
    return _plain(things)


def _communities(programme: Programme) -> Iterator[Row]:
    things: tuple[Community, ...] = programme.communities
    return _plain(things)


def _estates(programme: Programme) -> Iterator[Row]:
    things: tuple[Estate, ...] = programme.estates
    for row, estate in zip(_plain(things, "own"), things, strict=True):
        marks = tuple(sorted(mark.value for mark in estate.exclusions))
        row |= {PREFIX + name: value for name, value in estate.own.items()}
        yield row | {"exclusions": marks, "coordinate_system": System.CGCS2000 if estate.point else None}


def _buildings(programme: Programme) -> Iterator[Row]:
    things: tuple[Building, ...] = programme.buildings
    return _plain(things)


def _survey(programme: Programme) -> Iterator[Row]:
    things: tuple[Need, ...] = programme.needs
    for row, need in zip(_plain(things, "consent"), things, strict=True):
        yield row | {key: getattr(need.consent, key) if need.consent else None for key in _VOTE}


def _measures(programme: Programme) -> Iterator[Row]:
    things: tuple[Measure, ...] = programme.measures
    for row, measure in zip(_plain(things, "options"), things, strict=True):
        for option in measure.options:
            row |= {f"{option.standard.value}_{key}": getattr(option, key) for key in ("cost", "benefit", "load")}
        yield row


def _funds(programme: Programme) -> Iterator[Row]:
    things: tuple[Fund, ...] = programme.funds
    first = programme.calendar.first_year
    for row, fund in zip(_plain(things, "appropriations"), things, strict=True):
        grants = {str(first + y): UNLIMITED[1] if g is None else g for y, g in enumerate(fund.appropriations)}
        weights = {f"by_{factor}": row[f"by_{factor}"] or None for factor in Factor}
        yield row | weights | {"grant": grants}


def _crews(programme: Programme) -> Iterator[Row]:
    label = programme.calendar.label
    for crew in programme.crews:
        weeks = {label(quarter): value for quarter, value in enumerate(crew.weeks)}
        yield {"region": crew.region, "trade": crew.trade, "weeks": weeks}


def _site_limits(programme: Programme) -> Iterator[Row]:
    label = programme.calendar.label
    for limit in programme.site_limits:
        yield {"region": limit.region, "cap": {label(quarter): cap for quarter, cap in enumerate(limit.caps)}}


def _blackouts(programme: Programme) -> Iterator[Row]:
    for row, blackout in zip(_plain(programme.blackouts), programme.blackouts, strict=True):
        yield row | {"trades": tuple(sorted(blackout.trades))}


def _holidays(programme: Programme) -> Iterator[Row]:
    for row, one in zip(_plain(programme.holidays), programme.holidays, strict=True):
        yield row | {"days_off": days_text(one.days_off), "worked": days_text(one.worked)}


def _under_way(programme: Programme) -> Iterator[Row]:
    for begun in programme.under_way:
        base: Row = {"estate": begun.estate, "start": begun.start}
        if not begun.works:
            yield base
        for measure, standard in begun.works.items():
            yield base | {"measure": measure, "standard": standard}


_TAKERS: dict[str, Callable[[Programme], Iterator[Row]]] = {
    "programme": _programme,
    "regions": _regions,
    "communities": _communities,
    "estates": _estates,
    "buildings": _buildings,
    "survey": _survey,
    "groups": lambda programme: _plain(programme.groups),
    "measures": _measures,
    "ratios": lambda programme: _plain(programme.policy.ratios),
    "funds": _funds,
    "share_rules": lambda programme: _plain(programme.share_rules),
    "earmarks": lambda programme: _plain(programme.earmarks),
    "crews": _crews,
    "site_limits": _site_limits,
    "targets": lambda programme: _plain(programme.targets),
    "blackouts": _blackouts,
    "units": lambda programme: _plain(programme.units),
    "duties": lambda programme: _plain(programme.duties),
    "under_way": _under_way,
    "spent": lambda programme: _plain(programme.spent),
    "step_days": lambda programme: _plain(programme.steps),
    "holidays": _holidays,
    "own_fields": lambda programme: _plain(programme.own_fields),
}
