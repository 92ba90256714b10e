"""Files that hide something, made here: one for each of the 31 places, with a canary in it, and a reader of all bytes
of a file that is none of the product's."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

ID = "420103199003071235"  # nobody's
PHONE = "13886012345"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)


@dataclass(frozen=True)
class Part:
    """A part of an office file: its bytes, its type, and the relation by which the main part (or the file) knows it."""

    content: bytes | str
    type: str = ""
    kind: str = ""
    of_file: bool = False


def package(main: str, parts: dict[str, Part], *, outer: str = "") -> bytes:
    """An office file of these parts; `outer` is an address outside at which the main part points."""
    folder = main.rpartition("/")[0]
    links = [(name, part) for name, part in parts.items() if part.kind and not part.of_file]
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{part.kind}" Target="/{name}"/>'
        for number, (name, part) in enumerate(links, start=1)
    )
    if outer:
        rows += f'<Relationship Id="rOut" Type="{R}/hyperlink" Target="{outer}" TargetMode="External"/>'
    top = f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="{main}"/>' + "".join(
        f'<Relationship Id="rTop{number}" Type="{R}/{part.kind}" Target="{name}"/>'
        for number, (name, part) in enumerate(parts.items())
        if part.of_file
    )
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{part.type}"/>' for name, part in parts.items() if part.type
    )
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="bin" ContentType="application/octet-stream"/>{types}</Types>',
        "_rels/.rels": f"<Relationships {space}>{top}</Relationships>",
        f"{folder}/_rels/{main.rpartition('/')[2]}.rels": f"<Relationships {space}>{rows}</Relationships>",
        **{name: part.content for name, part in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def p(inner: str) -> str:
    """A paragraph."""
    return f"<w:p>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def docx(body: str = "", parts: dict[str, Part] | None = None, *, outer: str = "", section: str = "") -> bytes:
    """A Word file with one honest paragraph and this body; relations are numbered in the order of the parts."""
    inside = f"{p(r('小区改造公示'))}{body}<w:sectPr>{section}</w:sectPr>"
    text = f"<w:document {_SPACES}><w:body>{inside}</w:body></w:document>"
    main = Part(text, _WORD.format("document.main"))
    return package("word/document.xml", {"word/document.xml": main, **(parts or {})}, outer=outer)


def story(name: str, body: str) -> Part:
    """A header, footer, list of notes or of comments."""
    root = {"header": "hdr", "footer": "ftr"}.get(name, name)
    return Part(f"<w:{root} {_SPACES}>{body}</w:{root}>", _WORD.format(name), name)


def custom(text: str) -> Part:
    """Custom properties."""
    space = 'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    value = 'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
    inner = '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="联系人">'
    inner += f"<vt:lpwstr>{text}</vt:lpwstr></property>"
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    return Part(f"<Properties {space} {value}>{inner}</Properties>", kind, "custom-properties", of_file=True)


def core(text: str) -> Part:
    """Core properties."""
    space = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    inner = f"<dc:title>公示</dc:title><dc:creator>{text}</dc:creator><cp:lastModifiedBy>{text}</cp:lastModifiedBy>"
    text = f'<cp:coreProperties {space} xmlns:dc="http://purl.org/dc/elements/1.1/">{inner}</cp:coreProperties>'
    return Part(text, _CORE, "metadata/core-properties", of_file=True)


def png(**texts: str) -> bytes:
    """A small picture, with text chunks."""
    info = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        info.add_itxt(key, text, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG", pnginfo=info)
    return out.getvalue()


def drawing(description: str) -> str:
    """A paragraph with the picture of relation 1."""
    return p(
        '<w:r><w:drawing><wp:inline><wp:extent cx="91440" cy="91440"/>'
        f'<wp:docPr id="1" name="{description}" descr="入口处照片"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="0" name="x" descr=""/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId1"/>'
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="91440" cy="91440"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def cell(place: str, text: str) -> str:
    """A cell with its own string."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(rows: str, before: str = "", after: str = "") -> Part:
    """A sheet of these rows."""
    text = f'<worksheet xmlns="{S}" xmlns:r="{R}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return Part(text, _SHEET.format("worksheet"), "worksheet")


def xlsx(
    rows: str = "",
    parts: dict[str, Part] | None = None,
    *,
    before: str = "",
    after: str = "",
    second: str = "",
    names: str = "",
) -> bytes:
    """A workbook with one honest sheet and these rows on it; `second` is the state of sheet 2 of the parts."""
    sheets = '<sheet name="公示" sheetId="1" r:id="rId1"/>'
    if second:
        sheets += f'<sheet name="底表" sheetId="2" state="{second}" r:id="rId2"/>'
    book = f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{sheets}</sheets>{names}</workbook>'
    first = sheet(f'<row r="1">{cell("A1", "小区")}{cell("B1", "户数")}</row>{rows}', before, after)
    main = Part(book, _SHEET.format("sheet.main"))
    return package("xl/workbook.xml", {"xl/workbook.xml": main, "xl/worksheets/sheet1.xml": first, **(parts or {})})


def hidden_sheet(state: str) -> bytes:
    """A workbook with a second sheet that is not seen."""
    return xlsx(parts={"xl/worksheets/sheet2.xml": sheet(f'<row r="1">{cell("A1", ID)}</row>')}, second=state)


def pdf(content: str = "", change: Callable[[PdfWriter], None] | None = None) -> bytes:
    """A page with one honest line and this drawing besides."""
    writer = PdfWriter()
    page = writer.add_blank_page(400, 400)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    resources = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    page[NameObject("/Resources")] = resources
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 50 350 Td (Notice on the works of 2028) Tj ET\n{content}".encode())
    page[NameObject("/Contents")] = added(writer, stream)
    if change is not None:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def added(writer: PdfWriter, one: PdfObject) -> IndirectObject:
    """An object of its own."""
    return writer._add_object(one)  # noqa: SLF001 (the library has no other door)


def line(text: str, x: int = 50, y: int = 300) -> str:
    """A line of text on a page."""
    return f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n"


def with_notes(writer: PdfWriter) -> None:
    """A note on the page, and a field with a value."""
    box = ArrayObject([FloatObject(value) for value in (10, 10, 100, 40)])
    note = {
        "/Type": NameObject("/Annot"),
        "/Subtype": NameObject("/Text"),
        "/Rect": box,
        "/Contents": TextStringObject(ID),
    }
    field = {
        "/Type": NameObject("/Annot"),
        "/Subtype": NameObject("/Widget"),
        "/FT": NameObject("/Tx"),
        "/Rect": box,
        "/T": TextStringObject("tel"),
        "/V": TextStringObject(PHONE),
    }
    both = [DictionaryObject({NameObject(key): value for key, value in one.items()}) for one in (note, field)]
    kept = ArrayObject([added(writer, one) for one in both])
    writer.pages[0][NameObject("/Annots")] = kept
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([kept[1]])})
    writer.root_object[NameObject("/AcroForm")] = form


def with_xmp(writer: PdfWriter) -> None:
    """Information and XMP that name somebody."""
    writer.add_metadata({"/Title": "Notice", "/Author": PHONE})
    stream = DecodedStreamObject()
    stream.set_data(xmp(ID))
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    writer.root_object[NameObject("/Metadata")] = added(writer, stream)


def xmp(text: str) -> bytes:
    """An XMP packet."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq>'
        f"<rdf:li>{text}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def jpeg(segments: bytes = b"", behind: bytes = b"", exif: bytes = b"") -> bytes:
    """A small photo with these segments in front."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "blue").save(out, "JPEG", **({"exif": exif} if exif else {}))
    plain = out.getvalue()
    return plain[:2] + segments + plain[2:] + behind


def segment(marker: int, content: bytes) -> bytes:
    """A segment of a JPEG."""
    return b"\xff" + bytes([marker]) + (len(content) + 2).to_bytes(2, "big") + content


def exif_of(text: str) -> bytes:
    """EXIF with a description, a comment in wide letters, and a place."""
    exif = Image.Exif()
    exif[0x010E] = text
    exif[0x9C9C] = PHONE.encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 36.0, 12.0), 3: "E", 4: (114.0, 15.0, 30.0)})
    return exif.tobytes()


def spoken_of_photo() -> bytes:
    """A photo with EXIF, XMP and IPTC."""
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + (5 + len(PHONE)).to_bytes(4, "big")
    iptc += b"\x1c\x02\x50" + len(PHONE).to_bytes(2, "big") + PHONE.encode()
    packet = b"http://ns.adobe.com/xap/1.0/\0" + xmp(PHONE)
    return jpeg(segment(0xE1, packet) + segment(0xED, iptc), exif=exif_of(ID))


def thumbnail() -> bytes:
    """A photo whose EXIF holds a smaller one with a remark; it ends with directory 1, which points at it."""
    small = jpeg(segment(0xFE, ID.encode()))
    entries = ((0x0103, 3, 6), (0x0201, 4, 56), (0x0202, 4, len(small)))
    directory = len(entries).to_bytes(2, "big")
    for tag, kind, value in entries:
        packed = value.to_bytes(2, "big") + b"\0\0" if kind == 3 else value.to_bytes(4, "big")
        directory += tag.to_bytes(2, "big") + kind.to_bytes(2, "big") + (1).to_bytes(4, "big") + packed
    block = b"MM\0\x2a\0\0\0\x08" + b"\0\0" + (14).to_bytes(4, "big") + directory + bytes(4)
    return jpeg(segment(0xE1, b"Exif\0\0" + block + small))


@dataclass(frozen=True)
class Place:
    """One of the 31 places: its number, its names, a file with the canaries in it, and whether a rewritten file still
    has them, because people read them there (they are found, and signed off or not)."""

    number: int
    zh: str
    en: str
    name: str
    make: Callable[[], bytes]
    canaries: tuple[str, ...] = (ID,)
    stays: bool = False


def _note_story(kind: str) -> bytes:
    note = kind.removesuffix("s")
    text = f'<w:{note} w:id="2">{p(r(ID))}</w:{note}>'
    return docx(p(f'<w:r><w:{note}Reference w:id="2"/></w:r>'), {f"word/{kind}.xml": story(kind, text)})


def _headed(kind: str) -> bytes:
    part = {f"word/{kind}1.xml": story(kind, p(r(f"经办 {ID}")))}
    return docx(parts=part, section=f'<w:{kind}Reference w:type="default" r:id="rId1"/>')


def _split_docx() -> bytes:
    row = "<w:tr>" + "".join(f"<w:tc>{p(r(half))}</w:tc>" for half in (PHONE[:5], PHONE[5:])) + "</w:tr>"
    return docx(p(r(ID[:6], "<w:b/>") + r(ID[6:12]) + r(ID[12:])) + f"<w:tbl><w:tblPr/><w:tblGrid/>{row}</w:tbl>")


def _commented() -> bytes:
    text = f'<w:comment w:id="1" w:author="{PHONE}" w:initials="Z">{p(r(ID))}</w:comment>'
    marks = '<w:commentRangeStart w:id="1"/>' + r("看这里") + '<w:commentRangeEnd w:id="1"/>'
    people = f'<w15:people {_SPACES}><w15:person w15:author="{PHONE}"/></w15:people>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.people+xml"
    reference = '<w:r><w:commentReference w:id="1"/></w:r>'
    return docx(
        p(marks + reference), {"word/comments.xml": story("comments", text), "word/people.xml": Part(people, kind)}
    )


def _embedded() -> bytes:
    inner = docx(p(r(ID)))
    parts = {
        "word/media/image1.png": Part(png(Comment=PHONE), "", "image"),
        "word/embeddings/inner.docx": Part(inner, "application/octet-stream", "package"),
        "word/embeddings/oleObject1.bin": Part(b"\1\2\3" + ID.encode("utf-16-le") + b"\0\0", "", "oleObject"),
    }
    return docx(drawing(f"身份证{ID}"), parts)


def _hidden_text() -> bytes:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="Mask"><w:name w:val="mask"/><w:rPr><w:vanish/>'
        "</w:rPr></w:style></w:styles>"
    )
    body = p(r(f"甲{ID}", "<w:vanish/>") + r(f"乙{PHONE}", '<w:rStyle w:val="Mask"/>') + r("看得见"))
    return docx(body, {"word/styles.xml": Part(styles, _WORD.format("styles"), "styles")})


def _beside_cells() -> bytes:
    notes = (
        f'<comments xmlns="{S}"><authors><author>{PHONE}</author></authors><commentList><comment ref="A1" authorId="0">'
        f"<text><r><t>{ID[:9]}</t></r><r><t>{ID[9:]}</t></r></text></comment></commentList></comments>"
    )
    threads = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    threads += f'<threadedComment ref="A1" personId="{{x}}"><text>{ID}</text></threadedComment></ThreadedComments>'
    persons = '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    persons += f'<person displayName="张三{PHONE}" id="{{x}}" userId="zs"/></personList>'
    parts = {
        "xl/comments1.xml": Part(notes, _SHEET.format("comments")),
        "xl/threadedComments/threadedComment1.xml": Part(threads, "application/vnd.ms-excel.threadedcomments+xml"),
        "xl/persons/person.xml": Part(persons, "application/vnd.ms-excel.person+xml"),
    }
    return xlsx(parts=parts)


def _pivot() -> bytes:
    items = f'<pivotCacheDefinition xmlns="{S}"><cacheFields><cacheField name="证号"><sharedItems><s v="{ID}"/>'
    items += "</sharedItems></cacheField></cacheFields></pivotCacheDefinition>"
    records = f'<pivotCacheRecords xmlns="{S}"><r><n v="1.3886012345E10"/></r></pivotCacheRecords>'
    return xlsx(
        parts={
            "xl/pivotCache/pivotCacheDefinition1.xml": Part(items, _SHEET.format("pivotCacheDefinition")),
            "xl/pivotCache/pivotCacheRecords1.xml": Part(records, _SHEET.format("pivotCacheRecords")),
        }
    )


def _connected() -> bytes:
    wired = f'<connections xmlns="{S}"><connection id="1" name="库"><dbPr connection="uid={PHONE};pwd=x"/>'
    wired += "</connection></connections>"
    outside = (
        f'<externalLink xmlns="{S}"><externalBook><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str">'
    )
    outside += f"<v>{ID}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>"
    return xlsx(
        parts={
            "xl/connections.xml": Part(wired, _SHEET.format("connections")),
            "xl/externalLinks/externalLink1.xml": Part(outside, _SHEET.format("externalLink")),
        }
    )


def _rows_and_columns() -> bytes:
    rows = f'<row r="2" hidden="1">{cell("A2", ID)}</row><row r="3">{cell("A3", "某小区")}{cell("C3", PHONE)}</row>'
    return xlsx(rows, before='<cols><col min="3" max="3" width="9" hidden="1"/></cols>')


def _unused() -> bytes:
    strings = f'<sst xmlns="{S}"><si><t>某小区</t></si><si><r><t>{ID[:4]}</t></r><r><t>{ID[4:]}</t></r></si></sst>'
    row = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    return xlsx(row, {"xl/sharedStrings.xml": Part(strings, _SHEET.format("sharedStrings"), "sharedStrings")})


def _names() -> str:
    return f'<definedNames><definedName name="主任电话">"{PHONE}"</definedName></definedNames>'


def _cached() -> bytes:
    formula = f'"{PHONE}"&amp;""'
    return xlsx(f'<row r="2"><c r="A2" t="str"><f>{formula}</f><v>证号 {ID}</v></c></row>')


def _code() -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    inner = f"<w:r><w:instrText> MERGEFIELD {ID[:7]}</w:instrText></w:r><w:r><w:instrText>{ID[7:]} </w:instrText></w:r>"
    return p(begin + inner + end)


def _properties() -> bytes:
    return xlsx(parts={"docProps/core.xml": core(ID), "docProps/custom.xml": custom(PHONE)})


def _deleted() -> str:
    run = f"<w:r><w:delText>{ID}</w:delText></w:r>"
    return p(r("留下") + f'<w:del w:id="1" w:author="{PHONE}" w:date="2027-01-01T00:00:00Z">{run}</w:del>')


def _linked() -> bytes:
    link = f'<w:hyperlink r:id="rOut" w:tooltip="{PHONE}">{r("查看")}</w:hyperlink>'
    return docx(p(link), outer=f"https://example.cn/q?id={ID}")


def _attached(writer: PdfWriter) -> None:
    writer.add_attachment("inner.docx", docx(p(r(ID))))


def _chunks() -> bytes:
    return png(Comment=f"联系人{ID}")


def _under_a_box() -> bytes:
    return pdf(f"{line(ID)}0 g 40 295 200 16 re f\n")


SPLIT = ID, f"{PHONE[:5]}\t{PHONE[5:]}"
PLACES: tuple[Place, ...] = (
    Place(1, "正文", "Body", "a.docx", lambda: docx(p(r(ID))), stays=True),
    Place(2, "拆在单元格或文本段里", "Split over cells or runs", "a.docx", _split_docx, SPLIT, True),
    Place(3, "页眉", "Headers", "a.docx", lambda: _headed("header"), stays=True),
    Place(4, "页脚", "Footers", "a.docx", lambda: _headed("footer"), stays=True),
    Place(5, "脚注", "Footnotes", "a.docx", lambda: _note_story("footnotes"), stays=True),
    Place(6, "尾注", "Endnotes", "a.docx", lambda: _note_story("endnotes"), stays=True),
    Place(7, "批注和作者", "Comments and authors", "a.docx", _commented, (ID, PHONE)),
    Place(8, "修订中删除的文字", "Tracked deletions", "a.docx", lambda: docx(_deleted()), (ID, PHONE)),
    Place(9, "域代码", "Field instructions", "a.docx", lambda: docx(_code())),
    Place(10, "链接目标", "Link targets", "a.docx", _linked, (ID, PHONE)),
    Place(11, "文件属性", "Core properties", "a.docx", lambda: docx(parts={"docProps/core.xml": core(ID)})),
    Place(12, "自定义属性", "Custom properties", "a.docx", lambda: docx(parts={"docProps/custom.xml": custom(ID)})),
    Place(13, "嵌入文件和图片说明", "Embedded files and picture descriptions", "a.docx", _embedded, (ID, PHONE)),
    Place(14, "隐藏文字", "Hidden text", "a.docx", _hidden_text, (ID, PHONE)),
    Place(15, "隐藏工作表", "Hidden sheet", "a.xlsx", lambda: hidden_sheet("hidden")),
    Place(16, "深度隐藏工作表", "Very hidden sheet", "a.xlsx", lambda: hidden_sheet("veryHidden")),
    Place(17, "隐藏的行和列", "Hidden rows and columns", "a.xlsx", _rows_and_columns, (ID, PHONE)),
    Place(18, "批注、会话批注及其作者", "Notes, threaded comments, persons", "a.xlsx", _beside_cells, (ID, PHONE)),
    Place(19, "数据透视表缓存", "Pivot caches", "a.xlsx", _pivot, (ID, PHONE)),
    Place(20, "定义的名称", "Defined names", "a.xlsx", lambda: xlsx(names=_names()), (PHONE,)),
    Place(21, "数据连接和外部链接", "Connections and external links", "a.xlsx", _connected, (ID, PHONE)),
    Place(22, "公式缓存的结果", "Cached results", "a.xlsx", _cached, stays=True),
    Place(23, "属性", "Properties", "a.xlsx", _properties, (ID, PHONE)),
    Place(24, "未用到的共享字符串", "Unused shared strings", "a.xlsx", _unused),
    Place(25, "黑框下的文字", "Text under a black box", "a.pdf", _under_a_box, stays=True),
    Place(26, "批注和表单", "Notes and forms", "a.pdf", lambda: pdf(change=with_notes), (ID, PHONE)),
    Place(27, "附件", "Attachments", "a.pdf", lambda: pdf(change=_attached)),
    Place(28, "XMP 和文件信息", "XMP and information", "a.pdf", lambda: pdf(change=with_xmp), (ID, PHONE)),
    Place(29, "EXIF、XMP、IPTC", "EXIF, XMP, IPTC", "a.jpg", spoken_of_photo, (ID, PHONE)),
    Place(30, "注释和文字块", "Comments and text chunks", "a.png", _chunks),
    Place(31, "缩略图", "Thumbnail", "a.jpg", thumbnail),
)  # fmt: skip


def everything(data: bytes) -> str:
    """All that the bytes of a file can say, unpacked as far as they go: parts, streams, chunks, without tags, in every
    writing."""
    return "\n".join(_said(data))


def _said(data: bytes, depth: int = 0) -> list[str]:
    said = [data.decode("latin-1"), data.decode("utf-8", "ignore"), data.decode("utf-16-le", "ignore")]
    said.append(re.sub(r"<[^>]*>", "", said[1]))
    if depth > 4:
        return said
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                said += _said(archive.read(name), depth + 1)
    if data[:5] == b"%PDF-":
        reader = PdfReader(io.BytesIO(data))
        for number in range(1, 400):
            found = (
                reader.get_object(number) if number in reader.xref.get(0, {}) or number in reader.xref_objStm else None
            )
            said.append(str(found))
            if isinstance(found, StreamObject):
                said += _said(found.get_data(), depth + 1)
    if data[:4] == b"\x89PNG":
        for match in re.finditer(rb"x[\x01\x9c\xda]", data):
            try:
                said.append(zlib.decompressobj().decompress(data[match.start() :]).decode("latin-1"))
            except zlib.error:
                continue
    return said


def with_layer_off(writer: PdfWriter) -> None:
    """A layer /Off that is switched off."""
    group = added(
        writer,
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("draft")}),
    )
    usual = DictionaryObject({NameObject("/OFF"): ArrayObject([group])})
    layers = DictionaryObject({NameObject("/OCGs"): ArrayObject([group]), NameObject("/D"): usual})
    writer.root_object[NameObject("/OCProperties")] = layers
    resources = writer.pages[0]["/Resources"]
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/Off"): group})


def _photo_object() -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(jpeg(exif=exif_of(ID)))
    for key, value in (
        ("/Type", "/XObject"),
        ("/Subtype", "/Image"),
        ("/ColorSpace", "/DeviceRGB"),
        ("/Filter", "/DCTDecode"),
    ):
        stream[NameObject(key)] = NameObject(value)
    for key, number in (("/Width", 16), ("/Height", 16), ("/BitsPerComponent", 8)):
        stream[NameObject(key)] = NumberObject(number)
    return stream


def with_photo(writer: PdfWriter) -> None:
    """A photo /Im1 that the page may draw."""
    objects = DictionaryObject({NameObject("/Im1"): added(writer, _photo_object())})
    writer.pages[0]["/Resources"][NameObject("/XObject")] = objects


def with_filled_field(writer: PdfWriter) -> None:
    """A field that shows a word."""
    look = DecodedStreamObject()
    look.set_data(b"BT /F1 12 Tf 2 2 Td (Approved) Tj ET")
    look[NameObject("/Subtype")] = NameObject("/Form")
    look[NameObject("/BBox")] = ArrayObject([FloatObject(value) for value in (0, 0, 90, 20)])
    look[NameObject("/Resources")] = writer.pages[0]["/Resources"]
    with_notes(writer)
    field = writer.pages[0]["/Annots"][1].get_object()
    field[NameObject("/AP")] = DictionaryObject({NameObject("/N"): added(writer, look)})


def with_script(writer: PdfWriter) -> None:
    """A script that runs when the file is opened."""
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def locked_pdf() -> bytes:
    """A PDF with a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def saved_again(data: bytes) -> bytes:
    """The PDF saved once more, behind itself, without what its page said."""
    writer = PdfWriter(io.BytesIO(data), incremental=True)
    stream = writer.pages[0]["/Contents"]
    stream.set_data(b"BT /F1 12 Tf 50 350 Td (Notice on the works of 2028) Tj ET")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def entity_bomb(encoding: str) -> bytes:
    """A Word file whose text is a bomb of entities."""
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    text += f'<w:document xmlns:w="{W}">&b;</w:document>'
    main = Part(text.encode(encoding), _WORD.format("document.main"))
    return package("word/document.xml", {"word/document.xml": main})


def swelling() -> bytes:
    """A workbook with a part that unpacks to 30 MB of nothing."""
    return xlsx(parts={"xl/media/image1.bin": Part(bytes(30_000_000))})


def overlapping() -> bytes:
    """A Word file in whose directory one entry reaches into the next."""
    data = bytearray(docx(parts={"word/a.bin": Part(b"a" * 64), "word/b.bin": Part(b"b" * 64)}))
    at = data.rfind(b"word/b.bin") - 46
    first = data.find(b"PK\x03\x04", data.find(b"word/a.bin") - 40)
    data[at + 42 : at + 46] = first.to_bytes(4, "little")
    return bytes(data)


def named_twice() -> bytes:
    """A Word file with two parts whose names differ in their case only."""
    return docx(parts={"word/a.xml": Part("<a/>"), "word/A.xml": Part("<b/>")})


def swelling_pdf() -> bytes:
    """A PDF whose page unpacks to 80 MB of nines."""
    packed = zlib.compressobj(9)
    drawing = b"".join(packed.compress(b"9" * 1_000_000) for _ in range(80)) + packed.flush()

    def swell(writer: PdfWriter) -> None:
        stream = EncodedStreamObject()
        stream._data = drawing  # noqa: SLF001 (the library would unpack it)
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        writer.pages[0][NameObject("/Contents")] = added(writer, stream)

    return pdf(change=swell)
