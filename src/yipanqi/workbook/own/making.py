"""Makes a programme of what was gathered; what no office has is made, and said to be made."""

import re
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.estate import Building, Community, Estate, Level, Region
from yipanqi.domain.finding import Finding, Gravity
from yipanqi.domain.fund import Fund, FundKind, ShareRule
from yipanqi.domain.measure import Measure, Need
from yipanqi.domain.money import Fen, parts
from yipanqi.domain.planning.estimate import CannotEstimate, estimate
from yipanqi.domain.programme import Heading, Programme
from yipanqi.domain.unit import Unit, UnitKind
from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.own.gathering import Gathered, OwnEstate, OwnWork
from yipanqi.workbook.own.mapping import Mapping
from yipanqi.workbook.own.vocabulary import kind_of
from yipanqi.workbook.write import blank

_MIDDLE = Decimal("0.5")
_NO_PLACE = "未分街道"
_DISTRICT = "district"


@dataclass(kw_only=True)
class Made:
    """The programme, what was made up for it, and the codes that were given, so that they stay."""

    programme: Programme
    defaults: list[Finding] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)


def made(found: Gathered, mapping: Mapping, title: str, district: str, years: Iterable[int]) -> Made:
    """The programme that the book amounts to. The years are those that it names; without any the mapping's."""
    seen = sorted(years)
    first = mapping.first_year or seen[0]
    calendar = Calendar(first_year=first, years=mapping.years or max(1, seen[-1] - first + 1))
    maker = _Maker(found, mapping, calendar)
    return Made(programme=maker.programme(title, district), defaults=maker.told, codes=maker.codes)


class _Maker:
    def __init__(self, found: Gathered, mapping: Mapping, calendar: Calendar) -> None:
        self.found, self.mapping, self.calendar = found, mapping, calendar
        self.told: list[Finding] = []
        self.codes: dict[str, str] = dict(mapping.codes)

    def programme(self, title: str, district: str) -> Programme:
        base = blank(self.calendar)
        places = list(dict.fromkeys(e.subdistrict or _NO_PLACE for e in self.found.estates.values()))
        regions = [Region(id=_DISTRICT, name=district, level=Level.DISTRICT)]
        regions += [
            Region(id=self.code("region", name, "S"), name=name, level=Level.SUBDISTRICT, parent=_DISTRICT)
            for name in places
        ]
        estates = {key: self.estate(own) for key, own in self.found.estates.items()}
        whole = replace(
            base,
            heading=Heading(title=title, district=district, issuer=f"{district}老旧小区改造工作领导小组办公室"),
            regions=tuple(regions),
            communities=tuple(self.communities()),
            estates=tuple(estates.values()),
            buildings=tuple(self.buildings(estates)),
            needs=tuple(self.needs(base, estates)),
            units=(*base.units, *self.offices(regions)),
        )
        funds = self.funds()
        self.tell("own_made_codes", estates=len(estates), regions=len(places))
        if middle := sum("severity" not in w.ratios for e in self.found.estates.values() for w in e.works.values()):
            self.tell("own_made_middle", count=middle)
        return replace(whole, funds=tuple(funds), share_rules=tuple(self.rules(whole, funds)))

    def code(self, kind: str, name: str, letter: str) -> str:
        """The code that this thing has, or the next one; the mapping keeps it for the next time."""
        key = f"{kind}/{name}"
        if key not in self.codes:
            taken = {code for known, code in self.codes.items() if known.startswith(f"{kind}/")}
            number = next(n for n in range(1, len(taken) + 2) if f"{letter}{n:03d}" not in taken)
            self.codes[key] = f"{letter}{number:03d}"
        return self.codes[key]

    def tell(self, code: str, **values: object) -> None:
        self.told.append(Finding(code=code, gravity=Gravity.WARNING, values=values))

    def estate(self, own: OwnEstate) -> Estate:
        figures = self.figures(own)
        quarter = self.window(own.when)
        return Estate(
            id=self.code("estate", f"{own.subdistrict}/{own.name}", "E"),
            name=own.name,
            subdistrict=self.code("region", own.subdistrict or _NO_PLACE, "S"),
            community=self.code("community", f"{own.subdistrict}/{own.community}", "C") if own.community else None,
            households=int(figures.get("households", 0)),
            built_year=int(figures["built_year"]) if "built_year" in figures else None,
            buildings=int(figures["buildings"]) if "buildings" in figures else None,
            stairwells=int(figures["stairwells"]) if "stairwells" in figures else None,
            floors=int(figures["floors"]) if "floors" in figures else None,
            floor_area=figures.get("floor_area"),
            earliest=quarter[0],
            latest=quarter[1],
            note="；".join(dict.fromkeys(own.notes)),
        )

    def figures(self, own: OwnEstate) -> Table[str, Decimal]:
        """The estate's own figures, else its buildings' sums; of years and floors the latest and highest."""
        if not own.buildings:
            return own.figures
        found: dict[str, Decimal] = {"buildings": Decimal(len(own.buildings))}
        for kind in ("households", "stairwells", "floor_area", "floors", "built_year"):
            values = [given[kind] for given in own.buildings.values() if kind in given]
            if values:
                found[kind] = max(values) if kind in ("floors", "built_year") else sum(values, Decimal(0))
        return {**own.figures, **found}

    def window(self, when: str) -> tuple[int | None, int | None]:
        """The quarters in which a wish for a year or a quarter lets an estate start."""
        if not when or not 0 <= int(when[:4]) - self.calendar.first_year < self.calendar.years:
            return None, None
        if "Q" in when:
            return self.calendar.quarter(when), self.calendar.quarter(when)
        first = self.calendar.quarter(f"{when}Q1")
        return first, first + 3

    def communities(self) -> Iterable[Community]:
        pairs = dict.fromkeys((e.subdistrict, e.community) for e in self.found.estates.values() if e.community)
        for subdistrict, name in pairs:
            yield Community(
                id=self.code("community", f"{subdistrict}/{name}", "C"),
                name=name,
                subdistrict=self.code("region", subdistrict or _NO_PLACE, "S"),
            )

    def buildings(self, estates: Table[tuple[str, str], Estate]) -> Iterable[Building]:
        for key, own in self.found.estates.items():
            for number, (name, given) in enumerate(own.buildings.items(), 1):
                estate = estates[key].id
                yield Building(
                    id=f"{estate}-{number:02d}",
                    estate=estate,
                    name=name,
                    households=int(given["households"]) if "households" in given else None,
                    stairwells=int(given["stairwells"]) if "stairwells" in given else None,
                    floors=int(given["floors"]) if "floors" in given else None,
                    floor_area=given.get("floor_area"),
                )

    def needs(self, base: Programme, estates: Table[tuple[str, str], Estate]) -> Iterable[Need]:
        """A need for every work; a sum of the estate is shared out as the catalogue's rates would."""
        shared = 0
        for key, own in self.found.estates.items():
            needs = [
                _need(estates[key].id, measure.id, own.works[measure.id])
                for measure in base.measures
                if measure.id in own.works
            ]
            if own.cost and needs and all(need.cost is None for need in needs):
                costs = _shared(base, estates[key], needs, own.cost)
                shared += costs is not None
                needs = [replace(n, cost=c) for n, c in zip(needs, costs, strict=True)] if costs else needs
            yield from needs
        if shared:
            self.tell("own_made_costs", estates=shared)

    def offices(self, regions: Iterable[Region]) -> Iterable[Unit]:
        for region in regions:
            if region.level is Level.SUBDISTRICT:
                name = f"{region.name}办事处"
                yield Unit(id=f"office-{region.id}", name=name, kind=UnitKind.SUBDISTRICT, region=region.id)

    def funds(self) -> list[Fund]:
        """Sources with what they give by year; a table of money goes before sums of what stands beside estates."""
        money = self.found.granted or self.found.money
        names = list(dict.fromkeys(source for source, _ in money))
        if not names:
            self.tell("own_made_fund")
            open_end = (None,) * self.calendar.years
            name = "区级财政（待落实）"
            return [Fund(id="F001", name=name, kind=FundKind.DISTRICT, region=_DISTRICT, appropriations=open_end)]
        return [self.fund(name, money) for name in names]

    def fund(self, name: str, money: Table[tuple[str, str], Fen]) -> Fund:
        found = kind_of(name, self.mapping.funds)
        kind = FundKind(found[0]) if found else FundKind.OTHER
        self.tell("own_made_kind", name=name, kind=kind.value)
        years = [0] * self.calendar.years
        for (source, year), amount in money.items():
            if source == name:
                at = int(year[:4]) - self.calendar.first_year if year else 0
                years[min(max(at, 0), len(years) - 1)] += amount
        code = self.code("fund", name, "F")
        return Fund(id=code, name=name, kind=kind, region=_DISTRICT, appropriations=tuple(years), carry=True)

    def rules(self, programme: Programme, funds: list[Fund]) -> Iterable[ShareRule]:
        """The preset of each fund's kind; where no sources together could pay a work, the first public one may."""
        is_made_up = not (self.found.granted or self.found.money)
        preset = () if is_made_up else defaults().share_rules
        rules = [replace(r, fund=fund.id) for fund in funds for r in preset if r.fund == fund.kind.value]
        rules += [
            ShareRule(fund=f.id, applies_to="*", share=Decimal(1)) for f in funds if f.id not in {r.fund for r in rules}
        ]
        payer = next((f for f in funds if f.kind is FundKind.DISTRICT), funds[0]).id
        trial = replace(programme, funds=tuple(funds), share_rules=tuple(rules))
        short = [
            m for m in sorted({n.measure for n in programme.needs}) if sum(trial.share(f.id, m) for f in funds) < 1
        ]
        known = {(r.fund, r.applies_to) for r in rules}
        for measure in short:
            rules = [r for r in rules if (r.fund, r.applies_to) != (payer, measure)]
            rules.append(ShareRule(fund=payer, applies_to=measure, share=Decimal(1)))
        if short or not known:
            self.tell("own_made_rules", count=len(short))
        return rules


def _need(estate: str, measure: str, work: OwnWork) -> Need:
    """A need; how badly and how much it is wished for is taken in the middle where nobody said."""
    support = work.ratios.get("support")
    return Need(
        estate=estate,
        measure=measure,
        severity=work.ratios.get("severity", _MIDDLE),
        demand=work.ratios.get("demand", None if support is not None else _MIDDLE),
        support=None if support is None else Fraction(support),
        quantity=work.quantity,
        cost=work.cost,
    )


def _shared(base: Programme, estate: Estate, needs: list[Need], total: Fen) -> list[Fen] | None:
    """The total in proportion to the catalogue's estimates; None where one cannot be estimated."""
    by_id: dict[str, Measure] = {measure.id: measure for measure in base.measures}
    try:
        weights = [estimate(estate, by_id[need.measure], need, base.policy).cost for need in needs]
    except CannotEstimate:
        return None
    return parts(total, weights) if sum(weights) else None


def title_of(district: str, years: Iterable[int]) -> str:
    """A title for a programme whose book has none of its own."""
    seen = sorted(years)
    span = f"{seen[0]}年" if seen[0] == seen[-1] else f"{seen[0]}—{seen[-1]}年"
    return f"{district}老旧小区改造计划（{span}）"


def district_in(texts: Iterable[str]) -> str:
    """西江区 of 西江区既有小区改造楼栋明细; 本区 where no title names one."""
    found = (
        re.search(r"([一-龥]{1,6}?(?:区|县))(?!改造|居民)", re.sub(r"老旧小区|小区|社区", "·", text)) for text in texts
    )
    return next((match[1] for match in found if match), "本区")
