"""Who gets what from the pages of disclosure."""

from web.routes import Row

VIEW = ("district", "office", "department", "subdistrict")
ROWS = (Row(name="disclosure:index", who=VIEW, get=200),)
