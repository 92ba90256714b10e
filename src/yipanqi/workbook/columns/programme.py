"""The programme's own sheet: heading, calendar, policy; one field a row."""

from decimal import Decimal
from fractions import Fraction

from yipanqi.workbook.columns import words
from yipanqi.workbook.layout import Column, Each, Kind, Pair, Sheet

_HEADING = ("文件信息", "Heading")
_TIME = ("计划期", "Horizon")
_POLICY = ("资格与同意", "Eligibility and consent")
_COST = ("费率", "Rates")
_BENEFIT = ("效益权重", "Benefit weights")
_DAYS = ("公示与预警", "Notice and lights")


def _text(key: str, title: Pair, help: Pair, *, needed: bool = False, also: tuple[str, ...] = ()) -> Column:
    return Column(
        key=key,
        kind=Kind.TEXT,
        title=title,
        help=help,
        needed=needed,
        default=None if needed else "",
        band=_HEADING,
        also=also,
    )


def _weight(code: str, default: str) -> Column:
    zh, en = words.CLASSES[code]
    return Column(
        key=f"weight_{code}",
        kind=Kind.NUMBER,
        title=(f"{zh}权重", f"Weight of the {en} class"),
        help=("效益＝户数×严重程度×（基数＋意愿度）×权重", "benefit = households × severity × (base + wish) × weight"),
        default=Decimal(default),
        low=0,
        band=_BENEFIT,
    )


PROGRAMME = Sheet(
    key="programme",
    title=("计划", "Programme"),
    note=("计划的名称、年限和政策参数；每行一项", "the programme's name, horizon and policy; one field a row"),
    upright=True,
    needed=True,
    also=("计划信息", "基本信息", "参数"),
    columns=(
        _text(
            "title",
            ("计划名称", "Title"),
            ("如：某某区老旧小区改造三年行动计划（2027—2029年）", "as the documents call it"),
            needed=True,
            also=("标题",),
        ),
        _text("district", ("区", "District"), ("所在区（县、市）名称", "the district's name"), needed=True),
        _text("issuer", ("发文机关", "Issuer"), ("印发文件的单位", "who issues the documents"), needed=True),
        _text("document_number", ("发文字号", "Document number"), ("可不填", "may stay empty")),
        _text("recipients", ("主送机关", "Recipients"), ("可不填", "may stay empty")),
        Column(
            key="issued_on",
            kind=Kind.DATE,
            title=("成文日期", "Issued on"),
            help=("可不填", "may stay empty"),
            band=_HEADING,
        ),
        Column(
            key="is_synthetic",
            kind=Kind.YES,
            title=("数据为虚构", "Synthetic data"),
            words=words.YES,
            default=False,
            help=("“是”：每份文件都注明数据为虚构", "yes: every document says that its figures are invented"),
            band=_HEADING,
        ),
        _text("source_note", ("数据来源说明", "Source note"), ("可不填", "may stay empty")),
        Column(
            key="first_year",
            kind=Kind.YEAR,
            title=("起始年份", "First year"),
            unit=("年", "year"),
            help=("计划期第一个财政年度（自然年）", "the first fiscal year of the horizon, a calendar year"),
            needed=True,
            low=1990,
            high=2100,
            band=_TIME,
        ),
        Column(
            key="years",
            kind=Kind.COUNT,
            title=("年数", "Years"),
            unit=("年", "years"),
            help=("计划期共几年", "how many years the horizon holds"),
            needed=True,
            low=1,
            high=20,
            band=_TIME,
        ),
        Column(
            key="plan_from",
            kind=Kind.QUARTER,
            title=("从何季度起编制", "Plan from"),
            unit=("季度", "quarter"),
            help=("此前的安排不再变动；不填为计划期开头", "what came before stands; empty: the horizon's first"),
            default=0,
            band=_TIME,
        ),
        Column(
            key="built_by",
            kind=Kind.YEAR,
            title=("建成年份上限", "Built by"),
            unit=("年", "year"),
            help=("此年底前建成的小区符合条件", "estates built by the end of this year are eligible"),
            default=2000,
            low=1900,
            high=2100,
            band=_POLICY,
        ),
        Column(
            key="late_built_by",
            kind=Kind.YEAR,
            title=("放宽建成年份上限", "Late-built by"),
            unit=("年", "year"),
            help=("此年底前建成的可按比例纳入", "those built by then may be added, up to a share"),
            default=2005,
            low=1900,
            high=2100,
            band=_POLICY,
        ),
        Column(
            key="late_share",
            kind=Kind.RATIO,
            title=("放宽部分户数比例", "Late-built share"),
            help=("占当年户数任务的最高比例", "the largest part of a year's household task"),
            default=Decimal("0.15"),
            low=0,
            high=1,
            band=_POLICY,
        ),
        Column(
            key="household_task",
            kind=Kind.COUNT,
            each=Each.YEAR,
            title=("户数任务", "Household task"),
            unit=("户", "households"),
            help=("不填则用符合条件的户数按年平均", "empty: eligible households shared over the years"),
            low=0,
            band=_POLICY,
        ),
        Column(
            key="support_ratio",
            kind=Kind.FRACTION,
            title=("居民同意率要求", "Support ratio"),
            help=("低于此比例的改造内容不列入；2/3 直接填 2/3", "a work below it is not offered to the plan"),
            default=Fraction(2, 3),
            low=0,
            high=1,
            also=("同意率要求",),
            band=_POLICY,
        ),
        Column(
            key="fee_rate",
            kind=Kind.RATIO,
            title=("其他费用费率", "Fee rate"),
            help=("占工程费", "part of the works"),
            default=Decimal("0.12"),
            low=0,
            high=1,
            band=_COST,
        ),
        Column(
            key="contingency_rate",
            kind=Kind.RATIO,
            title=("预备费费率", "Contingency rate"),
            help=("占工程费与其他费用之和", "part of works and fees"),
            default=Decimal("0.05"),
            low=0,
            high=1,
            band=_COST,
        ),
        _weight("base", "1.6"),
        _weight("improve", "1.0"),
        _weight("upgrade", "0.8"),
        Column(
            key="demand_base",
            kind=Kind.NUMBER,
            title=("意愿基数", "Demand base"),
            help=("见权重公式", "see the formula of the weights"),
            default=Decimal("0.5"),
            low=0,
            band=_BENEFIT,
        ),
        Column(
            key="default_demand",
            kind=Kind.RATIO,
            title=("未征询时的意愿度", "Wish if not asked"),
            help=("既无意愿度也无同意率时采用", "where neither wish nor support was asked"),
            default=Decimal("0.5"),
            low=0,
            high=1,
            band=_BENEFIT,
        ),
        Column(
            key="discount",
            kind=Kind.RATIO,
            title=("每季度折减系数", "Discount a quarter"),
            help=("晚一个季度开工，效益乘以此数", "a quarter's delay multiplies a benefit by this"),
            default=Decimal("0.98"),
            low=0,
            high=1,
            also=("贴现系数",),
            band=_BENEFIT,
        ),
        Column(
            key="notice_days",
            kind=Kind.COUNT,
            title=("公示天数", "Notice days"),
            unit=("天", "days"),
            help=("方案公示的天数", "days a scheme is on public notice"),
            default=7,
            low=0,
            band=_DAYS,
        ),
        Column(
            key="yellow_days",
            kind=Kind.COUNT,
            title=("黄灯逾期天数", "Yellow light after"),
            unit=("天", "days"),
            help=("逾期达此天数亮黄灯", "so many days late set a yellow light"),
            default=10,
            low=0,
            band=_DAYS,
        ),
        Column(
            key="red_days",
            kind=Kind.COUNT,
            title=("红灯逾期天数", "Red light after"),
            unit=("天", "days"),
            help=("逾期达此天数亮红灯", "so many days late set a red light"),
            default=30,
            low=0,
            band=_DAYS,
        ),
    ),
)
