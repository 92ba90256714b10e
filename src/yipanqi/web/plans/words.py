"""Words of this app by code, Chinese and English."""

from collections.abc import Mapping
from typing import Any

from yipanqi.domain.sentences.spoken import STANDARDS, word
from yipanqi.web.audit.words import name_actions, name_fields, tell_values
from yipanqi.web.page.say import say

OPEN, MADE, IMPOSSIBLE, UNDECIDED = "open", "made", "impossible", "undecided"
STATES = {
    OPEN: ("编制中", "Being made"),
    MADE: ("已编成", "Made"),
    IMPOSSIBLE: ("无可行方案", "Impossible"),
    UNDECIDED: ("未能判定", "Not decided in time"),
}
IN_FORCE, PROPOSED, FORMER, BROKEN, CUT_SHORT = "in_force", "proposed", "former", "broken", "draft"
STANDINGS = {  # how the list tells a plan, before its state
    IN_FORCE: ("已采用", "In force"),
    PROPOSED: ("待批准", "Proposed"),
    FORMER: ("曾经采用", "Once in force"),
}
FILTERS = {
    **STANDINGS,
    MADE: STATES[MADE],
    BROKEN: ("违反规则", "Breaks rules"),
    CUT_SHORT: ("草案·搜索未完成", "Draft: search unfinished"),
    **{state: said for state, said in STATES.items() if state != MADE},
}
UNPAID = ("未核算", "not reckoned")
DRAFT = ("草案·搜索未完成", "Draft: search unfinished")
PLANNER, HAND = "planner", "hand"
KINDS = {PLANNER: ("规划计算", "By the planner"), HAND: ("手工调整", "By hand")}
MOVES = {"moved": ("改期", "moved"), "added": ("新增", "added"), "dropped": ("移出", "dropped")}
DECLINED, WITHDRAWN = "declined", "withdrawn"
ENDS = {DECLINED: ("退回", "declined it"), WITHDRAWN: ("撤回提请", "withdrew it")}

name_actions(
    "plans",
    {
        "plan.started": ("开始编制方案", "Plan run started"),
        "plan.made": ("方案编成", "Plan made"),
        "plan.impossible": ("没有可行方案", "No plan is possible"),
        "plan.undecided": ("给定时间内未能判定有无可行方案", "Not decided in time whether a plan is possible"),
        "plan.changed_by_hand": ("手工调整方案", "Plan changed by hand"),
        "plan.proposed": ("提请采用方案", "Plan proposed"),
        "plan.declined": ("退回方案提请", "Proposal of a plan declined"),
        "plan.withdrawn": ("撤回方案提请", "Proposal of a plan withdrawn"),
        "plan.adopted": ("批准采用方案", "Plan adopted"),
        "plan.signature_refused": ("批准签名不符", "Signature of an adoption refused"),
        "plan.documents_made": ("生成方案文件", "Plan documents made"),
        "plan.document_taken": ("下载方案文件", "Plan document downloaded"),
        "plan.remade": ("复算方案", "Plan remade"),
        "plan.exported": ("导出方案数据", "Plan data exported"),
    },
)
name_fields(
    "plans",
    {
        "settings": ("计算设置", "settings"),
        "levers": ("情景调整", "changes of the scenario"),
        "version": ("数据版本", "version"),
        "base": ("原方案", "base"),
        "objective": ("目标值", "objective"),
        "gap": ("差距", "gap"),
        "proven_gap": ("可复算的差距", "gap that can be recomputed"),
        "unfinished": ("搜索未完成", "search unfinished"),
        "violations": ("违反规则", "broken rules"),
        "is_same": ("一致", "the same"),
        "proposal": ("提请", "proposal"),
        "proposed_by": ("提请人", "proposed by"),
        "changes": ("改动", "changes"),
    },
)


def change_told(change: Mapping[str, Any], lang: str) -> str:
    """An estate's change by hand, as `by_hand.changed` gives it, in a sentence."""
    told = [_start_told(change["was"], change["start"], lang), *(_work_told(*work, lang) for work in change["works"])]
    parts = [part for part in told if part]
    return f"{change['name']}: {', '.join(parts)}" if lang == "en" else f"{change['name']}：{'，'.join(parts)}"


def _start_told(was: str, start: str, lang: str) -> str:
    if start == was:
        return ""
    if not start:
        return "leaves the plan" if lang == "en" else "移出方案"
    if not was:
        return f"enters the plan in {start}" if lang == "en" else f"列入方案，{start} 开工"
    return f"start {was} → {start}" if lang == "en" else f"开工 {was} → {start}"


def _work_told(zh: str, en: str, standard: str, lang: str) -> str:
    if lang == "en":
        return f"{en} done ({word(STANDARDS, standard, lang)})" if standard else f"{en} left out"
    return f"做{zh}（{word(STANDARDS, standard)}）" if standard else f"不做{zh}"


def _change_said(change: Any) -> str:
    """A change of a plan in the log; until now they were kept as sentences."""
    return change if isinstance(change, str) else say(change_told(change, "zh"), change_told(change, "en"))


tell_values("plans", {"changes": _change_said})
