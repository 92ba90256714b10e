"""Eighty-three invented estates over Jianghan's subdistricts, with sums of the size that real rows suggest."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import cos, pi, sin, sqrt
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
    with_given_cost,
)

from yipanqi.domain.calendar import Calendar
from yipanqi.domain.capacity import SiteLimit, Target, TargetKind
from yipanqi.domain.coordinate import Point, metres_between
from yipanqi.domain.estate import Building, Community, Estate, Exclusion
from yipanqi.domain.fund import Fund, FundKind
from yipanqi.domain.money import parts
from yipanqi.domain.programme import Heading, Programme
from yipanqi.workbook.catalogue import defaults

SEED = 20270101
CALENDAR = Calendar(first_year=2027, years=3)
ESTATES = {  # subdistrict → how many; they sum to 83
    "民族": 5, "民权": 5, "花楼": 5, "水塔": 5, "满春": 6, "前进": 6, "民意": 6, "新华": 8, "万松": 8, "北湖": 7,
    "唐家墩": 8, "常青": 7, "汉兴": 7,
}  # fmt: skip
COMMUNITIES = (
    "和顺", "同心", "长春", "福安", "新桥", "文苑", "银松", "双桥", "杨柳", "友好", "荷花", "复兴", "天仁",
    "贺兰", "红旗", "振兴", "光华", "清风", "东康", "紫竹", "春晓", "青松", "望江", "宏达", "民安", "晨光",
)  # fmt: skip
EMPLOYERS = (
    "纺织", "机电", "粮食", "邮电", "轻工", "百货", "公交", "铁路", "供电", "教工", "卫生", "建工", "水产",
    "交运", "日化", "印刷", "医药", "物资", "商储", "港务", "汽配", "木材", "五金", "糖酒", "仪表", "市政",
    "冶建", "造船", "电缆", "橡胶",
)  # fmt: skip
LUCKY = (
    "福康", "永宁", "德兴", "瑞祥", "长乐", "同德", "泰安", "新义", "兴盛", "安澜", "荣华", "祥和", "嘉禾",
    "景明", "康乐", "锦绣", "万年", "松涛", "清波", "和美", "金桂", "银杏", "梧桐", "丹桂", "翠柏", "紫荆",
    "玉兰", "海棠",
)  # fmt: skip
CENTRES = {  # subdistrict → (longitude, latitude, metres around): about where it lies, drawn apart; all made up
    "民族": (114.2865, 30.5735, 340), "民权": (114.2715, 30.5740, 340), "花楼": (114.2975, 30.5795, 330),
    "水塔": (114.2870, 30.5850, 340), "满春": (114.2735, 30.5855, 380), "前进": (114.2940, 30.5945, 380),
    "民意": (114.2595, 30.5830, 380), "新华": (114.2640, 30.5960, 440), "万松": (114.2795, 30.5975, 440),
    "北湖": (114.2740, 30.6100, 440), "唐家墩": (114.2575, 30.6085, 460), "常青": (114.2455, 30.6225, 500),
    "汉兴": (114.2400, 30.6080, 500),
}  # fmt: skip
APART = 170  # metres between the nearest two estates, so that their dots can be told apart
KINDS = ("新村", "小区", "大院", "里", "花园", "公寓", "片")


def programme() -> Programme:
    """The whole synthetic district; the same at every call."""
    rng, given = Random(SEED), defaults()
    estates = _estates(rng)
    policy = replace(given.policy, late_share=Decimal("0.15"))
    needs = [n for estate in estates for n in survey(rng, estate, given.measures, policy, LIKELY)]
    by_measure, by_estate = {m.id: m for m in given.measures}, {e.id: e for e in estates}
    for index in rng.sample(range(len(needs)), 24):
        need = needs[index]
        cost = with_given_cost(rng, by_estate[need.estate], need, by_measure[need.measure], policy)
        needs[index] = replace(need, cost=cost, note="设计单位估算")
    funds = _funds(estates)
    whole = Programme(
        heading=_heading(),
        calendar=CALENDAR,
        regions=regions(),
        communities=_communities(),
        estates=estates,
        buildings=tuple(b for estate in estates[10:13] for b in _buildings(estate)),
        groups=given.groups,
        measures=given.measures,
        needs=tuple(needs),
        funds=funds,
        share_rules=share_rules(funds),
        blackouts=given.blackouts(CALENDAR),
        units=units(SUBDISTRICTS.values()),
        duties=given.duties,
        policy=policy,
        site_limits=_site_limits(),
        targets=_targets(estates),
    )
    return replace(whole, crews=crews(rng, whole, 0.95))


def _heading() -> Heading:
    return Heading(
        title="江汉区老旧小区改造三年行动计划（2027—2029年）",
        district="江汉区",
        issuer="江汉区老旧小区改造工作领导小组办公室",
        document_number="江改办〔2026〕12号（示例）",
        basis="《国务院办公厅关于全面推进城镇老旧小区改造工作的指导意见》（国办发〔2020〕23号）",
        recipients="各街道办事处，区直各有关单位",
        issued_on=date(2026, 12, 1),
        is_synthetic=True,
        source_note="示例数据：83个小区的名称、位置、数量、勘察和资金均为虚构，总量参照公开数据校准；"
        "街道为历史上的13个，其中花楼、水塔现已合并为花楼水塔街道（社区2021年6月合并，街道合并日期未查到）。",
    )


def _communities() -> tuple[Community, ...]:
    subdistricts = list(SUBDISTRICTS.values())
    return tuple(
        Community(id=f"C{n + 1:02d}", name=f"{name}社区", subdistrict=subdistricts[n // 2])
        for n, name in enumerate(COMMUNITIES)
    )


def _names(rng: Random) -> list[str]:
    """Invented names: half dormitories of former employers, half by lucky words; all different."""
    dormitories = [f"{employer}宿舍" for employer in EMPLOYERS]
    others = [f"{word}{kind}" for word in LUCKY for kind in rng.sample(KINDS, 2)]
    return rng.sample(dormitories, 29) + rng.sample(others, 54)


def _estates(rng: Random) -> tuple[Estate, ...]:
    names = _names(rng)
    rng.shuffle(names)
    places = [SUBDISTRICTS[name] for name, count in ESTATES.items() for _ in range(count)]
    communities: dict[str, list[str]] = {}
    for community in _communities():
        communities.setdefault(community.subdistrict, []).append(community.id)
    found = [
        _estate(rng, n, name, place, rng.choice(communities[place]))
        for n, (name, place) in enumerate(zip(names, places, strict=True))
    ]
    return _placed(tuple(_marked(n, estate) for n, estate in enumerate(found)))


def _placed(estates: tuple[Estate, ...]) -> tuple[Estate, ...]:
    """The estates with invented coordinates, around their subdistrict's centre; drawn by a generator of its own, so
    that nothing else in the example depends on them."""
    rng, taken = Random(SEED + 1), list[Point]()
    centres = {SUBDISTRICTS[name]: centre for name, centre in CENTRES.items()}
    for estate in estates:
        east, north, metres = centres[estate.subdistrict]
        while True:
            far, angle = metres * sqrt(rng.random()), rng.uniform(0, 2 * pi)
            point = Point(east + far * cos(angle) / 95_800, north + far * sin(angle) / 110_900)
            if all(metres_between(point, other) >= APART for other in taken):
                break
        taken.append(point)
    return tuple(
        replace(
            estate,
            longitude=round(Decimal(point.longitude), 6).normalize(),
            latitude=round(Decimal(point.latitude), 6).normalize(),
        )
        for estate, point in zip(estates, taken, strict=True)
    )


def _estate(rng: Random, n: int, name: str, place: str, community: str) -> Estate:
    households = round(min(1400, max(70, rng.lognormvariate(6.0, 0.55))))
    buildings = max(1, round(households / rng.uniform(34, 58)))
    area = Decimal(round(households * rng.uniform(66, 92) / 10) * 10)
    return Estate(
        id=f"JH-{n + 1:03d}",
        name=name,
        subdistrict=place,
        community=community,
        households=households,
        built_year=rng.randint(1972, 2000),
        buildings=buildings,
        stairwells=max(buildings, round(households / rng.uniform(14, 20))) if rng.random() < 0.85 else None,
        floors=rng.choice((6, 6, 7, 7, 7, 8, 9)),
        floor_area=area if n % 12 != 7 else None,
        earliest=rng.randint(1, 5) if rng.random() < 0.25 else None,
    )


MARKS: dict[int, dict[str, object]] = {  # what makes single estates special, by their order
    4: {"must": True, "earliest": None, "note": "房屋安全隐患，必须列入"},
    9: {"exclusions": frozenset({Exclusion.DEMOLITION}), "note": "已列入拆除计划"},
    17: {"fixed_start": 1, "earliest": None, "note": "已立项，2027年第二季度开工"},
    22: {"exclusions": frozenset({Exclusion.ACQUISITION}), "note": "已列入征收范围"},
    26: {"built_year": 2003},
    31: {"built_year": 2002},
    34: {"must": True, "earliest": None, "note": "人大建议督办"},
    38: {"exclusions": frozenset({Exclusion.SELF_BUILT}), "note": "自建房"},
    45: {"fixed_start": 5, "earliest": None, "note": "与道路大修同步，2028年第二季度开工"},
    50: {"built_year": 2005},
    55: {"latest": 7, "earliest": None, "note": "地铁施工前完成开工"},
    61: {"exclusions": frozenset({Exclusion.URBAN_VILLAGE}), "note": "城中村"},
    66: {"must": True, "earliest": None, "note": "燃气管道老化，应改尽改"},
    70: {"built_year": 2004},
    73: {"built_year": 2008, "note": "建成较晚，不符合条件"},
    79: {"built_year": 2001},
}


def _marked(n: int, estate: Estate) -> Estate:
    return replace(estate, **MARKS.get(n, {}))  # type: ignore[arg-type]


def _buildings(estate: Estate) -> tuple[Building, ...]:
    """The estate's buildings, adding up to its figures."""
    count = estate.buildings or 1
    households = parts(estate.households, [1] * count)
    area = parts(int(estate.floor_area or 0), households)
    stairwells = parts(estate.stairwells, [1] * count) if estate.stairwells else [None] * count
    return tuple(
        Building(
            id=f"{estate.id}-{b + 1:02d}",
            estate=estate.id,
            name=f"{b + 1}栋",
            stairwells=stairwells[b],
            floors=estate.floors,
            households=households[b],
            floor_area=Decimal(area[b]) if estate.floor_area else None,
        )
        for b in range(count)
    )


def _funds(estates: tuple[Estate, ...]) -> tuple[Fund, ...]:
    """Sources of every kind. The central subsidy follows the four factors: area, households, blocks, estates."""
    central = _by_factors(estates)
    return (
        a_fund(
            "central",
            "中央补助",
            FundKind.CENTRAL,
            "CN",
            central,
            3,
            name_en="Central grant",
            document="按面积、户数、楼栋、小区四因素测算",
        ),
        a_fund("province", "省级补助", FundKind.PROVINCE, PROVINCE, (1500, 1500, 1400), 3, name_en="Provincial grant"),
        a_fund("city", "市级资金", FundKind.CITY, CITY, (3300, 3500, 3200), 3, name_en="City funds"),
        a_fund(
            "district",
            "区级财政",
            FundKind.DISTRICT,
            DISTRICT,
            (6800, 7000, 6400),
            3,
            name_en="District budget",
            carry=True,
        ),
        a_fund("bond", "专项债券", FundKind.BOND, PROVINCE, (2600, 2400, 2000), 3, name_en="Special bonds", carry=True),
        a_fund(
            "housing-sales",
            "房改房售房款",
            FundKind.HOUSING_SALES,
            DISTRICT,
            (600, 500, 400),
            3,
            name_en="Proceeds of public-housing sales",
            carry=True,
        ),
        a_fund("utility-water", "市水务集团", FundKind.UTILITY, CITY, (550, 550, 500), 3, name_en="Water company"),
        a_fund("utility-power", "供电公司", FundKind.UTILITY, CITY, (750, 750, 700), 3, name_en="Power company"),
        a_fund("utility-gas", "燃气公司", FundKind.UTILITY, CITY, (350, 350, 300), 3, name_en="Gas company"),
        a_fund(
            "utility-telecom", "通信运营企业", FundKind.UTILITY, CITY, (420, 420, 400), 3, name_en="Telecom operators"
        ),
        a_fund(
            "work-unit", "原产权单位", FundKind.WORK_UNIT, DISTRICT, (500, 450, 400), 3, name_en="Original work units"
        ),
        a_fund(
            "social",
            "社会资本（EPC+O）",
            FundKind.SOCIAL,
            DISTRICT,
            (800, 900, 900),
            3,
            name_en="Social capital (EPC+O)",
        ),
        a_fund(
            "residents",
            "居民出资（含维修资金）",
            FundKind.RESIDENTS,
            DISTRICT,
            None,
            3,
            name_en="Residents, with the repair fund",
        ),
    )


def _by_factors(estates: tuple[Estate, ...]) -> list[int]:
    """10⁴ yuan by year: 20 yuan a ㎡, 1,500 a household, 18,000 a block and 15万元 an estate (made up)."""
    area = sum(e.floor_area or Decimal(75 * e.households) for e in estates)
    households, blocks = sum(e.households for e in estates), sum(e.buildings or 0 for e in estates)
    total = area * 20 / 10_000 + Decimal(households * 1500 + blocks * 18_000) / 10_000 + 15 * len(estates)
    return parts(int(total), [36, 34, 30])


def _site_limits() -> tuple[SiteLimit, ...]:
    caps = {SUBDISTRICTS[name]: max(2, round(count * 0.4)) for name, count in ESTATES.items()} | {DISTRICT: 22}
    return tuple(SiteLimit(region=region, caps=(cap,) * CALENDAR.quarters) for region, cap in caps.items())


def _targets(estates: tuple[Estate, ...]) -> tuple[Target, ...]:
    households = sum(e.households for e in estates)
    return tuple(
        Target(region=DISTRICT, kind=TargetKind.ESTATES, year=y, at_least=n, penalty=Decimal(400))
        for y, n in enumerate((16, 34, 52))
    ) + tuple(
        Target(
            region=DISTRICT,
            kind=TargetKind.HOUSEHOLDS,
            year=y,
            at_least=int(households * part) // 100 * 100,
            penalty=Decimal(1),
        )
        for y, part in enumerate((0.18, 0.4, 0.6))
    )
