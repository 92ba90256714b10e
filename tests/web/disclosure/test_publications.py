"""Publications from draft to destruction: what is kept, who may, what the public gets."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from web.disclosure.conftest import DAY, MONTH, NOTICE, a_content, moved, reviewed, when, with_offer

from yipanqi.domain.disclosure.publication import Kind, Paragraph
from yipanqi.domain.disclosure.state import State
from yipanqi.domain.disclosure.validity import Validity
from yipanqi.domain.supervision.bulletin import plain
from yipanqi.web.audit.models import Event
from yipanqi.web.disclosure import keeping
from yipanqi.web.disclosure.actions import destroying, drafting, moving, reviewing
from yipanqi.web.disclosure.as_published import as_published, old_versions
from yipanqi.web.disclosure.checking import findings, stopping
from yipanqi.web.disclosure.models import FileRole, Publication, PublicationVersion
from yipanqi.web.disclosure.offered import differs, offers
from yipanqi.web.disclosure.public import building
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.stale import Stale, mark_of


@pytest.fixture
def office(district):
    """Who drafts."""
    return district.people["office"]


@pytest.fixture
def approver(district):
    """Who signs."""
    return district.people["approver"]


def again(version: PublicationVersion) -> PublicationVersion:
    """As it is now."""
    return PublicationVersion.objects.select_related("publication").get(pk=version.pk)


def test_the_record_is_offered_until_it_is_drafted(entry, made, district):
    """An offer is gone once it is drafted, comes back when the draft is given up, and is never drafted twice."""
    assert [it.record_key for it in offers(entry, DAY)] == [MONTH.record_key]
    version = made()

    assert offers(entry, DAY) == []
    with pytest.raises(drafting.CannotDraft):
        drafting.draft(entry=entry, offer=MONTH, by=district.people["office"], **when())

    moving.drop(version=version, reason="重复", by=district.people["office"], **when())
    assert [it.record_key for it in offers(entry, DAY)] == [MONTH.record_key]


def test_a_draft_holds_what_the_record_says_and_what_the_settings_know(made):
    """Text, estates and measures of the record; class, issuer and day without a word typed."""
    version = made()

    assert version.drafted == a_content()
    assert [it.name for it in version.estates.all()] == ["和平里"]
    assert (version.written_on, version.measures) == (MONTH.event_day, "|road|")
    assert version.record.issuer == ("区改造办", "")
    assert (version.record.genre[0], version.record.catalogue[0]) == ("通报", "进度通报")
    assert version.record.index_number == ""


def test_a_record_that_has_changed_is_told_and_taken_over(made, record, office):
    """What differs is told place by place; renewed, the draft says it, and edited texts stay beside it."""
    version = made()
    told = {"key": "opening", "texts": ("已开工12个小区，其余陆续开工。", ""), "reason": "补充"}
    version = drafting.edit_paragraph(version=version, by=office, **told, **when())
    record.says(a_content("13"))

    assert next(it.after[0] for it in differs(version)) == "截至2月底，已开工13个小区。"
    version = drafting.renew(version=version, by=office, **when())

    paragraph = next(it for it in version.drafted.blocks if isinstance(it, Paragraph))
    assert plain(paragraph.marked[0]) == "截至2月底，已开工13个小区。"
    assert version.texts["opening"][0].startswith("已开工12个小区")
    assert differs(version) == []


def test_a_figure_that_differs_from_the_record_waits_for_two_people(made, office, approver):
    """Found at its paragraph; one person says why, another lets it pass; then it can be checked."""
    version = made()
    told = {"key": "opening", "texts": ("已开工15个小区。", "15 estates."), "reason": "更新"}
    version = drafting.edit_paragraph(version=version, by=office, **told, **when())
    reviewed(version, office)

    found = stopping(version)
    assert {(it.kind, it.masked, it.place[0]) for it in found} == {("figure_differs", "15", "正文第1段")}
    with pytest.raises(moving.CannotMove):
        moving.check(version=version, by=office, **when())

    for it in found:
        asked = reviewing.ask_override(version=version, key=it.key, reason="口径已核", by=office, **when())
        with pytest.raises(reviewing.CannotOverride):
            reviewing.override(override=asked, by=office, **when())
        reviewing.override(override=asked, by=approver, **when())
    assert stopping(again(version)) == []
    assert moving.check(version=again(version), by=office, **when()).state == State.CHECKED


def test_the_log_tells_of_an_override_without_the_value(made, office):
    """Kind, place and reason; what was found stands nowhere in the log."""
    version = made(by_hand=True, html=("<p>联系人：王建国</p>", ""))
    found = next(it for it in findings(version) if it.level == "ask")
    reviewing.ask_override(version=version, key=found.key, reason="本人同意", by=office, **when())

    told = Event.objects.filter(action="finding.override_asked").get().values_json
    assert "本人同意" in told
    assert "王建国" not in told


def test_an_identity_number_blocks_and_nobody_lets_it_pass(made, office):
    """It is shown masked, and no override is taken."""
    version = made(by_hand=True, html=("<p>身份证号 11010519491231002X。</p>", ""))

    found = next(it for it in findings(version) if it.level == "block")
    assert "11010519491231002X" not in found.masked
    with pytest.raises(reviewing.CannotOverride):
        reviewing.ask_override(version=version, key=found.key, reason="无妨", by=office, **when())


def test_marks_of_secrecy_hold_it_up(made):
    """A stamp or a line of its own must go; a word in a sentence waits for two people; so it is in each language."""
    version = made(by_hand=True, html=("<p>机密★10年</p><p>（送审稿）</p><p>内部资料，另发。</p>", "<p>DRAFT</p>"))

    assert {(it.kind, it.level) for it in stopping(version)} == {
        ("secret", "block"), ("draft", "block"), ("internal", "ask"), ("draft", "ask"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p onclick='x()'>文字</p>", "unsafe_html"),
        ("<script>alert(1)</script><p>文字</p>", "unsafe_html"),
        ("<p>文字<!-- 内部 --></p>", "unsafe_html"),
        ('<p><a href="javascript:x()">看</a></p>', "unsafe_html"),
        ('<p><a href="http://10.1.2.3/a">看</a></p>', "inner_link"),
        ('<p><a href="/disclosure/">看</a></p>', "inner_link"),
        ("<table><tr><td>一</td></tr></table>", "table_without_head"),
    ],
)
def test_bad_input_is_found_and_stays_until_it_is_taken_out(made, html, kind):
    """A finding that blocks; the text itself is kept as it was written, nothing is dropped in silence."""
    version = made(by_hand=True, html=(html, ""))

    assert kind in {it.kind for it in stopping(version)}
    assert version.texts["own"][0] == html


def test_few_people_s_choices_wait_for_two_people(made, office):
    """Told outright, worked out of a sum, and worked out beside what another page told before."""
    rows = "<tr><th>小区</th><th>同意</th><th>反对</th><th>合计</th></tr>{}"
    html = "<table><caption>2027年2月征询</caption>" + rows + "</table>"
    row = "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>".format
    few = made(by_hand=True, html=(html.format(row("和平里", 47, 3, 50) + row("新华村", 30, "—", 51)), ""))
    found = {(it.kind, it.masked) for it in stopping(few)}
    assert ("small_count", "3") in found and ("small_pinned", "21") in found

    whole = row("和平里", "—", "—", 50) + row("新华村", "—", "—", 101) + row("合计", 71, 80, 151)
    safe = made(by_hand=True, html=(html.format(whole), ""))
    assert not {it.kind for it in stopping(safe) if it.kind.startswith("small")}
    before = made(State.PUBLISHED, by_hand=True, html=(html.format(row("和平里", 30, 20, 50)), ""))
    building.renew(DAY)
    assert "small_pinned" in {it.kind for it in stopping(PublicationVersion.objects.get(pk=safe.pk))}

    reasons = {"reason": ("隐去", "Withheld"), "changed": ("表", "Table"), "shows_old": False}
    later = moving.correct(version=before, by=office, **reasons, **when())
    later = drafting.edit_text(version=later, by=office, html=(html.format(whole), ""), title=NOTICE["title"], **when())
    assert "small_pinned" in {it.kind for it in stopping(later)}


def test_what_is_masked_here_and_public_elsewhere_waits_for_two_people(made):
    """The original and the redaction side by side tell what was hidden; another text does not."""
    made(State.PUBLISHED, by_hand=True, html=("<p>中标人为江城建工有限公司，工期九十天。</p>", ""))
    building.renew(DAY)

    assert "unmasked_elsewhere" in {
        it.kind for it in stopping(made(by_hand=True, html=("<p>中标人为江城***有限公司，工期九十天。</p>", "")))
    }
    assert "unmasked_elsewhere" not in {
        it.kind for it in stopping(made(by_hand=True, html=("<p>负责人为陈**，电话另行公布。</p>", "")))
    }


def test_reviews_are_asked_for_again_after_an_edit(made, office):
    """Three of them, of the draft as it stands; one that says “not public” stops it."""
    version = made(by_hand=True)
    assert moving.lacks(version, "check", office)
    reviewed(version, office)
    assert moving.lacks(version, "check", office) == []

    told = {"title": ("另一个题目", ""), "html": ("<p>文字</p>", "")}
    version = drafting.edit_text(version=version, by=office, **told, **when())
    assert moving.lacks(version, "check", office)

    reviewed(version, office, result="closed")
    assert "不予公开" in moving.lacks(version, "check", office)[0][0]


def test_what_is_signed_off_are_the_bytes_that_were_made(made, approver, office):
    """HTML and PDF in both languages, DOCX and XLSX, kept by hash; where one is altered nothing is signed."""
    version = made(State.CHECKED)
    files = list(version.files.all())

    assert sorted((it.role, it.form, it.lang) for it in files) == [
        ("article", "HTML", "en"),
        ("article", "HTML", "zh"),
        ("paper", "DOCX", "zh"),
        ("paper", "PDF", "en"),
        ("paper", "PDF", "zh"),
        ("paper", "XLSX", "zh"),
    ]
    assert all(keeping.is_sound(it.sha256) for it in files)
    keeping.place_of(files[0].sha256).write_bytes(b"other")
    with pytest.raises(moving.CannotMove):
        moving.sign(version=version, by=approver, is_signed=True, **when())


def test_nobody_signs_what_they_wrote_and_nobody_without_password(made, district, office, approver):
    """By a second person, who showed once more that they are who logged in."""
    version = made(by_hand=True)
    leader = district.people["district"]
    reviewed(version, office)
    version = moving.check(version=version, by=office, **when())

    with pytest.raises(moving.CannotMove):
        moving.sign(version=version, by=office, is_signed=True, **when())
    with pytest.raises(moving.CannotMove):
        moving.sign(version=version, by=approver, is_signed=False, **when())
    assert moving.sign(version=version, by=leader, is_signed=True, **when()).signed_by == leader


def test_index_numbers_have_no_gap_and_are_never_used_again(made, office, approver, record):
    """Given when it is first sent to sign-off; a draft that is sent back keeps its own, and dropped keeps it too."""
    numbers = []
    for at in range(3):
        offer = with_offer(f"supervision.closedperiod:{at}")
        record.says(a_content(), offer)
        version = made(State.SIGNED, offer=offer)
        numbers.append(version.publication.index_number)
        if at == 1:
            version = moving.send_back(version=version, reason="改", by=approver, **when())
            moving.drop(version=version, reason="不用", by=office, **when())

    assert numbers == [f"420103-001-05-2027-0000{it}" for it in (1, 2, 3)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(serial=3).update(serial=9)


def test_the_bytes_that_are_signed_say_the_number(made):
    """The first version's PDF too, and that its times are on the page."""
    version = made(State.CHECKED)
    number = version.publication.index_number
    paper = version.files.get(form="PDF", lang="zh")

    with keeping.opened(paper.sha256) as file:
        text = "".join(page.extract_text() for page in PdfReader(file).pages)

    assert number == "420103-001-05-2027-00001" and number in text and "以发布页面所载为准" in text


def test_a_number_that_is_not_used_is_told_in_the_list(as_, made, office, approver):
    """On the page and in its file, with why; a draft that was given up without a number is not listed."""
    version = made(State.CHECKED)
    version = moving.send_back(version=version, reason="改", by=approver, **when())
    moving.drop(version=version, reason="与公告重复", by=office, **when())
    made(State.DROPPED, by_hand=True)
    page = reverse("disclosure:index")

    html = as_("office").get(page).content.decode()
    csv = as_("office").get(page, {"as": "csv"}).getvalue().decode("utf-8-sig")

    assert "索引号未使用：与公告重复" in html and "索引号未使用：与公告重复" in csv
    assert NOTICE["title"][0] not in html


def test_the_published_time_is_the_servers_and_is_never_set_back(made, office, monkeypatch):
    """No parameter names it; with a clock behind what was published, nothing is."""
    first = made(State.PUBLISHED)
    assert abs(first.published_at - timezone.now()) < timedelta(minutes=5)

    second = made(State.SIGNED, by_hand=True)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(moving.CannotMove):
        moving.publish(version=second, by=office, day=DAY)
    monkeypatch.undo()
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationVersion.objects.filter(pk=first.pk).update(published_at=datetime(2020, 1, 1, tzinfo=UTC))


def test_a_correction_takes_the_place_of_what_was_out(made, office, approver):
    """The public has one version, which tells what was corrected; the old one is there where the office says so."""
    old = made(State.PUBLISHED)
    told = {"reason": ("笔误", "A slip"), "changed": ("第一段", "Paragraph 1"), "shows_old": True}
    draft = moving.correct(version=old, by=office, **told, **when())
    assert as_published(again(old).publication, DAY).version == 1

    moved(draft, State.PUBLISHED, office, approver)
    publication = Publication.objects.get(pk=old.publication_id)
    out = as_published(publication, DAY)

    assert (out.version, out.corrections[0].changed) == (2, ("第一段", "Paragraph 1"))
    assert again(old).state == State.SUPERSEDED
    assert [it.version for it in old_versions(publication, DAY)] == [1]
    assert out.metadata.published_at < out.metadata.updated_at


def test_nothing_unpublished_is_among_what_is_public(made, record):
    """Only published versions answer the one question behind all public output."""
    states = (State.DRAFTED, State.CHECKED, State.SIGNED, State.DROPPED)
    for at, state in enumerate(states):
        offer = with_offer(f"supervision.closedperiod:{at}")
        record.says(a_content(), offer)
        publication = made(state, offer=offer).publication
        assert as_published(publication, DAY) is None
    out = made(State.PUBLISHED).publication

    assert list(Publication.objects.published()) == list(Publication.objects.known_outside()) == [out]


def test_what_is_withdrawn_says_title_date_and_class_of_reason_alone(made):
    """No content, no file, no summary."""
    version = made(State.WITHDRAWN)
    notice = as_published(version.publication, DAY)

    assert notice.withdrawn.reason[0] == "内容有误，正在核实"
    assert notice.content.title == MONTH.title
    assert (notice.content.blocks, notice.content.estates, notice.attachments) == ((), (), ())
    assert notice.metadata.summary == ("", "")
    assert not Publication.objects.published().exists()
    assert Publication.objects.withdrawn().get() == version.publication


def test_validity_moves_by_itself_on_its_day(made, approver):
    """Day and successor are required where the law wants them; the successor is another one that is out."""
    successor = made(State.PUBLISHED, by_hand=True).publication.index_number
    version = made(State.PUBLISHED)
    on = {"reason": "新规定", "by": approver, **when()}
    with pytest.raises(moving.CannotMove):
        moving.end(version=version, ends_on=None, ending="repealed", successor="", **on)
    with pytest.raises(moving.CannotMove):
        moving.end(version=version, ends_on=date(2027, 4, 1), ending="amended", successor="没有这个号", **on)

    version = moving.end(version=version, ends_on=date(2027, 4, 1), ending="amended", successor=successor, **on)

    assert version.validity(date(2027, 3, 31)) is Validity.VALID
    assert version.validity(date(2027, 4, 1)) is Validity.AMENDED
    assert as_published(version.publication, date(2027, 4, 1)).metadata.replaced_by == successor


def test_what_leaked_is_destroyed_by_two_people(made, approver, district):
    """Bytes and content are gone; hash, reason and place stay; one person alone cannot do it."""
    version, leader = made(State.WITHDRAWN), district.people["district"]
    hashes = {it.sha256 for it in version.files.all()}
    told = {"version": version, "is_signed": True}
    destroying.ask(reason="泄露个人信息", by=approver, **told, **when())
    with pytest.raises(destroying.CannotDestroy):
        destroying.destroy(by=approver, **told, **when())

    done = destroying.destroy(by=leader, **told, **when())
    gone = again(version)

    assert not any(keeping.is_sound(it) for it in hashes)
    assert {sha256 for _, sha256, _ in done.hashes} == hashes == {it.sha256 for it in gone.files.all()}
    assert (gone.content, gone.texts, gone.metadata, gone.title_zh) == ({}, {}, {}, destroying.GONE[0])
    assert gone.content_hash == version.content_hash
    assert as_published(gone.publication, DAY).content.title == destroying.GONE


def test_bytes_that_another_version_still_has_stay(made, office, approver, district):
    """Destroying an older version leaves what the newer one shows."""
    version = made(State.SUPERSEDED)
    newer = version.publication.versions.get(number=2)
    told = {"version": version, "is_signed": True}
    destroying.ask(reason="泄露", by=approver, **told, **when())
    destroying.destroy(by=district.people["district"], **told, **when())

    assert all(keeping.is_sound(it.sha256) for it in newer.files.all())


def test_who_has_an_old_page_open_changes_nothing(made, office):
    """The mark of what was shown is checked under the lock."""
    version = made(by_hand=True)
    seen = mark_of(*moving.seen_of(version))
    told = {"title": ("新题目", ""), "html": ("<p>文字</p>", "")}
    drafting.edit_text(version=version, by=office, seen=seen, **told, **when())

    with pytest.raises(Stale):
        drafting.edit_text(version=version, by=office, seen=seen, **told, **when())


def test_kinds_that_have_a_record_are_not_written_by_hand(entry, office):
    """Their figures come from the record or not at all."""
    with pytest.raises(Cannot):
        drafting.draft_by_hand(
            entry=entry, kind=Kind.ACCEPTANCE, title=("验收", ""), html=("<p>合格</p>", ""), by=office, **when()
        )


def test_files_of_a_published_version_are_kept(made):
    """The mark under which the database itself holds them."""
    assert all(it.is_kept for it in made(State.PUBLISHED).files.all())
    assert not any(it.is_kept for it in made(State.SIGNED, by_hand=True).files.filter(role=FileRole.PAPER))
