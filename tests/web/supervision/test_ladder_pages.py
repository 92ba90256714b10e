"""The pages of the ladder: setting it, looking ahead, issuing what rules drafted, letters for who sees the order."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from web.district import come_in
from web.supervision.conftest import DAY, an_order, drafted, moment

from yipanqi.domain.supervision.ladder_shipped import LADDER, RAISING, rules_on
from yipanqi.domain.supervision.order import OrderState, Urgency
from yipanqi.web.delivery.models import DeliverySetting
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.supervision.actions import ladder
from yipanqi.web.supervision.actions.orders import clocks_in
from yipanqi.web.supervision.models import LadderStep, Order

LIMIT = date(2027, 3, 12)


@pytest.fixture
def urged(entry, district, settings):
    """An order that is eleven working days late, with all its steps."""
    order = an_order(entry, district, OrderState.SIGNED, limit=LIMIT)
    for day in (9, 15, 19, 26):
        ladder.keep_night(entry=entry, day=date(2027, 3, day), at=moment(date(2027, 3, day)))
    settings.TODAY = date(2027, 3, 29)
    return order


def asked(client, person, path: str, **data):
    """The page as this person gets it; with data: what a form is answered with."""
    come_in(client, person)
    return client.post(path, data) if data else client.get(path)


def text_of(response) -> str:
    """What a Word file says, tables too."""
    document = Document(io.BytesIO(b"".join(response)))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(it.text for it in document.paragraphs), *cells])


def test_the_ladder_is_set_from_a_day_on_with_its_source(client, entry, district) -> None:
    """Other days make a copy of the district's own; what contradicts itself is refused and stays written."""
    office = district.people["office"]
    told = {"preset": "usual", "urge": "2", "since": "2027-03-08", "source": "区督办〔2027〕1号"}
    path = f"/supervision/ladder/{entry.pk}/set/ladder"
    assert asked(client, office, path, **told | {"circular": "1"}).status_code == 422
    assert asked(client, office, path, **told | {"since": "2027-02-01"}).status_code == 422
    assert not DeliverySetting.objects.filter(key=LADDER).exists()
    assert asked(client, office, path, **told).status_code == 302
    rules = rules_on(settings_of(entry), date(2027, 3, 8)).ladder
    assert (rules.key, rules.rungs[1].days, rules.source) == ("usual_own", 2, "区督办〔2027〕1号")
    assert rules_on(settings_of(entry), DAY).ladder.key == "usual"


def test_a_set_of_clocks_is_taken_over_from_a_day_on(client, entry, district, settings) -> None:
    """All three days at once, with their ground; an order issued from then on has them, and the page names them."""
    office = district.people["office"]
    path = f"/supervision/ladder/{entry.pk}/set/clocks"
    told = {"preset": "published", "since": "2027-03-08", "source": "区督办〔2027〕3号"}
    assert asked(client, office, path, **told | {"preset": "no"}).status_code == 422
    assert asked(client, office, path, **told).status_code == 302
    assert asked(client, office, path, **told).status_code == 422
    assert clocks_in(entry, DAY).reply[Urgency.ORDINARY] == 5
    assert clocks_in(entry, date(2027, 3, 8)).reply[Urgency.ORDINARY] == 15
    assert "2027-03-08" in client.get("/supervision/ladder/").content.decode()
    settings.TODAY = date(2027, 3, 8)
    now = client.get("/supervision/ladder/").content.decode()
    assert "督办时限：公开发布的时限" in now and "区督办〔2027〕3号" in now


def test_rules_that_make_orders_are_turned_off_and_on(client, entry, district) -> None:
    told = {
        "near_days": 3, "near_limit": 3, "behind_on": "on", "behind_lights": "red", "behind_limit": 7,
        "overdue_days": 1, "overdue_limit": 5, "is_at_once": "on", "since": "2027-03-01", "source": "区督办〔2027〕2号",
    }  # fmt: skip
    path = f"/supervision/ladder/{entry.pk}/set/raising"
    assert asked(client, district.people["office"], path, **told).status_code == 302
    made = rules_on(settings_of(entry), DAY).raising
    assert [(it.is_on, it.lights, it.limit_days) for it in made.rules] == [
        (False, (), 3), (True, ("red",), 7), (False, (), 5),
    ]  # fmt: skip
    assert made.is_at_once and DeliverySetting.objects.filter(key=RAISING).count() == 1


def test_drafts_of_rules_are_issued_in_one_go(client, entry, district, settings) -> None:
    """Those that are ticked; a draft by hand is none of them; nothing ticked is told."""
    office = district.people["office"]
    day = date(2027, 12, 1)
    settings.TODAY = day
    ladder.keep_night(entry=entry, day=day, at=moment(day))
    rows = list(Order.objects.filter(entry=entry, state=OrderState.DRAFTED))
    own = drafted(entry, district, day=day)
    page = asked(client, office, "/supervision/ladder/raised/").content.decode()
    assert f'value="{rows[0].pk}"' in page and f'value="{own.pk}"' not in page
    path = f"/supervision/ladder/{entry.pk}/issue"
    asked(client, office, path, order=[str(rows[0].pk), str(own.pk)])
    assert list(Order.objects.filter(entry=entry, number__isnull=False)) == [rows[0]]
    assert "请先勾选" in client.post(path, {"order": ""}, follow=True).content.decode()


def test_the_next_night_is_seen_before_it_comes(client, entry, district, settings) -> None:
    an_order(entry, district, OrderState.SIGNED, limit=LIMIT)
    settings.TODAY = date(2027, 3, 15)
    page = asked(client, district.people["office"], "/supervision/ladder/next/").content.decode()
    assert str(district.people["subdistrict"]) in page and "催办" in page
    assert not LadderStep.objects.exists()
    ladder.keep_night(entry=entry, day=settings.TODAY, at=moment(settings.TODAY))
    assert "2027-03-16" in client.get("/supervision/ladder/next/").content.decode()


def test_letters_say_what_was_taken(client, urged, district) -> None:
    """Order, reply, urging letter, circular and invitation: each with its number, its late days and its unit."""
    office = district.people["office"]
    rows = {it.step: it for it in LadderStep.objects.all()}
    for step, number, late in (
        ("urge", "改督催〔2027〕1号", 1),
        ("circular", "改督通〔2027〕1号", 5),
        ("interview", "改督约〔2027〕1号", 10),
    ):
        told = text_of(asked(client, office, f"/supervision/ladder/steps/{rows[step].pk}/letter"))
        assert number in told and urged.code in told and "新华街道" in told
        assert f"{late}个工作日" in told or f"\n{late}" in told
    assert asked(client, office, f"/supervision/ladder/steps/{rows['remind'].pk}/letter").status_code == 404
    order = text_of(asked(client, office, f"/supervision/orders/{urged.pk}/letter/order"))
    assert "督办通知" in order and "2027年3月12日" in order and "区水务局" in order
    reply = text_of(asked(client, office, f"/supervision/orders/{urged.pk}/letter/reply"))
    assert all(it in reply for it in ("一、办理情况", "二、核实情况", "三、意见和建议", urged.code))


def test_others_see_neither_steps_nor_letters(client, urged, district) -> None:
    """The utility has no part in it; the unit that leads it has."""
    row = LadderStep.objects.get(step="urge")
    path = f"/supervision/ladder/steps/{row.pk}/letter"
    assert asked(client, district.people["utility"], path).status_code == 404
    assert row.code not in client.get("/supervision/ladder/steps/").content.decode()
    assert asked(client, district.people["subdistrict"], path).status_code == 200
    assert row.code in client.get("/supervision/ladder/steps/").content.decode()
    assert client.get("/supervision/ladder/next/").status_code == 403


def test_an_order_shows_its_ladder(client, urged, district) -> None:
    page = asked(client, district.people["subdistrict"], f"/supervision/orders/{urged.pk}/").content.decode()
    assert all(it.code in page for it in LadderStep.objects.exclude(number=None))


def test_steps_are_filtered_and_exported(client, urged, district) -> None:
    office = district.people["office"]
    page = asked(client, office, "/supervision/ladder/steps/?step=urge&q=雨污").content.decode()
    assert "改督催〔2027〕1号" in page and "改督约〔2027〕1号" not in page
    lines = b"".join(client.get("/supervision/ladder/steps/?as=csv")).decode("utf-8-sig").splitlines()
    assert len(lines) == 5


def test_what_presets_would_have_done_is_told(client, urged, district) -> None:
    """By time it is overdue; by escalation it came to the third colour; the hotline knows no interview."""
    page = asked(client, district.people["office"], "/supervision/ladder/").content.decode()
    assert "看了全部 1 件" in page and "逾期" in page and "红色督办" in page
    assert "首次反馈超期" in page and "先反馈、后办结" in page


def test_a_night_asks_no_more_for_more_orders(entry, district) -> None:
    """Questions for what is due do not grow with the orders that are not."""
    counts = []
    for many in (1, 4):
        for _ in range(many):
            an_order(entry, district, OrderState.SIGNED, limit=date(2027, 12, 1))
        from yipanqi.web.supervision.ladder_night import night_of

        with CaptureQueriesContext(connection) as asked_for:
            night_of(entry, date(2027, 3, 2))
        counts.append(len(asked_for))
    assert counts[0] == counts[1]
