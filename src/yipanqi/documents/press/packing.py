"""Word files as bytes that depend on nothing but their content, naming the faces that may stand in for others."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from yipanqi.documents.press.schema_order import in_schema_order

FACES = {"body": "仿宋", "title": "方正小标宋简体", "first": "黑体", "second": "楷体"}
_LEFT_OVER = ("docProps/thumbnail.jpeg", "word/stylesWithEffects.xml")  # of the library's own template
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Yipanqi</Application></Properties>"
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAND_INS = {  # face → what may stand in for it, best first (GB/T 9704 names styles of type, not files)
    "仿宋": "仿宋_GB2312,FangSong,华文仿宋,Noto Serif CJK SC,Noto Serif SC",
    "方正小标宋简体": "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,Noto Serif CJK SC,Noto Serif SC",
    "黑体": "SimHei,华文黑体,Noto Sans CJK SC,Noto Sans SC",
    "楷体": "楷体_GB2312,KaiTi,华文楷体,Noto Serif CJK SC,Noto Serif SC",
    "宋体": "SimSun,Noto Serif CJK SC,Noto Serif SC",
}


def packed(docx: bytes) -> bytes:
    """The file with its parts in order, without clock times, and with the faces' stand-ins in its font table."""
    out = BytesIO()
    with ZipFile(BytesIO(docx)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        names = [name for name in source.namelist() if name not in _LEFT_OVER]
        for name in sorted(names, key=lambda name: (name != "[Content_Types].xml", name)):
            content = _part(name, source.read(name))
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, content)
    return out.getvalue()


def _part(name: str, content: bytes) -> bytes:
    """A part as it goes into the file: in the schema's order, and without what the library left there."""
    if name == "word/fontTable.xml":
        return _font_table()
    if name == "docProps/app.xml":
        return _APP
    if name.startswith("word/") and name.endswith(".xml"):
        return in_schema_order(content)
    if name.endswith(".rels") or name == "[Content_Types].xml":
        return _without_left_over(content)
    return content


def _without_left_over(content: bytes) -> bytes:
    """Relations and types without the parts that are left out."""
    root = etree.fromstring(content)
    for element in list(root):
        target = (element.get("Target") or element.get("PartName") or "").rpartition("/")[2]
        if target in {name.rpartition("/")[2] for name in _LEFT_OVER}:
            root.remove(element)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _font_table() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for face, others in _STAND_INS.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()
    )
