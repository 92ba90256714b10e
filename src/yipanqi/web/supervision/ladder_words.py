"""Words of the ladder by code, Chinese and English; its rules as the page of rules says them."""

from typing import Any

from yipanqi.domain.supervision.clock import Clocks
from yipanqi.domain.supervision.colours import SHAPES, Colours, NoColours, colours_of
from yipanqi.domain.supervision.ladder import Ladder, NoLadder, Rung, Since, Step, ladder_of
from yipanqi.domain.supervision.ladder_sources import source_told
from yipanqi.domain.supervision.order import Basis, Urgency
from yipanqi.domain.supervision.raising import NoRule, Raising, RaisingRule, When, raising_of
from yipanqi.web.audit.words import name_actions, name_fields
from yipanqi.web.page.say import in_turn, language, listed, say

from .orders_words import DEEDS

DEEDS |= {step.value: step.names for step in Step}
name_actions(
    "supervision",
    {
        "ladder.night": ("督办夜间处理", "Orders worked through at night"),
        "ladder.taken": ("督办催办台阶", "Step of an order's ladder taken"),
        "ladder.raised_issued": ("交办按规则拟办的督办单", "Orders drafted by rule issued"),
    },
)
name_fields(
    "supervision",
    {
        "step": ("台阶", "Step"),
        "drafted": ("拟办", "Drafted"),
        "issued": ("交办", "Issued"),
        "settled": ("撤回拟办", "Drafts withdrawn"),
        "steps": ("台阶数", "Steps"),
        "coloured": ("变色", "Colours changed"),
    },
)
LIGHTS = {"yellow": ("黄灯", "yellow"), "red": ("红灯", "red")}


def rung_said(rung: Rung) -> str:
    """`逾期第 5 个工作日通报：牵头单位；抄送督办单位`."""
    step = say(*rung.step.names)
    if rung.step is Step.REMIND:
        when = say(f"到期前 {rung.days} 个工作日", f"{_days(rung.days)} before the limit")
    elif rung.since is Since.STEP:
        when = say(f"上一步后第 {rung.days} 个工作日", f"{_days(rung.days)} after the step before")
    else:
        when = say(f"逾期第 {rung.days} 个工作日", f"{_days(rung.days)} after the limit")
    to = listed(say(*it.names) for it in rung.to)
    copy = listed(say(*it.names) for it in rung.copy)
    copied = say(f"，抄送{copy}", f", copy to {copy.lower()}") if copy else ""
    return say(f"{when}{step}：{to}{copied}", f"{step} {when}: {to.lower()}{copied}")


def ladder_lines(ladder: Ladder) -> list[str]:
    """Each step, and the days of grace."""
    grace = say(f"两步之间至少隔 {ladder.grace} 个工作日", f"At least {_days(ladder.grace)} between two steps")
    return [*(rung_said(it) for it in ladder.rungs), grace]


def ladder_said(ladder: Ladder) -> str:
    """The same in a line."""
    return in_turn(ladder_lines(ladder))


def colour_lines(colours: Colours) -> list[str]:
    """Each colour with its shape and word."""
    return list(
        f"{SHAPES[it.colour]} {colour_said(it.colour)}{say('＝', ' = ')}{say(*it.names)}" for it in colours.levels
    )


def colours_said(colours: Colours) -> str:
    """The same in a line."""
    return listed(colour_lines(colours))


def colour_said(colour: Any) -> str:
    """The word of a colour."""
    return say(*colour.names)


def clock_lines(clocks: Clocks) -> list[str]:
    """Signing, first answer, close."""
    of = {it.value: say(*it.names) for it in (*Urgency, *Basis)}
    reply = listed(f"{say(*it.names)} {days}" for it, days in clocks.reply.items())
    limit = listed(f"{of[key]} {days}" for key, days in clocks.limit.items())
    return [
        say(f"签收：{clocks.sign} 个工作日", f"Signed for: {_days(clocks.sign)}"),
        say(f"首次反馈：{reply} 个工作日", f"First answer, working days: {reply.lower()}"),
        say(f"办结（未写明时限的）：{limit} 天", f"Done, where no limit is named, days: {limit.lower()}"),
    ]


def rule_said(rule: RaisingRule) -> str:
    """What makes an order, how urgent it is, how long it has."""
    when = {
        When.NEAR: lambda: say(
            f"计划完成前 {rule.days} 个工作日内、预计逾期或亮黄灯红灯",
            f"within {_days(rule.days)} before its finish, and foretold to be late or with a yellow or red light",
        ),
        When.BEHIND: lambda: say(
            f"亮{listed(LIGHTS[it][0] for it in rule.lights)}",
            f"with a {' or '.join(LIGHTS[it][1] for it in rule.lights)} light",
        ),
        When.OVERDUE: lambda: say(f"逾期满 {rule.days} 个工作日", f"{_days(rule.days)} past its planned finish"),
    }[rule.when]()
    urgency = say(*Urgency(rule.urgency).names)
    return say(
        f"{rule.when.names[0]}：{when}；{urgency}，{rule.limit_days} 个工作日办结",
        f"{rule.when.names[1]}: {when}; {urgency.lower()}, {_days(rule.limit_days)}",
    )


def raising_lines(raising: Raising) -> list[str]:
    """All rules that are on, and what becomes of their orders."""
    rules = [rule_said(it) for it in raising.rules if it.is_on] or [say("不自动拟办", "no order is made by rule")]
    way = (
        say("直接交办", "issued at once")
        if raising.is_at_once
        else say("先拟办，由改造办交办", "drafted, for the office to issue")
    )
    return [*rules, way]


def raising_said(raising: Raising) -> str:
    """The same in a line."""
    return in_turn(raising_lines(raising))


def ladder_stored(value: Any) -> str:
    """A stored ladder, for the page of rules."""
    try:
        found = ladder_of(value)
    except NoLadder:
        return _broken()
    return f"{say(*found.names)}{say('：', ': ')}{ladder_said(found)}"


def colours_stored(value: Any) -> str:
    """A stored preset of colours likewise."""
    try:
        found = colours_of(value)
    except NoColours:
        return _broken()
    return f"{say(*found.names)}{say('：', ': ')}{colours_said(found)}"


def raising_stored(value: Any) -> str:
    """Stored rules that make orders likewise."""
    try:
        return raising_said(raising_of(value))
    except NoRule:
        return _broken()


def source_said(source: str) -> str:
    """Where a rule comes from, in the reader's language."""
    return source_told(source, language())


def _days(count: int) -> str:
    return f"{count} working day{'' if count == 1 else 's'}"


def _broken() -> str:
    return say("不成立的规则，按默认规则办", "No rule that holds; the usual one counts")
