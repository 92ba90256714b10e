"""改造计划, 资金安排: from the plan that was adopted last."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.domain.calendar import year_of
from yipanqi.domain.disclosure.drafts import Place, say, years_said
from yipanqi.domain.disclosure.drafts_plan import (
    PlannedEstate,
    PlannedMeasure,
    PlanRecord,
    Source,
    draft_funding,
    draft_plan,
)
from yipanqi.domain.disclosure.publication import Content, Kind
from yipanqi.domain.estate import Estate
from yipanqi.web.plans.models import Adoption, PlanRun
from yipanqi.web.plans.study import Study, study
from yipanqi.web.programmes.models import ProgrammeEntry

from .base import NoRecord, Offer, day_of, is_sample, number, said
from .reading import only, taken

PREFIX, KINDS = "plans.adoption", (Kind.PLAN, Kind.FUNDING)


def newest(entry: ProgrammeEntry) -> dict[str, Any] | None:
    """The adoption that counts."""
    return only(taken(Adoption.objects.filter(entry=entry)[:1], "id", "at", "run", "run__uid", "run__version__number"))


def offers(entry: ProgrammeEntry, day: date) -> Iterator[Offer]:
    """Plan and money of the adoption that counts."""
    found = newest(entry)
    if found is None or day_of(found["at"]) > day:
        return
    frame = entry.frame()
    heading, first = frame.heading, frame.calendar.first_year
    years = years_said(first, first + frame.calendar.years - 1)
    about = {
        "record_key": f"{PREFIX}:{found['id']}",
        "event_day": day_of(found["at"]),
        "url": reverse("plans:run", args=[found["run__uid"]]),
    }
    title = say("plan_title", district=heading.district, years=years)
    yield Offer(
        kind=Kind.PLAN,
        title=(heading.title or title[0], title[1]),
        document_number=heading.document_number,
        **about,
    )
    yield Offer(kind=Kind.FUNDING, title=say("funding_title", district=heading.district, years=years), **about)


def content(entry: ProgrammeEntry, kind: Kind, name: str) -> Content:
    """The plan of an adoption, or its money; an older adoption too, for it stays as it was."""
    rows = Adoption.objects.filter(entry=entry, pk=number(name))
    found = only(taken(rows, "id", "at", "run", "run__uid", "run__version__number"))
    if found is None:
        raise NoRecord
    run = PlanRun.objects.light().select_related("version").get(pk=found["run"])
    record = _record(entry, study(run), found, run)
    return draft_plan(record) if kind is Kind.PLAN else draft_funding(record)


def _record(entry: ProgrammeEntry, it: Study, found: dict[str, Any], run: PlanRun) -> PlanRecord:
    programme, facts, adopted = it.programme, it.facts, day_of(found["at"])
    first = programme.calendar.first_year
    size = facts.size(facts.started)
    by_fund, by_measure, by_estate = _sums(it)
    groups = {one.id: (one.name, one.name_en) for one in programme.groups}
    works: dict[str, int] = defaultdict(int)
    for _, measure in it.plan.choices:
        works[measure] += 1
    heading = programme.heading
    return PlanRecord(
        district=heading.district,
        title=heading.title,
        years=tuple(range(first, first + programme.calendar.years)),
        estates=tuple(_estate(it, one, by_estate[one.id]) for one in facts.started),
        sources=tuple(
            Source(fund=one.id, name=(one.name, one.name_en), by_year=by_fund[one.id])
            for one in programme.funds
            if by_fund.get(one.id)
        ),
        measures=tuple(
            PlannedMeasure(
                measure=one.id,
                name=(one.name, one.name_en),
                group=groups[one.group],
                works=works[one.id],
                money=by_measure[one.id],
            )
            for one in programme.measures
        ),
        buildings=size.buildings,
        floor_area=size.floor_area,
        is_estimated=bool(size.estimated),
        record=f"{said(adopted)}采用的改造方案（计划数据第{found['run__version__number']}版）",
        as_of=adopted,
        is_synthetic=is_sample(entry),
        estates_at=reverse("plans:part", args=[run.uid, "why"]),
        payments_at=reverse("plans:part", args=[run.uid, "payments"]),
    )


def _sums(it: Study) -> tuple[dict[str, Any], dict[str, int], dict[str, dict[str, int]]]:
    """The payments by fund and year, by measure, by estate and fund: each read once, as they are told."""
    first = it.programme.calendar.first_year
    by_fund: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    by_measure: dict[str, int] = defaultdict(int)
    by_estate: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in it.plan.payments:
        by_fund[one.fund][first + one.year] += one.amount
        by_measure[one.measure] += one.amount
        by_estate[one.estate][one.fund] += one.amount
    return by_fund, by_measure, by_estate


def _estate(it: Study, one: Estate, paid: dict[str, int]) -> PlannedEstate:
    programme, calendar = it.programme, it.programme.calendar
    chosen = set(it.plan.measures_by_estate.get(one.id, ()))
    start = it.plan.starts[one.id]
    return PlannedEstate(
        place=Place(
            estate=one.id,
            name=one.name,
            region=one.subdistrict,
            region_name=programme.region_by_id[one.subdistrict].name,
        ),
        year=calendar.first_year + year_of(start),
        start=calendar.label(start),
        finish=calendar.label(it.facts.end(one.id)),
        households=one.households,
        buildings=one.buildings,
        floor_area=one.floor_area,
        works=tuple((measure.name, measure.name_en) for measure in programme.measures if measure.id in chosen),
        money=sum(paid.values()),
        paid=dict(paid),
    )
