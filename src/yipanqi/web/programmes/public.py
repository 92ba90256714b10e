"""What of a programme the public may read once it was signed off, field by field. A new field stands in one of the
two."""

PUBLIC = {
    "programmes.ProgrammeEntry": ("name", "district", "first_year", "years", "is_synthetic"),
    "programmes.ProgrammeVersion": ("number",),
    "programmes.EstateRow": ("estate", "name", "subdistrict", "subdistrict_name"),
}
REFUSED = {
    "programmes.ProgrammeEntry": (
        "id", "organisation", "revision", "current_version", "created_by", "created_at",
    ),
    "programmes.ProgrammeVersion": ("id", "entry", "sha256", "content", "revision", "reason", "by", "at"),
    "programmes.EstateRow": (
        "id", "entry", "record", "pinyin", "initials", "subdistrict_order", "community", "community_name", "built_year",
        "households", "buildings", "floor_area", "standing", "admitted", "needs", "needed", "needs_count", "cost",
        "is_under_way", "longitude", "latitude",
    ),
}  # fmt: skip
