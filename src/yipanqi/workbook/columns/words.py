"""The words of choices, Chinese and English, by code."""

from yipanqi.domain import unit
from yipanqi.domain.sentences.spoken import CLASSES, COUNTS, MATTERS, STANDARDS, TRADES
from yipanqi.workbook.layout import Pair

__all__ = [
    "CLASSES",
    "COORDINATES",
    "DRIVERS",
    "EVERYTHING",
    "EXCLUSIONS",
    "FUND_KINDS",
    "LEVELS",
    "MATTERS",
    "OWN_SUBDISTRICT",
    "PER",
    "PHASES",
    "STANDARDS",
    "STEPS",
    "TARGET_KINDS",
    "TRADES",
    "UNIT_KINDS",
    "YES",
]

YES: dict[str, Pair] = {"yes": ("是", "yes"), "no": ("否", "no")}
LEVELS: dict[str, Pair] = {
    "nation": ("国家", "nation"),
    "province": ("省", "province"),
    "city": ("市", "city"),
    "district": ("区", "district"),
    "subdistrict": ("街道", "subdistrict"),
}
EXCLUSIONS: dict[str, Pair] = {
    "demolition": ("拟拆除", "to be demolished"),
    "acquisition": ("拟征收", "to be acquired"),
    "self_built": ("自建房", "self-built"),
    "urban_village": ("城中村", "urban village"),
}
COORDINATES: dict[str, Pair] = {
    "cgcs2000": ("CGCS2000", "CGCS2000"),
    "wgs84": ("WGS84", "WGS 84"),
    "gcj02": ("GCJ-02", "GCJ-02"),
    "bd09": ("BD-09", "BD-09"),
}
PHASES: dict[str, Pair] = {
    "underground": ("地下管网", "underground"),
    "building": ("房屋本体", "building"),
    "surface": ("地面环境", "surface"),
    "services": ("配套设施", "services"),
}
FUND_KINDS: dict[str, Pair] = {
    "central": ("中央补助", "central subsidy"),
    "province": ("省级补助", "provincial subsidy"),
    "city": ("市级资金", "city money"),
    "district": ("区级财政", "district budget"),
    "bond": ("专项债券", "special bond"),
    "housing_sales": ("房改房售房款", "housing sale proceeds"),
    "utility": ("专业经营单位", "utility company"),
    "work_unit": ("原产权单位", "former work unit"),
    "social": ("社会资本", "social capital"),
    "residents": ("居民出资", "residents"),
    "other": ("其他", "other"),
}
UNIT_KINDS: dict[str, Pair] = {kind.value: pair for kind, pair in unit.UNIT_KINDS.items()}
STEPS: dict[str, Pair] = {
    "scheme": ("方案", "scheme"),
    "notice": ("公示", "notice"),
    "approval": ("立项与概算审批", "approval"),
    "review": ("施工图审查", "drawings review"),
    "tender": ("招标", "tender"),
    "acceptance": ("联合验收", "joint acceptance"),
    "handover": ("移交", "handover"),
}
TARGET_KINDS: dict[str, Pair] = {name: COUNTS[name] for name in ("estates", "households")}
DRIVERS: dict[str, Pair] = {
    "households": COUNTS["households"],
    "floor_area": COUNTS["floor_area"],
    "buildings": COUNTS["buildings"],
    "stairwells": COUNTS["stairwells"],
    "road_area": ("道路面积", "road area"),
    "bays": ("停车位数", "parking bays"),
    "ramps": ("坡道扶手处数", "ramps"),
    "lamps": ("路灯数", "lamps"),
    "ports": ("充电端口数", "charging ports"),
    "roof_area": ("屋面面积", "roof area"),
    "wall_area": ("外墙面积", "wall area"),
    "lifts": ("电梯部数", "lifts"),
    "illegal_area": ("违建面积", "illegal area"),
    "green_area": ("绿地面积", "green area"),
    "waste_points": ("垃圾投放点数", "waste points"),
    "sites": ("场地处数", "sites"),
    "service_area": ("服务用房面积", "service area"),
}
PER: dict[str, Pair] = {
    **{name: COUNTS[name] for name in ("households", "floor_area", "buildings", "stairwells")},
    "one": ("固定值", "constant"),
}
EVERYTHING: dict[str, Pair] = {"*": ("全部", "all")}
OWN_SUBDISTRICT: dict[str, Pair] = {"@subdistrict": ("小区所在街道", "the estate's subdistrict")}
