"""The search of the top bar, the switch of programmes, keys: what every page has around its own."""

import re

import pytest
from django.urls import reverse
from web.html import flat
from web.plans.conftest import a_run, an_entry, tight

from yipanqi.web.jobs.models import Job
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import EstateRow


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """Plans of each test lie apart."""
    settings.HOME = tmp_path


@pytest.fixture
def entry(district):
    """The programme, with what lists need of it."""
    found = an_entry(district)
    index.write(found, index.facts(tight()), is_whole=True)
    return found


def test_one_hit_is_opened(entry, as_):
    """m23: an estate by name, code or the only one that fits; several are listed; a filter of the list stays a list."""
    browser, url, row = as_("office"), reverse("estates:registry"), EstateRow.objects.first()

    for asked in (row.name, row.estate):
        assert browser.get(url, {"q": asked, "go": "1"}).url == row.get_absolute_url()
    assert browser.get(url, {"q": row.name}).status_code == 200
    several = browser.get(url, {"q": "E", "go": "1"})
    assert several.status_code == 200 and several.context["shown"].paginator.count > 1
    assert browser.get(url, {"q": "nothing", "go": "1"}).status_code == 200


def test_subdistricts_and_plans_are_found(entry, district, as_):
    """m23: by a part of the name beside the estates, by the whole name at once; only what one may see."""
    made = a_run(entry, district.people["office"], "年度方案甲")
    browser, url = as_("office"), reverse("estates:registry")
    place = EstateRow.objects.values_list("subdistrict", "subdistrict_name").first()

    assert browser.get(url, {"q": "年度方案甲", "go": "1"}).url == made.get_absolute_url()
    assert browser.get(url, {"q": place[1], "go": "1"}).url.endswith(f"?subdistrict={place[0]}")
    page = browser.get(url, {"q": "方案"})
    assert [hit[2] for hit in page.context["also"]] == [made.get_absolute_url()]
    assert made.get_absolute_url() in page.content.decode()
    assert as_("utility").get(url, {"q": "方案"}).context["also"] == []


def test_the_programme_is_switched_where_it_stands(entry, district, as_):
    """m22: a menu of the programmes once there are two; choosing one works with it."""
    browser = as_("office")
    assert "切换计划" not in browser.get("/").content.decode()
    other = an_entry(district)

    page = flat(browser.get("/").content.decode())

    assert f'action="{reverse("programmes:choose", args=[other.pk])}"' in page and "切换计划" in page
    browser.post(reverse("programmes:choose", args=[entry.pk]))
    assert browser.get("/").context["entry"] == entry


def test_keys_find_their_way(entry, district, as_):
    """M10: ways past everything to the quarters; what a swap replaces has ids, so that the focus is found again."""
    a_run(entry, district.people["office"])
    page = flat(as_("office").get("/").content.decode())

    assert page.index('href="#quarters"') < page.index("<header")
    assert 'id="quarters"' in page and "data-stops" in page and "shell.js" in page
    for swapped in ("subdistrict", "measure", "only", "sort"):
        assert f'id="board-{swapped}"' in page
    assert re.search(r'id="q-2027Q2" href', page)
    assert page.count("data-menu") >= 1


def test_a_filtered_order_is_that_of_the_district(entry, as_):
    """M16: sorted by households the largest of the district stands first, with its subdistrict beside it."""
    board = as_("office").get("/?sort=households").context["board"]

    assert [row.households for row in board.rows] == sorted((row.households for row in board.rows), reverse=True)
    assert len(board.sections) == 1 and all(row.place for row in board.rows)
    board = as_("office").get("/").context["board"]
    for name, lines, households in board.sections:
        own = [row for row in board.rows if row.section == name]
        assert len(lines) == len(own) and households == sum(row.households for row in own)


def test_crumbs_lead_where_one_may_go(entry, district, as_):
    """m2: a person's own page leads to the list of people only where one may see it; a job to what one may open."""
    for kind, is_open in (("contractor", False), ("office", True)):
        page = as_(kind).get(district.people[kind].get_absolute_url()).content.decode()
        crumbs = page[page.index('class="crumbs"') : page.index("</nav>", page.index('class="crumbs"'))]
        assert (reverse("accounts:people") in crumbs) == is_open, kind
    made = a_run(entry, district.people["office"], is_made=False)
    job = Job.objects.get(pk=PlanRun.objects.get(pk=made.pk).job_id)
    for kind, is_open in (("office", True), ("district", True), ("system_admin", False)):
        page = as_(kind).get(job.get_absolute_url())
        assert bool(page.context["subject_url"]) == is_open, kind
        assert (f'href="{made.get_absolute_url()}"' in page.content.decode()) == is_open


def test_recovery_codes_are_offered_where_there_are_none(district, as_):
    """m1: no way to a list that is not there."""
    page = as_("contractor").get(reverse("accounts:profile")).content.decode()

    assert reverse("mfa_view_recovery_codes") + '"' not in page
    assert reverse("mfa_generate_recovery_codes") in page


def test_the_log_names_its_filters_in_words(district, as_):
    """m30: who took the log is told with the filter's name."""
    browser = as_("audit_admin")
    browser.get(reverse("audit:export"), {"result": "refused"})

    page = flat(browser.get(reverse("audit:log")).content.decode())

    assert "<ins>结果</ins>" in page and "<ins>result</ins>" not in page
