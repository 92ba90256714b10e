"""What the letters of supervision say: order, reply, urging letter, circular, interview: code → (Chinese, English)."""

from yipanqi.domain.sentences.catalogue import catalogue

_HEAD = {
    "letters_red_head": ("{issuer}文件", "{issuer}"),
    "letters_copy": ("抄送：{units}。", "Copies: {units}."),
    "letters_printed_on": ("{day}印发", "Printed {day}"),
    "letters_to": ("{unit}：", "To {unit}:"),
    "letters_signatory": ("签发人：{person}", "Signed by: {person}"),
    "letters_number_blank": ("发文字号：", "Number: "),
    "letters_contact": ("联系人及电话：{contact}。", "Contact: {contact}."),
    "letters_day": ("{count}个工作日", "{count} working day"),
    "letters_days": ("{count}个工作日", "{count} working days"),
    "letters_unnumbered": ("（未编号）", "(not numbered)"),
}
_ORDER = {
    "slip_title": ("关于办理|{matter}的督办通知", "Supervision order:|{matter}"),
    "slip_opening": (
        "经研究，将“{matter}”列为督办事项（督办单号：{number}），由你单位牵头办理。现将有关要求通知如下。",
        "“{matter}” is put under supervision (order {number}); your organisation is to lead. The following is asked.",
    ),
    "slip_matter": ("督办事项", "The matter"),
    "slip_source": ("来源：{origin}。", "Source: {origin}."),
    "slip_demands": ("办理要求", "What is asked"),
    "slip_limit": (
        "请自收到之日起抓紧办理，于**{limit}**前书面反馈办理情况；办理类别为{urgency}。",
        "Please act at once, and answer in writing by **{limit}**. Class of the matter: {urgency}.",
    ),
    "slip_answer": (
        "反馈应写明办理结果、产生问题的原因和防止再次发生的措施。",
        "The answer is to say what was done, what caused it, and what prevents it from happening again.",
    ),
    "slip_artefacts": ("反馈时一并报送：{names}。", "With the answer: {names}."),
    "slip_supporting": ("配合单位：{units}。", "Supporting: {units}."),
    "slip_inspects": (
        "{unit}负责核查，核查通过后销号；不能按期办结的，请在期限前书面申请延期。",
        "{unit} checks the answer; the order is closed once it passes. Where the limit cannot be kept, ask in writing "
        "for another before it is over.",
    ),
    "slip_ladder": (
        "逾期未反馈的，将依次催办、通报、约谈。",
        "Without an answer there follow a letter, the circular and an interview.",
    ),
    "slip_annex_head": ("附件", "Annex"),
    "slip_annex": ("附件：督办单", "Annex: Supervision slip"),
    "slip_form": ("督办单", "Supervision slip"),
    "slip_f_number": ("督办单号", "Number"),
    "slip_f_matter": ("督办事项", "Matter"),
    "slip_f_content": ("内容和要求", "Content"),
    "slip_f_leader": ("批示领导", "Leader who instructed"),
    "slip_f_issued": ("交办日期", "Issued on"),
    "slip_f_limit": ("办理期限", "Limit"),
    "slip_f_lead": ("牵头单位", "Lead unit"),
    "slip_f_supporting": ("配合单位", "Supporting units"),
    "slip_f_inspects": ("督办单位", "Inspecting unit"),
    "slip_f_estates": ("涉及小区", "Estates"),
    "slip_f_feedback": ("反馈方式", "Answer"),
    "slip_once": ("一次性书面反馈", "once, in writing"),
    "slip_f_contact": ("联系人及电话", "Contact"),
}
_REPLY = {
    "answer_title": (
        "关于{number}|督办事项|办理情况的报告",
        "Report on|supervision order {number}",
    ),
    "answer_opening": (
        "贵单位{issued}印发的督办单（{number}）收悉。现将“{matter}”的办理情况报告如下。",
        "We have received the order {number} of {issued} on “{matter}”, and report as follows.",
    ),
    "answer_done": ("办理情况", "What was done"),
    "answer_found": ("核实情况", "What was found"),
    "answer_proposals": ("意见和建议", "Opinion and proposals"),
    "answer_blank": ("（由承办单位填写）", "(to be written by the organisation)"),
    "answer_attachment": ("附件：{name}", "Annex: {name}"),
    "answer_attachments": ("附件：", "Annexes: "),
    "answer_end": ("特此报告。", "This is our report."),
}
_URGE = {
    "urge_title": ("关于尽快办理|{number}|督办事项的函", "Request to answer|supervision order {number}"),
    "urge_opening": (
        "{issued}交办你单位的督办事项“{matter}”（{number}），办理期限为{limit}。截至{day}，已逾期**{late}**，"
        "尚未收到反馈。",
        "The matter “{matter}” (order {number}) was given to your organisation on {issued}, with the limit {limit}. "
        "On {day} it is **{late}** over its limit, and no answer has come.",
    ),
    "urge_back": (
        "{issued}交办你单位的督办事项“{matter}”（{number}），办理期限为{limit}。前次反馈经核查退回，截至{day}，"
        "已逾期**{late}**，尚未重新反馈。",
        "The matter “{matter}” (order {number}) was given to your organisation on {issued}, with the limit {limit}. "
        "Its answer was given back; on {day} it is **{late}** over its limit, and no other has come.",
    ),
    "urge_stopped": (
        "期限已扣除停表的{days}（{why}）。",
        "Not counted: {days} on which the clock stood still ({why}).",
    ),
    "urge_ask": (
        "请抓紧办理并书面反馈；确有困难的，请说明原因、目前进展和预计办结时间。",
        "Please act, and answer in writing; where there is a difficulty, say why, how far it is, and when it will be "
        "done.",
    ),
    "urge_next": (
        "至{day}仍未反馈又无正当理由的，将按规定予以{step}。",
        "Without an answer or a good reason by {day}, the next step follows ({step}).",
    ),
    "urge_end": ("特此函告。", "Please take this as our formal request."),
}
_CIRCULAR = {
    "circular_title": ("关于逾期未办结|督办事项的通报", "Circular:|orders that are over their limits"),
    "circular_to": ("各街道办事处，区有关部门，各有关单位：", "To all subdistricts, departments and organisations:"),
    "circular_opening": (
        "截至{day}，下列{count}件督办事项经催办仍未反馈，现予通报。",
        "On {day} the following orders ({count}) are without an answer although a letter was sent.",
    ),
    "circular_list": ("逾期未办结事项", "Orders that are late"),
    "circular_units": (
        "按牵头单位统计：{units}。",
        "By lead unit: {units}.",
    ),
    "circular_unit": ("{unit}{count}件", "{unit} {count}"),
    "circular_demands": ("有关要求", "What is asked"),
    "circular_ask": (
        "请有关单位查明原因，立即整改，并于2个工作日内书面反馈；主要负责人要亲自过问。",
        "The organisations named are to find the cause, act at once, and answer in writing within two working days; "
        "their heads see to it themselves.",
    ),
    "circular_next": (
        "仍未反馈的，将约谈单位负责人，并按考核办法计分。",
        "Where no answer comes, their heads are asked to an interview, and the assessment counts it.",
    ),
    "circular_h_number": ("序号", "No."),
    "circular_h_order": ("督办单号", "Order"),
    "circular_h_matter": ("督办事项", "Matter"),
    "circular_h_unit": ("牵头单位", "Lead unit"),
    "circular_h_limit": ("办理期限", "Limit"),
    "circular_h_late": ("逾期工作日", "Days late"),
    "circular_days": ("{count}", "{count}"),
}
_INTERVIEW = {
    "interview_title": ("关于约谈|{unit}负责人的通知", "Invitation to an interview:|{unit}"),
    "interview_opening": (
        "{issued}交办你单位的督办事项“{matter}”（{number}），办理期限为{limit}，截至{day}已逾期**{late}**。"
        "经催办、通报仍未办结，决定约谈你单位负责人。",
        "The matter “{matter}” (order {number}) was given to your organisation on {issued}, with the limit {limit}; on "
        "{day} it is **{late}** over it. A letter and the circular have not brought an answer; the head "
        "of your organisation is asked to an interview.",
    ),
    "interview_place": ("约谈时间和地点", "When and where"),
    "interview_demands": ("有关要求", "What is asked"),
    "interview_when": (
        "{day}前，具体时间和地点由{issuer}另行通知。",
        "By {day}; the hour and the place will be told by the {issuer}.",
    ),
    "interview_topics": ("约谈内容", "What it is about"),
    "interview_topic_1": (
        "未按期办结的原因和责任。",
        "Why the order is not answered, and who is responsible.",
    ),
    "interview_topic_2": (
        "目前进展、存在困难和下一步措施。",
        "How far it is, what stands in the way, and what comes next.",
    ),
    "interview_topic_3": (
        "办结时限和责任人。",
        "By when it will be done, and by whom.",
    ),
    "interview_ask": (
        "请携带书面说明参加，并于约谈后2个工作日内报送整改措施。",
        "Bring a written statement, and send within two working days after it what will be done.",
    ),
}

SUPERVISION_LETTERS = catalogue(
    head=_HEAD, order=_ORDER, reply=_REPLY, urge=_URGE, circular=_CIRCULAR, interview=_INTERVIEW
)
