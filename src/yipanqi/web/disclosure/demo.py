"""The example disclosed: the notice of 23 June 2020 with its own facts, and what the example's record offers, drafted,
checked and signed off by two people; one corrected, one withdrawn, some on their way. Sample data but the first."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from yipanqi.domain.disclosure.publication import Kind
from yipanqi.domain.disclosure.shipped import DEPLOYMENT
from yipanqi.web.delivery.actions import add_setting
from yipanqi.web.delivery.demo import people
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from . import rules
from .actions import drafting, duty_lights, moving, reviewing
from .actions.brought import bring
from .actions.duties import note_duty
from .brought_file import head_of, read
from .duties import duties_of
from .from_record import Offer
from .keeping import keep
from .models import BroughtList, DutyNote, Publication, PublicationVersion
from .offered import offers
from .public.building import renew

Tell = Callable[[str, str], None]
_MOST = {
    Kind.PLAN: 1, Kind.TASKS: 1, Kind.FUNDING: 1, Kind.CONTRACT: 2, Kind.START: 2, Kind.PROGRESS: 5, Kind.MEETING: 2,
    Kind.ACCEPTANCE: 4, Kind.ASSESSMENT: 1, Kind.ANNUAL: 1, Kind.NOTICE: 1,
}  # fmt: skip
_REVIEWS = {
    1: ("改造办综合科经办人", "条例第14至16条，不涉及国家秘密、商业秘密和个人隐私", "open"),
    2: ("改造办综合科负责人", "同上", "open"),
    3: ("区改造办保密员", "保密审查登记", "open"),
}
_EARLIER = "平台启用前已在区政府门户网站公开（示例）"
_REQUESTS = (  # days ago, and the other columns of the list
    (49, "否,,,,,"),
    (26, "否,,,,,"),
    (21, "否,{asked},,,,"),
    (48, "是,,,,,"),
    (40, "否,,,{replied},予以公开,随函附改造计划复印件"),
    (20, "否,,,{replied},已主动公开,信息公开栏目“改造计划”"),
)
_WRONG = ("文字更正", "A word corrected"), ("补写了公开的依据。", "The ground of publishing is added.")


def prepare(*, entry: ProgrammeEntry, address: str, tell: Tell) -> None:
    """All of it, once, for pages at this address; nothing where the demonstration has no day of its own."""
    known = people()
    if not settings.TODAY or Publication.objects.exists() or not {"planner", "approver"} <= known.keys():
        return
    made = _Made(entry, known["planner"], known["approver"], today())
    first = next((it for it in map(made.out, filter(_is_first, offers(entry, today()))) if it is not None), None)
    found = [one for offer in _chosen(offers(entry, today())) if (one := made.out(offer)) is not None]
    made.corrected(found)
    made.withdrawn(found)
    made.on_its_way(offers(entry, today()))
    _feature(entry, first, known["planner"])
    _set(entry, rules.ADDRESS, address, known["planner"])
    _before(entry, found, known["planner"])
    _asked(entry, known["planner"])
    duty_lights.keep(entry, today())
    renew(today())
    count = Publication.objects.published().count()
    tell(f"示例公开件 {count} 件已发布，公开页面在 /public/", f"{count} publications are out, at /public/")


def _chosen(found: Iterable[Offer]) -> list[Offer]:
    """Some of each kind, the newest of what there is, the oldest first."""
    by_kind: dict[Kind, list[Offer]] = {}
    for offer in found:
        by_kind.setdefault(offer.kind, []).append(offer)
    chosen = [it for kind, each in by_kind.items() for it in sorted(each, key=_day)[-_MOST.get(kind, 1) :]]
    return sorted(chosen, key=_day)


def _is_first(offer: Offer) -> bool:
    """Is it the meeting of 23 June 2020, which is told by its own facts?"""
    return offer.kind is DEPLOYMENT.kind and offer.event_day == DEPLOYMENT.metadata.written_on


def _day(offer: Offer) -> date:
    return offer.event_day


def _feature(entry: ProgrammeEntry, first: PublicationVersion | None, by: Any) -> None:
    """The notice with which it all began stands first."""
    if first is not None:
        _set(entry, rules.FEATURED, Publication.objects.get(pk=first.publication_id).index_number, by)


def _set(entry: ProgrammeEntry, key: str, value: str, by: Any) -> None:
    day = today()
    add_setting(entry=entry, key=key, value=value, source="示例", since=day, by=by, at=timezone.now(), day=day)


def _before(entry: ProgrammeEntry, found: Iterable[PublicationVersion], by: Any) -> None:
    """What is older than the first notice of progress here was public on the portal before the platform was used; what
    came later and is not public stays due, and the lights of it."""
    told = [it.written_on for it in found if it.publication.kind == Kind.PROGRESS and it.written_on]
    for it in duties_of(entry, today()).open:
        if told and it.event.day < min(told):
            note_duty(
                entry=entry, obligation=it.obligation.code, matter=it.event.key, kind=DutyNote.DONE, reason=_EARLIER,
                by=by, at=timezone.now(), day=today(),
            )  # fmt: skip


def _asked(entry: ProgrammeEntry, by: Any) -> None:
    """Requests for disclosure: one late, some on their way, some answered."""
    day = today()
    lines = [
        f"示例〔{day.year}〕{number}号,{day - timedelta(days=ago)},{rest}"
        for number, (ago, rest) in enumerate(_REQUESTS, 1)
    ]
    text = "\n".join([",".join(head_of(BroughtList.REQUESTS)), *lines]).format(
        asked=day - timedelta(days=14), replied=day - timedelta(days=8)
    )
    found = read(entry, BroughtList.REQUESTS, "requests.csv", text.encode("utf-8-sig"))
    bring(
        entry=entry, kind=BroughtList.REQUESTS, file_name="依申请公开登记（示例）.csv", sha256=keep(found.data),
        count=found.count, by=by, at=timezone.now(),
    )  # fmt: skip


class _Made:
    """What two people do from a matter of the record to its page."""

    def __init__(self, entry: ProgrammeEntry, planner: Any, approver: Any, day: date) -> None:
        self.entry, self.planner, self.approver, self.day = entry, planner, approver, day

    @property
    def _now(self) -> datetime:
        return timezone.now()

    def out(self, offer: Offer) -> PublicationVersion | None:
        """Drafted, checked, signed off and published; nothing where something holds it up, and then it is a draft."""
        version = drafting.draft(entry=self.entry, offer=offer, by=self.planner, at=self._now, day=self.day)
        return self._finished(version)

    def _finished(self, version: PublicationVersion) -> PublicationVersion | None:
        reviewing.review(version=version, steps=_REVIEWS, by=self.planner, at=self._now, day=self.day)
        try:
            version = moving.check(version=_again(version), by=self.planner, at=self._now, day=self.day)
        except Cannot:
            return None
        version = moving.sign(version=version, by=self.approver, at=self._now, day=self.day, is_signed=True)
        return moving.publish(version=version, by=self.planner, day=self.day)

    def corrected(self, found: list[PublicationVersion]) -> None:
        """The newest notice of progress gets a second version."""
        for version in [it for it in found if it.publication.kind == Kind.PROGRESS][-1:]:
            again = moving.correct(
                version=_again(version), reason=_WRONG[0], changed=_WRONG[1], shows_old=True,
                by=self.planner, at=self._now, day=self.day,
            )  # fmt: skip
            record = replace(again.record, scope=("面向社会公众", "The public"))
            drafting.edit_record(version=again, record=record, by=self.planner, at=self._now, day=self.day)
            self._finished(_again(again))

    def withdrawn(self, found: list[PublicationVersion]) -> None:
        """A start that was told too early."""
        for version in [it for it in found if it.publication.kind == Kind.START][:1]:
            moving.withdraw(
                version=_again(version), why="error", reason="开工日期有误，重新核实后再公开", by=self.approver,
                at=self._now, day=self.day, is_signed=True,
            )  # fmt: skip

    def on_its_way(self, left: list[Offer]) -> None:
        """A draft, and one that waits to be signed off."""
        for number, offer in enumerate(sorted(left, key=_day)[-2:]):
            version = drafting.draft(entry=self.entry, offer=offer, by=self.planner, at=self._now, day=self.day)
            if number:
                reviewing.review(version=version, steps=_REVIEWS, by=self.planner, at=self._now, day=self.day)
                try:
                    moving.check(version=_again(version), by=self.planner, at=self._now, day=self.day)
                except Cannot:
                    return


def _again(version: PublicationVersion) -> PublicationVersion:
    """As the database has it now."""
    return PublicationVersion.objects.select_related("publication__entry").get(pk=version.pk)
