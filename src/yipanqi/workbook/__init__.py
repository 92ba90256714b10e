"""Excel and CSV: the only readers of sheets and cells."""

from yipanqi.workbook.show import CannotWrite
from yipanqi.workbook.write import template, write

__all__ = ["CannotWrite", "template", "write"]
