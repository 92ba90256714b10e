"""Sheets of what is done: survey, groups, measures, ratios."""

from decimal import Decimal

from yipanqi.domain.measure import Standard
from yipanqi.workbook.columns import words
from yipanqi.workbook.layout import Column, Kind, Pair, Sheet

_VOTE = (
    ("turnout_heads", ("人数参与率", "Turnout by heads"), ("参与率（人数）", "参与人数比例")),
    ("turnout_area", ("面积参与率", "Turnout by area"), ("参与率（面积）", "参与面积比例")),
    ("approval_heads", ("人数同意率", "Approval by heads"), ("同意率（人数）", "同意人数比例")),
    ("approval_area", ("面积同意率", "Approval by area"), ("同意率（面积）", "同意面积比例")),
)
_VOTE_BAND = ("业主表决（民法典第278条，四项同填）", "Owners' vote (Civil Code 278; all four or none)")

SURVEY = Sheet(
    key="survey",
    title=("摸底调查", "Survey"),
    note=(
        "小区每需要一项改造内容填一行；不需要的不填",
        "one row for each measure that an estate needs; what it does not need is left out",
    ),
    unique=("estate", "measure"),
    needed=True,
    also=("调查", "摸底", "需求调查", "摸底调查表"),
    room=3000,
    columns=(
        Column(
            key="estate",
            kind=Kind.REF,
            of=("estates",),
            title=("小区", "Estate"),
            needed=True,
            also=("小区名称", "所属小区", "小区编号"),
            example="建设新村",
            width=22,
        ),
        Column(
            key="measure",
            kind=Kind.REF,
            of=("measures",),
            title=("改造内容", "Measure"),
            needed=True,
            also=("改造项", "内容"),
            example="小区道路",
            width=24,
        ),
        Column(
            key="severity",
            kind=Kind.RATIO,
            title=("严重程度", "Severity"),
            unit=("0—1", "0–1"),
            needed=True,
            low=0,
            high=1,
            help=("0 完好，1 最严重", "0 sound, 1 worst"),
            example="0.6",
        ),
        Column(
            key="quantity",
            kind=Kind.NUMBER,
            title=("工程量", "Quantity"),
            unit=("按该改造内容的计量单位", "in the measure's unit"),
            low=0,
            also=("数量",),
            help=("不填则按推算系数估算", "empty: estimated by the ratios"),
            example="1200",
            width=14,
        ),
        Column(
            key="demand",
            kind=Kind.RATIO,
            title=("居民意愿度", "Residents' wish"),
            unit=("0—1", "0–1"),
            low=0,
            high=1,
            also=("意愿度", "居民意愿"),
            help=("不填则取同意率", "empty: the support ratio"),
            example="0.7",
        ),
        Column(
            key="support",
            kind=Kind.FRACTION,
            title=("同意率", "Support"),
            low=0,
            high=1,
            also=("居民同意率", "同意比例"),
            help=("同意改造的户数占总户数", "households in favour, part of all"),
            example="0.8",
        ),
        *(
            Column(
                key=key,
                kind=Kind.FRACTION,
                title=title,
                also=also,
                low=0,
                high=1,
                width=13,
                band=_VOTE_BAND,
                help=("加装电梯等须表决事项填写", "for matters that owners must vote on, such as lifts"),
            )
            for key, title, also in _VOTE
        ),
        Column(
            key="cost",
            kind=Kind.MONEY,
            title=("给定造价", "Given cost"),
            unit=("万元", "10⁴ yuan"),
            low=0,
            also=("造价", "概算", "投资估算", "估算投资"),
            help=("含其他费用和预备费；不填则按单价估算", "fees and contingency included; empty: estimated"),
            width=14,
        ),
        Column(key="note", kind=Kind.TEXT, title=("备注", "Note"), default="", width=30, also=("说明",)),
    ),
)

GROUPS = Sheet(
    key="groups",
    title=("改造分类", "Groups"),
    note=("“五改一升”六类", "the six headings of the catalogue"),
    unique=("id",),
    needed=True,
    room=20,
    columns=(
        Column(key="id", kind=Kind.CODE, title=("分类编号", "Group code"), needed=True, also=("编号",), width=18),
        Column(key="name", kind=Kind.TEXT, title=("分类名称", "Group name"), needed=True, also=("名称",), width=24),
        Column(
            key="name_en", kind=Kind.TEXT, title=("英文名称", "English name"), default="", width=30, also=("英文名",)
        ),
    ),
)

_FACTORS: tuple[tuple[str, Pair], ...] = (
    ("cost", ("造价倍数", "cost factor")),
    ("benefit", ("效益倍数", "benefit factor")),
    ("load", ("用工倍数", "load factor")),
)


def _option(standard: Standard) -> tuple[Column, ...]:
    zh, en = words.STANDARDS[standard.value]
    return tuple(
        Column(
            key=f"{standard.value}_{key}",
            kind=Kind.NUMBER,
            title=(f"{zh}·{factor[0]}", f"{en.capitalize()} {factor[1]}"),
            low=0,
            width=10,
            band=("各档标准（不设的档留空）", "Options (empty: not offered)"),
        )
        for key, factor in _FACTORS
    )


def _rate(key: str, zh: str, en: str, also: tuple[str, ...] = ()) -> Column:
    return Column(
        key=key,
        kind=Kind.YUAN,
        title=(zh, en),
        unit=("元", "yuan"),
        needed=True,
        low=0,
        also=also,
        width=11,
        band=("综合单价", "Unit rates"),
    )


MEASURES = Sheet(
    key="measures",
    title=("改造内容", "Measures"),
    note=(
        "已填好全国目录 23 项；类别、单价、工期、比例可按当地政策修改",
        "the 23 measures of the catalogue are filled in; change class, rates, days and ratios to local policy",
    ),
    unique=("id",),
    needed=True,
    room=40,
    columns=(
        Column(key="id", kind=Kind.CODE, title=("内容编号", "Measure code"), needed=True, also=("编号",)),
        Column(key="name", kind=Kind.TEXT, title=("内容名称", "Measure name"), needed=True, also=("名称",), width=30),
        Column(
            key="name_en", kind=Kind.TEXT, title=("英文名称", "English name"), default="", width=30, also=("英文名",)
        ),
        Column(
            key="group",
            kind=Kind.REF,
            of=("groups",),
            title=("所属分类", "Group"),
            needed=True,
            also=("分类",),
            width=18,
        ),
        Column(
            key="measure_class", kind=Kind.CHOICE, title=("类别", "Class"), needed=True, words=words.CLASSES, width=9
        ),
        Column(
            key="required",
            kind=Kind.YES,
            title=("必做", "Required"),
            words=words.YES,
            default=False,
            help=("开工小区有此需求就必须做", "done on every started estate that needs it"),
            width=8,
        ),
        Column(
            key="requires",
            kind=Kind.REF,
            of=("measures",),
            title=("前置内容", "Requires"),
            help=("同一小区若需要前置内容，须一并改造", "done only together with this measure, where both are needed"),
            width=18,
        ),
        Column(
            key="trade",
            kind=Kind.WORD,
            title=("工种", "Trade"),
            needed=True,
            words=words.TRADES,
            width=10,
            band=("施工组织", "Works"),
        ),
        Column(
            key="phase",
            kind=Kind.CHOICE,
            title=("施工阶段", "Phase"),
            needed=True,
            words=words.PHASES,
            width=11,
            band=("施工组织", "Works"),
        ),
        Column(
            key="offset",
            kind=Kind.COUNT,
            title=("滞后季度", "Offset"),
            unit=("季度", "quarters"),
            needed=True,
            low=0,
            help=("小区开工后第几个季度开始，0 为当季", "quarters after the estate's start"),
            width=13,
            band=("施工组织", "Works"),
        ),
        Column(
            key="profile",
            kind=Kind.PARTS,
            title=("各季度完成比例", "Profile"),
            needed=True,
            help=("如 0.6；0.4，合计为 1", "such as 0.6; 0.4, adding up to 1"),
            width=16,
            band=("施工组织", "Works"),
        ),
        Column(
            key="days_low",
            kind=Kind.COUNT,
            title=("最短工期", "Days, low"),
            unit=("天", "days"),
            needed=True,
            low=1,
            width=12,
            band=("施工组织", "Works"),
        ),
        Column(
            key="days_high",
            kind=Kind.COUNT,
            title=("最长工期", "Days, high"),
            unit=("天", "days"),
            needed=True,
            low=1,
            width=12,
            band=("施工组织", "Works"),
        ),
        Column(
            key="crew_weeks",
            kind=Kind.NUMBER,
            title=("单位用工", "Crew-weeks"),
            unit=("班组周／单位", "for one unit"),
            needed=True,
            low=0,
            width=15,
            band=("施工组织", "Works"),
        ),
        Column(
            key="driver",
            kind=Kind.WORD,
            title=("计价数量", "Priced by"),
            needed=True,
            words=words.DRIVERS,
            width=13,
            band=("综合单价", "Unit rates"),
        ),
        Column(
            key="unit",
            kind=Kind.TEXT,
            title=("计量单位", "Unit"),
            needed=True,
            also=("单位",),
            width=11,
            band=("综合单价", "Unit rates"),
        ),
        _rate("rate_low", "单价下限", "Rate, low"),
        _rate("rate", "单价", "Rate", ("综合单价",)),
        _rate("rate_high", "单价上限", "Rate, high"),
        *(column for standard in Standard for column in _option(standard)),
        Column(
            key="support_ratio",
            kind=Kind.FRACTION,
            title=("所需同意率", "Support needed"),
            low=0,
            high=1,
            help=("不填则用计划的同意率", "empty: the programme's"),
            width=11,
            band=("居民同意", "Consent"),
        ),
        Column(
            key="matter",
            kind=Kind.CHOICE,
            title=("表决事项", "Matter"),
            words=words.MATTERS,
            help=("须按民法典第278条表决的填写", "for matters of Civil Code 278"),
            width=11,
            band=("居民同意", "Consent"),
        ),
        Column(
            key="rate_source",
            kind=Kind.TEXT,
            title=("单价来源", "Rate source"),
            default="",
            width=34,
            also=("来源", "依据"),
        ),
        Column(
            key="content",
            kind=Kind.TEXT,
            title=("做法和标准", "What is done"),
            default="",
            help=("做什么、到什么标准，写入工作计划", "what is done and to which standard; the work plan says it"),
            width=60,
        ),
        Column(
            key="content_en",
            kind=Kind.TEXT,
            title=("做法和标准（英文）", "What is done (English)"),
            default="",
            width=60,
        ),
    ),
)

RATIOS = Sheet(
    key="ratios",
    title=("推算系数", "Ratios"),
    note=(
        "缺项推算：所求数量＝系数×依据数量；同一数量有几行时，取第一个能用的",
        "a missing quantity = factor × a count of the estate; of several rows the first usable one counts",
    ),
    unique=("driver", "per"),
    also=("缺项推算系数",),
    room=60,
    columns=(
        Column(
            key="driver", kind=Kind.WORD, title=("所求数量", "Quantity"), needed=True, words=words.DRIVERS, width=16
        ),
        Column(key="per", kind=Kind.CHOICE, title=("依据数量", "Per"), needed=True, words=words.PER, width=14),
        Column(
            key="factor",
            kind=Kind.NUMBER,
            title=("系数", "Factor"),
            needed=True,
            low=Decimal(0),
            width=12,
        ),
        Column(key="source", kind=Kind.TEXT, title=("依据", "Source"), default="", width=70, also=("来源", "系数来源")),
    ),
)
