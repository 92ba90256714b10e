"""Tasks as another program for projects knows them (MSPDI, the XML of Microsoft Project): what is told and what not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectTask:
    """A task of a project's file. `number` is ours; `level` counts from 1."""

    number: str
    name: str
    level: int
    start_date: date
    finish_date: date  # the last day
    is_summary: bool = False
    percent: int = 0
    actual_start: date | None = None
    actual_finish: date | None = None
    baseline: tuple[date, date] | None = None
    after: Sequence[str] = ()  # numbers of what comes before it
    unit: str = ""
    person: str = ""
    note: str = ""


# code → what such a file cannot carry or is not asked for, in Chinese and in English
LOSSES = {
    "states": (
        "状态只写成完成百分比（未报完 0，报完后 100）；可开工、核验、销号、挂账不在文件里",
        "Of states only the percent is written (0, after the report 100): not ready, checked, closed, on hold",
    ),
    "money": ("资金及其来源不在文件里", "Money and its sources are not in the file"),
    "units": (
        "只写责任单位（作为资源）；牵头、配合、督办、施工、监理单位不在文件里",
        "Of units only the responsible one is written, as a resource: none of the others",
    ),
    "quantities": ("数量、标准、交付成果不在文件里", "Quantities, standards and deliverables are not in the file"),
    "history": ("办理记录、变更、附件不在文件里", "History, changes and papers are not in the file"),
    "hours": (
        "工期按日历天、每天 8 小时写入；排程软件重新计算后日期可能变动",
        "Durations are written in calendar days of 8 hours; another program may move dates when it reckons anew",
    ),
}
