"""The pages of disclosure: from an offer to a page in a few clicks of two people, and who sees what."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from web.disclosure.conftest import MONTH
from web.district import PASSWORD, come_in

from yipanqi.domain.disclosure.state import State
from yipanqi.web.audit.models import Event
from yipanqi.web.disclosure import keeping
from yipanqi.web.disclosure.models import EchoImport, PortalEcho, Publication, PublicationVersion
from yipanqi.web.programmes.actions import index


def status(answer) -> int:
    """The status of an answer whose file nobody reads."""
    answer.close()
    return answer.status_code


def at(name: str, version: PublicationVersion, *more) -> str:
    """The address of a page of a version."""
    return reverse(f"disclosure:version-{name}", args=[version.publication.uid, version.number, *more])


@pytest.fixture
def approver(district, client):
    """A browser of who signs."""
    come_in(client, district.people["approver"])
    return client


def test_from_the_record_to_the_public_by_two_people(entry, as_, approver):
    """One click drafts it; reviews, check, sign-off with the password, publishing: no figure typed."""
    office = as_("office")
    page = office.get(reverse("disclosure:offers")).content.decode()
    assert MONTH.title[0] in page

    told = {"kind": MONTH.kind, "record_key": MONTH.record_key}
    answer = office.post(reverse("disclosure:offers"), told, follow=True)
    version = PublicationVersion.objects.get()
    assert answer.redirect_chain[-1][0] == version.get_absolute_url()

    steps = {f"{part}_{step}": said for step in (1, 2, 3) for part, said in _REVIEW.items()}
    office.post(at("reviews", version), steps)
    office.post(at("check", version))
    assert "审签" in approver.get(at("sign", version)).content.decode()
    assert approver.post(at("sign", version), {"password": "wrong"}).status_code == 422
    approver.post(at("sign", version), {"password": PASSWORD})
    office.post(at("publish", version))

    version.refresh_from_db()
    assert version.state == State.PUBLISHED
    assert Publication.objects.published().get().index_number == "420103-001-05-2027-00001"


_REVIEW = {"result": "open", "reviewer": "改造办负责人", "basis": "条例第十七条"}


def test_a_draft_is_seen_by_who_works_on_it_alone(made, as_):
    """Everybody else gets 404, and the list does not tell of it."""
    version = made()

    for kind in ("department", "subdistrict"):
        assert as_(kind).get(version.get_absolute_url()).status_code == 404
        assert as_(kind).get(reverse("disclosure:publication", args=[version.publication.uid])).status_code == 404
        assert MONTH.title[0] not in as_(kind).get(reverse("disclosure:index")).content.decode()
    assert as_("district").get(version.get_absolute_url()).status_code == 200


def test_what_is_public_is_seen_by_all_who_see_disclosure(made, as_):
    """With its text and its files; withdrawn, who neither drafts nor signs sees title and state alone."""
    version = made(State.PUBLISHED)
    paper = version.files.filter(form="PDF").first()

    subdistrict = as_("subdistrict")
    assert "截至2月底" in subdistrict.get(version.get_absolute_url()).content.decode()
    assert status(subdistrict.get(paper.get_absolute_url())) == 200


def test_withdrawn_content_is_for_who_works_on_it(made, as_):
    """Not for the others: neither text nor preview nor file."""
    version = made(State.WITHDRAWN)
    paper = version.files.filter(form="PDF").first()
    department = as_("department")

    page = department.get(version.get_absolute_url())
    assert page.status_code == 200
    assert "截至2月底" not in page.content.decode()
    assert department.get(paper.get_absolute_url()).status_code == 404
    assert department.get(at("preview", version, "zh")).status_code == 404
    assert status(as_("office").get(paper.get_absolute_url())) == 200


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_each_state_has_its_page_in_both_languages(made, as_, state, lang):
    """With the chain, and the way on for who may go it."""
    version = made(state)
    office = as_("office")
    office.post(reverse("language"), {"language": lang})

    page = office.get(version.get_absolute_url())
    assert page.status_code == 200
    assert ("Publications" if lang == "en" else "公开件") in page.content.decode()


def test_the_list_is_filtered_and_taken_away(entry, made, as_):
    """By state, kind, validity, estate; as CSV and XLSX, for who may export."""
    index.write(entry, index.facts(entry.programme()), is_whole=True)
    made(State.PUBLISHED)
    made(by_hand=True)
    office, here = as_("office"), reverse("disclosure:index")

    assert office.get(here).content.decode().count("v1/") == 2
    for asked in ("state=published", "kind=progress", "validity=valid&state=published", "estate=E1", "q=2027年2月"):
        page = office.get(f"{here}?{asked}").content.decode()
        assert MONTH.title[0] in page and "关于开展改造的公告" not in page.partition("<table")[2], asked
    assert "没有符合条件" in office.get(f"{here}?q=没有").content.decode()
    told = office.get(f"{here}?as=csv").getvalue().decode("utf-8-sig")
    assert "420103-001-05-2027-00001" in told and len(told.splitlines()) == 3
    assert office.get(f"{here}?as=xlsx").getvalue()[:2] == b"PK"


def test_an_edit_is_stored_with_its_reason(made, as_):
    """A paragraph beside what was worked out, the title and own text, the record."""
    version, office = made(), as_("office")
    told = {"zh": "截至2月底，已开工12个小区，请放心。", "en": "12.", "why": "说明"}
    assert office.post(at("paragraph", version, "opening"), told).status_code == 302
    assert "请放心" in office.get(version.get_absolute_url()).content.decode()

    text = {"title_zh": "新题目", "title_en": "New", "html_zh": "<p>另附</p>", "html_en": ""}
    assert office.post(at("text", version), text).status_code == 302
    form = office.get(at("record", version)).context["form"]
    fields = {name: form[name].value() or "" for name in form.fields}
    answer = office.post(
        at("record", version), fields | {"document_number": "江改办〔2027〕3号", "keywords": "改造，进度"}
    )
    assert answer.status_code == 302, answer.context["form"].errors

    version.refresh_from_db()
    assert (version.title_zh, version.record.document_number) == ("新题目", "江改办〔2027〕3号")
    assert version.record.keywords == ("改造", "进度")


def test_a_picture_is_cleaned_and_needs_words(made, as_):
    """Refused without words and with a blank in its name; taken, it stands in the body."""
    version, office = made(by_hand=True), as_("office")
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#888").save(out, "JPEG")

    def sent(name: str, **more):
        file = SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
        return office.post(at("attach", version), {"file": file, "title_zh": "", "is_shown": "on"} | more)

    assert sent("a.jpg").status_code == 422
    assert sent("a b.jpg", title_zh="施工现场").status_code == 422
    answer = sent("a.jpg", title_zh="施工现场")
    assert answer.status_code == 302, answer.content.decode()[-3000:]

    kept = version.files.get()
    assert (kept.role, kept.width, kept.height, kept.form) == ("picture", 40, 30, "JPEG")
    assert 'alt="施工现场"' in office.get(version.get_absolute_url()).content.decode()
    version.refresh_from_db()
    assert version.final.blocks[-1].alt[0] == "施工现场"


def test_parts_of_a_picture_are_blurred_by_hand_and_the_picture_before_is_gone(made, as_):
    """A face and a plate; a part that lies outside is refused; the bytes of before are destroyed."""
    version, office = made(by_hand=True), as_("office")
    out = io.BytesIO()
    Image.effect_noise((60, 40), 90).convert("RGB").save(out, "PNG")
    file = SimpleUploadedFile("a.png", out.getvalue(), "image/png")
    office.post(at("attach", version), {"file": file, "title_zh": "施工现场", "is_shown": "on"})
    kept = version.files.get()
    url = reverse("disclosure:version-cover", args=[version.publication.uid, version.number, kept.pk])
    page = office.get(url)
    assert page.status_code == 200
    seen = page.context["form"].initial["seen"]

    assert office.post(url, {"parts": "10 10 200 20", "seen": seen}).status_code == 422
    assert office.post(url, {"parts": "0 0 50 100\n60，0，20，20", "seen": seen}).status_code == 302
    later = version.files.get()
    assert later.sha256 != kept.sha256 and keeping.is_sound(later.sha256) and not keeping.is_sound(kept.sha256)
    assert Event.objects.filter(action="publication.file_covered").exists()


def test_what_hides_in_a_file_is_found_and_blocks(made, as_):
    """An attachment with an identity number in a cell: the finding stands at the file, masked."""
    import openpyxl

    version, office = made(by_hand=True), as_("office")
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "身份证 11010519491231002X"
    book.save(out)
    file = SimpleUploadedFile("名单.xlsx", out.getvalue())
    assert office.post(at("attach", version), {"file": file, "title_zh": "名单"}).status_code == 302

    page = office.get(version.get_absolute_url()).content.decode()
    assert "身份证号" in page and "11010519491231002X" not in page
    office.post(at("detach", version, version.files.get().pk))
    assert "身份证号" not in office.get(version.get_absolute_url()).content.decode()


def test_few_people_s_choices_in_an_attached_sheet_are_found(made, as_):
    """Told outright or left as a rest they wait for two people; worked out of a sum they must go."""
    import openpyxl

    version, office = made(by_hand=True), as_("office")
    book, out = openpyxl.Workbook(), io.BytesIO()
    rows = ("征询结果",), ("小区", "同意", "反对", "合计"), ("和平里", 47, 3, 50), ("新华村", 30, "—", 51)
    for row in rows:
        book.active.append(row)
    book.save(out)
    office.post(at("attach", version), {"file": SimpleUploadedFile("a.xlsx", out.getvalue()), "title_zh": "结果"})

    found = {(it["kind"], it["level"], it["masked"]) for it in version.files.get().findings}
    assert {("small_count", "ask", "3"), ("small_rest", "ask", "47"), ("small_pinned", "block", "21")} <= found
    assert "新华村 · 反对" in office.get(version.get_absolute_url()).content.decode()


def test_the_portals_list_is_looked_through_taken_in_and_taken_back(made, as_):
    """Nothing is stored by the dry run; faults are told by line; the same list has no second effect."""
    version = made(State.PUBLISHED)
    office = as_("office")
    number = version.publication.index_number
    text = f"索引号,网址,门户发布时间\r\n{number},https://www.example.gov.cn/a.html,2027-03-02 09:30\r\nX-1,https://e.cn,\r\n"

    look = reverse("disclosure:portal-look")
    page = office.post(look, {"file": SimpleUploadedFile("a.csv", text.encode())})
    assert "第3行" in page.content.decode() and not PortalEcho.objects.exists()
    sent = {"kept": page.context["found"].sha256, "name": "a.csv"}
    office.post(look, sent)
    office.post(look, sent)
    assert PortalEcho.objects.get().url == "https://www.example.gov.cn/a.html"
    assert "example.gov.cn" in office.get(version.get_absolute_url()).content.decode()

    office.post(reverse("disclosure:portal-undo", args=[EchoImport.objects.get().pk]))
    assert "example.gov.cn" not in office.get(version.get_absolute_url()).content.decode()


def test_what_waits_is_told_on_the_first_page(made, as_, approver):
    """To sign off for who signs, to publish for who drafts; the estate's page tells of what is about it."""
    version = made(State.CHECKED)
    assert "1 件公开件待审签" in approver.get(reverse("home")).content.decode()
    assert version.title_said in as_("office").get(reverse("home")).content.decode()


def test_a_withdrawal_needs_the_password(made, as_):
    """Without it nothing changes; with it the page says so."""
    version = made(State.PUBLISHED)
    leader = as_("district")
    told = {"why": "error", "reason": "数字有误"}

    assert leader.post(at("withdraw", version), told | {"password": "wrong"}).status_code == 422
    version.refresh_from_db()
    assert version.state == State.PUBLISHED
    leader.post(at("withdraw", version), told | {"password": PASSWORD})
    version.refresh_from_db()
    assert version.state == State.WITHDRAWN
