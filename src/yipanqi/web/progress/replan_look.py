"""What planning on would take over, as a page shows it: figures and the rows of each table, made of what was worked
out just now, or of what a job kept of it in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.money import Fen
from yipanqi.domain.progress.replan import (
    FixedStart,
    Freed,
    LateWork,
    Left,
    Occupied,
    Replanned,
    Reserved,
    SpentMoney,
    Waiting,
)
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.kept_look import Row, lengths_of
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Cell, Rows, count, money, text
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import ReplanLook
from .replan_words import WAITING, estate_said, left_said, measure_said, region_said, trade_said

_FIGURES = ("quarter", "planned", "estates", "forced", "certified", "bound")


@dataclass(frozen=True, kw_only=True)
class Look:
    """What would be taken over; its rows are in the language of the request, and made when they are looked at."""

    quarter: str  # from which on is decided again
    planned: int  # estates of the plan in force
    estates: int  # of the programme
    forced: int  # that have to move
    certified: Fen
    bound: Fen
    rows: Mapping[str, Sequence[Row]]  # by table


def look_at(entry: ProgrammeEntry, found: Replanned) -> Look:
    """Of what was worked out just now."""
    told = _Told(entry, found)
    certified, bound = (sum(getattr(it, name) for it in found.money) for name in ("certified", "bound"))
    return Look(
        quarter=told.label(found.programme.plan_from),
        planned=len(found.plan.starts),
        estates=len(found.programme.estates),
        forced=len(found.forced),
        certified=certified,
        bound=bound,
        rows={
            "left": Rows(found.left, told.left),
            "starts": Rows(found.starts, told.start),
            "money": Rows(found.money, told.money),
            "late": Rows(found.late, told.late),
            "reserved": Rows(found.reserved, told.reserved),
            "occupied": Rows(found.occupied, told.occupied),
            "holds": Rows(found.waiting, told.waiting),
            "freed": Rows(found.freed, told.freed),
        },
    )


def kept_look(kept: ReplanLook) -> Look:
    """Of what a job kept."""
    return Look(**{name: kept.figures[name] for name in _FIGURES}, rows=kept.rows())


def figures_of(look: Look) -> dict[str, Any]:
    """What is kept of it beside its rows."""
    return {name: getattr(look, name) for name in _FIGURES} | {"lengths": lengths_of(look.rows)}


class _Links:
    """Where the tasks of estates and works are."""

    def __init__(self, entry: ProgrammeEntry, estates: Iterable[str]) -> None:
        rows = DeliveryTask.objects.filter(entry=entry, estate__in=set(estates), kind__in=(Kind.ESTATE, Kind.WORK))
        self._known = {(it.estate, it.measure): it for it in rows.only("pk", "estate", "measure")}

    def of(self, estate: str, measure: str = "") -> str:
        """The page of the task; nothing where there is none."""
        task = self._known.get((estate, measure))
        return task.get_absolute_url() if task else ""


class _Told:
    """Makes a row of each thing that was found."""

    def __init__(self, entry: ProgrammeEntry, found: Replanned) -> None:
        self._programme = found.programme
        self.label = found.programme.calendar.label
        named = [*found.starts, *found.money, *found.late, *found.waiting, *found.freed]
        self._links = _Links(entry, (it.estate for it in named))

    def left(self, it: Left) -> Row:
        return [text(left_said(self._programme, it))]

    def start(self, it: FixedStart) -> Row:
        return [
            self._estate(it.estate),
            text(self.label(it.planned)),
            text(it.began_on.isoformat() if it.began_on else say("此前已在建", "under way before")),
            text(self.label(it.start)),
            count(it.works),
        ]

    def money(self, it: SpentMoney) -> Row:
        return [
            self._work(it.estate, it.measure),
            text(self._programme.calendar.first_year + it.year),
            money(it.certified),
            money(it.bound),
            money(it.certified + it.bound),
        ]

    def late(self, it: LateWork) -> Row:
        return [
            self._work(it.estate, it.measure),
            text(f"{float(it.planned):.1%}"),
            text(f"{float(it.done):.1%}"),
            text(f"{float(it.weeks):,.2f}"),
            text(self.label(it.start)),
        ]

    def reserved(self, it: Reserved) -> Row:
        return [
            text(region_said(self._programme, it.region)),
            text(trade_said(it.trade)),
            text(self.label(it.quarter)),
            text(f"{it.before:,.2f}"),
            text(f"{it.before - it.after:,.2f}"),
            text(f"{it.after:,.2f}"),
        ]

    def occupied(self, it: Occupied) -> Row:
        region = text(region_said(self._programme, it.region))
        return [region, text(self.label(it.quarter)), count(it.before), text(it.after)]

    def waiting(self, it: Waiting) -> Row:
        quarter = "" if it.earliest is None else self.label(it.earliest)
        return [self._estate(it.estate), text(say(*WAITING[it.why]).format(until=it.until, quarter=quarter))]

    def freed(self, it: Freed) -> Row:
        return [self._estate(it.estate), text(self.label(it.planned))]

    def _estate(self, estate: str) -> Cell:
        return text(estate_said(self._programme, estate), self._links.of(estate))

    def _work(self, estate: str, measure: str) -> Cell:
        name = f"{estate_said(self._programme, estate)} · {measure_said(self._programme, measure)}"
        return text(name, self._links.of(estate, measure))
