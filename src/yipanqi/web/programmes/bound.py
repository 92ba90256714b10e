"""Which rows of programmes the log answers for, by which columns. A form once in use stays as it is: add another."""

from yipanqi.web.audit.bound import bind_rows

from .models import ProgrammeVersion, Record

RECORD = (("entry_id", "sheet", "key", "estate", "values", "position", "revision", "is_active"),)
VERSION = (("entry_id", "number", "sha256", "content", "reason", "by_id", "at"),)  # its revision moves on

bind_rows(Record, "数据行", "row of data", forms=RECORD)
bind_rows(ProgrammeVersion, "数据版本", "version", forms=VERSION)
