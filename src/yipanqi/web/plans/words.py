"""Words of this app by code, Chinese and English."""

from yipanqi.web.audit.words import name_actions, name_fields

OPEN, MADE, IMPOSSIBLE = "open", "made", "impossible"
STATES = {
    OPEN: ("编制中", "Being made"),
    MADE: ("已编成", "Made"),
    IMPOSSIBLE: ("无可行方案", "Impossible"),
}
PLANNER, HAND = "planner", "hand"
KINDS = {PLANNER: ("规划计算", "By the planner"), HAND: ("手工调整", "By hand")}
MOVES = {"moved": ("改期", "moved"), "added": ("新增", "added"), "dropped": ("移出", "dropped")}
DECLINED, WITHDRAWN = "declined", "withdrawn"
ENDS = {DECLINED: ("退回", "declined it"), WITHDRAWN: ("撤回提请", "withdrew it")}

name_actions(
    {
        "plan.started": ("开始编制方案", "Plan run started"),
        "plan.made": ("方案编成", "Plan made"),
        "plan.impossible": ("没有可行方案", "No plan is possible"),
        "plan.changed_by_hand": ("手工调整方案", "Plan changed by hand"),
        "plan.proposed": ("提请采用方案", "Plan proposed"),
        "plan.declined": ("退回方案提请", "Proposal of a plan declined"),
        "plan.withdrawn": ("撤回方案提请", "Proposal of a plan withdrawn"),
        "plan.adopted": ("批准采用方案", "Plan adopted"),
        "plan.documents_made": ("生成方案文件", "Plan documents made"),
        "plan.document_taken": ("下载方案文件", "Plan document downloaded"),
        "plan.remade": ("复算方案", "Plan remade"),
        "plan.exported": ("导出方案数据", "Plan data exported"),
    }
)
name_fields(
    {
        "settings": ("计算设置", "settings"),
        "levers": ("情景调整", "changes of the scenario"),
        "version": ("数据版本", "version"),
        "base": ("原方案", "base"),
        "objective": ("目标值", "objective"),
        "gap": ("差距", "gap"),
        "violations": ("违反规则", "broken rules"),
        "is_same": ("一致", "the same"),
        "note": ("说明", "note"),
        "file": ("文件", "file"),
        "proposal": ("提请", "proposal"),
        "proposed_by": ("提请人", "proposed by"),
    }
)
