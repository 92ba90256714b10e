"""Sheets of what can be built and who answers: crews, site limits, targets, blackouts, units, duties, under way."""

from decimal import Decimal

from yipanqi.domain.unit import KIND_ALIASES
from yipanqi.workbook.columns import words
from yipanqi.workbook.layout import Column, Each, Kind, Sheet

_REGION = Column(
    key="region",
    kind=Kind.REF,
    of=("regions",),
    title=("区划", "Region"),
    needed=True,
    also=("街道", "范围", "区域"),
    example="示例区",
    width=18,
)

CREWS = Sheet(
    key="crews",
    title=("施工班组", "Crews"),
    note=(
        "各工种每季度可投入的班组周（不扣禁止施工期）；不列的工种不限",
        "crew-weeks by quarter before blackouts; a trade not listed has no limit",
    ),
    unique=("region", "trade"),
    also=("班组", "施工能力"),
    room=60,
    columns=(
        _REGION,
        Column(
            key="trade",
            kind=Kind.WORD,
            title=("工种", "Trade"),
            needed=True,
            words=words.TRADES,
            example="管线",
            width=12,
        ),
        Column(
            key="weeks",
            kind=Kind.NUMBER,
            each=Each.QUARTER,
            title=("可用班组", "Crew-weeks"),
            unit=("班组周", "weeks"),
            also=("班组", "班组周", "班组·周"),
            needed=True,
            low=0,
            example="40",
            width=13,
            band=("各季度可用班组", "Crew-weeks by quarter"),
        ),
    ),
)

SITE_LIMITS = Sheet(
    key="site_limits",
    title=("在建上限", "Site limits"),
    note=(
        "同一区划同时在建的小区数上限；不列的区划不限",
        "estates of a region under construction at once; a region not listed has no limit",
    ),
    unique=("region",),
    also=("在建小区上限",),
    room=60,
    columns=(
        _REGION,
        Column(
            key="cap",
            kind=Kind.COUNT,
            each=Each.QUARTER,
            title=("在建上限", "Site limit"),
            unit=("个", "estates"),
            also=("上限", "小区数"),
            needed=True,
            low=0,
            example="3",
            width=13,
            band=("各季度在建小区上限", "Estates under construction at once"),
        ),
    ),
)

TARGETS = Sheet(
    key="targets",
    title=("目标任务", "Targets"),
    note=(
        "到某年底累计开工不少于多少；未完成的按罚分计入",
        "at least so many started by the end of a year, cumulative; what is missing costs points",
    ),
    unique=("region", "kind", "year"),
    also=("目标",),
    room=60,
    columns=(
        _REGION,
        Column(
            key="kind",
            kind=Kind.CHOICE,
            title=("指标", "Kind"),
            needed=True,
            words=words.TARGET_KINDS,
            example="小区数",
        ),
        Column(key="year", kind=Kind.FISCAL, title=("截止年份", "By end of"), needed=True, also=("年份", "年度")),
        Column(
            key="at_least",
            kind=Kind.COUNT,
            title=("累计不少于", "At least"),
            unit=("个或户", "estates or households"),
            needed=True,
            low=0,
            also=("目标值",),
            example="10",
            width=14,
        ),
        Column(
            key="penalty",
            kind=Kind.NUMBER,
            title=("每缺一个扣分", "Penalty"),
            unit=("分", "points"),
            needed=True,
            low=0,
            also=("罚分", "扣分"),
            example="100",
            width=14,
        ),
    ),
)

BLACKOUTS = Sheet(
    key="blackouts",
    title=("禁止施工期", "Blackouts"),
    note=(
        "梅雨、高考、春节、重污染等停工或减工的日子，扣减班组能力",
        "days on which trades stop or slow; crews' capacity shrinks by them",
    ),
    also=("停工期",),
    room=60,
    columns=(
        Column(
            key="name",
            kind=Kind.TEXT,
            title=("名称", "Name"),
            needed=True,
            also=("事由",),
            example="梅雨期",
            width=26,
        ),
        Column(key="first_date", kind=Kind.DATE, title=("开始日期", "First day"), needed=True, example="2027-06-10"),
        Column(key="last_date", kind=Kind.DATE, title=("结束日期", "Last day"), needed=True, example="2027-07-15"),
        Column(
            key="trades",
            kind=Kind.WORDS,
            title=("影响工种", "Trades"),
            words=words.TRADES,
            default=frozenset(),
            help=("不填为全部工种；几个工种用“、”分开", "empty: all trades; separate several by “、”"),
            example="管线、房屋",
            width=18,
        ),
        Column(
            key="loss",
            kind=Kind.RATIO,
            title=("损失比例", "Loss"),
            low=0,
            high=1,
            default=Decimal(1),
            help=("1 为完全停工；不填为 1", "1: all work stops; empty: 1"),
            example="0.8",
        ),
        Column(key="source", kind=Kind.TEXT, title=("依据", "Source"), default="", also=("来源",), width=60),
    ),
)

UNITS = Sheet(
    key="units",
    title=("责任单位", "Units"),
    note=("承担任务的单位；街道办事处须填所属区划", "bodies with duties; a subdistrict's office names its region"),
    unique=("id",),
    also=("单位",),
    room=100,
    columns=(
        Column(key="id", kind=Kind.CODE, title=("单位编号", "Unit code"), needed=True, also=("编号",), width=18),
        Column(
            key="name",
            kind=Kind.TEXT,
            title=("单位名称", "Unit name"),
            needed=True,
            also=("名称", "单位"),
            example="新华街道办事处",
            width=36,
        ),
        Column(
            key="name_en", kind=Kind.TEXT, title=("英文名称", "English name"), default="", width=30, also=("英文名",)
        ),
        Column(
            key="kind",
            kind=Kind.CHOICE,
            title=("单位类型", "Kind"),
            needed=True,
            words=words.UNIT_KINDS,
            aliases=KIND_ALIASES,
            also=("类型",),
            example="街道",
            width=14,
        ),
        Column(
            key="region",
            kind=Kind.REF,
            of=("regions",),
            title=("所属区划", "Region"),
            also=("区划",),
            example="新华街道",
            width=16,
        ),
        Column(
            key="person", kind=Kind.TEXT, title=("责任人", "Person"), default="", also=("联系人", "负责人"), width=12
        ),
    ),
)

_DUTY_HELP = ("单位，或“小区所在街道”", "a unit, or “the estate's subdistrict”")

DUTIES = Sheet(
    key="duties",
    title=("职责分工", "Duties"),
    note=(
        "谁牵头、谁负责；具体内容优先于分类，分类优先于“全部”",
        "who leads and who answers; a measure's row before a group's, a group's before “all”",
    ),
    unique=("applies_to",),
    also=("职责", "责任分工"),
    room=100,
    columns=(
        Column(
            key="applies_to",
            kind=Kind.REF,
            of=("measures", "groups", "steps"),
            special=words.EVERYTHING,
            title=("适用事项", "Applies to"),
            needed=True,
            help=("改造内容、分类、环节或“全部”", "a measure, a group, a step, or “all”"),
            example="全部",
            width=28,
        ),
        *(
            Column(
                key=key,
                kind=Kind.REFS if key == "supporting" else Kind.REF,
                of=("units",),
                special=words.OWN_SUBDISTRICT,
                title=title,
                also=(title[0][:2],),
                needed=key in ("lead", "responsible"),
                default=() if key == "supporting" else "" if key == "inspecting" else None,
                help=_DUTY_HELP,
                width=30,
            )
            for key, title in (
                ("lead", ("牵头单位", "Lead")),
                ("responsible", ("责任单位", "Responsible")),
                ("supporting", ("配合单位", "Supporting")),
                ("inspecting", ("督办单位", "Inspecting")),
            )
        ),
        Column(
            key="deliverable",
            kind=Kind.TEXT,
            title=("成果", "Deliverable"),
            default="",
            also=("成果要求", "交付成果"),
            width=30,
        ),
    ),
)

UNDER_WAY = Sheet(
    key="under_way",
    title=("在建小区", "Under way"),
    note=(
        "滚动编制时填写：已开工小区的每项改造内容一行，方案保持不变",
        "for rolling plans: one row for each work of an estate that has begun; it stays",
    ),
    unique=("estate", "measure"),
    also=("在建",),
    columns=(
        Column(
            key="estate",
            kind=Kind.REF,
            of=("estates",),
            title=("小区", "Estate"),
            needed=True,
            also=("小区名称",),
            width=22,
        ),
        Column(
            key="start",
            kind=Kind.QUARTER,
            title=("开工季度", "Start"),
            unit=("季度", "quarter"),
            needed=True,
            also=("开工",),
        ),
        Column(key="measure", kind=Kind.REF, of=("measures",), title=("改造内容", "Measure"), width=24),
        Column(
            key="standard",
            kind=Kind.CHOICE,
            title=("标准", "Standard"),
            words=words.STANDARDS,
            also=("档次",),
            width=10,
        ),
    ),
)
