"""Plans beside each other: totals, what moved and why, works gained and lost, and the board of the difference."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning.compare import Comparison, Moved, Picture, Shift, WorkChange, compared, picture
from yipanqi.domain.planning.plainly import shortly
from yipanqi.domain.sentences.spoken import STANDARDS, word
from yipanqi.web.page import board as boards
from yipanqi.web.page.memory import lasting
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Cell, Rows, Table, text
from yipanqi.web.programmes.models import EstateRow

from .models import PlanRun
from .study import Study, study
from .words import MOVES, UNPAID

_POINT = 0.05  # of benefit, below which figures with one decimal are the same


def beside(runs: list[PlanRun], kept: Callable[[str, str], bool] = lambda kind, subdistrict: True) -> dict[str, Any]:
    """What the page of two or three plans shows; of the estates that moved those that are `kept`, by how they moved
    and by their subdistrict."""
    found = [_compared(str(runs[0].uid), str(run.uid), language()) for run in runs[1:]]
    return {
        "totals": _totals(runs, found),
        "pairs": [_pair(runs, at, one, kept) for at, one in enumerate(found, 1)],
        "subdistricts": [region.name for region in study(runs[0]).facts.subdistricts],
    }


@lru_cache(maxsize=12)
def _compared(before: str, after: str, lang: str) -> Comparison:
    """What the second plan changes, worked out once: neither ever changes."""
    with lasting():
        return compared(_picture(before, lang), _picture(after, lang))


@lru_cache(maxsize=4)
def _picture(uid: str, lang: str) -> Picture:
    """A plan as it is compared; large, so few are kept."""
    found = study(PlanRun.objects.light().get(uid=uid))
    return picture(found.programme, found.offer, found.plan, lang)


def in_short(before: PlanRun, after: PlanRun) -> dict[str, Any]:
    """What the second plan changes against the first one: a sentence, and the totals of both."""
    runs = [before, after]
    found = _compared(str(before.uid), str(after.uid), language())
    return {"sentence": _sentence(runs, found, 1), "totals": _totals(runs, [found])}


def _totals(runs: list[PlanRun], found: list[Comparison]) -> Table:
    columns = [("", False), (runs[0].name, True)]
    for run in runs[1:]:
        columns += [(run.name, True), (say("增减", "Change"), True)]
    rows = []
    kinds = (
        ("objective", say("目标值（分）", "Objective (points)"), 1, 1),
        ("households", say("惠及户数", "Households"), 1, 0),
        ("money", say("资金（万元）", "Money (10⁴ yuan)"), FEN_PER_WAN, 2),
        ("benefit", say("效益（分）", "Benefit (points)"), 1, 1),
    )
    for name, said, per, places in kinds:
        if name == "objective" and all(_is_twin(one) for one in found):
            continue  # without targets that are missed it is the benefit once more
        shifts: list[Shift] = [getattr(one, name) for one in found]
        is_paid = [run.is_paid or name == "households" for run in runs]
        cells = [text(said), _figure(shifts[0].before / per, places) if is_paid[0] else text(say(*UNPAID))]
        for shift, is_known in zip(shifts, is_paid[1:], strict=True):
            cells += [_figure(shift.after / per, places) if is_known else text(say(*UNPAID))]
            cells += [_figure(shift.change / per, places, sign="+") if is_known and is_paid[0] else text("—")]
        rows.append(cells)
    return Table(title=say("总量", "Totals"), columns=columns, rows=rows, key="totals")


def _is_twin(found: Comparison) -> bool:
    """Do both plans reach as many points as their benefit is worth?"""
    one, other = found.objective, found.benefit
    return abs(one.before - other.before) < _POINT and abs(one.after - other.after) < _POINT


def _pair(runs: list[PlanRun], at: int, found: Comparison, kept: Callable[[str, str], bool]) -> dict[str, Any]:
    tables = [_moves(found, study(runs[0]), study(runs[at]), kept)]
    for by, said in (
        ("year", say("按年度", "By year")),
        ("subdistrict", say("按街道", "By subdistrict")),
        ("group", say("按类别", "By group")),
    ):
        tables.append(_shifts(by, said, found, _official(by, study(runs[at]))))
    tables.append(_works(found))
    if at > 1:
        tables = [replace(table, key=f"{table.key}-{at}") for table in tables]
    return {"sentence": _sentence(runs, found, at), "tables": tables, "before": runs[0], "after": runs[at]}


def _sentence(runs: list[PlanRun], found: Comparison, at: int) -> str:
    gain, money = found.objective.change, found.money.change / FEN_PER_WAN
    a, b = runs[0].name, runs[at].name
    moved, added, dropped = len(found.moved), len(found.added), len(found.dropped)
    people = found.households.change
    if not (runs[0].is_paid and runs[at].is_paid):
        zh = f"与“{a}”相比，“{b}”改期 {moved} 个小区、新增 {added} 个、移出 {dropped} 个；"
        en = f"Against “{a}”, “{b}” moves {moved} estates, adds {added} and drops {dropped}; "
        return say(
            f"{zh}惠及户数 {people:+,.0f}，资金和目标值未核算。",
            f"{en}households {people:+,.0f}; money and objective are not reckoned.",
        ) + _other_data(runs[0], runs[at])
    zh = (
        f"与“{a}”相比，“{b}”改期 {moved} 个小区、新增 {added} 个、移出 {dropped} 个；"
        f"惠及户数 {people:+,.0f}，资金 {money:+,.2f} 万元，目标值 {gain:+,.1f} 分。"
    )
    en = (
        f"Against “{a}”, “{b}” moves {moved} estates, adds {added} and drops {dropped}; "
        f"households {people:+,.0f}, money {money:+,.2f} × 10⁴ yuan, objective {gain:+,.1f} points."
    )
    return say(zh, en) + _other_data(runs[0], runs[at])


def _other_data(before: PlanRun, after: PlanRun) -> str:
    """That two plans are not of the same data: some of what differs is what was edited, and not what was planned."""
    if before.version_id == after.version_id:
        return ""
    a, b = before.version.number, after.version.number
    return say(
        f"两个方案的数据不同（V{a}、V{b}），增减中含数据改动的影响。",
        f" They are plans of different data (V{a}, V{b}): some of the difference is what was edited.",
    )


def _moves(found: Comparison, before: Study, after: Study, kept: Callable[[str, str], bool]) -> Table:
    none = say("未排入", "not planned")
    kinds = {"moved": found.moved, "added": found.added, "dropped": found.dropped}
    wanted = [(kind, m) for kind, moves in kinds.items() for m in moves if kept(kind, m.subdistrict)]

    def row(one: tuple[str, Moved]) -> list[Cell]:
        kind, m = one
        return [
            text(m.name),
            text(say(*MOVES[kind])),
            text(m.subdistrict),
            text(m.before or none),
            text(m.after or none),
            text(_why(before, after, m.estate)),
        ]

    rows = Rows(wanted, row)
    heads = (
        say("小区", "Estate"),
        say("变动", "Move"),
        say("街道", "Subdistrict"),
        say("原开工", "Before"),
        say("现开工", "After"),
        say("为什么", "Why"),
    )
    title = say(f"变动的小区：{len(rows):,} 个", f"Estates that moved: {len(rows):,}")
    note = "" if rows else say("没有小区变动，或筛选条件下没有。", "No estate moved, or none that fits the filter.")
    columns = [(head, False) for head in heads]
    return Table(key="moves", title=title, columns=columns, rows=rows, note=note, is_wide=True)


def _why(before: Study, after: Study, estate: str) -> str:
    """What either plan says of its start, so that one reads what changed."""
    was, now = (_shortly(found, estate) for found in (before, after))
    return say(f"原方案：{was}现方案：{now}", f"Before: {was} After: {now}") if was else now


def _shortly(found: Study, estate: str) -> str:
    known = found.programme.estate_by_id.get(estate)
    return shortly(found.facts, found.words, known) if known else ""


def _works(found: Comparison) -> Table:
    kinds = (
        (found.works_gained, say("增加", "gained")),
        (found.works_lost, say("减少", "lost")),
        (found.standards_changed, say("改标准", "standard changed")),
    )
    changes = [(said, w) for works, said in kinds for w in works]

    def row(one: tuple[str, WorkChange]) -> list[Cell]:
        said, w = one
        return [text(w.estate_name), text(said), text(w.measure), text(_standard(w.before)), text(_standard(w.after))]

    rows = Rows(changes, row)
    heads = (
        say("小区", "Estate"),
        say("变动", "Change"),
        say("改造内容", "Measure"),
        say("原标准", "Before"),
        say("现标准", "After"),
    )
    title = say(f"变动的改造项：{len(rows):,} 项", f"Works that changed: {len(rows):,}")
    return Table(
        key="works", title=title, columns=[(head, False) for head in heads], rows=rows, is_folded=len(rows) > 20
    )


def _standard(standard: str | None) -> str:
    return word(STANDARDS, standard, language()) if standard else "—"


def _official(by: str, found: Study) -> list[str]:
    """The names of subdistricts or groups in their own order; of years none: they follow each other."""
    if by == "subdistrict":
        return [found.words.region(region.id) for region in found.facts.subdistricts]
    return [found.words.group(group.id) for group in found.programme.groups] if by == "group" else []


def _shifts(by: str, said: str, found: Comparison, order: list[str]) -> Table:
    rank = {name: place for place, name in enumerate(order)}
    benefit = {shift.key: shift for shift in found.benefit_by[by]}
    rows = []
    for shift in sorted(found.money_by[by], key=lambda shift: rank.get(shift.key, len(rank))):
        won = benefit.get(shift.key, Shift(key=shift.key, before=0, after=0))
        sums = [shift.before / FEN_PER_WAN, shift.after / FEN_PER_WAN]
        cells = [
            text(shift.key),
            *(_figure(value, 2) for value in sums),
            _figure(shift.change / FEN_PER_WAN, 2, sign="+"),
        ]
        rows.append([*cells, _figure(won.change, 1, sign="+")])
    columns = [
        (said, False),
        (say("原资金（万元）", "Money before (10⁴ yuan)"), True),
        (say("现资金（万元）", "Money after (10⁴ yuan)"), True),
        (say("增减（万元）", "Change (10⁴ yuan)"), True),
        (say("效益增减（分）", "Benefit change (points)"), True),
    ]
    of_year = say(
        "资金按支付年度计，效益按开工年度计。", "Money by the year it is paid in, benefit by the year of the start."
    )
    return Table(key=by, title=said, columns=columns, rows=rows, note=of_year if by == "year" else "")


def _figure(value: float, places: int, sign: str = "") -> Cell:
    """A figure; what is nothing when rounded has no sign."""
    told = round(value, places) or 0.0
    return Cell(told, f"{told:{sign if told else ''},.{places}f}")


def board(runs: list[PlanRun], user: Any) -> boards.Board | None:
    """The last plan's board against the first one's; none for a programme too large for one page."""
    if runs[0].entry_id != runs[-1].entry_id:
        return None
    rows = EstateRow.objects.visible_to(user).filter(entry=runs[0].entry)
    if rows.count() > boards.BOARD_ROWS:
        return None
    before, after = study(runs[0]), study(runs[-1])
    calendar = after.programme.calendar
    lines = [
        boards.BoardRow(
            url=row.get_absolute_url(),
            name=row.name,
            households=row.households,
            section=row.subdistrict_name,
            stones=boards.difference_stones(row.needs, after.plan, before.plan, row.estate),
            start=calendar.label(after.plan.starts[row.estate])
            if row.estate in after.plan.starts
            else say("未排入", "not planned"),
            is_out=row.estate not in after.plan.starts,
        )
        for row in rows.order_by("subdistrict_order", "pinyin", "estate")
        if before.plan.starts.get(row.estate) != after.plan.starts.get(row.estate)
        or _works_of(before, row) != _works_of(after, row)
    ]
    programme = after.programme
    return (
        boards.build(lines, programme.groups, programme.measures, boards.DIFFERENCE, has_start=True) if lines else None
    )


def _works_of(found: Study, row: EstateRow) -> set[str]:
    return {measure for measure in row.needs if (row.estate, measure) in found.plan.choices}
