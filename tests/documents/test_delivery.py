"""The papers of acceptance and handover, read back."""

import pytest
from documents.acceptances import a_case, conditional, facts, handover, to_rectify
from docx import Document

from yipanqi.documents.delivery import write_certificate, write_handover, write_letter, write_signing_list
from yipanqi.domain.delivery.acceptance import State
from yipanqi.domain.delivery.party import Party


def _cells(path):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(str(path)).tables]


def _text(path):
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_certificate_says_the_last_word_and_who_is_missing(tmp_path) -> None:
    """Accepted quantities stand as decimals; a party that did not sign is printed as such, and nobody signs for it."""
    path = write_certificate(conditional(), tmp_path / "c.docx")

    works, _, _, conditions, signatures = _cells(path)

    assert works[1][-1] == "2,076.5" and works[2][-1] == "284"
    assert ["物业服务企业", "未签字", "—", "—", "—"] in signatures
    assert [row[1] for row in conditions[1:]] == ["太阳能支架复位", "物业服务企业补签"]
    assert "附条件通过" in _text(path) and "尚未签字：物业服务企业。" in _text(path)


def test_certificate_shows_who_entered_paper_and_who_confirmed(tmp_path) -> None:
    """A signature on paper names both people behind it."""
    path = write_certificate(conditional(), tmp_path / "c.docx")

    row = next(row for row in _cells(path)[-1] if row[0] == "居民代表")

    assert "李芳" in row[-1] and "赵敏" in row[-1]


def test_letter_names_item_finding_person_and_day(tmp_path) -> None:
    """Everything still to be put right is in the letter."""
    path = write_letter(to_rectify(), tmp_path / "l.docx")

    (table,) = _cells(path)

    assert table[1][1:] == ["屋面防水：蓄水或淋水试验", "2 栋西北角渗水", "张伟", "2027-09-15"]
    assert len(table) == 3


def test_a_party_finds_only_its_own_items_on_its_list(tmp_path) -> None:
    """Each list has the items of its party and of no other."""
    absent = frozenset({Party.RESIDENTS, Party.PROPERTY})
    told = facts(a_case(State.ON_SITE, absent))

    residents, firm = _cells(write_signing_list(told, tmp_path / "s.docx"))

    own = {it.item for it in told.items if Party.RESIDENTS in it.parties}
    assert {row[2].split("（")[0] for row in residents[1:]} == own
    assert {row[2].split("（")[0] for row in firm[1:]} == {it.item for it in told.items if Party.PROPERTY in it.parties}


def test_handover_tells_until_when_warranty_runs(tmp_path) -> None:
    """Five years for the roof, as the regulations have it; by contract where they say nothing."""
    (table,) = _cells(write_handover(handover(), tmp_path / "h.docx"))

    assert {row[2]: row[4] for row in table[1:]} == {
        "泵房钥匙、操作说明和应急电话": "按合同",
        "屋面防水保修书和节点影像": "2032-09-04",
    }


@pytest.mark.parametrize("write", [write_certificate, write_letter, write_signing_list])
def test_papers_in_english_have_no_chinese_of_ours(tmp_path, write) -> None:
    """Whatever is not a name or a remark of somebody's is in English."""
    told = to_rectify() if write is write_letter else facts(a_case())
    path = write(told, tmp_path / "e.docx", "en")
    heads = [text for table in _cells(path) for text in table[0]]

    assert all(text.isascii() for text in heads)


def test_papers_have_the_same_bytes(tmp_path) -> None:
    """The same acceptance gives the same file."""
    one, two = (write_certificate(conditional(), tmp_path / f"{i}.docx").read_bytes() for i in (1, 2))

    assert one == two
