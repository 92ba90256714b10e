"""What is looked at: every route of the tables that the tests of the routes walk, with the objects of the filled home.

A route that answers GET and takes arguments, or leads to a file, must stand here: `missing` names those that do not.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from web.district import PASSWORD
from web.routes import Row

from looking.urls import MISHAPS
from yipanqi.domain.disclosure.duty import Matter
from yipanqi.domain.supervision.period import PeriodKind, containing
from yipanqi.web.accounts.models import Organisation, PeopleImport, User
from yipanqi.web.delivery.models import (
    Acceptance,
    ChangeRequest,
    ChecklistVersion,
    ContractImport,
    ContractRow,
    DeliveryTask,
    DigPlan,
    Handover,
    TaskImport,
)
from yipanqi.web.disclosure.duties import duties_of
from yipanqi.web.disclosure.models import PublicationVersion
from yipanqi.web.jobs.models import Job
from yipanqi.web.page.today import today
from yipanqi.web.plans import by_hand
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study
from yipanqi.web.plans.views.frame import PARTS
from yipanqi.web.programmes.models import EstateRow, ImportBatch, ProgrammeEntry, Record
from yipanqi.web.progress.models import TaskReport
from yipanqi.web.supervision.models import (
    AssessedUnit,
    AssessedValue,
    Assessment,
    AssessmentScheme,
    Bulletin,
    ClosedPeriod,
    ExperienceCase,
    Meeting,
    MeetingItem,
    Order,
)
from yipanqi.workbook.columns import SHEETS

TESTS = Path(__file__).resolve().parents[2] / "tests" / "web"
Address = tuple[str, list[Any], str]  # what it is called, the arguments of the route, the question


def _entry() -> ProgrammeEntry:
    return ProgrammeEntry.objects.get()


def _run(name: str = "三年行动计划方案") -> PlanRun:
    return PlanRun.objects.get(name__startswith=name)


def _uid(name: str = "三年行动计划方案") -> list[Any]:
    return [_run(name).uid]


def _estate(is_planned: bool = True) -> EstateRow:
    """The one with photos; or one that the plan leaves out."""
    starts = study(_run()).plan.starts
    rows = EstateRow.objects.filter(entry=_entry()).order_by("pk")
    mine = [row for row in rows if row.subdistrict == "xinhua"] if is_planned else list(rows)
    return next((row for row in mine if (row.estate in starts) == is_planned), mine[0])


def _person(login: str) -> list[Any]:
    return [User.objects.get(login=login).uid]


def _place(name: str) -> list[Any]:
    return [Organisation.objects.get(name__startswith=name).pk]


def _compared(*names: str) -> str:
    return "&".join(f"run={_run(name).uid}" for name in names)


def _edit() -> str:
    """A change by hand that is judged."""
    found = study(_run())
    estate = next(iter(found.plan.starts))
    edit = by_hand.asked_of(found, estate, "", {})
    return f"estate={estate}&edit={edit.text}"


def _first(kind: Any) -> list[int]:
    return list(kind.objects.order_by("pk").values_list("pk", flat=True)[:1])


def _first_of_each(kind: Any) -> dict[str, int]:
    """State → the first that stands so."""
    return {it.state: it.pk for it in kind.objects.order_by("-pk")}


def _versions() -> dict[str, PublicationVersion]:
    """State → the first version that stands so."""
    rows = PublicationVersion.objects.select_related("publication").order_by("-pk")
    return {it.state: it for it in rows}


def _version(it: PublicationVersion) -> list[Any]:
    """What addresses name of a version."""
    return [it.publication.uid, it.number]


def _duties() -> list[Matter]:
    """Something due of each state that it can have."""
    entry = ProgrammeEntry.objects.order_by("pk").last()
    found = duties_of(entry, today()).matters if entry is not None else []
    return list({it.status: it for it in found}.values())


# route → what is looked at there
KNOWN: dict[str, Callable[[], list[Address]]] = {
    "home": lambda: [
        ("home", [], ""),
        ("home-needs", [], "mode=needs"),
        ("home-plan", [], "mode=plan"),
        ("home-quarter", [], "quarter=2028Q1"),
        ("home-difference", [], f"mode=difference&against={_run('首年资金减两成').uid}"),
    ],
    "accounts:invitation": lambda: [
        ("invitation", [(Path(settings.HOME) / "invitation").read_text("utf-8")], ""),
        ("invitation-gone", ["no-such-invitation"], ""),
    ],
    "accounts:person": lambda: [("person", _person("community"), "")],
    "accounts:edit_person": lambda: [("edit-person", _person("community"), "")],
    "accounts:leave": lambda: [("leave", _person("community"), "")],
    "accounts:organisation": lambda: [("organisation", _place("新华街道"), "")],
    "accounts:edit_organisation": lambda: [("edit-organisation", _place("新华街道"), "")],
    "accounts:move_organisation": lambda: [("move-organisation", _place("登月社区"), "")],
    "accounts:import": lambda: [
        (f"people-import-{name}", [PeopleImport.objects.get(file_name=file).pk], "")
        for name, file in (("wrong", "人员（有误）.csv"), ("ready", "新增人员.csv"), ("done", "首批人员.csv"))
    ],
    "audit:history": lambda: [("history", ["accounts.organisation", *_place("新华街道")], "")],
    "jobs:job": lambda: [
        ("job", [Job.objects.filter(kind="plans.run", state="done").earliest("pk").pk], ""),
        ("job-waiting", [Job.objects.filter(state="queued").latest("pk").pk], ""),
    ],
    "plans:compare": lambda: [
        ("compare", [], _compared("三年行动计划方案", "首年资金减两成")),
        ("compare-three", [], _compared("三年行动计划方案", "首年资金减两成", "队伍增两成")),
        ("compare-none", [], ""),
    ],
    "plans:new": lambda: [("new-plan", [], ""), ("what-if", [], f"from={_run().uid}")],
    "plans:run": lambda: [
        ("plan", _uid(), ""),
        ("plan-proposed", _uid("队伍增两成"), ""),
        ("plan-declined", _uid("首年资金减两成"), ""),
        ("plan-by-hand", _uid("提前两个小区"), ""),
        ("plan-impossible", _uid("街道停工仍须列入"), ""),
        ("plan-waiting", _uid("等待中的方案"), ""),
    ],
    "plans:part": lambda: [
        *((f"plan-{part}", [*_uid(), part], "") for part in PARTS),
        ("plan-why-one", [*_uid(), "why"], f"estate={_estate(False).estate}"),
    ],
    "plans:hand": lambda: [
        ("by-hand", _uid(), ""),
        ("by-hand-changed", _uid(), _edit()),
    ],
    "plans:propose": lambda: [("propose", _uid("首年资金减两成"), "")],
    "plans:decline": lambda: [("decline", _uid("队伍增两成"), "")],
    "plans:adopt": lambda: [("adopt", _uid("队伍增两成"), "")],
    "estates:registry": lambda: [
        ("estates", [], ""),
        ("estates-none", [], "q=nosuchestate"),
    ],
    "estates:estate": lambda: [
        ("estate", [_estate().record_id], ""),
        ("estate-not-planned", [_estate(False).record_id], ""),
    ],
    "programmes:programme": lambda: [("programme", [_entry().pk], "")],
    "programmes:units": lambda: [("units", [_entry().pk], "")],
    "programmes:lacks": lambda: [("lacks", [_entry().pk], "")],
    "programmes:removed": lambda: [("removed", [_entry().pk], "")],
    "programmes:mapping": lambda: [("mapping", [ImportBatch.objects.get(file_name__startswith="街道台账").uid], "")],
    "programmes:sheet": lambda: [
        (f"sheet-{sheet.key}", [_entry().pk, sheet.key], "") for sheet in SHEETS if not sheet.upright
    ],
    "programmes:add": lambda: [(f"add-{key}", [_entry().pk, key], "") for key in ("estates", "survey", "funds")],
    "programmes:record": lambda: [
        (f"record-{key}", [Record.objects.active().filter(sheet=key).order_by("pk")[0].pk], "")
        for key in ("programme", "estates", "survey", "funds")
    ],
    "programmes:import": lambda: [
        (f"import-{'own-' if batch.own else ''}{batch.state}", [batch.uid], "")
        for batch in ImportBatch.objects.order_by("pk")
    ],
    "delivery:acceptance-new": lambda: [
        ("acceptance-new", [], f"estate={estate}")
        for estate in DeliveryTask.objects.filter(kind="work", state="reported", acceptance_works=None)
        .values_list("estate", flat=True)
        .order_by("place")[:1]
    ],
    "delivery:acceptance": lambda: [("acceptance", [it.pk], "") for it in Acceptance.objects.all()[:1]],
    "delivery:acceptance-judge": lambda: [
        ("acceptance-judge", [it.pk, "office"], "") for it in Acceptance.objects.filter(state="on_site")[:1]
    ],
    "delivery:acceptance-paper": lambda: [
        ("acceptance-paper", [it.pk, "residents"], "") for it in Acceptance.objects.filter(state="on_site")[:1]
    ],
    "delivery:handover": lambda: [("handover", [it.pk], "") for it in Handover.objects.all()[:1]],
    "delivery:task": lambda: [("task", [it.pk], "") for it in DeliveryTask.objects.filter(is_leaf=True)[:1]],
    "delivery:change-new": lambda: [
        ("change-new", [it.pk, "dates"], "") for it in DeliveryTask.objects.filter(is_leaf=True)[:1]
    ],
    "delivery:change": lambda: [("change", [it.pk], "") for it in ChangeRequest.objects.all()[:1]],
    "delivery:rule": lambda: [("rule", ["change.limits"], "")],
    "delivery:gantt": lambda: [("gantt", [], ""), ("gantt-works", [], "level=work&scale=month")],
    "delivery:matrix": lambda: [("matrix", [], ""), ("matrix-measures", [], "by=measure")],
    "delivery:unit": lambda: [
        ("unit", [pk], "")
        for pk in DeliveryTask.objects.filter(responsible__isnull=False).values_list("responsible_id", flat=True)[:1]
    ],
    "delivery:estate": lambda: [
        ("estate-tasks", [code], "") for code in DeliveryTask.objects.values_list("estate", flat=True)[:1]
    ],
    "delivery:import": lambda: [("task-import", [it.pk], "") for it in TaskImport.objects.all()[:1]],
    "delivery:checklist": lambda: [("checklist", [it.pk], "") for it in ChecklistVersion.objects.all()[:1]],
}
KNOWN |= {
    "progress:replan-moves": lambda: [("replan-moves", [run.uid], "") for run in PlanRun.objects.made()[:1]],
}
KNOWN |= {  # of delivery's ledger and digs as many as there are
    "delivery:contract": lambda: [("contract", [pk], "") for pk in _first(ContractRow)],
    "delivery:contract-edit": lambda: [("contract-edit", [pk], "") for pk in _first(ContractRow)],
    "delivery:contract-import": lambda: [("contract-import", [pk], "") for pk in _first(ContractImport)],
    "delivery:dig-plan": lambda: [("dig-plan", [pk], "") for pk in _first(DigPlan)],
}
KNOWN |= {  # of progress
    "progress:forecast-estate": lambda: [
        ("forecast-estate", [it.estate], "") for it in DeliveryTask.objects.filter(kind="work")[:1]
    ],
    "progress:lights": lambda: [("lights", [], ""), ("lights-unit", [], "by=unit&colour=yellow")],
    "progress:light-rules": lambda: [("light-rules", [], ""), ("light-rules-trial", [], "preset=forecast")],
    "progress:index": lambda: [("progress", [], ""), ("progress-returned", [], "state=returned")],
    "progress:report-new": lambda: [
        ("report-new", [pk], "")
        for pk in DeliveryTask.objects.filter(kind="work", state="under_way").values_list("pk", flat=True)[:1]
    ],
    "progress:estate": lambda: [
        ("report-estate", [it.task.estate], "") for it in TaskReport.objects.filter(state="sent")[:1]
    ],
    "progress:report": lambda: [
        (f"report-{state}", [it.pk], "")
        for state in ("sent", "confirmed", "returned")
        for it in TaskReport.objects.filter(state=state).order_by("-version", "-month")[:1]
    ],
}
KNOWN |= {  # of orders
    "supervision:index": lambda: [("orders", [], ""), ("orders-all", [], "state=all&sort=number")],
    "supervision:order-new": lambda: [("order-new", [], "")],
    "supervision:order": lambda: [
        *((f"order-{state}", [pk], "") for state, pk in _first_of_each(Order).items()),
        *(("order-urged", [it.pk], "") for it in Order.objects.exclude(steps=None).order_by("pk")[:1]),
    ],
    "supervision:order-edit": lambda: [("order-edit", [_first_of_each(Order)["drafted"]], "")],
}
KNOWN |= {  # of meetings and cases
    **{
        f"supervision:{name}": lambda name=name: [
            (name, [it.pk], "") for it in Meeting.objects.filter(state="held")[:1]
        ]
        for name in ("meeting-edit", "meeting-agenda")
    },
    "supervision:meeting": lambda: [(f"meeting-{it.state}", [it.pk], "") for it in Meeting.objects.all()],
    "supervision:meeting-item": lambda: [
        (f"meeting-item-{standing}", [pk], "")
        for standing, pk in {it.standing: it.pk for it in MeetingItem.objects.told().order_by("pk")}.items()
    ],
    "supervision:meeting-item-edit": lambda: [
        ("meeting-item-edit", [it.pk], "") for it in MeetingItem.objects.filter(meeting__state="held")[:1]
    ],
    "supervision:case": lambda: [(f"case-{it.state}", [it.pk], "") for it in ExperienceCase.objects.all()],
    "supervision:case-edit": lambda: [
        ("case-edit", [it.pk], "") for it in ExperienceCase.objects.filter(state="proposed")
    ],
}
KNOWN |= {  # of assessments
    "supervision:assessment": lambda: [(f"assessment-{it.state}", [it.pk], "") for it in Assessment.objects.all()],
    "supervision:assessment-unit": lambda: [
        ("assessment-unit", [it.assessment_id, it.pk], "")
        for it in AssessedUnit.objects.filter(assessment__state="drafted").order_by("pk")[:1]
    ],
    "supervision:assessment-rows": lambda: [
        ("assessment-rows", [it.assessed.assessment_id, it.assessed_id, it.indicator], "")
        for it in AssessedValue.objects.exclude(rows=[]).order_by("pk")[:1]
    ],
    "supervision:assessment-enter": lambda: [
        ("assessment-enter", [it.assessed.assessment_id, it.indicator], "")
        for it in AssessedValue.objects.filter(assessed__assessment__state="drafted", indicator="quality")[:1]
    ],
    "supervision:assessment-scheme": lambda: [("scheme", [it.pk], "") for it in AssessmentScheme.objects.all()[:1]],
    "supervision:assessment-preset": lambda: [("preset", ["jiangxi-2022"], "")],
    "supervision:assessment-scheme-new": lambda: [("scheme-new", [], "preset=subdistrict-quarter")],
}
KNOWN |= {  # of supervision: periods and bulletins
    "supervision:periods": lambda: [("periods", [], ""), ("periods-open", [], "state=open")],
    "supervision:period-close": lambda: [("period-close", [containing(today(), PeriodKind.QUARTER).before.key], "")],
    "supervision:period": lambda: [("period", [pk], "") for pk in _first(ClosedPeriod)],
    "supervision:period-rows": lambda: [
        (f"period-rows-{name}", [pk], query)
        for pk in _first(ClosedPeriod)
        for name, query in (("started", "what=started"), ("lights", "lights="), ("reports", "reports="))
    ],
    "supervision:period-statistics": lambda: [("period-statistics", [pk], "") for pk in _first(ClosedPeriod)],
    "supervision:period-leader": lambda: [("period-leader", [pk], "") for pk in _first(ClosedPeriod)],
    "supervision:bulletin": lambda: [
        (f"bulletin-{it.kind}-{it.state}", [it.pk], "") for it in Bulletin.objects.order_by("pk")
    ],
    "supervision:bulletin-edit": lambda: [
        ("bulletin-edit", [it.pk, "opening"], "") for it in Bulletin.objects.filter(state="drafted")[:1]
    ],
}
KNOWN |= {  # of disclosure
    "disclosure:index": lambda: [("publications", [], ""), ("publications-none", [], "q=nothing")],
    "disclosure:offers": lambda: [("offers", [], "")],
    "disclosure:new": lambda: [("publication-new", [], "")],
    "disclosure:duties": lambda: [("duties", [], ""), ("duties-late", [], "status=late")],
    "disclosure:duty": lambda: [("duty", [it.obligation.code, it.event.key], "") for it in _duties()[:1]],
    "disclosure:lists": lambda: [("lists", [], "")],
    "disclosure:list": lambda: [(f"list-{it}", [it], "") for it in ("roll", "links", "letters")],
    "disclosure:portal": lambda: [("portal", [], "")],
    "disclosure:packages": lambda: [("packages", [], "")],
    "disclosure:settings": lambda: [("disclosure-settings", [], "")],
    "disclosure:version": lambda: [(f"publication-{it.state}", _version(it), "") for it in _versions().values()],
    **{
        f"disclosure:version-{name}": lambda name=name, state=state: [
            (f"publication-{name}", _version(it), "") for it in [_versions().get(state)] if it
        ]
        for name, state in (
            *((it, "drafted") for it in ("text", "record", "reviews")),
            *(("sign", "checked"), ("correct", "published"), ("end", "published"), ("withdraw", "published")),
            ("destroy", "withdrawn"),
        )
    },
    "disclosure:version-cover": lambda: [
        ("publication-cover", [*_version(it), file.pk], "")
        for it in _versions().values()
        if it.state == "drafted"
        for file in it.files.filter(width__gt=0)[:1]
    ],
    "disclosure:version-paragraph": lambda: [
        ("publication-paragraph", [*_version(it), block["key"]], "")
        for it in _versions().values()
        if it.state == "drafted"
        for block in [one for one in it.content.get("blocks", []) if one["is"] == "paragraph"][:1]
    ],
}
FILES = {  # downloads: whether they are right is tested where they are made
    "audit:export", "audit:export-lines", "accounts:import_template", "estates:board-export", "estates:registry-export",
    "estates:map-export", "programmes:export", "programmes:template", "programmes:import-file", "programmes:photo",
    "programmes:mapping-file", "programmes:mapping-kept", "plans:document", "mfa_download_recovery_codes",
    "supervision:period-book", "supervision:period-leader-word", "supervision:bulletin-word",
    "delivery:contract-template", "delivery:contract-file", "delivery:paper-file",
    "delivery:acceptance-photo", "delivery:acceptance-file", "delivery:handover-file", "delivery:checklist-file",
    "delivery:export-tasks", "delivery:export-duties", "delivery:export-project", "delivery:feed",
    "progress:photo", "progress:worker", "supervision:ladder-letter", "supervision:order-letter",
    "supervision:order-file", "supervision:meeting-file", "supervision:meeting-minutes",
    "supervision:assessment-file", "supervision:assessment-scheme-template",
    "disclosure:file", "disclosure:portal-template", "disclosure:list-template",
    "disclosure:package", "disclosure:package-file", "disclosure:package-key", "disclosure:version-preview",
    "disclosure:public", "disclosure:public-page", "disclosure:public-search",
    "disclosure:public-search-en",
}  # fmt: skip
ELSEWHERE = {  # answered without a page of its own
    "health": "for machines",
    "progress:queue": "for a phone's script",
    "progress:queue-receipt": "for a phone's script",
    "progress:queue-report": "for a phone's script",
    "progress:queue-photo": "for a phone's script",
    "mfa_index": "leads to one's settings",
    "disclosure:publication": "leads to a version",
    "mfa_authenticate": "only between password and code: among the answers to forms",
}
WHO = {  # where not the office, or not the first that the table lets in
    "account_login": "", "accounts:reset": "", "accounts:invitation": "", "mfa_activate_totp": "newcomer",
    "mfa_reauthenticate": "office-half", "accounts:import": "importer",
    "plans:adopt": "approver", "plans:decline": "approver",
    "disclosure:version-sign": "approver", "disclosure:version-end": "approver",
    "disclosure:version-withdraw": "approver", "disclosure:version-destroy": "approver",
}  # fmt: skip
STATUS = {"invitation-gone": 410}
_KINDS = {"district": "leader"}  # a kind of person in the tables → the login name here
_IN_ENGLISH = {"office", "leader", "approver", "system_admin", "audit_admin", "subdistrict", "newcomer", "office-half"}


def known() -> dict[str, Any]:
    """Every page with who looks at it, and the routes that nothing here knows how to look at."""
    pages, missing = [], []
    for row in rows():
        if row.get == 405 or row.name in FILES or row.name in ELSEWHERE:
            continue
        if row.name not in KNOWN and row.args is not Row.args:
            missing.append(row.name)
            continue
        default = [(row.name.replace(":", "-").replace("_", "-"), [], "")]
        for name, args, query in KNOWN[row.name]() if row.name in KNOWN else default:
            path = reverse(row.name, args=args) + (f"?{query}" if query else "")
            page = {"route": row.name, "name": name, "path": path, "who": _who(row)}
            pages.append({**page, "status": STATUS.get(name, 200)})
    return {"pages": [*pages, *_beside()], "missing": missing, "in_english": sorted(_IN_ENGLISH)}


def _beside() -> list[dict[str, Any]]:
    """What no row of the tables leads to: the first page of others, refusals, mishaps, and what a form answers."""
    log = reverse("audit:log")
    refused = [
        {"route": "404", "name": "not-found", "path": "/no-such-page/", "who": "office", "status": 404},
        {"route": "403", "name": "forbidden", "path": log, "who": "office", "status": 403},
    ]
    first = [
        {"route": "home", "name": f"home-{who.replace('_', '-')}", "path": "/", "who": who, "status": 200}
        for who in ("contractor", "system_admin", "audit_admin")
    ]
    lost = {"route": "audit:log", "name": "audit-log-without-key", "path": reverse("look-log-without-key")}
    first.append(lost | {"who": "audit_admin", "status": 200})
    first.append({"route": "home", "name": "home-empty", "path": reverse("look-empty"), "who": "office", "status": 200})
    mishaps = [
        {"route": str(status), "name": name, "path": reverse(f"look-{name}"), "who": "", "status": status}
        for name, (status, _) in MISHAPS.items()
    ]
    return [*refused, *first, *_supervised(), *_answers(), *mishaps]


def _supervised() -> list[dict[str, Any]]:
    """Orders and assessments as those see them who answer, check, appeal and decide."""
    own = AssessedUnit.objects.filter(unit__name__startswith="新华街道")
    of_state = {it.assessment.state: it for it in own.select_related("assessment")}
    orders = {state: Order(pk=pk) for state, pk in _first_of_each(Order).items()}
    seen = [
        ("supervision:assessment-unit", "assessment-unit-appeals", "subdistrict", of_state["appeals"]),
        ("supervision:assessment-unit", "assessment-unit-final", "subdistrict", of_state["final"]),
        ("supervision:assessment-unit", "assessment-unit-decide", "leader", of_state["appeals"]),
        ("supervision:assessment", "assessment-own", "subdistrict", of_state["final"].assessment),
        ("supervision:assessment", "assessment-leader", "leader", of_state["appeals"].assessment),
        *(("supervision:order", f"order-{key}-lead", "subdistrict", orders[key]) for key in ("issued", "signed")),
        *(("supervision:order", f"order-{key}-check", "department", orders[key]) for key in ("replied", "checking")),
    ]
    keys = ("route", "name", "who", "path", "status")
    return [dict(zip(keys, (*it[:3], it[3].get_absolute_url(), 200), strict=True)) for it in seen]


def _answers() -> list[dict[str, Any]]:
    """Pages that only a form leads to: where it stands, what is written there, and the button that is pressed."""
    wansong, row = _person("wansong"), Record.objects.active().filter(sheet="estates").order_by("pk")[0]
    taken_in = [PeopleImport.objects.get(file_name="首批人员.csv").pk]
    code, phone = reverse("accounts:code", args=wansong), reverse("accounts:phone", args=wansong)
    codes = reverse("accounts:import_codes", args=taken_in)
    person = reverse("accounts:person", args=wansong)
    stale = {".row-form [name=revision]": "1", "[name=stairwells]": "32", "[name=reason]": "2027-03"}
    login = {"#id_login": "office", "#id_password": PASSWORD}
    answers = [  # route, name, who, status, where, what is written, which button
        ("accounts:code", "one-time-code", "system_admin", 200, person, {}, f"form[action='{code}'] button"),
        ("accounts:import_codes", "import-codes", "importer", 200, reverse("accounts:import", args=taken_in), {},
         f"form[action='{codes}'] button"),
        ("accounts:phone", "phone", "office", 200, person, {f"form[action='{phone}'] [name=purpose]": "2027-03"},
         f"form[action='{phone}'] button"),
        ("programmes:record", "conflict", "office", 409, row.get_absolute_url(), stale, ".row-form .primary"),
        ("mfa_authenticate", "login-code", "", 200, reverse("account_login"), login, ".primary"),
    ]  # fmt: skip
    keys = ("route", "name", "who", "status", "path", "filled", "press")
    return [dict(zip(keys, answer, strict=True)) for answer in answers]


def rows() -> list[Row]:
    """The rows of every table of routes."""
    return [row for file in sorted(TESTS.glob("routes*.py")) for row in import_module(f"web.{file.stem}").ROWS]


def _who(row: Row) -> str:
    if row.name in WHO:
        return WHO[row.name]
    kind = "office" if "office" in row.who or not row.who else row.who[0]
    return _KINDS.get(kind, kind)
