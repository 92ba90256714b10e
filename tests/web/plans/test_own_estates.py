"""A plan in force for who may not export: the rows of their own estates, and nothing that tells of others."""

import re

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
from yipanqi.web.programmes.models import EstateRow, Record


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


def linked(entry, office, district, unit: str, place: str) -> None:
    """This unit of the programme is this organisation."""
    choose_organisations(entry=entry, chosen={unit: district.organisations[place]}, by=office, at=AT)


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


def test_an_organisation_reads_its_own_works_and_their_money_alone(in_force, entry, office, district, as_):
    """M5: of an estate where it has one work, not the other works, their count or their money; on every part."""
    linked(entry, office, district, "water-co", "燃气公司")
    found, browser = study(in_force), as_("utility")
    paid = [p for p in found.plan.payments if p.measure == "water"]
    works = [work for work in found.plan.choices if work[1] == "water"]

    rows = browser.get(of(in_force, "payments")).context["tables"][0].rows
    why = list(browser.get(of(in_force, "why", "standing=started")).context["tables"][0].rows)
    figures = browser.get(in_force.get_absolute_url()).context["figures"]

    assert paid and len(paid) < len(found.plan.payments) and len(rows) == len(paid)
    assert {row[4].value for row in why} == {1}
    assert sum(row[5].value for row in why) * 1_000_000 == sum(p.amount for p in paid)
    assert figures["works"] == str(len(works))
    gantt = browser.get(of(in_force, "gantt")).content.decode()
    assert "供水" in gantt and "<title>排水" not in gantt


def test_lists_to_choose_from_offer_what_one_sees(in_force, entry, office, district, as_):
    """M5: sources, kinds of work and subdistricts of one's own rows; the office chooses among all."""
    linked(entry, office, district, "water-co", "燃气公司")

    def choices(kind: str) -> dict[str, set[str]]:
        filters = as_(kind).get(of(in_force, "payments")).context["filters"]
        return {it["name"]: {code for code, _ in it["choices"]} for it in filters if it.get("choices")}

    found, own, whole = study(in_force), choices("utility"), choices("office")
    assert own["measure"] == {"water"}
    assert own["fund"] == {p.fund for p in found.plan.payments if p.measure == "water"} <= whole["fund"]
    assert whole["measure"] == {measure.id for measure in found.programme.measures}
    assert as_("contractor").get(of(in_force, "payments")).context["filters"][0]["choices"] == []


@pytest.mark.parametrize("kind", ["contractor", "supervisor", "utility", "community"])
def test_no_sum_of_the_district_is_told_to_who_sees_a_part(in_force, district, as_, kind):
    """M5: neither the sentence of the plan nor its list tells the district's money, households or gap."""
    in_region(district, "登月社区", "S1")
    whole = study(in_force).facts
    secrets = [in_force.money_said, in_force.objective_said, f"{sum(e.households for e in whole.started):,} 户"]
    pages = [reverse("plans:index"), in_force.get_absolute_url(), of(in_force, "works"), of(in_force, "gantt")]

    texts = [as_(kind).get(url).content.decode() for url in pages]

    assert not any(secret in text for secret in secrets for text in texts)
    assert in_force.money_said in as_("office").get(reverse("plans:index")).content.decode()


def test_an_estates_page_offers_documents_to_who_may_take_them(in_force, entry, district, office, as_):
    """M5: the community sees in a sentence who may; the office the documents."""
    in_region(district, "登月社区", "S1")
    actions.keep_documents(run=in_force, lang="zh", folder="none", files={"工作方案.docx": ""}, by=office, at=AT)
    url = EstateRow.objects.get(entry=entry, estate="E1").get_absolute_url()

    assert "工作方案.docx" in as_("office").get(url).content.decode()
    page = as_("community").get(url).content.decode()
    assert "工作方案.docx" not in page and "/documents/" not in page and "导出数据" in page


def test_the_districts_money_is_for_who_may_export(in_force, entry, as_):
    """M5: sources and shares, as lists and row by row; they are not offered to others."""
    fund = Record.objects.filter(entry=entry, sheet="funds").first()
    sheets = [reverse("programmes:sheet", args=[entry.pk, key]) for key in ("funds", "share_rules")]

    for kind, status in (("office", 200), ("subdistrict", 200), ("utility", 404), ("community", 404)):
        browser = as_(kind)
        assert {browser.get(url).status_code for url in sheets} == {status}, kind
        assert browser.get(fund.get_absolute_url()).status_code == status
        page = browser.get(entry.get_absolute_url()).content.decode()
        assert all((url in page) == (status == 200) for url in sheets), kind


_LACKS = re.compile("还缺|施工队伍已排满|已到上限|影子价格")


@pytest.mark.parametrize("kind", ["contractor", "supervisor", "utility", "community"])
def test_reasons_tell_who_sees_a_part_nothing_of_what_the_district_lacks(in_force, entry, office, district, as_, kind):
    """Neither on the page of reasons, asked for with its reckoning too, nor on that of their own estate."""
    in_region(district, "登月社区", "S1")
    places = {"contractor": "江城建工", "supervisor": "华中监理", "utility": "燃气公司"}
    if kind in places:
        linked(entry, office, district, "water-co", places[kind])
    pages = [of(in_force, "why"), of(in_force, "why", "reckoned=1")]
    if kind == "community":
        pages += [row.get_absolute_url() for row in EstateRow.objects.filter(subdistrict="S1")]

    texts = [as_(kind).get(url).content.decode() for url in pages]

    assert all("小区" in text for text in texts)
    assert not any(_LACKS.search(text) for text in texts)
    assert _LACKS.search(as_("office").get(pages[0]).content.decode())


def test_of_an_estate_with_one_work_of_ones_own_reasons_name_no_other(in_force, entry, office, district, as_):
    """The water company reads when an estate starts, not what else is done there."""
    linked(entry, office, district, "water-co", "燃气公司")

    rows = as_("utility").get(of(in_force, "why")).context["tables"][0].rows
    reasons = [row[-1].text for row in rows]

    assert reasons and all(text.startswith("安排在") for text in reasons)
    assert not any("项" in text or "先做" in text for text in reasons)
