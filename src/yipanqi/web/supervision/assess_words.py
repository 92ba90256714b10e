"""Words of assessment: what the log calls its deeds and values, why a move is refused, the rule a district sets."""

from yipanqi.domain.delivery.described import Field, ValueKind
from yipanqi.domain.supervision.assessment import APPEAL_DAYS, SHIPPED
from yipanqi.web.audit.words import name_actions, name_fields
from yipanqi.web.delivery.rulebook import add_rules
from yipanqi.web.inbox.kinds import name_kinds

from .assess_people import KINDS

JOB, CREATE = "supervision.assess", "create"
FIELDS = (
    Field(
        key=APPEAL_DAYS,
        names=("考核申诉期限", "Time to appeal an assessment"),
        kind=ValueKind.COUNT,
        unit=("个工作日", "working days"),
    ),
)
REFUSED = {
    "no_such_move": ("“{state}”的考核不能{action}", "“{action}” is not possible now: {state}"),
    "not_yours": ("这不是您的职责", "This is not yours to do"),
    "no_reason": ("请写明依据或理由", "Name the evidence, or the reason"),
    "complete": ("还有指标没有评分，或还没有取数", "Some values are still missing, or the record is not read yet"),
    "other_person": ("评分的人不能裁定或审定", "Who scored does not decide"),
    "in_time": ("申诉期已于 {until} 结束", "Appeals were open until {until}"),
    "none_open": ("这项指标已有申诉待裁定", "An appeal on this indicator waits already"),
    "time_over": ("申诉期到 {until}，还没有结束", "Appeals are open until {until}"),
    "all_decided": ("还有申诉没有裁定", "Some appeals are not decided yet"),
    "not_own_unit": ("不能给本单位评分或裁定", "Nobody scores, or decides about, their own unit"),
}
name_kinds(KINDS)
add_rules(SHIPPED, FIELDS)
name_actions(
    "supervision",
    {
        "assessment.scheme_adopted": ("采用考核办法", "Scheme of assessment adopted"),
        "assessment.created": ("发起考核", "Assessment begun"),
        "assessment.fill_asked": ("要求重新取数", "Record to be read again"),
        "assessment.filled": ("考核取数", "Record read"),
        "assessment.entered": ("考核评分录入", "Values entered"),
        "assessment.barred": ("登记一票否决事项", "Barring event entered"),
        "assessment.scored": ("考核评分完成", "Scoring done"),
        "assessment.reopened": ("考核退回评分", "Back to scoring"),
        "assessment.shown": ("考核结果公示", "Shown to the assessed"),
        "assessment.opened": ("开始受理考核申诉", "Appeals opened"),
        "assessment.appealed": ("考核申诉", "Appeal"),
        "assessment.answered": ("裁定考核申诉", "Appeal decided"),
        "assessment.decided": ("考核申诉裁定完毕", "Appeals closed"),
        "assessment.finalised": ("审定考核", "Assessment made final"),
        "assessment.withdrawn": ("撤回考核", "Assessment withdrawn"),
        "assessment.exported": ("导出考核", "Assessment exported"),
    },
)
name_fields(
    "supervision",
    {
        "units_count": ("单位数", "Units"),
        "indicator": ("指标", "Indicator"),
        "units": ("单位", "Units"),
        "barred": ("一票否决事项", "Barring event"),
        "first": ("自", "From"),
    },
)
