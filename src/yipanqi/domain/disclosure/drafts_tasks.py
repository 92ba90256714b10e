"""任务清单 and 开工公告: which estate is renovated by whom and when; what was started in a month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from yipanqi.domain.disclosure.drafts import (
    Place,
    count,
    day_cell,
    figure,
    heading,
    month,
    of_place,
    own,
    paragraph,
    say,
    table,
    works_listed,
    years_said,
)
from yipanqi.domain.disclosure.publication import Block, Content, EstateFacts, Kind, Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateTask:
    """An estate's works as they stand in the task list."""

    place: Place
    works: tuple[Pair, ...]
    start_date: date
    finish_date: date
    lead: str = ""
    responsible: str = ""
    is_provisional: bool = False
    at: str = ""  # where its tasks are


@dataclass(frozen=True, kw_only=True)
class TaskRecord:
    """The task list of an adopted plan."""

    district: str
    estates: tuple[EstateTask, ...]
    measures: tuple[str, ...]
    record: str
    as_of: date
    is_synthetic: bool = False
    at: str = ""  # where all tasks are


def draft_tasks(it: TaskRecord) -> Content:
    """The list: each estate with its works, units and dates, year by year."""
    years = [one.start_date.year for one in it.estates]
    opening = say(
        "tasks_opening",
        district=it.district,
        estates=count(len(it.estates), it.at),
        works=count(sum(len(one.works) for one in it.estates), it.at),
    )
    is_provisional = any(one.is_provisional for one in it.estates)
    blocks: list[Block] = [
        paragraph("opening", opening),
        *([paragraph("provisional", say("tasks_provisional"))] if is_provisional else []),
        *_tables(it),
    ]
    return Content(
        title=say("tasks_title", district=it.district, years=years_said(min(years), max(years))),
        blocks=tuple(blocks),
        estates=tuple(_task_facts(one) for one in it.estates),
        measures=it.measures,
        as_of=it.as_of,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def _tables(it: TaskRecord) -> Iterator[Block]:
    heads = (
        "head_estate", "head_region", "head_works", "head_lead", "head_responsible", "head_start", "head_finish",
    )  # fmt: skip
    for year in sorted({one.start_date.year for one in it.estates}):
        rows = [_task_row(one) for one in it.estates if one.start_date.year == year]
        yield heading("tasks_of", year=year)
        yield table(f"tasks-{year}", say("tasks_of", year=year), heads, rows)


def _task_row(one: EstateTask) -> list[Pair]:
    return [
        own(one.place.name),
        own(one.place.region_name),
        works_listed(one.works),
        own(one.lead),
        own(one.responsible),
        day_cell(one.start_date, one.at),
        day_cell(one.finish_date, one.at),
    ]


def _task_facts(one: EstateTask) -> EstateFacts:
    values = {
        "works": one.works,
        "lead": (one.lead, "") if one.lead else None,
        "responsible": (one.responsible, "") if one.responsible else None,
        "start_date": one.start_date,
        "finish_date": one.finish_date,
    }
    return of_place(Kind.TASKS, one.place, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedEstate:
    """An estate with the works that were started there in a month."""

    place: Place
    works: tuple[Pair, ...]
    started_on: date  # the first of these works
    is_new: bool  # no work had been started there before
    finish_date: date  # planned, of all its works
    contractors: tuple[str, ...] = ()
    supervisors: tuple[str, ...] = ()
    at: str = ""


@dataclass(frozen=True, kw_only=True)
class StartRecord:
    """What was started in a month."""

    district: str
    month: date  # its first day
    estates: tuple[StartedEstate, ...]
    measures: tuple[str, ...]
    record: str
    as_of: date
    is_synthetic: bool = False
    at: str = ""


def draft_start(it: StartRecord) -> Content:
    """The notice: how many works at how many estates, and each with its day and who builds it."""
    fresh = sum(one.is_new for one in it.estates)
    opening = say(
        "start_opening" if fresh else "start_opening_known",
        month=month(it.month),
        district=it.district,
        estates=count(len(it.estates), it.at),
        works=count(sum(len(one.works) for one in it.estates), it.at),
        **({"fresh": count(fresh, it.at)} if fresh else {}),
    )
    heads = (
        "head_estate", "head_region", "head_started_works", "head_started", "head_finish", "head_contractor",
        "head_supervisor",
    )  # fmt: skip
    rows = [_start_row(one) for one in it.estates]
    blocks: list[Block] = [
        paragraph("opening", opening),
        table("started", say("start_list"), heads, rows),
        paragraph("note", say("start_note")),
    ]
    return Content(
        title=say("start_title", district=it.district, month=month(it.month)),
        blocks=tuple(blocks),
        estates=tuple(_start_facts(one) for one in it.estates),
        measures=it.measures,
        as_of=it.as_of,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def _start_row(one: StartedEstate) -> list[Pair]:
    return [
        own(one.place.name),
        own(one.place.region_name),
        works_listed(one.works),
        figure(one.started_on.isoformat(), one.at),
        day_cell(one.finish_date, one.at),
        own("、".join(one.contractors)),
        own("、".join(one.supervisors)),
    ]


def _start_facts(one: StartedEstate) -> EstateFacts:
    values = {
        "works_started": one.works,
        "started_on": one.started_on if one.is_new else None,
        "finish_date": one.finish_date,
        "contractor": _names(one.contractors),
        "supervisor": _names(one.supervisors),
    }
    return of_place(Kind.START, one.place, values)


def _names(names: tuple[str, ...]) -> tuple[Pair, ...] | None:
    return tuple((it, "") for it in names) or None
