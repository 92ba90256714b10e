"""The notice of 23 June 2020 as it is shipped."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.disclosure.test_drafts import text

from yipanqi.domain.disclosure.publication import Kind
from yipanqi.domain.disclosure.shipped import ALL, DEPLOYMENT, of_meeting, record_of
from yipanqi.domain.disclosure.validity import Validity, validity_on


def test_the_notice_carries_every_element_of_its_record() -> None:
    """Issuer in full, no number, its own day, when and where it was public first, in force."""
    record = DEPLOYMENT.metadata

    assert record.issuer[0] == "武汉市江汉区人民政府办公室"
    assert record.document_number == ""
    assert record.first_published_at == datetime(2020, 6, 23, 9, 0, tzinfo=UTC)  # 17:00 there
    assert record.first_updated_at == datetime(2020, 10, 26, 7, 18, tzinfo=UTC)  # 15:18 there
    assert (record.published_at, record.updated_at, record.index_number) == (None, None, "")
    assert validity_on(datetime(2028, 5, 8, tzinfo=UTC).date(), record.effective_on, record.ends_on) is Validity.VALID
    assert len(record.summary[0]) <= 100


def test_the_notice_tells_its_facts_in_both_languages_and_is_no_sample() -> None:
    """83 estates, three years, 23 measures, three demands, three requirements."""
    content = DEPLOYMENT.content

    for told in (
        "83个",
        "三年",
        "“五改一升”",
        "23项",
        "一盘棋",
        "任务清单",
        "责任分解表",
        "共谋、共建、共治、共享",
        "宣传",
        "考核督办",
        "长效管理",
    ):
        assert told in text(content), told
    for told in ("83", "Three years", "23 measures", "Long-term management"):
        assert told in text(content, "en"), told
    keys = [it.key for it in content.blocks if hasattr(it, "key")]
    assert sum(key.startswith("demand-") for key in keys) == sum(key.startswith("requirement-") for key in keys) == 3
    assert not content.is_synthetic
    assert {it.kind for it in ALL} == {Kind.MEETING}


def test_it_is_found_by_its_meeting_and_by_its_content() -> None:
    """Of the meeting of that title and day; of no other day, and of no other content."""
    title, day = DEPLOYMENT.meeting

    assert of_meeting(title, day) is DEPLOYMENT
    assert of_meeting(title, day.replace(year=2021)) is None
    assert record_of(DEPLOYMENT.content) is DEPLOYMENT.metadata
    assert record_of(replace(DEPLOYMENT.content, record="")) is None
