"""What the papers of meetings say: code → (Chinese, English)."""

from yipanqi.domain.sentences.catalogue import catalogue

_MINUTES = {
    "minutes_red_head": ("{issuer}会议纪要", "{issuer} · Minutes"),
    "minutes_title": ("{title}纪要", "Minutes: {title}"),
    "minutes_opening": ("{day}，{title}{place}召开{chair}。", "The {title} was held on {day}{place}{chair}."),
    "minutes_place": ("在{place}", " at {place}"),
    "minutes_chair": ("，{chair}主持", ", chaired by {chair}"),
    "minutes_asks": ("会议明确以下{count}项：", "It settled the following {count}:"),
    "minutes_asks_nothing": ("会议没有需要办理的事项。", "Nothing of it is to be acted on."),
    "minutes_kind": ("{kind}（{count}项）", "{kind} ({count})"),
    "minutes_item": ("（{mark}）{text}。{about}", "({mark}) {text}. {about}"),
    "minutes_about": ("{parts}。", "{parts}."),
    "minutes_unit": ("责任单位：{unit}", "Unit: {unit}"),
    "minutes_until": ("时限：{day}", "until: {day}"),
    "minutes_leader": ("提出人：{leader}", "asked for by: {leader}"),
    "minutes_attending": ("出席", "Attending"),
    "minutes_entered_title": ("{title}议定事项", "What was settled: {title}"),
    "minutes_source": (
        "按以下资料补录，不是纪要原件：{source}。",
        "Entered afterwards, not the minutes themselves; source: {source}.",
    ),
    "minutes_copied": ("分送：{units}。", "Sent to: {units}."),
    "minutes_printed_on": ("{day}印发", "Printed on {day}"),
}
_AGENDA = {
    "agenda_title": ("{title}议程", "Agenda: {title}"),
    "agenda_time": ("时间", "Day"),
    "agenda_place": ("地点", "Place"),
    "agenda_chair": ("主持人", "Chair"),
    "agenda_attending": ("参加单位", "Attending"),
    "agenda_carried": ("以往会议未办结事项", "Open items of earlier meetings"),
    "agenda_count": (
        "共{count}项，按会议先后列出，逐项听取办理情况。",
        "{count} in all, in the order of the meetings; each is reported on in turn.",
    ),
    "agenda_none": ("以往会议的事项都已办结。", "All items of earlier meetings are closed."),
    "agenda_other": ("本次会议事项", "Items of this meeting"),
    "agenda_head_number": ("序号", "No."),
    "agenda_head_meeting": ("会议", "Meeting"),
    "agenda_head_item": ("事项", "Item"),
    "agenda_head_unit": ("责任单位", "Unit"),
    "agenda_head_until": ("时限", "Until"),
    "agenda_head_state": ("办理情况", "Where it stands"),
}
MEETINGS = catalogue(minutes=_MINUTES, agenda=_AGENDA)
