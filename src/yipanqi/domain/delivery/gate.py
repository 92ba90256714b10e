"""闸门: a stage starts or ends only with its papers. What is required is data with a source and a date of effect."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yipanqi.domain.delivery.contract import LIMITS_SOURCE, TenderLimits
from yipanqi.domain.delivery.setting import Setting, in_force
from yipanqi.domain.delivery.sources import OURS
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.money import Fen
from yipanqi.domain.reason import Reason


class At(StrEnum):
    """Where in a stage the gate stands."""

    START = "start"
    END = "end"


class Need(StrEnum):
    """How much a paper is needed: without a required one the gate stays shut, a wanted one is told."""

    REQUIRED = "required"
    WANTED = "wanted"
    NOT_NEEDED = "not_needed"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _NEEDS[self]


_NEEDS = {
    Need.REQUIRED: ("必需", "required"),
    Need.WANTED: ("宜有", "wanted"),
    Need.NOT_NEEDED: ("不需要", "not needed"),
}


class Paper(StrEnum):
    """A kind of artefact: what a gate asks for."""

    SCHEME_TEXT = "scheme_text"
    RESIDENTS_ASKED = "residents_asked"
    NOTICE_MATERIAL = "notice_material"
    NOTICE_REPLIES = "notice_replies"
    APPROVAL = "approval"
    REVIEW_CERTIFICATE = "review_certificate"
    AWARD = "award"
    NO_TENDER = "no_tender"
    JOINT_PLAN = "joint_plan"
    CONTRACT = "contract"
    PERMIT = "permit"
    START_REPORT = "start_report"
    QUALITY_SUPERVISION = "quality_supervision"
    FINISH_REPORT = "finish_report"
    ACCEPTANCE_OPINION = "acceptance_opinion"
    HANDOVER_LIST = "handover_list"

    @property
    def names(self) -> tuple[str, str]:
        """In Chinese and in English."""
        return _PAPERS[self]


_PAPERS = {
    Paper.SCHEME_TEXT: ("方案文本", "Text of the scheme"),
    Paper.RESIDENTS_ASKED: ("居民征询结果", "Result of asking the residents"),
    Paper.NOTICE_MATERIAL: ("公示材料", "What was put on notice"),
    Paper.NOTICE_REPLIES: ("公示意见及答复", "Objections and replies"),
    Paper.APPROVAL: ("立项及概算批复", "Approval of project and estimate"),
    Paper.REVIEW_CERTIFICATE: ("施工图审查合格书", "Certificate of the review of drawings"),
    Paper.AWARD: ("中标通知书", "Award of the tender"),
    Paper.NO_TENDER: ("不需招标说明", "Statement that no tender is needed"),
    Paper.JOINT_PLAN: ("统筹施工方案", "Coordinated works plan"),
    Paper.CONTRACT: ("施工合同", "Works contract"),
    Paper.PERMIT: ("施工许可证", "Construction permit"),
    Paper.START_REPORT: ("开工报告", "Report of the start"),
    Paper.QUALITY_SUPERVISION: ("质量安全监督手续", "Registration for quality and safety supervision"),
    Paper.FINISH_REPORT: ("竣工报告", "Report of completion"),
    Paper.ACCEPTANCE_OPINION: ("联合验收意见书", "Opinion of the joint acceptance"),
    Paper.HANDOVER_LIST: ("移交清单", "List of what is handed over"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """At a gate one of these papers is needed, so much."""

    stage: DeliveryStage
    at: At
    papers: tuple[Paper, ...]  # any one of them will do
    need: Need = Need.REQUIRED
    source: str = ""

    def __post_init__(self) -> None:
        if not self.papers:
            raise ValueError(f"{self.stage} {self.at}: a demand without a paper")

    @property
    def key(self) -> str:
        """`gate.tender.end.award+no_tender`: the key of the setting that says how much it is needed."""
        return f"gate.{self.stage}.{self.at}.{'+'.join(self.papers)}"


def _demand(stage: DeliveryStage, at: At, *papers: Paper, need: Need = Need.REQUIRED, source: str) -> Demand:
    return Demand(stage=stage, at=at, papers=papers, need=need, source=source)


_OURS = OURS[0]
_STAGE = DeliveryStage
DEMANDS = (
    _demand(_STAGE.SCHEME, At.END, Paper.SCHEME_TEXT, source=_OURS),
    _demand(
        _STAGE.SCHEME, At.END, Paper.RESIDENTS_ASKED, source="《民法典》第二百七十八条；国办发〔2020〕23号；" + _OURS
    ),
    _demand(_STAGE.NOTICE, At.END, Paper.NOTICE_MATERIAL, source=_OURS),
    _demand(_STAGE.NOTICE, At.END, Paper.NOTICE_REPLIES, need=Need.WANTED, source=_OURS),
    _demand(_STAGE.APPROVAL, At.END, Paper.APPROVAL, source="《政府投资条例》（国务院令第712号）第九条、第十二条"),
    _demand(
        _STAGE.REVIEW,
        At.END,
        Paper.REVIEW_CERTIFICATE,
        source="《房屋建筑和市政基础设施工程施工图设计文件审查管理办法》（住房城乡建设部令第13号）",
    ),
    _demand(
        _STAGE.TENDER,
        At.END,
        Paper.AWARD,
        Paper.NO_TENDER,
        source="《必须招标的工程项目规定》（国家发展和改革委员会令第16号）第五条",
    ),
    _demand(_STAGE.COORDINATION, At.END, Paper.JOINT_PLAN, source="建办城〔2021〕50号"),
    _demand(_STAGE.CONSTRUCTION, At.START, Paper.CONTRACT, source="《招标投标法》第四十六条；《民法典》第七百八十九条"),
    _demand(
        _STAGE.CONSTRUCTION,
        At.START,
        Paper.PERMIT,
        Paper.START_REPORT,
        source="《建筑法》第七条；《建筑工程施工许可管理办法》",
    ),
    _demand(
        _STAGE.CONSTRUCTION,
        At.START,
        Paper.QUALITY_SUPERVISION,
        source="《建设工程质量管理条例》（国务院令第279号）第十三条",
    ),
    _demand(
        _STAGE.CONSTRUCTION,
        At.END,
        Paper.FINISH_REPORT,
        need=Need.WANTED,
        source="《建设工程质量管理条例》（国务院令第279号）第十六条",
    ),
    _demand(
        _STAGE.ACCEPTANCE,
        At.END,
        Paper.ACCEPTANCE_OPINION,
        source="《建设工程质量管理条例》（国务院令第279号）第十六条；" + _OURS,
    ),
    _demand(_STAGE.HANDOVER, At.END, Paper.HANDOVER_LIST, source=_OURS),
)  # what counts where a programme says nothing
SHIPPED = tuple(Setting(key=it.key, value=it.need.value, source=it.source) for it in DEMANDS)
_NATIONAL = TenderLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A paper that the estate has: on which stage it was handed in, its number, its day, whether its file is kept."""

    stage: DeliveryStage
    paper: Paper
    number: str
    dated: date
    has_file: bool = True

    @property
    def is_whole(self) -> bool:
        """A paper counts with its number and its file."""
        return bool(self.number.strip()) and self.has_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Who would pass a gate: a stage of an estate, or a work under its 施工."""

    stage: DeliveryStage
    at: At
    is_work: bool = False
    digs: bool = False  # a work underground
    tendered: Fen = 0  # at the end of 招标: what is to be built
    notice_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What is missing at a gate; a required one keeps it shut. `key` is what an exception names."""

    key: str
    need: Need
    reason: Reason
    source: str = ""

    @property
    def shuts(self) -> bool:
        """Does it keep the gate shut?"""
        return self.need is Need.REQUIRED


def demand_of(setting: Setting) -> Demand:
    """The demand that a setting tells; ValueError where its key or value names no stage, paper or need."""
    _, stage, at, papers = setting.key.split(".")
    return Demand(
        stage=DeliveryStage(stage),
        at=At(at),
        papers=tuple(map(Paper, papers.split("+"))),
        need=Need(setting.value),
        source=setting.source,
    )


def demands_on(settings: Iterable[Setting], day: date) -> tuple[Demand, ...]:
    """The demands of this day, in the order of the stages: ours, as far as no setting says otherwise, and others."""
    own = [it for it in settings if it.key.startswith("gate.")]
    keys = dict.fromkeys((*(it.key for it in SHIPPED), *(it.key for it in own if it.since <= day)))
    order = list(DeliveryStage)
    found = (demand_of(in_force([*SHIPPED, *own], key, day)) for key in keys)
    return tuple(sorted(found, key=lambda it: (order.index(it.stage), it.at is At.END)))


def missing(
    passage: Passage,
    *,
    day: date,
    held: Collection[Held],
    demands: Iterable[Demand] = DEMANDS,
    limits: TenderLimits = _NATIONAL,
) -> list[Lack]:
    """What is missing on this day at this gate, in the order of the demands. A work passes with the papers of its
    estate's 施工, and asks for none at its end; ground is opened only with a 统筹施工方案, whatever is demanded."""
    if passage.is_work and passage.at is At.END:
        return []
    own = [demand for demand in demands if (demand.stage, demand.at) == (passage.stage, passage.at)]
    found = [lack for demand in own if (lack := _unmet(demand, held, day))]
    found += _notice(passage, held, day)
    found += _tender(passage, held, limits)
    found += _ground(passage, held, day)
    return found


def _unmet(demand: Demand, held: Collection[Held], day: date) -> Lack | None:
    """A paper counts on whatever stage of the estate it was handed in."""
    if demand.need is Need.NOT_NEEDED:
        return None
    there = [it for it in held if it.paper in demand.papers]
    if any(it.is_whole and it.dated <= day for it in there):
        return None
    values: dict[str, object] = {"papers": tuple(it.value for it in demand.papers)}
    code = "gate.paper_missing"
    if there:
        one = there[0]
        values |= {"dated": one.dated, "papers": (one.paper.value,)}
        code = "gate.paper_later" if one.is_whole else "gate.paper_incomplete"
    return Lack(key=demand.key, need=demand.need, reason=Reason(code=code, values=values), source=demand.source)


def _notice(passage: Passage, held: Iterable[Held], day: date) -> Iterator[Lack]:
    """公示期满: the day of posting is not counted."""
    if (passage.stage, passage.at) != (DeliveryStage.NOTICE, At.END):
        return
    posted = [it.dated for it in held if it.paper is Paper.NOTICE_MATERIAL]
    if posted and min(posted) + timedelta(days=passage.notice_days) >= day:
        over = min(posted) + timedelta(days=passage.notice_days)
        values = {"posted": min(posted), "days": passage.notice_days, "over": over}
        yield Lack(
            key="gate.notice.end.days",
            need=Need.REQUIRED,
            reason=Reason(code="gate.notice_running", values=values),
            source="计划政策：公示天数；《民法典》第二百零一条",
        )


def _tender(passage: Passage, held: Collection[Held], limits: TenderLimits) -> Iterator[Lack]:
    """A statement will not do where a tender is compulsory."""
    if (passage.stage, passage.at) != (DeliveryStage.TENDER, At.END) or passage.tendered < limits.works:
        return
    papers = {it.paper for it in held if it.is_whole}
    if Paper.NO_TENDER in papers and Paper.AWARD not in papers:
        values = {"sum": passage.tendered, "limit": limits.works}
        yield Lack(
            key="gate.tender.end.limit",
            need=Need.REQUIRED,
            reason=Reason(code="gate.tender_compulsory", values=values),
            source=LIMITS_SOURCE,
        )


def _ground(passage: Passage, held: Iterable[Held], day: date) -> Iterator[Lack]:
    """No ground is opened before the coordinated plan of all pipes and lines."""
    if not passage.digs or passage.at is not At.START:
        return
    if not any(it.paper is Paper.JOINT_PLAN and it.is_whole and it.dated <= day for it in held):
        yield Lack(
            key="gate.construction.start.joint_plan",
            need=Need.REQUIRED,
            reason=Reason(code="gate.no_joint_plan"),
            source="建办城〔2021〕50号：开工前统筹水、电、气、热、通信等管线改造",
        )
