"""Minutes and agenda as Word, read back."""

from datetime import date

import pytest
from docx import Document

from yipanqi.documents.supervision import CarriedItem, MeetingFacts, MinutesItem, write_agenda, write_minutes
from yipanqi.documents.supervision.meetings import ordinal

DEMAND, NOTE = ("要求", "Demand"), ("记事", "Note")
MEETING = MeetingFacts(
    title="三月调度会",
    held_on=date(2027, 3, 1),
    place="三楼",
    chair="周区长",
    attending=("区改造办", "新华街道"),
    number="江改纪〔2027〕1号",
    printed_on=date(2027, 3, 2),
    issuer="区改造办",
    items=(
        MinutesItem(kind=DEMAND, is_note=False, text="按期复工", unit="新华街道", until=date(2027, 3, 31)),
        MinutesItem(kind=DEMAND, is_note=False, text="补齐资料。"),
        MinutesItem(kind=NOTE, is_note=True, text="通报进度"),
    ),
    carried=(CarriedItem(meeting="二月调度会", text="清理堆场", unit="民族街道", state=("督办中", "Followed")),),
)


def _told(path) -> str:
    document = Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(it.text for it in document.paragraphs), *cells])


def test_minutes_tell_what_was_settled_kind_by_kind(tmp_path):
    """Red head, number, counts, units and limits, who attended, to whom it is sent and when it was printed."""
    told = _told(write_minutes(MEETING, tmp_path / "minutes.docx"))

    for text in (
        "区改造办会议纪要",
        "江改纪〔2027〕1号",
        "2027年3月1日，三月调度会在三楼召开，周区长主持。",
        "会议明确以下2项：",
        "一、要求（2项）",
        "（一）按期复工。责任单位：新华街道；时限：2027年3月31日。",
        "（二）补齐资料。",
        "二、记事（1项）",
        "出席：区改造办、新华街道",
        "分送：区改造办，新华街道。",
        "2027年3月2日印发",
    ):
        assert text in told, text


def test_what_was_entered_afterwards_is_not_printed_as_minutes(tmp_path):
    """Of another office's meeting there is no red head and nothing that says it was printed here."""
    facts = MeetingFacts(
        title="部署会", held_on=date(2020, 6, 23), issuer="区改造办", source="公开信息", items=MEETING.items
    )

    told = _told(write_minutes(facts, tmp_path / "minutes.docx"))

    assert "部署会议定事项" in told
    assert "按以下资料补录，不是纪要原件：公开信息。" in told
    assert "会议纪要" not in told
    assert "印发" not in told


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("三月调度会议程", "共1项", "督办中")), ("en", ("Agenda: 三月调度会", "1 in all", "Followed"))],
)
def test_an_agenda_has_what_earlier_meetings_left_open(tmp_path, lang, words):
    """With meeting, unit and state."""
    told = _told(write_agenda(MEETING, tmp_path / "agenda.docx", lang))

    for text in (*words, "清理堆场", "民族街道"):
        assert text in told, text


def test_the_same_facts_make_the_same_bytes(tmp_path):
    """Nothing of a paper depends on the clock."""
    one, two = (write_minutes(MEETING, tmp_path / f"{at}.docx").read_bytes() for at in (1, 2))

    assert one == two


@pytest.mark.parametrize(("number", "told"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_ordinals_are_chinese(number, told):
    """To ninety-nine."""
    assert ordinal(number) == told
