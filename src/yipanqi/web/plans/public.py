"""What of an adopted plan the public may read once it was signed off, field by field: of its rows here, and of the
values of the programme that it is told with. A new field stands in one of the two."""

from yipanqi.domain.estate import Estate
from yipanqi.domain.fund import Fund
from yipanqi.domain.measure import Group, Measure
from yipanqi.domain.programme import Heading, Payment

PUBLIC = {
    "plans.Adoption": ("id", "run", "at"),
    "plans.PlanRun": ("id", "uid", "version", "outcome"),  # the outcome as `VALUES` lets its parts be told
}
REFUSED = {
    "plans.Adoption": ("entry", "proposal", "proposed_by", "by", "note"),
    "plans.PlanRun": (
        "entry", "base", "name", "kind", "asked", "levers", "job", "state", "changes", "why_not", "broken",
        "violation_count", "objective", "upper_bound", "priced_bound", "gap", "unfinished", "seconds", "work",
        "versions", "estates", "households", "works", "money", "money_told", "folder", "by", "at", "made_at",
    ),
}  # fmt: skip
VALUES = {
    Estate: ("id", "name", "subdistrict", "households", "buildings", "floor_area"),
    Payment: ("estate", "measure", "fund", "year", "amount"),
    Fund: ("id", "name", "name_en"),
    Measure: ("id", "name", "name_en", "group"),
    Group: ("id", "name", "name_en"),
    Heading: ("title", "district", "issuer", "document_number", "is_synthetic"),
}
REFUSED_VALUES = {
    Estate: (
        "community", "built_year", "stairwells", "floors", "exclusions", "must", "earliest", "latest", "fixed_start",
        "longitude", "latitude", "note", "own",
    ),
    Payment: (),
    Fund: (
        "kind", "region", "appropriations", "carry", "document", "by_floor_area", "by_households", "by_buildings",
        "by_estates",
    ),
    Measure: (
        "measure_class", "trade", "phase", "driver", "unit", "rate_low", "rate", "rate_high", "days_low", "days_high",
        "offset", "profile", "crew_weeks", "required", "requires", "options", "support_ratio", "matter", "rate_source",
        "content", "content_en",
    ),
    Group: (),
    Heading: (
        "recipients", "issued_on", "source_note", "basis", "copied_to", "printed_by", "contact",
    ),
}  # fmt: skip
