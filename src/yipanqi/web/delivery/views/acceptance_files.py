"""Acceptance as papers, and its checklists as Excel: template, export, import with a dry run."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.documents.delivery import write_certificate, write_letter, write_signing_list
from yipanqi.domain.delivery.checklist import Checklist, in_force
from yipanqi.domain.finding import Finding, Gravity
from yipanqi.domain.sentences import sentence
from yipanqi.web.page.answer import XLSX, done, download
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.workbook import CannotRead
from yipanqi.workbook.checklists import Names, measure_names, read_checklist, write_checklist
from yipanqi.workbook.opening import ENDINGS

from ..acceptance_forms import ChecklistForm
from ..acceptance_papers import acceptance_facts
from ..actions import acceptance as actions
from ..models import ChecklistVersion, DeliveryTask, checklists_of
from ..models.acceptance import source_said
from .acceptance import acceptance_here
from .frame import entry_here, page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST = 5_000_000  # bytes of a file of checklists
_SHOWN = 200  # findings of a dry run
_PAPERS: dict[str, tuple[Callable[..., Path], tuple[str, str]]] = {
    "certificate": (write_certificate, ("联合验收意见书", "certificate of acceptance")),
    "letter": (write_letter, ("整改通知书", "notice to put right")),
    "list": (write_signing_list, ("联合验收查验表", "lists to be signed")),
}


def as_word(write: Callable[..., Path], facts: Any, name: str) -> HttpResponse:
    """A paper as a Word file to keep, in the reader's language."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(facts, Path(folder) / "paper.docx", language())
        return download(path.read_bytes(), f"{name}.docx", DOCX)


@require_safe
@permission_required("delivery.view")
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Certificate, letter or lists of an acceptance."""
    found = acceptance_here(request, pk)
    if kind not in _PAPERS or (kind == "letter" and not found.rectifications.exists()):
        raise Http404
    write, names = _PAPERS[kind]
    return as_word(write, acceptance_facts(found), f"{found.estate_name}{say('', ' ')}{say(*names)}")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.view")
def checklists(request: HttpRequest) -> HttpResponse:
    """The checklists in force, their versions, and the dry run of a file."""
    entry = entry_here(request)
    if request.method == "POST":
        return _read(request, entry)
    return _checklists_page(request, entry, ChecklistForm())


@require_safe
@permission_required("delivery.view")
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """A version: put in force, or read and waiting to be."""
    version = _version(request, pk)
    values = {
        "version": version,
        "groups": _grouped(version.told, names_in(version.entry)),
        "warnings": [(cell, say(zh, en)) for zh, en, cell in version.warnings],
    }
    return page(request, "checklist.html", version.entry, **values)


@require_POST
@permission_required("delivery.manage")
def checklist_in_force(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a version in force."""
    version = _version(request, pk)
    deed = partial(actions.put_in_force, version=version, by=request.user, at=timezone.now(), day=today())
    return done(
        request, deed, say("已启用；已开始的验收仍用原版本", "In force; acceptances begun keep theirs"), back=version
    )


@require_safe
@permission_required("delivery.view")
def checklist_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The checklists in force as Excel, to be changed; or an empty template."""
    entry = entry_here(request)
    if kind not in ("export", "template"):
        raise Http404
    chosen = None if kind == "template" else _counting(entry)
    with tempfile.TemporaryDirectory() as folder:
        path = write_checklist(Path(folder) / "checklists.xlsx", chosen, language(), names_in(entry))
        return download(path.read_bytes(), say("验收清单.xlsx", "checklists.xlsx"), XLSX)


def names_in(entry: ProgrammeEntry | None) -> Names:
    """The measures of the catalogue, and those that the tasks of a programme add."""
    own = DeliveryTask.objects.filter(entry=entry).exclude(measure="").values_list("measure", "name", "name_en")
    return measure_names() | {measure: (name, name_en) for measure, name, name_en in own.order_by().distinct()}


def _counting(entry: ProgrammeEntry | None) -> Checklist:
    return in_force(checklists_of(entry), today())


def _version(request: HttpRequest, pk: int) -> ChecklistVersion:
    rows = ChecklistVersion.objects.filter(entry=entry_here(request))
    return get_object_or_404(rows.select_related("entry", "by", "in_force_by"), pk=pk)


def _read(request: HttpRequest, entry: ProgrammeEntry | None) -> HttpResponse:
    """The dry run: what is wrong is told by its cell; what is right is kept and waits to be put in force."""
    form = ChecklistForm(request.POST, request.FILES)
    if entry is None or not request.user.has_perm("delivery.manage"):
        raise Http404
    if not form.is_valid():
        return _checklists_page(request, entry, form, 422)
    sent = form.cleaned_data["file"]
    if sent.size > LARGEST:
        form.add_error("file", say("文件超过 5 MB", "The file is larger than 5 MB"))
        return _checklists_page(request, entry, form, 422)
    try:
        found = _of_file(sent, entry)
    except CannotRead as refusal:
        form.add_error("file", str(refusal))
        return _checklists_page(request, entry, form, 422)
    if not found.is_usable or found.effect_date is None:
        return _checklists_page(request, entry, form, 422, found.findings)
    made = actions.keep_checklist(
        entry=entry,
        checklist=Checklist(number=0, source=found.source, effect_date=found.effect_date, items=found.items),
        warnings=[
            [*(sentence(it.code, it.values, lang) for lang in ("zh", "en")), it.place.cell] for it in found.findings
        ],
        file_name=sent.name,
        by=request.user,
        at=timezone.now(),
    )
    return redirect(made)


def _of_file(sent: Any, entry: ProgrammeEntry) -> Any:
    suffix = Path(sent.name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"checklists{suffix if suffix in ENDINGS else '.xlsx'}"
        path.write_bytes(sent.read())
        return read_checklist(path, names=names_in(entry))


def _checklists_page(
    request: HttpRequest,
    entry: ProgrammeEntry | None,
    form: ChecklistForm,
    status: int = 200,
    findings: tuple[Finding, ...] = (),
) -> HttpResponse:
    counting = _counting(entry)
    values = {
        "form": form,
        "findings": [_told(it) for it in findings[:_SHOWN]],
        "more": max(0, len(findings) - _SHOWN),
        "counting": counting,
        "source": source_said(counting.source),
        "groups": _grouped(counting, names_in(entry)),
        "versions": ChecklistVersion.objects.filter(entry=entry).select_related("by").order_by("-pk")[:30],
        "status": status,
    }
    return page(request, "checklists.html", entry, **values)


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "cell": finding.place.cell,
        "text": sentence(finding.code, finding.values, language()),
        "is_error": finding.gravity is Gravity.ERROR,
    }


def _grouped(checklist: Checklist, names: Names) -> list[tuple[str, list[dict[str, Any]]]]:
    """The items under their measures, in the reader's language."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for it in checklist.items:
        what, how, limit = it.said(language())
        groups.setdefault(it.measure, []).append(
            {
                "what": what,
                "how": how,
                "limit": limit,
                "photo": it.needs_photo,
                "parties": say("、", ", ").join(say(*party.names) for party in it.parties),
                "basis": it.basis,
            }
        )
    return [(say(*names.get(measure, (measure, measure))), rows) for measure, rows in groups.items()]
