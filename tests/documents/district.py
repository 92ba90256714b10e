"""A generated district of thirty estates and a plan drawn by a simple hand: material for the documents' tests."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random

from builders import OPTIONS, a_measure

from yipanqi.domain.calendar import Blackout, Calendar
from yipanqi.domain.capacity import Crew, SiteLimit, Target, TargetKind
from yipanqi.domain.consent import Consent, Matter
from yipanqi.domain.estate import Estate, Exclusion, Level, Region
from yipanqi.domain.fund import Fund, FundKind, ShareRule
from yipanqi.domain.measure import Group, Measure, MeasureClass, Need, Phase, Standard
from yipanqi.domain.money import from_wan
from yipanqi.domain.planning.account import objective, spread
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.outcome import Limit, LimitKind, Outcome
from yipanqi.domain.planning.plan import Plan, largest_payment
from yipanqi.domain.programme import Heading, Payment, Policy, Programme, Ratio
from yipanqi.domain.unit import Duty, Unit, UnitKind

GROUPS = (
    Group(id="infrastructure", name="基础设施改造", name_en="Infrastructure"),
    Group(id="roads", name="道路通行改造", name_en="Roads and access"),
    Group(id="fire-security", name="消防安防改造", name_en="Fire safety and security"),
    Group(id="building", name="建筑修缮改造", name_en="Buildings"),
    Group(id="environment", name="环境健康改造", name_en="Environment and health"),
    Group(id="services", name="公共服务升级", name_en="Public services"),
)

# id, group, name, English, class, trade, phase, driver, unit, yuan, days, offset
_MEASURES = """\
water|infrastructure|供水及二次供水|Water supply|base|pipe|underground|households|户|2500|30-60|0
drainage|infrastructure|排水与雨污分流|Drainage and sewage|base|pipe|underground|floor_area|㎡|36|45-90|0
power|infrastructure|供电及一户一表|Power and meters|base|pipe|underground|households|户|4000|30-60|0
gas|infrastructure|供气|Gas pipes|base|pipe|underground|households|户|2000|30-45|0
telecom|infrastructure|弱电与架空线规整|Telecom and overhead lines|base|pipe|underground|households|户|1150|20-40|1
road|roads|小区道路|Internal roads|base|road|surface|road_area|㎡|302|20-40|1
parking|roads|停车泊位|Parking bays|improve|road|surface|bays|个|4500|15-30|1
access|roads|无障碍与适老设施|Barrier-free access|improve|road|surface|ramps|处|35000|10-20|1
lighting|roads|照明|Lighting|improve|road|surface|lamps|盏|4000|10-20|1
fire|fire-security|消防设施与消防通道|Fire water and fire lanes|base|fire|building|floor_area|㎡|15|20-40|0
security|fire-security|安防监控与门禁|Cameras and gates|base|fire|building|floor_area|㎡|10|15-30|1
ebike|fire-security|电动自行车停放充电|E-bike parking and charging|improve|fire|surface|ports|端口|1150|10-20|2
roof|building|屋面防水|Roof waterproofing|base|building|building|roof_area|㎡|195|20-40|0
facade|building|外墙整治与排危|External walls|base|building|building|wall_area|㎡|115|40-80|1
stairwell|building|楼道修缮|Stairwells|base|building|building|stairwells|单元|11500|20-30|1
lift|building|加装电梯|Lift addition|improve|building|building|lifts|部|500000|90-150|0
energy|building|建筑节能|Energy retrofit|improve|building|building|wall_area|㎡|275|60-90|1
illegal|environment|违法建设拆除|Removal of illegal structures|improve|landscape|building|illegal_area|㎡|75|10-30|0
greening|environment|绿化提升|Greening|improve|landscape|surface|green_area|㎡|150|15-30|2
waste|environment|垃圾分类与环卫设施|Waste sorting|base|landscape|surface|waste_points|点|65000|10-20|1
leisure|services|文体休闲设施|Culture, sport and leisure|improve|services|services|sites|处|300000|15-30|2
care|services|养老托育助餐|Care and meals|upgrade|services|services|service_area|㎡|3000|60-120|1
service|services|社区综合服务与智慧设施|Community service|upgrade|services|services|service_area|㎡|3000|45-90|1
"""

RATIOS = {
    "road_area": ("floor_area", "0.10"),
    "bays": ("households", "0.15"),
    "ramps": ("stairwells", "0.2"),
    "lamps": ("floor_area", "0.001"),
    "ports": ("households", "0.2"),
    "roof_area": ("floor_area", "0.17"),
    "wall_area": ("floor_area", "0.6"),
    "lifts": ("stairwells", "0.15"),
    "illegal_area": ("buildings", "25"),
    "green_area": ("floor_area", "0.08"),
    "waste_points": ("households", "0.005"),
    "sites": ("one", "1"),
    "service_area": ("one", "200"),
}

SUBDISTRICTS = ("民权街道", "前进街道", "新华街道", "万松街道", "唐家墩街道", "汉兴街道")
_NAMES = "东风建设新育勤建长航友谊红旗粮食广场邮电前程机械和平石化望江"
_NAMES += "新村海棠常福印刷清芬登月向阳民生解放纺机菱湖天安复兴双洞马场"
_FIRST = [_NAMES[i : i + 2] for i in range(0, len(_NAMES), 2)]
_LAST = ("小区", "里", "宿舍", "新村")


def _measures() -> tuple[Measure, ...]:
    found = []
    for line in _MEASURES.splitlines():
        id, group, name, name_en, kind, trade, phase, driver, unit, yuan, days, offset = line.split("|")
        low, high = (int(d) for d in days.split("-"))
        rate, long = Decimal(yuan), high >= 60
        found.append(
            a_measure(
                id,
                name=name,
                name_en=name_en,
                group=group,
                measure_class=MeasureClass(kind),
                trade=trade,
                phase=Phase(phase),
                driver=driver,
                unit=unit,
                rate_low=rate * Decimal("0.8"),
                rate=rate,
                rate_high=rate * Decimal("1.3"),
                days_low=low,
                days_high=high,
                offset=int(offset),
                profile=(Decimal("0.6"), Decimal("0.4")) if long else (Decimal(1),),
                crew_weeks=Decimal("0.001"),
                required=kind == "base" and id not in ("facade", "gas"),
                requires={"road": "drainage", "parking": "road"}.get(id),
                options=OPTIONS,
                matter=Matter.MAJOR if id == "lift" else None,
            )
        )
    return tuple(found)


def _estates(chance: Random) -> tuple[Estate, ...]:
    found = []
    for i, first in enumerate(_FIRST):
        buildings = chance.randint(2, 11)
        households = buildings * chance.randint(28, 60)
        marks = {7: Exclusion.DEMOLITION, 18: Exclusion.URBAN_VILLAGE}
        found.append(
            Estate(
                id=f"J{i + 1:02d}",
                name=first + _LAST[(i * 7 + i // 5) % 4],
                subdistrict=f"S{i * len(SUBDISTRICTS) // len(_FIRST) + 1}",
                households=households,
                built_year=2003 if i in (4, 21) else chance.randint(1978, 2000),
                buildings=buildings,
                stairwells=buildings * 3,
                floors=7,
                floor_area=Decimal(households * chance.randint(70, 95)),
                exclusions=frozenset({marks[i]}) if i in marks else frozenset(),
                must=i == 2,
            )
        )
    return tuple(found)


def _needs(chance: Random, estates: tuple[Estate, ...], measures: tuple[Measure, ...]) -> tuple[Need, ...]:
    found = []
    for estate in estates:
        for measure in measures:
            if chance.random() < (0.75 if measure.measure_class is MeasureClass.BASE else 0.4):
                need = Need(
                    estate=estate.id,
                    measure=measure.id,
                    severity=Decimal(chance.randint(20, 95)) / 100,
                    demand=Decimal(chance.randint(30, 95)) / 100,
                    support=Fraction(chance.randint(62, 96), 100),
                    quantity=Decimal(estate.households) if measure.id == "water" else None,
                )
                if measure.id == "lift":
                    ratio = Fraction(chance.randint(60, 95), 100)
                    vote = Consent(
                        turnout_heads=Fraction(9, 10),
                        turnout_area=Fraction(9, 10),
                        approval_heads=ratio,
                        approval_area=ratio,
                    )
                    need = replace(need, consent=vote)
                found.append(need)
    return tuple(found)


def _funds() -> tuple[tuple[Fund, ...], tuple[ShareRule, ...]]:
    rows = (
        ("central", "中央补助资金", "Central subsidy", FundKind.CENTRAL, (1800, 1700, 1600), {"base": "0.5"}),
        ("province", "省级补助资金", "Provincial subsidy", FundKind.PROVINCE, (500, 500, 500), {"base": "0.2"}),
        ("city", "市级财政资金", "City budget", FundKind.CITY, (900, 900, 800), {"*": "0.3"}),
        ("bond", "专项债券", "Special bonds", FundKind.BOND, (1200, 1500, 900), {"services": "0.6", "roads": "0.4"}),
        ("utility", "专业经营单位", "Utility companies", FundKind.UTILITY, (None,) * 3, {"infrastructure": "0.4"}),
        ("residents", "居民出资（含维修资金）", "Residents", FundKind.RESIDENTS, (None,) * 3, {"lift": "0.5"}),
        ("district", "区级财政资金", "District budget", FundKind.DISTRICT, (2600, 2700, 2500), {"*": "1"}),
    )
    funds = tuple(
        Fund(
            id=id,
            name=name,
            name_en=name_en,
            kind=kind,
            region="D" if id == "district" else "C",
            appropriations=tuple(None if g is None else from_wan(g) for g in grants),
            carry=id in ("district", "bond"),
        )
        for id, name, name_en, kind, grants, _ in rows
    )
    rules = tuple(
        ShareRule(fund=row[0], applies_to=to, share=Decimal(share)) for row in rows for to, share in row[5].items()
    )
    return funds, rules


def _units() -> tuple[tuple[Unit, ...], tuple[Duty, ...]]:
    rows = (
        ("group", "区老旧小区改造工作领导小组", "District Leading Group", UnitKind.LEADING_GROUP, "周正"),
        ("office", "区改造办", "District Renovation Office", UnitKind.OFFICE, "陈静"),
        ("housing", "区住房和城市更新局", "District Housing and Urban Renewal Bureau", UnitKind.DEPARTMENT, "李国华"),
        ("water-bureau", "区水务和湖泊局", "District Water Bureau", UnitKind.DEPARTMENT, "刘洋"),
        ("civil", "区民政局", "District Civil Affairs Bureau", UnitKind.DEPARTMENT, "吴敏"),
        ("garden", "区城管执法局", "District Urban Management Bureau", UnitKind.DEPARTMENT, "黄涛"),
        ("fire-brigade", "区消防救援大队", "District Fire Brigade", UnitKind.DEPARTMENT, "孙伟"),
        ("water-co", "市水务集团", "City Water Group", UnitKind.UTILITY, "何平"),
        ("grid", "供电公司", "Power Grid Company", UnitKind.UTILITY, "郑凯"),
        ("gas-co", "燃气公司", "Gas Company", UnitKind.UTILITY, "冯丽"),
    )
    units = [Unit(id=i, name=n, name_en=e, kind=k, person=p) for i, n, e, k, p in rows]
    for i, name in enumerate(SUBDISTRICTS, 1):
        units.append(
            Unit(id=f"u{i}", name=f"{name}办事处", kind=UnitKind.SUBDISTRICT, region=f"S{i}", person="街道负责人")
        )
    own = "@subdistrict"
    rows2 = (
        ("*", "office", own, ("housing",), "group", "验收资料"),
        ("infrastructure", "housing", "water-bureau", (own,), "office", "竣工图、试压记录"),
        ("water", "water-bureau", "water-co", (own, "housing"), "office", "水质检测报告"),
        ("power", "housing", "grid", (own,), "office", "送电验收单"),
        ("gas", "housing", "gas-co", (own,), "office", "通气验收单"),
        ("fire-security", "housing", "fire-brigade", (own,), "office", "消防验收意见"),
        ("environment", "garden", own, ("housing",), "office", "整治前后影像"),
        ("care", "civil", own, ("housing",), "office", "设施移交清单"),
        ("scheme", "office", own, ("housing",), "group", "改造方案（含征求意见表）"),
        ("notice", own, own, ("office",), "group", "公示照片与意见答复"),
        ("tender", "housing", "housing", ("office",), "group", "中标通知书、合同"),
        ("acceptance", "office", "housing", (own,), "group", "联合验收意见书"),
        ("handover", "office", own, ("housing",), "group", "资产移交清单、保修书"),
    )
    duties = tuple(
        Duty(applies_to=a, lead=le, responsible=r, supporting=s, inspecting=i, deliverable=d)
        for a, le, r, s, i, d in rows2
    )
    return tuple(units), duties


@cache
def a_district(seed: int = 7) -> Programme:
    """Thirty synthetic estates over six subdistricts, three years, twenty-three measures, seven funds."""
    chance = Random(seed)
    estates, measures = _estates(chance), _measures()
    funds, rules = _funds()
    units, duties = _units()
    regions = [
        Region(id="C", name="武汉市", level=Level.CITY),
        Region(id="D", name="江汉区", level=Level.DISTRICT, parent="C"),
    ]
    for i, name in enumerate(SUBDISTRICTS, 1):
        regions.append(Region(id=f"S{i}", name=name, level=Level.SUBDISTRICT, parent="D"))
    return Programme(
        heading=Heading(
            title="江汉区老旧小区改造三年行动工作计划（2027—2029年）",
            district="江汉区",
            issuer="江汉区老旧小区改造工作领导小组办公室",
            document_number="江旧改办〔2027〕1号",
            recipients="各街道办事处，区直有关部门，各专业经营单位",
            issued_on=date(2026, 12, 10),
            is_synthetic=True,
            source_note="示例数据：小区、户数和金额均为虚构",
        ),
        calendar=Calendar(first_year=2027, years=3),
        regions=tuple(regions),
        estates=estates,
        groups=GROUPS,
        measures=measures,
        needs=_needs(chance, estates, measures),
        funds=funds,
        share_rules=rules,
        crews=(Crew(region="D", trade="pipe", weeks=(Decimal(400),) * 12),),
        site_limits=tuple(SiteLimit(region=f"S{i}", caps=(3,) * 12) for i in range(1, 7)),
        targets=(
            Target(region="D", kind=TargetKind.ESTATES, year=0, at_least=8, penalty=Decimal(50)),
            Target(region="D", kind=TargetKind.ESTATES, year=2, at_least=26, penalty=Decimal(50)),
        ),
        blackouts=tuple(
            Blackout(name=name, first_date=date(y, *a), last_date=date(y, *b), trades=frozenset(t), loss=Decimal(loss))
            for y in (2027, 2028, 2029)
            for name, a, b, t, loss in (
                ("春节", (1, 25), (2, 15), (), "1"),
                ("高考", (6, 4), (6, 9), (), "1"),
                ("梅雨", (6, 10), (7, 15), ("pipe", "building"), "0.6"),
            )
        ),
        units=units,
        duties=duties,
        policy=Policy(
            support_ratio=Fraction(2, 3),
            ratios=tuple(Ratio(driver=d, per=per, factor=Decimal(f)) for d, (per, f) in RATIOS.items()),
        ),
    )


@cache
def an_offer(seed: int = 7) -> Offer:
    return offer(a_district(seed))


@cache
def an_outcome(seed: int = 7) -> Outcome:
    """A plan by a simple hand: the best estate for its money first, at the first quarter with room and money."""
    programme, offered = a_district(seed), an_offer(seed)
    plan = _by_hand(programme, offered)
    value = objective(programme, offered, plan)
    return Outcome(
        plan=plan,
        objective=value,
        upper_bound=value * 1.018,
        seconds=30.0,
        work=1000,
        seed=seed,
        versions={"yipanqi": "0.1.0"},
        limits=_limits(programme, plan),
    )


def _by_hand(programme: Programme, offered: Offer) -> Plan:
    left = {(f.id, y): g for f in programme.funds for y, g in enumerate(f.appropriations)}
    busy: dict[tuple[str, int], int] = {}
    starts: dict[str, int] = {}
    choices: dict[tuple[str, str], Standard] = {}
    payments: list[Payment] = []
    for estate in sorted(offered.works, key=lambda e: (not programme.estate_by_id[e].must, _cost_by_point(offered, e))):
        for start in range(offered.standings[estate].earliest, offered.standings[estate].latest + 1):
            where, span = programme.estate_by_id[estate].subdistrict, offered.spans[estate]
            if any(busy.get((where, q), 0) >= 3 for q in range(start, start + span)):
                continue
            drawn = _drawn(programme, offered, estate, start, dict(left))
            if drawn is None:
                continue
            left, rows, chosen = drawn
            starts[estate] = start
            choices |= chosen
            payments += rows
            for q in range(start, start + span):
                busy[where, q] = busy.get((where, q), 0) + 1
            break
    return Plan(starts=starts, choices=choices, payments=tuple(payments))


def _cost_by_point(offered: Offer, estate: str) -> float:
    works = offered.works[estate]
    return sum(w.options[0].cost for w in works) / max(float(sum(w.options[0].benefit for w in works)), 1e-9)


def _drawn(programme: Programme, offered: Offer, estate: str, start: int, left: dict):
    rows: list[Payment] = []
    chosen: dict[tuple[str, str], Standard] = {}
    works = sorted(offered.works[estate], key=lambda w: (not w.required, w.measure == "parking"))
    for work in works:
        standard = work.options[-1 if work.measure in ("road", "security") else 0].standard
        if work.requires and (estate, work.requires) not in chosen and work.measure == "parking":
            continue
        paid = _paid(programme, work.option(standard).cost, estate, work.measure, start, dict(left))
        if paid is None and work.required:
            return None
        if paid is not None:
            left, new = paid
            rows += new
            chosen[estate, work.measure] = standard
    return left, rows, chosen


def _paid(programme: Programme, cost: int, estate: str, measure: str, start: int, left: dict):
    rows = []
    for year, due in spread(cost, programme.measure_by_id[measure], start).items():
        open_ = due
        for fund in programme.funds:
            if not programme.covers(fund.region, estate):
                continue
            room = left[fund.id, year]
            most = min(largest_payment(programme.share(fund.id, measure), due), open_)
            amount = most if room is None else min(most, room)
            if amount > 0:
                rows.append(Payment(estate=estate, measure=measure, fund=fund.id, year=year, amount=amount))
                open_ -= amount
                if room is not None:
                    left[fund.id, year] = room - amount
        if open_:
            return None
    return left, rows


def _limits(programme: Programme, plan: Plan) -> tuple[Limit, ...]:
    found = []
    for fund in programme.funds:
        for year, grant in enumerate(fund.appropriations):
            if grant is not None:
                used = plan.paid.get((fund.id, year), 0)
                is_tight = used > 0.97 * grant
                found.append(
                    Limit(
                        kind=LimitKind.FUND,
                        subject=fund.id,
                        year=year,
                        used=used / 1e6,
                        cap=grant / 1e6,
                        points=0.9 - 0.13 * year if is_tight else 0.0,
                        households=1.4 - 0.2 * year if is_tight else 0.0,
                    )
                )
    found.append(Limit(kind=LimitKind.SITE, subject="S2", quarter=1, used=3, cap=3, points=31.5, households=24.0))
    found.append(
        Limit(kind=LimitKind.CREW, subject="D", trade="pipe", quarter=2, used=388, cap=400, points=2.2, households=3.1)
    )
    return tuple(sorted(found, key=lambda limit: -limit.points))
