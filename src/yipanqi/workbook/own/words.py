"""What tables, columns and answers are called: for people, in both languages."""

from yipanqi.workbook.catalogue import defaults
from yipanqi.workbook.columns.words import FUND_KINDS
from yipanqi.workbook.layout import Pair
from yipanqi.workbook.own.mapping import NOTHING, Meaning, Role

ROLES: dict[Role, Pair] = {
    Role.ESTATES: ("小区清单（一行一个小区）", "estates, a row each"),
    Role.BUILDINGS: ("楼栋清单（一行一栋）", "buildings, a row each"),
    Role.WORKS: ("项目清单（一行一项改造内容）", "works, a row each"),
    Role.MONEY: ("资金表（来源和年度）", "money by source and year"),
    Role.SUMMARY: ("汇总表，不重复计数", "sums of other tables; not counted again"),
    Role.IGNORE: ("不读取", "not read"),
}
MEANINGS: dict[Meaning, Pair] = {
    Meaning.SERIAL: ("序号", "number of the row"),
    Meaning.ESTATE: ("小区名称", "estate"),
    Meaning.ESTATE_CODE: ("小区编号", "code of the estate"),
    Meaning.SUBDISTRICT: ("街道", "subdistrict"),
    Meaning.COMMUNITY: ("社区", "community"),
    Meaning.BUILDING: ("楼栋", "building"),
    Meaning.BUILT_YEAR: ("建成年份", "year of building"),
    Meaning.HOUSEHOLDS: ("户数", "households"),
    Meaning.BUILDINGS: ("楼栋数", "number of buildings"),
    Meaning.STAIRWELLS: ("单元数", "stairwells"),
    Meaning.FLOORS: ("层数", "floors"),
    Meaning.FLOOR_AREA: ("建筑面积", "floor area"),
    Meaning.WORKS: ("改造内容（文字）", "works in words"),
    Meaning.WORK: ("改造内容", "work"),
    Meaning.WORK_COST: ("改造内容的造价", "cost of the work"),
    Meaning.QUANTITY: ("本行改造内容的数量", "quantity of the row's work"),
    Meaning.UNIT: ("数量的单位", "unit of the quantity"),
    Meaning.COST: ("投资（小区或本行改造内容）", "cost of the row's estate or work"),
    Meaning.MONEY: ("资金", "money from"),
    Meaning.FUND: ("资金来源的名称", "name of a source of money"),
    Meaning.AMOUNT: ("本行资金的金额", "sum of the row's source"),
    Meaning.WHEN: ("计划年度或季度", "year or quarter wished for"),
    Meaning.WHEN_TICK: ("计划年度或季度（打勾）", "year or quarter wished for, ticked"),
    Meaning.SUPPORT: ("同意率", "support"),
    Meaning.SEVERITY: ("严重程度", "severity"),
    Meaning.DEMAND: ("意愿度", "wish"),
    Meaning.LONGITUDE: ("经度", "longitude"),
    Meaning.LATITUDE: ("纬度", "latitude"),
    Meaning.NOTE: ("备注", "note"),
    Meaning.SUM: ("合计", "sum of other columns"),
    Meaning.CUSTOM: ("保留为自有字段", "kept as a field of your own"),
    Meaning.IGNORE: ("不读取", "not read"),
}
_YES_NO: dict[str, Pair] = {"yes": ("需要", "yes: wished for"), "no": ("不需要", "no")}
_NOTHING: dict[str, Pair] = {
    "word": ("不是改造内容（记入备注）", "no work; kept in the note"),
    "name": ("清单以外的新小区", "an estate of its own"),
    "built": ("不知道", "not known"),
}


def measure_name(measure: str) -> Pair:
    """What a measure of the catalogue is called."""
    found = next((one for one in defaults().measures if one.id == measure), None)
    return (found.name, found.name_en or found.name) if found else (measure, measure)


def meaning_name(says: str) -> Pair:
    """A column's meaning as `ColumnMap.says` tells it: 改造内容：供水 for `work:water`."""
    meaning, *rest = says.split(":")
    title = MEANINGS[Meaning(meaning)]
    about = (
        [measure_name(rest[0]) if meaning in (Meaning.WORK, Meaning.WORK_COST) else (rest[0], rest[0])] if rest else []
    )
    about += [(when, when) for when in rest[1:]]
    about = [pair for pair in about if pair[0]]
    if not about:
        return title
    return f"{title[0]}：{'，'.join(p[0] for p in about)}", f"{title[1]}: {', '.join(p[1] for p in about)}"


def answer_name(kind: str, answer: str) -> Pair:
    """An answer to a question of this kind (the key's first part)."""
    if answer == NOTHING:
        return _NOTHING.get(kind, ("—", "—"))
    if kind == "column" and answer:
        return meaning_name(answer)
    if kind == "word" and answer:
        return measure_name(answer)
    if kind == "role":
        return ROLES[Role(answer)]
    if kind == "fund":
        return FUND_KINDS[answer]
    return _YES_NO.get(answer, (answer, answer))
