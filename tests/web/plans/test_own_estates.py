"""A plan in force for who may not export: the rows of their own estates, and nothing that tells of others."""

import pytest
from django.urls import reverse
from web.district import AT
from web.plans.conftest import tight

from yipanqi.web.accounts.models import Organisation
from yipanqi.web.plans import actions
from yipanqi.web.plans.own_estates import PARTS
from yipanqi.web.plans.study import study
from yipanqi.web.plans.views import frame
from yipanqi.web.programmes.actions import choose_organisations, index


@pytest.fixture
def in_force(run, entry, office, district):
    """The plan is adopted; the community is that of no estate yet, the gas company leads the water works."""
    index.write(entry, index.facts(tight()), is_whole=True)
    actions.propose(run=run, by=office, at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)
    return run


def of(run, part: str, asked: str = "") -> str:
    return f"{reverse('plans:part', args=[run.uid, part])}?{asked}"


def in_region(district, name: str, region: str) -> None:
    Organisation.objects.filter(pk=district.organisations[name].pk).update(region_id=region)


def names(run) -> dict[str, str]:
    return {estate.id: estate.name for estate in study(run).programme.estates}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("asked", ["", "estate=E3", "standing=started", "subdistrict=S2", "q=E3", "as=points"])
def test_a_community_reads_the_rows_of_its_estates(in_force, district, as_, part, asked):
    """F13: whatever is asked, no other estate is named; a plan has rows of both."""
    in_region(district, "登月社区", "S1")
    foreign = {name for code, name in names(in_force).items() if code == "E3"}

    page = as_("community").get(of(in_force, part, asked)).content.decode()

    assert foreign and not any(name in page for name in foreign)


def test_own_rows_are_there_with_their_sums(in_force, district, as_):
    """F13: of one's own estates all works, payments and reasons, and their sums on the plan's first page."""
    in_region(district, "登月社区", "S1")
    browser, found = as_("community"), study(in_force)
    mine = {estate.id for estate in found.programme.estates if estate.subdistrict == "S1"}
    paid = [payment for payment in found.plan.payments if payment.estate in mine]

    assert len(browser.get(of(in_force, "payments")).context["tables"][0].rows) == len(paid)
    assert len(browser.get(of(in_force, "why")).context["tables"][0].rows) == len(mine)
    figures = browser.get(in_force.get_absolute_url()).context["figures"]
    assert figures["works"] == str(sum(estate in mine for estate, _ in found.plan.choices))


@pytest.mark.parametrize("kind", ["contractor", "supervisor", "utility"])
def test_an_organisation_reads_of_the_estates_where_it_has_a_part(in_force, entry, office, district, as_, kind):
    """F13: without a part in any work there is not one row; as the unit of a subdistrict's works these alone."""
    browser = as_(kind)
    assert list(browser.get(of(in_force, "payments")).context["tables"][0].rows) == []
    place = {"contractor": "江城建工", "supervisor": "华中监理", "utility": "燃气公司"}[kind]
    choose_organisations(entry=entry, chosen={"water-co": district.organisations[place]}, by=office, at=AT)
    works = {estate for estate, measure in study(in_force).plan.choices if measure == "water"}

    rows = browser.get(of(in_force, "why")).context["tables"][0].rows

    assert works and len(rows) == len(works)


@pytest.mark.parametrize("kind", ["contractor", "supervisor", "utility", "community"])
def test_the_whole_is_for_who_may_export(in_force, as_, kind):
    """F13: parts that tell of the whole, comparisons and documents; none of them is offered."""
    browser = as_(kind)
    refused = [of(in_force, part) for part in frame.PARTS if part not in PARTS]
    refused += [reverse("plans:compare"), reverse("plans:document", args=[in_force.uid, "zh", 0])]

    assert {browser.get(url).status_code for url in refused} == {403}
    assert browser.post(reverse("plans:documents", args=[in_force.uid])).status_code == 403
    page = browser.get(in_force.get_absolute_url()).content.decode()
    assert not any(url.rstrip("?") in page for url in refused)
    assert as_("subdistrict").get(of(in_force, "money")).status_code == 200
