"""The registry, the board, an estate's page, the exports: what they show, to whom, and with how many questions."""

import csv
import io
import re
from dataclasses import replace
from fractions import Fraction
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from builders import a_need, an_estate
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from web.programmes.conftest import AT, HOME, a_file, record_of, taken_in, two_subdistricts

from yipanqi.domain.consent import Consent
from yipanqi.domain.money import from_wan
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Payment
from yipanqi.domain.stage import Stage
from yipanqi.web.audit.models import Event
from yipanqi.web.plans import shown
from yipanqi.web.plans.shown import PlanView
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry

pytestmark = pytest.mark.django_db(transaction=True)
EVIL = ("=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>')


@pytest.fixture
def plan(entry, monkeypatch):
    """A plan with one estate, as a later stage would tell it."""
    programme = entry.programme()
    need = programme.needs[0]
    made = Plan(
        starts={need.estate: 1}, choices={(need.estate, need.measure): programme.measures[0].options[0].standard}
    )
    view = PlanView(plan=made, programme=programme, name="方案甲", url="/plans/1/", why=lambda estate: ["因为最急"])
    monkeypatch.setattr(shown, "plan_of", lambda entry, user: view)
    return view


def queries(browser, url: str) -> int:
    """How many questions the page asks the database, when it was opened before."""
    browser.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


def test_pages_ask_no_more_of_more_estates(office, as_, tmp_path):
    """N+1: three estates or sixty, the home, the registry and an estate ask the same number of questions."""
    taken_in(a_file(two_subdistricts(3), tmp_path), office)
    entry, browser = ProgrammeEntry.objects.get(), as_("office")
    urls = ["/", "/estates/", EstateRow.objects.first().get_absolute_url(), f"/programmes/{entry.pk}/sheets/survey/"]
    few = [queries(browser, url) for url in urls]

    taken_in(a_file(two_subdistricts(60), tmp_path), office, entry)
    many = [queries(browser, url) for url in [*urls[:2], EstateRow.objects.first().get_absolute_url(), *urls[3:]]]

    assert many == few
    assert max(few) <= 21  # one for each stage that may have something to tell


def test_the_registry_filters_sorts_and_searches(entry, as_):
    """By Chinese, by pinyin, by initials, by subdistrict, by money; what makes no sense is left out."""
    browser = as_("office")

    def names(query: str) -> list[str]:
        return [row.name for row, _ in browser.get(f"/estates/?{query}").context["rows"]]

    assert names("q=东风1") == names("q=dongfeng1") == names("q=df1") == ["东风1村"]
    assert names(f"subdistrict={HOME}") == ["东风0村", "东风2村"]
    assert names("sort=-households")[0] == "东风2村"
    assert names("cost_from=99999999") == []
    assert len(names("built_from=abc&measure=nothing&sort=pg_sleep(1)&page=zz&cost_to=1e99")) == 3
    assert names("measure=road&built_to=1990") == names("measure=road")


def test_the_first_pages_figures_lead_to_the_rows_they_sum(entry, plan, as_, monkeypatch):
    """What is excluded is neither in a figure nor in its list; the plan's households are those of its estates."""
    EstateRow.objects.filter(estate="E0").update(standing="excluded")
    browser = as_("office")

    def lists() -> list[tuple[str, dict]]:
        return [(it.figure, browser.get(it.url).context) for it in browser.get("/").context["figures"][:3]]

    (planned, board), (homes, started), _ = lists()
    assert planned == f"{board['count']} / 3" == "1 / 3"
    assert homes == str(started["total"]["households"])
    monkeypatch.setattr(shown, "plan_of", lambda entry, user: None)
    (eligible, rows), (homes, same), (_, dear) = lists()
    assert eligible == f"{rows['shown'].paginator.count} / 3" == "2 / 3"
    assert homes == str(same["total"]["households"])
    assert dear["total"]["cost"] == same["total"]["cost"]


def test_the_registry_tells_what_the_plan_starts(entry, plan, as_, monkeypatch):
    """In the plan, or not in it; without a plan there is nothing to ask."""
    browser = as_("office")

    def names(asked: str) -> list[str]:
        return [row.name for row, _ in browser.get(f"/estates/?plan={asked}").context["rows"]]

    started = [row.name for row in EstateRow.objects.filter(estate__in=plan.plan.starts)]
    assert names("in") == started
    assert sorted(names("in") + names("out")) == sorted(names("")) == sorted(names("nonsense"))
    monkeypatch.setattr(shown, "plan_of", lambda entry, user: None)
    assert "plan" not in browser.get("/estates/").context["form"].fields
    assert len(names("in")) == 3


def test_the_registry_prints_whole(entry, as_, monkeypatch):
    """A page at a time on the screen; all rows, with what was asked for, where they are to be printed."""
    monkeypatch.setattr("yipanqi.web.estates.views.registry.PER_PAGE", 2)
    browser = as_("office")

    page = browser.get("/estates/?measure=road")
    whole = browser.get(f"/estates/?{page.context['all_query']}")

    assert (len(page.context["rows"]), len(whole.context["rows"])) == (2, 3)
    assert "data-print" in page.text and "全部列出" in page.text
    assert "分页显示" in whole.text and f'<p class="on-paper">{whole.context["form"].said()}</p>' in whole.text


def test_columns_are_chosen_and_remembered(entry, as_):
    """The list and its export then have these columns and no others, but for the code in the export."""
    browser = as_("office")

    browser.post("/estates/columns", {"column": ["households", "floors", "no_such"]})

    heads = [head.column.key for head in browser.get("/estates/").context["heads"]]
    assert heads == ["name", "households", "floors"]
    lines = list(csv.reader(io.StringIO(_text(browser.get("/estates/export?format=csv")))))
    assert lines[0] == ["小区", "编号", "户数", "层数"]


def _text(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


def test_exports_hold_exactly_what_the_page_shows(entry, as_):
    """Filtered rows only; each export is recorded; who may not export is refused."""
    browser = as_("office")

    book = load_workbook(io.BytesIO(browser.get(f"/estates/export?subdistrict={HOME}").content))

    rows = list(book.active.iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == ["东风0村", "东风2村"]
    assert Event.objects.filter(action="estates.exported").count() == 1
    assert as_("community").get("/estates/export").status_code == 403


def test_exports_run_nothing(entry, office, as_, tmp_path):
    """I5: texts that begin like formulas are strings in XLSX and harmless in CSV."""
    named = tuple(an_estate(f"X{i}", name=text, subdistrict=HOME) for i, text in enumerate(EVIL))
    taken_in(
        a_file(replace(two_subdistricts(), estates=(*two_subdistricts().estates, *named)), tmp_path), office, entry
    )
    browser = as_("office")

    for url in ("/estates/export", "/board/export"):
        data = browser.get(url).content
        book = load_workbook(io.BytesIO(data))
        assert all(c.data_type != "f" for row in book.active.iter_rows() for c in row)
        assert b"<f>" not in ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
        lines = csv.reader(io.StringIO(_text(browser.get(f"{url}?format=csv"))))
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t")) for line in lines for cell in line)


def test_names_cannot_be_script(entry, office, as_, tmp_path):
    """I7: what looks like HTML is shown as text on every page that shows it."""
    evil = an_estate("<b>", name=EVIL[5], subdistrict=HOME, note=EVIL[6])
    new = replace(
        two_subdistricts(), estates=(evil, *two_subdistricts().estates[1:]), needs=two_subdistricts().needs[3:]
    )
    batch = taken_in(a_file(new, tmp_path, name="<i>.xlsx"), office, entry)
    assert batch.state == "applied", batch.findings
    row, browser = EstateRow.objects.get(name=EVIL[5]), as_("office")

    urls = ["/", "/estates/", row.get_absolute_url(), record_of(row).get_absolute_url(), batch.get_absolute_url()]
    for url in [*urls, f"/programmes/{entry.pk}/sheets/estates/", "/estates/?q=<script>alert(1)</script>"]:
        text = browser.get(url).text
        assert "<script>alert" not in text and "<img src=x" not in text, url
        assert " style=" not in text and " onclick=" not in text, url


def test_the_board_shows_needs_and_links(entry, as_):
    """A stone for every need, none for what is not needed; each in words and a link."""
    page = as_("office").get("/")

    assert page.text.count('class="st need2"') == 9 + 2  # nine needs, one in the legend, once more on paper
    assert 'title="供水 需要·中"' in page.text
    assert [figure.url for figure in page.context["figures"]]


def test_the_board_shows_a_plan_by_quarter(entry, plan, as_):
    """Planned, then under way, then done as the quarter goes on; without a plan only needs."""
    browser = as_("office")

    def states(query: str) -> dict[str, int]:
        text = browser.get(f"/?{query}").text
        return {state: text.count(f'class="st {state}" href') for state in ("planned", "way", "done", "need")}

    assert states("mode=plan") == {"planned": 1, "way": 0, "done": 0, "need": 8}
    assert states("mode=plan&quarter=2027Q2")["way"] == 1
    assert states("mode=plan&quarter=2028Q4")["done"] == 1
    assert states("mode=plan&only=in")["need"] == 2
    assert browser.get("/?mode=plan&quarter=nonsense").status_code == 200
    assert 'class="st need2"' in browser.get("/?mode=needs").text


def test_a_fragment_is_the_board_alone(entry, as_):
    """htmx gets the part, everybody else the page; without a script each choice is a link or a form."""
    browser = as_("office")

    part = browser.get("/", headers={"HX-Request": "true", "HX-Target": "board"})

    assert part.text.lstrip().startswith('<div id="board"')
    assert "<html" in browser.get("/").text


def test_above_a_thousand_rows_the_board_comes_by_subdistrict(entry, as_, monkeypatch):
    """The first answer holds no stone; each subdistrict is asked for by itself."""
    monkeypatch.setattr("yipanqi.web.estates.views.home.BOARD_ROWS", 2)
    browser = as_("office")

    page = browser.get("/")

    assert 'class="st need2" href' not in page.text
    assert page.text.count('hx-trigger="revealed"') == 2
    opened = browser.get(f"/?subdistrict={HOME}&part=1", headers={"HX-Request": "true"}).text
    assert opened.count('class="st need2" href') == 6
    assert opened.lstrip().startswith('<div id="board"') and "hx-swap-oob" not in opened


def test_an_estates_page_tells_the_chain(entry, mine, plan, as_):
    """Ten cards; a stage not reached says what comes next and who does it; why comes from the plan."""
    page = as_("office").get(mine.get_absolute_url())

    chain = page.context["chain"]
    assert [link.key for link in chain][:4] == ["wish", "vote", "works", "money"]
    assert len(chain) == 10
    assert all(link.lines for link in chain)
    assert "因为最急" in page.text


@pytest.mark.parametrize("is_planned", [True, False])
def test_every_anchor_of_an_estates_page_leads_to_a_section(entry, mine, plan, as_, monkeypatch, is_planned):
    """What a card of the chain points at stands on the page, once, with a plan and without."""
    if not is_planned:
        monkeypatch.setattr(shown, "plan_of", lambda entry, user: None)
    text = as_("office").get(mine.get_absolute_url()).text

    anchors, ids = set(re.findall(r'href="#([^"]+)"', text)), re.findall(r'\sid="([^"]+)"', text)

    assert set(Stage) <= anchors
    assert anchors <= set(ids)
    assert len(ids) == len(set(ids))
    assert ("timeline" in ids) == is_planned


def test_a_planned_work_tells_its_quarters_who_pays_and_who_answers(entry, mine, plan, as_, monkeypatch):
    """From the plan's payments and the duties; each sum leads to its payments. What is not planned has none of this."""
    paid = (Payment(estate=mine.estate, measure="water", fund="city", year=0, amount=from_wan(12)),)
    own = replace(plan.plan, payments=paid)
    told = replace(plan, plan=own, payments_url=lambda **asked: f"/pay?{urlencode(asked)}")
    monkeypatch.setattr(shown, "plan_of", lambda entry, user: told)

    page = as_("office").get(mine.get_absolute_url())

    water, drainage = page.context["works"][:2]
    assert (water["quarters"], water["responsible"], water["lead"]) == ("2027Q2–2027Q3", "区水务公司", "区改造办")
    assert [(one["name"], one["said"]) for one in water["payers"]] == [("市级资金", "12.00")]
    assert "quarters" not in drainage and "payers" not in drainage
    assert page.context["timeline"]["rows"][0]["cells"] == [False, True, True, False] + [False] * 4
    for asked in (f"estate={mine.estate}&amp;year=2027&amp;fund=city", f"estate={mine.estate}&amp;measure=water"):
        assert f'href="/pay?{asked}' in page.text


def test_a_work_shows_its_options_and_its_vote(entry, office, mine, as_, tmp_path):
    """Each standard with its cost; the four ratios of the owners' vote, and whether they reach the law's."""
    vote = Consent(
        turnout_heads=Fraction(4, 5),
        turnout_area=Fraction(4, 5),
        approval_heads=Fraction(3, 4),
        approval_area=Fraction(1),
    )
    lift = a_need(mine.estate, "lift", consent=vote)
    new = replace(two_subdistricts(), needs=(*two_subdistricts().needs, lift))
    assert taken_in(a_file(new, tmp_path), office, entry).state == "applied"

    page = as_("office").get(EstateRow.objects.get(estate=mine.estate).get_absolute_url())

    work = next(work for work in page.context["works"] if work["id"] == "lift")
    assert [option["name"] for option in work["options"]] == ["标准", "提高"]
    assert all(option["cost_said"] in page.text for option in work["options"])
    assert [(vote["ratios"], vote["short"]) for vote in page.context["votes"]] == [(["80%", "80%", "75%", "100%"], "")]


def test_why_a_work_is_not_offered_is_said_with_names_and_per_cents(entry, mine, office, as_, tmp_path):
    """Names, not ids; per cents, not fractions: as on paper."""
    programme = two_subdistricts()
    wished = {(mine.estate, "drainage"): Fraction(1, 2)}
    needs = (replace(need, support=wished.get((need.estate, need.measure), need.support)) for need in programme.needs)
    assert taken_in(a_file(replace(programme, needs=tuple(needs)), tmp_path), office, entry).state == "applied"

    page = as_("office").get(EstateRow.objects.get(estate=mine.estate).get_absolute_url())

    refusals = {work["id"]: work["refusal"] for work in page.context["works"]}
    assert refusals["drainage"].startswith("居民同意率50%，低于要求的")
    assert refusals["road"] == "须先做排水，而排水不能实施"
    assert refusals["road"] in page.text


def test_a_programme_is_chosen_and_stays_chosen(entry, office, as_, tmp_path):
    """Two programmes: the newest by itself, the other once chosen."""
    heading = replace(two_subdistricts().heading, title="第二个计划")
    second = taken_in(a_file(replace(two_subdistricts(), heading=heading), tmp_path), office)
    browser = as_("office")

    assert browser.get("/").context["entry"].pk == second.entry_id
    browser.post(f"/programmes/{entry.pk}/choose")

    assert browser.get("/estates/").context["entry"].pk == entry.pk


def test_without_a_programme_the_first_page_says_what_comes_next(as_):
    """The office is shown how to begin, a contractor what they may do."""
    assert "上传工作簿" in as_("office").get("/").text
    assert as_("contractor").get("/").status_code == 200


def test_english_is_whole(entry, mine, office, as_):
    """No Chinese on the English pages, nor a mark of it, but what people entered and the name of the other language."""
    office.language = "en"
    office.save()
    browser = as_("office")

    for url in ("/", "/estates/", mine.get_absolute_url(), "/imports/"):
        text = browser.get(url).text
        for word in ("小区清单", "总览", "等我办理", "造价", "改造内容", "未排入", "符合条件", "导入工作簿"):
            assert word not in text, (url, word)
        assert re.findall(r".{0,30}[\u3000-\u303f\uff00-\uffef].{0,30}", text) == [], url


def test_a_removed_estate_leaves_the_lists(entry, office):
    """Its row goes from the registry when the estate goes."""
    new, _ = actions.add(
        entry=entry,
        sheet="estates",
        values={"id": "N", "name": "新村", "subdistrict": HOME, "households": 5, "built_year": 1990},
        by=office,
        at=AT,
    )
    assert EstateRow.objects.filter(estate="N").exists()

    actions.remove(record=new, revision=1, by=office, at=AT)

    assert not EstateRow.objects.filter(estate="N").exists()
