"""The effect of a change in the reader's language: lines and tables, for pages and files."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from yipanqi.domain.capacity import TargetKind
from yipanqi.domain.money import in_yuan, wan_text
from yipanqi.web.page.say import in_turn, listed, say
from yipanqi.web.page.tables import Cell, Table, count, text
from yipanqi.web.programmes.models import ProgrammeEntry

from .words import CHANGE_FACTS, CHANGE_WORKS, FACTS, PARTS

Told = Mapping[str, Any]


def yuan(fen: int | None) -> Cell:
    """`12,345.67`: yuan to the fen, for what stands beside its own difference; nothing for nothing."""
    return Cell(in_yuan(fen), f"{in_yuan(fen):,.2f}") if fen else Cell(None, "")


def signed_yuan(fen: int) -> Cell:
    """`+12,345.67`: yuan more or less, to the fen."""
    return Cell(in_yuan(fen), signed(in_yuan(fen), 2) if fen else "")


def signed(value: Decimal | int, places: int = 0) -> str:
    """With its sign; nought without one."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):,.{places}f}"


def days_said(days: int) -> str:
    """`推迟 3 个工作日`, of days that may be below zero."""
    if days == 0:
        return say("不变", "unchanged")
    late = say(f"推迟 {days} 个工作日", f"{days} working days later")
    return late if days > 0 else say(f"提前 {-days} 个工作日", f"{-days} working days earlier")


def sentence(effect: Told, money: int, days: int) -> str:
    """What the change does, in one sentence."""
    parts = []
    if money:
        much = wan_text(abs(money))
        more = (f"增加资金 {much} 万元", f"CNY {much}×10⁴ more")
        parts.append(say(*(more if money > 0 else (f"减少资金 {much} 万元", f"CNY {much}×10⁴ less"))))
    if moved := effect.get("moved"):
        parts.append(
            say(
                f"{len(moved)} 项任务的日期变动，开始或完成最多相差 {days} 个工作日",
                f"{len(moved)} tasks begin or end at another date, by up to {days} working days",
            )
        )
    if missed := sum(it["is_missed_more"] for it in effect.get("targets", ())):
        parts.append(say(f"{missed} 个目标离完成更远", f"{missed} targets are missed by more"))
    if not parts:
        return say("不影响资金、日期和目标。", "It changes no money, no date and no target.")
    told = in_turn(parts)
    return f"{told[0].upper()}{told[1:]}{say('。', '.')}"


def lines(effect: Told) -> list[tuple[str, str, str]]:
    """Name, before and after of each plain value that changes."""
    found = [(say(*CHANGE_FACTS[name]), old or "—", new or "—") for name, old, new in effect.get("facts", ())]
    for part, old, new in effect.get("units", ()):
        found.append((say(*PARTS.get(part, FACTS["person"])), old or "—", new or "—"))
    if "after" in effect:
        old, new = (listed(say(*names) for names in side) or "—" for side in effect["after"])
        found.append((say("前置任务", "Comes after"), old, new))
    if "span" in effect:
        found.append((say("计划", "Planned"), "—", " – ".join(effect["span"])))
    return found


def notes(effect: Told) -> Iterator[str]:
    """What should be known beside the figures."""
    for pair in effect.get("notes", ()):
        yield say(*pair)
    if freed := effect.get("freed"):
        names = listed(say(*it) for it in freed)
        yield say(f"{names}不再等待它，日期不变", f"{names}: no longer wait for it; their dates stay")


def tables(effect: Told, entry: ProgrammeEntry) -> list[Table]:
    """Works, dates and targets, before and after."""
    return [it for it in (_moved(effect), _works(effect), _targets(effect, entry)) if it.rows]


def _moved(effect: Told) -> Table:
    rows = [
        [
            text(say(it["zh"], it["en"])),
            text(" – ".join(it["old"])),
            text(" – ".join(it["new"]) + (say("（暂定）", " (provisional)") if it.get("is_provisional") else "")),
            Cell(it["days"], days_said(it["days"])),
            text(say("本次变更", "This change") if it["is_asked"] else _because(*it["cause"])),
        ]
        for it in effect.get("moved", ())
    ]
    heads = (("任务", "Task"), ("原计划", "Before"), ("新计划", "After"), ("完成日期", "Finish"), ("原因", "Because"))
    columns = [(say(*it), False) for it in heads]
    return Table(key="moved", title=say("日期", "Dates"), columns=columns, rows=rows)


def _because(zh: str, en: str) -> str:
    return say(f"随“{zh}”", f"Follows “{en}”")


def _works(effect: Told) -> Table:
    rows = []
    for it in effect.get("works", ()):
        (much, more), (old, new) = it["quantity"], it["budget"]
        rows.append(
            [
                text(say(it["zh"], it["en"])),
                text(say(*CHANGE_WORKS[it["what"]])),
                text(" → ".join(f"{part} {it['unit']}" if part else "—" for part in (much, more))),
                text(f"{in_yuan(old):,.2f} → {in_yuan(new):,.2f}"),
                signed_yuan(new - old),
            ]
        )
    columns = [
        (say("改造项", "Work"), False),
        (say("变更", "Change"), False),
        (say("数量", "Quantity"), False),
        (say("资金（元）", "Money (yuan)"), False),
        (say("相差（元）", "Difference (yuan)"), True),
    ]
    return Table(key="works", title=say("改造项和资金", "Works and money"), columns=columns, rows=rows)


def _targets(effect: Told, entry: ProgrammeEntry) -> Table:
    found = effect.get("targets", ())
    regions = entry.frame().region_by_id if found else {}
    kinds = {TargetKind.ESTATES: ("开工小区", "estates begun"), TargetKind.HOUSEHOLDS: ("惠及户数", "households")}
    rows = []
    for it in found:
        name = regions[it["region"]].name if it["region"] in regions else it["region"]
        until = say(f"{name}，至 {it['year']} 年底", f"{name}, by the end of {it['year']}")
        said = say("离目标更远", "Missed by more") if it["is_missed_more"] else say("达到", "Reached")
        if it["after"] < it["least"] and not it["is_missed_more"]:
            said = say("仍未达到", "Still missed")
        rows.append(
            [
                text(f"{until}{say('：', ': ')}{say(*kinds[TargetKind(it['kind'])])}"),
                count(it["least"]),
                count(it["before"]),
                count(it["after"]),
                text(said),
            ]
        )
    columns = [
        (say("目标", "Target"), False),
        (say("至少", "At least"), True),
        (say("变更前", "Before"), True),
        (say("变更后", "After"), True),
        (say("结果", "Result"), False),
    ]
    return Table(key="targets", title=say("目标", "Targets"), columns=columns, rows=rows)
