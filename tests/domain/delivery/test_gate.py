"""Gates: which papers a stage starts and ends with."""

import re
from dataclasses import replace
from datetime import date

import pytest

from yipanqi.domain.delivery.gate import (
    DEMANDS,
    At,
    Held,
    Lack,
    Need,
    Paper,
    Passage,
    demands_on,
    missing,
)
from yipanqi.domain.delivery.laws_told import LAWS, reason_told
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.sentences.catalogue import fields

DAY = date(2027, 3, 10)
ENDS = {
    DeliveryStage.SCHEME: [Paper.SCHEME_TEXT, Paper.RESIDENTS_ASKED],
    DeliveryStage.NOTICE: [Paper.NOTICE_MATERIAL],
    DeliveryStage.APPROVAL: [Paper.APPROVAL],
    DeliveryStage.REVIEW: [Paper.REVIEW_CERTIFICATE],
    DeliveryStage.TENDER: [Paper.NO_TENDER],
    DeliveryStage.COORDINATION: [Paper.JOINT_PLAN],
    DeliveryStage.ACCEPTANCE: [Paper.ACCEPTANCE_OPINION],
    DeliveryStage.HANDOVER: [Paper.HANDOVER_LIST],
}
STARTS = [Paper.CONTRACT, Paper.START_REPORT, Paper.QUALITY_SUPERVISION]


def held(*papers: Paper, dated: date = date(2027, 3, 1)) -> list[Held]:
    return [Held(stage=DeliveryStage.SCHEME, paper=paper, number="1号", dated=dated) for paper in papers]


def shut(passage: Passage, papers: list[Held], **other: object) -> list[Lack]:
    return [lack for lack in missing(passage, day=DAY, held=papers, **other) if lack.shuts]


@pytest.mark.parametrize(("stage", "papers"), ENDS.items())
def test_a_stage_ends_with_its_papers(stage: DeliveryStage, papers: list[Paper]) -> None:
    """Without any one of them the gate is shut, with all of them it is open."""
    passage = Passage(stage=stage, at=At.END)

    assert shut(passage, held(*papers)) == []
    for left in papers:
        (lack,) = shut(passage, held(*(it for it in papers if it is not left)))
        assert left.value in lack.reason.values["papers"]


def test_construction_starts_with_contract_permit_and_registration() -> None:
    """Permit or report of the start; the same for the works below it."""
    for passage in (
        Passage(stage=DeliveryStage.CONSTRUCTION, at=At.START),
        Passage(stage=DeliveryStage.CONSTRUCTION, at=At.START, is_work=True),
    ):
        assert shut(passage, held(*STARTS)) == []
        assert shut(passage, held(Paper.CONTRACT, Paper.PERMIT, Paper.QUALITY_SUPERVISION)) == []
        assert len(shut(passage, [])) == 3


def test_a_work_ends_without_papers_of_its_own() -> None:
    """What 施工 ends with is asked of 施工."""
    assert missing(Passage(stage=DeliveryStage.CONSTRUCTION, at=At.END, is_work=True), day=DAY, held=[]) == []


def test_no_ground_is_opened_without_the_coordinated_plan() -> None:
    """Whatever a district demands, a work underground waits for it; one above ground does not."""
    dig = Passage(stage=DeliveryStage.CONSTRUCTION, at=At.START, is_work=True, digs=True)

    assert [it.reason.code for it in shut(dig, held(*STARTS), demands=())] == ["gate.no_joint_plan"]
    assert shut(dig, held(*STARTS, Paper.JOINT_PLAN)) == []
    assert shut(replace(dig, digs=False), held(*STARTS)) == []


@pytest.mark.parametrize(("posted", "is_open"), [(date(2027, 3, 2), True), (date(2027, 3, 3), False)])
def test_a_notice_ends_when_its_days_are_over(posted: date, is_open: bool) -> None:
    """Seven days after the day of posting: posted on the 2nd it may be ended on the 10th, posted on the 3rd not."""
    passage = Passage(stage=DeliveryStage.NOTICE, at=At.END)

    found = shut(passage, held(Paper.NOTICE_MATERIAL, dated=posted))

    assert [it.reason.code for it in found] == ([] if is_open else ["gate.notice_running"])


def test_a_statement_does_not_take_the_place_of_a_compulsory_tender() -> None:
    """From 400 × 10⁴ yuan of works on, the award is needed."""
    large = Passage(stage=DeliveryStage.TENDER, at=At.END, tendered=400 * FEN_PER_WAN)

    assert [it.reason.code for it in shut(large, held(Paper.NO_TENDER))] == ["gate.tender_compulsory"]
    assert shut(large, held(Paper.AWARD)) == []
    assert shut(replace(large, tendered=400 * FEN_PER_WAN - 1), held(Paper.NO_TENDER)) == []


def test_a_paper_counts_with_number_and_file_from_its_day() -> None:
    """Without a number or a file it is incomplete; with a later day it does not count yet."""
    passage = Passage(stage=DeliveryStage.APPROVAL, at=At.END)
    (whole,) = held(Paper.APPROVAL)

    assert [it.reason.code for it in shut(passage, [replace(whole, number=" ")])] == ["gate.paper_incomplete"]
    assert [it.reason.code for it in shut(passage, [replace(whole, has_file=False)])] == ["gate.paper_incomplete"]
    assert [it.reason.code for it in shut(passage, [replace(whole, dated=date(2027, 3, 11))])] == ["gate.paper_later"]


def test_a_wanted_paper_is_told_and_shuts_nothing() -> None:
    """Replies to the notice are wanted: they are named, and the gate is open."""
    passage = Passage(stage=DeliveryStage.NOTICE, at=At.END)

    (lack,) = missing(passage, day=DAY, held=held(Paper.NOTICE_MATERIAL))

    assert (lack.need, lack.shuts) == (Need.WANTED, False)


def test_a_district_decides_from_a_day_on() -> None:
    """A setting changes how much a paper is needed from its day on, and never before; it may add a demand."""
    key = "gate.review.end.review_certificate"
    eased = Setting(key=key, value="not_needed", source="本区规定", since=DAY)
    added = Setting(key="gate.handover.end.finish_report", value="required", source="本区规定", since=DAY)
    passage = Passage(stage=DeliveryStage.REVIEW, at=At.END)

    before, after = demands_on([eased, added], date(2027, 3, 9)), demands_on([eased, added], DAY)

    assert len(before) == len(DEMANDS) and len(after) == len(DEMANDS) + 1
    assert len(shut(passage, [], demands=before)) == 1
    assert shut(passage, [], demands=after) == []


def test_every_stage_has_a_demand_with_its_source() -> None:
    """The nine stages all have one, and each says where it stands."""
    assert {it.stage for it in DEMANDS} == set(DeliveryStage)
    assert all(it.source for it in DEMANDS)


@pytest.mark.parametrize("code", sorted(LAWS))
def test_sentences_are_complete(code: str) -> None:
    """Each is said in both languages with the same values."""
    zh, en = LAWS[code]

    assert zh and en and not re.search("[\u4e00-\u9fff]", en)
    assert fields(zh) == fields(en)


def test_alternatives_are_said_as_such() -> None:
    """中标通知书 或 不需招标说明."""
    (lack,) = shut(Passage(stage=DeliveryStage.TENDER, at=At.END), [])

    assert reason_told(lack.reason, "zh") == "缺少中标通知书 或 不需招标说明"
    assert reason_told(lack.reason, "en") == "Award of the tender or Statement that no tender is needed is missing"
