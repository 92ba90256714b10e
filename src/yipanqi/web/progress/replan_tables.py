"""Figures and tables of what planning on would take over."""

from collections.abc import Iterator

from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Table, money

from .replan_look import Look

Column = tuple[str, bool]


def counts_of(look: Look) -> list[tuple[str, str, str]]:
    """Each figure with its name and the table behind it."""

    def of(table: str) -> str:
        return f"{len(look.rows[table]):,}"

    return [
        (of("starts"), say("已开工小区", "estates begun"), "starts"),
        (money(look.certified).text or "0", say("已计量（万元）", "certified (10⁴ yuan)"), "money"),
        (money(look.bound).text or "0", say("本年度仍须支付（万元）", "bound this year (10⁴ yuan)"), "money"),
        (of("late"), say("滞后改造项", "works behind"), "late"),
        (of("holds"), say("挂账或取消的小区", "estates on hold or cancelled"), "holds"),
        (of("freed"), say("应开工未开工，重新安排", "not begun in time, decided again"), "freed"),
        (of("left"), say("未能带入", "not taken over"), "left"),
    ]


def tables_of(look: Look) -> list[Table]:
    """Those that have rows, in their order."""
    return [
        Table(key=key, title=title, columns=columns, rows=look.rows[key], note=note)
        for key, title, columns, note in _heads()
        if look.rows[key]
    ]


def _heads() -> Iterator[tuple[str, str, list[Column], str]]:
    """Key, title, columns and note of each."""
    estate, work = (say("小区", "Estate"), False), (say("改造项", "Work"), False)
    region, quarter = (say("区划", "Region"), False), (say("季度", "Quarter"), False)
    planned = (say("计划开工", "Planned start"), False)
    yield "left", say("未能带入，请核对", "Not taken over: please check"), [(say("原因", "Why"), False)], ""
    yield (
        "starts",
        say("已开工小区：开工季度和改造项固定", "Estates begun: start and works are fixed"),
        [
            estate,
            planned,
            (say("实际开工", "Began on"), False),
            (say("按此固定", "Fixed as"), False),
            (say("改造项", "Works"), True),
        ],
        "",
    )
    yield (
        "money",
        say("已开始年度的资金：不再变动", "Money of the years begun: it stays"),
        [
            work,
            (say("年度", "Year"), False),
            (say("已计量（万元）", "Certified (10⁴ yuan)"), True),
            (say("仍须支付（万元）", "Bound (10⁴ yuan)"), True),
            (say("合计（万元）", "Sum (10⁴ yuan)"), True),
        ],
        say(
            "已计量取已确认月报；仍须支付是到本年度末应付而未计量的部分，资金来源按采用的方案。",
            "Certified by confirmed reports; bound is what falls due by the end of this year and is not certified, "
            "from the funds of the plan in force.",
        ),
    )
    yield (
        "late",
        say("滞后改造项：剩余工作量先占班组", "Works behind: what is left of them takes crews first"),
        [
            work,
            (say("计划完成", "Planned"), True),
            (say("实际完成", "Done"), True),
            (say("落后（班组周）", "Behind (crew-weeks)"), True),
            (say("从何季度补", "Caught up from"), False),
        ],
        "",
    )
    yield (
        "reserved",
        say("班组：先补滞后，余下的才排新开工", "Crews: what is behind first, new starts after it"),
        [
            region,
            (say("工种", "Trade"), False),
            quarter,
            (say("可用（班组周）", "There (crew-weeks)"), True),
            (say("补滞后", "For what is behind"), True),
            (say("余下", "Left"), True),
        ],
        "",
    )
    yield (
        "occupied",
        say("在建上限：预测晚完工的小区继续占用", "Site limits: places that late estates hold longer"),
        [region, quarter, (say("上限（个）", "Limit"), True), (say("余下（个）", "Left"), True)],
        "",
    )
    yield (
        "holds",
        say("未开工而挂账或取消的小区", "Estates on hold or cancelled before they began"),
        [estate, (say("如何带入", "Taken over as"), False)],
        "",
    )
    freed = say("应开工未开工的小区：重新安排", "Estates not begun in time: decided again")
    yield "freed", freed, [estate, planned], ""
