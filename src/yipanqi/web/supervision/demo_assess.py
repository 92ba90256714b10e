"""The example's assessment: subdistricts for the quarter before the business day, scored from the record, shown, an
appeal upheld and one refused, made final; and the scheme by which it was done. Every deed on a day of its own."""

from collections.abc import Callable
from datetime import date, datetime, time
from fractions import Fraction

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yipanqi.domain.supervision.assessment import Action
from yipanqi.domain.supervision.cycle import before
from yipanqi.domain.supervision.scheme import Cycle
from yipanqi.domain.supervision.scheme_stored import stored
from yipanqi.domain.supervision.schemes_shipped import CONTRACTORS, SUBDISTRICTS
from yipanqi.domain.supervision.scored import Value
from yipanqi.web.accounts.demonstration import LOGINS
from yipanqi.web.accounts.models import Membership, Organisation, User
from yipanqi.web.accounts.roles import SUBDISTRICT
from yipanqi.web.delivery.actions.files import keep_file
from yipanqi.web.delivery.models import PaperFile
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .actions import appeals, schemes
from .actions import assessments as actions
from .actions.assessments import Given
from .assessment_jobs import read
from .models import AssessedUnit, Assessment, AssessmentScheme

Tell = Callable[[str, str], None]
_RESIDENTS = (9, 7, 8, 6, 9, 8, 7, 10, 8, 7, 9, 6, 8)  # of 10, unit after unit
_LEADERS = (4, 4, 5, 3, 4, 4, 3, 5, 4, 4, 5, 3, 4)  # of 5
_SOURCE = "示例：区老旧小区改造领导小组会议"


def prepare(*, entry: ProgrammeEntry, tell: Tell) -> None:
    """One finished assessment with its appeals, once; of the quarter that was over on the business day."""
    if Assessment.objects.filter(entry=entry).exists():
        return
    people = {it.login.removeprefix(LOGINS): it for it in User.objects.filter(login__startswith=LOGINS)}
    units = list(Organisation.objects.filter(kind=SUBDISTRICT, is_active=True).in_tree())
    if not {"planner", "leader"} <= people.keys() or not units:
        return
    finished = _finished(entry, units, people)
    if finished is not None:
        tell(f"示例考核已载入：{finished}", f"a sample assessment is loaded: {finished}")


def _finished(entry: ProgrammeEntry, units: list[Organisation], people: dict[str, User]) -> Assessment | None:
    planner, leader, day = people["planner"], people["leader"], today()
    scheme = _adopted(entry, planner, date(day.year, 1, 4))
    year, number = before(Cycle.QUARTER, day)
    days = _days(entry, day)
    if days is None:
        return None
    about = {"by": planner, "at": _at(days[0]), "day": days[0], "is_filed": False}
    found = actions.begin(scheme=scheme, year=year, number=number, units=units, **about)
    actions.fill(assessment=found, figures=read(found), by=planner, at=_at(days[0], 10), day=days[0])
    _enter(found, "residents", _RESIDENTS, planner, days[1], "入户走访记录、居民议事会纪要（示例）")
    _enter(found, "leaders", _LEADERS, leader, days[1], "领导小组评价意见（示例）")
    _praise(found, planner, days[1])
    for action, at in ((Action.SCORE, days[2]), (Action.SHOW, days[2]), (Action.OPEN, days[2])):
        actions.move(assessment=found, action=action, by=planner, at=_at(at, 15), day=at)
    _appeals(found, people, days[3], days[4])
    for action in (Action.CLOSE, Action.FINALISE):
        found = actions.move(assessment=found, action=action, by=leader, at=_at(days[5]), day=days[5])
    return found


def _adopted(entry: ProgrammeEntry, by: User, day: date) -> AssessmentScheme:
    for preset in (CONTRACTORS, SUBDISTRICTS):
        found = AssessmentScheme.objects.filter(entry=entry, key=preset.key).first()
        if found is None:
            about = {"source": _SOURCE, "since": day, "by": by, "at": _at(day), "day": day}
            found = schemes.adopt_scheme(entry=entry, value=stored(preset), **about)
    return found


def _days(entry: ProgrammeEntry, day: date) -> list[date] | None:
    """The days of its deeds: created, entered, shown, appealed, answered, final; none where it is too early."""
    working = entry.frame().working
    year, number = before(Cycle.QUARTER, day)
    first = working.next_working(date(year + number // 4, number * 3 % 12 + 1, 1))
    days = [working.add(first, count) for count in (1, 4, 5, 7, 10, 12)]
    return days if days[-1] <= day else None


def _at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _enter(found: Assessment, key: str, points: tuple[int, ...], by: User, day: date, evidence: str) -> None:
    given = [
        Given(assessed=it.pk, value=Value(amount=Fraction(points[at % len(points)])), evidence=evidence)
        for at, it in enumerate(found.units.order_by("pk"))
    ]
    actions.enter(assessment=found, indicator=key, given=given, by=by, at=_at(day, 11), day=day)


def _praise(found: Assessment, by: User, day: date) -> None:
    """Praise for one, blame for another, nothing for the rest."""
    given = []
    for at, it in enumerate(found.units.order_by("pk")):
        counts = {"district": int(at == 2), "city": int(at == 7), "named": int(at == 8)}
        proof = "区政府通报（示例）" if any(counts.values()) else "本期没有表扬和通报"
        given.append(Given(assessed=it.pk, value=Value(counts=counts), evidence=proof))
    actions.enter(assessment=found, indicator="praise", given=given, by=by, at=_at(day, 14), day=day)


def _appeals(found: Assessment, people: dict[str, User], day: date, answered: date) -> None:
    """One appeal upheld; one more refused where the same unit has somebody to make it."""
    member = people.get("subdistrict") or _somebody(found)
    if member is None:
        return
    own = {it.organisation_id for it in member.memberships_held}
    mine = AssessedUnit.objects.filter(assessment=found, unit__in=own).first()
    if mine is None:
        return
    about = {"assessed": mine, "by": member, "at": _at(day, 10), "day": day}
    residents = appeals.appeal(
        indicator="residents",
        text="3 月我街道召开的两次居民议事会纪要漏报，请补充计入。",
        evidence="居民议事会纪要 2 份（示例）",
        files=[_paper(f"居民议事会纪要{at}（示例）.pdf", member, _at(day, 10)) for at in (1, 2)],
        **about,
    )
    praise = appeals.appeal(
        indicator="praise",
        text="我街道加装电梯做法在区工作例会上作过交流，申请按区级表扬加分。",
        evidence="区工作例会议程（示例）",
        **about,
    )
    leader = people["leader"]
    points = next(it.told.amount for it in mine.values.all() if it.indicator == "residents")
    better = Given(
        assessed=mine.pk, value=Value(amount=min(Fraction(10), (points or Fraction(0)) + 1)), evidence="补报纪要 2 份"
    )
    for one, given, answer in (
        (residents, better, "经核实，两次议事会均有纪要和签到，予以补计，居民参与加 1 分。"),
        (praise, None, "例会交流不属于表扬文件，按办法不加分，维持原评。"),
    ):
        appeals.decide(appeal=one, given=given, answer=answer, by=leader, at=_at(answered), day=answered)


def _paper(name: str, by: User, at: datetime) -> PaperFile:
    return keep_file(upload=SimpleUploadedFile(name, b"%PDF-1.4\n% sample data\n"), by=by, at=at)


def _somebody(found: Assessment) -> User | None:
    held = Membership.objects.active().filter(organisation__in=found.units.values("unit"), role="subdistrict_member")
    first = held.select_related("user").order_by("pk").first()
    return first.user if first else None
