from dataclasses import replace

from documents.disclosure.publications import a_content, figure

from yipanqi.documents.disclosure.article import article, words
from yipanqi.domain.disclosure.publication import Heading, OwnText, Paragraph, Picture
from yipanqi.domain.supervision.bulletin import OPEN, PART, SHUT


def test_an_article_is_the_same_bytes_each_time():
    """Content and language alone make it."""
    assert article(a_content(), "zh") == article(a_content(), "zh")
    assert article(a_content(), "zh") != article(a_content(), "en")


def test_figures_are_their_text():
    """No mark and no inner address reaches the public, also where a mark is broken."""
    broken = Paragraph(key="b", marked=(f"{OPEN}inner=1{PART}3{SHUT}{SHUT}户", ""))

    html = article(a_content(blocks=(*a_content().blocks, broken)), "zh")

    assert "已完工12项。" in html
    assert "3户" in html
    assert not any(mark in html for mark in (OPEN, PART, SHUT, "inner=", "what=done"))


def test_a_table_names_its_columns_and_rows():
    """Caption, head with scope, rows with theirs, the sum as foot, figures set to the right."""
    html = article(a_content(), "zh")

    assert "<caption>改造项</caption>" in html
    assert '<th scope="col">改造项</th><th class="figure" scope="col">资金（万元）</th>' in html
    assert '<tr><th scope="row">排水管网</th><td class="figure">3.50</td></tr>' in html
    assert html.index("<tfoot>") < html.index("合计")


def test_a_picture_has_its_words():
    """Every picture carries alternative text, and its file's name is an address."""
    assert '<img src="gate%201.jpg" alt="The gate" width="800" height="600"' in article(a_content(), "en")


def test_headings_stand_in_order():
    """After the title comes the second level, whatever the blocks say; the office's own headings follow."""
    blocks = (Heading(text=("小", "small"), level=2), OwnText(html=("<h3>甲</h3><h2>乙</h2>", "")))

    html = article(a_content(blocks=blocks), "zh")

    assert "<h2>小</h2>" in html
    assert "<h3>甲</h3><h2>乙</h2>" in html


def test_own_text_keeps_what_is_allowed():
    """A script, a style and a handler never reach a page."""
    evil = '<p onclick="x()" style="a">a<script>alert(1)</script></p><a href="javascript:x">b</a><img src=x>'

    html = article(a_content(blocks=(OwnText(html=(evil, "")),)), "zh")

    assert "<p>a</p>" in html
    assert not any(bad in html for bad in ("onclick", "style", "script", "<img"))


def test_signs_of_html_are_text():
    """A title or a caption cannot become a tag."""
    picture = Picture(sha256="", name='a"b.png', alt=('"<b>', ""), width=1, height=1)

    html = article(a_content(title=("<b>&", ""), blocks=(picture,)), "zh")

    assert "<h1>&lt;b&gt;&amp;</h1>" in html
    assert 'src="a%22b.png" alt="&quot;&lt;b&gt;"' in html


def test_what_has_no_english_says_that_it_is_chinese():
    """Who reads aloud changes the voice."""
    content = replace(a_content(), title=("只有中文", ""))

    assert '<h1 lang="zh-CN">只有中文</h1>' in article(content, "en")


def test_the_record_and_its_day_are_told():
    """A page tells from which version of the record, and when; invented content says so."""
    html = article(a_content(is_synthetic=True), "zh")

    assert '<p class="basis">数据来源：<span>2028年4月关账第2版</span>；数据截至：2028年4月30日</p>' in html
    assert "示例数据" in html


def test_words_are_what_is_read():
    """The text for search and feeds has every cell and no tag."""
    text = words(a_content(), "zh")

    assert "已完工12项。\n" in text
    assert "排水管网 3.50" in text
    assert text.endswith("联系方式\n电话")
    assert figure("12") not in text
