"""What plans tell the pages that span stages: the plan in force and its difference from another one."""

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from yipanqi.domain.fund import FundKind
from yipanqi.domain.money import FEN_PER_WAN, Fen, wan_text
from yipanqi.domain.planning.of_units import OwnWorks, own_works
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Payment
from yipanqi.domain.stage import Stage
from yipanqi.web.accounts.roles import CONTRACTOR, DEPARTMENT, SUPERVISOR, UTILITY
from yipanqi.web.page import board
from yipanqi.web.page.answer import asked_otherwise
from yipanqi.web.page.board import BoardRow
from yipanqi.web.page.mapping import Look
from yipanqi.web.page.say import say
from yipanqi.web.page.shelf import Shelf
from yipanqi.web.page.tables import link
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
    Panel,
    Section,
    Telling,
    Waiting,
    place_of,
)
from yipanqi.web.page.today import today
from yipanqi.web.programmes import survey
from yipanqi.web.programmes.cards import needed
from yipanqi.web.programmes.models import EstateRow
from yipanqi.web.programmes.models.entries import told_once
from yipanqi.web.programmes.telling import plain_line

from . import first_page, of_estate, shown
from .models import Proposal
from .outdated import outdated
from .own_estates import Seen
from .own_units import units_of
from .part_tables import url_of
from .shown import PlanView
from .words import DECLINED

_quarters: Shelf[tuple[int, Fen]] = Shelf(128)  # the figures of a plan's quarters, of all estates or of some
_BUILDERS = frozenset({CONTRACTOR, SUPERVISOR})
_BY_UNIT = _BUILDERS | {DEPARTMENT, UTILITY}  # kinds of organisation that a plan concerns by its works, not by an area


class Plans(Telling):
    """The plan that is shown, and who must decide about one."""

    rail = (Entry(url_name="plans:index", zh="方案", en="Plans", place=20, permission="plans.view", under="/plans/"),)
    style = "plans.css"

    @cached_property
    def view(self) -> PlanView | None:
        """The plan that is shown, where there is one that this person may see."""
        entry = shown.entry_of(self.user) if self.entry is None and self.is_by_unit else self.entry
        return None if entry is None else shown.plan_of(entry, self.user)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of the organisations that this person belongs to."""
        return frozenset(held.organisation.kind for held in self.user.memberships_held)

    @property
    def is_by_unit(self) -> bool:
        """Does the plan concern this person by the works of an organisation?"""
        return self.user.has_perm("plans.view") and bool(self.kinds) and self.kinds <= _BY_UNIT

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units of the plan that this person's organisations are."""
        view = self.view
        return (
            () if view is None or view.run is None or view.found is None else units_of(self.user, view.run, view.found)
        )

    @cached_property
    def own(self) -> OwnWorks:
        """The works of these units."""
        view = self.view
        assert view is not None and view.found is not None
        return own_works(view.found.programme, view.found.plan, self.units)

    def of_measure(self, measure: str, estates: Collection[str]) -> Iterator[str]:
        """How many of them the plan has, and what it pays for these."""
        view = self.view
        if view is None:
            return
        works = [work for work in view.plan.choices if work[1] == measure and work[0] in estates]
        fen = sum(payment.amount for work in works for payment in view.plan.payments_by_work.get(work, ()))
        yield say(
            f"方案排入 {len(works):,} 项，投入 {wan_text(fen)} 万元",
            f"{len(works):,} in the plan, for {wan_text(fen)} × 10⁴ yuan",
        )

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
        run = self.view.run if self.view else None
        found = None if run is None else outdated(run)
        if run is not None and found is not None:
            text = say(
                f"方案“{run}”编制后数据有 {found.count} 处改动（{found.said}），可重新编制",
                f"{found.count} rows of the data changed since the plan “{run}” was made ({found.said}): plan again",
            )
            yield Waiting(text=text, url=run.get_absolute_url())

    def figures(self) -> Iterator[Figure]:
        """The estates and households of the plan that this person sees; of an organisation its works and money."""
        if self.view is None:
            return
        if self.entry is not None:
            if self.rows is None:
                rows = EstateRow.objects.visible_to(self.user).filter(entry=self.entry)
                names = told_once("names", self.entry, self.user, lambda: _names(rows))
            else:
                names = _names(self.rows)
            if names:
                yield from self._of_estates(self.view, names, is_filtered=self.rows is not None)
        if self.rows is None and self.is_by_unit and self.units:
            yield from self._of_units(self.view)

    def _of_estates(self, view: PlanView, names: frozenset[str], *, is_filtered: bool) -> Iterator[Figure]:
        """What the plan makes of these estates."""
        planned = view.programme.estate_by_id
        started = [estate for estate in view.plan.starts if estate in names]
        yield Figure(
            key="estates",
            figure=f"{len(started):,} / {len(names):,}",
            name=say("已排入方案 / 全部小区", "planned of all estates"),
            url=f"{reverse('home')}?mode=plan&only=in",
        )
        yield Figure(
            key="households",
            figure=f"{sum(planned[estate].households for estate in started):,}",  # as the plan's sentence counts them
            name=say("方案受益户", "households in the plan"),
            url=self._started_url(view, is_filtered),
        )
        if view.run is None or (self.user.scope().is_whole and not is_filtered):
            return
        works, payments = view.plan.measures_by_estate, view.plan.payments_by_estate
        paid = sum(payment.amount for estate in names for payment in payments.get(estate, ()))
        places = {planned[estate].subdistrict for estate in started}
        asked = {"subdistrict": next(iter(places)) if len(places) == 1 else ""}
        yield Figure(
            key="cost",
            figure=say(f"{wan_text(paid)} 万元", f"¥{wan_text(paid)} × 10⁴"),
            name=say("方案为这些小区安排的资金", "planned money of these estates"),
            url=view.payments_url(**asked),
        )
        why = link(url_of(view.run, "why"), standing="started", **asked)
        count = f"{sum(len(works.get(estate, ())) for estate in names):,}"
        yield Figure(key="funds", figure=count, name=say("项已排入的改造", "works planned"), url=why)

    def _of_units(self, view: PlanView) -> Iterator[Figure]:
        """What the plan asks of an organisation."""
        if view.run is None or view.found is None:
            return
        own, by_work = self.own, view.plan.payments_by_work
        estates, known = own.estates, view.programme.estate_by_id
        if self.entry is None or not self.user.scope().is_whole:
            why = link(url_of(view.run, "why"), standing="started")
            words = say("个小区有我单位的改造项", "estates with works of mine")
            yield Figure(key="estates", figure=f"{len(estates):,}", name=words, url=why)
            households = f"{sum(known[estate].households for estate in estates):,}"
            yield Figure(key="households", figure=households, name=say("户受益", "households"), url=why)
        works = link(url_of(view.run, "works"), mine="1")
        words = say("项改造由我单位参与", "works of my organisation")
        yield Figure(key="cost", figure=f"{len(own.any_part):,}", name=words, url=works)
        paid = sum(payment.amount for work in own.answered for payment in by_work.get(work, ()))
        yield Figure(
            key="funds",
            figure=say(f"{wan_text(paid)} 万元", f"¥{wan_text(paid)} × 10⁴"),
            name=say("由我单位牵头或负责的资金", "money my organisation answers for"),
            url=view.payments_url(mine="1"),
        )

    def panels(self) -> Iterator[Panel]:
        """Risks and the subdistricts served least for who decides; the works of an organisation; what is due next."""
        view, day = self.view, today()
        if self.is_by_unit:
            yield self._works(view)
        if self.entry is not None and self.user.has_perm("programmes.export"):
            run = None if view is None else view.run
            if step := first_page.next_step(self.user, run, is_in_force=view is not None and view.is_adopted):
                yield step
        if view is None or view.run is None or view.found is None:
            return
        seen = view.own
        if seen is None and self.is_by_unit and self.units:
            seen = Seen(self.own.estates, self.own.any_part, self.own.answered)
        if seen is not None:
            if due := first_page.deadlines(view.run, view.found, seen, self.units, day):
                yield due
        elif not self.is_by_unit:
            yield from self._of_whole(view)

    def _of_whole(self, view: PlanView) -> Iterator[Panel]:
        if view.run is None or view.found is None:
            return
        yield first_page.risks(view.run, view.found, first_page.missed_of(view.found))
        parts = (first_page.served_least(view.run, view.found),)
        yield from filter(None, (*parts, first_page.starting(view.run, view.found, today())))

    def _works(self, view: PlanView | None) -> Panel:
        is_builder = bool(self.kinds & _BUILDERS)
        if view is None or view.run is None or view.found is None:
            return first_page.no_plan(is_builder)
        if not self.own.any_part:
            return first_page.no_works(bool(self.units), is_builder)
        return first_page.works(view.run, view.found, self.own, by_estate=is_builder)

    def _started_url(self, view: PlanView, is_filtered: bool) -> str:
        """Where the estates that the plan starts are listed: as the plan counts them, or those that somebody sees."""
        is_whole = self.user.scope().is_whole and not is_filtered
        return view.rows_url if is_whole and view.rows_url else f"{reverse('estates:registry')}?plan=in"

    def lead(self) -> Lead | None:
        """The plan in one sentence."""
        view = self.view
        if view is None or (self.is_by_unit and view.own is not None and not view.own.works):
            return None
        return Lead(text=view.sentence or view.name, url=view.url)

    def modes(self, asked: QueryDict) -> Iterator[Mode]:
        """The plan, at a quarter where one is asked for; its difference from another one that is asked for."""
        view = self.view
        if view is None:
            return
        only = (("in", say("已排入", "in the plan")), ("out", say("未排入", "not in the plan")))
        quarter = _quarter(view, asked)
        yield Mode(
            key="plan",
            name=say("方案", "Plan"),
            legend=("none", "need", "planned", "way", "done"),
            line=lambda row: _line(row, view, _stones(row, view, quarter)),
            has_start=True,
            is_usual=True,
            only=only,
            foot=lambda estates: _played(view, asked, quarter, estates),
        )
        other = self._other(asked)
        if other is not None:
            before, after = _in_order(view, other)
            names = {"before": before.name, "after": after.name}
            yield Mode(
                key="difference",
                name=say("对比", "Difference"),
                legend=board.DIFFERENCE,
                line=lambda row: _line(
                    row, after, board.difference_stones(row.needs, after.plan, before.plan, row.estate)
                ),
                has_start=True,
                only=only,
                foot=lambda _: Section(key="sides", place=0, template="plans/_sides.html", values=names),
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
            if self.view.is_adopted:
                yield _task_card(self.row, self.view)
            if not any(self.row.programme.measure_by_id[m].matter for m in self.row.needs) and (
                paid := _of_residents(self.row, self.view)
            ):
                yield _vote_card(paid)

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
        if found and self.view is not None:
            yield Brief(key="time", name=say("开工 – 完工", "Start – end"), text=" – ".join(found))
            said = wan_text(sum(payment.amount for payment in _paid(self.row, self.view)))
            told = say(f"{said} 万元", f"{said} × 10⁴ yuan")
            yield Brief(key="planned", name=say("方案投入", "Planned money"), text=told)

    def headline(self) -> Headline | None:
        """That it is planned, and for when."""
        found = of_estate.span(self.row, self.view)
        return Headline(said=f"{say('已排入', 'Planned')} {found[0]}", state="planned") if found else None

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
        reckoned = view.reckoned(self.row.estate) if self.row.standing != "excluded" else []
        values = {"why": why, "reckoned": reckoned, "standing": standing, "plan": view}
        return Section(key="plan", place=0, template="plans/_why.html", values=values)

    def _works(self, view: PlanView) -> Section:
        own, needs = self.row.estate, self.row.programme.needs_by_estate.get(self.row.estate, ())
        names = [need.measure for need in needs]
        paid = view.plan.payments_by_work
        chosen = {
            m: (view.plan.choices[own, m], sum(payment.amount for payment in paid.get((own, m), ())))
            for m in names
            if (own, m) in view.plan.choices
        }
        stones = board.plan_stones(names, view.plan, view.programme, own)
        found = survey.works(self.row, chosen, stones)
        told = [work | of_estate.of_work(self.row, work["id"], view) for work in found]
        return survey.works_section(told, is_planned=self.is_planned)


def _paid(row: EstateRow, view: PlanView) -> list[Payment]:
    """What the plan pays for the estate."""
    by_work = view.plan.payments_by_work
    return [payment for m in view.programme.measures for payment in by_work.get((row.estate, m.id), ())]


def _money_card(row: EstateRow, view: PlanView) -> Card:
    paid = _paid(row, view)
    sources, said = len({payment.fund for payment in paid}), wan_text(sum(payment.amount for payment in paid))
    lines = (say(f"{sources} 个来源", f"{sources} sources"), say(f"{said} 万元", f"¥{said} × 10⁴"))
    return Card(key=Stage.MONEY, state="planned", lines=lines)


def _task_card(row: EstateRow, view: PlanView) -> Card:
    """What the adopted plan asks to be done, and from when on."""
    count = sum(estate == row.estate for estate, _ in view.plan.choices)
    start = view.programme.calendar.label(view.plan.starts[row.estate])
    lines = (say(f"{count} 项改造任务", f"{count} works to do"), say(f"{start} 开工", f"from {start} on"))
    return Card(key=Stage.TASK, state="planned", lines=lines)


def _of_residents(row: EstateRow, view: PlanView) -> Fen:
    """What the residents pay for the estate."""
    funds = {fund.id for fund in view.programme.funds if fund.kind is FundKind.RESIDENTS}
    return sum(payment.amount for payment in _paid(row, view) if payment.fund in funds)


def _vote_card(paid: Fen) -> Card:
    """That owners decide where their repair fund pays (民法典第278条第一款第五项), though no work needs a vote."""
    said = wan_text(paid)
    lines = (
        say(f"居民出资 {said} 万元", f"residents pay ¥{said} × 10⁴"),
        say("动用维修资金须表决", "the repair fund needs a vote"),
    )
    return Card(key=Stage.VOTE, state="need", lines=lines)


def _kept_by(plan: Plan) -> Any:
    def kept(rows: QuerySet, asked: str) -> QuerySet:
        is_in = Q(estate__in=list(plan.starts))
        return rows.filter(is_in if asked == "in" else ~is_in)

    return kept


def _quarter_figures(view: PlanView, quarter: int, estates: frozenset[str] | None) -> tuple[int, Fen]:
    """Households and money of a quarter, of all estates or of these; a plan never changes under its key."""

    def worked_out() -> tuple[int, Fen]:
        plan = view.plan if estates is None else view.plan.of_estates(estates)
        return board.quarter_figures(plan, view.programme, quarter)

    return _quarters.take((view.key, quarter, estates), worked_out) if view.key else worked_out()


def _in_order(view: PlanView, other: PlanView) -> tuple[PlanView, PlanView]:
    """Which of two plans the other is told against: the one in force, else the older one, as in the comparison."""
    is_newer = other.run is None or view.run is None or other.run.pk > view.run.pk
    return (view, other) if view.is_adopted or is_newer else (other, view)


def _quarter(view: PlanView, asked: QueryDict) -> int | None:
    """The quarter that is asked for, where the plan's time has it."""
    labels = {label: number for number, label in board.quarters(view.programme.calendar)}
    return labels.get(asked.get("quarter", ""))


def _played(view: PlanView, asked: QueryDict, quarter: int | None, estates: frozenset[str] | None) -> Section:
    """The quarters as links; with one chosen, its households and money: of all estates, or of these."""
    calendar = view.programme.calendar
    stops = [
        {"label": label, "query": asked_otherwise(asked, quarter=label), "is_here": number == quarter}
        for number, label in board.quarters(calendar)
    ]
    found: dict[str, Any] = {
        "stops": stops,
        "whole": asked_otherwise(asked, "quarter", mode="plan"),
        "is_whole": quarter is None,
    }
    if quarter is not None:
        households, money = _quarter_figures(view, quarter, estates)
        found |= {"label": calendar.label(quarter), "starting": households, "money": money / FEN_PER_WAN}
        found["is_part"] = estates is not None
    return Section(key="quarters", place=0, template="plans/_quarters.html", values=found)


def _names(rows: QuerySet) -> frozenset[str]:
    return frozenset(rows.order_by().values_list("estate", flat=True))


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
