"""Rows of the sheets put together to a programme: what the writer's `flatten` took apart."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from yipanqi.domain.calendar import Blackout, Calendar
from yipanqi.domain.capacity import Crew, SiteLimit, Target, TargetKind
from yipanqi.domain.consent import Consent, Matter
from yipanqi.domain.coordinate import System, is_in_china, is_swapped, kept
from yipanqi.domain.estate import Building, Community, Estate, Exclusion, Level, Region
from yipanqi.domain.fund import Earmark, Fund, FundKind, ShareRule
from yipanqi.domain.measure import Group, Measure, MeasureClass, Need, OptionFactor, Phase, Standard
from yipanqi.domain.own_field import OwnField, OwnKind
from yipanqi.domain.programme import Heading, Payment, Policy, Programme, Ratio, UnderWay
from yipanqi.domain.step import Step, StepRule
from yipanqi.domain.unit import Duty, Unit, UnitKind
from yipanqi.domain.working_calendar import HolidayYear, days_in
from yipanqi.workbook.cells import UNLIMITED, Bad
from yipanqi.workbook.columns import SHEET
from yipanqi.workbook.columns.own_fields import PREFIX
from yipanqi.workbook.layout import Kind, said

Values = Mapping[str, Any]  # column key → value; of repeated columns index → value
E = TypeVar("E", bound=StrEnum)
_VOTE = ("turnout_heads", "turnout_area", "approval_heads", "approval_area")
_FACTORS = ("cost", "benefit", "load")
_VALID = ("valid_from", "valid_to")
PLACE = ("longitude", "latitude", "coordinate_system")
_PAIRS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "estates": (("earliest", "latest"),),
    "measures": (("days_low", "days_high"),),
    "blackouts": (("first_date", "last_date"),),
    "regions": (_VALID,),
    "communities": (_VALID,),
}


def thing(sheet: str, row: Values, calendar: Calendar) -> object:
    """What a row of a sheet says, as a word of the domain; Bad (with the column) or ValueError where it cannot be."""
    for bad in disorder(sheet, row):
        raise bad
    return _MAKERS[sheet](row, calendar)


def disorder(sheet: str, row: Values) -> Iterator[Bad]:
    """What begins after it ends, of every pair of columns of which both are given."""
    for first, last in _PAIRS.get(sheet, ()):
        if row[first] is not None and row[last] is not None and row[last] < row[first]:
            column = SHEET[sheet].column(first)
            code = "below_start" if column.kind is Kind.COUNT else "ends_before"
            yield Bad(code, column=last, start=said(column.title))
    if sheet == "estates":
        yield from _misplaced(row)


def _misplaced(row: Values) -> Iterator[Bad]:
    """What cannot be a place in China, judged as it was written: the shift of other systems is a few hundred metres."""
    east, north = row["longitude"], row["latitude"]
    if east is None or north is None:
        for key, other in (PLACE[:2], PLACE[1::-1]):
            if row[key] is None and row[other] is not None:
                yield Bad("coordinate_alone", column=key, other=said(SHEET["estates"].column(other).title))
    elif is_swapped(east, north):
        yield Bad("coordinates_swapped", column="longitude", east=f"{east:f}", north=f"{north:f}")
    elif not is_in_china(east, north):
        yield Bad("coordinates_abroad", column="longitude", east=f"{east:f}", north=f"{north:f}")


def placed(row: Values) -> dict[str, Any]:
    """The row of an estate with its coordinates in CGCS2000, whatever system they were written in."""
    east, north = row["longitude"], row["latitude"]
    if east is None or north is None:
        return {**row, "coordinate_system": None}
    found = kept(east, north, System(row["coordinate_system"] or System.CGCS2000))
    return {**row, **dict(zip(PLACE, (*found, System.CGCS2000.value), strict=True))}


def calendar_of(row: Values) -> Calendar:
    return Calendar(first_year=row["first_year"], years=row["years"])


def programme_of(row: Values, calendar: Calendar, things: Mapping[str, tuple[Any, ...]]) -> Programme:
    """The programme sheet's row and everything that the other sheets said."""
    return Programme(
        heading=Heading(**_some(row, _fields_of("title", "contact"))),
        calendar=calendar,
        regions=things["regions"],
        communities=things["communities"],
        estates=things["estates"],
        buildings=things["buildings"],
        groups=things["groups"],
        measures=things["measures"],
        needs=things["survey"],
        funds=things["funds"],
        share_rules=things["share_rules"],
        earmarks=things["earmarks"],
        crews=things["crews"],
        site_limits=things["site_limits"],
        targets=things["targets"],
        blackouts=things["blackouts"],
        units=things["units"],
        duties=things["duties"],
        policy=_policy(row, calendar, things["ratios"]),
        plan_from=row["plan_from"],
        discount=row["discount"],
        under_way=under_way(things["under_way"]),
        spent=things["spent"],
        own_fields=things["own_fields"],
        steps=things["step_days"],
        holidays=things["holidays"],
    )


def under_way(rows: Iterable[tuple[str, int, str | None, Standard | None]]) -> tuple[UnderWay, ...]:
    """Rows of one estate become one beginning; the first row's start counts (another start is a finding)."""
    starts: dict[str, int] = {}
    works: dict[str, dict[str, Standard]] = {}
    for estate, start, measure, standard in rows:
        starts.setdefault(estate, start)
        kept = works.setdefault(estate, {})
        if measure is not None:
            kept[measure] = standard or Standard.STANDARD
    return tuple(UnderWay(estate=estate, start=start, works=works[estate]) for estate, start in starts.items())


def _fields_of(first: str, last: str) -> list[str]:
    keys = [column.key for column in SHEET["programme"].columns]
    return keys[keys.index(first) : keys.index(last) + 1]


def _some(row: Values, keys: Iterable[str]) -> dict[str, Any]:
    return {key: row[key] for key in keys}


def _policy(row: Values, calendar: Calendar, ratios: tuple[Ratio, ...]) -> Policy:
    tasks = [row["household_task"].get(year) for year in range(calendar.years)]
    keys = [
        "built_by",
        "late_built_by",
        "late_share",
        "support_ratio",
        "fee_rate",
        "contingency_rate",
        "cost_low",
        "cost_high",
    ]
    keys += ["demand_base", "default_demand", "plans_unasked", "draft_gap", "notice_days", "yellow_days", "red_days"]
    keys += ["cost_low", "cost_high"]
    return Policy(
        **_some(row, keys),
        household_task=tuple(tasks) if any(task is not None for task in tasks) else (),
        class_weights={group: row[f"weight_{group.value}"] for group in MeasureClass},
        ratios=ratios,
    )


def _estate(row: Values, calendar: Calendar) -> Estate:
    own = {
        key.removeprefix(PREFIX): value for key, value in row.items() if key.startswith(PREFIX) and value is not None
    }
    given = {key: value for key, value in placed(row).items() if not key.startswith(PREFIX)}
    del given["coordinate_system"]
    return Estate(**{**given, "exclusions": frozenset(Exclusion(mark) for mark in row["exclusions"]), "own": own})


def _need(row: Values, calendar: Calendar) -> Need:
    votes = {key: row[key] for key in _VOTE}
    given = [key for key, value in votes.items() if value is not None]
    if 0 < len(given) < len(votes):
        missing = next(key for key in _VOTE if key not in given)
        raise Bad("vote_incomplete", column=missing)
    rest = {key: value for key, value in row.items() if key not in votes}
    consent = Consent(**votes) if given else None
    return Need(**rest, consent=consent)


def _measure(row: Values, calendar: Calendar) -> Measure:
    if not row["rate_low"] <= row["rate"] <= row["rate_high"]:
        raise Bad("rate_outside", column="rate", low=row["rate_low"], high=row["rate_high"])
    options = tuple(option for standard in Standard if (option := _option(row, standard)))
    plain = {key: value for key, value in row.items() if not key.endswith(tuple(f"_{name}" for name in _FACTORS))}
    changed = {
        "measure_class": MeasureClass(row["measure_class"]),
        "phase": Phase(row["phase"]),
        "matter": Matter(row["matter"]) if row["matter"] else None,
        "options": options or (OptionFactor(standard=Standard.STANDARD),),
    }
    return Measure(**{**plain, **changed})


def _option(row: Values, standard: Standard) -> OptionFactor | None:
    factors: dict[str, Decimal | None] = {key: row[f"{standard.value}_{key}"] for key in _FACTORS}
    if all(value is None for value in factors.values()):
        return None
    for key, value in factors.items():
        if value is None:
            raise Bad("option_incomplete", column=f"{standard.value}_{key}")
    return OptionFactor(standard=standard, **factors)  # type: ignore[arg-type]


def _fund(row: Values, calendar: Calendar) -> Fund:
    given = row["grant"]
    grants = [given.get(year) for year in range(calendar.years)]
    if all(grant is None for grant in grants):
        raise Bad("grant_missing", column="grant")
    unlimited = [grant == UNLIMITED[1] for grant in grants]
    if any(unlimited) and not all(is_free or grant is None for is_free, grant in zip(unlimited, grants, strict=True)):
        raise Bad("grant_mixed", column="grant")
    money = tuple(None if any(unlimited) else grant or 0 for grant in grants)
    rest = {key: value for key, value in row.items() if key != "grant"}
    return Fund(**{**rest, "kind": FundKind(row["kind"]), "appropriations": money})


def _whole(row: Values, key: str, calendar: Calendar) -> tuple[Any, ...]:
    """A repeated column's values over the horizon; none may be missing."""
    return tuple(row[key][quarter] for quarter in range(calendar.quarters))


def _blackout(row: Values, calendar: Calendar) -> Blackout:
    return Blackout(**{**row, "trades": frozenset(row["trades"])})


def _region(row: Values, calendar: Calendar) -> Region:
    return Region(**{**row, "level": Level(row["level"])})


def _community(row: Values, calendar: Calendar) -> Community:
    return Community(**row)


def _own_field(row: Values, calendar: Calendar) -> OwnField:
    if (row["kind"] == OwnKind.CHOICE) is not bool(row["choices"]):
        raise Bad("own_choices", column="choices")
    return OwnField(name=row["name"], kind=OwnKind(row["kind"]), choices=tuple(row["choices"]))


def _step_rule(row: Values, calendar: Calendar) -> StepRule:
    if row["least"] > row["usual"]:
        raise Bad("least_above_usual", column="least")
    return StepRule(**{**row, "step": Step(row["step"])})


def _holiday_year(row: Values, calendar: Calendar) -> HolidayYear:
    days = {}
    for key in ("days_off", "worked"):
        try:
            days[key] = days_in(row["year"], row[key])
        except ValueError as error:
            raise Bad("days_unclear", text=str(error)[:20], column=key) from None
    if days["days_off"] & days["worked"]:
        raise Bad("days_both", column="worked")
    if row["confirmed_by"] and row["confirmed_by"] == row["entered_by"]:
        raise Bad("confirmed_by_oneself", column="confirmed_by")
    return HolidayYear(**{**row, **days})


def _begun(row: Values, calendar: Calendar) -> tuple[str, int, str | None, Standard | None]:
    return row["estate"], row["start"], row["measure"], Standard(row["standard"]) if row["standard"] else None


_MAKERS: dict[str, Callable[[Values, Calendar], object]] = {
    "regions": _region,
    "communities": _community,
    "estates": _estate,
    "buildings": lambda row, _: Building(**row),
    "survey": _need,
    "groups": lambda row, _: Group(**row),
    "measures": _measure,
    "ratios": lambda row, _: Ratio(**row),
    "funds": _fund,
    "share_rules": lambda row, _: ShareRule(**row),
    "earmarks": lambda row, _: Earmark(**row),
    "crews": lambda row, calendar: Crew(region=row["region"], trade=row["trade"], weeks=_whole(row, "weeks", calendar)),
    "site_limits": lambda row, calendar: SiteLimit(region=row["region"], caps=_whole(row, "cap", calendar)),
    "targets": lambda row, _: Target(**{**row, "kind": TargetKind(row["kind"])}),
    "blackouts": _blackout,
    "units": lambda row, _: Unit(**{**row, "kind": UnitKind(row["kind"])}),
    "duties": lambda row, _: Duty(**row),
    "under_way": _begun,
    "spent": lambda row, _: Payment(**row),
    "step_days": _step_rule,
    "holidays": _holiday_year,
    "own_fields": _own_field,
}
