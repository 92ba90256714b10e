import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from disclosure_corpus import MEASURES, Corpus, Made, settings
from documents.disclosure.publications import CHINA, a_content, a_publication
from documents.disclosure.test_build import DAY, a_site, tree

from yipanqi.documents.disclosure.build import build
from yipanqi.documents.disclosure.lists import PAGED, parts
from yipanqi.documents.disclosure.page_words import RECORD
from yipanqi.documents.disclosure.rows import ALL, Row
from yipanqi.documents.disclosure.site import Place, Site
from yipanqi.domain.disclosure.publication import Attachment, EstateFacts, Kind
from yipanqi.domain.disclosure.validity import VALIDITY, Validity


@pytest.fixture(scope="module")
def column(tmp_path_factory) -> dict[str, bytes]:
    """A column of some publications of every kind, and an estate of which nothing is published."""
    corpus = Corpus(count=65, estates=6, years=2)
    due = Place(
        code="JH-9999", name="待公开小区", region="R01", region_name="新华街道", due=("7月1日前公开", "Due 1 July")
    )
    places = (*corpus.places(), due)
    folder = tmp_path_factory.mktemp("column") / "tree"
    build(folder, Site(settings=settings(), day=DAY, source=Made(corpus), places=places, measures=MEASURES))
    return tree(folder)


class Read(HTMLParser):
    """What a check looks at: tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def _pages(column):
    return {path: Read(data.decode()) for path, data in column.items() if path.endswith(".html")}


def test_every_link_leads_somewhere(column):
    """All addresses are relative and each is a file of the tree: the column works wherever it is laid, as files too."""
    for path, page in _pages(column).items():
        for tag, name in (("a", "href"), ("img", "src"), ("link", "href"), ("script", "src"), ("form", "action")):
            for attributes in page.every(tag):
                href = attributes.get(name) or ""
                if not href or href.startswith(("#", "https://www.example.org/lao/")):
                    continue
                if attributes.get("rel") == "icon" and href == "data:,":  # no picture: a browser asks no server for one
                    continue
                assert not re.match(r"[a-z]+:|/", href), (path, href)
                at = (Path("/") / path).parent / unquote(href.split("?")[0].split("#")[0])
                assert str(at.resolve().relative_to("/")) in column, (path, href)


def test_every_page_can_be_read_by_everybody(column):
    """Language, one first heading and none skipped, landmarks, a way past the head, words for pictures and fields."""
    for path, page in _pages(column).items():
        assert page.every("html")[0]["lang"] == ("en" if path.endswith(".en.html") else "zh-CN"), path
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels.count(1) == 1 and levels[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        for landmark in ("header", "main", "footer", "nav"):
            assert page.every(landmark), (path, landmark)
        assert page.every("a")[0]["href"] == "#main"
        assert all(it.get("alt") for it in page.every("img")), path
        labelled = {it.get("for") for it in page.every("label")}
        assert all(it["id"] in labelled | {"senior"} for it in page.every("input")), path
        ids = [it["id"] for _, it in page.tags if it.get("id")]
        assert len(ids) == len(set(ids)), path
        assert all(it.get("scope") for it in page.every("th")), path


def test_no_page_asks_the_world_or_needs_a_script(column):
    """No inline script or style, no frame, no address of others; what a script does is never the only way."""
    for path, data in column.items():
        if path.endswith(".html"):
            text = data.decode()
            assert not re.search(r"<script>|<style|<iframe|\son[a-z]+=|\sstyle=", text), path
            assert not [it for it in re.findall(r'src="([^"]+)"', text) if ":" in it], path


def test_an_article_has_the_record_of_the_district(column):
    """Every field with its label, what is empty too; meta tags, JSON-LD, code of its own address, files with form and
    size."""
    path = next(it for it in column if re.fullmatch(r"a/\w+/index.html", it))
    text = column[path].decode()

    for name, label in RECORD.items():
        assert (f"<dt>{label[0]}</dt>" in text) == (not name.startswith(("first_", "replace"))), name
    assert "<dt>文号</dt><dd></dd>" in text
    for name in ("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType", "ArticleTitle", "PubDate"):
        assert f'<meta name="{name}" content="' in text
    linked = json.loads(re.search(r'ld\+json">(.*?)</script>', text)[1])
    assert linked["publisher"]["@type"] == "GovernmentOrganization"
    assert linked["url"] == f"https://www.example.org/lao/{path}"
    assert '<svg role="img" aria-label="扫一扫' in text
    assert "PDF，12 KB" in text
    assert 'href="all.zip"' in text


def test_all_files_come_in_one(tmp_path):
    """The archive has every file of the page and the same bytes each time."""
    files = {"1" * 64: b"one", "2" * 64: b"two"}
    papers = [Attachment(name=f"{at}.pdf", size=3, sha256=at * 64, form="PDF") for at in "12"]
    for name in ("one", "two"):
        build(tmp_path / name, a_site(a_publication(attachments=tuple(papers)), files=files))

    with ZipFile(tmp_path / "one/a/aaaaaaaaaa/all.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"1.pdf": b"one", "2.pdf": b"two"}
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


@pytest.mark.parametrize("validity", list(Validity))
def test_page_list_search_and_data_say_the_same_validity(tmp_path, validity):
    """There is one source: no reader finds a paper valid in one place and repealed in another."""
    build(tmp_path / "tree", a_site(a_publication(validity=validity)))

    after = {path: data.decode("utf-8", "replace") for path, data in tree(tmp_path / "tree").items()}
    zh = VALIDITY[validity][0]
    for path in ("a/aaaaaaaaaa/index.html", "list/all/all/index.html", "index.html"):
        assert f'class="badge {validity.value}"' in after[path]
        assert f"</span> {zh}</span>" in after[path]
    assert json.loads(after["a/aaaaaaaaaa/data.json"])["validity"] == validity.value
    assert json.loads(after["search/zh/d/0/1.json"])["w"] == zh
    assert json.loads(after["data/2028.json"])["publications"][0]["validity_name"][0] == zh


def test_what_was_public_before_says_so(tmp_path):
    """Its first times and place stand in fields of their own, never in place of the server's."""
    metadata = {
        "first_published_at": datetime(2020, 6, 23, 17, 0, tzinfo=CHINA),
        "first_place": ("区政府网站", "The district's site"),
    }
    build(tmp_path / "tree", a_site(a_publication(metadata=metadata)))

    text = (tmp_path / "tree/a/aaaaaaaaaa/index.html").read_text("utf-8")
    assert "<dt>原发布时间</dt><dd>2020-06-23 17:00</dd>" in text
    assert "<dt>发布时间</dt><dd>2028-05-08 09:30</dd>" in text
    assert "（原发布 2020-06-23）" in (tmp_path / "tree/list/all/all/index.html").read_text("utf-8")


def test_lists_are_paged_so_that_one_more_changes_the_newest_page_alone():
    """Pages from the oldest have fifty for good; the newest page has fifty to ninety-nine."""
    rows = [Row(uid=f"{at}", order=f"{at}", text="{}", mark=f"{at}", keys=(ALL,)) for at in range(301)]
    for count in (1, 50, 99, 100, 149, 150, 300):
        before = {it.leaf: it.mark(("", "")) for it in parts(ALL, rows[:count])}
        after = {it.leaf: it.mark(("", "")) for it in parts(ALL, rows[: count + 1])}

        moved = [leaf for leaf in before if before[leaf] != after[leaf]]
        assert "index.html" in moved and len(moved) <= 2
        assert [row.uid for it in parts(ALL, rows[:count]) for row in it.rows[::-1]] == [it.uid for it in rows[:count]]
        assert all(len(it.rows) == PAGED for it in parts(ALL, rows[:count]) if it.leaf != "index.html")


def _of_estate(values, **named):
    facts = EstateFacts(estate="E/1", name="登月小区", region="R1", region_name="新华街道", values=values)
    return a_publication(content=a_content(estates=(facts,), **named.pop("content", {})), **named)


def test_the_newest_publication_counts_for_each_fact(tmp_path):
    """An estate's page says by which publication it knows, and of which day; the plan's money stays."""
    plan = _of_estate({"money_planned": 123_456_789_00, "start_quarter": "2028Q1"}, kind=Kind.PLAN, uid="plan000000")
    early = {"content": {"as_of": date(2028, 1, 1)}, "kind": Kind.PROGRESS}
    old = _of_estate({"started_on": date(2028, 3, 1)}, uid="old0000000", **early)
    new = _of_estate({"started_on": date(2028, 3, 5)}, kind=Kind.START, uid="new0000000")

    build(tmp_path / "tree", a_site(plan, old, new))

    text = (tmp_path / "tree/e/E_2f_1/index.html").read_text("utf-8")
    assert '<td>2028年3月5日</td><td class="from"><a href="../../a/new0000000/index.html">' in text
    assert "<td>12,345.6789万元</td>" in text or "<td>12,345.68万元</td>" in text
    assert "2028年3月1日" not in text
    assert "还没有公开：改造内容、施工单位、实际完工、联合验收。" in text
    assert "施工中" in (tmp_path / "tree/programme.html").read_text("utf-8")


def test_an_estate_of_which_nothing_is_published_says_when_it_is_due(column):
    """No empty page: a sentence, and the day."""
    text = column["e/JH-9999/index.html"].decode()

    assert "还没有公开的内容。 7月1日前公开" in text


def test_every_drawing_has_its_table(column):
    """What a chart says is said in words beside it; it is as wide as there is room, so that a phone shows all of it."""
    pages = {path: data.decode() for path, data in column.items() if path.startswith(("e/", "programme"))}
    for path, text in pages.items():
        for at in [it.start() for it in re.finditer('<figure class="chart', text)]:
            part = text[at : at + 60_000].split("</section>")[0]
            assert "<table" in part, path
            assert all(it.endswith("%") for it in re.findall(r'<rect class="[^"]*"[^>]* width="([^"]*)"', part)), path


def test_feeds_have_the_full_text(column):
    """RSS and Atom can be read, have the newest first, and the whole article."""
    rss = ET.fromstring(column["rss.xml"])
    items = rss.findall("channel/item")
    texts = [it.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") for it in items]
    assert len(items) == 65
    assert all(text.startswith("<article") and text.endswith("</article>\n") for text in texts)
    assert all("下一步安排" in text for text in texts)
    atom = ET.fromstring(column["atom.en.xml"])
    days = [
        it.findtext("{http://www.w3.org/2005/Atom}published") for it in atom.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert days == sorted(days, reverse=True)


def test_the_map_for_search_engines_has_every_page(column):
    """Each publication in both languages, each with its day."""
    index = ET.fromstring(column["sitemap.xml"])
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    names = [it.text.rpartition("/")[2] for it in index.iter(f"{space}loc")]
    urls = [it for name in names for it in ET.fromstring(column[name]).iter(f"{space}url")]
    assert len(urls) == 130
    assert all(it.findtext(f"{space}lastmod") for it in urls)


def test_data_have_a_dictionary_for_every_field(column):
    """No field of the data is without a word of what it means."""
    words = json.loads(column["data/dictionary.json"])["fields"]
    for path, data in column.items():
        if path.endswith("/data.json"):
            assert set(json.loads(data)) <= set(words), path


def test_an_empty_column_says_so(tmp_path):
    """Nothing is published: a sentence, and no link that leads nowhere."""
    build(tmp_path / "tree", a_site())

    after = tree(tmp_path / "tree")
    assert "还没有公开的内容。" in after["index.html"].decode()
    test_every_link_leads_somewhere(after)
    ET.fromstring(after["rss.xml"])


def test_the_first_page_is_light(column):
    """With its style and script it comes to less than 40 KB."""
    size = sum(len(column[path]) for path in ("index.html", "assets/column.css", "assets/reader.js"))

    assert size < 40 * 1024


def test_a_column_without_an_address_has_no_code(tmp_path):
    """A square code that leads nowhere is not drawn; the page stays as it is."""
    site = a_site(a_publication(), settings=replace(settings(), base=""))
    build(tmp_path / "tree", site)

    assert "<svg" not in (tmp_path / "tree/a/aaaaaaaaaa/index.html").read_text("utf-8")
