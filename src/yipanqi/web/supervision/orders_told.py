"""What orders tell the pages that span stages: what waits for whom, the worst of them, those of an estate or a task."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from yipanqi.domain.delivery.state import ENDED
from yipanqi.domain.stage import Stage
from yipanqi.domain.supervision.order import OrderState
from yipanqi.domain.working_calendar import WorkingCalendar
from yipanqi.web.delivery.beside import Mark
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Brief, Line, OfEstate, Panel, Section, Waiting, place_of
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions.orders import organ_of
from .models import Order, OrderEstate
from .models.orders import OrderQuerySet
from .orders_shown import limit_said

_SHOWN = 6  # orders of a panel
_OF_TASK = 20
_AFTER = 10  # the light and the reports of a task
_S = OrderState
_ASKED = ~Q(asked={}) & Q(state__in=(_S.ISSUED, _S.SIGNED, _S.HELD))
Asked = tuple[str, Q, tuple[str, str], str]  # permission, which orders, words, question of the register


def own_units(user: Any) -> list[int]:
    """The organisations that this person belongs to, not those below them: they act for these alone."""
    return [it.organisation_id for it in user.memberships_held]


def turns(user: Any) -> list[Asked]:
    """Whose turn it is with an order, as far as it may be this person's."""
    own = own_units(user)
    found: list[Asked] = [
        (
            "supervision.answer",
            Q(state=_S.ISSUED, lead__in=own),
            ("{} 件督办单待签收", "Orders to sign for: {}"),
            "state=issued",
        ),
        (
            "supervision.answer",
            Q(state=_S.SIGNED, lead__in=own),
            ("{} 件督办单待反馈", "Orders to answer: {}"),
            "state=signed",
        ),
        (
            "supervision.check",
            Q(state__in=(_S.REPLIED, _S.CHECKING), inspects__in=own),
            ("{} 件督办单待核查", "Orders to check: {}"),
            "state=replied",
        ),
        (
            "supervision.issue",
            Q(state=_S.DRAFTED, organ__in=own),
            ("{} 件拟办的督办单待交办", "Drafted orders to issue: {}"),
            "state=drafted",
        ),
        (
            "supervision.issue",
            _ASKED & Q(organ__in=own, extensions=0),
            ("{} 件督办申请待答复", "Requests about orders to answer: {}"),
            "state=going",
        ),
        (
            "supervision.decide",
            _ASKED & Q(extensions__gt=0),
            ("{} 件督办再次延期待审批", "Further extensions of orders to decide on: {}"),
            "state=going",
        ),
    ]
    return [it for it in found if user.has_perm(it[0])]


def counted_turns(user: Any, entry: ProgrammeEntry | None) -> list[tuple[Asked, int]]:
    """Of these the ones that are there, counted."""
    if entry is None or not user.has_perm("supervision.view"):
        return []
    rows = Order.objects.filter(entry=entry).order_by()
    counts = [(it, rows.filter(it[1]).count()) for it in turns(user)]
    return [(it, count) for it, count in counts if count]


def orders_waiting(found: Iterable[tuple[Asked, int]]) -> Iterator[Waiting]:
    """Orders to sign for, answer, check, issue, decide on: counted."""
    for (_, _, (zh, en), query), count in found:
        text = say(zh.format(f"{count:,}"), en.format(f"{count:,}"))
        yield Waiting(text=text, url=f"{reverse('supervision:index')}?{query}")


def orders_panels(user: Any, entry: ProgrammeEntry | None, counted: Iterable[tuple[Asked, int]]) -> Iterator[Panel]:
    """One's own turns, what is due first on top; for who issues the late ones of all."""
    if entry is None or not user.has_perm("supervision.view"):
        return
    day, working = today(), entry.frame().working
    rows = Order.objects.filter(entry=entry)
    found: dict[int, Order] = {}
    for (permission, which, _, _), _ in counted:
        if permission != "supervision.issue":
            first = rows.filter(which).order_by("limit", "pk").select_related("lead")[:_SHOWN]
            found |= {it.pk: it for it in first}
    own = sorted(found.values(), key=lambda it: (it.limit or date.max, it.pk))[:_SHOWN]
    if lines := _lines(own, working, day):
        yield Panel(key="orders", title=say("我的督办", "My orders"), lines=lines, more=[_all()])
    if organ_of(user) is not None:
        late = rows.late(day).order_by("limit", "pk").select_related("lead")
        count = late.count()
        if lines := _lines(late[:_SHOWN], working, day):
            note = say(f"{count:,} 件逾期", f"{count:,} late")
            more = [
                Line(text=say("全部逾期督办", "All late orders"), url=f"{reverse('supervision:index')}?state=late"),
                _all(),
            ]
            yield Panel(key="orders-late", title=say("逾期督办", "Late orders"), lines=lines, note=note, more=more)


def _all() -> Line:
    return Line(text=say("督办台账", "Register of orders"), url=reverse("supervision:index"))


def _lines(rows: Iterable[Order], working: WorkingCalendar, day: date) -> list[Line]:
    return [Line(text=_line_said(it, working, day), url=it.get_absolute_url()) for it in rows]


def _line_said(order: Order, working: WorkingCalendar, day: date) -> str:
    told = (order.code, order.matter, order.lead.name, order.state_said, limit_said(order, working, day)[0])
    return " · ".join(filter(None, told))


class OrdersBeside:
    """The orders about a task, on its page."""

    def sections(self, user: Any, task: DeliveryTask, day: date) -> Iterator[Section]:
        """Those that this person sees; for who drafts also the way to a new one."""
        found = list(Order.objects.visible_to(user).filter(tasks=task).told()[:_OF_TASK])
        may = organ_of(user) is not None and task.told not in ENDED
        if found or may:
            new = reverse("supervision:order-new")
            url = f"{new}?task={task.pk}" if may else ""
            report = task.reports.newest().exclude(problem="").order_by("-month").first() if may else None
            problem = f"{new}?report={report.pk}" if report else ""
            yield _section(found, task.entry.frame().working, day, url, place=_AFTER, problem_url=problem)

    def marks(self, tasks: Any, day: date) -> dict[int, Mark]:
        """An order is no light: lists show none."""
        return {}


class OrdersOfEstate(OfEstate):
    """The orders about an estate."""

    def __init__(self, user: Any, row: Any) -> None:
        self.user, self.row = user, row
        about = OrderEstate.objects.filter(estate=row.estate).values("order_id")
        rows: OrderQuerySet = Order.objects.visible_to(user).filter(entry=row.entry_id, pk__in=about)
        self.found = list(rows.told().select_related("entry")[:_OF_TASK])

    def briefs(self) -> Iterator[Brief]:
        """How many are open, how many late."""
        day = today()
        going = [it for it in self.found if it.told not in (_S.CLOSED, _S.WITHDRAWN)]
        if not going:
            return
        late = sum(it.is_late(day) for it in going)
        text = say(f"{len(going)} 件未办结", f"{len(going)} open") + (
            say(f"，{late} 件逾期", f", {late} late") if late else ""
        )
        yield Brief(key="orders", name=say("督办", "Orders"), text=text)

    def sections(self) -> Iterator[Section]:
        """The list of them."""
        may = organ_of(self.user) is not None
        if not self.found and not may:
            return
        working = self.found[0].entry.frame().working if self.found else self.row.entry.frame().working
        url = f"{reverse('supervision:order-new')}?estate={self.row.estate}" if may else ""
        yield _section(self.found, working, today(), url, place=place_of(Stage.TASK) + 60)


def _section(
    found: Iterable[Order], working: WorkingCalendar, day: date, url: str, *, place: int, problem_url: str = ""
) -> Section:
    lines = [{"order": it, "tone": it.tone(day), "said": limit_said(it, working, day)[0]} for it in found]
    values = {"orders": lines, "new_url": url, "problem_url": problem_url}
    return Section(key="orders", place=place, template="supervision/_orders_of_task.html", values=values)
