"""An adopted plan of three estates with its tasks; units of the programme are organisations of the district."""

from datetime import UTC, date, datetime

import pytest
from web.plans.conftest import a_run, an_entry, tight

from yipanqi.web.delivery import actions
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.plans import actions as plans
from yipanqi.web.plans.models import Adoption
from yipanqi.web.programmes.models import UnitOrganisation

AT = datetime(2027, 3, 1, 8, tzinfo=UTC)
DAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """Plans of each test lie apart; the business day is that of the district."""
    settings.HOME, settings.TODAY = tmp_path, DAY


def adopted_plan(district, programme=None) -> Adoption:
    """A plan put in force by two people."""
    entry = an_entry(district, programme or tight())
    run = a_run(entry, district.people["office"])
    plans.propose(run=run, by=district.people["office"], at=AT)
    return plans.adopt(run=run, by=district.people["approver"], at=AT)


def with_tasks(adoption: Adoption) -> Adoption:
    """The same, with its tasks as the worker makes them."""
    actions.set_up(adoption=adoption, made=actions.prepared(adoption), at=AT)
    return adoption


def link_units(entry, **organisations) -> None:
    """Units of the programme's workbook are these organisations."""
    for unit, organisation in organisations.items():
        UnitOrganisation.objects.create(entry=entry, unit=unit, organisation=organisation, how="chosen", at=AT)


@pytest.fixture
def adoption(district) -> Adoption:
    """An adopted plan with its tasks."""
    return with_tasks(adopted_plan(district))


def task_of(adoption, number: str) -> DeliveryTask:
    """The task of this number, as it stands."""
    return DeliveryTask.objects.get(entry=adoption.entry, number=number)
