"""Publications for the tests: small builders that name only what matters."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from yipanqi.domain.disclosure.publication import (
    Content,
    Heading,
    Kind,
    Metadata,
    OwnText,
    Paragraph,
    Picture,
    Published,
    Table,
)
from yipanqi.domain.disclosure.validity import Validity
from yipanqi.domain.supervision.bulletin import OPEN, PART, SHUT

CHINA = timezone(timedelta(hours=8))


def figure(text: str, where: str = "year=2028&what=done") -> str:
    """A figure as a bulletin marks it."""
    return f"{OPEN}{where}{PART}{text}{SHUT}"


def a_content(**named: Any) -> Content:
    """A content with one block of each kind."""
    told: dict[str, Any] = {
        "title": ("新华街道登月小区改造进度", "Progress at Dengyue Estate"),
        "blocks": (
            Heading(text=("一、总体情况", "1. Overview")),
            Paragraph(key="opening", marked=(f"已完工{figure('12')}项。", f"{figure('12')} works are finished.")),
            Table(
                key="works",
                caption=("改造项", "Works"),
                head=(("改造项", "Work"), ("资金（万元）", "Money (CNY 10,000)")),
                rows=((("排水管网", "Drains"), (figure("3.50"), figure("3.50"))), (("合计", "Sum"), ("3.50", "3.50"))),
                numeric=frozenset({1}),
                has_sum=True,
            ),
            Picture(sha256="0" * 64, name="gate 1.jpg", alt=("小区大门", "The gate"), width=800, height=600),
            OwnText(html=("<h3>联系方式</h3><p>电话<script>x</script></p>", "<p>Call us</p>")),
        ),
        "as_of": date(2028, 4, 30),
        "record": "2028年4月关账第2版",
    }
    return Content(**(told | named))


def a_publication(uid: str = "aaaaaaaaaa", **named: Any) -> Published:
    """A publication of a day in May 2028."""
    metadata = {
        "index_number": "420103-JHZG-02-2028-00001",
        "issuer": ("江汉区住房和城市更新局", "Jianghan District Housing and Urban Renewal Bureau"),
        "written_on": date(2028, 5, 6),
        "published_at": datetime(2028, 5, 8, 9, 30, tzinfo=CHINA),
        "keywords": ("老旧小区", "进度"),
        **named.pop("metadata", {}),
    }
    told: dict[str, Any] = {
        "kind": Kind.PROGRESS,
        "version": 1,
        "content": a_content(),
        "validity": Validity.VALID,
        "metadata": Metadata(**metadata),
    }
    return Published(uid=uid, **(told | named))
