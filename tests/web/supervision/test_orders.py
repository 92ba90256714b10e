"""Orders from draft to close: who moves them, what refuses, numbers, clocks, messages."""

import pytest
from web.supervision.conftest import an_order

from yipanqi.domain.supervision.order import OrderState


@pytest.mark.parametrize("state", list(OrderState))
def test_an_order_comes_to_every_state(entry, district, state):
    """By the usual way; each deed leaves an event."""
    order = an_order(entry, district, state)

    assert order.state == state
    assert order.events.first().after == state
    assert bool(order.number) is (state != OrderState.DRAFTED)
