"""What of reports the public may read once it was signed off: which kind of problem an estate has, and until when it is
expected to be finished. What a unit wrote in its own words is refused. A new field stands in one of the two."""

PUBLIC = {"progress.TaskReport": ("task", "month", "version", "state", "problem", "expected_finish", "day")}
REFUSED = {
    "progress.TaskReport": (
        "id", "uid", "content_hash", "entry", "is_newest", "percent", "quantity", "problem_text", "certified", "reason",
        "marks", "by", "at", "as_of", "written_at", "skew", "is_late", "judged_by", "judged_at", "judged_on",
        "judged_why",
    )
}  # fmt: skip
