"""The example's contracts and papers: they stand in no way of what its tasks have done already."""

from datetime import timedelta

from web.delivery.conftest import DAY, adopted_plan, task_of, with_tasks

from yipanqi.web.delivery.gating import gate_missing
from yipanqi.web.delivery.law_demo import lay_down
from yipanqi.web.delivery.models import ContractRow, DeliveryTask, StagePaper


def test_what_was_begun_has_its_contract_and_papers(district):
    """Contracts after tenders for what is built; papers of the stages that are over; asked for again, nothing more."""
    adoption = with_tasks(adopted_plan(district), has_gates=True)
    DeliveryTask.objects.filter(estate="E1").update(
        state="closed", started_on=DAY - timedelta(days=9), reported_on=DAY - timedelta(days=1)
    )
    office = district.people["office"]

    made = lay_down(entry=adoption.entry, by=office, day=DAY)

    assert made == ContractRow.objects.count() + StagePaper.objects.count()
    assert {row.kind for row in ContractRow.objects.all()} == {"works", "supervision"}
    for stage in ("scheme", "notice", "tender", "review"):
        assert gate_missing(task_of(adoption, f"E1-{stage}"), "end", DAY) == (), stage
    assert gate_missing(task_of(adoption, "E1-water"), "start", DAY) == ()
    assert lay_down(entry=adoption.entry, by=office, day=DAY) == 0
