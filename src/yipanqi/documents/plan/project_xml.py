"""Tasks as MSPDI, the XML that Microsoft Project and its like open; dates are given, nothing is left to be reckoned."""

from collections.abc import Sequence
from datetime import date, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from yipanqi.domain.delivery.project import ProjectTask

SPACE = "http://schemas.microsoft.com/project"
_BEGIN, _END = "T08:00:00", "T17:00:00"
_ELAPSED_DAYS = "8"  # of DurationFormat
_FINISH_TO_START = "1"
_ASAP, _DAY_HOURS = "0", 24


def project_xml(title: str, tasks: Sequence[ProjectTask], at: datetime) -> bytes:
    """The file's bytes. `tasks` in the order of their tree, those above before those below."""
    root = Element("Project", xmlns=SPACE)
    _tell(root, Name=f"{title}.xml", Title=title, CreationDate=f"{at:%Y-%m-%dT%H:%M:%S}", ScheduleFromStart="1")
    if tasks:
        _tell(root, StartDate=f"{min(it.start_date for it in tasks)}{_BEGIN}")
        _tell(root, FinishDate=f"{max(it.finish_date for it in tasks)}{_END}")
    _tell(root, CalendarUID="1", NewTasksAreManual="1")
    _calendar(root)
    uids = {task.number: uid for uid, task in enumerate(tasks, 1)}
    units = list(dict.fromkeys(task.unit for task in tasks if task.unit))
    box, outline = SubElement(root, "Tasks"), _Outline()
    for task in tasks:
        _task(box, task, uids, outline.next(task.level))
    box = SubElement(root, "Resources")
    for uid, unit in enumerate(units, 1):
        _tell(SubElement(box, "Resource"), UID=uid, ID=uid, Name=unit, Type="1")
    box = SubElement(root, "Assignments")
    for uid, task in enumerate((it for it in tasks if it.unit and not it.is_summary), 1):
        _tell(
            SubElement(box, "Assignment"),
            UID=uid,
            TaskUID=uids[task.number],
            ResourceUID=units.index(task.unit) + 1,
            Start=f"{task.start_date}{_BEGIN}",
            Finish=f"{task.finish_date}{_END}",
            Units="1",
        )
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + tostring(root, "unicode").encode() + b"\n"


class _Outline:
    """Numbers of a tree: 1, 1.1, 1.1.1, 1.2 …"""

    def __init__(self) -> None:
        self._counts: list[int] = []

    def next(self, level: int) -> str:
        """Of the next task, so deep."""
        kept = self._counts[:level]
        self._counts = [*kept, *[0] * (level - len(kept))]
        self._counts[-1] += 1
        return ".".join(map(str, self._counts))


def _task(box: Element, task: ProjectTask, uids: dict[str, int], outline: str) -> None:
    item = SubElement(box, "Task")
    days = (task.finish_date - task.start_date).days + 1
    _tell(item, UID=uids[task.number], ID=uids[task.number], Name=task.name, Manual="1", Type="1", IsNull="0")
    _tell(item, WBS=task.number, OutlineNumber=outline, OutlineLevel=task.level, Priority="500")
    _tell(item, Start=f"{task.start_date}{_BEGIN}", Finish=f"{task.finish_date}{_END}")
    _tell(item, Duration=f"PT{days * _DAY_HOURS}H0M0S", DurationFormat=_ELAPSED_DAYS)
    _tell(item, Milestone="0", Summary=int(task.is_summary), PercentComplete=task.percent)
    _days(item, ("ActualStart", _BEGIN, task.actual_start), ("ActualFinish", _END, task.actual_finish))
    _tell(item, ConstraintType=_ASAP, CalendarUID="-1", Contact=task.person, Notes=task.note)
    for number in task.after:
        if number in uids:
            link = SubElement(item, "PredecessorLink")
            _tell(
                link, PredecessorUID=uids[number], Type=_FINISH_TO_START, CrossProject="0", LinkLag="0", LagFormat="7"
            )
    if task.baseline:
        kept = SubElement(item, "Baseline")
        _tell(kept, Number="0", Start=f"{task.baseline[0]}{_BEGIN}", Finish=f"{task.baseline[1]}{_END}")


def _days(item: Element, *told: tuple[str, str, date | None]) -> None:
    for name, hour, day in told:
        if day:
            _tell(item, **{name: f"{day}{hour}"})


def _calendar(root: Element) -> None:
    """Every day is one: the dates that are written count, none is moved over a weekend."""
    box = SubElement(SubElement(root, "Calendars"), "Calendar")
    _tell(box, UID="1", Name="Standard", IsBaseCalendar="1", BaseCalendarUID="-1")
    week = SubElement(box, "WeekDays")
    for day in range(1, 8):
        one = SubElement(week, "WeekDay")
        _tell(one, DayType=day, DayWorking="1")
        times = SubElement(SubElement(one, "WorkingTimes"), "WorkingTime")
        _tell(times, FromTime="08:00:00", ToTime="17:00:00")


def _tell(item: Element, **values: object) -> None:
    """Elements with a value; empty ones are left out."""
    for name, value in values.items():
        if value not in ("", None):
            SubElement(item, name).text = _plain(str(value))


def _plain(text: str) -> str:
    """Without characters that XML cannot hold."""
    return "".join(char for char in text if char in "\t\n" or (ord(char) >= 32 and char not in "\ufffe\uffff"))
