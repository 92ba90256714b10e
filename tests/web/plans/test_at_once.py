"""After an import a plan is one click away, and what the data lack is said."""

import pytest
from django.urls import reverse
from web.plans.conftest import AT

from yipanqi.web.plans.models import PlanRun
from yipanqi.web.programmes.models import ImportBatch
from yipanqi.web.programmes.words import APPLIED

pytestmark = pytest.mark.django_db


def test_a_plan_is_one_click_away(entry, as_, office):
    """From the import's page and from the list of what lacks; the run has the usual settings."""
    browser = as_("office")
    address = reverse("plans:at-once", args=[entry.pk])
    taken = ImportBatch.objects.create(entry=entry, file_name="台账.xlsx", state=APPLIED, size=1, at=AT, by=office)
    assert address in browser.get(taken.get_absolute_url()).content.decode()
    assert address in browser.get(reverse("programmes:lacks", args=[entry.pk])).content.decode()

    answer = browser.post(address)

    run = PlanRun.objects.get()
    assert answer.url == run.get_absolute_url()
    assert (run.asked["seconds"], run.asked["workers"], run.base) == (15.0, 1, None)


def test_what_lacks_is_said_with_where_to_fill_it_in(entry, as_):
    """As a page and as a part of one."""
    browser, address = as_("office"), reverse("programmes:lacks", args=[entry.pk])
    page = browser.get(address).content.decode()
    part = browser.get(address, headers={"HX-Request": "true", "HX-Target": "lacks"}).content.decode()

    assert 'id="lacks"' in part and "<html" not in part and "<html" in page
    assert reverse("programmes:sheet", args=[entry.pk, "survey"]) in page
