"""Meetings of the demonstration, followed to their orders, and cases of the experience library.

The first one is the deployment meeting of 23 June 2020, entered afterwards from what was published of it: its facts in
our own words, with their source. What became of its items, the later meetings and the cases are invented; all of it is
made by the deeds that people do, each dated on a working day before the business day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.supervision.experience import CaseAction
from yipanqi.domain.supervision.meeting import ItemKind, MeetingKind
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery.demo import people
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions import cases, meeting_items, meetings, orders
from .case_record import DONE
from .models import ExperienceCase, Meeting, MeetingItem, Order

Tell = Callable[[str, str], None]
_DEPLOYED = date(2020, 6, 23)
_SOURCE = "江汉区政府办公开信息，2020年6月23日发布、10月26日更新，无文号；按其事实整理，非原文"
_DEMAND, _DECISION, _ASSIGNMENT, _NOTE = ItemKind.DEMAND, ItemKind.DECISION, ItemKind.ASSIGNMENT, ItemKind.NOTE
_ANSWER = {
    "text": "示例反馈：已按要求办理，情况已报改造办。",
    "cause": "示例：会议部署事项，无存在问题。",
    "prevention": "示例：纳入日常工作，按月报告。",
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """What a meeting asks, and what becomes of it: `closed`, `signed` or `issued` so many working days after it was
    printed, a `task`, `dropped`, `snoozed`, or nothing yet."""

    kind: ItemKind
    text: str
    unit: str = ""  # the unit of this person leads
    fate: str = ""
    after: int = 1  # working days from the minutes to the deed
    limit: int = 60  # days of an order
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Tale:
    """A meeting: how many days before the business day, or on which day."""

    title: str
    kind: MeetingKind
    held_on: date
    items: Sequence[Item] = ()
    place: str = ""
    chair: str = ""
    source: str = ""
    attending: tuple[str, ...] = ()
    number: str = ""


_ALL = ("leader", "planner", "department", "utility", "subdistrict")
_DEPLOYMENT = Tale(
    title="江汉区老旧小区改造工作部署会",
    kind=MeetingKind.DEPLOYMENT,
    held_on=_DEPLOYED,
    source=_SOURCE,
    attending=_ALL,
    items=(
        Item(
            kind=_DEMAND,
            text="全区作一盘棋统筹，编制工作计划、任务清单和责任分解表",
            unit="planner",
            fate="closed",
            limit=30,
        ),
        Item(kind=_DEMAND, text="多渠道筹集改造资金", unit="planner", fate="closed", after=2, limit=90),
        Item(
            kind=_DEMAND,
            text="发动居民共谋、共建、共治、共享",
            unit="subdistrict",
            fate="closed",
            after=2,
            limit=60,
        ),
        Item(kind=_ASSIGNMENT, text="做好改造的宣传", unit="subdistrict", fate="closed", after=3, limit=60),
        Item(kind=_ASSIGNMENT, text="对改造工作考核督办", unit="planner", fate="closed", after=3, limit=180),
        Item(kind=_ASSIGNMENT, text="改造后建立长效管理", unit="subdistrict", fate="closed", after=3, limit=180),
        Item(
            kind=_DECISION,
            text="自2019年起三年内改造83个2000年以前建成、设施和服务不全的小区，内容为“五改一升”6类23项；2020年按年度项目清单推进",
            unit="planner",
            fate="closed",
            after=3,
            limit=190,
        ),
    ),
)


def _later(day: date) -> tuple[Tale, ...]:
    """Two monthly meetings before the business day, and the next one."""
    first, second, third = (_thursday(day - timedelta(days=it)) for it in (60, 32, -3))
    usual: dict[str, Any] = {
        "kind": MeetingKind.DISPATCH,
        "place": "区政府三楼会议室",
        "chair": "区领导（示例）",
        "attending": (*_ALL, "contractor", "supervisor"),
    }
    return (
        Tale(
            title=f"{first.year}年{first.month}月老旧小区改造调度会",
            held_on=first,
            number=f"示例纪〔{first.year}〕3号",
            items=(
                Item(kind=_DEMAND, text="排水管网工程在汛期前完成收尾", unit="contractor", fate="signed", limit=100),
                Item(
                    kind=_DECISION,
                    text="每周召开一次管线协调例会，由产权单位派人参加",
                    unit="utility",
                    fate="closed",
                    limit=30,
                ),
                Item(kind=_ASSIGNMENT, text="查明在施改造项滞后的原因并赶工", unit="contractor", fate="task", after=2),
                Item(
                    kind=_ASSIGNMENT,
                    text="研究夏季高温停工的工期安排",
                    unit="planner",
                    fate="snoozed",
                    after=3,
                    reason="六月再议",
                ),
                Item(kind=_NOTE, text="通报一季度改造进度"),
            ),
            **usual,
        ),
        Tale(
            title=f"{second.year}年{second.month}月老旧小区改造调度会",
            held_on=second,
            number=f"示例纪〔{second.year}〕4号",
            items=(
                Item(kind=_DEMAND, text="架空线规整与道路恢复同步实施", unit="utility", fate="signed", limit=75),
                Item(
                    kind=_DECISION,
                    text="不再增设临时材料堆场",
                    unit="subdistrict",
                    fate="dropped",
                    after=2,
                    reason="现有堆场够用，会上已明确",
                ),
                Item(kind=_ASSIGNMENT, text="逐个小区梳理加装电梯意愿", unit="subdistrict"),
                Item(kind=_NOTE, text="通报居民满意度回访情况"),
            ),
            **usual,
        ),
        Tale(title=f"{third.year}年{third.month}月老旧小区改造调度会", held_on=third, **usual),
    )


_CASES = (
    (
        ("drainage", "road"),
        "雨污分流与道路同步施工，路面只开挖一次",
        "排水主管和支管先做，闭水试验合格后随即恢复路面；一个小区分两段导行，居民始终有一条路可走。",
        "不要在供水、燃气改造之前先铺路面；雨季不开挖主管沟槽。",
    ),
    (
        ("telecom",),
        "架空线规整：产权单位一次到场，一次割接",
        "开工前由改造办召集各运营商共同踏勘，定一张管位图和一个割接日；旧线当日拆除，不留二次进场。",
        "不要让各运营商分头施工，反复占道。",
    ),
    (
        ("roof", "facade"),
        "屋面防水和外墙整治共用一套脚手架",
        "外墙和屋面由同一支队伍承担，脚手架搭一次；先屋面后外墙，空调外机统一拆装并登记到户。",
        "不要在未登记空调外机时拆除外墙设施。",
    ),
    (
        ("stairwell",),
        "楼道修缮按单元错时，白天留一侧扶手通行",
        "每单元施工不超过三天，提前三天张贴告知；老人户由社区逐户敲门。",
        "不要多个单元同时封闭。",
    ),
)  # measures, title, what worked, what to avoid; the last one waits for its approval


def prepare(*, entry: ProgrammeEntry, tell: Tell) -> None:
    """Make them, once."""
    known = people()
    wanted = {*_ALL, "approver", "contractor", "supervisor"}
    if not settings.TODAY or Meeting.objects.filter(entry=entry).exists() or not wanted <= known.keys():
        return
    with translation.override("zh-hans"), transaction.atomic():
        stage = _Stage(entry)
        tales = (_DEPLOYMENT, *_later(today()))
        for tale in tales:
            stage.play(tale)
        made = sum(stage.share(at, *case) for at, case in enumerate(_CASES))
    tell(
        f"示例会议 {len(tales)} 次、经验案例 {made} 个已载入",
        f"{len(tales)} sample meetings and {made} cases are loaded",
    )


class _Stage:
    """The people, their units, the calendar."""

    def __init__(self, entry: ProgrammeEntry) -> None:
        self.entry, self.people, self.working = entry, people(), entry.frame().working
        self.units: dict[str, Organisation] = {
            key: person.memberships_held[0].organisation for key, person in self.people.items()
        }
        self.leader = self.people["leader"]  # the leading group's orders have a series of numbers of their own

    def play(self, tale: Tale) -> None:
        """A meeting and what it asks; one to come is only called."""
        is_over = tale.held_on < today()
        called = tale.held_on if tale.source else self.working.add(tale.held_on if is_over else today(), -3)
        facts = {name: getattr(tale, name) for name in ("title", "kind", "held_on", "place", "chair", "source")}
        meeting = meetings.call(
            entry=self.entry,
            facts=facts | {"others": ""},
            attending=[self.units[it] for it in dict.fromkeys(tale.attending)],
            by=self.people["planner"],
            **_when(called, 9),
        )
        if not is_over:
            return
        by = self.people["planner"]
        meeting = meetings.hold(meeting=meeting, by=by, **_when(tale.held_on, 17))
        made = [
            meetings.add_item(meeting=meeting, words=self._words(it), by=by, **_when(tale.held_on, 17))
            for it in tale.items
        ]
        printed = tale.held_on if tale.source else self.working.add(tale.held_on, 1)
        meetings.print_minutes(meeting=meeting, printed_on=printed, number=tale.number, by=by, **_when(printed, 18))
        for item, told in zip(made, tale.items, strict=True):
            self._settle(item, told, printed)

    def _words(self, told: Item) -> dict[str, Any]:
        unit = self.units[told.unit] if told.unit else None
        return {"kind": told.kind, "text": told.text, "leader": "", "unit": unit, "limit": None}

    def _settle(self, item: MeetingItem, told: Item, printed: date) -> None:
        on = _when(self.working.add(printed, told.after), 10)
        about: dict[str, Any] = {"item": item, "by": self.leader, **on}
        if told.fate in ("closed", "signed", "issued"):
            limit = self.working.next_working(on["day"] + timedelta(days=told.limit))
            units = {"lead": self.units[told.unit], "inspects": self.units[_checker(told)]}
            self._followed(meeting_items.make_order(limit=limit, **units, **about), told)
        elif told.fate == "task" and (task := self._late_work()) is not None:
            meeting_items.link_task(task=task, **about)
        elif told.fate == "dropped":
            meeting_items.drop(reason=told.reason, **about)
        elif told.fate == "snoozed":
            target = date(today().year, 6, 15)
            meeting_items.snooze(target=target, days=10, reason=told.reason, **about)

    def _followed(self, order: Order, told: Item) -> None:
        """Signed for the next day; answered, checked and closed before its limit."""
        day = order.issued_on
        if told.fate == "issued" or day is None or order.limit is None:
            return
        by = self.people[told.unit]
        order = orders.sign(order=order, by=by, **_when(self.working.add(day, 1), 9))
        if told.fate != "closed":
            return
        answered = self.working.add(order.limit, -5)
        checked = self.working.add(answered, 2)
        order = orders.reply(order=order, by=by, **_ANSWER, **_when(answered, 15))
        checker = self.people[_checker(told)]
        order = orders.take_to_check(order=order, by=checker, **_when(checked, 9))
        orders.check_ok(order=order, by=checker, note="示例核查：属实。", **_when(checked, 16))

    def _late_work(self) -> DeliveryTask | None:
        """A work of the contractor that goes on and should be over first."""
        rows = DeliveryTask.objects.filter(entry=self.entry, kind=Kind.WORK, state=State.UNDER_WAY)
        return rows.order_by("finish_date", "place").first()

    def share(self, at: int, measures: tuple[str, ...], title: str, worked: str, avoid: str) -> int:
        """A case of the estate that has done all of these works, each case at another estate; all but the last are
        approved. How many were made."""
        rows = DeliveryTask.objects.filter(entry=self.entry, kind=Kind.WORK, state__in=DONE)
        found: dict[str, list[DeliveryTask]] = {}
        for task in rows.filter(measure__in=measures).order_by("place"):
            found.setdefault(task.estate, []).append(task)
        taken = set(ExperienceCase.objects.filter(entry=self.entry).values_list("places__estate", flat=True))
        whole = [it for estate, it in found.items() if len(it) == len(measures) and estate not in taken]
        if not whole:
            return 0
        texts = {"title": title, "worked": worked, "avoid": avoid}
        day = self.working.add(today(), -12 + at)
        case = cases.propose(entry=self.entry, texts=texts, tasks=whole[0], by=self.people["planner"], **_when(day, 11))
        if at < len(_CASES) - 1:
            on = _when(self.working.add(day, 2), 15)
            note = "示例：做法清楚，可以共享。"
            cases.decide(case=case, action=CaseAction.APPROVE, note=note, by=self.people["approver"], **on)
        return 1


def _checker(told: Item) -> str:
    """Whose unit inspects: the office; what the office leads the leading group."""
    return "leader" if told.unit == "planner" else "planner"


def _thursday(day: date) -> date:
    """The Thursday of that week, or of the next where that is over."""
    return day + timedelta(days=(3 - day.weekday()) % 7)


def _when(day: date, hour: int) -> dict[str, Any]:
    return {"at": timezone.make_aware(datetime.combine(day, time(hour))), "day": day}
