"""The 29 real estates of Jianghan's phases 7 and 8 of 2022: names, subdistricts and phase totals as published."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from jianghan import (
    CITY,
    DISTRICT,
    LIKELY,
    PROVINCE,
    SUBDISTRICTS,
    a_fund,
    crews,
    regions,
    share_rules,
    survey,
    units,
)

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.capacity import SiteLimit, Target, TargetKind
from yipanqi.domain.estate import Estate
from yipanqi.domain.fund import Fund, FundKind
from yipanqi.domain.measure import Measure, MeasureClass
from yipanqi.domain.money import parts
from yipanqi.domain.programme import Heading, Programme
from yipanqi.workbook.catalogue import defaults

SEED = 20220719
CALENDAR = Calendar(first_year=2022, years=2)
SOURCE = "长江日报2022年7月19日引武汉市公共资源交易公告"


@dataclass(frozen=True)
class Phase:
    """A contract: its published totals and its estates as (subdistrict, name)."""

    name: str
    buildings: int
    households: int
    floor_area: int
    estates: tuple[tuple[str, str], ...]


PHASES = (
    Phase(
        "七期", 70, 3726, 293_800,
        (
            ("新华", "新育小区"), ("新华", "万松小区南片（教委宿舍）"), ("新华", "长航宿舍"), ("新华", "勤建宿舍"),
            ("新华", "单洞小区"), ("北湖", "黄孝北路片"), ("万松", "航空村"), ("万松", "机械宿舍"),
            ("万松", "武广公寓"), ("万松", "电台宿舍"), ("万松", "电业村"), ("万松", "中奇大厦"),
        ),
    ),
    Phase(
        "八期", 104, 4571, 536_000,
        (
            ("唐家墩", "长江日报宿舍（高一小区）"), ("唐家墩", "八一二小区"), ("唐家墩", "石油宿舍"),
            ("唐家墩", "香江新村"), ("唐家墩", "香江花园一、二期"), ("唐家墩", "海虹公寓"), ("唐家墩", "钉丝小区"),
            ("唐家墩", "恒发小区"), ("唐家墩", "景桥小区"), ("唐家墩", "桥苑新村（长福）"), ("常青", "力兴花园"),
            ("常青", "长乐小区"), ("常青", "鸿泰佳园"), ("常青", "泰合花园"), ("常青", "湖教宿舍"),
            ("常青", "朝阳公寓"), ("常青", "辉煌公寓"),
        ),
    ),
)  # fmt: skip
LARGE = ("片", "村", "花园")  # in a name: a larger part of the phase (estimated)
SCOPE = {  # what both contracts list, all of it called base class
    "drainage", "telecom", "road", "fire", "security", "waste", "roof", "facade", "stairwell", "illegal", "greening",
    "parking", "leisure",
}  # fmt: skip


def programme() -> Programme:
    """The two phases as a programme of 2022 and 2023; the same at every call."""
    rng, given = Random(SEED), defaults()
    estates = _estates(rng)
    measures = tuple(_classed(measure) for measure in given.measures)
    listed = [measure for measure in measures if measure.id in SCOPE]
    needs = [n for estate in estates for n in survey(rng, estate, listed, given.policy, LIKELY)]
    funds = _funds()
    used = {estate.subdistrict for estate in estates}
    whole = Programme(
        heading=_heading(),
        calendar=CALENDAR,
        regions=tuple(r for r in regions() if r.level != "subdistrict" or r.id in used),
        estates=estates,
        groups=given.groups,
        measures=measures,
        needs=tuple(needs),
        funds=funds,
        share_rules=share_rules(funds),
        blackouts=given.blackouts(CALENDAR),
        units=units(used),
        duties=given.duties,
        policy=given.policy,
        site_limits=tuple(SiteLimit(region=s, caps=(5,) * CALENDAR.quarters) for s in sorted(used)),
        targets=_targets(),
    )
    return replace(whole, crews=crews(rng, whole, 1.6))


def _heading() -> Heading:
    return Heading(
        title="江汉区金融街片区老旧小区功能提升工程（七期、八期）改造计划（2022—2023年）",
        district="江汉区",
        issuer="江汉区老旧小区改造工作领导小组办公室",
        document_number="江改办〔2022〕7号（示例）",
        basis="《国务院办公厅关于全面推进城镇老旧小区改造工作的指导意见》（国办发〔2020〕23号）",
        recipients="各街道办事处，区直各有关单位",
        issued_on=date(2022, 1, 10),
        is_synthetic=True,
        source_note=f"小区名称、街道及两期合计（七期12个小区70栋3726户29.38万㎡，八期17个小区104栋4571户53.6万㎡）"
        f"见{SOURCE}；各期内部的分项、建成年份为估算，勘察、资金、班组均为虚构。",
    )


def _estates(rng: Random) -> tuple[Estate, ...]:
    return tuple(estate for phase in PHASES for estate in _split(rng, phase))


def _split(rng: Random, phase: Phase) -> list[Estate]:
    """A phase's totals over its estates: estimated by name and chance, adding up exactly."""
    weights = [rng.randint(6, 14) * (2 if any(word in name for word in LARGE) else 1) for _, name in phase.estates]
    households = parts(phase.households, weights)
    buildings = [1 + extra for extra in parts(phase.buildings - len(weights), weights)]
    area = [10 * tens for tens in parts(phase.floor_area // 10, [h * rng.randint(9, 11) for h in households])]
    return [
        Estate(
            id=f"{'7' if phase.name == '七期' else '8'}-{n + 1:02d}",
            name=name,
            subdistrict=SUBDISTRICTS[subdistrict],
            households=households[n],
            built_year=rng.randint(1978, 1999),
            buildings=buildings[n],
            floors=rng.choice((6, 7, 8)),
            floor_area=Decimal(area[n]),
            note=f"{phase.name}；栋数、户数、面积为期内估算分配，建成年份为估算",
        )
        for n, (subdistrict, name) in enumerate(phase.estates)
    ]


def _classed(measure: Measure) -> Measure:
    """The contracts call their whole scope base class; the rest stays as in the catalogue."""
    if measure.id not in SCOPE:
        return measure
    return replace(measure, measure_class=MeasureClass.BASE, required=True)


def _funds() -> tuple[Fund, ...]:
    return (
        a_fund("central", "中央补助", FundKind.CENTRAL, "CN", (2600, 2200), 2),
        a_fund("province", "省级补助", FundKind.PROVINCE, PROVINCE, (500, 500), 2),
        a_fund("city", "市级资金", FundKind.CITY, CITY, (1800, 1600), 2),
        a_fund("district", "区级财政", FundKind.DISTRICT, DISTRICT, (2900, 2900), 2, carry=True),
        a_fund("utility-telecom", "通信运营企业", FundKind.UTILITY, CITY, (250, 250), 2),
        a_fund("social", "社会资本（EPC+O）", FundKind.SOCIAL, DISTRICT, (100, 100), 2),
        a_fund("residents", "居民出资（含维修资金）", FundKind.RESIDENTS, DISTRICT, None, 2),
    )


def _targets() -> tuple[Target, ...]:
    return tuple(
        Target(region=DISTRICT, kind=TargetKind.ESTATES, year=year, at_least=n, penalty=Decimal(400))
        for year, n in ((0, 12), (1, 24))
    )
