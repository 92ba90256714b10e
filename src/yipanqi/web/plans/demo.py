"""A district to look at: a person for every role, the example taken in, planned, adopted by two people, printed.

Everything goes through the actions that pages use, so that the log tells of it like of anything else. Each step asks
first whether it was done before.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.files import File
from django.utils import timezone

from yipanqi.web.accounts import actions as accounts
from yipanqi.web.accounts.actions import sessions
from yipanqi.web.accounts.demonstration import LOGINS
from yipanqi.web.accounts.gate import must_change_password
from yipanqi.web.accounts.models import Organisation, User
from yipanqi.web.accounts.roles import (
    COMMUNITY,
    CONTRACTOR,
    DEPARTMENT,
    KINDS,
    LEADING_GROUP,
    OFFICE,
    ROLES,
    SUBDISTRICT,
    SUPERVISOR,
    UTILITY,
)
from yipanqi.web.audit import signing
from yipanqi.web.audit.checkpoints import CannotSign
from yipanqi.web.jobs.models import Job
from yipanqi.web.page.say import Cannot
from yipanqi.web.page.sealed import CannotOpen
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.models import ImportBatch, ProgrammeEntry
from yipanqi.web.programmes.words import APPLIED, READY

from . import actions
from .models import DocumentSet, PlanRun, adopted

PASSWORD = "Board-Demo-2027"
_PATIENCE = 900.0  # seconds for any one job, its waiting included
_NEAR, _GOING_ON = 0.01, 120.0  # a gap below which the example is good enough; seconds in which it is gone on with
_NAMES = {
    LEADING_GROUP: "区老旧小区改造领导小组",
    OFFICE: "区改造办",
    DEPARTMENT: "区水务和湖泊局",
    UTILITY: "供电公司",
    CONTRACTOR: "施工单位（示例）",
    SUPERVISOR: "监理单位（示例）",
}
_CODES = {
    LEADING_GROUP: "leading-group",
    OFFICE: "office",
    DEPARTMENT: "water-affairs",
    UTILITY: "power-company",
}  # as the example's workbook calls these units
_BELOW_THE_OFFICE = (CONTRACTOR, SUPERVISOR)
Tell = Callable[[str, str], None]


class CannotShow(Cannot):
    """There can be no demonstration here; the message tells why."""


@dataclass(frozen=True)
class Login:
    """How somebody of the demonstration comes in at this moment."""

    login: str
    code: str
    seconds: int  # that the code is shown for
    role: tuple[str, str]
    place: str


def check_here() -> None:
    """Raise CannotShow but for development."""
    if not settings.DEBUG:
        raise CannotShow(
            "演示账号的密码和验证码会印在屏幕上，只能用于开发环境：请设 YIPANQI_DEBUG=1；正式环境请用 first_admin",
            "A demonstration prints passwords and codes, so it is for development alone: set YIPANQI_DEBUG=1; "
            "on a server use first_admin",
        )


def prepare(*, workbook: Path, seconds: float, is_again: bool, log: Path, tell: Tell) -> PlanRun:
    """People, the example and an adopted plan with its documents; what is there already is used as it is."""
    check_here()
    _refuse_among_real_people()
    _begin_checkpoints()
    root = Organisation.objects.filter(parent=None, kind=LEADING_GROUP).first() or _place(LEADING_GROUP, None)
    office = _place(OFFICE, root)
    people = {code: _person(code, root if LEADING_GROUP in ROLES[code].kinds else office) for code in _first_roles()}
    tell("人员已建立", "people are there")
    entry = _taken_in(workbook, people["planner"], log)
    tell("示例工作簿已导入", "the example is taken in")
    for code in ROLES:
        if code not in people:
            _person(code, _place_of(code, entry, root, office))
    _bodies(entry, root)
    programmes.link_matches(entry=entry, by=people["planner"], at=timezone.now())
    run = _adopted(entry, people["planner"], people["approver"], seconds, is_again, log)
    tell("方案已编成并由两人采用", "a plan is made, and adopted by two people")
    return run


def copy_documents(*, run: PlanRun, out: Path) -> list[str]:
    """The adopted plan's documents, and the plan itself, in a folder of one's own."""
    made = DocumentSet.objects.get(run=run, lang="zh")
    out.mkdir(parents=True, exist_ok=True)
    for name in made.names:
        shutil.copyfile(actions.place_of(made.folder) / name, out / name)
    if run.folder:  # a plan changed by hand has none
        shutil.rmtree(out / "plan", ignore_errors=True)
        shutil.copytree(actions.place_of(run.folder), out / "plan")
    return list(made.names)


def logins() -> list[Login]:
    """Everybody of the demonstration, with the code of this moment."""
    check_here()
    at, period = int(time.time()), 30
    return [
        Login(
            login=person.login,
            code=totp.format_hotp_value(totp.hotp_value(_secret(person), at // period)),
            seconds=period - at % period,
            role=(ROLES[held.role].zh, ROLES[held.role].en),
            place=held.organisation.name,
        )
        for person in User.objects.filter(login__startswith=LOGINS, is_active=True).order_by("pk")
        for held in person.memberships_held[:1]
    ]


def _refuse_among_real_people() -> None:
    people = User.objects.all()
    if people.exists() and not people.filter(login__startswith=LOGINS).exists():
        raise CannotShow(
            "这个数据库里已有真实人员，不能加入演示账号。请用另一个文件夹：YIPANQI_HOME=var/demo make run",
            "There are people in this database already; demo logins do not go beside them. "
            "Use another folder: YIPANQI_HOME=var/demo make run",
        )


def _begin_checkpoints() -> None:
    """As `first_admin` does on a server."""
    try:
        signing.begin_where_none(at=timezone.now())
    except CannotSign as refusal:
        raise CannotShow(*refusal.args) from None


# People and places


def _first_roles() -> list[str]:
    """The roles that can be given before the example is read: of the leading group and of the office."""
    return [code for code, role in ROLES.items() if role.kinds & {LEADING_GROUP, OFFICE}]


def _place(kind: str, parent: Organisation | None, name: str = "", region: str = "") -> Organisation:
    name = name or _NAMES.get(kind) or f"{KINDS[kind][0]}（示例）"
    known, at = Organisation.objects.filter(parent=parent, name=name).first(), timezone.now()
    code = _CODES.get(kind, "")
    if Organisation.objects.filter(code=code).exists():
        code = ""
    if known is None:
        return accounts.add_organisation(
            name=name, kind=kind, parent=parent, region_id=region, code=code, by=None, at=at
        )
    if code and not known.code:
        accounts.change_organisation(organisation=known, code=code, by=None, at=at)
    return known


def _place_of(code: str, entry: ProgrammeEntry, root: Organisation, office: Organisation) -> Organisation:
    """Where somebody with this role belongs; subdistrict and community are those of the example's first estate."""
    kind = next(kind for kind in KINDS if kind in ROLES[code].kinds)
    if kind not in (SUBDISTRICT, COMMUNITY):
        return _place(kind, office if kind in _BELOW_THE_OFFICE else root)
    programme = entry.programme()
    estate = next((it for it in programme.estates if it.community), programme.estates[0])
    region = programme.region_by_id[estate.subdistrict]
    street = _place(SUBDISTRICT, root, region.name, region.id)
    if kind == SUBDISTRICT:
        return street
    community = next((it for it in programme.communities if it.id == estate.community), None)
    return _place(COMMUNITY, street, community.name, community.id) if community else _place(COMMUNITY, street)


def _bodies(entry: ProgrammeEntry, root: Organisation) -> None:
    """Every subdistrict and community of the example, so that people can be invited to each."""
    programme = entry.programme()
    streets = {
        region.id: _place(SUBDISTRICT, root, region.name, region.id)
        for region in programme.regions
        if region.level.value == SUBDISTRICT
    }
    for community in programme.communities:
        _place(COMMUNITY, streets[community.subdistrict], community.name, community.id)


def _person(role: str, place: Organisation) -> User:
    """Somebody with this role, this password and a device; a password changed meanwhile is set back."""
    login, at = LOGINS + role.removesuffix("_member"), timezone.now()
    person = User.objects.filter(login=login).first()
    if person is None:
        person = accounts.add_person(login=login, display_name=f"{ROLES[role].zh}（示例）", by=None, at=at)
        accounts.grant(person=person, organisation=place, role=role, by=None, at=at)
    if must_change_password(person) or not person.check_password(PASSWORD):
        sessions.set_password(person=person, password=PASSWORD, by=person, at=at)
    try:
        _secret(person)
    except CannotOpen:  # sealed under another key than today's
        sessions.forget_device(person=person, by=None, at=at)
    except Authenticator.DoesNotExist:
        pass
    else:
        return person
    sessions.recorded_step("person.device_added", person, totp.TOTP.activate, person, totp.generate_totp_secret())
    return person


def _secret(person: User) -> str:
    return decrypt(Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"])


# The example and its plan


def _taken_in(path: Path, by: User, log: Path) -> ProgrammeEntry:
    """The programme of the workbook: dry run, then taken in; the same file is taken in once."""
    known = ImportBatch.objects.filter(file_name=path.name, state=APPLIED, by=by).select_related("entry").first()
    if known:
        return known.entry
    with path.open("rb") as file:
        batch = programmes.upload(entry=None, file=File(file, path.name), by=by, at=timezone.now())
    worked("programmes.read", batch.pk, log)
    batch.refresh_from_db()
    if batch.state == READY:
        programmes.confirm(batch=batch, by=by, at=timezone.now())
        worked("programmes.apply", batch.pk, log)
    batch = ImportBatch.objects.select_related("entry").get(pk=batch.pk)
    if batch.state != APPLIED:
        errors = [it for it in batch.findings if it["gravity"] == "error"][:3] or [{"zh": "", "en": ""}]
        raise CannotShow(
            f"示例工作簿没有导入：{'；'.join(it['zh'] for it in errors)}",
            f"The example was not taken in: {'; '.join(it['en'] for it in errors)}",
        )
    return batch.entry


def _adopted(
    entry: ProgrammeEntry, planner: User, approver: User, seconds: float, is_again: bool, log: Path
) -> PlanRun:
    """A plan in force, asked for by one and put in force by another; not made again unless asked."""
    in_force = adopted(entry)
    if in_force is None or is_again:
        run = _made(entry, planner, seconds, is_again, log)
        if not run.proposals.waiting().exists():
            actions.propose(run=run, by=planner, at=timezone.now(), note="演示方案")
        actions.adopt(run=run, by=approver, at=timezone.now(), note="演示")
    else:
        run = in_force.run
    actions.file_documents(run=run, lang="zh", by=approver)  # filed by the adoption already: the same job
    worked("plans.documents", run.pk, log)
    return run


def _made(entry: ProgrammeEntry, by: User, seconds: float, is_again: bool, log: Path) -> PlanRun:
    """A plan of the programme: one that an earlier try made or began, else a new one."""
    run = PlanRun.objects.filter(entry=entry, by=by, violation_count=0).select_related("job").first()
    if is_again or run is None or not (run.is_made or run.is_open):
        asked = {"seconds": seconds, "work": None, "seed": 0, "workers": 1, "moves": None, "warm": False}
        number = PlanRun.objects.filter(entry=entry).count() + 1
        name = f"演示方案 {number}"
        run = actions.start(entry=entry, name=name, asked=asked, by=by, at=timezone.now())
    run, until = _searched(run, log), time.monotonic() + _GOING_ON
    while run.gap > _NEAR and time.monotonic() < until:  # a busy machine searches little in its seconds
        run = _searched(actions.go_on(run=run, by=by, at=timezone.now()), log)
    return run


def _searched(run: PlanRun, log: Path) -> PlanRun:
    """The run with its plan."""
    if not run.is_made:
        worked("plans.run", run.pk, log)
        run = PlanRun.objects.get(pk=run.pk)
    if not run.may_be_adopted:
        zh, en = (run.why_not or [["", ""]])[0]
        raise CannotShow(f"没有编成方案：{zh}", f"No plan was made: {en}")
    return run


def worked(kind: str, subject: int, log: Path) -> None:
    """Let a worker, in a process of its own, do the job; a job that another process left behind is waited for."""
    jobs = Job.objects.filter(kind=kind, subject_id=str(subject)).order_by("-pk")
    command = [sys.executable, "-m", "yipanqi.web", "worker", "--processes", "1", "--once"]
    until = time.monotonic() + _PATIENCE
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as said:
        while (job := jobs[0]).is_open and time.monotonic() < until:
            subprocess.run(command, stdout=said, stderr=said, check=True)
            time.sleep(0.2)
    if job.state != "done":
        raise CannotShow(
            f"“{job.title}”没有完成：{job.error[0] or job.state}（日志 {log}）",
            f"The job “{kind}” did not end well: {job.error[1] or job.state} (log {log})",
        )
