"""Excel and CSV: the only readers of sheets and cells."""

from yipanqi.workbook.annotate import CannotAnnotate, annotate
from yipanqi.workbook.opening import CannotRead
from yipanqi.workbook.own import Mapping, OwnBook, answered, laid_onto, not_planned, read_own, settled
from yipanqi.workbook.own.merging import merged
from yipanqi.workbook.read import Reading, read
from yipanqi.workbook.show import CannotWrite
from yipanqi.workbook.write import template, write

__all__ = [
    "CannotAnnotate",
    "CannotRead",
    "CannotWrite",
    "Mapping",
    "OwnBook",
    "Reading",
    "annotate",
    "answered",
    "laid_onto",
    "merged",
    "not_planned",
    "read",
    "read_own",
    "settled",
    "template",
    "write",
]
