"""A page that is not for somebody: 403, and one event of the log that stays."""

import subprocess
import sys

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError
from django.test import RequestFactory
from django.urls import reverse

from yipanqi.web.audit.models import REFUSED, Event
from yipanqi.web.audit.views import forbidden
from yipanqi.web.page.permission import NotPermitted, permission_required

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "log"}


def refusals():
    """What the log tells of pages refused: the permission, by whom, as what."""
    found = Event.objects.filter(action="access.refused", result=REFUSED).in_chain()
    return [(it.subject_type, it.subject_id, it.actor.staff_id, it.role) for it in found]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refusal_is_recorded_once(district, as_, headers, method):
    """The page and the fragment of it, read or written to: the code, the person and their role, once."""
    browser, person = as_("contractor"), district.people["contractor"]
    name = "audit:log" if method == "get" else "accounts:imports"

    answer = getattr(browser, method)(reverse(name), **headers)

    code = "audit.view" if method == "get" else "people.import"
    assert answer.status_code == 403
    assert refusals() == [("permission", code, person.pk, "contractor_member")]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_committed(district, as_):
    """It stays without a test's transaction around it: nothing is rolled back with the page."""
    assert as_("contractor").get(reverse("audit:log")).status_code == 403

    assert [code for _, code, *_ in refusals()] == ["audit.view"]


def test_what_a_view_refuses_by_itself_is_its_own_affair(district, as_):
    """A view that raises a plain refusal has recorded it, or not: the page of 403 adds nothing."""
    request = RequestFactory().get("/")
    request.user, request.session = district.people["contractor"], as_("contractor").session

    answer = forbidden(request, PermissionDenied("programmes.export"))

    assert (answer.status_code, refusals()) == (403, [])


def test_the_guard_itself_raises_and_records_nothing(district, db):
    """Who guards a page knows nothing of the log."""
    request = RequestFactory().get("/")
    request.user, told = district.people["contractor"], Event.objects.count()

    with pytest.raises(NotPermitted) as refusal:
        permission_required("audit.view")(lambda request: None)(request)

    assert (refusal.value.code, Event.objects.count()) == ("audit.view", told)


def test_the_ground_floor_imports_nothing_above_it():
    """`page` stands below the log: its permissions load without it."""
    code = "import sys, yipanqi.web.page.permission; sys.exit('yipanqi.web.audit' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("fault", "status"), [(OperationalError("database or disk is full"), 507), (DatabaseError("no such table"), 500)]
)
def test_a_refusal_that_cannot_be_recorded_is_told(district, as_, monkeypatch, fault, status):
    """A full disk is said in its sentence here too; any other fault is ours."""
    browser = as_("contractor")
    browser.raise_request_exception = False

    def fails(*asked, **facts):
        raise fault

    monkeypatch.setattr("yipanqi.web.audit.actions.refuse", fails)

    assert browser.get(reverse("audit:log")).status_code == status
