"""An invented column of a district: publications of every kind over some years, by a fixed seed. 示例数据."""

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from yipanqi.documents.disclosure.article import article
from yipanqi.documents.disclosure.site import ARTICLES, Place, Settings, digest
from yipanqi.domain.disclosure.publication import (
    Attachment,
    Content,
    EstateFacts,
    Heading,
    Kind,
    Metadata,
    Pair,
    Paragraph,
    Published,
    Table,
)
from yipanqi.domain.disclosure.validity import Ending, Validity, validity_on
from yipanqi.domain.supervision.bulletin import OPEN, PART, SHUT

CHINA = timezone(timedelta(hours=8))
REGIONS = (
    "新华", "民意", "民权", "满春", "花楼", "北湖", "唐家墩", "常青", "汉兴", "万松", "前进", "水塔", "三眼桥"
)  # fmt: skip
MEASURES: Mapping[str, Pair] = {
    "A1": ("供水管网", "Water pipes"), "A2": ("排水管网", "Drains"), "A3": ("电力设施", "Power"),
    "A4": ("燃气管道", "Gas pipes"), "A5": ("弱电整治", "Cables"), "B1": ("小区道路", "Roads"),
    "B2": ("停车设施", "Parking"), "B3": ("无障碍设施", "Barrier-free access"), "C1": ("消防设施", "Fire protection"),
    "C2": ("安防监控", "Cameras"), "D1": ("屋面防水", "Roofs"), "D2": ("外墙修缮", "Walls"),
    "D3": ("加装电梯", "Lifts"), "E1": ("绿化提升", "Greenery"), "F1": ("养老服务", "Care for the elderly"),
}  # fmt: skip
_FIRST = "登新育红安康惠民福祥华清万松江北建设航空青年解放复兴友谊同德仁和锦绣长虹常福永宁桃源菱角双洞香港台北精武"
_LAST = ("小区", "里", "村", "花园", "宿舍", "社区", "公寓", "大院")
_PHRASES = (
    "现场施工组织有序", "雨污分流接入市政管网", "居民意见已逐条回应", "材料进场经过复检", "夜间不进行噪声作业",
    "临时停车已作安排", "安全文明施工措施到位", "管线单位配合迁改", "隐蔽工程留有影像", "资金按合同节点支付",
    "联合验收由各单位共同进行", "问题整改实行销号管理", "物业企业提前介入", "公示期内未收到异议", "楼道照明同步更换",
    "化粪池完成清掏", "沥青摊铺避开雨天", "屋面防水做闭水试验", "监理单位旁站监督", "质保期自验收合格之日起算",
    "街道办事处负责协调", "社区居委会组织座谈", "设计变更按程序报批", "进度滞后已经约谈", "计划工期相应顺延",
)  # fmt: skip
_REASONS = (("连续降雨", "rain"), ("管线迁改", "moving of pipes"), ("居民协商", "talks with residents"))
ISSUER: Pair = ("江汉区住房和城市更新局（示例）", "Jianghan District Housing and Urban Renewal Bureau (sample)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Makes a publication by its number, always the same one; `edits` are what was changed since."""

    count: int
    seed: int = 19
    estates: int = 240
    years: int = 8

    def places(self) -> tuple[Place, ...]:
        """The estates of the district."""
        return tuple(self.place(at) for at in range(self.estates))

    def place(self, at: int) -> Place:
        dice = random.Random(f"{self.seed} place {at}")
        region = at % len(REGIONS)
        name = "".join(dice.sample(_FIRST, 2)) + dice.choice(_LAST)
        point = (114.25 + 0.05 * dice.random(), 30.57 + 0.05 * dice.random())
        region_name = f"{REGIONS[region]}街道"
        return Place(
            code=f"JH-{at + 1:04}", name=name, region=f"R{region + 1:02}", region_name=region_name, point=point
        )

    def uid(self, at: int) -> str:
        dice = random.Random(f"{self.seed} uid {at}")
        return "".join(dice.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(10))

    def published(self, at: int, edit: int = 0) -> Published:
        """The publication of a number, from the oldest; with another `edit` it says something else."""
        dice = random.Random(f"{self.seed} {at} {edit}")
        moment = datetime(2021, 1, 4, 9, tzinfo=CHINA) + timedelta(minutes=at * 365 * 24 * 60 * self.years / self.count)
        kind = list(Kind)[at % len(Kind)]
        content = self._content(at, kind, dice, moment.date())
        written = moment.date() - timedelta(days=dice.randint(0, 9))
        serial = f"{moment.year}-{at + 1:05}"
        metadata = Metadata(
            index_number=f"420103-JHZG-{list(Kind).index(kind) + 1:02}-{serial}",
            genre=("通报", "Bulletin"),
            topic=("城乡建设", "Construction"),
            issuer=ISSUER,
            source=ISSUER,
            department=("改造科", "Renovation section"),
            reviewer="科长",
            written_on=written,
            effective_on=written,
            ends_on=date(moment.year + 3, 1, 1) if at % 5 == 0 else None,
            published_at=moment,
            summary=(f"{content.title[0]}，主要内容和数据。"[:100], f"{content.title[1]}: what it says."),
            keywords=("老旧小区改造", "示例数据"),
        )
        validity = validity_on(date(2028, 12, 31), written, metadata.ends_on, Ending.NONE)
        made = Published(
            uid=self.uid(at), kind=kind, version=1 + (edit > 0), metadata=metadata, content=content, validity=validity
        )
        return replace(made, attachments=tuple(_files(made, at)))

    def kept(self, sha256: str) -> bytes:
        """The bytes of a file beside a page."""
        return _paper(sha256)

    def _content(self, at: int, kind: Kind, dice: random.Random, day: date) -> Content:
        count = min(12 if kind is Kind.PROGRESS else dice.choice((1, 1, 1, 2, 3)), self.estates)
        numbers = dice.sample(range(self.estates), count)
        places = [self.place(it) for it in numbers]
        codes = dice.sample(sorted(MEASURES), dice.randint(1, 5))
        name = places[0].name if len(places) == 1 else f"{places[0].name}等{len(places)}个小区"
        title = (f"关于{name}{_TITLES[kind][0]}的{at + 1}号通报", f"{_TITLES[kind][1]}, paper {at + 1}")
        return Content(
            title=title,
            blocks=tuple(_blocks(places, codes, dice, day)),
            estates=tuple(_facts(kind, it, codes, dice, day) for it in places),
            measures=tuple(codes),
            as_of=day,
            record=f"{day.year}年{day.month}月关账第1版",
            is_synthetic=True,
        )


_TITLES: Mapping[Kind, Pair] = {
    Kind.NOTICE: ("改造方案公示", "Scheme shown"), Kind.PLAN: ("改造计划", "Plan"),
    Kind.TASKS: ("改造任务清单", "Tasks"), Kind.FUNDING: ("改造资金安排", "Funding"),
    Kind.CONTRACT: ("施工合同", "Contract"), Kind.START: ("改造工程开工", "Start"),
    Kind.PROGRESS: ("改造进度", "Progress"), Kind.MEETING: ("改造工作会议", "Meeting"),
    Kind.ACCEPTANCE: ("联合验收结果", "Acceptance"), Kind.ASSESSMENT: ("改造工作考核结果", "Assessment"),
    Kind.POLICY: ("改造政策", "Policy"), Kind.REPLY: ("居民关切答复", "Reply"),
    Kind.ANNUAL: ("改造年度报告", "Annual report"),
}  # fmt: skip


def settings(base: str = "https://www.example.org/lao/") -> Settings:
    """A column's settings."""
    return Settings(
        district=("江汉区", "Jianghan District"),
        site_name="江汉区人民政府（示例）",
        site_domain="www.example.org",
        site_code="4201030001",
        column_name=("老旧小区改造", "Renovation of old estates"),
        column_description=("江汉区老旧小区改造的计划、资金、进度和验收", "Plans, money, progress and acceptance"),
        column_keywords=("老旧小区", "城市更新"),
        base=base,
        host=ISSUER,
        notice=("示例数据：本栏目内容为演示而编写。", "Sample data, written for demonstration."),
    )


class Made:
    """A source of the corpus: publications are made when they are asked for; some may be changed, added, withdrawn."""

    def __init__(self, corpus: Corpus, numbers: Sequence[int] | None = None) -> None:
        self.corpus = corpus
        self.edits: dict[str, int] = {}
        self.others: dict[str, Published] = {}
        chosen = range(corpus.count) if numbers is None else numbers
        self.at = {corpus.uid(it): it for it in chosen}

    def heads(self) -> Mapping[str, str]:
        return {
            uid: digest(self.others[uid]) if uid in self.others else f"{at} {self.edits.get(uid, 0)}"
            for uid, at in self.at.items()
        }

    def published(self, uid: str) -> Published:
        return self.others[uid] if uid in self.others else self.corpus.published(self.at[uid], self.edits.get(uid, 0))

    def older(self, uid: str) -> Sequence[Published]:
        return ()

    def kept(self, sha256: str) -> bytes:
        return self.corpus.kept(sha256)


def _blocks(
    places: Sequence[Place], codes: Sequence[str], dice: random.Random, day: date
) -> Iterator[Heading | Paragraph | Table]:
    for at, numeral in enumerate("一二三"):
        yield Heading(text=(f"{numeral}、{('总体情况', '各小区情况', '下一步安排')[at]}", f"{at + 1}. Section"))
        for part in range(dice.randint(2, 4)):
            place = dice.choice(places)
            told = "，".join(dice.sample(_PHRASES, 4))
            figure = f"{OPEN}year={day.year}{PART}{dice.randint(1, 400)}{SHUT}"
            text = f"截至{day.year}年{day.month}月，{place.region_name}{place.name}{told}，完成{figure}户"
            text += f"，投资{dice.randint(100, 90000) / 100}万元。"
            yield Paragraph(
                key=f"p{at}-{part}", marked=(text, f"Work goes on for {figure} households, paper of {day}.")
            )
    rows = [
        ((it.name, ""), MEASURES[dice.choice(codes)], (f"{dice.randint(100, 99999) / 100:,.2f}",) * 2) for it in places
    ]
    head: tuple[Pair, ...] = (("小区", "Estate"), ("改造项", "Measure"), ("资金（万元）", "CNY 10,000"))
    yield Table(key="t", caption=("各小区改造项", "Works"), head=head, rows=tuple(rows), numeric=frozenset({2}))


def _facts(kind: Kind, place: Place, codes: Sequence[str], dice: random.Random, day: date) -> EstateFacts:
    values: dict[str, object] = {}
    if kind is Kind.PLAN:
        values = {"works": tuple(MEASURES[it] for it in codes), "start_quarter": f"{day.year}Q2"}
        values |= {"finish_quarter": f"{day.year}Q4", "money_planned": dice.randint(10**7, 10**9)}
    elif kind is Kind.START:
        values = {"started_on": day, "contractor": (("某建设公司（示例）", "A builder (sample)"),)}
    elif kind is Kind.PROGRESS:
        values = {"done_share": dice.randint(0, 10000), "started_on": day - timedelta(days=60)}
        values |= {"expected_finish": day + timedelta(days=90), "delay_days": 12, "delay_reasons": (_REASONS[0],)}
    elif kind is Kind.ACCEPTANCE:
        values = {"acceptance_result": ("合格", "Accepted"), "accepted_on": day}
    return EstateFacts(
        estate=place.code, name=place.name, region=place.region, region_name=place.region_name, values=values
    )


def _files(made: Published, at: int) -> Iterator[Attachment]:
    """The kept papers of a publication; the signed fragments of every third."""
    for form, end in (("PDF", "pdf"), ("DOCX", "docx")):
        sha256 = f"{end}{at % 40}"
        yield Attachment(name=f"tongbao-{at + 1}.{end}", size=len(_paper(sha256)), sha256=sha256, form=form)


def fragments(made: Published) -> dict[str, bytes]:
    """The fragments of a publication, as they would be kept."""
    return {name: article(made.content, lang).encode() for lang, name in ARTICLES.items()}


_PAPERS: dict[str, bytes] = {}


def _paper(sha256: str) -> bytes:
    """Some 12 KB that do not compress, as papers are."""
    if sha256 not in _PAPERS:
        _PAPERS[sha256] = b"".join(hashlib.sha256(f"{sha256} {at}".encode()).digest() for at in range(384))
    return _PAPERS[sha256]


VALID = Validity.VALID
