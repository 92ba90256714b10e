"""Words of orders by code, Chinese and English."""

from typing import Any

from yipanqi.domain.supervision.order import OrderAction, OrderGuard
from yipanqi.web.audit.words import name_actions, name_fields
from yipanqi.web.page.say import say

DRAFT = "draft"
DEEDS = {
    DRAFT: ("拟办", "Drafted"),
}  # what happens to orders besides the moves; the ladder adds its own
PAST = {
    OrderAction.EDIT: "Edited",
    OrderAction.ISSUE: "Issued",
    OrderAction.SIGN: "Signed for",
    OrderAction.REPORT: "Progress reported",
    OrderAction.REPLY: "Answered",
    OrderAction.TAKE: "Check begun",
    OrderAction.PUBLISH: "Result put on notice",
    OrderAction.CLOSE: "Checked and closed",
    OrderAction.GIVE_BACK: "Given back",
    OrderAction.ASK_REASSIGN: "Asked for another unit",
    OrderAction.REASSIGN: "Reassigned",
    OrderAction.ASK_EXTENSION: "Asked for more time",
    OrderAction.EXTEND: "Extended",
    OrderAction.DECLINE: "Declined",
    OrderAction.HOLD: "Put on hold",
    OrderAction.RESUME: "Resumed",
    OrderAction.WITHDRAW: "Withdrawn",
    OrderAction.REOPEN: "Reopened",
}  # as the history says them in English


def deed_said(action: str) -> str:
    """What happened, in the reader's language."""
    if action in DEEDS:
        return say(*DEEDS[action])
    known = OrderAction(action)
    return say(known.names[0], PAST[known])


REFUSED: dict[str, tuple[str, str]] = {
    "no_such_move": ("督办单现在是“{state}”，不能“{action}”", "The order is “{state}”: “{action}” is not possible now"),
    "not_yours": ("“{action}”由{who}办理", "“{action}” is for {who}"),
    "no_reason": ("请写明理由", "Say why"),
    OrderGuard.COMPLETE: (
        "请先填写事项、内容、牵头单位和督办单位",
        "Name the matter, the content, the lead unit and the inspecting unit first",
    ),
    OrderGuard.TWO_UNITS: (
        "牵头单位和督办单位不能是同一个单位",
        "The lead unit and the inspecting unit must be two",
    ),
    OrderGuard.LIMIT_AHEAD: ("办结时限不能早于交办当天", "The limit cannot come before the day of issue"),
    OrderGuard.IN_TIME: ("已过办结时限，不能再申请延期", "The limit is over: it is too late to ask for more time"),
    OrderGuard.LATER: (
        "新的时限要晚于现在的时限，也不能早于今天",
        "The new limit must come after the one there is, and not before today",
    ),
    OrderGuard.NONE_OPEN: ("已有一项申请等待答复", "Something that was asked for waits for its answer"),
    OrderGuard.ASKED: ("牵头单位没有申请延期", "Nobody has asked for more time"),
    OrderGuard.SOMETHING_ASKED: ("没有等待答复的申请", "Nothing that was asked for waits"),
    OrderGuard.SOON: (
        "签收后超过转办期限，不能再转办",
        "It was signed for too long ago to be reassigned",
    ),
    OrderGuard.OTHER_LEAD: ("请另选一个单位", "Choose another unit"),
    OrderGuard.OTHER_UNIT: (
        "核查的人要来自反馈单位以外的单位",
        "Who checks must be of another unit than the one that answered",
    ),
    OrderGuard.OTHER_PERSON: ("反馈的人不能核查自己反馈的事项", "Who answered may not check"),
    OrderGuard.CAUSE: ("缺原因", "the cause is missing"),
    OrderGuard.PREVENTION: ("缺防止再次发生的措施", "what prevents it again is missing"),
    OrderGuard.ARTEFACTS: ("缺要求的材料：{missing}", "demanded artefacts are missing: {missing}"),
    OrderGuard.PHOTOS: ("缺整改后的照片", "photos taken afterwards are missing"),
    OrderGuard.PUBLIC_OVER: ("公示还没有满期", "the days on notice are not over"),
    OrderGuard.PUBLIC_WANTED: ("不需要公示，或已在公示", "It need not be on notice, or is already"),
    OrderGuard.PERIODIC: ("这件督办没有规定反馈周期", "This order has no cycle of reports"),
}
name_actions(
    "supervision",
    {
        "order.edited": ("修改拟办的督办单", "Draft of an order edited"),
        "order.issued": ("交办督办单", "Order issued"),
        "order.withdrawn": ("撤回督办单", "Order withdrawn"),
        "order.signed": ("签收督办单", "Order signed for"),
        "order.reported": ("督办阶段反馈", "Progress of an order reported"),
        "order.replied": ("反馈督办单", "Order answered"),
        "order.taken": ("开始核查督办单", "Check of an order begun"),
        "order.published": ("公示督办结果", "Result of an order put on notice"),
        "order.closed": ("督办单销号", "Order closed"),
        "order.given_back": ("退回督办反馈", "Answer to an order given back"),
        "order.reassign_asked": ("申请转办督办单", "Another unit asked for"),
        "order.reassigned": ("转办督办单", "Order reassigned"),
        "order.extension_asked": ("申请督办延期", "More time asked for"),
        "order.extended": ("同意督办延期", "Order extended"),
        "order.declined": ("不同意督办申请", "What was asked for an order declined"),
        "order.held": ("督办单挂账", "Order put on hold"),
        "order.resumed": ("督办单恢复", "Order resumed"),
        "order.reopened": ("重新交办", "Order reopened"),
        "order.drafted": ("拟办督办单", "Order drafted"),
        "order.exported": ("导出督办台账", "Register of orders exported"),
    },
)
_VALUES = {
    "limit": ("办结时限", "Limit"),
    "lead": ("牵头单位", "Lead unit"),
    "until": ("预计恢复", "Expected to resume"),
    "days": ("停表", "Clock stopped"),
    "progress": ("目前进展", "Progress so far"),
    "turn": ("第几次反馈", "Answer no."),
    "files": ("材料和照片", "Files and photos"),
    "public_until": ("公示至", "On notice until"),
    "order": ("督办单", "Order"),
    "letter": ("文号", "Letter"),
    "late": ("逾期", "Late"),
    "level": ("审批", "Decided by"),
}
name_fields("supervision", {"matter": ("事项", "Matter"), "limit": _VALUES["limit"], "lead": _VALUES["lead"]})
LEVELS = {"issuer": ("交办单位", "the issuing organ"), "decider": ("上一级", "one level higher")}


def value_said(name: str, value: Any) -> str:
    """`办结时限 2027-05-10 → 2027-05-20`; of a name that is not told nothing."""
    if name not in _VALUES or value in (None, "", []):
        return ""
    shown = " → ".join(str(it) for it in value if it) if isinstance(value, list) else str(value)
    if name == "level":
        shown = say(*LEVELS[value])
    if name in ("late", "days"):
        shown = say(f"{value} 个工作日", f"{value} working day{'' if value == 1 else 's'}")
    return f"{say(*_VALUES[name])} {shown}"
