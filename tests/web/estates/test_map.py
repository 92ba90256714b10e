"""The registry on the map: what is drawn, to whom, under which filters, and what is said of estates without a place."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from web.html import flat
from web.programmes.conftest import AWAY, HOME, a_file, record_of, taken_in, two_subdistricts
from web.test_settings import GOOD

from yipanqi.domain.coordinate import Point, System, from_cgcs2000, metres_between
from yipanqi.domain.planning.plan import Plan
from yipanqi.web.audit.models import Event
from yipanqi.web.estates.stages import tellings
from yipanqi.web.estates.views.map import looks_of
from yipanqi.web.page import mapping
from yipanqi.web.page.mapping import Look, Paper, Spot, hull, lay_out
from yipanqi.web.plans import shown
from yipanqi.web.plans.shown import PlanView
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Point(114.2709, 30.6015)
LOOK = Look(code="x", said="某种", shape="circle", tone="blue")


def placed(count: int = 4, lost: int = 1):
    """Estates in a row from west to east; the last few without coordinates."""
    programme = two_subdistricts(count)
    estates = tuple(
        replace(estate, longitude=Decimal("114.27") + Decimal(number) / 100, latitude=Decimal("30.6"))
        if number < count - lost
        else estate
        for number, estate in enumerate(programme.estates)
    )
    return replace(programme, estates=estates)


@pytest.fixture
def on_map(office, tmp_path) -> ProgrammeEntry:
    """A programme whose estates lie somewhere, all but one."""
    batch = taken_in(a_file(placed(), tmp_path), office)
    assert batch.state == "applied", batch.findings
    return ProgrammeEntry.objects.get(pk=batch.entry_id)


def drawn(browser, query: str = "") -> list[str]:
    """The names of the estates that the map shows, by number."""
    shown = browser.get(f"{reverse('estates:map')}?{query}").context["map"]
    return [mark.spot.name for mark in shown.marks]


def a_spot(name: str = "甲", point: Point | None = HERE, section: str = "新华街道", **more) -> Spot:
    """An estate for the map."""
    return Spot(id=name, name=name, section=section, look=LOOK, households=1, point=point, **more)


def test_the_map_and_its_list_say_the_same(on_map, as_):
    """Every mark has the number, name and state of its line, and each leads to the other; without any script."""
    page = flat(as_("office").get(reverse("estates:map")).content.decode())
    marks = re.findall(
        r'class="dot" id="d-(\d+)" href="#e-(\d+)"[^>]*><title>(.*?)，(.*?)</title>.*?>(\d+)</text>', page
    )
    lines = re.findall(
        r'<tr id="e-(\d+)"><td class="pin-cell"><a href="#d-(\d+)".*?>(\d+)</text>.*?<th.*?>(东风\d村)', page
    )

    assert len(marks) == len(lines) == 3
    assert [(own, to) for own, to, *_ in marks] == [(to, own) for own, to, *_ in lines]
    assert [(name, number) for *_, name, _, number in marks] == [(name, number) for *_, number, name in lines]


def test_who_has_no_coordinates_is_listed_with_what_to_do(on_map, as_):
    """Not on the paper, but in the list, with the way to the field that is missing for who may write it."""
    lost = EstateRow.objects.get(longitude=None)

    page = as_("office").get(reverse("estates:map")).content.decode()
    read_only = as_("department").get(reverse("estates:map")).content.decode()

    assert f"#d-{lost.record_id}" not in page
    assert f'href="/records/{lost.record_id}/#id_longitude"' in page
    assert "下一步：在小区的“位置”里填写经度、纬度" in page
    assert "#id_longitude" not in read_only and "请街道或区改造办填写" in read_only


def test_the_map_has_the_filters_of_the_registry(on_map, as_):
    """By name, pinyin and subdistrict; what fits nothing says so."""
    browser = as_("office")

    assert drawn(browser) == ["东风0村", "东风2村", "东风1村"]
    assert drawn(browser, "q=df1") == ["东风1村"]
    assert drawn(browser, f"subdistrict={AWAY}") == ["东风1村"]
    assert "没有符合条件的小区" in browser.get(f"{reverse('estates:map')}?q=无此小区").content.decode()


def test_a_fragment_for_the_script_that_asks_for_it(on_map, as_):
    """Filtering replaces the map and its list, not the page."""
    answer = as_("office").get(reverse("estates:map"), HTTP_HX_REQUEST="true", HTTP_HX_TARGET="map-part")

    assert answer.content.decode().lstrip().startswith('<div id="map-part">')


def test_everybody_sees_their_own_estates_only(on_map, as_):
    """A subdistrict's person finds no mark of another subdistrict."""
    assert drawn(as_("subdistrict")) == ["东风0村", "东风2村"]
    assert drawn(as_("elsewhere")) == []


def test_a_programme_without_any_place_says_how_to_begin(entry, as_):
    """The estates stand in the list; in the map's place the next step."""
    page = as_("office").get(reverse("estates:map")).content.decode()

    assert "这些小区都没有坐标" in page and reverse("programmes:imports") in page
    assert "东风0村" in page and 'class="paper"' not in page


def test_states_are_told_by_shape_and_word(on_map, office, as_, monkeypatch):
    """A plan in force makes its estates planned; what is under way comes before that."""
    programme = on_map.programme()
    view = PlanView(plan=Plan(starts={"E0": 1, "E1": 2}, choices={}), programme=programme, name="甲", url="/")
    monkeypatch.setattr(shown, "plan_of", lambda entry, user: view)
    EstateRow.objects.filter(estate="E1").update(is_under_way=True)

    drawing = as_("office").get(reverse("estates:map")).context["map"]

    assert {m.spot.name: m.spot.look.code for m in drawing.marks} == {
        "东风0村": "planned", "东风1村": "way", "东风2村": "eligible",
    }  # fmt: skip
    looks = [(look.shape, look.tone) for look, _ in drawing.legend]
    assert len(looks) == len(set(looks)) == 3
    known = looks_of(tellings(office, on_map))
    assert [look.code for look in known] == ["way", "planned", "eligible", "late", "excluded"]
    assert len({(look.shape, look.tone) for look in known}) == len(known)


def test_the_list_is_taken_away_with_its_coordinates(on_map, as_):
    """CSV has every estate that the filters leave, placed or not, and the log tells of it."""
    answer = as_("office").get(reverse("estates:map-export"), {"format": "csv", "subdistrict": HOME})
    text = answer.getvalue().decode("utf-8-sig")

    assert '"东风0村","E0"' in text and '"114.27","30.6"' in text and "东风1村" not in text
    assert Event.objects.filter(action="estates.exported").exists()


def test_no_file_for_who_may_not_export(on_map, as_):
    """The map may be seen without being taken away."""
    assert as_("community").get(reverse("estates:map")).status_code == 200
    assert as_("community").get(reverse("estates:map-export")).status_code == 403


def test_coordinates_written_in_another_system_lie_at_the_same_place(on_map, as_, office):
    """What somebody writes in GCJ-02 is kept as CGCS2000 and drawn there."""
    row = EstateRow.objects.get(longitude=None)
    there = from_cgcs2000(HERE, System.GCJ02)
    record, browser = record_of(row), as_("office")
    form = {
        name: field.initial or ""
        for name, field in browser.get(record.get_absolute_url()).context["form"].fields.items()
    }
    form |= {"longitude": there.longitude, "latitude": there.latitude, "coordinate_system": "GCJ-02"}

    answer = browser.post(record.get_absolute_url(), {**form, "revision": record.revision})

    assert answer.status_code == 302
    row = EstateRow.objects.get(record=record)
    assert metres_between(Point(row.longitude, row.latitude), HERE) < 0.01
    record.refresh_from_db()
    assert record.values["coordinate_system"] == "cgcs2000"


@pytest.mark.parametrize(
    ("east", "north", "words"),
    [
        ("30.6015", "114.2709", "经度、纬度填反了"),
        ("2.35", "48.86", "不在中国范围内"),
        ("114.2709", "", "两项须一起填"),
        ("东边", "30.6", "应为度数"),
    ],
)
def test_what_cannot_be_a_place_is_refused_at_its_field(on_map, as_, east, north, words):
    """Nothing is saved, and the sentence stands in the form."""
    record, browser = record_of(EstateRow.objects.get(longitude=None)), as_("office")
    form = {
        name: field.initial or ""
        for name, field in browser.get(record.get_absolute_url()).context["form"].fields.items()
    }

    answer = browser.post(
        record.get_absolute_url(), {**form, "longitude": east, "latitude": north, "revision": record.revision}
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    record.refresh_from_db()
    assert "longitude" not in record.values


def test_an_import_shows_moved_estates_as_a_difference(on_map, office, tmp_path):
    """One estate that got its place is one row changed, and nothing else."""
    taken_in(a_file(placed(lost=0), tmp_path, "moved.xlsx"), office, on_map)

    moved = on_map.batches.get(file_name="moved.xlsx")
    assert list(moved.difference) == ["estates"] and moved.difference["estates"]["changed"] == 1
    [[name, before, after], *_] = moved.difference["estates"]["rows"][0]["fields"]
    assert (name["zh"], before["zh"], after["zh"]) == ("经度（度）", "", "114.3")
    assert EstateRow.objects.filter(longitude=None).count() == 0


def test_many_estates_are_drawn_by_subdistrict(on_map, as_, monkeypatch):
    """Above what one map holds, a mark for each subdistrict with its count, which opens it."""
    monkeypatch.setattr("yipanqi.web.estates.views.map.MAP_ESTATES", 2)

    shown = as_("office").get(reverse("estates:map")).context["map"]
    inside = drawn(as_("office"), f"subdistrict={HOME}")

    assert [mark.spot.count for mark in shown.marks] == [2, 2] and shown.is_numbered
    assert [area.name for area in shown.areas] == [mark.spot.name.removesuffix("街道") for mark in shown.marks]
    assert all("subdistrict=" in mark.spot.to for mark in shown.marks)
    assert inside == ["东风0村", "东风2村"]


def test_north_is_up_and_one_scale_holds_both_ways():
    """A kilometre east and a kilometre north are as long on the paper, and the scale says how long."""
    east = Point(HERE.longitude + 0.02, HERE.latitude)
    north = Point(HERE.longitude, HERE.latitude + 0.02)
    paper = Paper([HERE, east, north])
    (x, y), (x2, y2), (x3, y3) = (paper.place(point) for point in (HERE, east, north))

    assert x2 > x and y3 < y and y2 == pytest.approx(y) and x3 == pytest.approx(x)
    each = [(x2 - x) / metres_between(HERE, east), (y - y3) / metres_between(HERE, north)]
    assert each[0] == pytest.approx(each[1], rel=0.01)
    length, said = paper.scale()
    assert float(length) / each[0] == pytest.approx(int(said.split()[0]) * (1000 if "公里" in said else 1), rel=0.01)


def test_every_mark_lies_on_the_paper():
    """Far apart or all in one place, marks and names stay within it."""
    for points in ([HERE], [HERE, HERE], [HERE, Point(114.9, 30.61)], [HERE, Point(114.28, 31.4)]):
        laid = lay_out([a_spot(str(n), point) for n, point in enumerate(points)], [LOOK])

        assert all(0 < float(m.x) < 1000 and 0 < float(m.y) < float(laid.height) for m in laid.marks)
        assert all(float(area.y) > 0 for area in laid.areas)


def test_an_area_holds_its_points():
    """The corners are points, and no point is outside them."""
    points = [Point(x / 7, (x * x % 11) / 5) for x in range(12)]
    corners = hull(points)

    assert set(corners) <= set(points)
    for one, two in zip(corners, [*corners[1:], corners[0]], strict=True):
        turns = [
            (two.longitude - one.longitude) * (p.latitude - one.latitude)
            - (two.latitude - one.latitude) * (p.longitude - one.longitude)
            for p in points
        ]
        assert min(turns) >= -1e-12


def test_tiles_are_asked_for_only_where_they_are_set(on_map, as_, settings):
    """Without an address the page names none; with one, marks are given in the tiles' own system."""
    plain = as_("office").get(reverse("estates:map")).content.decode()
    settings.TILES, settings.TILES_BY = "https://tiles.example.gov.cn/{z}/{x}/{y}.png", "某市 <规划局>"
    settings.TILES_SYSTEM = "gcj02"

    page = as_("office").get(reverse("estates:map")).content.decode()

    assert "data-tiles" not in plain and 'data-at="30.600000,114.270000"' in plain
    assert 'data-tiles="https://tiles.example.gov.cn/{z}/{x}/{y}.png"' in page
    assert 'data-tiles-by="某市 &lt;规划局&gt;"' in page
    moved = from_cgcs2000(Point(114.27, 30.6), System.GCJ02)
    assert f'data-at="{moved.latitude:.6f},{moved.longitude:.6f}"' in page


POLICY = """
import json, django; django.setup()
from django.conf import settings
print(json.dumps(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]))
"""


def policy(tmp_path, **changes) -> subprocess.CompletedProcess:
    """What a server with these settings lets pictures come from."""
    environment = GOOD | {"DJANGO_SETTINGS_MODULE": "yipanqi.web.settings", "YIPANQI_HOME": str(tmp_path), **changes}
    environment["PATH"] = os.environ["PATH"]
    command = [sys.executable, "-c", POLICY]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_policy_of_content_opens_for_the_tiles_alone(tmp_path):
    """No address: nothing but ourselves; an address: its origin, and no more."""
    address = "https://tiles.example.gov.cn:8443/w/{z}/{x}/{y}?tk=1"

    assert json.loads(policy(tmp_path).stdout) == ["'self'", "data:"]
    assert json.loads(policy(tmp_path, YIPANQI_TILES=address).stdout)[2:] == ["https://tiles.example.gov.cn:8443"]
    assert json.loads(policy(tmp_path, YIPANQI_TILES="/tiles/{z}/{x}/{y}.png").stdout)[2:] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"YIPANQI_TILES": "https://tiles.example.gov.cn/"},
        {"YIPANQI_TILES": "https://{s}.example.gov.cn/{z}/{x}/{y}.png"},
        {"YIPANQI_TILES": "javascript://x/{z}/{x}/{y}"},
        {"YIPANQI_TILES_SYSTEM": "bd09"},
    ],
    ids=["no z, x, y", "several hosts", "no web address", "unknown system"],
)
def test_tiles_that_cannot_be_fail_loudly(tmp_path, changes):
    """The server does not start, and says what to write."""
    done = policy(tmp_path, **changes)

    assert done.returncode != 0 and "YIPANQI_TILES" in done.stderr and "say" in done.stderr


def test_names_are_shown_as_text_whatever_they_hold(office, as_, tmp_path):
    """A name with markup stays a name, in the list, the title and the shade."""
    programme = placed()
    evil = replace(programme.estates[0], name='<script>alert(1)</script>"')
    taken_in(a_file(replace(programme, estates=(evil, *programme.estates[1:])), tmp_path), office)

    page = as_("office").get(reverse("estates:map")).content.decode()

    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_numbers_go_where_there_are_too_many(monkeypatch):
    """A few hundred marks are numbered, more are small and bare."""
    monkeypatch.setattr(mapping, "NUMBERED", 2)

    assert lay_out([a_spot(str(n)) for n in range(2)], [LOOK]).is_numbered
    assert not lay_out([a_spot(str(n)) for n in range(3)], [LOOK]).is_numbered
