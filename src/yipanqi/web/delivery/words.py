"""Words of this app by code, Chinese and English."""

from typing import Any

from yipanqi.domain.delivery.change import ChangeGuard
from yipanqi.domain.delivery.state import MOVES, Guard
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import in_yuan, wan_text
from yipanqi.web.audit.words import name_actions, name_fields
from yipanqi.web.page.say import say

KINDS = {
    Kind.ESTATE: ("小区", "Estate"),
    Kind.STAGE: ("环节", "Stage"),
    Kind.WORK: ("改造项", "Work"),
}
PARTS = {
    "lead": ("牵头单位", "Lead"),
    "responsible": ("责任单位", "Responsible"),
    "inspecting": ("督办单位", "Inspecting"),
    "contractor": ("施工单位", "Contractor"),
    "supervisor": ("监理单位", "Supervisor"),
}
SUPPORTING = "supporting"  # 配合单位: several, so no part of its own
REPLANNED, PERSON, DERIVED, NOTED = "replanned", "person", "derived", "noted"
ASSIGNED, UNASSIGNED, EXCEPTED = "assigned", "unassigned", "excepted"
CHANGED, ADDED, UNDONE = "changed", "added", "undone"  # by a change that was approved
DEEDS = {
    REPLANNED: ("按新采用的方案调整", "Changed by a later plan"),
    PERSON: ("更换责任人", "Person replaced"),
    DERIVED: ("随下级任务变动", "Follows its parts"),
    CHANGED: ("按批准的变更调整", "Changed by an approved change"),
    ADDED: ("按批准的变更列入", "Added by an approved change"),
    UNDONE: ("变更撤销，恢复原样", "Change undone, as it was before"),
    NOTED: ("备注", "Note"),
    ASSIGNED: ("按合同确定施工或监理单位", "Contractor or supervisor by a contract"),
    UNASSIGNED: ("没有有效的合同，不再承担", "No longer held: no contract in force"),
    EXCEPTED: ("批准例外通过闸门", "Exception at a gate granted"),
}  # what is done to tasks besides the moves
REFUSED = {
    "no_such_move": ("任务现在是“{state}”，不能“{action}”", "The task is “{state}”: “{action}” is not possible now"),
    "of_its_parts": (
        "这一级的状态由下级任务决定，请办理下级任务",
        "Its state is what its parts make of it: act on these",
    ),
    "not_yours": ("“{action}”由{who}办理", "“{action}” is for {who}"),
    "no_reason": ("请写明理由", "Say why"),
    Guard.PREDECESSORS: ("前面的任务还没有核验：{missing}", "What comes before is not checked yet: {missing}"),
    Guard.START_GATE: ("还不能“{action}”：{missing}", "“{action}” is not possible yet: {missing}"),
    Guard.END_GATE: ("还不能“{action}”：{missing}", "“{action}” is not possible yet: {missing}"),
    Guard.NOT_REPORTER: ("报完的人不能核验或销号自己报的任务", "Who reported a task may not check or close it"),
}
CHANGE_FACTS = {
    "households": ("户数", "Households"),
    "floor_area": ("建筑面积（㎡）", "Floor area (㎡)"),
    "buildings": ("楼栋数", "Buildings"),
}
CHANGE_WORKS = {
    "repriced": ("数量、资金调整", "Quantity and money"),
    "added": ("增加", "Added"),
    "revived": ("恢复列入", "Taken up again"),
    "dropped": ("取消", "Taken out"),
}  # what a change does to a work
CHANGE_REFUSED = {
    "no_such_move": ("变更现在是“{state}”，不能{action}", "The change is “{state}”: “{action}” is not possible now"),
    "not_yours": ("“{action}”不由您办理", "“{action}” is not for you"),
    "no_reason": ("请写明理由", "Say why"),
    ChangeGuard.OTHER_PERSON: ("提请人不能{action}自己提出的变更", "Who asked for a change does not decide about it"),
    ChangeGuard.WITHIN_LIMIT: ("超出您的审批权限，由{who}办理", "This is beyond your limit; it is for: {who}"),
    ChangeGuard.IN_TIME: ("已过变更截止日", "The last day for such changes is over"),
    ChangeGuard.STILL_SO: (
        "之后任务又有变动，请按现在的情况重新提请",
        "The tasks have changed since; it has to be asked for anew",
    ),
    ChangeGuard.SAME_DAY: ("只能在批准当天撤销", "It is undone on the day of its approval only"),
}  # by the refusals of the table of changes
WHO = {
    "responsible": ("责任单位或施工单位", "the responsible unit or the contractor"),
    "inspecting": ("督办单位或监理单位", "the inspecting unit or the supervisor"),
    "office": ("区改造办", "the renovation office"),
    "change": ("批准的变更", "an approved change"),
}
FACTS = {
    "start_date": ("计划开始", "planned start"),
    "finish_date": ("计划完成", "planned finish"),
    "budget": ("资金（元）", "money (yuan)"),
    "told_budget": ("资金（万元）", "money (10⁴ yuan)"),
    "quantity": ("数量", "quantity"),
    "person": ("责任人", "person"),
    "held_for": ("条件", "condition"),
    "until": ("期限", "until"),
    "contractor": ("施工单位", "contractor"),
    "supervisor": ("监理单位", "supervisor"),
}  # what an event of a task tells besides its states


_MONEY = {"budget": lambda fen: f"{in_yuan(fen):,.2f}", "told_budget": wan_text}


def fact_said(name: str, value: Any) -> str:
    """`计划完成 2028-03-01 → 2028-04-01`; nothing where there is nothing to tell."""
    if name not in FACTS or not value:
        return ""
    if not isinstance(value, list):
        return f"{say(*FACTS[name])} {value}"
    told = [_MONEY[name](int(it)) if name in _MONEY and it is not None else it for it in value]
    shown = [it for it in told[:1] if it is not None] + [say("无", "none") if it is None else it for it in told[1:]]
    return f"{say(*FACTS[name])} {' → '.join(map(str, shown))}"


_EVENTS = {
    "task.ready": ("任务备齐，可开工", "Task made ready"),
    "task.started": ("任务开工", "Task started"),
    "task.reported": ("任务报完", "Task reported done"),
    "task.taken_back": ("撤回任务报完", "Report of a task taken back"),
    "task.checked": ("任务核验通过", "Task checked"),
    "task.sent_back": ("任务退回", "Task sent back"),
    "task.closed": ("任务销号", "Task closed"),
    "task.reopened": ("任务重新打开", "Task reopened"),
    "task.held": ("任务挂账", "Task put on hold"),
    "task.resumed": ("任务恢复", "Task resumed"),
    "task.cancelled": ("任务取消", "Task cancelled"),
    "task.revived": ("任务恢复列入", "Task taken up again"),
}
if missing := {move.event for move in MOVES.values()} - _EVENTS.keys():
    raise ValueError(f"moves without a name: {missing}")
name_actions(
    "delivery",
    _EVENTS
    | {
        "task.person_replaced": ("更换任务责任人", "Person of a task replaced"),
        "delivery.tasks_made": ("按采用的方案分解任务", "Tasks made from an adopted plan"),
        "delivery.sample_loaded": ("载入示例进度", "Sample progress loaded"),
        "delivery.setting_added": ("修改实施规则", "Rule of delivery set"),
        "delivery.baseline_kept": ("保存基线", "Baseline kept"),
        "change.asked": ("提请变更", "Change asked for"),
        "change.approved": ("批准变更", "Change approved"),
        "change.declined": ("退回变更", "Change declined"),
        "change.withdrawn": ("撤回变更", "Change withdrawn"),
        "change.undone": ("撤销变更", "Change undone"),
        "delivery.exported": ("导出任务", "Tasks exported"),
        "task_import.read": ("读取任务文件", "File of tasks read"),
        "task_import.applied": ("导入任务文件", "File of tasks taken in"),
        "task_import.undone": ("撤销任务导入", "Import of tasks undone"),
        "calendar.opened": ("生成日历地址", "Calendar address made"),
        "calendar.ended": ("停用日历地址", "Calendar address ended"),
        "calendar.read": ("读取日历", "Calendar read"),
    },
)
name_fields(
    "delivery",
    {
        "number": ("任务编号", "Task"),
        "day": ("日期", "Day"),
        "held_for": ("条件", "Condition"),
        "until": ("期限", "Until"),
        "added": ("新增任务", "Tasks added"),
        "kept": ("保留任务", "Tasks kept"),
        "cancelled": ("取消任务", "Tasks cancelled"),
        "revived": ("恢复任务", "Tasks taken up again"),
        "baseline": ("基线", "Baseline"),
        "person": ("责任人", "Person"),
        "task": ("任务", "Task"),
        "money": ("金额（分）", "Fen"),
        "days": ("工作日", "Working days"),
        "key": ("规则", "Rule"),
        "value": ("值", "Value"),
        "source": ("依据", "Source"),
        "notes": ("备注", "Notes"),
        "persons": ("责任人（项）", "Persons replaced"),
        "states": ("状态（项）", "States"),
    },
)
