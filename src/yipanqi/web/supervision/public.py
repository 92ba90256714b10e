"""What of closes, bulletins, meetings and assessments the public may read once it was signed off, field by field: of
their rows, and of the values that a close holds. People, places of meetings, reasons, lights and missing reports are
refused. A new field stands in one of the two."""

from yipanqi.domain.supervision.snapshot import Effect, EstateLine, Snapshot

PUBLIC = {
    "supervision.ClosedPeriod": ("id", "period", "version", "first", "last", "known_on"),
    "supervision.PeriodContent": ("closed", "packed"),  # packed: as `VALUES` lets its parts be told
    "supervision.Bulletin": (
        "id", "closed", "period", "kind", "version", "state", "paragraphs", "texts", "organ", "year", "number",
        "issued_on",
    ),
    "supervision.Meeting": ("id", "title", "kind", "held_on", "attending", "state", "printed_on", "version"),
    "supervision.MeetingItem": ("meeting", "number", "kind", "text", "unit", "limit", "state"),
    "supervision.Assessment": ("id", "scheme", "cycle", "first", "last", "state", "final_on", "version"),
    "supervision.AssessmentScheme": ("key", "value"),  # of the value its names
    "supervision.AssessedUnit": ("id", "assessment", "name", "score", "grade", "rank", "unranked", "barred"),
}  # fmt: skip
REFUSED = {
    "supervision.ClosedPeriod": (
        "entry", "figures", "figures_hash", "content_hash", "law", "reason", "by", "at",
    ),
    "supervision.PeriodContent": ("id",),
    "supervision.Bulletin": (
        "entry", "title", "changes", "by", "at", "day", "issued_by", "issued_at", "content_hash",
    ),
    "supervision.Meeting": (
        "entry", "number", "place", "chair", "others", "source", "minutes_number", "file", "by", "at",
    ),
    "supervision.MeetingItem": (
        "id", "leader", "order", "task", "turn", "has_hung", "reason", "snoozed_for", "snoozed_days", "wakes_on",
        "version", "by", "at",
    ),
    "supervision.Assessment": (
        "entry", "key", "once", "by", "at", "day", "filled_at", "filled_on", "scored_by", "scored_on", "shown_on",
        "appeal_until", "decided_by", "decided_on", "final_by", "final_at", "law", "content_hash",
    ),
    "supervision.AssessmentScheme": ("id", "entry", "source", "since", "by", "at"),
    "supervision.AssessedUnit": ("unit", "tasks", "estates", "barred_why", "apart", "change", "places", "is_final"),
}  # fmt: skip
VALUES = {
    Snapshot: ("period", "known_on", "lines", "effects"),
    EstateLine: (
        "estate", "region", "year", "households", "planned", "done", "done_before", "start_date", "finish_date",
        "started_on", "finished_on", "works",
    ),
    Effect: ("measure", "unit", "planned", "done", "in_year", "in_period"),
}  # fmt: skip
REFUSED_VALUES = {
    Snapshot: ("lights", "owed", "pressing", "problems", "law"),
    EstateLine: (
        "buildings", "floor_area", "certified", "lead", "responsible", "supporting", "person", "quarters",
    ),
    Effect: ("works", "finished", "late", "late_days"),
}  # fmt: skip
