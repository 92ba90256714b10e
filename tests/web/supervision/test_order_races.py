"""Many people at one order at the same moment, each in a thread of their own: one wins, the others are told who."""

import re

import pytest
from django.urls import reverse
from web.plans.conftest import an_entry, tight
from web.programmes.test_at_once import at_once
from web.supervision.conftest import an_order, drafted, when

from yipanqi.domain.supervision.order import OrderState
from yipanqi.web.supervision.actions import orders as actions
from yipanqi.web.supervision.models import Order

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


@pytest.fixture
def entry(district):
    """A programme."""
    return an_entry(district, tight())


def test_of_many_answers_one_is_taken_and_the_others_keep_their_text(entry, district, as_):
    """All send the form they were shown: one is redirected; the others get 409, who was faster, and their own words."""
    order = an_order(entry, district, OrderState.SIGNED)
    url, browsers = reverse("supervision:order-act", args=[order.pk]), [as_("subdistrict") for _ in range(PEOPLE)]
    forms = [
        {"action": "reply", "seen": order.version, "text": f"第{at}人的反馈", "cause": "", "prevention": ""}
        for at in range(PEOPLE)
    ]

    told = at_once(*(lambda at=at: browsers[at].post(url, forms[at]) for at in range(PEOPLE)))

    assert sorted(it.status_code for it in told) == [302, *[409] * (PEOPLE - 1)]
    reply = order.replies.get()
    for at, found in enumerate(told):
        if found.status_code == 409:
            page = found.content.decode()
            assert f"第{at}人的反馈" in page and "人subdistrict" in page and reply.text != f"第{at}人的反馈"


def test_orders_issued_at_once_have_numbers_without_a_gap(entry, district):
    """Six drafts at once; one of them is tried twice."""
    drafts = [drafted(entry, district) for _ in range(PEOPLE)]
    office, approver = district.people["office"], district.people["approver"]

    def issued(order, by):
        try:
            return actions.issue(order=order, by=by, **when())
        except actions.CannotOrder as refusal:
            return refusal

    at_once(*(lambda it=it: issued(it, office) for it in drafts), lambda: issued(drafts[0], approver))

    numbers = Order.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, PEOPLE + 1))


def test_of_two_drafts_of_one_matter_at_once_one_is_made(entry, district):
    """Two workers with the same key: both hold the same order."""
    keys = at_once(*(lambda: drafted(entry, district, origin_key="light:1:2027-03", by=None).pk for _ in range(3)))

    assert len(set(keys)) == 1 and re.fullmatch(r"\d+", str(keys[0]))
    assert Order.objects.count() == 1
