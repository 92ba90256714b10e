"""Orders of the demonstration in every state, some about works whose lights are red or yellow: invented, made by the
deeds that people do, each dated on a working day before the business day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone, translation

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.light import Colour as Light
from yipanqi.domain.sentences.spoken import date_text
from yipanqi.domain.supervision.order import Basis, Colour, Origin, Urgency
from yipanqi.web.accounts.models import User
from yipanqi.web.delivery.actions.files import keep_file
from yipanqi.web.delivery.demo import people
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.actions import keep_photo
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry
from yipanqi.web.progress.demo_pictures import as_jpeg, drawn
from yipanqi.web.progress.models import TaskLight

from .actions import orders
from .actions.orders import Evidence
from .models import FileKind, Order

Tell = Callable[[str, str], None]
Step = tuple[int, str, Mapping[str, Any]]  # working days after the issue; the deed; what it asks
_KEY = "demo-order"
_COLOURS = {Light.RED: Colour.RED, Light.YELLOW: Colour.YELLOW}
_LIT = 60  # lights to choose from
_PDF = b"%PDF-1.4\n% sample data\n"
_ANSWER = {
    "text": "已召开现场协调会，增派一个作业班组，滞后部分已完成。",
    "cause": "管线交底不清，开挖后与现状不符，等待变更设计。",
    "prevention": "开工前由设计、施工、管线单位共同踏勘；每周一次管线协调例会。",
}
_MATTERS = {
    Origin.RESIDENT: ("居民反映施工围挡占道、夜间噪声", "请核实居民反映的问题，立即整改，并向居民回复。"),
    Origin.INSPECTION: ("巡查发现脚手架防护不到位", "请停用不合格脚手架，整改合格并验收后再使用。"),
    Origin.AUDIT: ("审计指出进度款支付资料不全", "请补齐支付资料，说明原因，完善支付审核。"),
    Origin.MEETING: ("落实调度会要求：雨季前完成排水管网", "请按会议要求排出计划，雨季前完成主管网。"),
    Origin.REPORT: ("月报反映弱电杆线迁改受阻", "请牵头协调产权单位，明确迁改日期。"),
    Origin.HAND: ("梳理加装电梯意愿征集情况", "请逐栋梳理，报送征集结果和下一步安排。"),
}


@dataclass(frozen=True, kw_only=True)
class Tale:
    """What becomes of an order: whose it is, how many working days ago it was issued, what was done since."""

    lead: str
    inspects: str
    issuer: str = "planner"
    ago: int = 0
    steps: tuple[Step, ...] = ()
    origin: Origin = Origin.LIGHT
    urgency: Urgency = Urgency.ORDINARY
    is_lit: bool = False  # about a work whose light is red or yellow
    artefacts: tuple[str, ...] = ()
    limit: int | None = None  # working days after the issue; none: as the rules say
    is_draft: bool = False
    more: Mapping[str, Any] | None = None


_SIGN = (1, "sign", {})
_REPLY = (4, "reply", _ANSWER)
TALES = (
    Tale(lead="subdistrict", inspects="planner", is_lit=True, is_draft=True),
    Tale(
        lead="contractor",
        inspects="supervisor",
        is_lit=True,
        urgency=Urgency.URGENT,
        ago=1,
        limit=5,
    ),
    Tale(lead="subdistrict", inspects="department", is_lit=True, ago=4, limit=9, steps=(_SIGN,)),
    Tale(
        lead="contractor",
        inspects="supervisor",
        is_lit=True,
        ago=14,
        limit=9,
        steps=(_SIGN,),
        artefacts=("赶工计划",),
    ),
    Tale(
        lead="subdistrict",
        inspects="planner",
        origin=Origin.RESIDENT,
        urgency=Urgency.URGENT,
        ago=6,
        limit=8,
        steps=(_SIGN, _REPLY),
        more={"leader": "区领导小组组长", "basis_said": "群众来信批示"},
    ),
    Tale(
        lead="contractor",
        inspects="supervisor",
        origin=Origin.INSPECTION,
        ago=9,
        steps=(_SIGN, _REPLY, (6, "take_to_check", {})),
        artefacts=("脚手架验收单",),
    ),
    Tale(
        lead="subdistrict",
        inspects="department",
        is_lit=True,
        ago=12,
        limit=15,
        steps=(
            _SIGN,
            (3, "reply", {"text": "正在办理。"}),
            (5, "give_back", {"reason": "没有写明原因和完成日期，请补充。"}),
        ),
    ),
    Tale(
        lead="contractor",
        inspects="supervisor",
        is_lit=True,
        ago=30,
        limit=20,
        steps=(_SIGN, _REPLY, (6, "take_to_check", {}), (8, "check_ok", {"note": "现场核实，照片与整改一致。"})),
        artefacts=("整改报告",),
    ),
    Tale(
        lead="utility",
        inspects="planner",
        origin=Origin.REPORT,
        urgency=Urgency.HARD,
        ago=25,
        steps=(_SIGN, (6, "hold", {"reason": "迁改须待迎峰度夏停电窗口", "until": 30})),
    ),
    Tale(
        lead="utility",
        inspects="planner",
        origin=Origin.MEETING,
        ago=40,
        limit=25,
        steps=(_SIGN, (8, "hold", {"reason": "等待道路开挖许可"}), (15, "resume", {}), (34, "reply", _ANSWER)),
        more={"basis": Basis.MINUTES, "basis_said": "老旧小区改造调度会纪要", "needs_photos": False},
    ),
    Tale(
        lead="subdistrict",
        inspects="planner",
        origin=Origin.MEETING,
        ago=7,
        limit=10,
        steps=(
            _SIGN,
            (5, "extend_asked", {"to": 18, "reason": "产权单位还在协调", "progress": "已完成两次协调会，签订意向书。"}),
        ),
        more={"basis": Basis.MINUTES, "basis_said": "老旧小区改造调度会纪要", "needs_photos": False},
    ),
    Tale(
        lead="contractor",
        inspects="supervisor",
        issuer="leader",
        origin=Origin.AUDIT,
        ago=17,
        limit=10,
        steps=(
            _SIGN,
            (6, "extend_asked", {"to": 18, "reason": "结算资料待监理审核", "progress": "已补齐七成。"}),
            (7, "extend", {"note": "同意，确保按期。"}),
            (16, "extend_asked", {"to": 28, "reason": "第三方复核未完成", "progress": "已补齐九成。"}),
        ),
        more={"leader": "区委常委", "needs_photos": False},
    ),
    Tale(
        lead="department",
        inspects="planner",
        issuer="leader",
        origin=Origin.HAND,
        ago=3,
        limit=30,
        steps=(_SIGN,),
        more={"cycle": 7, "needs_photos": False, "leader": "副区长"},
    ),
    Tale(
        lead="subdistrict",
        inspects="planner",
        origin=Origin.RESIDENT,
        ago=15,
        steps=((1, "withdraw", {"reason": "与另一件重复，并入办理。"}),),
    ),
    Tale(
        lead="subdistrict",
        inspects="planner",
        origin=Origin.INSPECTION,
        ago=45,
        limit=15,
        steps=(
            _SIGN,
            _REPLY,
            (6, "take_to_check", {}),
            (8, "check_ok", {}),
            (30, "reopen", {"reason": "复查发现同类问题再次出现。"}),
        ),
    ),
)


def prepare(*, entry: ProgrammeEntry, tell: Tell) -> None:
    """Make them, once."""
    if Order.objects.filter(entry=entry, origin_key__startswith=_KEY).exists() or "planner" not in people():
        return
    if not DeliveryTask.objects.filter(entry=entry, kind=Kind.ESTATE).exists():
        return
    with translation.override("zh-hans"), transaction.atomic():
        stage = _Stage(entry)
        told = sorted(enumerate(TALES), key=lambda it: -it[1].ago)  # numbers follow the days
        count = sum(stage.play(at, tale) for at, tale in told)
    tell(f"示例督办单 {count} 件已载入", f"{count} sample orders are loaded")


class _Stage:
    """The people, the works with lights, and the calendar."""

    def __init__(self, entry: ProgrammeEntry) -> None:
        self.entry, self.people, self.working = entry, people(), entry.frame().working
        self.day = self.working.last_working(today())
        self.units = {key: person.memberships_held[0].organisation for key, person in self.people.items()}
        rows = TaskLight.objects.filter(entry=entry, colour__in=list(_COLOURS)).order_by("gravity", "-behind", "task")
        self.lit = [(it.task, _COLOURS[Light(it.colour)]) for it in rows.select_related("task")[:_LIT]]
        self.every = list(DeliveryTask.objects.filter(entry=entry, kind=Kind.ESTATE).order_by("place"))
        self.estates = self.every[5:]

    def _taken(self, tale: Tale) -> tuple[DeliveryTask, str]:
        """A work with its colour, or an estate; of a subdistrict one of its own, as far as there is one."""
        self.estates = self.estates or list(self.every)
        found = self.lit if tale.is_lit and self.lit else [(it, "") for it in self.estates]
        region = self.units[tale.lead].region_id
        task, colour = next((it for it in found if it[0].region == region), found[0])
        self.lit = [it for it in self.lit if it[0] != task]
        self.estates = [it for it in self.estates if it != task]
        return task, colour

    def play(self, at: int, tale: Tale) -> int:
        """One order, as far as it came; how many were made."""
        if not {tale.lead, tale.inspects, tale.issuer} <= self.people.keys():
            return 0
        first = self.working.add(self.day, -tale.ago) if tale.ago else self.day
        order = self._drafted(at, tale, first)
        if tale.is_draft:
            return 1
        order = orders.issue(order=order, by=self.people[tale.issuer], **self._when(first, 10))
        for days, deed, told in tale.steps:
            day = self.working.add(first, days)
            if day <= self.day:
                order = self._done(order, tale, deed, told, first, day)
        return 1

    def _drafted(self, at: int, tale: Tale, day: date) -> Order:
        about: dict[str, Any] = dict(tale.more or {})
        task, colour = self._taken(tale)
        if colour:
            about |= {
                "matter": f"{task.estate_name}“{task.name}”进度滞后",
                "content": f"该项计划{date_text(task.finish_date)}完成，截至{date_text(day)}进度滞后。\n"
                "请查明原因，采取赶工措施，按时限反馈。",
                "tasks": [task],
            }
        else:
            matter, content = _MATTERS.get(tale.origin, _MATTERS[Origin.HAND])
            about |= {
                "matter": f"{task.estate_name}：{matter}",
                "content": content,
                "estates": [(task.estate, task.estate_name)],
            }
        return orders.draft(
            entry=self.entry,
            lead=self.units[tale.lead],
            inspects=self.units[tale.inspects],
            origin=Origin.LIGHT if colour else tale.origin,
            origin_key=f"{_KEY}:{at}",
            urgency=tale.urgency,
            colour=colour,
            artefacts=tale.artefacts,
            limit=self.working.add(day, tale.limit) if tale.limit else None,
            officer="示例负责人",
            contact="示例联系人",
            by=self.people[tale.issuer],
            **self._when(day, 9),
            **about,
        )

    def _done(self, order: Order, tale: Tale, deed: str, told: Mapping[str, Any], first: date, day: date) -> Order:
        by = self.people[self._who(deed, tale)]
        asked = dict(told)
        for name in ("to", "until"):
            if name in asked:
                asked[name] = self.working.add(first, asked[name])
        if deed == "reply" and "cause" in told:
            asked["files"] = list(self._evidence(order, by, day))
        orders.__dict__[deed](order=order, by=by, **self._when(day, 15), **asked)
        return Order.objects.get(pk=order.pk)

    @staticmethod
    def _who(deed: str, tale: Tale) -> str:
        if deed in ("sign", "reply", "extend_asked"):
            return tale.lead
        return tale.inspects if deed in ("take_to_check", "check_ok", "give_back") else tale.issuer

    def _evidence(self, order: Order, by: User, day: date) -> Iterator[Evidence]:
        at = self._when(day, 14)["at"]
        for name in order.artefacts:
            upload = SimpleUploadedFile(f"{name}（示例）.pdf", _PDF)
            yield Evidence(kind=FileKind.ARTEFACT, artefact=name, file=keep_file(upload=upload, by=by, at=at))
        place = order.estates.first()
        if order.needs_photos and place is not None:
            row = EstateRow(entry_id=self.entry.pk, estate=place.estate)
            photo = keep_photo(
                row=row,
                data=as_jpeg(drawn("trench", f"order-{order.pk}", 1.0, f"{day}")),
                caption="整改后（示例）",
                taken_date=day,
                by=by,
                at=at,
            )
            yield Evidence(kind=FileKind.PHOTO, photo=photo)

    @staticmethod
    def _when(day: date, hour: int) -> dict[str, Any]:
        return {"at": timezone.make_aware(datetime.combine(day, time(hour))), "day": day}
