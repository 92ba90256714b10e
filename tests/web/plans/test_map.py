"""A plan on the map by start year."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse
from web.html import flat
from web.plans.conftest import a_run, an_entry, tight

from yipanqi.web.page import tables
from yipanqi.web.plans import map_of_starts as by_year
from yipanqi.web.plans.study import study
from yipanqi.web.plans.views import map as ground
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
    page = flat(shown(as_("office"), mapped).content.decode())

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


@pytest.fixture
def of_many(mapped, monkeypatch):
    """The same plan where a page of the list has one estate."""
    monkeypatch.setattr(ground, "NUMBERED", 1)
    monkeypatch.setattr(tables, "PAGE", 1)
    return mapped


def test_of_many_estates_the_list_has_pages_and_the_others_are_drawn_small(of_many, as_):
    """Every page has the whole map: its own estate as a numbered mark that leads somewhere, the others behind it."""
    browser, count = as_("office"), len(study(of_many).programme.estates)

    pages = [shown(browser, of_many, f"page={number + 1}&year=") for number in range(count)]

    laid = [page.context["map"] for page in pages]
    assert [mark.spot.number for one in laid for mark in one.marks] == list(range(1, count + 1))
    assert all(sum(len(far.points.split()) for far in one.far) == count - 1 for one in laid)
    assert len({(one.bounds, one.height, one.areas, one.legend) for one in laid}) == 1
    assert 'href="?year=&amp;page=2#list"' in pages[0].content.decode()
    everyone = shown(browser, of_many, "all=1").context["map"]
    assert len(everyone.marks) == count and everyone.far == ()


def test_the_script_is_told_of_every_mark(of_many, as_):
    """Degrees, look, name, state and record of each, kept by the browser for a while; filtered as the page is."""
    browser, found = as_("office"), study(of_many)

    answer = shown(browser, of_many, "as=points")

    told = answer.json()
    assert [row[3] for row in told["spots"]] == [estate.name for estate in found.programme.estates]
    rows = EstateRow.objects.filter(entry=of_many.entry)
    assert {row[7] for row in told["spots"]} == {str(row.record_id) for row in rows}
    assert {told["looks"][row[2]]["tone"] for row in told["spots"]} <= {look.tone for look in by_year.looks(found)}
    assert "private" in answer["Cache-Control"]
    name = found.programme.estates[0].name
    assert [row[3] for row in shown(browser, of_many, f"as=points&q={name}").json()["spots"]] == [name]


def test_what_has_no_place_stands_at_the_end_of_the_list(run, as_, monkeypatch):
    """The first page says how many they are and leads to them, wherever they are listed."""
    index.write(run.entry, index.facts(run.entry.programme()), is_whole=True)
    first = EstateRow.objects.filter(entry=run.entry).first()
    EstateRow.objects.filter(pk=first.pk).update(longitude=114.27, latitude=30.6)
    monkeypatch.setattr(ground, "NUMBERED", 1)
    monkeypatch.setattr(tables, "PAGE", 1)
    last = len(study(run).programme.estates)

    opening, ending = (shown(as_("office"), run, f"page={number}") for number in (1, last))

    assert [mark.spot.name for mark in opening.context["map"].marks] == [first.name]
    assert f'href="?page={last}#lost"' in opening.content.decode()
    assert 'id="lost"' in ending.content.decode() and 'class="far"' in ending.content.decode()


def test_somebody_elses_plan_is_not_found(mapped, as_):
    """A plan that is not in force is 404 for who may not see it; no file for who may not export."""
    assert shown(as_("community"), mapped).status_code == 404
    assert shown(as_("district"), mapped, "as=csv").status_code == 200
