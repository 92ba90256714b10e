"""Words of meetings and of cases by code, Chinese and English: for the log, for refusals, for what happened."""

from typing import Any

from yipanqi.domain.supervision.experience import CASE_MOVES
from yipanqi.domain.supervision.meeting import ITEM_MOVES, MEETING_MOVES, Guard
from yipanqi.web.audit.words import name_actions, name_fields
from yipanqi.web.page.say import say

CALL, ADD = "call", "add"
DEEDS = {CALL: ("登记会议", "Called"), ADD: ("记录事项", "Item recorded")}  # besides the moves
ITEMS = "supervision.meeting_items"
CASES = "supervision.cases"
CASE_DECIDED = "supervision.case_decided"
KINDS = {
    ITEMS: ("会议事项待处理", "Meeting items to deal with"),
    CASES: ("经验案例待核准", "Cases to approve"),
    CASE_DECIDED: ("经验案例办结", "Case decided"),
}
REFUSED: dict[str, tuple[str, str]] = {
    "no_such_move": ("现在是“{state}”，不能“{action}”", "It is “{state}”: “{action}” is not possible now"),
    "no_reason": ("请写明理由", "Say why"),
    "not_yours": ("“{action}”不由您办理", "“{action}” is not yours to do"),
    "other_person": ("案例由提交人以外的人核准", "A case is decided by another person than who proposed it"),
    Guard.IS_HELD: ("会议召开后才能办理它的事项", "Items are dealt with once the meeting was held"),
    Guard.NOTHING_HANGS: (
        "这件事项转过督办或关联过任务，不能改为记事",
        "An order or a task was made of it once: it cannot become a note",
    ),
    Guard.IS_SNOOZED: ("这件事项没有暂缓", "It is not put aside"),
    Guard.IS_AHEAD: (
        "恢复提醒的日期要晚于今天：请改日期或提前天数",
        "The day on which it comes back must be after today: change the date or the days",
    ),
    Guard.DAY_CAME: ("会议日期还没有到", "The meeting's day is still to come"),
    Guard.HAS_ITEMS: ("请先记录会议事项", "Record what the meeting asks first"),
    Guard.PRINTED_AFTER: (
        "印发日期不能早于会议，也不能晚于今天",
        "The minutes cannot be printed before the meeting, nor after today",
    ),
    Guard.NONE_HANGS: (
        "已有事项转督办、关联任务或注明无需办理，纪要不能撤回",
        "Something was already made of its items: the minutes cannot be taken back",
    ),
}
_FACTS = {
    "order": ("督办单", "order"),
    "task": ("任务", "task"),
    "wakes": ("恢复提醒", "comes back"),
    "printed": ("印发日期", "printed on"),
    "minutes": ("纪要编号", "minutes"),
    "kind": ("类别", "kind"),
    "text": ("内容", "text"),
}
_MEETINGS = {
    "meeting.called": ("登记会议", "Meeting called"),
    "meeting.corrected": ("修改会议", "Meeting edited"),
    "meeting.held": ("登记会议召开", "Meeting held"),
    "meeting.recorded": ("记录会议事项", "Items of a meeting recorded"),
    "meeting.printed": ("登记会议纪要印发", "Minutes printed"),
    "meeting.taken_back": ("撤回会议纪要印发", "Minutes taken back"),
    "meeting.cancelled": ("取消会议", "Meeting called off"),
    "meeting_item.to_note": ("会议事项改为记事", "Item made a note"),
    "meeting_item.to_action": ("记事改为办理事项", "Note made an item to act on"),
    "meeting_item.ordered": ("会议事项转督办", "Order made of an item"),
    "meeting_item.tasked": ("会议事项关联任务", "Task linked to an item"),
    "meeting_item.dropped": ("会议事项注明无需办理", "Item needs no action"),
    "meeting_item.taken_up": ("会议事项重新办理", "Item taken up again"),
    "meeting_item.unlinked": ("会议事项解除关联任务", "Task unlinked from an item"),
    "meeting_item.snoozed": ("会议事项暂缓", "Item put aside"),
    "meeting_item.woken": ("会议事项取消暂缓", "Item no longer put aside"),
}
_CASES = {
    "case.proposed": ("提交经验案例", "Case proposed"),
    "case.proposed_again": ("重新提交经验案例", "Case proposed again"),
    "case.corrected": ("修改经验案例", "Case edited"),
    "case.approved": ("核准经验案例", "Case approved"),
    "case.returned": ("退回经验案例", "Case given back"),
    "case.withdrawn": ("撤回经验案例", "Case withdrawn"),
}


def named() -> None:
    """Give the deeds of meetings and cases their names, and the values that they tell."""
    moves: list[Any] = [*MEETING_MOVES.values(), *ITEM_MOVES.values(), *CASE_MOVES.values()]
    nameless = {it.event for it in moves} - {*_MEETINGS, *_CASES}
    if nameless:
        raise ValueError(sorted(nameless))
    name_actions("supervision", {**_MEETINGS, **_CASES})
    name_fields(
        "supervision",
        {
            "meeting_item": ("会议事项", "item"),
            "meeting_order": ("转成的督办单", "order made of it"),
            "meeting_task": ("关联的任务", "task linked"),
            "meeting_day": ("会议日期", "day of the meeting"),
            "printed_on": ("印发日期", "printed on"),
            "wakes_on": ("恢复提醒", "comes back on"),
        },
    )


def refused(code: str, state: tuple[str, str], action: tuple[str, str]) -> tuple[str, str]:
    """Why a move was refused, in both languages."""
    return tuple(said.format(state=state[at], action=action[at]) for at, said in enumerate(REFUSED[code]))  # type: ignore[return-value]


def fact_said(name: str, value: Any) -> str:
    """A fact of an event, in the reader's language; a value in both languages in the reader's own."""
    told = say(*value) if isinstance(value, list) and len(value) == 2 else str(value)
    return f"{say(*_FACTS[name])}{say('：', ': ')}{told}"
