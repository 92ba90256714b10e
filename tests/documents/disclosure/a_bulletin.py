"""A publication with everything that a paper can hold: figures, tables narrow and wide, a picture, own text."""

from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO

from PIL import Image

from yipanqi.domain.disclosure.publication import (
    Block,
    Content,
    Heading,
    Metadata,
    OwnText,
    Paragraph,
    Picture,
    Table,
)
from yipanqi.domain.supervision.bulletin import OPEN, PART, SHUT

MADE_AT = datetime(2028, 5, 6, 9, 0, tzinfo=UTC)


def figure(text: str) -> str:
    """A figure with the inner address of its rows."""
    return f"{OPEN}year=2028&inner=1{PART}{text}{SHUT}"


def a_jpeg() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (300, 200), "#bbccdd").save(out, "JPEG")
    return out.getvalue()


JPEG = a_jpeg()
PICTURES = {sha256(JPEG).hexdigest(): JPEG}
PICTURE = Picture(
    sha256=next(iter(PICTURES)),
    name="dongfeng.jpg",
    alt=("东风小区3号楼改造后的外墙", "The outer wall of building 3 after renovation"),
    width=300,
    height=200,
    caption=("图1　东风小区3号楼", "Figure 1 Building 3, Dongfeng"),
)
REGIONS = Table(
    key="regions",
    caption=("表1　分街道进度", "Table 1 By subdistrict"),
    head=(
        ("街道", "Subdistrict"),
        ("开工小区", "Started"),
        ("完成投资", "Done"),
        ("完成率", "Share"),
        ("说明", "Note"),
    ),
    rows=(
        (
            ("常青街道", "Changqing"),
            (figure("1,012个"), figure("1,012")),
            (figure("3,034.56万元"), figure("CNY 30.3456 million")),
            ("45.2%", "45.2%"),
            ('=HYPERLINK("x")', "=1+1"),
        ),
        (("合计", "Total"), ("1,012个", "1,012"), ("3,034.5万元", "CNY 30.345 million"), ("—", "—"), ("", "")),
    ),
    numeric=frozenset({1, 2, 3}),
    has_sum=True,
)
MONTHS = Table(
    key="months",
    caption=("表2　逐月", "Table 2 By month"),
    head=(("小区", "Estate"), *((f"{month}月（万元）", f"Month {month}") for month in range(1, 15))),
    rows=((("东风小区", "Dongfeng"), *(((f"{month * 1000:,}.25",) * 2) for month in range(1, 15))),),
    numeric=frozenset(range(1, 15)),
)
OWN = OwnText(
    html=(
        "<h2>下一步</h2><p>请<strong>5月10日前</strong>报送，见<a href='https://www.example.gov.cn/a'>网站</a>。</p>"
        "<ul><li>屋面防水</li><li>雨污分流</li></ul>",
        "<h2>Next</h2><p>Report <strong>by 10 May</strong>.</p><ol><li>Roofs</li><li>Sewers</li></ol>",
    )
)
BLOCKS: tuple[Block, ...] = (
    Heading(text=("总体进度", "Where it stands"), level=2),
    Paragraph(key="a", marked=(f"开工{figure('41')}个小区。", f"Works have begun in {figure('41')} estates.")),
    REGIONS,
    PICTURE,
    OWN,
    MONTHS,
)


def a_bulletin(*blocks: Block, title: tuple[str, str] = ("4月进度通报", "Progress, April"), **other: object) -> Content:
    """A bulletin of these blocks, or of all kinds of them."""
    values = {"as_of": date(2028, 4, 30), "record": "2028年4月关账第2版", "is_synthetic": True} | other
    return Content(title=title, blocks=blocks or BLOCKS, **values)  # type: ignore[arg-type]


RECORD = Metadata(
    index_number="420103-01-05-2028-0042",
    genre=("通报", "Bulletin"),
    document_number="江老改办〔2028〕12号",
    issuer=("区改造办", "The leading group's office"),
    written_on=date(2028, 5, 6),
    summary=("4月进度。", "Progress in April."),
    keywords=("老旧小区", "进度"),
    published_at=datetime(2028, 5, 7, 9, 0, tzinfo=UTC),
)
