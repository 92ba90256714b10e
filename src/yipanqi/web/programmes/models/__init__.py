"""The present state of a programme row by row, how it came about, and the versions that plans rest on."""

from .entries import ProgrammeEntry, ProgrammeEntryQuerySet, ProgrammeVersion, Sheets
from .imports import Change, ImportBatch
from .own_books import BookMapping
from .photos import Photo, PhotoMatch
from .rows import ColumnChoice, EstateRow, EstateRowQuerySet, Record, RecordQuerySet, hidden_sheets
from .units import UnitOrganisation

__all__ = [
    "BookMapping",
    "Change",
    "ColumnChoice",
    "EstateRow",
    "EstateRowQuerySet",
    "ImportBatch",
    "Photo",
    "PhotoMatch",
    "ProgrammeEntry",
    "ProgrammeEntryQuerySet",
    "ProgrammeVersion",
    "Record",
    "RecordQuerySet",
    "Sheets",
    "UnitOrganisation",
    "hidden_sheets",
]
