"""The platform's main job, as its users do it on its pages: a workbook is uploaded, read, looked at and taken in; a
plan is made, proposed by one and adopted by another; its documents are written; the estate's page tells it all."""

import csv
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from builders import a_need
from django.core.management import call_command
from django.test import Client, override_settings
from docx import Document
from openpyxl import load_workbook
from web.district import PASSWORD, District, a_district, come_in
from web.forms_found import forget, forms_on
from web.html import flat
from web.programmes.conftest import HOME, a_file, two_subdistricts, work

from yipanqi import workbook
from yipanqi.documents.latin import latin
from yipanqi.domain.capacity import Crew
from yipanqi.domain.consent import Consent
from yipanqi.domain.estate import Community
from yipanqi.domain.money import wan_text
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.told import told
from yipanqi.domain.programme import Programme
from yipanqi.planner import read_plan

pytestmark = pytest.mark.django_db
MINE, VOTED = "R-登月社区", "E0"  # the community of the person; its estate, whose owners voted on lifts
ANNEX = "东风0村"
VOTE = Consent(
    turnout_heads=Fraction(9, 10),
    turnout_area=Fraction(4, 5),
    approval_heads=Fraction(17, 20),
    approval_area=Fraction(4, 5),
)
DEEDS = ("import.uploaded", "import.confirmed", "import.applied", "plan.started", "plan.made", "plan.proposed",
         "plan.adopted", "plan.documents_made")  # fmt: skip


def a_small_programme() -> Programme:
    """Five estates in two subdistricts, one of them with a vote on lifts, and crews for one or two at a time."""
    plain = two_subdistricts(5)
    estates = tuple(replace(it, floor_area=Decimal(9000), stairwells=6) for it in plain.estates)
    return replace(
        plain,
        estates=(replace(estates[0], community=MINE, must=True), *estates[1:]),
        communities=(Community(id=MINE, name="登月社区", subdistrict=HOME),),
        needs=(*plain.needs, a_need(VOTED, "lift", consent=VOTE)),
        crews=(Crew(region="D", trade="pipe", weeks=(Decimal(120),) * 8),),
    )


@dataclass
class Story:
    """What the story leaves behind: pages as they were seen on the way, and what is there at its end."""

    district: District
    given: Programme
    home: Path
    seen: dict[str, str] = field(default_factory=dict)
    run: str = ""  # where the plan is

    def browser(self, kind: str) -> Client:
        """A browser in which this kind of person is logged in."""
        browser = Client()
        come_in(browser, self.district.people[kind])
        return browser

    def page(self, kind: str, url: str, **asked: str) -> str:
        """The page as this person sees it."""
        answer = self.browser(kind).get(url, asked)
        assert answer.status_code == 200, url
        return unescape(answer.content.decode())

    def table(self, kind: str, url: str, **asked: str) -> list[dict[str, str]]:
        """A file of rows that this person takes away."""
        answer = self.browser(kind).get(url, asked)
        assert answer.status_code == 200, url
        return list(csv.DictReader(io.StringIO(_body(answer).decode("utf-8-sig"))))

    def send(self, kind: str, page: str, to: str, **sent: Any) -> str:
        """Fill in the form of this page that posts there, send it, and say where it leads."""
        browser = self.browser(kind)
        found = forms_on(page, browser.get(page).content.decode())
        form = next(it for it in found if re.search(to, it.action))
        answer = browser.post(form.action.partition("#")[0], {**form.fields, **sent})
        assert answer.status_code == 302, answer.content.decode()
        return answer.url

    @property
    def programme(self) -> Programme:
        """The programme that was taken in, as the page exports it."""
        entry = re.search(r"/programmes/\d+/", self.page("office", "/"))[0]
        path = self.home / "exported.xlsx"
        path.write_bytes(_body(self.browser("office").get(f"{entry}export")))
        return workbook.read(path).programme

    @cached_property
    def told(self) -> Plan:
        """The plan with its money as pages tell it."""
        return told(self.given, self.plan)

    @property
    def plan(self) -> Plan:
        """The plan as the planner wrote it into its folder."""
        (stored,) = self.home.glob("plans/*/data-*")
        return read_plan(stored, self.given.calendar)

    def estate(self, name: str = ANNEX) -> str:
        """Where the estate's page is."""
        return re.search(rf'href="(/estates/\d+/)"[^>]*>{name}<', self.page("office", "/estates/"))[1]


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Story]:
    """The story, told once, with transactions of its own as on a server; all tables are emptied after its last test."""
    home = tmp_path_factory.mktemp("story")
    places = {"HOME": home, "MEDIA_ROOT": home / "media", "CHECKPOINT_KEY": home / "a.pem"}
    with django_db_blocker.unblock(), override_settings(**places):
        forget()
        try:
            yield _told(Story(a_district(), a_small_programme(), home))
        finally:
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
            forget()


def _told(story: Story) -> Story:
    _taken_in(story)
    _planned(story)
    _adopted(story)
    return story


def _taken_in(story: Story) -> None:
    """Upload, let a worker read, look at the difference, confirm, let a worker take it in."""
    seen, sent = story.seen, a_file(story.given, story.home, "三年行动计划.xlsx")
    batch = story.send("office", "/imports/", "/imports/", file=sent)
    seen["uploaded"] = story.page("office", batch)
    assert work() == ["done"]
    seen["dry run"], seen["before"] = story.page("office", batch), story.page("office", "/estates/")
    story.send("office", batch, "confirm")
    assert work() == ["done"]
    seen["applied"], seen["unplanned"] = story.page("office", batch), story.page("office", story.estate())


def _planned(story: Story) -> None:
    """Ask for a plan, see that it waits, let a worker make it."""
    asked = {"name": "首个方案", "work": "2", "seed": "1", "workers": "1"}
    story.run = story.send("office", "/plans/new/", "/plans/new/", **asked)
    story.seen["waiting"] = story.page("office", story.run)
    assert work() == ["done"]


def _adopted(story: Story) -> None:
    """One proposes; another meets it on the first page and adopts; a worker writes the documents."""
    story.send("office", f"{story.run}propose/", "propose", note="已征求街道意见")
    story.seen["to decide"] = story.page("approver", "/")
    story.send("approver", f"{story.run}adopt/", "adopt", note="同意", password=PASSWORD)
    story.send("office", story.run, "documents", lang="en")
    assert work() == ["done", "done", "done"]  # papers in two languages, and the tasks


# Reading pages and documents


def tokens(page: str) -> list[str]:
    """The words of a piece of a page, tag by tag."""
    return [text for text in (re.sub(r"\s+", " ", it).strip() for it in re.split(r"<[^>]*>", page)) if text]


def section(page: str, key: str) -> list[str]:
    """The words of the section of this name."""
    return tokens(re.search(rf'<section[^>]*id="{key}".*?</section>', page, re.DOTALL)[0])


def card(page: str, key: str) -> str:
    """What the chain's card of this stage says."""
    return " ".join(tokens(re.search(rf'<a href="[^"]*#{key}">.*?</a>', page, re.DOTALL)[0]))


def inside(name: str, data: bytes) -> str:
    """What a document says, opened as its readers open it."""
    if name.endswith(".docx"):
        paper = Document(io.BytesIO(data))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])
    if name.endswith(".xlsx"):
        return "\n".join(" ".join(row) for sheet in rows_of(data) for row in sheet)
    return letters(data) if name.endswith(".pdf") else "".join(tokens(data.decode()))


def rows_of(data: bytes) -> list[list[list[str]]]:
    """Each sheet's rows of cells."""
    book = load_workbook(io.BytesIO(data))
    return [[[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book]


def letters(data: bytes) -> str:
    """The text of a PDF as each of its fonts would read it: a glyph is two bytes, the font's map has its letter."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    streams = [zlib.decompress(it) if it[:1] == b"\x78" else it for it in found]
    maps = [re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4,})>", it) for it in streams if b"beginbfchar" in it]
    shown = b"".join(
        text for it in streams if b" Tf" in it for text in re.findall(rb"\(((?:\\.|[^\\)])*)\)", it, re.DOTALL)
    )
    plain = re.sub(
        rb"\\([0-7]{3}|.)",
        lambda it: bytes([int(it[1], 8)]) if len(it[1]) == 3 else _ESCAPED.get(it[1], it[1]),
        shown,
        flags=re.DOTALL,
    )
    glyphs = [plain[at : at + 2].hex().upper() for at in range(0, len(plain), 2)]
    return "\n".join("".join(_letters(chars).get(glyph, "") for glyph in glyphs) for chars in maps)


_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _letters(chars: list[tuple[bytes, bytes]]) -> dict[str, str]:
    return {glyph.decode(): bytes.fromhex(letter.decode()).decode("utf-16-be") for glyph, letter in chars}


# What the story told


def test_a_workbook_is_shown_before_it_is_taken_in(story):
    """While it waits there is nothing to confirm; once read the page counts what would be new, row by row as the
    workbook has it; until it is confirmed no estate is there."""
    given, dry = story.given, flat(story.seen["dry run"])
    counted = dict(re.findall(r'href="#d-([a-z_]+)">.*?<td class="number">(\d*)</td>', dry))

    assert "/confirm" not in story.seen["uploaded"] and "/confirm" in dry
    assert (int(counted["estates"]), int(counted["survey"])) == (len(given.estates), len(given.needs)) == (5, 16)
    assert all(estate.name in dry for estate in given.estates)
    assert not any(estate.name in story.seen["before"] for estate in given.estates)
    assert "/undo" in story.seen["applied"]


def test_what_was_taken_in_is_what_was_sent(story):
    """The workbook that the page gives back is the same programme."""
    assert story.programme == story.given


def test_before_there_is_a_plan_the_estates_page_tells_what_is_needed(story):
    """Wish, vote and works are there, with costs; no money is planned, and no quarter."""
    page = story.seen["unplanned"]

    assert "4 项" in card(page, "works") and "80%" in card(page, "wish") and "85%" in card(page, "vote")
    assert not re.search(r"20\d\dQ\d", " ".join([*section(page, "works"), *section(page, "money")]))


def test_the_plan_shows_its_figures(story):
    """Estates, households, works and money of its page are those of the plan; before it was made the page waited."""
    plan, page = story.plan, flat(story.page("office", story.run))
    households = sum(story.given.estate_by_id[estate].households for estate in plan.starts)
    money = sum(payment.amount for payment in story.told.payments)

    assert re.search(r'http-equiv="refresh"', story.seen["waiting"])
    figures = dict(re.findall(r"<strong>([\d,.]+)</strong><span>([^<]+)</span>", page))
    assert list(figures) == [str(len(plan.starts)), str(households), str(len(plan.choices)), wan_text(money)]
    assert 0 < len(plan.starts) < len(story.given.estates)


def test_two_people_put_it_in_force(story):
    """It waited for the approver on the first page; the page names both, with their words; who plans may not adopt."""
    page = story.page("community", story.run)
    people = story.district.people

    assert story.run in story.seen["to decide"]
    for who, words in ((people["office"], "已征求街道意见"), (people["approver"], "同意")):
        assert re.search(rf"{who.display_name}[^<]*：{words}", page)
    assert story.browser("office").get(f"{story.run}adopt/").status_code == 403


@pytest.mark.parametrize(("lang", "count"), [("zh", 10), ("en", 10)])
def test_every_document_opens_and_names_the_estate(story, lang, count):
    """Each is on the plan's page, is taken away, opens and is not empty; all but the leader's page and the note on
    method name the estate: in English in pinyin, the books with the Chinese beside it."""
    office, page = story.browser("office"), story.page("office", story.run)
    listed = re.findall(rf'href="({story.run}documents/{lang}/[1-9]\d*/)">([^<]+)<', page)

    assert len(listed) == count
    for url, name in listed:
        said = inside(name, _body(office.get(url)))
        assert len(said) > 100, name
        named = ANNEX if lang == "zh" or name.endswith(".xlsx") else latin(ANNEX, beside=False)
        assert named in said or name.startswith(("领导", "leaders", "编制", "note")), name


def test_the_task_list_has_the_estates_works(story):
    """Each work of the estate is a task there, with the estate's name."""
    office, page = story.browser("office"), story.page("office", story.run)
    url = re.search(r'href="([^"]+)">任务清单\.xlsx<', page)[1]
    rows = [" ".join(row) for sheet in rows_of(_body(office.get(url))) for row in sheet if ANNEX in " ".join(row)]

    for measure in works_of(story, VOTED):
        assert any(measure.name in row for row in rows), measure.name


def test_the_estates_page_tells_the_whole_chain(story):
    """Wish, vote, works and money of the chain are those of the survey and of the plan; so are the quarters."""
    page = story.page("office", story.estate())
    paid = paid_by(story.told, VOTED)
    first, last = quarters(story, VOTED)

    assert "4 项" in card(page, "wish") and "80%" in card(page, "wish")
    assert "90%" in card(page, "vote") and "85%" in card(page, "vote")
    assert f"{len(works_of(story, VOTED))} 项" in card(page, "works")
    assert f"{len(paid)} 个来源" in card(page, "money") and wan_text(sum(paid.values())) in card(page, "money")
    assert f"{first} – {last}" in " ".join(tokens(page))
    assert set(section(page, "vote")) >= {"加装电梯", "90%", "80%", "85%", "通过"}


def test_each_work_has_its_quarters_its_payers_and_who_answers(story):
    """Row by row: the cost of the standard chosen, what each fund pays, the unit whose duty it is."""
    plan, page = story.plan, story.page("office", story.estate())
    said = section(page, "works")
    label, start = story.given.calendar.label, plan.starts[VOTED]
    begins = [said.index(measure.name) for measure in works_of(story, VOTED)]

    for measure, at, end in zip(works_of(story, VOTED), begins, [*begins[1:], len(said)], strict=True):
        row = said[at:end]
        by_fund = paid_by(story.told, VOTED, measure.id)
        span = {label(start + measure.offset), label(start + measure.end - 1)}
        unit = "区水务公司" if measure.id == "water" else "新华街道办事处"
        assert {unit, wan_text(sum(by_fund.values())), "–".join(sorted(span))} <= set(row), measure.name
        for fund, amount in by_fund.items():
            assert row[row.index(story.given.fund_by_id[fund].name) + 1] == wan_text(amount), (measure.name, fund)


def test_money_stands_by_source_and_year(story):
    """Each figure of the estate's table is the sum of the plan's payments, and leads to them."""
    plan, page = story.plan, story.page("office", story.estate())
    said, years = section(page, "money"), range(story.given.calendar.years)
    mine = [payment for payment in plan.payments if payment.estate == VOTED]
    shown = [payment for payment in story.told.payments if payment.estate == VOTED]

    for fund, total in paid_by(story.told, VOTED).items():
        by_year = [sum(it.amount for it in shown if (it.fund, it.year) == (fund, year)) for year in years]
        at = said.index(story.given.fund_by_id[fund].name)
        assert said[at + 1 : at + len(years) + 2] == [wan_text(amount) for amount in (*by_year, total)], fund
    rows = [list(row.values()) for row in story.table("office", f"{story.run}payments/", estate=VOTED, **{"as": "csv"})]
    paid = [Decimal(row[5]) * 1_000_000 for row in rows]
    assert sum(paid[:-1]) == paid[-1] == sum(payment.amount for payment in mine)
    assert len(rows) - 1 == len(mine)


def test_the_board_shows_the_stones_and_the_start(story):
    """What the plan does is a stone of its own, what it leaves out another; each row tells its quarter or that it has
    none; on the page the estate's row is the same."""
    plan, given = story.plan, story.given
    rows = {row["小区"]: row for row in story.table("office", "/board/export", mode="plan", format="csv")}
    signs: dict[str, set[str]] = {"done": set(), "left": set(), "none": set()}
    for estate in given.estates:
        needed = {need.measure for need in given.needs_by_estate[estate.id]}
        for measure in given.measures:
            is_in = (estate.id, measure.id) in plan.choices
            kind = "done" if is_in else "left" if measure.id in needed else "none"
            signs[kind].add(rows[estate.name][measure.name])
        start = plan.starts.get(estate.id)
        assert rows[estate.name]["开工"] == (given.calendar.label(start) if start is not None else "未排入")
    page = story.page("office", "/", mode="plan")
    row = page[page.index(f">{ANNEX}<") :].partition("</tr>")[0]

    assert [len(found) for found in signs.values()] == [1, 1, 1] and len(set().union(*signs.values())) == 3
    assert row.count("planned") == len(works_of(story, VOTED))
    assert given.calendar.label(plan.starts[VOTED]) in tokens(row)


def test_the_log_has_every_deed_with_its_name_in_both_languages(story):
    """In the order in which it was done, by whom it was done, and never by its code alone."""
    zh, en = (
        list(csv.DictReader(io.StringIO(_exported(story, lang).decode("utf-8-sig")))) for lang in ("zh-hans", "en")
    )
    people = {str(person.pk): kind for kind, person in story.district.people.items()}
    deeds = [(event["action"], people.get(event["person"], "")) for event in zh]
    order = [next(at for at, (action, _) in enumerate(deeds) if action == deed) for deed in DEEDS]

    assert order == sorted(order)
    assert {("plan.started", "office"), ("plan.proposed", "office"), ("plan.adopted", "approver")} <= set(deeds)
    assert ("import.confirmed", "office") in deeds
    for ours, theirs in zip(zh, en, strict=False):
        assert ours["hash"] == theirs["hash"]
        assert len({ours["action"], ours["name"], theirs["name"]}) == 3, ours["action"]


def test_a_community_sees_its_own_estate_and_no_other(story):
    """In the list, on the board and by the address; the plan in force is there for it too, but no import."""
    other = story.estate("东风2村")
    pages = [story.page("community", url) for url in ("/", "/estates/")]
    person = story.browser("community")

    assert all(ANNEX in page for page in pages)
    assert not any(re.search(r"东风[1-4]村", page) for page in pages)
    assert story.page("community", story.estate())
    assert person.get(other).status_code == 404
    assert person.get(story.run).status_code == 200
    assert person.get("/imports/").status_code == 403


def works_of(story: Story, estate: str) -> list[Any]:
    """The measures that the plan does there, as the catalogue lists them."""
    return [measure for measure in story.given.measures if (estate, measure.id) in story.plan.choices]


def quarters(story: Story, estate: str) -> tuple[str, str]:
    """The first and the last quarter of its works."""
    start, works = story.plan.starts[estate], works_of(story, estate)
    label = story.given.calendar.label
    return label(start), label(start + max(measure.end for measure in works) - 1)


def paid_by(plan: Plan, estate: str, measure: str = "") -> dict[str, int]:
    """Fund → what it pays for the estate, or for one of its works."""
    found: dict[str, int] = {}
    for it in plan.payments:
        if it.estate == estate and measure in ("", it.measure) and it.amount:
            found[it.fund] = found.get(it.fund, 0) + it.amount
    return found


def _exported(story: Story, lang: str) -> bytes:
    browser = story.browser("audit_admin")
    browser.post("/language/", {"language": lang})
    return _body(browser.get("/audit/export.csv"))
