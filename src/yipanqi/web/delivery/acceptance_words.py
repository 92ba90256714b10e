"""Words of acceptance and handover by code, Chinese and English."""

from yipanqi.domain.delivery import acceptance, handover
from yipanqi.web.audit.words import name_actions, name_fields

_EVENTS = {
    "acceptance.applied": ("申请联合验收", "Joint acceptance applied for"),
    "acceptance.papers_noted": ("登记验收资料", "Papers of acceptance noted"),
    "acceptance.papers_checked": ("验收资料审查通过", "Papers of acceptance passed"),
    "acceptance.given_back": ("验收退回补资料", "Acceptance given back for papers"),
    "acceptance.visit_begun": ("开始现场查验", "Visit on site begun"),
    "acceptance.judged": ("填写查验结论", "Items of acceptance judged"),
    "acceptance.signed": ("验收签字", "Acceptance signed"),
    "acceptance.paper_entered": ("录入纸质查验表", "List signed by hand entered"),
    "acceptance.paper_confirmed": ("复核纸质查验表", "List signed by hand confirmed"),
    "acceptance.paper_returned": ("退回纸质查验表录入", "Entry of a signed list given back"),
    "acceptance.quantities_set": ("填写验收数量", "Accepted quantities written"),
    "acceptance.ordered": ("写入整改事项", "Rectification written down"),
    "acceptance.rectification_ordered": ("责令整改", "Rectification ordered"),
    "acceptance.put_right": ("填报整改完成", "Rectification reported"),
    "acceptance.revisited": ("复验", "Site visited again"),
    "acceptance.condition_added": ("写入验收条件", "Condition of acceptance written"),
    "acceptance.condition_met": ("验收条件落实", "Condition of acceptance met"),
    "acceptance.accepted": ("验收通过", "Accepted"),
    "acceptance.accepted_with_conditions": ("验收附条件通过", "Accepted with conditions"),
    "acceptance.refused": ("验收不予通过", "Acceptance refused"),
    "acceptance.filed": ("验收归档", "Acceptance filed"),
    "checklist.read": ("读入验收清单", "Checklists read"),
    "checklist.put_in_force": ("启用验收清单", "Checklists put in force"),
    "handover.offered": ("移交", "Handed over"),
    "handover.checked": ("移交清点", "Handover checked"),
    "handover.signed": ("移交签收", "Handover signed"),
    "handover.refused": ("拒绝接收移交", "Handover refused"),
    "handover.offered_again": ("重新移交", "Handed over again"),
}
_MOVES = [
    *(move.event for row in acceptance.TABLE.values() for move in row.values()),
    *(move.event for row in handover.TABLE.values() for move in row.values()),
]
if missing := set(_MOVES) - _EVENTS.keys():
    raise ValueError(f"moves without a name: {missing}")
name_actions("delivery", _EVENTS)
name_fields(
    "delivery",
    {
        "works": ("改造项数", "Works"),
        "checklist": ("清单版本", "Version of the checklists"),
        "papers": ("资料", "Papers"),
        "party": ("参加方", "Party"),
        "items": ("项目", "Items"),
        "failing": ("不合格项目", "Failing items"),
        "quantities": ("验收数量", "Accepted quantities"),
        "item": ("项目", "Item"),
        "found": ("问题", "What was found"),
        "due": ("期限", "Due"),
        "condition": ("条件", "Condition"),
        "since": ("生效日期", "In effect from"),
        "receiver": ("接收单位", "Receiver"),
        "lines": ("移交项数", "Things handed over"),
        "side": ("签字方", "Side"),
    },
)
