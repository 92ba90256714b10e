"""A notice of holidays counts once somebody else than who entered it confirmed it."""

from datetime import date

import pytest
from django.urls import reverse
from web.programmes.conftest import AT

from yipanqi.web.programmes import actions

pytestmark = pytest.mark.django_db
NOTICE = {
    "year": 2027, "number": "国办发明电〔2026〕9号", "issued_on": "2026-11-04", "days_off": "02-05/02-11",
    "worked": "02-14", "entered_by": "别人", "confirmed_by": "还是别人",
}  # fmt: skip


@pytest.fixture
def notice(entry, office):
    """As somebody of the office entered it, whatever names were written."""
    return actions.add(entry=entry, sheet="holidays", values=NOTICE, by=office, at=AT)[0]


def provisional(entry):
    entry.refresh_from_db()
    return entry.programme().working.is_provisional(date(2027, 2, 9))


def test_what_one_person_entered_counts_for_nothing_yet(notice, entry, office, as_):
    """Nor can that person confirm it."""
    assert (notice.values["entered_by"], notice.values["confirmed_by"]) == (str(office), "")
    assert provisional(entry)
    with pytest.raises(actions.CannotSave):
        actions.confirm_row(record=notice, by=office, at=AT)
    assert "复核之前不生效" not in as_("office").get(notice.get_absolute_url()).content.decode()


def test_a_second_person_confirms_it(notice, entry, district):
    """Then the year is no longer provisional; a change makes it so again."""
    other = district.people["district"]
    actions.confirm_row(record=notice, by=other, at=AT)
    notice.refresh_from_db()

    assert notice.values["confirmed_by"] == str(other) and not provisional(entry)
    assert entry.programme().working.is_working(date(2027, 2, 14))

    changed = {**notice.values, "days_off": "02-05/02-12"}
    actions.edit(record=notice, values=changed, revision=notice.revision, by=other, at=AT)
    assert provisional(entry)


def test_the_page_offers_it_to_the_other_person(entry, district, as_):
    """Who may edit the sheet, and did not enter the row."""
    by = district.people["district"]
    record = actions.add(entry=entry, sheet="holidays", values=NOTICE, by=by, at=AT)[0]
    browser, address = as_("office"), reverse("programmes:confirm-row", args=[record.pk])
    assert address in browser.get(record.get_absolute_url()).content.decode()

    browser.post(address)

    record.refresh_from_db()
    assert record.values["confirmed_by"] == str(district.people["office"])
