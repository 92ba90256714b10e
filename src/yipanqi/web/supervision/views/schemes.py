"""Schemes of assessment: those in force, those that ship, one of them, a copy to be changed and adopted from a day."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yipanqi.domain.supervision.scheme import Scheme
from yipanqi.domain.supervision.scheme_changes import changes_told
from yipanqi.domain.supervision.scheme_stored import NoScheme, scheme_of, stored
from yipanqi.domain.supervision.scheme_told import plain
from yipanqi.domain.supervision.schemes_shipped import PRESETS
from yipanqi.web.accounts.roles import KINDS
from yipanqi.web.delivery.actions.taking import taken
from yipanqi.web.page.answer import XLSX, download
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import listed, say
from yipanqi.web.page.tables import Table, text
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .. import scheme_files
from ..actions import schemes as actions
from ..assess_shown import grades_said, scheme_lines
from ..models import AssessmentScheme
from ..scheme_forms import MOST, SchemeFileForm, SchemeForm
from .assessments import exported, form_page, in_force
from .frame import entry_here, page


@require_safe
@permission_required("supervision.view")
def schemes(request: HttpRequest) -> HttpResponse:
    """The versions that the district adopted, and the schemes that ship."""
    entry, day = entry_here(request), today()
    own = list(AssessmentScheme.objects.filter(entry=entry).select_related("by"))
    now = {it.pk for it in in_force(entry, day)}
    told = [(it, _brief(it.told), it.pk in now, it.since > day) for it in own]
    if kind := file_asked(request.GET):
        return exported(request, _list(told), kind, "schemes", entry)
    return page(
        request,
        "assessment_schemes.html",
        entry,
        own=told,
        presets=[(it, _brief(it)) for it in PRESETS.values()],
        may_adopt=entry is not None and request.user.has_perm("supervision.score"),
    )


def _list(told: list[Any]) -> Table:
    heads = (("办法", "Scheme"), ("适用", "For"), ("周期", "Cycle"), ("生效日期", "From"), ("依据", "Source"))
    rows = [
        [
            text(brief["name"]),
            text(brief["kinds"]),
            text(brief["cycle"]),
            text(it.since.isoformat()),
            text(it.source),
        ]
        for it, brief, _, _ in told
    ]
    return Table(title=say("考核办法", "Schemes"), columns=[(say(*it), False) for it in heads], rows=rows)


def _brief(scheme: Scheme) -> dict[str, Any]:
    return {
        "name": say(*scheme.names),
        "cycle": say(*scheme.cycle.names),
        "kinds": listed(say(*KINDS[it]) for it in scheme.kinds),
        "count": len(scheme.indicators),
        "source": say(*scheme.source),
    }


@require_safe
@permission_required("supervision.view")
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """A version that the district adopted."""
    entry = entry_here(request)
    found = get_object_or_404(AssessmentScheme.objects.filter(entry=entry).select_related("by"), pk=pk)
    return _one(request, found.told, found)


@require_safe
@permission_required("supervision.view")
def preset(request: HttpRequest, key: str) -> HttpResponse:
    """A scheme that ships."""
    if key not in PRESETS:
        raise Http404
    return _one(request, PRESETS[key], None)


def _one(request: HttpRequest, told: Scheme, found: AssessmentScheme | None) -> HttpResponse:
    if request.GET.get("as") == "json":
        data = json.dumps(stored(told), ensure_ascii=False, indent=1).encode()
        return download(data, f"{told.key}.json", "application/json")
    if kind := file_asked(request.GET):
        if kind == "xlsx":  # whole, to be changed and read again
            return _book(request, told)
        return exported(request, _table(told), kind, f"scheme-{told.key}", entry_here(request))
    return page(
        request,
        "assessment_scheme.html",
        entry_here(request),
        scheme=told,
        found=found,
        brief=_brief(told),
        lines=scheme_lines(told),
        grades=grades_said(told),
        full=plain(told.full),
        note=say(*told.note),
        barring=listed(say(*names) for _, names in told.barring),
        copy=f"from={found.pk}" if found else f"preset={told.key}",
        may_adopt=request.user.has_perm("supervision.score"),
        is_usable=found is not None and found.since <= today(),
    )


def _book(request: HttpRequest, told: Scheme | None) -> HttpResponse:
    if not request.user.has_perm("programmes.export"):
        raise NotPermitted("programmes.export")
    name = f"scheme-{told.key}.xlsx" if told else say("考核办法模板.xlsx", "scheme-template.xlsx")
    taken(entry=entry_here(request), file=name, by=request.user, at=timezone.now())
    return download(scheme_files.as_book(told), name, XLSX)


@require_safe
@permission_required("supervision.score")
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook, for a scheme of one's own."""
    return _book(request, None)


def _table(told: Scheme) -> Table:
    columns = [
        (say("分组", "Group"), False),
        (say("指标", "Indicator"), False),
        (say("分值", "Points"), False),
        (say("计分方法", "How it counts"), False),
        (say("数据来源", "Source"), False),
        (say("没有此类任务", "No such task"), False),
        (say("依据材料", "Evidence"), False),
    ]
    rows = [
        [
            text(it.group),
            text(it.name),
            text(it.weight),
            text(it.formula),
            text(it.source),
            text(it.absent),
            text(it.evidence),
        ]
        for it in scheme_lines(told)
    ]
    return Table(title=say(*told.names), columns=columns, rows=rows)


@form_page
@permission_required("supervision.score")
def new(request: HttpRequest) -> HttpResponse:
    """A copy of a scheme, changed here or as a file, to be adopted from a day."""
    entry, base = entry_here(request), _base(request)
    if base is None or entry is None:
        return redirect("supervision:assessment-schemes")
    if "reads_file" in request.POST:
        return _looked(request, entry, base)
    told = _carried(request) or base
    form = SchemeForm(request.POST or None, base=told, day=today())
    if request.method != "POST" or not form.is_valid():
        return _new_page(request, entry, base, form, status=422 if form.is_bound else 200)
    about = {"source": form.cleaned_data["source"], "since": form.cleaned_data["since"]}
    try:
        found = actions.adopt_scheme(
            entry=entry, value=form.value, by=request.user, at=timezone.now(), day=today(), **about
        )
    except actions.CannotAdopt as refusal:
        form.add_error(None, str(refusal))
        return _new_page(request, entry, base, form, status=422)
    messages.success(request, say("办法已采用", "The scheme is adopted"))
    return redirect(found)


def _looked(request: HttpRequest, entry: ProgrammeEntry, base: Scheme) -> HttpResponse:
    """The dry run of a file: what is wrong is told by its place; what is right fills in the form; nothing is kept."""
    sent = SchemeFileForm(request.POST, request.FILES)
    if not sent.is_valid():
        return _new_page(request, entry, base, SchemeForm(None, base=base, day=today()), file=sent, status=422)
    read = scheme_files.read(sent.cleaned_data["file"])
    source = str(request.POST.get("source", "")).strip()[:300]
    told = read.scheme or base
    form = SchemeForm(None, base=told, day=today(), is_read=read.scheme is not None, source=source)
    about = {"told": read.told, "status": 200 if read.scheme else 422}
    return _new_page(request, entry, base, form, read=read.scheme, **about)


def _carried(request: HttpRequest) -> Scheme | None:
    """The scheme that was read from a file and looked at before; it is judged once more."""
    text_ = str(request.POST.get("carried", ""))
    if not text_ or len(text_) > MOST:
        return None
    try:
        return scheme_of(json.loads(text_))
    except (NoScheme, ValueError, RecursionError):
        return None


def _new_page(
    request: HttpRequest,
    entry: ProgrammeEntry,
    base: Scheme,
    form: SchemeForm,
    *,
    file: SchemeFileForm | None = None,
    read: Scheme | None = None,
    told: Sequence[scheme_files.Told] = (),
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "assessment_scheme_new.html",
        entry,
        form=form,
        file_form=file or SchemeFileForm(),
        scheme=form.base,
        name=say(*base.names),
        base_url=_base_url(request),
        query=request.GET.urlencode(),
        read=read,
        told=told,
        changes=[say(*it) for it in changes_told(base, read)] if read else [],
        status=status,
    )


def _base_url(request: HttpRequest) -> str:
    """Where the scheme that is copied stands."""
    if (key := request.GET.get("preset", "")) in PRESETS:
        return reverse("supervision:assessment-preset", args=[key])
    return reverse("supervision:assessment-scheme", args=[request.GET.get("from", "")])


def _base(request: HttpRequest) -> Scheme | None:
    """The scheme that is copied."""
    if (key := request.GET.get("preset", "")) in PRESETS:
        return PRESETS[key]
    pk = request.GET.get("from", "")
    if pk.isascii() and pk.isdigit() and len(pk) < 12:
        found = AssessmentScheme.objects.filter(entry=entry_here(request), pk=int(pk)).first()
        return found.told if found else None
    return None
