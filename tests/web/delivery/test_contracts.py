"""Contracts: kept, refused, corrected, ended; the tasks of their lots."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from web.delivery.conftest import AT, DAY, task_of
from web.delivery.laws import a_contract, facts_of

from yipanqi.web.audit.models import Event
from yipanqi.web.delivery import actions
from yipanqi.web.delivery.actions import contracts
from yipanqi.web.delivery.actions.contracts import CannotEnd, CannotKeepContract
from yipanqi.web.delivery.models import ContractRow, DeliveryTask
from yipanqi.web.page.stale import Stale


def held(adoption, duty: str = "contractor") -> set[str]:
    """Numbers of the tasks that somebody holds by a contract."""
    rows = DeliveryTask.objects.filter(entry=adoption.entry, **{f"{duty}__isnull": False})
    return set(rows.values_list("number", flat=True))


def test_a_contract_gives_its_tasks(district, adoption):
    """The works of its lots go to the contractor, who sees them, and their history tells by which contract."""
    contractor = district.people["contractor"]
    assert not DeliveryTask.objects.visible_to(contractor).exists()

    a_contract(district, adoption.entry, lots=(("E1", ""), ("E2", "water")))

    assert held(adoption) == {"E1-construction", "E1-water", "E1-drainage", "E1-road", "E2-water"}
    assert {it.number for it in DeliveryTask.objects.visible_to(contractor)} == held(adoption)
    event = task_of(adoption, "E1-water").events.get()
    assert (event.action, event.reason) == ("assigned", "施-1")
    assert event.facts_said == ["施工单位 江城建工"]


def test_a_supervisor_stands_beside_the_contractor(district, adoption):
    """Each by a contract of its own."""
    a_contract(district, adoption.entry)
    supervisor = district.organisations["华中监理"].pk
    a_contract(district, adoption.entry, number="监-1", kind="supervision", second_party_id=supervisor, wan=10)

    task = task_of(adoption, "E1-water")

    assert (task.contractor.name, task.supervisor.name) == ("江城建工", "华中监理")


def test_when_it_ends_its_tasks_go(district, adoption):
    """With day and reason; what is closed keeps who did it; ending it once more is refused."""
    office = district.people["office"]
    row = a_contract(district, adoption.entry)
    DeliveryTask.objects.filter(number="E1-water").update(state="closed", closed_on=DAY)
    about = {"row": row, "by": office, "at": AT, "day": DAY + timedelta(days=9)}

    with pytest.raises(CannotEnd, match="理由"):
        contracts.end(on=DAY, why=" ", **about)
    with pytest.raises(CannotEnd, match="今天"):
        contracts.end(on=DAY + timedelta(days=10), why="解除", **about)
    contracts.end(on=DAY + timedelta(days=9), why="施工单位违约，解除合同", **about)

    assert held(adoption) == {"E1-water"}
    last = task_of(adoption, "E1-road").events.first()
    assert (last.action, last.reason) == ("unassigned", "施工单位违约，解除合同")
    with pytest.raises(CannotEnd, match="已经终止"):
        contracts.end(on=DAY, why="再次", **about)


def test_above_the_limit_without_a_tender_it_is_refused(district, adoption):
    """The sentence says what is missing, and nothing is kept; with the record it is."""
    with pytest.raises(CannotKeepContract) as refusal:
        a_contract(district, adoption.entry, wan=400)
    assert "缺少招标记录" in refusal.value.args[0] and "record of a tender is missing" in refusal.value.args[1]
    assert not ContractRow.objects.exists()

    award = {"tender_method": "open", "tender_number": "中标1号", "awarded_on": DAY}
    assert a_contract(district, adoption.entry, wan=400, **award).tender_said == "公开招标 · 中标1号 · 2027-03-01"


def test_split_contracts_are_summed(district, adoption):
    """Two of 250 in one project: the second is refused; in another project it is not."""
    a_contract(district, adoption.entry, wan=250)

    with pytest.raises(CannotKeepContract, match="合计500"):
        a_contract(district, adoption.entry, number="施-2", wan=250, lots=(("E2", ""),))
    a_contract(district, adoption.entry, number="施-3", wan=250, lots=(("E2", ""),), project="二期")


def test_a_work_is_given_once(district, adoption):
    """A lot that is taken is refused by the estate's name and the other's number; a number is used once."""
    a_contract(district, adoption.entry)

    with pytest.raises(CannotKeepContract, match="E1小区的全部改造内容已在合同施-1"):
        a_contract(district, adoption.entry, number="施-2", lots=(("E1", "water"),))
    with pytest.raises(CannotKeepContract, match="已在台账中"):
        a_contract(district, adoption.entry, lots=(("E2", ""),))


def test_a_contract_to_come_is_not_kept(district, adoption):
    """Who is not under contract yet gets no tasks."""
    with pytest.raises(CannotKeepContract, match="还没有到"):
        a_contract(district, adoption.entry, signed_on=DAY + timedelta(days=1))


def test_a_correction_moves_the_tasks(district, adoption):
    """With a reason and what it was before in the log; a stale tab changes nothing."""
    office = district.people["office"]
    row = a_contract(district, adoption.entry)
    about = {"row": row, "facts": facts_of(district, wan=120), "by": office, "at": AT, "day": DAY}

    contracts.correct(lots=[("E2", "")], reason="标段录错", seen=1, **about)

    assert held(adoption) == {"E2-construction", "E2-water", "E2-drainage", "E2-road"}
    told = Event.objects.get(action="contract.corrected").values_json
    assert '"amount":100000000' in told and '"amount":120000000' in told
    with pytest.raises(Stale):
        contracts.correct(lots=[("E3", "")], reason="又错", seen=1, **about)


def test_a_later_adoption_gives_its_new_tasks_too(district, adoption):
    """Asked for once more with nothing new nothing changes."""
    a_contract(district, adoption.entry)
    DeliveryTask.objects.filter(number="E1-road").update(contractor=None)
    again = {"entry": adoption.entry, "day": DAY, "at": AT, "by": adoption.by, "why": "方案"}

    assert contracts.assign(**again) == 1
    assert contracts.assign(**again) == 0
    assert "E1-road" in held(adoption)


def test_who_sees_a_contract(district, adoption):
    """The district, its parties, and those whose estates are in its lots; nobody else."""
    row = a_contract(district, adoption.entry)
    sees = {kind for kind, one in district.people.items() if row in ContractRow.objects.visible_to(one)}

    assert sees == {"district", "office", "department", "approver", "contractor"}
    assert replace(row.told, ended_on=date(2027, 5, 1)).is_live(date(2027, 4, 30))
    assert actions.parts_of(district.people["contractor"], task_of(adoption, "E1-water"))
