"""Makes a programme of what was gathered; what no office has is made, and said to be made."""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from yipanqi.domain.calendar import Calendar, first_quarter
from yipanqi.domain.coordinate import is_in_china
from yipanqi.domain.estate import Building, Community, Estate, Level, Region
from yipanqi.domain.finding import Finding, Gravity
from yipanqi.domain.measure import Measure, Need
from yipanqi.domain.money import Fen, parts
from yipanqi.domain.own_field import Own, OwnField
from yipanqi.domain.planning.estimate import CannotEstimate, amount, estimate, resolved
from yipanqi.domain.programme import Heading, Programme
from yipanqi.domain.unit import Unit, UnitKind
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.own.facts import Gathered, OwnEstate, OwnWork
from yipanqi.workbook.own.mapping import Mapping
from yipanqi.workbook.own.own_fields import own_fields_of, own_value
from yipanqi.workbook.own.sources import Sources
from yipanqi.workbook.own.values import years_of
from yipanqi.workbook.write import blank

MIDDLE = Decimal("0.5")
OURS = "本区"  # what a district is called whose book does not name it
_USUAL = Decimal(286)  # households of a medium estate, where nothing of an estate or of others is known
_NAMED = 6  # estates that a default names before it only counts them
_NO_PLACE = "未分街道"
_TOWN = re.compile(r"[镇乡]$")  # has a government of its own, where a subdistrict has an office of the district's
_DISTRICT = "district"


@dataclass(kw_only=True)
class Made:
    """The programme, what was made up for it, and the codes that were given, so that they stay."""

    programme: Programme
    defaults: list[Finding] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    made_up: dict[str, frozenset[str]] = field(default_factory=dict)  # figure → estates of which nobody told it


def made(found: Gathered, mapping: Mapping, title: str, district: str, years: Iterable[int]) -> Made:
    """The programme that the book amounts to. The years are those that it names; without any the mapping's."""
    seen = sorted(years)
    first = mapping.first_year or seen[0]
    calendar = Calendar(first_year=first, years=mapping.years or max(1, seen[-1] - first + 1))
    maker = _Maker(found, mapping, calendar)
    whole = maker.programme(title, district)
    return Made(
        programme=whole,
        defaults=maker.told,
        codes=maker.codes,
        made_up={kind: frozenset(codes) for kind, codes in maker.made_up.items()},
    )


def touching(names: list[str]) -> dict[str, Any]:
    """What a default tells of the estates that it touches: how many, all their names, the first few of them."""
    more = (f"…({len(names)})",) if len(names) > _NAMED else ()
    return {"touched": names, "estates": len(names), "names": (*names[:_NAMED], *more)}


def wish_noted(calendar: Calendar, first: int, last: int) -> str:
    """A wish for quarters that the plan does not hold, as a note keeps it."""
    return f"计划年度：{calendar.label(first)}—{calendar.label(last)}"


class _Maker:
    def __init__(self, found: Gathered, mapping: Mapping, calendar: Calendar) -> None:
        self.found, self.mapping, self.calendar = found, mapping, calendar
        self.told: list[Finding] = []
        self.codes: dict[str, str] = dict(mapping.codes)
        self.sized: list[str] = []  # estates whose households were estimated
        self.outside: list[str] = []  # estates that wish for years which are not planned
        self.built_year = built_year_of(found, mapping)
        self.own = own_fields_of([estate.extras for estate in found.estates.values()])
        self.made_up: dict[str, set[str]] = {"households": set(), "built_year": set()}

    def programme(self, title: str, district: str) -> Programme:
        base = blank(self.calendar)
        places = list(dict.fromkeys(e.subdistrict or _NO_PLACE for e in self.found.estates.values()))
        regions = [Region(id=_DISTRICT, name=district, level=Level.DISTRICT)]
        regions += [
            Region(
                id=self.code("region", name, "S"),
                name=self.found.as_written(name),
                level=Level.SUBDISTRICT,
                parent=_DISTRICT,
            )
            for name in places
        ]
        estates = {key: self.estate(own, key[1]) for key, own in self.found.estates.items()}
        whole = replace(
            base,
            heading=Heading(title=title, district=district, issuer=f"{district}老旧小区改造工作领导小组办公室"),
            regions=tuple(regions),
            communities=tuple(self.communities()),
            estates=tuple(estates.values()),
            buildings=tuple(self.buildings(estates)),
            needs=tuple(self.needs(base, estates)),
            units=(*base.units, *self.offices(regions)),
            own_fields=tuple(self.own.values()),
        )
        money = Sources(self.found, self.mapping, self.calendar, _DISTRICT, self.code, self.tell)
        money.make({key: estate.id for key, estate in estates.items()})
        everyone = [estate.name for estate in estates.values()]
        if district == OURS:
            self.tell("own_made_district", title=title)
        self.tell("own_made_codes", [*places, *everyone], estates=len(estates), regions=len(places))
        self.tell_of("own_made_households", self.sized)
        self.tell_of("own_wish_outside", self.outside)
        self.tell_of("own_made_rough", [own.name for own in self.found.estates.values() if own.rough])
        if self.built_year:
            self.tell("own_made_built", everyone, year=self.built_year)
        self.tell("own_made_capacity")
        if middle := [
            e.name for e in self.found.estates.values() for w in e.works.values() if "severity" not in w.ratios
        ]:
            self.tell("own_made_middle", middle, count=len(middle))
        rules = tuple(money.rules(whole))
        return replace(whole, funds=tuple(money.funds), share_rules=rules, earmarks=tuple(money.earmarks))

    def code(self, kind: str, name: str, letter: str) -> str:
        """The code that this thing has, or the next one; the mapping keeps it for the next time."""
        key = f"{kind}/{name}"
        if key not in self.codes:
            taken = {code for known, code in self.codes.items() if known.startswith(f"{kind}/")}
            number = next(n for n in range(1, len(taken) + 2) if f"{letter}{n:03d}" not in taken)
            self.codes[key] = f"{letter}{number:03d}"
        return self.codes[key]

    def tell(self, code: str, touched: Iterable[str] = (), **values: object) -> None:
        """A default, and what it touches, by name; names as they were written."""
        values["touched"] = tuple(dict.fromkeys(touched))
        self.told.append(Finding(code=code, gravity=Gravity.WARNING, values=self.found.spelled(values)))

    def tell_of(self, code: str, names: list[str]) -> None:
        """A default that touches these estates, if there are any."""
        if names:
            self.tell(code, **touching(names))

    def estate(self, own: OwnEstate, name: str) -> Estate:
        figures = self.figures(own)
        first, last, *noted = self.window(own)
        code = self.code("estate", f"{own.subdistrict}/{name}", "E")
        if "built_year" not in figures:
            self.made_up["built_year"].add(code)
        east, north = own.point.get("longitude"), own.point.get("latitude")
        unkept = [f"{head}：{self.texts(text)}" for head, text in own.extras.items() if head not in self.own]
        is_placed = east is not None and north is not None and is_in_china(east, north)
        return Estate(
            id=code,
            name=self.found.as_written(own.name),
            subdistrict=self.code("region", own.subdistrict or _NO_PLACE, "S"),
            community=self.code("community", f"{own.subdistrict}/{own.community}", "C") if own.community else None,
            households=self.households(own, figures, code),
            built_year=int(figures["built_year"]) if "built_year" in figures else self.built_year,
            buildings=int(figures["buildings"]) if "buildings" in figures else None,
            stairwells=int(figures["stairwells"]) if "stairwells" in figures else None,
            floors=int(figures["floors"]) if "floors" in figures else None,
            floor_area=figures.get("floor_area"),
            earliest=first,
            latest=last,
            longitude=east if is_placed else None,
            latitude=north if is_placed else None,
            note="；".join(dict.fromkeys([*own.notes, *unkept, *noted])),
            own={kept.name: self.own_said(kept, text) for h, text in own.extras.items() if (kept := self.own.get(h))},
        )

    def texts(self, told: str) -> str:
        """Texts of several cells, each as it was written."""
        return "；".join(map(self.found.as_written, told.split("；")))

    def own_said(self, kept: OwnField, told: str) -> Own:
        """What a field of the office's holds; words as they were written."""
        value = own_value(kept, told)
        return self.texts(value) if isinstance(value, str) else value

    def households(self, own: OwnEstate, figures: Table[str, Decimal], code: str) -> int:
        """The estate's households: counted, or estimated from its size, or as many as the others have."""
        if figures.get("households"):
            return int(figures["households"])
        self.sized.append(own.name)
        self.made_up["households"].add(code)
        known = {kind: figures[kind] for kind in ("floor_area", "buildings", "stairwells") if figures.get(kind)}
        if "households" in (found := resolved(known, defaults().policy.ratios)):
            return max(1, int(found["households"].to_integral_value()))
        others = [self.figures(one).get("households") for one in self.found.estates.values()]
        return int(median([value for value in others if value] or [_USUAL]))

    def figures(self, own: OwnEstate) -> Table[str, Decimal]:
        """The estate's own figures, else its buildings' sums; of years and floors the latest and highest."""
        if not own.buildings:
            return own.figures
        found: dict[str, Decimal] = {"buildings": Decimal(len(own.buildings))}
        for kind in ("households", "stairwells", "floor_area", "floors", "built_year"):
            values = [given[kind] for given in own.buildings.values() if kind in given]
            is_whole = len(values) == len(own.buildings) or kind not in own.figures
            if values and is_whole:
                found[kind] = max(values) if kind in ("floors", "built_year") else sum(values, Decimal(0))
        return {**own.figures, **found}

    def window(self, own: OwnEstate) -> tuple[int | None, int | None] | tuple[None, None, str]:
        """The quarters in which a wish for years, a half or a quarter lets an estate start; a wish for years that are
        not planned is told, and noted."""
        years = years_of(own.when)
        if years is None:
            return None, None
        first, last = (first_quarter(year - self.calendar.first_year) for year in years)
        if "Q" in own.when or "H" in own.when:
            number = int(own.when[-1]) - 1
            first, last = (
                (first + number, first + number) if "Q" in own.when else (first + 2 * number, first + 2 * number + 1)
            )
        else:
            last += 3
        if last < 0 or first >= self.calendar.quarters:
            self.outside.append(own.name)
            return None, None, wish_noted(self.calendar, first, last)
        return max(first, 0), min(last, self.calendar.quarters - 1)

    def communities(self) -> Iterable[Community]:
        pairs = dict.fromkeys((e.subdistrict, e.community) for e in self.found.estates.values() if e.community)
        for subdistrict, name in pairs:
            yield Community(
                id=self.code("community", f"{subdistrict}/{name}", "C"),
                name=self.found.as_written(name),
                subdistrict=self.code("region", subdistrict or _NO_PLACE, "S"),
            )

    def buildings(self, estates: Table[tuple[str, str], Estate]) -> Iterable[Building]:
        for key, own in self.found.estates.items():
            for number, (name, given) in enumerate(own.buildings.items(), 1):
                estate = estates[key].id
                yield Building(
                    id=f"{estate}-{number:02d}",
                    estate=estate,
                    name=self.found.as_written(name),
                    households=int(given["households"]) if "households" in given else None,
                    stairwells=int(given["stairwells"]) if "stairwells" in given else None,
                    floors=int(given["floors"]) if "floors" in given else None,
                    floor_area=given.get("floor_area"),
                )

    def needs(self, base: Programme, estates: Table[tuple[str, str], Estate]) -> Iterable[Need]:
        """A need for every work; a sum of the estate is shared out as the catalogue's rates would."""
        shared: list[str] = []
        parted: list[str] = []
        for key, own in self.found.estates.items():
            needs = [
                self.need(base, own, estates[key].id, measure, parted)
                for measure in base.measures
                if measure.id in own.works
            ]
            if own.cost and needs and all(need.cost is None for need in needs):
                costs = _shared(base, estates[key], needs, own.cost)
                shared += [own.name] if costs else []
                needs = [replace(n, cost=c) for n, c in zip(needs, costs, strict=True)] if costs else needs
            yield from needs
        self.tell_of("own_made_costs", shared)
        self.tell_of("own_made_quantity", list(dict.fromkeys(parted)))

    def need(self, base: Programme, own: OwnEstate, estate: str, measure: Measure, parted: list[str]) -> Need:
        """A need; of a work that some buildings wish for, the quantity of these buildings."""
        work = own.works[measure.id]
        found = _need(estate, measure.id, work, own.ratios)
        some = [own.buildings.get(name, {}) for name in work.buildings]
        if found.quantity is not None or not 0 < len(some) < len(own.buildings):
            return found
        try:
            total = sum((amount(measure.driver, _sized(one), base.policy) for one in some), Decimal(0))
        except CannotEstimate:
            return found
        parted.append(own.name)
        return replace(found, quantity=max(total.to_integral_value(ROUND_HALF_UP), Decimal(1)))

    def offices(self, regions: Iterable[Region]) -> Iterable[Unit]:
        for region in regions:
            if region.level is Level.SUBDISTRICT:
                name = f"{region.name}{'人民政府' if _TOWN.search(region.name) else '办事处'}"
                yield Unit(id=f"office-{region.id}", name=name, kind=UnitKind.SUBDISTRICT, region=region.id)


def _need(estate: str, measure: str, work: OwnWork, of_estate: Table[str, Decimal]) -> Need:
    """A need; how badly and how much it is wished for is taken in the middle where nobody said."""
    ratios = {**of_estate, **work.ratios}
    support = ratios.get("support")
    return Need(
        estate=estate,
        measure=measure,
        severity=ratios.get("severity", MIDDLE),
        demand=ratios.get("demand", None if support is not None else MIDDLE),
        support=None if support is None else Fraction(support),
        quantity=work.quantity,
        cost=work.cost,
        note="；".join(dict.fromkeys(work.notes)),
    )


def _sized(building: Table[str, Decimal]) -> dict[str, Decimal]:
    counts = {kind: building[kind] for kind in ("households", "floor_area", "stairwells") if building.get(kind)}
    return counts | {"buildings": Decimal(1)}


def _shared(base: Programme, estate: Estate, needs: list[Need], total: Fen) -> list[Fen] | None:
    """The total in proportion to the catalogue's estimates; None where one cannot be estimated."""
    by_id: dict[str, Measure] = {measure.id: measure for measure in base.measures}
    try:
        weights = [estimate(estate, by_id[need.measure], need, base.policy).cost for need in needs]
    except CannotEstimate:
        return None
    return parts(total, weights) if sum(weights) else None


def built_year_of(found: Gathered, mapping: Mapping) -> int | None:
    """The year taken for every estate of a book that tells no such year: the last that may be renovated, unless the
    mapping says another, or that none is known."""
    of_buildings = (given for own in found.estates.values() for given in own.buildings.values())
    if any("built_year" in own.figures for own in found.estates.values()) or any(
        "built_year" in b for b in of_buildings
    ):
        return None
    if mapping.built_year is not None:
        return mapping.built_year or None
    return defaults().policy.built_by


def title_of(district: str, years: Iterable[int]) -> str:
    """A title for a programme whose book has none of its own."""
    seen = sorted(years)
    span = f"{seen[0]}年" if seen[0] == seen[-1] else f"{seen[0]}—{seen[-1]}年"
    return f"{district}老旧小区改造计划（{span}）"


def district_in(texts: Iterable[str]) -> str:
    """西江区 of 西江区既有小区改造楼栋明细; 本区 where no title names one."""
    for text in texts:
        bare = re.sub(r"老旧小区|小区|社区|片区|城区|辖区|园区|库区|校区|厂区|地区|院区", "·", text)
        for match in re.finditer(r"([一-龥]{1,12}?(?:区|县))(?!级|财政|改造|居民|直|政府|本级|委)", bare):
            name = re.split(r"[年度月日省市：:的]", match[1])[-1]
            if len(name) >= 3:
                return name
    return OURS
