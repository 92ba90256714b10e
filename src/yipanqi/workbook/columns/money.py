"""Sheets of money: funds with their appropriations, share rules, money already spent."""

from decimal import Decimal

from yipanqi.domain.fund import Factor
from yipanqi.domain.sentences.spoken import COUNTS
from yipanqi.workbook.columns import words
from yipanqi.workbook.layout import Column, Each, Kind, Sheet


def _weight(factor: Factor) -> Column:
    zh, en = COUNTS[factor]
    return Column(
        key=f"by_{factor}",
        kind=Kind.NUMBER,
        title=(f"{zh}权重", f"Weight of {en}"),
        help=(
            "本来源的钱按各小区此项所占比例分配；四项权重均不填：按造价等比例",
            "its money is divided by each estate's part of this; with no weights in equal shares of the cost",
        ),
        default=Decimal(0),
        low=0,
        width=12,
        band=("分配因素", "Divided by"),
    )


FUNDS = Sheet(
    key="funds",
    title=("资金来源", "Funds"),
    note=(
        "每个来源一行；各年额度填金额，无上限的填“不限”",
        "one row for each source; each year's appropriation, or “unlimited”",
    ),
    unique=("id",),
    needed=True,
    also=("资金",),
    room=60,
    columns=(
        Column(
            key="id", kind=Kind.CODE, title=("资金编号", "Fund code"), needed=True, also=("编号",), example="central"
        ),
        Column(
            key="name",
            kind=Kind.TEXT,
            title=("资金名称", "Fund name"),
            needed=True,
            also=("名称", "资金来源"),
            example="中央补助",
            width=26,
        ),
        Column(
            key="name_en", kind=Kind.TEXT, title=("英文名称", "English name"), default="", width=26, also=("英文名",)
        ),
        Column(
            key="kind",
            kind=Kind.CHOICE,
            title=("资金类型", "Kind"),
            needed=True,
            words=words.FUND_KINDS,
            also=("类型",),
            example="中央补助",
            width=16,
        ),
        Column(
            key="region",
            kind=Kind.REF,
            of=("regions",),
            title=("使用范围", "Region"),
            needed=True,
            also=("区划", "适用区划"),
            help=("只能用于该区划内的小区", "pays only inside this region"),
            example="示例区",
            width=16,
        ),
        Column(
            key="grant",
            kind=Kind.LIMIT,
            each=Each.YEAR,
            title=("额度", "Appropriation"),
            unit=("万元", "10⁴ yuan"),
            also=("年度额度", "资金额度", "安排资金"),
            low=0,
            help=("空白为 0；无上限填“不限”", "empty: 0; “unlimited” where there is no limit"),
            example="1200",
            width=14,
            band=("年度额度", "Appropriations"),
        ),
        Column(
            key="carry",
            kind=Kind.YES,
            title=("可结转", "Carries over"),
            words=words.YES,
            default=False,
            help=("当年结余可在以后年度使用", "what a year leaves over may be spent later"),
            example="否",
            width=10,
        ),
        *(_weight(factor) for factor in Factor),
        Column(
            key="document",
            kind=Kind.TEXT,
            title=("下达文件", "Document"),
            default="",
            also=("文号", "文件依据"),
            width=34,
        ),
    ),
)

SHARE_RULES = Sheet(
    key="share_rules",
    title=("出资比例", "Share rules"),
    note=(
        "某项资金最多可承担多少；具体内容优先于分类，分类优先于类别，类别优先于“全部”",
        "the largest part a fund may pay; a measure's rule before a group's, a class's, and “all”",
    ),
    unique=("fund", "applies_to"),
    needed=True,
    room=200,
    columns=(
        Column(
            key="fund",
            kind=Kind.REF,
            of=("funds",),
            title=("资金", "Fund"),
            needed=True,
            also=("资金来源", "资金名称"),
            example="中央补助",
            width=26,
        ),
        Column(
            key="applies_to",
            kind=Kind.REF,
            of=("measures", "groups", "classes"),
            special=words.EVERYTHING,
            title=("适用内容", "Applies to"),
            needed=True,
            help=("改造内容、分类、类别或“全部”", "a measure, a group, a class, or “all”"),
            example="基础类",
            width=26,
        ),
        Column(
            key="share",
            kind=Kind.RATIO,
            title=("最高出资比例", "Largest share"),
            needed=True,
            low=0,
            high=1,
            also=("出资比例", "比例"),
            example="0.6",
            width=14,
        ),
        Column(key="source", kind=Kind.TEXT, title=("依据", "Source"), default="", also=("来源", "政策依据"), width=60),
    ),
)

EARMARKS = Sheet(
    key="earmarks",
    title=("指定资金", "Earmarks"),
    note=(
        "已定到小区的资金，每个来源、小区、年度一行；有指定的来源只用于指定的小区，各小区不超过自己的数额",
        "money that is for one estate: a row for each fund, estate and year; a fund with any pays only these estates, "
        "and none more than its own",
    ),
    unique=("fund", "estate", "year"),
    also=("资金指定", "定向资金", "小区资金"),
    room=200,
    columns=(
        Column(
            key="fund",
            kind=Kind.REF,
            of=("funds",),
            title=("资金", "Fund"),
            needed=True,
            also=("资金来源", "资金名称"),
            example="中央补助",
            width=26,
        ),
        Column(
            key="estate",
            kind=Kind.REF,
            of=("estates",),
            title=("小区", "Estate"),
            needed=True,
            also=("小区名称",),
            width=22,
        ),
        Column(key="year", kind=Kind.FISCAL, title=("年度", "Year"), needed=True, also=("年份",), width=10),
        Column(
            key="amount",
            kind=Kind.MONEY,
            title=("指定金额", "Amount"),
            unit=("万元", "10⁴ yuan"),
            needed=True,
            low=0,
            also=("金额",),
            width=16,
        ),
    ),
)

SPENT = Sheet(
    key="spent",
    title=("已支付资金", "Spent"),
    note=(
        "滚动编制时填写：在建小区以前年度已支付的资金，不再变动",
        "for rolling plans: money already paid for estates under way; it stays",
    ),
    unique=("estate", "measure", "fund", "year"),
    also=("已支付",),
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
        Column(key="measure", kind=Kind.REF, of=("measures",), title=("改造内容", "Measure"), needed=True, width=24),
        Column(
            key="fund",
            kind=Kind.REF,
            of=("funds",),
            title=("资金", "Fund"),
            needed=True,
            also=("资金来源",),
            width=24,
        ),
        Column(key="year", kind=Kind.FISCAL, title=("年度", "Year"), needed=True, also=("年份",), width=10),
        Column(
            key="amount",
            kind=Kind.MONEY,
            title=("已支付金额", "Amount"),
            unit=("万元", "10⁴ yuan"),
            needed=True,
            low=0,
            also=("金额", "支付金额"),
            width=16,
        ),
    ),
)
