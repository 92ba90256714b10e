"""A district with an adopted plan and orders: drafted, issued, signed, answered. Shared by all of supervision."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone
from web.delivery.conftest import adopted_plan, with_tasks

from yipanqi.domain.supervision.order import OrderState
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.supervision.actions import orders as actions
from yipanqi.web.supervision.models import Order

DAY = date(2027, 3, 1)  # a Monday


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """Files of each test lie apart; the business day is that of the district."""
    settings.HOME, settings.MEDIA_ROOT, settings.TODAY = tmp_path, tmp_path / "media", DAY


def moment(day: date = DAY, hour: int = 10) -> datetime:
    """This hour of a business day."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture
def entry(district) -> ProgrammeEntry:
    """A programme whose adopted plan has its tasks; works are of the contractor, watched by the supervisor."""
    adoption = with_tasks(adopted_plan(district))
    places = district.organisations
    works = DeliveryTask.objects.filter(entry=adoption.entry, kind="work")
    works.update(contractor=places["江城建工"], supervisor=places["华中监理"], responsible=places["新华街道"])
    return adoption.entry


def when(day: date = DAY, hour: int = 10) -> dict:
    """`at` and `day` of a deed."""
    return {"at": moment(day, hour), "day": day}


def drafted(entry, district, *, lead="新华街道", inspects="区水务局", by="office", day=DAY, **more) -> Order:
    """A draft by the office: the subdistrict leads, the water bureau inspects."""
    places = district.organisations
    told = {"matter": "雨污分流工程滞后", "content": "请于时限内完成整改并反馈。"} | more
    return actions.draft(
        entry=entry,
        lead=places[lead],
        inspects=places[inspects],
        by=district.people[by] if by else None,
        **when(day),
        **told,
    )


def an_order(entry, district, state: str = OrderState.ISSUED, *, day=DAY, **more) -> Order:
    """An order that came as far as this by the usual way, all of it on one day."""
    order, people, on = drafted(entry, district, day=day, **more), district.people, when(day)
    steps = {
        OrderState.ISSUED: lambda: actions.issue(order=order, by=people["office"], **on),
        OrderState.SIGNED: lambda: actions.sign(order=order, by=people["subdistrict"], **on),
        OrderState.REPLIED: lambda: actions.reply(
            order=order, text="已完成整改", cause="管线冲突", prevention="建立例会", by=people["subdistrict"], **on
        ),
        OrderState.CHECKING: lambda: actions.take_to_check(order=order, by=people["department"], **on),
        OrderState.CLOSED: lambda: actions.check_ok(order=order, by=people["department"], **on),
    }
    last = {OrderState.HELD: OrderState.SIGNED, OrderState.WITHDRAWN: OrderState.ISSUED}.get(state, state)
    order_of = [OrderState.DRAFTED, *steps]
    for reached in order_of[1 : order_of.index(last) + 1]:
        order = steps[reached]()
    if state == OrderState.HELD:
        return actions.hold(order=order, reason="等待雨季结束", by=people["office"], **on)
    if state == OrderState.WITHDRAWN:
        return actions.withdraw(order=order, reason="已另行处理", by=people["office"], **on)
    return order


@pytest.fixture
def draft(entry, district) -> Order:
    """A draft."""
    return drafted(entry, district)


@pytest.fixture
def issued(entry, district) -> Order:
    """An order that waits to be signed for."""
    return an_order(entry, district)
