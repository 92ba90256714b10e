"""What plans tell the pages that span stages: the plan in force and its difference from another one."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from yipanqi.domain.money import FEN_PER_WAN, wan_text
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.stage import Stage
from yipanqi.web.page import board
from yipanqi.web.page.answer import asked_otherwise
from yipanqi.web.page.board import BoardRow
from yipanqi.web.page.mapping import Look
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import (
    Brief,
    Card,
    Entry,
    Figure,
    Filter,
    Headline,
    Lead,
    ListColumn,
    Mode,
    OfEstate,
    Section,
    Telling,
    Waiting,
    place_of,
)
from yipanqi.web.programmes import survey
from yipanqi.web.programmes.cards import needed
from yipanqi.web.programmes.models import EstateRow
from yipanqi.web.programmes.telling import plain_line

from . import of_estate, shown
from .models import Proposal
from .outdated import outdated
from .shown import PlanView
from .words import DECLINED


class Plans(Telling):
    """The plan that is shown, and who must decide about one."""

    rail = (Entry(url_name="plans:index", zh="方案", en="Plans", place=20, permission="plans.view", under="/plans/"),)
    style = "plans.css"

    @cached_property
    def view(self) -> PlanView | None:
        """The plan that is shown, where there is one that this person may see."""
        return None if self.entry is None else shown.plan_of(self.entry, self.user)

    def waiting(self) -> Iterator[Waiting]:
        """Plans that somebody else proposed and this person may adopt; one's own proposals that were declined."""
        if self.entry is None:
            return
        if self.user.has_perm("plans.adopt"):
            asked = Proposal.objects.waiting().filter(run__entry=self.entry).exclude(by=self.user)
            for proposal in asked.select_related("run").defer("run__outcome")[:5]:
                text = say(f"方案“{proposal.run}”等待批准", f"The plan “{proposal.run}” waits to be adopted")
                yield Waiting(text=text, url=proposal.run.get_absolute_url())
        if self.user.has_perm("plans.propose"):
            yield from self._sent_back()
        if self.user.has_perm("plans.make"):
            yield from self._outdated()

    def _sent_back(self) -> Iterator[Waiting]:
        """Declined proposals, until one proposes again."""
        mine = Proposal.objects.filter(run__entry=self.entry, by=self.user).select_related("run", "end__by")
        for proposal in mine.defer("run__outcome")[:5]:
            end = getattr(proposal, "end", None)
            if end is None or end.kind != DECLINED:
                return
            name, who, why = proposal.run, end.by, end.note
            text = say(f"方案“{name}”被{who}退回：{why}", f"{who} declined the plan “{name}”: {why}")
            yield Waiting(text=text, url=proposal.run.get_absolute_url())

    def _outdated(self) -> Iterator[Waiting]:
        """The plan that is shown, where the data changed since it was made."""
        run = shown.run_of(self.entry, self.user)
        found = None if run is None else outdated(run)
        if run is not None and found is not None:
            text = say(
                f"方案“{run}”编制后数据有 {found.count} 处改动（{found.said}），可重新编制",
                f"{found.count} rows of the data changed since the plan “{run}” was made ({found.said}): plan again",
            )
            yield Waiting(text=text, url=run.get_absolute_url())

    def figures(self) -> Iterator[Figure]:
        """The estates and households of the plan that this person sees."""
        if self.view is None:
            return
        visible = EstateRow.objects.visible_to(self.user).filter(entry=self.entry)
        names, planned = set(visible.values_list("estate", flat=True)), self.view.programme.estate_by_id
        started = [estate for estate in self.view.plan.starts if estate in names]
        yield Figure(
            key="estates",
            figure=f"{len(started):,} / {len(names):,}",
            name=say("方案改造的小区", "estates in the plan"),
            url=f"{reverse('home')}?mode=plan&only=in",
        )
        yield Figure(
            key="households",
            figure=f"{sum(planned[estate].households for estate in started):,}",  # as the plan's sentence counts them
            name=say("方案受益户", "households in the plan"),
            url=self._started_url(self.view),
        )

    def _started_url(self, view: PlanView) -> str:
        """Where the estates that the plan starts are listed: as the plan counts them, or those that somebody sees."""
        is_whole = self.user.scope().is_whole
        return view.rows_url if is_whole and view.rows_url else f"{reverse('estates:registry')}?plan=in"

    def lead(self) -> Lead | None:
        """The plan in one sentence."""
        return None if self.view is None else Lead(text=self.view.sentence or self.view.name, url=self.view.url)

    def modes(self, asked: QueryDict) -> Iterator[Mode]:
        """The plan, at a quarter where one is asked for; its difference from another one that is asked for."""
        view = self.view
        if view is None:
            return
        only = (("in", say("已排入", "in the plan")), ("out", say("未排入", "not in the plan")))
        quarter = _quarter(view, asked)
        played = _played(view, asked, quarter)
        yield Mode(
            key="plan",
            name=say("方案", "Plan"),
            legend=("none", "need", "planned", "way", "done"),
            line=lambda row: _line(row, view, _stones(row, view, quarter)),
            has_start=True,
            is_usual=True,
            only=only,
            foot=Section(key="quarters", place=0, template="plans/_quarters.html", values=played),
        )
        other = self._other(asked)
        if other is not None:
            yield Mode(
                key="difference",
                name=say("对比", "Difference"),
                legend=board.DIFFERENCE,
                line=lambda row: _line(
                    row, view, board.difference_stones(row.needs, view.plan, other.plan, row.estate)
                ),
                has_start=True,
                only=only,
            )

    def _other(self, asked: QueryDict) -> PlanView | None:
        against = asked.get("against", "")
        return shown.other_plan_of(self.entry, self.user, against) if against else None

    def tools(self, asked: QueryDict) -> Iterator[Section]:
        """A list of the plans that the one shown may be compared with."""
        if self.view is None:
            return
        others = [one for one in shown.plans_of(self.entry, self.user) if one[0] != self.view.key]
        if others:
            values = {"others": others, "against": asked.get("against", "")}
            yield Section(key="against", place=0, template="plans/_against.html", values=values)

    def columns(self) -> Iterator[ListColumn]:
        """When the plan starts an estate."""
        view = self.view
        if view is not None:
            label, starts = view.programme.calendar.label, view.plan.starts
            yield ListColumn(
                key="plan_start",
                zh="方案开工",
                en="Planned start",
                value=lambda row: label(starts[row.estate]) if row.estate in starts else "",
                is_usual=False,
            )

    def filters(self) -> Iterator[Filter]:
        """In the plan, or not in it."""
        view = self.view
        if view is not None:
            choices = (("in", say("已排入", "In the plan")), ("out", say("未排入", "Not in the plan")))
            yield Filter(key="plan", label=say("方案", "Plan"), choices=choices, kept=_kept_by(view.plan))

    def looks(self) -> Iterator[Look]:
        """In the plan."""
        yield Look(code="planned", said=say("已排入方案", "In the plan"), shape="circle", tone="blue", rank=3)

    def state(self, row: EstateRow) -> str:
        """In the plan, unless it is under way."""
        is_planned = self.view is not None and row.estate in self.view.plan.starts
        return "planned" if is_planned and not row.is_under_way else ""

    def of(self, row: EstateRow) -> OfEstate:
        """What the plan makes of one estate."""
        return OfPlan(row, self.view, may_take=self.user.has_perm("programmes.export"))


class OfPlan(OfEstate):
    """What the plan that is shown makes of one estate; without a plan, what must come first."""

    def __init__(self, row: EstateRow, view: PlanView | None, *, may_take: bool = False) -> None:
        self.row, self.view, self.may_take = row, view, may_take

    @cached_property
    def is_planned(self) -> bool:
        """Does the plan start it?"""
        return self.view is not None and self.row.estate in self.view.plan.starts

    def cards(self) -> Iterator[Card]:
        """Works and money."""
        if self.view is None:
            return
        if self.row.needs_count:
            yield self._works_card(self.view)
        if self.is_planned:
            yield _money_card(self.row, self.view)

    def _works_card(self, view: PlanView) -> Card:
        chosen = sum((self.row.estate, measure) in view.plan.choices for measure in self.row.needs)
        if not chosen:
            return Card(key=Stage.WORKS, state="need", lines=(needed(self.row), say("未排入方案", "not in the plan")))
        left = self.row.needs_count - chosen
        rest = say(f"{left} 项未列入", f"{left} left out") if left else ""
        return Card(key=Stage.WORKS, state="planned", lines=(say(f"{chosen} 项", f"{chosen} works"), rest))

    def briefs(self) -> Iterator[Brief]:
        """From when to when."""
        found = of_estate.span(self.row, self.view)
        if found:
            yield Brief(key="time", name=say("开工 – 完工", "Start – end"), text=" – ".join(found))

    def headline(self) -> Headline | None:
        """That it is planned, and for when."""
        found = of_estate.span(self.row, self.view)
        return Headline(said=f"{say('已排入', 'Planned')} {found[0]}", state="done") if found else None

    def sections(self) -> Iterator[Section]:
        """Why so, the works with what the plan adds, money, time and documents."""
        view = self.view
        if view is not None:
            yield self._why(view)
            yield self._works(view)
        money, timeline = of_estate.money(self.row, view), of_estate.timeline(self.row, view)
        yield Section.of(Stage.MONEY, "plans/_money.html", money=money, plan=view)
        if timeline:
            place, values = place_of(Stage.MONEY) + 50, {"timeline": timeline}
            yield Section(key="timeline", place=place, template="plans/_timeline.html", values=values)
        values = {"papers": view.papers() if view else [], "plan": view, "may_take": self.may_take}
        yield Section(key="documents", place=1900, template="plans/_papers.html", values=values)

    def _why(self, view: PlanView) -> Section:
        why, standing = view.why(self.row.estate), survey.standing(self.row)
        if why and self.row.standing == "excluded":  # the plan says it already
            standing = ""
        values = {"why": why, "standing": standing, "plan": view}
        return Section(key="plan", place=0, template="plans/_why.html", values=values)

    def _works(self, view: PlanView) -> Section:
        own, needs = self.row.estate, self.row.programme.needs_by_estate.get(self.row.estate, ())
        names = [need.measure for need in needs]
        chosen = {m: view.plan.choices[own, m] for m in names if (own, m) in view.plan.choices}
        stones = board.plan_stones(names, view.plan, view.programme, own)
        found = survey.works(self.row, chosen, stones)
        told = [work | of_estate.of_work(self.row, work["id"], view) for work in found]
        return survey.works_section(told, is_planned=self.is_planned)


def _money_card(row: EstateRow, view: PlanView) -> Card:
    by_work = view.plan.payments_by_work
    paid = [payment for m in view.programme.measures for payment in by_work.get((row.estate, m.id), ())]
    sources, said = len({payment.fund for payment in paid}), wan_text(sum(payment.amount for payment in paid))
    lines = (say(f"{sources} 个来源", f"{sources} sources"), say(f"{said} 万元", f"¥{said} × 10⁴"))
    return Card(key=Stage.MONEY, state="planned", lines=lines)


def _kept_by(plan: Plan) -> Any:
    def kept(rows: QuerySet, asked: str) -> QuerySet:
        is_in = Q(estate__in=list(plan.starts))
        return rows.filter(is_in if asked == "in" else ~is_in)

    return kept


def _quarter(view: PlanView, asked: QueryDict) -> int | None:
    """The quarter that is asked for, where the plan's time has it."""
    labels = {label: number for number, label in board.quarters(view.programme.calendar)}
    return labels.get(asked.get("quarter", ""))


def _played(view: PlanView, asked: QueryDict, quarter: int | None) -> dict[str, Any]:
    """The quarters as links; with one chosen, its households and money."""
    calendar = view.programme.calendar
    stops = [
        {"label": label, "query": asked_otherwise(asked, quarter=label), "is_here": number == quarter}
        for number, label in board.quarters(calendar)
    ]
    found: dict[str, Any] = {"stops": stops, "whole": asked_otherwise(asked, "quarter"), "is_whole": quarter is None}
    if quarter is not None:
        households, money = board.quarter_figures(view.plan, view.programme, quarter)
        found |= {"label": calendar.label(quarter), "starting": households, "money": money / FEN_PER_WAN}
    return found


def _line(row: EstateRow, view: PlanView, stones: dict[str, str]) -> BoardRow:
    """An estate's line of the board, with when it starts."""
    start = view.plan.starts.get(row.estate)
    return BoardRow(
        stones=stones,
        start=say("未排入", "not planned") if start is None else view.programme.calendar.label(start),
        is_out=start is None,
        note_url=f"{row.get_absolute_url()}#plan" if start is None else "",
        **plain_line(row),
    )


def _stones(row: EstateRow, view: PlanView, quarter: int | None) -> dict[str, str]:
    return board.plan_stones(row.needs, view.plan, view.programme, row.estate, quarter)


def _moves(row: EstateRow, plan: Plan, other: Plan) -> dict[str, str]:
    return board.difference_stones(row.needs, plan, other, row.estate)
