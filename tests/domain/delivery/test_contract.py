"""Contracts: tender limits, lots, and who holds which tasks."""

from dataclasses import replace
from datetime import date

import pytest

from yipanqi.domain.delivery.contract import (
    Contract,
    ContractKind,
    Duty,
    Lot,
    TaskFace,
    Tender,
    TenderLimits,
    TenderMethod,
    combined,
    covered,
    holders,
    lacks,
    limits_on,
    notes,
)
from yipanqi.domain.delivery.laws_told import Names, reason_told
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.money import FEN_PER_WAN

SIGNED = date(2027, 3, 1)
AWARD = Tender(method=TenderMethod.OPEN, number="中标〔2027〕1号", awarded_on=date(2027, 2, 10))


def a_contract(number: str = "C1", wan: int = 100, **other: object) -> Contract:
    facts = {
        "kind": ContractKind.WORKS,
        "project": "一期",
        "first_party": "区改造办",
        "second_party": "甲建设公司",
        "signed_on": SIGNED,
        "starts_on": date(2027, 3, 10),
        "finishes_on": date(2027, 9, 30),
        "lots": (Lot("E1"),),
    } | other
    return Contract(number=number, amount=wan * FEN_PER_WAN, **facts)


def codes(contract: Contract, *others: Contract) -> list[str]:
    return [it.code for it in lacks(contract, others, TenderLimits())]


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        (ContractKind.WORKS, 400),
        (ContractKind.GOODS, 200),
        (ContractKind.DESIGN, 100),
        (ContractKind.SURVEY, 100),
        (ContractKind.SUPERVISION, 100),
    ],
)
def test_from_the_limit_on_a_tender_is_compulsory(kind: ContractKind, limit: int) -> None:
    """Each kind has its limit; the limit itself is reached (以上含本数); a whole record of a tender is enough."""
    assert codes(a_contract(wan=limit - 1, kind=kind)) == []
    assert codes(a_contract(wan=limit, kind=kind)) == ["contract.tender_missing"]
    assert codes(a_contract(wan=limit, kind=kind, tender=AWARD)) == []


def test_contracts_that_can_be_combined_are_summed() -> None:
    """Of one project and kind: two of 250 reach 400; of another project or kind they do not."""
    first, second = a_contract(wan=250), a_contract("C2", 250, lots=(Lot("E2"),))

    assert codes(second, first) == ["contract.combined_tender_missing"]
    assert combined(second, [first, second]) == 500 * FEN_PER_WAN
    assert codes(second, replace(first, project="二期")) == []
    assert codes(replace(second, kind=ContractKind.GOODS, amount=150 * FEN_PER_WAN), first) == []


def test_the_refusal_says_what_is_missing() -> None:
    """The sentence names the sums, the limit and what a record consists of, in both languages."""
    first, second = a_contract(wan=250), a_contract("C2", 250, lots=(Lot("E2"),))
    (reason,) = lacks(second, [first], TenderLimits())

    zh, en = (reason_told(reason, lang) for lang in ("zh", "en"))

    assert "施工合同合计500.00万元" in zh and "400.00万元" in zh and "中标通知书编号和日期" in zh
    assert "CNY 5 million" in en and "method, number and day of the award" in en


def test_a_record_of_a_tender_is_whole() -> None:
    """A number and a day, not after the signing."""
    assert codes(a_contract(wan=500, tender=replace(AWARD, number=" "))) == ["contract.award_number_missing"]
    assert codes(a_contract(wan=500, tender=replace(AWARD, awarded_on=None))) == ["contract.award_date_missing"]
    late = replace(AWARD, awarded_on=date(2027, 3, 2))
    assert codes(a_contract(wan=500, tender=late)) == ["contract.awarded_after_signing"]


def test_what_is_no_contract_is_refused() -> None:
    """No sum, no lots, an end before the start, one body on both sides."""
    wrong = a_contract(wan=0, lots=(), finishes_on=date(2027, 3, 9), second_party="区改造办")

    assert codes(wrong) == [
        "contract.no_amount",
        "contract.no_lots",
        "contract.finishes_before_start",
        "contract.one_party",
    ]


def test_a_work_has_one_contractor_at_a_time() -> None:
    """Lots that meet are refused while the other holds; after it ended they may be given to another."""
    old, new = a_contract(), a_contract("C2", lots=(Lot("E1", "water"),))

    assert codes(new, old) == ["contract.estate_taken"]
    assert codes(old, new) == ["contract.work_taken"]
    assert codes(new, replace(old, kind=ContractKind.SUPERVISION, amount=1)) == []
    assert codes(new, replace(old, ended_on=SIGNED, signed_on=date(2027, 1, 1))) == []
    assert codes(a_contract("C3", lots=(Lot("E1", "gas"),)), new) == []


def test_a_taken_work_is_named() -> None:
    """By the names of estate and measure."""
    (reason,) = lacks(a_contract(), [a_contract("C2", lots=(Lot("E1", "water"),))], TenderLimits())

    said = reason_told(reason, "zh", Names(places={"E1": "登月小区"}, measures={"water": ("供水", "Water")}))

    assert said == "登月小区的供水已在合同C2的标段内"


TASKS = (
    TaskFace(number="E1-tender", estate="E1", stage=DeliveryStage.TENDER),
    TaskFace(number="E1-construction", estate="E1", stage=DeliveryStage.CONSTRUCTION),
    TaskFace(number="E1-water", estate="E1", stage=DeliveryStage.CONSTRUCTION, measure="water"),
    TaskFace(number="E1-gas", estate="E1", stage=DeliveryStage.CONSTRUCTION, measure="gas"),
    TaskFace(number="E2-water", estate="E2", stage=DeliveryStage.CONSTRUCTION, measure="water"),
)


def test_a_contract_covers_the_works_of_its_lots() -> None:
    """All works of an estate and its 施工, or one work; goods and design give nobody tasks."""
    assert covered(a_contract(), TASKS) == ["E1-construction", "E1-water", "E1-gas"]
    assert covered(a_contract(lots=(Lot("E1", "gas"), Lot("E2"))), TASKS) == ["E1-gas", "E2-water"]
    assert covered(a_contract(kind=ContractKind.DESIGN), TASKS) == []


def test_who_holds_a_task_on_a_day() -> None:
    """From the signing on, and from the day of the end on no more; the supervisor beside the contractor."""
    works = a_contract(ended_on=date(2027, 5, 1))
    other = a_contract("C2", kind=ContractKind.SUPERVISION, second_party="乙监理", lots=(Lot("E1", "gas"),))

    assert holders([works], TASKS, date(2027, 2, 28)) == {}
    assert holders([works, other], TASKS, date(2027, 4, 30))["E1-gas"] == {
        Duty.CONTRACTOR: "甲建设公司",
        Duty.SUPERVISOR: "乙监理",
    }
    assert holders([works, other], TASKS, date(2027, 5, 1)) == {"E1-gas": {Duty.SUPERVISOR: "乙监理"}}


def test_what_is_unusual_is_noted() -> None:
    """Signed more than thirty days after the award; begun before it was signed."""
    late = a_contract(tender=replace(AWARD, awarded_on=date(2027, 1, 29)), starts_on=date(2027, 2, 1))

    assert [it.code for it in notes(late, TenderLimits())] == ["contract.signed_late", "contract.begun_unsigned"]
    assert not list(notes(a_contract(tender=replace(AWARD, awarded_on=date(2027, 1, 30))), TenderLimits()))


def test_later_limits_count_from_their_day() -> None:
    """A district's own limits do not reach back."""
    lower = Setting(key="tender.works", value=100 * FEN_PER_WAN, source="本区规定", since=SIGNED)

    assert limits_on([lower], date(2027, 2, 28)) == TenderLimits()
    assert limits_on([lower], SIGNED).works == 100 * FEN_PER_WAN
