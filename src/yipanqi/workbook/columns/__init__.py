"""Every sheet of the workbook, in the order of its tabs."""

from yipanqi.workbook.columns.capacity import BLACKOUTS, CREWS, DUTIES, SITE_LIMITS, TARGETS, UNDER_WAY, UNITS
from yipanqi.workbook.columns.measures import GROUPS, MEASURES, RATIOS, SURVEY
from yipanqi.workbook.columns.money import EARMARKS, FUNDS, SHARE_RULES, SPENT
from yipanqi.workbook.columns.own_fields import OWN_FIELDS
from yipanqi.workbook.columns.places import BUILDINGS, COMMUNITIES, ESTATES, REGIONS
from yipanqi.workbook.columns.programme import PROGRAMME
from yipanqi.workbook.columns.time import HOLIDAYS, STEP_DAYS

SHEETS = (
    PROGRAMME,
    REGIONS,
    COMMUNITIES,
    ESTATES,
    BUILDINGS,
    SURVEY,
    GROUPS,
    MEASURES,
    RATIOS,
    FUNDS,
    SHARE_RULES,
    EARMARKS,
    CREWS,
    SITE_LIMITS,
    TARGETS,
    BLACKOUTS,
    UNITS,
    DUTIES,
    UNDER_WAY,
    SPENT,
    STEP_DAYS,
    HOLIDAYS,
    OWN_FIELDS,
)
SHEET = {sheet.key: sheet for sheet in SHEETS}
NOTES = ("说明", "Notes")  # sheets of the workbook that hold no data
LISTS = ("下拉选项", "Lists")
FINDINGS = ("问题清单", "Findings")
SERIAL = ("序号", "No.")  # the first column of every sheet; nothing depends on it
SAMPLE = ("示例", "Sample")  # what the serial column says in a sample row
