"""A plan on the map by start year."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse
from web.plans.conftest import a_run, an_entry, tight

from yipanqi.web.plans import by_year
from yipanqi.web.plans.study import study
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import EstateRow


def on_the_ground():
    """The tiny programme, its estates side by side; planned where it is planned without coordinates."""
    programme = tight()
    estates = tuple(
        replace(estate, longitude=Decimal("114.27") + Decimal(number) / 100, latitude=Decimal("30.6"))
        for number, estate in enumerate(programme.estates)
    )
    return replace(programme, estates=estates)


@pytest.fixture
def mapped(district, office):
    """A plan of estates that lie somewhere."""
    programme = on_the_ground()
    entry = an_entry(district, programme)
    index.write(entry, index.facts(programme), is_whole=True)
    return a_run(entry, office)


def shown(browser, run, query: str = ""):
    """The map of the plan's page."""
    return browser.get(f"{reverse('plans:part', args=[run.uid, 'map'])}?{query}")


def test_every_estate_has_the_mark_of_its_year(mapped, as_):
    """Shape and colour by the year of the start; what is not planned is another one; the legend counts them."""
    found = study(mapped)

    laid = shown(as_("office"), mapped).context["map"]

    assert len(laid.marks) == len(found.programme.estates)
    for mark in laid.marks:
        estate = next(e for e in found.programme.estates if e.name == mark.spot.name)
        start = found.plan.starts.get(estate.id)
        assert mark.spot.look.code == (by_year.UNPLANNED if start is None else str(start // 4))
    assert sum(count for _, count in laid.legend) == len(laid.marks)
    assert {look.code for look, _ in laid.legend} == {mark.spot.look.code for mark in laid.marks}


def test_years_differ_in_shape_and_colour(run):
    """No two years of a horizon look alike, nor does what is not planned; neighbours differ in both."""
    found = by_year.looks(study(run))
    *years, unplanned = found

    assert len({(look.shape, look.tone) for look in found}) == len(found)
    assert all(one.shape != two.shape and one.tone != two.tone for one, two in pairwise(years))
    assert unplanned.tone == "open-grey" and len(years) == study(run).programme.calendar.years


def test_every_mark_leads_to_its_estate(mapped, as_):
    """The mark is a link to the estate's page, where the reader may see it."""
    page = shown(as_("office"), mapped).content.decode()

    for row in EstateRow.objects.filter(entry=mapped.entry):
        assert f'id="d-{row.record_id}" href="{row.get_absolute_url()}"' in page


def test_coordinates_written_after_the_plan_was_made_count(run, as_):
    """A plan of a version without coordinates is drawn where the registry of today knows the estates to be."""
    index.write(run.entry, index.facts(run.entry.programme()), is_whole=True)
    nowhere = shown(as_("office"), run)
    EstateRow.objects.filter(entry=run.entry).update(longitude=114.27, latitude=30.6)

    laid = shown(as_("office"), run).context["map"]

    assert not nowhere.context["map"].marks and "方案不用重新编制" in nowhere.content.decode()
    assert len(laid.marks) == len(nowhere.context["map"].lost) > 0


def test_the_map_is_filtered_and_taken_away(mapped, as_):
    """By name, subdistrict, year and standing; the file has what the page has, with coordinates."""
    browser, estate = as_("office"), study(mapped).programme.estates[0]

    laid = shown(browser, mapped, f"q={estate.name}").context["map"]
    file = shown(browser, mapped, f"q={estate.name}&as=csv").getvalue().decode("utf-8-sig")

    assert [mark.spot.name for mark in laid.marks] == [estate.name]
    assert len(file.splitlines()) == 2 and estate.id in file and "114.27" in file
    assert "没有符合条件的小区" in shown(browser, mapped, "q=无此小区").content.decode()


def test_somebody_elses_plan_is_not_found(mapped, as_):
    """A plan that is not in force is 404 for who may not see it; no file for who may not export."""
    assert shown(as_("community"), mapped).status_code == 404
    assert shown(as_("district"), mapped, "as=csv").status_code == 200
