"""A plan says what changed in the data since it was made, wherever somebody decides about it."""

import re

import pytest
from django.urls import reverse
from web.plans.conftest import AT, Line, an_entry

from yipanqi.web.plans import actions, making
from yipanqi.web.plans.outdated import outdated
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import ProgrammeEntry, Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def edited(run, office):
    """The plan, after one estate got other households."""
    record = run.entry.records.filter(sheet="estates").first()
    values = {**record.values, "households": record.values["households"] + 7}
    programmes.edit(record=record, values=values, revision=record.revision, by=office, at=AT, reason="核实")
    run.entry.refresh_from_db()
    return run


def test_nothing_is_said_while_the_data_are_the_same(run, as_):
    """Neither on the plan's page nor at home."""
    assert outdated(run) is None
    assert "处改动" not in as_("office").get(run.get_absolute_url()).content.decode()


def test_what_changed_is_said_where_one_decides(edited, as_, office, district):
    """Home, the plan's page, proposing, adopting; with the way to a new plan."""
    actions.propose(run=edited, by=office, at=AT)
    again = f"{reverse('plans:new')}?from={edited.uid}"
    pages = {
        "office": ["/", edited.get_absolute_url(), reverse("plans:propose", args=[edited.uid])],
        "district": [reverse("plans:adopt", args=[edited.uid])],
    }
    for kind, urls in pages.items():
        for url in urls:
            page = as_(kind).get(url).content.decode()
            assert "数据有 1 处改动" in page and "小区 ±1" in page, url
    assert again in as_("office").get(edited.get_absolute_url()).content.decode()


def test_planning_again_stays_with_the_programme_of_the_plan(edited, as_, district):
    """Also where somebody works with another, newer programme: its data would be planned under the same words."""
    an_entry(district)

    page = as_("office").get(reverse("plans:new"), {"from": edited.uid})

    assert page.context["entry"] == edited.entry and page.context["from_run"] == edited


def test_planning_again_has_a_heading_of_its_own(edited, as_):
    """It is no what-if; beside it the what-if keeps its own."""
    browser = as_("office")
    page = browser.get(edited.get_absolute_url()).content.decode()
    way = re.search(r'href="([^"]+)">\s*按新数据重新编制', page)[1].replace("&amp;", "&")

    again, what_if = browser.get(way), browser.get(reverse("plans:new"), {"from": edited.uid})

    heads = [re.search(r"<h1[^>]*>(.*?)</h1>", it.content.decode(), re.S)[1].strip() for it in (again, what_if)]
    assert heads == ["按新数据重新编制", "假设推演"] and again.context["from_run"] == edited


def test_data_that_were_taken_back_are_not_planned_again(run, as_, district):
    """The page says that they are gone and offers nothing; who asks all the same is told so, and stays."""
    an_entry(district)
    Record.objects.filter(entry=run.entry).update(is_active=False)
    ProgrammeEntry.objects.filter(pk=run.entry_id).update(revision=99, current_version=None)
    browser = as_("office")

    page = browser.get(run.get_absolute_url()).content.decode()
    asked = browser.get(reverse("plans:new"), {"from": run.uid}, follow=True)

    assert "计划数据已撤销" in page and "按新数据重新编制" not in page and "处改动" not in page
    assert asked.redirect_chain == [(run.get_absolute_url(), 302)]
    assert "请先重新导入工作簿" in asked.content.decode()


def test_a_change_that_is_taken_back_is_none(edited, office):
    """The data are compared, not the changes counted."""
    record = edited.entry.records.filter(sheet="estates").first()
    values = {**record.values, "households": record.values["households"] - 7}
    programmes.edit(record=record, values=values, revision=record.revision, by=office, at=AT, reason="")

    assert outdated(edited) is None


def test_its_papers_say_so(edited, monkeypatch, tmp_path):
    """Those printed after the change."""
    told = []

    def write_all(facts, folder, lang):
        folder.mkdir()
        told.append(facts)
        return []

    monkeypatch.setattr(making.documents, "write_all", write_all)

    of_run = edited.version.programme(), edited.scenario, bytes(edited.outcome), outdated(edited).count
    making.print_documents(Line(), *of_run, str(tmp_path / "papers"), "zh")

    from yipanqi.documents.plan.words import paper_words

    assert "编制后数据有1处改动" in paper_words(told[0], "zh").label
