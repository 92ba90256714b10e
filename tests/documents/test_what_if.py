"""The documents of a what-if: each says that it is one, and those that explain say what was assumed."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from builders import a_programme
from district import a_district, an_offer, an_outcome
from docx import Document
from openpyxl import load_workbook

from yipanqi.documents import write_all
from yipanqi.documents.plan.one_pager import page
from yipanqi.documents.plan.words import paper_words
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.scenario import Scenario, changes

ASSUMED = tuple(changes(a_programme(), Scenario.of({"crews": {"pipe": "80"}, "weights": {"base": "2"}})))
WORDS = {
    "zh": (
        "示例数据、假设推演",
        "管线队伍能力减少 20%（为原来的 80%）",
        "工作计划.docx",
        "方案说明.xlsx",
        "甘特图.svg",
    ),
    "en": (
        "Synthetic data, What-if",
        "crews for pipes: 20% less (80% of what they are)",
        "work-plan.docx",
        "plan-explained.xlsx",
        "gantt.svg",
    ),
}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts(a_district(), an_offer(), an_outcome(), ASSUMED)


@pytest.mark.parametrize("lang", WORDS)
def test_the_papers_name_the_assumptions(facts: Facts, tmp_path: Path, lang: str) -> None:
    """Work plan and explanation say each change, sheets and chart carry the label; all documents are written."""
    label, change, plan, why, chart = WORDS[lang]

    write_all(facts, tmp_path, lang)

    head = " ".join(paragraph.text for paragraph in Document(str(tmp_path / plan)).paragraphs[:9])
    assert label in head and change in head
    book = load_workbook(tmp_path / why)
    assert change in [row[0].value for row in book.worksheets[-1].iter_rows(min_row=4)]
    assert label in book.worksheets[0]["A1"].value
    assert label in (tmp_path / chart).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", WORDS)
def test_the_leaders_page_begins_with_them(facts: Facts, lang: str) -> None:
    """The headline of a what-if says what was assumed; that of the programme itself has nothing to say."""
    plain = replace(facts, changes=())

    said, unsaid = (str(page(one, paper_words(one, lang))["headline"]) for one in (facts, plain))

    assert WORDS[lang][1] in said
    assert said.startswith(unsaid) and paper_words(plain, lang).assumed == ""
