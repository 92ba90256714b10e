"""Only what is one's own organisation's: offered to whom it belongs, on the pages and in their files alike."""

import csv
import io

import pytest
from django.urls import reverse
from web.district import AT

from yipanqi.web.plans.study import study
from yipanqi.web.programmes.actions import choose_organisations
from yipanqi.web.programmes.models import EstateRow


@pytest.fixture
def linked(run, entry, office, district):
    """The water company and one subdistrict are organisations of the district."""
    names = {"water-co": "燃气公司", "s1": "新华街道"}
    district.organisations["新华街道"].__class__.objects.filter(name="新华街道").update(region_id="S1")
    chosen = {
        unit: type(office.memberships_held[0].organisation).objects.get(name=name) for unit, name in names.items()
    }
    choose_organisations(entry=entry, chosen=chosen, by=office, at=AT)
    return run


def of(run, part: str, asked: str = "") -> str:
    return f"{reverse('plans:part', args=[run.uid, part])}?{asked}"


def rows_of(browser, run, part: str, asked: str) -> list[list[str]]:
    """The rows of a part's CSV file, without head."""
    text = browser.get(of(run, part, f"{asked}&as=csv")).getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


@pytest.mark.parametrize("part", ["works", "payments", "why"])
def test_the_filter_is_offered_to_whom_a_unit_belongs(linked, as_, part, office, entry, district):
    """Once the office is a unit too, its people are offered it; before, they are not."""
    assert 'name="mine"' not in as_("office").get(of(linked, part)).content.decode()

    choose_organisations(entry=entry, chosen={"office": district.organisations["区改造办"]}, by=office, at=AT)

    assert 'name="mine"' in as_("office").get(of(linked, part)).content.decode()


def test_payments_of_my_unit_on_page_and_in_the_file(linked, office, entry, district, as_):
    """The works that the unit leads or answers for, and no others; the sum is theirs."""
    place = district.organisations["区水务局"]
    choose_organisations(entry=entry, chosen={"water-co": place}, by=office, at=AT)
    paid = [p for p in study(linked).plan.payments if p.measure == "water"]
    browser = as_("department")

    page = browser.get(of(linked, "payments", "mine=1"))
    rows = rows_of(browser, linked, "payments", "mine=1")

    assert paid and len(page.context["tables"][0].rows) == len(paid)
    assert {row[2] for row in rows[:-1]} == {"供水"}
    assert len(rows) == len(paid) + 1
    assert page.context["tables"][0].foot[-1].value * 1_000_000 == sum(p.amount for p in paid)
    assert len(rows_of(browser, linked, "payments", "")) > len(rows)


def test_works_of_my_unit_on_page_and_in_the_file(linked, office, entry, district, as_):
    """Counts of works are those in which the unit has a part; each figure leads to rows that are narrowed likewise."""
    place = district.organisations["区水务局"]
    choose_organisations(entry=entry, chosen={"water-co": place}, by=office, at=AT)
    works = [work for work in study(linked).plan.choices if work[1] == "water"]
    browser = as_("department")

    page = browser.get(of(linked, "works", "mine=1"))
    table = page.context["tables"][0]

    assert table.foot[3].value == len(works)
    assert table.foot[4].url.endswith("mine=1")
    assert rows_of(browser, linked, "works", "mine=1")[-1][3] == str(len(works))
    assert rows_of(browser, linked, "works", "")[-1][3] == str(len(study(linked).plan.choices))
    assert {row[1] for row in rows_of(browser, linked, "works", "mine=1&table=group") if row[3] != "0"} == {"", "供水"}
    assert len(rows_of(browser, linked, "why", "mine=1")) == len({estate for estate, _ in works})


def test_whoever_has_no_unit_is_not_narrowed(linked, as_):
    """The question that was not offered changes nothing."""
    browser = as_("office")

    assert rows_of(browser, linked, "payments", "mine=1") == rows_of(browser, linked, "payments", "")
    assert rows_of(browser, linked, "works", "mine=1") == rows_of(browser, linked, "works", "")


def test_two_people_of_two_units_see_their_own(linked, office, entry, district, as_):
    """What is kept for the next reader is kept for those of the same units."""
    chosen = {"water-co": district.organisations["区水务局"], "office": district.organisations["区改造办"]}
    choose_organisations(entry=entry, chosen=chosen, by=office, at=AT)

    counts = [rows_of(as_(kind), linked, "works", "mine=1")[-1][3] for kind in ("office", "department")]

    assert counts[0] == str(len(study(linked).plan.choices))
    assert counts[1] == str(sum(measure == "water" for _, measure in study(linked).plan.choices))
    assert not EstateRow.objects.exists()  # nothing of this needs the registry
