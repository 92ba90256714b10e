"""Baselines: their list, keeping one, and two of them side by side, or one beside how things stand now."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yipanqi.web.page.answer import done
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import paged

from .. import actions
from ..baselines_compared import NOW, CompareForm, Comparison
from ..change_forms import BaselineForm
from ..models import Baseline, DeliveryTask
from .frame import entry_here, exported, page


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.view")
def baselines(request: HttpRequest) -> HttpResponse:
    """The baselines of the programme; who manages tasks keeps another one."""
    entry = entry_here(request)
    can_keep = request.user.has_perm("delivery.manage")
    if request.method == "POST" and not can_keep:
        raise NotPermitted("delivery.manage")
    form = BaselineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and entry is not None and form.is_valid():
        deed = partial(actions.keep_baseline, entry=entry, by=request.user, at=timezone.now(), **form.cleaned_data)
        words = say("基线已保存，以后可以随时对比", "The baseline is kept, to be compared with at any time")
        return done(request, deed, words, back="delivery:baselines")
    rows = Baseline.objects.filter(entry=entry).select_related("by", "adoption__run").defer("adoption__run__outcome")
    return page(
        request,
        "baselines.html",
        entry,
        baselines=rows.defer("adoption__run__outcome"),
        form=form,
        can_keep=can_keep,
        status=422 if form.errors else 200,
    )


@require_safe
@permission_required("delivery.view")
def compare(request: HttpRequest) -> HttpResponse:
    """Two moments side by side: by task or by estate, what differs or all, sorted; as a file too."""
    entry = entry_here(request)
    known = [] if entry is None else list(Baseline.objects.filter(entry=entry).order_by("number"))
    if entry is None or not known:
        return redirect("delivery:baselines")
    tasks = DeliveryTask.objects.visible_to(request.user).filter(entry=entry)
    form = CompareForm(request.GET, baselines=known, tasks=tasks)
    found = Comparison(entry, tasks, form)
    if kind := file_asked(request.GET):
        return exported(request, entry, found.table(is_file=True), kind, "baselines")
    return page(
        request,
        "compare.html",
        entry,
        here="delivery:baselines",
        form=form,
        found=found,
        table=paged(found.table(), request.GET, is_alone=True),
        query=found.query(request),
        now=NOW,
        list=reverse("delivery:baselines"),
    )
