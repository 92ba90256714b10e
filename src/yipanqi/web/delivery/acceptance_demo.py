"""The example's acceptances: estates at their joint acceptance, on site, with words of those parties that have people
here; what they found is invented."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.db.models import Max
from PIL import Image, ImageDraw

from yipanqi.domain.delivery import acceptance as law
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import State
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.accounts.models import User
from yipanqi.web.programmes.actions import keep_photo
from yipanqi.web.programmes.models import Photo, ProgrammeEntry

from .actions import acceptance as actions
from .models import Acceptance, DeliveryTask
from .standing import speaks_for

_MOST = 3  # estates on their way
_PASSED = 2  # estates that were accepted before
_DONE = (State.REPORTED, State.CHECKED, State.CLOSED)
_FOUND = "示例：局部不符合，须返工"


def bring_on(entry: ProgrammeEntry, people: Mapping[str, User], *, at: datetime, day: date) -> list[Acceptance]:
    """Acceptances of the first estates whose works are all reported and whose acceptance is not, and of some that were
    accepted before; made once."""
    office = people.get("planner")
    if office is None or Acceptance.objects.filter(entry=entry).exists():
        return []
    made = []
    going = DeliveryTask.objects.filter(entry=entry, stage=DeliveryStage.ACCEPTANCE).exclude(state__in=_DONE)
    for task in going.order_by("place"):
        works = _works(task)
        if works and len(made) < _MOST:
            made.append(_on_site(works, {} if len(made) == 1 else people, office, at, day))
    if "approver" in people:
        for found in made[1:2]:
            _accepted(found, office, people["approver"], at, day)
        made += _passed(entry, office, people["approver"], at)
    return made


def _works(task: DeliveryTask) -> list[DeliveryTask]:
    """The works of an acceptance's estate; none where one of them is not reported yet."""
    found = DeliveryTask.objects.filter(entry=task.entry, estate=task.estate, kind=Kind.WORK)
    works = list(found.exclude(state=State.CANCELLED))
    return works if all(work.told in _DONE for work in works) else []


def _passed(entry: ProgrammeEntry, office: User, approver: User, at: datetime) -> list[Acceptance]:
    """The acceptances of the estates where that stage was confirmed last, each on the day on which it was."""
    rows = DeliveryTask.objects.filter(entry=entry, stage=DeliveryStage.ACCEPTANCE, state=State.CHECKED)
    made = []
    for task in rows.annotate(told_on=Max("events__day")).order_by("-told_on", "place"):
        works = _works(task)
        if works and len(made) < _PASSED:
            found = _on_site(works, {}, office, at, task.told_on)
            _accepted(found, office, approver, at, task.told_on)
            made.append(found)
    return made


def _photo(found: Acceptance, by: User, at: datetime, day: date) -> Photo:
    """A picture that says that it is none."""
    drawn = Image.effect_noise((640, 480), 60).convert("RGB")
    ImageDraw.Draw(drawn).text((20, 20), "SAMPLE", fill=(200, 30, 30))
    data = BytesIO()
    drawn.save(data, "JPEG")
    return keep_photo(
        row=actions.photo_row(found), data=data.getvalue(), caption="示例照片", taken_date=day, by=by, at=at
    )


def _accepted(found: Acceptance, office: User, approver: User, at: datetime, day: date) -> None:
    """The second is accepted: all signed on paper, which one person entered and another confirmed."""
    photo = _photo(found, office, at, day)
    case = Acceptance.objects.get(pk=found.pk).case
    for party in law.missing(case):
        words = [
            actions.Word(key=item.key, verdict=law.Verdict.PASS, photo=photo if item.needs_photo else None)
            for item in law.own_items(case, party)
        ]
        paper = actions.enter_paper(
            acceptance=found, party=party, organisation_name="", signer="示例签字人", signed_on=day, words=words,
            by=office, at=at, day=day,
        )  # fmt: skip
        actions.confirm_paper(paper=paper, by=approver, at=at)
    told = {
        work.pk: work.task.quantity for work in found.works.select_related("task") if work.task.quantity is not None
    }
    actions.set_quantities(acceptance=found, accepted=told, by=office, at=at, seen=None)
    actions.move(acceptance=Acceptance.objects.get(pk=found.pk), action=law.Action.ACCEPT, by=office, at=at, day=day)


def _on_site(
    works: list[DeliveryTask], people: Mapping[str, User], office: User, at: datetime, day: date
) -> Acceptance:
    found = actions.apply_for(tasks=works, by=office, at=at, day=day)
    actions.set_papers(acceptance=found, there=law.PAPERS, by=office, at=at, seen=None)
    for action in (law.Action.CHECK_PAPERS, law.Action.VISIT):
        found = actions.move(acceptance=found, action=action, by=office, at=at, day=day)
    for person in people.values():
        for party, keys in speaks_for(person, found).items():
            if party is not Party.OFFICE:
                _spoken(found, party, sorted(keys), person, at, day)
    found = Acceptance.objects.get(pk=found.pk)
    for key in law.failures(found.case):
        actions.order(
            acceptance=found, item=key, found=_FOUND, who="示例责任人", due_date=day + timedelta(days=10), by=office,
            at=at, day=day, seen=None,
        )  # fmt: skip
    return found


def _spoken(found: Acceptance, party: Party, keys: list[str], by: Any, at: datetime, day: date) -> None:
    """All pass but the supervisor's first item; then the party signs."""
    fails = keys[:1] if party is Party.SUPERVISOR else []
    words = [
        actions.Word(key=key, verdict=law.Verdict.FAIL, remark=_FOUND)
        if key in fails
        else actions.Word(key=key, verdict=law.Verdict.PASS)
        for key in keys
    ]
    actions.judge(acceptance=found, party=party, words=words, by=by, at=at)
    actions.sign(acceptance=found, party=party, by=by, at=at, day=day)
