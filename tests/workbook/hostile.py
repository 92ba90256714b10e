"""Makes files that mean harm, small in themselves."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="小区" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_BOOK_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_OFFICE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_OFFICE}/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)
PARTS = {
    "[Content_Types].xml": _TYPES,
    "_rels/.rels": _RELS,
    "xl/workbook.xml": _BOOK,
    "xl/_rels/workbook.xml.rels": _BOOK_RELS,
}


def sheet(rows: str, before: str = "", dimension: str = "A1:B2") -> str:
    """The XML of a sheet with these rows."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{_MAIN}">'
    return f'{head}<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'


def text(cell: str, value: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{value}</t></is></c>'


def estates(count: int, dimension: str = "A1:B2") -> str:
    """A sheet of so many estates that says it is two rows high."""
    rows = [f'<row r="1">{text("A1", "小区编号")}{text("B1", "小区名称")}{text("C1", "户数")}</row>']
    rows += [
        f'<row r="{n}">{text(f"A{n}", f"E{n}")}{text(f"B{n}", f"第{n}小区")}<c r="C{n}"><v>100</v></c></row>'
        for n in range(2, count + 2)
    ]
    return sheet("".join(rows), dimension=dimension)


def book(path: Path, sheet_xml: str | bytes, **more: str | bytes) -> Path:
    """A workbook with one sheet; `more` are further parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, "xl/worksheets/sheet1.xml": sheet_xml, **more}.items():
            archive.writestr(name, content)
    return path


def big_strings(path: Path, megabytes: int) -> Path:
    """Shared strings that unpack to so many megabytes."""
    item = f"<si><t>{'x' * 1000}</t></si>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in {**PARTS, "xl/worksheets/sheet1.xml": estates(2)}.items():
            archive.writestr(name, content)
        with archive.open("xl/sharedStrings.xml", "w") as part:
            part.write(f'<?xml version="1.0"?><sst xmlns="{_MAIN}">'.encode())
            for _ in range(megabytes):
                part.write(item * 980)
            part.write(b"</sst>")
    return path


def million_rows(path: Path) -> Path:
    """A million rows of one cell in a sheet that says it is two rows high."""
    rows = "".join([f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 1000}</v></c></row>' for n in range(1, 1_000_001)])
    return book(path, sheet(rows))


def many_cells(path: Path) -> Path:
    """Within every limit of the inventory, but far too much for the memory: short strings, unpacked 200 MB."""
    rows = b"".join(b'<row><c t="inlineStr"><is><t>%d</t></is></c></row>' % n for n in range(20_000))
    body = rows * 190
    content = sheet("").encode().replace(b"</sheetData>", body + b"</sheetData>")
    return book(path, content)


def wide_and_deep(path: Path) -> Path:
    """Two cells whose rectangle has seventy million."""
    return book(path, sheet(f'<row r="1">{text("A1", "小区编号")}</row><row r="99999">{text("ZZ99999", "x")}</row>'))


def far_cell(path: Path) -> Path:
    rows = f'<row r="1">{text("A1", "小区编号")}</row><row r="1048576">{text("XFD1048576", "x")}</row>'
    return book(path, sheet(rows))


def external_entity(path: Path) -> Path:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return book(path, sheet(f'<row r="1">{text("A1", "&e;")}</row>', doctype))


def laughs(path: Path) -> Path:
    """Billion laughs."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
    return book(path, sheet(f'<row r="1">{text("A1", "&l9;")}</row>', doctype))


def macro(path: Path) -> Path:
    return book(path, estates(2), **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)})


def encrypted(path: Path) -> Path:
    """An OLE file as Excel writes for a password: its directory names EncryptedPackage."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(header + "EncryptedPackage".encode("utf-16-le") + bytes(2000))
    return path


def encrypted_entry(path: Path) -> Path:
    """A zip entry with the flag of encryption."""
    book(path, estates(2))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    return path


def many_entries(path: Path, count: int = 100_000) -> Path:
    """An archive whose directory lists so many empty entries."""
    body, directory = bytearray(), bytearray()
    for n in range(count):
        name = b"xl/media/%06d" % n
        local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0)
        fields = (20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, len(body))
        directory += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", *fields) + name
        body += local + name
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(directory), len(body), 0)
    path.write_bytes(bytes(body + directory) + end)
    return path


def nested(path: Path) -> Path:
    """An archive in an archive in an archive, fifty deep, beside a good sheet."""
    inner = b"x"
    for _ in range(50):
        layer = io.BytesIO()
        with zipfile.ZipFile(layer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip", inner)
        inner = layer.getvalue()
    return book(path, estates(3, "A1:C4"), **{"xl/embeddings/inner.zip": inner})


def deep(path: Path, levels: int = 200_000) -> Path:
    """XML elements in each other."""
    return book(path, sheet("<row>" * levels + "</row>" * levels))


def overlapping(path: Path, count: int = 300) -> Path:
    """Entries that share the same packed bytes, as zip bombs of our day do."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(bytes(1_000_000)) + kernel.flush()
    names = [f"xl/worksheets/sheet{n}.xml".encode() for n in range(count)]
    body, directory = io.BytesIO(), io.BytesIO()
    book(path, estates(2))
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 1_000_000, len(names[0]), 0)
    body.write(local + names[0] + packed)
    for name in names:
        sizes = (0, len(packed), 1_000_000, len(name))
        directory.write(struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, *sizes, 0, 0, 0, 0, 0, 0))
        directory.write(name)
    start, size = body.tell(), directory.tell()
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, size, start, 0)
    path.write_bytes(body.getvalue() + directory.getvalue() + end)
    return path


def lying_size(path: Path) -> Path:
    """An entry that unpacks to more than it declares."""
    book(path, estates(500))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    while data[at : at + 4] == b"PK\x01\x02":
        length, extra, comment = struct.unpack("<HHH", data[at + 28 : at + 34])
        if b"sheet1" in data[at + 46 : at + 46 + length]:
            data[at + 24 : at + 28] = struct.pack("<I", 1000)
        at += 46 + length + extra + comment
    path.write_bytes(bytes(data))
    return path


def truncated(path: Path) -> Path:
    book(path, estates(50))
    path.write_bytes(path.read_bytes()[:-200])
    return path


def page_named_xls(path: Path) -> Path:
    """A web page that some office systems export as .xls."""
    path.write_text("<html><table><tr><td>小区编号</td></tr></table></html>", encoding="utf-8")
    return path


def many_sheets(path: Path, count: int = 20_000) -> Path:
    """One sheet under twenty thousand names: small in itself, and each of them is read."""
    return _named(path, [(f"s{at}", "r1") for at in range(count)])


def sheet_twice(path: Path) -> Path:
    """One part under two names."""
    return _named(path, [("小区", "r1"), ("Blocks", "r1")])


def name_twice(path: Path) -> Path:
    """Two sheets of one name."""
    return _named(path, [("小区", "r1"), ("小区", "r2")])


def _named(path: Path, names: list[tuple[str, str]]) -> Path:
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="{key}"/>' for at, (name, key) in enumerate(names, 1))
    whole = _BOOK.partition("<sheets>")[0] + f"<sheets>{listed}</sheets></workbook>"
    return book(path, estates(50), **{"xl/workbook.xml": whole})
