"""The orders of the demonstration: in every state, once, each deed on a working day that is over."""

from datetime import date

from web.delivery.conftest import adopted_plan, with_tasks
from web.district import a_person

from yipanqi.domain.supervision.order import OrderState
from yipanqi.domain.working_calendar import shipped
from yipanqi.web.supervision import demo_orders
from yipanqi.web.supervision.models import Order, OrderEvent

ROLES = {
    "leader": ("区领导小组", "leader"),
    "planner": ("区改造办", "planner"),
    "department": ("区水务局", "department_member"),
    "utility": ("燃气公司", "utility_member"),
    "subdistrict": ("新华街道", "subdistrict_member"),
    "contractor": ("江城建工", "contractor_member"),
    "supervisor": ("华中监理", "supervisor_member"),
}


def test_the_demonstration_has_orders_in_every_state(district, settings):
    """Numbers follow the days and have no gap; asked for again nothing is added."""
    settings.TODAY = date(2028, 5, 8)
    entry = with_tasks(adopted_plan(district)).entry
    for key, (place, role) in ROLES.items():
        a_person(f"demo.{key}", district.organisations[place], role)
    told: list[str] = []

    for _ in range(2):
        demo_orders.prepare(entry=entry, tell=lambda zh, en: told.append(en))

    orders = Order.objects.filter(number__isnull=False, organ__name="区改造办").order_by("number")
    days = list(OrderEvent.objects.values_list("day", flat=True))
    assert len(told) == 1
    assert {it.state for it in Order.objects.all()} == set(OrderState)
    assert [it.number for it in orders] == list(range(1, orders.count() + 1))
    assert [it.issued_on for it in orders] == sorted(it.issued_on for it in orders)
    assert max(days) <= settings.TODAY and all(shipped().is_working(day) for day in days)
    assert Order.objects.filter(reopens__isnull=False).exists() and Order.objects.exclude(asked={}).count() == 2
