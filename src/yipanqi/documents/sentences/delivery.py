"""What the papers of acceptance and handover say: code → (Chinese, English)."""

from yipanqi.domain.sentences.catalogue import catalogue

_HEADS = {
    "paper_head_number": ("序号", "No."),
    "paper_head_measure": ("改造内容", "Work"),
    "paper_head_unit": ("单位", "Unit"),
    "paper_head_planned": ("计划数量", "Planned"),
    "paper_head_reported": ("报完数量", "Reported"),
    "paper_head_accepted": ("验收数量", "Accepted"),
    "paper_head_item": ("检查项目", "Item"),
    "paper_head_limit": ("合格标准", "Limit"),
    "paper_head_verdict": ("查验结论", "Finding"),
    "paper_head_remark": ("备注", "Note"),
    "paper_head_found": ("存在问题", "What was found"),
    "paper_head_who": ("责任人", "By whom"),
    "paper_head_due": ("期限", "Due"),
    "paper_head_done": ("整改完成", "Put right"),
    "paper_head_condition": ("条件", "Condition"),
    "paper_head_met": ("落实日期", "Met on"),
    "paper_head_party": ("参加方", "Party"),
    "paper_head_organisation": ("单位名称", "Organisation"),
    "paper_head_person": ("签字人", "Signed by"),
    "paper_head_signed": ("签字日期", "Signed on"),
    "paper_head_way": ("签字方式", "How"),
    "paper_head_thing": ("移交内容", "What is handed over"),
    "paper_head_quantity": ("数量", "Quantity"),
    "paper_head_warranty": ("保修至", "Warranty until"),
}
_SHORT = {
    "paper_number": ("编号", "Number"),
    "paper_estate": ("小区", "Estate"),
    "paper_place": ("{subdistrict}{estate}", "{estate}, {subdistrict}"),
    "paper_applied": ("申请日期", "Applied for on"),
    "paper_visited": ("现场查验日期", "Visited on"),
    "paper_accepted": ("验收日期", "Accepted on"),
    "paper_offered": ("移交日期", "Offered on"),
    "paper_blank_day": ("　　年　　月　　日", "day ____ month ________ year ______"),
    "paper_bracket": ("（{text}）", " ({text})"),
    "paper_none": ("—", "—"),
    "paper_open": ("未完成", "open"),
    "paper_not_judged": ("未查验", "not judged"),
    "paper_unsigned": ("未签字", "not signed"),
    "paper_on_screen": ("系统内签字", "on the screen"),
    "paper_by_hand": (
        "纸质签字，{entered}录入、{confirmed}复核",
        "on paper, entered by {entered}, confirmed by {confirmed}",
    ),
    "paper_ours": ("本软件的默认值", "this software's default"),
}
_CERTIFICATE = {
    "certificate_title": ("{estate}改造工程联合验收意见书", "Certificate of joint acceptance: {estate}"),
    "certificate_works": ("验收范围和数量", "Works and quantities"),
    "certificate_last_word": (
        "验收数量是结算、统计和公开的唯一依据。",
        "Accounts, statistics and disclosure go by the accepted quantity alone.",
    ),
    "certificate_items": ("查验情况", "Findings"),
    "certificate_version": (
        "按验收清单第{number}版查验（来源：{source}，{day:day}起施行）。",
        "Judged by version {number} of the checklists (source: {source}; in effect from {day:day}).",
    ),
    "certificate_rectified": ("整改情况", "What was put right"),
    "certificate_outcome": ("验收结论", "Outcome"),
    "certificate_signatures": ("各方签字", "Signatures"),
    "outcome_accepted": (
        "{estate}改造工程经联合验收，结论为：**通过**（{day}）。",
        "The works at {estate} were examined jointly. Outcome: **accepted** ({day}).",
    ),
    "outcome_conditional": (
        "{estate}改造工程经联合验收，结论为：**附条件通过**（{day}）。下列条件须按期落实，落实后归档。",
        "The works at {estate} were examined jointly. Outcome: **accepted with conditions** ({day}). The conditions "
        "below are to be met in time; then this is filed.",
    ),
    "outcome_filed": (
        "{estate}改造工程经联合验收，结论为：**通过**（{day}），已归档。",
        "The works at {estate} were examined jointly. Outcome: **accepted** ({day}), and filed.",
    ),
    "outcome_refused": (
        "{estate}改造工程经联合验收，结论为：**不予通过**（{day}）。",
        "The works at {estate} were examined jointly. Outcome: **refused** ({day}).",
    ),
    "outcome_open": ("{estate}改造工程尚未作出验收结论。", "There is no outcome yet for {estate}."),
    "outcome_reason": ("理由：{reason}", "Reason: {reason}"),
    "outcome_failing": ("不合格的项目有{count}项：{names}。", "Items that fail ({count}): {names}."),
    "outcome_absent": ("尚未签字：{names}。", "Not signed yet: {names}."),
}
_LETTER = {
    "letter_title": ("关于{estate}改造工程的整改通知书", "Notice to put right: {estate}"),
    "letter_to": ("{unit}：", "To {unit}:"),
    "letter_found": (
        "{day}，联合验收组对{estate}改造工程进行现场查验，发现以下{count}项问题，请按期整改。",
        "On {day} the works at {estate} were examined on site. The following was found ({count}) and is to be put "
        "right in time.",
    ),
    "letter_demand": (
        "整改完成后，请书面报告并附整改前后照片，由监理单位核实后申请复验。",
        "When done, report in writing with photos before and after; once the supervisor has verified it, ask for "
        "another visit.",
    ),
    "letter_else": (
        "逾期未整改的，不予通过验收，并按合同约定处理。",
        "What is not put right in time is not accepted; the contract says what follows.",
    ),
    "letter_copy": ("抄送：{unit}", "Copy: {unit}"),
}
_LIST = {
    "list_title": ("联合验收查验表（{party}）", "Joint acceptance: list of {party}"),
    "list_boxes": ("□合格　□不合格\n□无此项", "□ passes\n□ fails\n□ not here"),
    "list_own": (
        "本表只列由本方查验的项目，由本方人员在现场逐项查验、签字，他人不得代签。",
        "Only this party's items stand here. Its own people judge them on site and sign; nobody signs for another.",
    ),
    "list_sign": (
        "查验人（签字）：________________",
        "Judged by (signature): ____________________",
    ),
    "list_contact": (
        "联系电话：____________　日期：____年___月___日",
        "Telephone: ____________________  Date: ____________",
    ),
    "list_entered": (
        "系统录入人：____________　　复核人（与录入人不同）：____________",
        "Entered by: ____________  Confirmed by (another person): ____________",
    ),
}
_HANDOVER = {
    "handover_title": ("{estate}改造工程移交清单", "Handover list: {estate}"),
    "handover_by_contract": ("按合同", "by contract"),
    "handover_warranty": (
        "保修期自验收通过之日起计算；法定最低保修期限见《建设工程质量管理条例》第四十条，合同更长的从合同。",
        "Warranty runs from acceptance. Article 40 of the Regulations on the Quality of Construction sets the least; "
        "where the contract says longer, that counts.",
    ),
    "handover_copies": (
        "双方按清单现场清点无误后签字，各执一份。",
        "Both sides check the list on site and sign; each keeps a copy.",
    ),
    "handover_to_sign": (
        "{side}（签章）：________　日期：____年___月___日",
        "{side} (signature, seal): ____________  Date: ____________",
    ),
    "handover_signed": ("{side}：{organisation}　{person}　{day}", "{side}: {organisation}, {person}, {day}"),
}

DELIVERY = catalogue(
    heads=_HEADS, short=_SHORT, certificate=_CERTIFICATE, letter=_LETTER, list=_LIST, handover=_HANDOVER
)
