"""进度通报 and 年度报告: from a closed period of which a bulletin or a summary was issued."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.domain.disclosure.drafts import say
from yipanqi.domain.disclosure.drafts_progress import ClosedRecord, Reported, Said, draft_annual, draft_progress
from yipanqi.domain.disclosure.publication import Content, Kind
from yipanqi.domain.progress.report import Problem, ReportState
from yipanqi.domain.supervision.bulletin import Paragraph
from yipanqi.domain.supervision.period import Period, period_of
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.progress.models import TaskReport
from yipanqi.web.supervision.models import Bulletin, ClosedPeriod
from yipanqi.web.supervision.models.periods import BULLETIN, ISSUED, SUMMARY

from .base import NoRecord, Offer, is_sample
from .reading import only, taken

PREFIX, KINDS = "supervision.closedperiod", (Kind.PROGRESS, Kind.ANNUAL)
_OF = {Kind.PROGRESS: BULLETIN, Kind.ANNUAL: SUMMARY}
_MONTHS = 3  # of which at least a delay's reasons are told
_REASONS = 3  # of an estate
_NUMBER = ("organ", "year", "number")


def offers(entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
    """Each period of which something was issued, the newest first; of several versions the last."""
    district = entry.frame().heading.district
    for kind, of in _OF.items():
        rows = Bulletin.objects.filter(entry=entry, kind=of, state=ISSUED, issued_on__lte=day)
        seen = set[str]()
        for it in taken(rows.order_by("-closed__last", "-version"), "id", "period", "issued_on", *_NUMBER):
            if it["period"] in seen:
                continue
            seen.add(it["period"])
            yield _offer(kind, it, district)


def _offer(kind: Kind, it: dict[str, Any], district: str) -> Offer:
    period = period_of(it["period"])
    if kind is Kind.ANNUAL:
        title = say("annual_title", district=district, year=period.year)
    else:
        title = say("progress_title", district=district, period=(period.said("zh"), period.said("en")))
    return Offer(
        kind=kind,
        record_key=f"{PREFIX}:{it['period']}",
        title=title,
        event_day=it["issued_on"],
        url=reverse("supervision:bulletin", args=[it["id"]]),
        document_number=code_of(it),
    )


def code_of(it: dict[str, Any]) -> str:
    """江改办通报〔2028〕4号."""
    return f"{it['organ']}〔{it['year']}〕{it['number']}号" if it["number"] else ""


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """The last paper that was issued of a period, with the tables of the close that it was written on."""
    rows = Bulletin.objects.filter(entry=entry, kind=_OF[kind], state=ISSUED, period=name).order_by("-version")
    it = only(taken(rows, "id", "closed", "paragraphs", "texts", *_NUMBER))
    if it is None:
        raise NoRecord
    closed = ClosedPeriod.objects.get(pk=it["closed"])
    heading = entry.frame().heading
    about = f"{closed.told.said()}关账第{closed.version}版"
    record = ClosedRecord(
        district=heading.district,
        snapshot=closed.snapshot,
        words=closed.words,
        text=tuple(_said(it)),
        reported=_reported(entry, closed.told, closed.known_on),
        record=f"{about}，{code_of(it)}",
        is_synthetic=is_sample(entry),
        at=reverse("supervision:period-rows", args=[closed.pk]),
    )
    return draft_annual(record) if kind is Kind.ANNUAL else draft_progress(record)


def _said(it: dict[str, Any]) -> Iterator[Said]:
    for one in it["paragraphs"]:
        paragraph = Paragraph(key=one["key"], level=one["level"], marked=(one["marked"][0], one["marked"][1]))
        edited = it["texts"].get(one["key"])
        yield Said(computed=paragraph, edited=(edited[0], edited[1]) if edited else None)


def _reported(entry: ProgrammeEntry, period: Period, known_on: date) -> dict[str, Reported]:
    """Estate → what its reports said, as far as was known when the period was closed: of each work and month the last
    version; problems of the period, and of three months at least, expected days of its last month."""
    since = min(period.first, _earlier(period.month, _MONTHS - 1))
    rows = TaskReport.objects.filter(entry=entry, month__gte=since, month__lte=period.month, day__lte=known_on)
    rows = rows.exclude(state=ReportState.RETURNED, judged_on__lte=known_on).order_by("task_id", "month", "version")
    told = taken(rows, "task", "month", "task__estate", "problem", "expected_finish")
    last = {(it["task"], it["month"]): it for it in told}
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for it in last.values():
        if it["problem"] or it["expected_finish"]:
            of[it["task__estate"]].append(it)
    return {estate: _of_estate(own, period.month) for estate, own in of.items()}


def _earlier(month: date, months: int) -> date:
    count = month.year * 12 + month.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _of_estate(own: list[dict[str, Any]], month: date) -> Reported:
    problems = Counter(Problem(it["problem"]) for it in own if it["problem"])
    expected = (it["expected_finish"] for it in own if it["expected_finish"] and it["month"] == month)
    return Reported(
        expected_finish=max(expected, default=None),
        problems=tuple(sorted(problems, key=lambda it: (-problems[it], it))[:_REASONS]),
    )
