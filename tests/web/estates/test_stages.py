"""A stage is told by one class of its own and one line in the list of stages."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from django.template import engines
from django.urls import reverse

from yipanqi.web.estates import stages
from yipanqi.web.page.board import BoardRow
from yipanqi.web.page.mapping import Look
from yipanqi.web.page.telling import (
    Brief,
    Card,
    Deed,
    Entry,
    Figure,
    Filter,
    Headline,
    Lead,
    ListColumn,
    Mode,
    OfEstate,
    Section,
    Telling,
    Waiting,
)
from yipanqi.web.programmes.telling import plain_line

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent


class OfToy(OfEstate):
    """What the toy tells of one estate."""

    def __init__(self, row):
        self.row = row

    def cards(self):
        """A card in the place of what comes next."""
        yield Card(key="contract", state="way", lines=("玩具合同", "一份"))

    def sections(self):
        """A section of its own, with a template of its own."""
        yield Section(key="contract", place=600, template="toy/_contract.html", values={"toy": self.row.name})

    def briefs(self):
        """A fact in the band."""
        yield Brief(key="toy", name="玩具", text="有")

    def headline(self):
        """Further on than any other stage."""
        return Headline(said="玩具在建", state="done")

    def history(self):
        """A deed."""
        yield Deed(at=datetime.fromisoformat("2031-01-01T00:00+08:00"), by="甲", what="玩具", name="签约")


class Toy(Telling):
    """All that a stage may tell."""

    rail = (Entry(url_name="jobs:index", zh="玩具", en="Toys", place=25, under="/toys/"),)

    def waiting(self):
        """Something waits."""
        yield Waiting(text="玩具待办", url="/toys/1/")

    def figures(self):
        """A figure of its own, and one in another's place."""
        yield Figure(key="toys", figure="7", name="件玩具", url="/toys/")
        yield Figure(key="cost", figure="8", name="玩具造价", url="/toys/cost/")

    def lead(self):
        """The sentence."""
        return Lead(text="玩具方案")

    def modes(self, asked):
        """The board with progress."""

        def line(row):
            return BoardRow(stones=dict.fromkeys(row.needs, "done"), percent=42, **plain_line(row))

        yield Mode(key="toy", name="玩具进度", legend=("done",), line=line, has_progress=True, is_usual=True)

    def columns(self):
        """A column, shown without being chosen."""
        yield ListColumn(key="toys", zh="玩具数", en="Toys", value=lambda row: len(row.needs), is_number=True)

    def filters(self):
        """A question."""
        choices = (("one", "只看一个"),)
        yield Filter(key="toy", label="玩具", choices=choices, kept=lambda rows, asked: rows.filter(estate="E1"))

    def looks(self):
        """A mark."""
        yield Look(code="toy", said="有玩具", shape="triangle", tone="jade", rank=9)

    def state(self, row):
        """Of one estate only."""
        return "toy" if row.estate == "E1" else ""

    def of(self, row):
        """One estate."""
        return OfToy(row)


@pytest.fixture
def browser(entry, as_, monkeypatch):
    """The office's browser, once the toy has its one line."""
    monkeypatch.setattr(stages, "STAGES", stages.STAGES)
    stages.STAGES.append(Toy)
    monkeypatch.setattr(engines["django"].engine, "dirs", [HERE / "toy"])
    yield as_("office")
    stages.STAGES.remove(Toy)


def test_the_first_page_shows_what_a_new_stage_tells(browser):
    """Its figure beside the others' and in the place of another's, what waits, its sentence, its board, its entry."""
    page = browser.get("/")

    figures = {figure.key: figure.figure for figure in page.context["figures"]}
    assert figures["toys"] == "7" and figures["cost"] == "8" and "estates" in figures
    assert [item.text for item in page.context["waiting"]] == ["玩具待办"]
    assert '<p class="lead">' in page.text and "玩具方案" in page.text
    assert page.text.count("42%") == 3 and page.text.count('class="st done" href') == 9
    assert [entry["name"] for entry in page.context["rail"]][:4] == ["总览", "小区", "方案", "玩具"]
    assert page.context["asked"].mode.key == "toy"
    assert 'class="st need2" href' in browser.get("/?mode=needs").text


def test_the_registry_lists_filters_and_exports_a_new_stages_column(browser):
    """The column stands on the page and in the file; the question narrows both."""
    page = browser.get("/estates/?toy=one")
    lines = list(csv.reader(io.StringIO(browser.get("/estates/export?format=csv&toy=one").getvalue().decode())))

    assert [row.estate for row, _ in page.context["rows"]] == ["E1"]
    assert [cells[-1]["text"] for _, cells in page.context["rows"]] == ["3"]
    assert (lines[0][-1], [line[-1] for line in lines[1:]]) == ("玩具数", ["3"])


def test_the_map_marks_a_new_stages_state(browser):
    """The latest stage that tells an estate's state gives its mark; the others keep theirs."""
    export = browser.get(reverse("estates:map-export"), {"format": "csv"}).getvalue().decode()

    states = {line[1]: line[4] for line in csv.reader(io.StringIO(export))}
    assert (states["E0"], states["E1"], states["E2"]) == ("符合条件", "有玩具", "符合条件")


def test_an_estates_page_has_a_new_stages_card_section_and_history(browser, mine):
    """Its card says what it tells, its section stands where it belongs, and the other stages to come close ranks."""
    page = browser.get(mine.get_absolute_url())

    cards = {link.key: link for link in page.context["chain"]}
    assert cards["contract"].lines == ("玩具合同", "一份")
    assert '<section id="contract">' in page.text and f"玩具：{mine.name}" in page.text
    keys = [section.key for section in page.context["sections"]]
    assert keys.index("task-on") < keys.index("contract") < keys.index("payment-on") < keys.index("photos")
    assert page.context["headline"].said == "玩具在建"
    assert "玩具" in [brief.name for brief in page.context["briefs"]]
    assert page.text.rindex("签约") > page.text.index('id="history"')
