"""An adopted plan of three estates with its tasks; units of the programme are organisations of the district."""

from datetime import UTC, date, datetime

import pytest
from web.plans.conftest import a_run, an_entry, tight

from yipanqi.domain.delivery import gate
from yipanqi.web.delivery import actions
from yipanqi.web.delivery.digging import KEPT
from yipanqi.web.delivery.models import DeliverySetting, DeliveryTask, PaperFile, StagePaper
from yipanqi.web.plans import actions as plans
from yipanqi.web.plans.models import Adoption
from yipanqi.web.programmes.models import UnitOrganisation

AT = datetime(2027, 3, 1, 8, tzinfo=UTC)
DAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """Plans of each test lie apart; the business day is that of the district."""
    KEPT.clear()  # tests share keys and moments
    settings.HOME, settings.MEDIA_ROOT, settings.TODAY = tmp_path, tmp_path / "media", DAY


def adopted_plan(district, programme=None) -> Adoption:
    """A plan put in force by two people."""
    entry = an_entry(district, programme or tight())
    run = a_run(entry, district.people["office"])
    plans.propose(run=run, by=district.people["office"], at=AT)
    return plans.adopt(run=run, by=district.people["approver"], at=AT)


def with_tasks(adoption: Adoption, *, has_gates: bool = False) -> Adoption:
    """The same, with its tasks as the worker makes them; their gates stand open where nothing else is said."""
    actions.set_up(adoption=adoption, made=actions.prepared(adoption), at=AT)
    if not has_gates:
        open_gates(adoption)
    return adoption


def open_gates(adoption: Adoption) -> None:
    """The district demands no papers, and every estate has its joint plan."""
    entry, by = adoption.entry, adoption.by
    DeliverySetting.objects.bulk_create(
        DeliverySetting(entry=entry, key=it.key, value="not_needed", source="测试", since=DAY, by=by, at=AT)
        for it in gate.SHIPPED
    )
    file = PaperFile.objects.create(file_name="统筹.pdf", suffix=".pdf", sha256="0" * 64, size=1, at=AT)
    for task in DeliveryTask.objects.filter(entry=entry, stage="coordination"):
        about = {"entry": entry, "estate": task.estate, "task": task, "paper": "joint_plan", "number": "1号"}
        StagePaper.objects.create(**about, dated=DAY, file=file, at=AT)


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
