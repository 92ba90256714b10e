"""What is shipped to begin with: the notice of 23 June 2020 on the deployment meeting, told in our own words from what
was published of it. It is no sample data: its facts are those of the notice, which is named as its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from yipanqi.domain.disclosure.publication import (
    KINDS,
    Block,
    Content,
    Heading,
    Kind,
    Metadata,
    Openness,
    Pair,
    Paragraph,
    Table,
)

_HERE = timezone(timedelta(hours=8))
_HELD = date(2020, 6, 23)
OFFICE: Pair = (
    "武汉市江汉区人民政府办公室",
    "Office of the People's Government of Jianghan District, Wuhan",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """A publication that is shipped: what it is, what stands in it, and its record."""

    kind: Kind
    meeting: tuple[str, date]  # of which it tells: its title, and when it was held
    content: Content
    metadata: Metadata


_DEMANDS: Sequence[Pair] = (
    (
        "全区作一盘棋统筹，编制工作计划、任务清单和责任分解表。",
        "The district is planned as one board, with a work plan, a task list and a responsibility table.",
    ),
    ("多渠道筹集改造资金。", "Money is raised from several sources."),
    (
        "发动居民共谋、共建、共治、共享。",
        "Residents are won to devise, build, govern and enjoy it together.",
    ),
)
_REQUIREMENTS: Sequence[Pair] = (
    ("做好改造的宣传。", "The renovation is made known."),
    ("对改造工作考核督办。", "The work is assessed and supervised."),
    ("改造后建立长效管理。", "Long-term management is set up afterwards."),
)
_GROUPS: Sequence[Pair] = (
    ("基础设施改造", "Infrastructure"),
    ("道路通行改造", "Roads and access"),
    ("消防安防改造", "Fire safety and security"),
    ("建筑修缮改造", "Building repair"),
    ("环境健康改造", "Environment and health"),
    ("公共服务升级", "Public services"),
)


def _items(key: str, items: Sequence[Pair]) -> list[Block]:
    return [
        Paragraph(key=f"{key}-{at}", marked=(f"（{at}）{zh}", f"({at}) {en}")) for at, (zh, en) in enumerate(items, 1)
    ]


def _table() -> Table:
    zh, en = "、".join(it[0] for it in _GROUPS), ", ".join(it[1].lower() for it in _GROUPS)
    rows: Sequence[tuple[Pair, Pair]] = (
        (
            ("改造对象", "Estates"),
            ("2000年以前建成、设施和服务不全的老旧小区", "Built before 2000, short of services"),
        ),
        (("小区数量", "How many"), ("83个", "83")),
        (("实施时间", "When"), ("自2019年起三年", "Three years from 2019")),
        (("改造内容", "Works"), ("“五改一升”六类23项", "“Five renewals and one upgrade”: six groups, 23 measures")),
        (("六类内容", "Groups"), (zh, en)),
    )
    return Table(
        key="facts",
        caption=("改造任务", "The task"),
        head=(("事项", "What"), ("内容", "Which")),
        rows=tuple(rows),
    )


_OPENING: Pair = (
    "2020年6月23日，江汉区召开老旧小区改造工作部署会。全区自2019年起，用三年时间改造83个2000年以前建成、"
    "设施和服务不全的老旧小区，内容为“五改一升”六类23项，2020年按年度项目清单推进。会议提出三项部署和三项工作要求。",
    "On 23 June 2020 Jianghan District held a meeting on the renovation of old estates. Within three years from 2019, "
    "83 estates built before 2000 and short of facilities and services are renovated by “five renewals and one "
    "upgrade”: six groups with 23 measures; in 2020 by the project list of the year. The meeting made three demands "
    "and three requirements.",
)
_SUMMARY: Pair = (
    "江汉区部署老旧小区改造：83个小区、三年完成、“五改一升”23项，提出三项部署和三项工作要求。",
    "Jianghan District deploys the renovation of 83 old estates in three years: 23 measures, three demands and three "
    "requirements.",
)

DEPLOYMENT = Shipped(
    kind=Kind.MEETING,
    meeting=("江汉区老旧小区改造工作部署会", _HELD),
    content=Content(
        title=("江汉区召开老旧小区改造工作部署会", "Jianghan District deploys the renovation of its old estates"),
        blocks=(
            Paragraph(key="opening", marked=_OPENING),
            _table(),
            Heading(text=("会议部署", "Demands")),
            *_items("demand", _DEMANDS),
            Heading(text=("工作要求", "Requirements")),
            *_items("requirement", _REQUIREMENTS),
        ),
        as_of=_HELD,
        record="武汉市江汉区人民政府办公室2020年6月23日公开信息（2020年10月26日更新），按其事实整理，非原文",
    ),
    metadata=Metadata(
        genre=("会议", "Meeting"),
        topic=("城乡建设、环境保护", "Urban and rural construction, environment"),
        catalogue=KINDS[Kind.MEETING],
        document_number="",
        issuer=OFFICE,
        written_on=_HELD,
        first_published_at=datetime(2020, 6, 23, 17, 0, tzinfo=_HERE),
        first_updated_at=datetime(2020, 10, 26, 15, 18, tzinfo=_HERE),
        first_place=("江汉区人民政府门户网站", "Portal of the People's Government of Jianghan District"),
        source=OFFICE,
        openness=Openness.ACTIVE,
        summary=_SUMMARY,
        keywords=("老旧小区改造", "五改一升", "部署会", "江汉区"),
        department=OFFICE,
    ),
)
ALL: Sequence[Shipped] = (DEPLOYMENT,)


def of_meeting(title: str, held_on: date) -> Shipped | None:
    """What is shipped of a meeting that is kept in the record; nothing of all others."""
    return next((it for it in ALL if it.meeting == (title, held_on)), None)


def record_of(content: Content) -> Metadata | None:
    """The record of a content that is shipped."""
    return next((it.metadata for it in ALL if it.content == content), None)
