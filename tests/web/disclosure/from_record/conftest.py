"""A programme of which the record offers something of every kind: an adopted plan with tasks, works that were started,
a contract, a passed acceptance, printed minutes, a final assessment, an issued bulletin, a notice that stands."""

from datetime import date

import pytest
from web.delivery.acceptances import accepted
from web.delivery.conftest import _own_home  # noqa: F401  a fixture
from web.delivery.laws import a_contract
from web.supervision.assessments import finished
from web.supervision.conftest import moment
from web.supervision.test_meetings import printed
from web.supervision.test_periods import closed, issued

from yipanqi.domain.delivery.state import State
from yipanqi.domain.supervision.period import period_of
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.progress.models import TaskReport

TODAY = date(2027, 5, 10)
MARCH = date(2027, 3, 31)


@pytest.fixture
def entry(district, settings) -> ProgrammeEntry:
    """The same, on a day in May."""
    entry, people = accepted(district).entry, district.people
    index.write(entry, index.facts(entry.programme()), is_whole=True)
    works = DeliveryTask.objects.filter(entry=entry, kind="work")
    works.update(started_on=date(2027, 3, 8), person="泄露的人")
    DeliveryTask.objects.filter(entry=entry, stage="notice", estate="E2").update(
        state=State.UNDER_WAY, started_on=date(2027, 5, 3)
    )
    _reported(entry, people["contractor"])
    a_contract(district, entry, lots=(("E2", ""), ("E1", "water")), number="施-9")
    printed(entry, district)
    settings.TODAY = date(2027, 4, 14)
    finished(entry, district, more_units=4)
    settings.TODAY = TODAY
    day = date(2027, 4, 5)
    issued(closed(entry, period_of("2027-03"), people["office"], day), people["approver"], day)
    return ProgrammeEntry.objects.get(pk=entry.pk)


def _reported(entry: ProgrammeEntry, by) -> None:
    """A report of March on each work: what holds it up, and until when."""
    for task in DeliveryTask.objects.filter(entry=entry, kind="work").exclude(state=State.CANCELLED):
        TaskReport.objects.create(
            content_hash="0" * 64,
            entry=entry,
            task=task,
            month=date(2027, 3, 1),
            percent=40,
            problem="pipes",
            problem_text="泄露的话",
            expected_finish=date(2027, 12, 30),
            by=by,
            at=moment(MARCH),
            day=MARCH,
            as_of=MARCH,
        )


@pytest.fixture(autouse=True)
def record() -> None:
    """The record itself: nothing stands in its place here."""
