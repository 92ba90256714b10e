"""What hides in uploaded files: the 31 places by name, hostile files, and what is left of an honest one."""

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx as python_docx
import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).parent))

import hidden_files as files
from hidden_files import ID, PHONE, PLACES, Place, everything

from yipanqi.documents.disclosure.hidden import CannotRead, looked_through, rewritten
from yipanqi.documents.disclosure.hidden.deeds import looked, rewrite

BY_NAME = pytest.mark.parametrize("place", PLACES, ids=[f"{place.number} {place.en}" for place in PLACES])


def texts(data: bytes, name: str) -> str:
    return "\n".join(found.text for found in looked(data, name).strings)


def refused(data: bytes, name: str) -> str:
    with pytest.raises(CannotRead) as refusal:
        looked(data, name)
    with pytest.raises(CannotRead):
        rewrite(data, name)
    return refusal.value.code


@BY_NAME
def test_the_canary_is_found(place: Place) -> None:
    """Whoever looks through a file is told of it, at each of the 31 places."""
    found = texts(place.make(), place.name)

    assert [canary for canary in place.canaries if canary not in found] == []


@BY_NAME
def test_what_hides_is_gone_from_the_new_file(place: Place) -> None:
    """The rewritten file has the canary in none of its bytes, but where people read it: there it is found again."""
    new = rewrite(place.make(), place.name)

    left = [canary for canary in place.canaries if canary.replace("\t", "") in everything(new)]
    if place.stays:
        assert [canary for canary in place.canaries if canary not in texts(new, place.name)] == []
    else:
        assert left == []


@BY_NAME
def test_the_reader_of_all_bytes_sees_the_canary(place: Place) -> None:
    """What the other tests hold the new file against sees the canary in the file as it was made."""
    said = everything(place.make())

    assert any(canary.replace("\t", "") in said for canary in place.canaries)


def test_what_is_seen_and_what_is_not_are_told_apart() -> None:
    """A paragraph is seen, a hidden sheet, a note of a page and text under a box are not."""
    seen = {found.text: found.is_hidden for found in looked(PLACES[0].make(), "a.docx").strings}
    sheet = {found.text: found.is_hidden for found in looked(files.hidden_sheet("hidden"), "a.xlsx").strings}
    page = {found.text: found.is_hidden for found in looked(PLACES[24].make(), "a.pdf").strings}

    assert (seen[ID], sheet[ID], page[ID]) == (False, True, True)
    assert page["Notice on the works of 2028"] is False


def test_a_place_is_told_in_both_languages() -> None:
    """Each text says where it stands, in Chinese and in English."""
    places = {found.text: found.place for found in looked(files.hidden_sheet("veryHidden"), "a.xlsx").strings}

    assert places[ID] == ("深度隐藏的工作表“底表”第1行", "Very hidden sheet “底表”, row 1")


# What stays of an honest file


def test_a_word_file_reads_as_before() -> None:
    """Text, tables, pictures, headers, notes and page numbers of a Word file are still there, and it opens."""
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    parts = {
        "word/media/image1.png": files.Part(files.png(Comment="x"), "", "image"),
        "word/footer1.xml": files.story("footer", files.p(number)),
    }
    row = f"<w:tr><w:tc>{files.p(files.r('甲小区'))}</w:tc><w:tc>{files.p(files.r('120'))}</w:tc></w:tr>"
    body = files.drawing("图") + f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="90"/></w:tblGrid>{row}</w:tbl>'
    old = files.docx(body, parts, section='<w:footerReference w:type="default" r:id="rId2"/>')

    made = python_docx.Document(io.BytesIO(rewrite(old, "a.docx")))

    assert made.paragraphs[0].text == "小区改造公示"
    assert [cell.text for cell in made.tables[0].rows[0].cells] == ["甲小区", "120"]
    assert len(made.inline_shapes) == 1
    assert 'instr=" PAGE "' in made.sections[0].footer._element.xml  # noqa: SLF001 (the library shows no fields)


def test_changes_are_accepted_and_fields_keep_what_they_show() -> None:
    """Insertions stay, deletions go, a field leaves its text, a control its content, an embedded object a remark."""
    fields = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> SEQ 表 </w:instrText></w:r>'
    fields += (
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{files.r("7")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = files.p(
        f'<w:ins w:id="1" w:author="x">{files.r("甲")}</w:ins><w:del w:id="2" w:author="x"><w:r>'
        f"<w:delText>乙</w:delText></w:r></w:del>{fields}<w:sdt><w:sdtPr/><w:sdtContent>{files.r('丙')}</w:sdtContent></w:sdt>"
        '<w:r><w:object><o:x xmlns:o="urn:x"/></w:object></w:r>'
    )

    made = python_docx.Document(io.BytesIO(rewrite(files.docx(body), "a.docx")))

    assert made.paragraphs[1].text == "甲7丙〔此处图表或嵌入对象已略去 chart or object left out〕"


def test_what_is_cut_off_a_picture_is_gone() -> None:
    """A picture that shows its left half has no more than that half of its pixels."""
    cut = files.drawing("图").replace("<a:stretch>", '<a:srcRect r="50000"/><a:stretch>')
    old = files.docx(cut, {"word/media/image1.png": files.Part(files.png(), "", "image")})

    with zipfile.ZipFile(io.BytesIO(rewrite(old, "a.docx"))) as archive:
        picture = Image.open(io.BytesIO(archive.read("word/media/image1.png")))

    assert picture.size == (4, 8)


def test_a_workbook_keeps_its_values() -> None:
    """Visible cells are values where they stood, widths and merged areas as they were, what hid under these is gone."""
    rows = (
        f'<row r="2">{files.cell("A2", "合计")}<c r="B2"><f>SUM(1,2)</f><v>3</v></c><c r="C2" t="b"><v>1</v></c></row>'
        f'<row r="3">{files.cell("A3", "并格")}{files.cell("B3", ID)}</row>'
    )
    old = files.xlsx(
        rows,
        before='<cols><col min="1" max="1" width="30" customWidth="1"/></cols>',
        after='<mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>',
    )

    new = rewrite(old, "a.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(new))
    sheet = book["公示"]

    assert [cell.value for cell in sheet[2]] == ["合计", 3, True]
    assert (sheet["A3"].value, sheet.column_dimensions["A"].width) == ("并格", 30)
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A3:B3"]
    assert ID not in everything(new)


def test_a_merged_title_over_a_hidden_column_stays() -> None:
    """A value is seen where any cell of its merged area is."""
    old = files.xlsx(
        f'<row r="2">{files.cell("A2", "全区一览")}</row>',
        before='<cols><col min="1" max="1" width="9" hidden="1"/></cols>',
        after='<mergeCells count="1"><mergeCell ref="A2:C2"/></mergeCells>',
    )

    book = openpyxl.load_workbook(io.BytesIO(rewrite(old, "a.xlsx")))

    assert book["公示"]["A2"].value == "全区一览"


def test_a_long_number_of_a_cell_is_told_with_its_digits() -> None:
    """A telephone number that a cell keeps as 1.3886012345E10 is found as people write it."""
    old = files.xlsx('<row r="2"><c r="A2"><v>1.3886012345E10</v></c></row>')

    assert PHONE in texts(old, "a.xlsx")


def test_a_new_file_is_the_same_each_time() -> None:
    """Rewriting twice gives the same bytes, and rewriting the new file finds nothing more to take out."""
    old = PLACES[6].make()

    new = rewrite(old, "a.docx")

    assert rewrite(old, "a.docx") == new
    assert texts(rewrite(new, "a.docx"), "a.docx") == texts(new, "a.docx")


def test_a_pdf_reads_as_before_and_keeps_its_title_only() -> None:
    """The pages of a rewritten PDF say the same; of its properties the title is left."""
    new = PdfReader(io.BytesIO(rewrite(PLACES[27].make(), "a.pdf")))

    assert new.pages[0].extract_text().strip() == "Notice on the works of 2028"
    assert new.metadata is not None
    assert (new.metadata.title, new.metadata.author) == ("Notice", None)
    assert "/Annots" not in new.pages[0]


def test_a_picture_keeps_its_pixels() -> None:
    """A PNG is the same picture; what lies under glass that nobody sees through is white."""
    picture = Image.new("RGBA", (2, 1), (10, 20, 30, 255))
    picture.putpixel((1, 0), (9, 9, 9, 0))
    out = io.BytesIO()
    picture.save(out, "PNG")

    new = Image.open(io.BytesIO(rewrite(out.getvalue(), "a.png")))

    assert [new.getpixel((x, 0)) for x in (0, 1)] == [(10, 20, 30, 255), (255, 255, 255, 0)]


def test_the_description_of_a_picture_stays_and_is_found() -> None:
    """Who does not see a picture needs its description: it stays in the new file, and whoever looks finds it there."""
    described = files.drawing("图").replace("入口处照片", f"联系 {PHONE}")
    old = files.docx(described, {"word/media/image1.png": files.Part(files.png(), "", "image")})

    assert PHONE in texts(rewrite(old, "a.docx"), "a.docx")


# More places than the 31


def test_blackened_words_and_hidden_rows_are_told_as_hidden() -> None:
    """Words that are black on black are found as hidden and stay, a hidden row of a table is found and goes."""
    row = f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{files.p(files.r(PHONE))}</w:tc></w:tr>"
    old = files.docx(files.p(files.r(ID, '<w:highlight w:val="black"/>')) + f"<w:tbl><w:tblPr/>{row}</w:tbl>")

    hidden = {found.text for found in looked(old, "a.docx").strings if found.is_hidden}
    said = everything(rewrite(old, "a.docx"))

    assert {ID, PHONE} <= hidden
    assert (ID in said, PHONE in said) == (True, False)


def test_a_code_split_over_runs_is_told_whole() -> None:
    """The instruction of a field is read over all its runs."""
    assert f"MERGEFIELD {ID}" in texts(PLACES[8].make(), "a.docx")


def test_text_behind_a_picture_is_found_and_gone() -> None:
    """Bytes behind the end of a photo, and a whole file there, are read."""
    photo = files.jpeg(behind=f"张三 {PHONE}".encode("gb18030"))
    both = files.jpeg(behind=files.docx(files.p(files.r(ID))))

    assert PHONE in texts(photo, "a.jpg")
    assert ID in texts(both, "a.jpg")
    assert PHONE not in everything(rewrite(photo, "a.jpg"))


def test_the_place_of_a_photo_is_told_as_coordinates() -> None:
    """Where a photo was taken is text that the scanner can judge."""
    assert "30.603333, 114.258333" in texts(files.spoken_of_photo(), "a.jpg")


@pytest.mark.parametrize(
    "content",
    [
        f"3 Tr {files.line(ID)}",
        files.line(ID, y=900),
        f"/OC /Off BDC {files.line(ID)} EMC",
    ],
    ids=["without ink", "outside the page", "in a layer that is off"],
)
def test_text_that_a_page_does_not_show_is_told_as_hidden(content: str) -> None:
    """Text without ink, outside the page or in a layer that is switched off is found, and told as hidden."""
    found = [one for one in looked(files.pdf(content, files.with_layer_off), "a.pdf").strings if ID in one.text]

    assert [one.is_hidden for one in found] == [True]


def test_a_layer_that_is_off_does_not_come_back() -> None:
    """The rewritten PDF draws nothing of a layer that was switched off, and has no layers."""
    new = rewrite(files.pdf(f"/OC /Off BDC {files.line(ID)} EMC", files.with_layer_off), "a.pdf")

    assert ID not in everything(new)
    assert "/OCProperties" not in PdfReader(io.BytesIO(new)).trailer["/Root"]


def test_marks_and_remarks_of_a_page_are_found_and_gone() -> None:
    """Replacement text and remarks in a page's drawing are told, and are not in the new file."""
    old = files.pdf(f"/Span <</ActualText ({ID})>> BDC {files.line('x')} EMC\n% call {PHONE}\n")

    assert {ID, PHONE} <= {word for word in texts(old, "a.pdf").split()}
    assert [canary for canary in (ID, PHONE) if canary in everything(rewrite(old, "a.pdf"))] == []


def test_what_an_earlier_saving_left_is_found_and_gone() -> None:
    """A PDF keeps its earlier savings in the file: their text is told, and the new file has one saving."""
    old = files.saved_again(files.pdf(files.line(ID)))

    assert ID not in PdfReader(io.BytesIO(old)).pages[0].extract_text()
    assert ID in texts(old, "a.pdf")
    assert ID not in everything(rewrite(old, "a.pdf"))


def test_a_photo_in_a_pdf_says_nothing_any_more() -> None:
    """EXIF of a photo on a page is told; in the new file the photo is the same and says nothing."""
    old = files.pdf("q 50 0 0 50 10 10 cm /Im1 Do Q", files.with_photo)

    assert ID in texts(old, "a.pdf")
    new = PdfReader(io.BytesIO(rewrite(old, "a.pdf")))
    assert ID.encode() not in new.pages[0]["/Resources"]["/XObject"]["/Im1"].get_data()
    assert new.pages[0].images[0].image.size == (16, 16)


def test_the_look_of_a_field_is_drawn_on_the_page() -> None:
    """What a filled form shows is seen on the new page, as people saw it there, and the form is gone."""
    old = files.pdf(change=files.with_filled_field)

    new = PdfReader(io.BytesIO(rewrite(old, "a.pdf")))

    assert "Approved" in new.pages[0].extract_text()
    assert "/AcroForm" not in new.trailer["/Root"]


# Pages that a person has to look at


def test_a_page_without_text_needs_eyes() -> None:
    """A scanned page is named by its number, an honest and an empty one are not, a picture is one such page."""
    scanned = files.pdf("q 400 0 0 400 0 0 cm /Im1 Do Q", files.with_photo).replace(
        b"(Notice on the works of 2028)", b"( )"
    )

    assert looked(scanned, "a.pdf").needs_eyes == (1,)
    assert looked(files.pdf(), "a.pdf").needs_eyes == ()
    assert looked(files.jpeg(), "a.jpg").needs_eyes == (1,)


# Files that are not read


@pytest.mark.parametrize(
    ("make", "name", "code"),
    [
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "old"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "encrypted"),
        (lambda: files.docx(), "a.docm", "macro"),
        (lambda: files.docx(parts={"word/vbaProject.bin": files.Part(b"x")}), "a.docx", "macro"),
        (lambda: files.docx(), "a.xlsx", "ending"),
        (lambda: files.png(), "a.jpg", "ending"),
        (lambda: b"<svg/>", "a.svg", "form"),
        (lambda: b"GIF89a", "a.png", "damaged"),
        (lambda: b"", "a.pdf", "empty"),
        (lambda: files.docx()[:-200], "a.docx", "damaged"),
        (lambda: files.pdf()[:200], "a.pdf", "damaged"),
        (lambda: files.entity_bomb("utf-8"), "a.docx", "entities"),
        (lambda: files.entity_bomb("utf-16"), "a.docx", "entities"),
        (lambda: files.swelling(), "a.xlsx", "bomb"),
        (lambda: files.swelling_pdf(), "a.pdf", "bomb"),
        (lambda: files.overlapping(), "a.docx", "forged"),
        (lambda: files.named_twice(), "a.docx", "forged"),
        (lambda: files.pdf(change=files.with_script), "a.pdf", "script"),
        (lambda: files.locked_pdf(), "a.pdf", "encrypted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_trusted_is_refused(make: Callable[[], bytes], name: str, code: str) -> None:
    """Old forms, macros, scripts, locked, broken, swelling and lying files are refused, each with its reason."""
    assert refused(make(), name) == code


def test_a_refusal_speaks_both_languages() -> None:
    """Why a file is not read is said in Chinese and in English."""
    with pytest.raises(CannotRead) as refusal:
        looked(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc")

    assert "旧格式" in refusal.value.zh
    assert "Old formats" in refusal.value.en


def test_files_within_files_end() -> None:
    """A file in a file in a file in a file is refused, not unpacked for ever."""
    data = files.docx(files.p(files.r(ID)))
    for _ in range(4):
        data = files.docx(parts={"word/embeddings/inner.docx": files.Part(data)})

    assert [one.code for one in [_refusal(data)]] == ["deep"]


def _refusal(data: bytes) -> CannotRead:
    with pytest.raises(CannotRead) as refusal:
        looked(data, "a.docx")
    return refusal.value


# Through the child


def test_the_child_tells_the_same() -> None:
    """What the limited child tells is what the reader tells; its new file is the rewriter's."""
    old = PLACES[6].make()

    assert looked_through(old, "a.docx", seconds=100) == looked(old, "a.docx")
    assert rewritten(old, "a.docx", seconds=100) == rewrite(old, "a.docx")


def test_the_child_refuses_with_the_reason() -> None:
    """A refusal in the child is the same refusal outside; a reader that takes too long is ended."""
    with pytest.raises(CannotRead) as macro:
        looked_through(files.docx(), "a.docm", seconds=100)
    with pytest.raises(CannotRead) as slow:
        looked_through(files.docx(), "a.docx", seconds=0.01)

    assert (macro.value.code, slow.value.code) == ("macro", "heavy")
