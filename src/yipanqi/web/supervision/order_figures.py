"""考核取数 from orders: how those that were due in a period were answered, as it was known on its last day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Exists, OuterRef

from yipanqi.domain.supervision.order import OrderState
from yipanqi.domain.supervision.scored import Value
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import Order, OrderReply

IN_TIME, URGED, MISSING = "in_time", "urged", "missing"
Rows = list[list[object]]


@dataclass(frozen=True, slots=True)
class Answered:
    """An order that was due, and how it was answered."""

    pk: int
    lead: int
    is_composite: bool  # it has supporting units
    how: str
    day: date  # of the last answer; without one the limit


def due_of(entry: ProgrammeEntry, units: Sequence[Organisation], first: date, last: date) -> list[Answered]:
    """The orders of these units whose limit lies in the period; those on hold and withdrawn are left out."""
    supported = Order.supporting.through.objects.filter(order_id=OuterRef("pk"))
    orders = Order.objects.filter(
        entry=entry, lead__in=[it.pk for it in units], issued_on__lte=last, limit__gte=first, limit__lte=last
    ).exclude(state__in=(OrderState.HELD, OrderState.WITHDRAWN))
    told = list(orders.annotate(is_composite=Exists(supported)).values_list("pk", "lead_id", "limit", "is_composite"))
    replies: dict[int, date] = {}
    rows = OrderReply.objects.filter(order__in=[it[0] for it in told], is_final=True, day__lte=last)
    for order, day in rows.order_by("-turn").values_list("order_id", "day"):
        replies[order] = day  # the first answer stays
    return [
        Answered(pk, lead, is_composite, _how(replies.get(pk), limit), replies.get(pk) or limit)
        for pk, lead, limit, is_composite in told
    ]


def _how(replied: date | None, limit: date) -> str:
    if replied is None:
        return MISSING
    return IN_TIME if replied <= limit else URGED


def counted(orders: Iterable[Answered], is_wanted: Callable[[Answered], bool]) -> dict[int, tuple[Value, Rows]]:
    """Unit → how many of its orders were answered in time, after urging, or not at all."""
    found: dict[int, Rows] = defaultdict(list)
    for it in orders:
        if is_wanted(it):
            found[it.lead].append([it.pk, it.how, it.day.isoformat()])
    return {
        lead: (Value(counts={key: sum(row[1] == key for row in rows) for key in (IN_TIME, URGED, MISSING)}), rows)
        for lead, rows in found.items()
    }


def shares(orders: Iterable[Answered], yes: str, no: str) -> dict[int, tuple[Value, Rows]]:
    """Unit → the share of its orders that were answered in time."""
    found: dict[int, Rows] = defaultdict(list)
    for it in orders:
        found[it.lead].append([it.pk, yes if it.how == IN_TIME else no, it.day.isoformat()])
    return {
        lead: (Value(amount=Fraction(sum(row[1] == yes for row in rows)), of=Fraction(len(rows))), rows)
        for lead, rows in found.items()
    }
