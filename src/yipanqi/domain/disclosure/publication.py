"""公开件: a publication as values: what kind it is, its record (公开目录项), what stands in it, and its files.

Everything is told in Chinese and in English. Figures of a text are marked as those of a bulletin are
(`supervision.bulletin`): around a figure stands the inner address of the rows behind it, which staff follow and no
public page shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from yipanqi.domain.disclosure.validity import Validity

Pair = tuple[str, str]  # in Chinese and in English


class Kind(StrEnum):
    """What a publication is."""

    NOTICE = "notice"
    PLAN = "plan"
    TASKS = "tasks"
    FUNDING = "funding"
    CONTRACT = "contract"
    START = "start"
    PROGRESS = "progress"
    MEETING = "meeting"
    ACCEPTANCE = "acceptance"
    ASSESSMENT = "assessment"
    POLICY = "policy"
    REPLY = "reply"
    ANNUAL = "annual"


KINDS: Mapping[Kind, Pair] = {
    Kind.NOTICE: ("公示公告", "Notice"),
    Kind.PLAN: ("改造计划", "Renovation plan"),
    Kind.TASKS: ("任务清单", "Task list"),
    Kind.FUNDING: ("资金安排", "Funding"),
    Kind.CONTRACT: ("招标与合同", "Tender and contract"),
    Kind.START: ("开工公告", "Start of works"),
    Kind.PROGRESS: ("进度通报", "Progress"),
    Kind.MEETING: ("会议活动", "Meeting"),
    Kind.ACCEPTANCE: ("验收结果", "Acceptance"),
    Kind.ASSESSMENT: ("考核结果", "Assessment"),
    Kind.POLICY: ("政策文件", "Policy"),
    Kind.REPLY: ("回应关切", "Reply to the public"),
    Kind.ANNUAL: ("年度报告", "Annual report"),
}


class Openness(StrEnum):
    """公开方式."""

    ACTIVE = "active"
    ON_REQUEST = "on_request"
    CLOSED = "closed"


OPENNESS: Mapping[Openness, Pair] = {
    Openness.ACTIVE: ("主动公开", "Published actively"),
    Openness.ON_REQUEST: ("依申请公开", "On request"),
    Openness.CLOSED: ("不予公开", "Not public"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The record of a publication, field by field as portals show it; what is empty is shown as a label with nothing.

    The times of publishing are the server's. What was public elsewhere before carries `first_…`, and is shown so."""

    index_number: str = ""  # 索引号; given at sign-off
    genre: Pair = ("", "")  # 体裁
    topic: Pair = ("", "")  # 主题分类
    catalogue: Pair = ("", "")  # 公开目录
    document_number: str = ""  # 文号; empty says that there is none
    issuer: Pair = ("", "")  # 发布机构, its full name
    written_on: date | None = None  # 成文日期
    effective_on: date | None = None  # 实施日期
    ends_on: date | None = None  # 失效或废止日期
    published_at: datetime | None = None  # 发布时间
    updated_at: datetime | None = None  # 更新时间
    first_published_at: datetime | None = None  # 原发布时间
    first_updated_at: datetime | None = None  # 原更新时间
    first_place: Pair = ("", "")  # 原发布处
    source: Pair = ("", "")  # 来源
    openness: Openness = Openness.ACTIVE  # 公开方式
    scope: Pair = ("面向社会", "Everybody")  # 公开范围
    summary: Pair = ("", "")  # 内容概述, 100 characters at most
    keywords: tuple[str, ...] = ()  # 主题词, in Chinese
    department: Pair = ("", "")  # 责任部门
    reviewer: str = ""  # 审核人: as the office shows a person: a post, not a name, unless it says otherwise
    replaces: str = ""  # an index number
    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of the body: level 1 under the title, or 2."""

    text: Pair
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph by a key that stays, its figures marked."""

    key: str
    marked: Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its header row; cells are texts, figures among them marked; the last row may be its sum."""

    key: str
    caption: Pair
    head: tuple[Pair, ...]
    rows: tuple[tuple[Pair, ...], ...]
    numeric: frozenset[int] = frozenset()  # columns of figures, set to the right
    has_sum: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that was cleaned and kept under its hash; what it shows is told in words."""

    sha256: str
    name: str  # of its file beside the page
    alt: Pair
    width: int  # pixels
    height: int
    caption: Pair = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """What the office wrote itself: HTML of the allow-list, in both languages."""

    html: Pair


Block = Heading | Paragraph | Table | Picture | OwnText


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateFacts:
    """What a publication says of one estate, for the estate's page: values by keys of `facts.FIELDS`, nothing else."""

    estate: str  # its code
    name: str
    region: str
    region_name: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is published: title, body, and what it says of each estate."""

    title: Pair
    blocks: tuple[Block, ...] = ()
    estates: tuple[EstateFacts, ...] = ()
    measures: tuple[str, ...] = ()  # codes of the catalogue that it is about
    as_of: date | None = None  # the day on which the record was so
    record: str = ""  # which version of which thing of the record, in words for the page: 2028年4月关账第2版
    is_synthetic: bool = False  # 示例数据


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file beside the page."""

    name: str
    size: int  # bytes
    sha256: str
    form: str  # PDF, DOCX, XLSX, JPEG, …
    title: Pair = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """更正: what a later version changed, and why."""

    version: int
    at: datetime
    reason: Pair
    changed: Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """撤回: what the notice in its place says."""

    at: datetime
    reason: Pair  # a class of reasons, never the content


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publication as the public has it on a day: one version, or the notice that it was withdrawn."""

    uid: str  # its address: a/<uid>/index.html
    kind: Kind
    version: int
    metadata: Metadata
    content: Content
    validity: Validity
    attachments: tuple[Attachment, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawn | None = None
