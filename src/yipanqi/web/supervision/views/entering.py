"""Values that people give: an indicator for many units at once, and what bars a unit."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from yipanqi.domain.supervision.assessment import State
from yipanqi.domain.supervision.scheme import Indicator
from yipanqi.domain.supervision.scheme_told import formula_told
from yipanqi.web.delivery.actions.files import CannotKeepFile
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.stale import Stale
from yipanqi.web.page.today import today

from ..actions import assessments as actions
from ..assess_forms import GIVEN_UP, NONE, BarForm, ValueLine
from ..assess_proofs import keeping, proofs_by_unit
from ..file_fields import ACCEPTED, files_of
from ..models import AssessedValue
from .assessed import unit_here
from .assessments import assessment_here, form_page
from .frame import page

_PAGE = 50


@form_page
@permission_required("supervision.view")
def enter(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """An indicator's values, unit by unit, each with its evidence."""
    found = assessment_here(request, pk)
    scheme = found.scheme.told
    line = next((it for it in scheme.indicators if it.key == key), None)
    if line is None:
        raise Http404
    if not actions.scores(request.user, line):
        raise NotPermitted("supervision.score")
    if found.told is not State.DRAFTED:
        messages.error(request, say("评分已经完成", "Scoring is done"))
        return redirect(found)
    units = found.units.order_by("pk")
    if one := request.GET.get("unit", ""):
        units = units.filter(pk=int(one)) if one.isascii() and one.isdigit() and len(one) < 12 else units.none()
    shown = Paginator(units, _PAGE).get_page(request.GET.get("page"))
    rows = AssessedValue.objects.filter(assessed__in=[it.pk for it in shown], indicator=key).defer("rows")
    by_unit = {it.assessed_id: it for it in rows.select_related("by")}
    sent = request.POST if request.method == "POST" else None
    fields = [_line(request, line, by_unit[it.pk], it.name, sent) for it in shown]
    proofs = proofs_by_unit(shown, key)
    for it in fields:
        it.kept = proofs.get(it.row.assessed_id, [])
    if not line.is_entered:
        fields = [it for it in fields if it.row.told.is_missing or it.row.by_id]
    status = 200
    if sent is not None:
        status = _entered(request, found, key, fields)
        if status == 302:
            return redirect(f"{request.path}?{request.GET.urlencode()}" if shown.has_other_pages() else found)
    return page(
        request,
        "assessment_enter.html",
        found.entry,
        found=found,
        line=line,
        name=say(*line.names),
        formula=formula_told(line, language()),
        evidence=say(*line.evidence),
        fields=fields,
        shown=shown,
        none=NONE,
        given_up=GIVEN_UP,
        accepted=ACCEPTED,
        common=sent.get("common", "") if sent else "",
        seen=actions.mark_of_column(it.row for it in fields),
        query=request.GET.urlencode(),
        status=status,
    )


def _line(request: HttpRequest, line: Indicator, row: AssessedValue, name: str, sent: Any) -> ValueLine:
    """A unit's fields with the files that were sent for it; too many of them are an error of its row."""
    try:
        return ValueLine(line, row, name, sent, files_of(request.FILES, f"f-{row.assessed_id}"))
    except ValidationError as fault:
        found = ValueLine(line, row, name, sent)
        found.error = str(fault.messages[0])
        return found


def _entered(request: HttpRequest, found: Any, key: str, fields: list[ValueLine]) -> int:
    """Keep what was sent: the status of the answer."""
    sent = request.POST
    words, is_wrong = str(sent.get("common", "")).strip()[:500], any(it.error for it in fields)
    try:
        common = files_of(request.FILES, "common-files")
    except ValidationError as fault:
        messages.error(request, str(fault.messages[0]))
        return 422
    given: list[tuple[ValueLine, Any]] = []
    for it in fields:
        try:
            one = it.given(words, has_common=bool(common))
        except ValueError as fault:
            it.error, is_wrong = it.error or str(fault), True
        else:
            given += [(it, one)] if one is not None else []
    if is_wrong:
        return 422
    at = timezone.now()
    try:
        seen = sent.get("seen") or None
        if seen is not None and seen != actions.mark_of_column(it.row for it in fields):
            raise Stale
        with keeping(request.user, at) as keep:
            shared = keep(common)
            told = [replace(one, files=(*keep(it.files), *shared)) for it, one in given]
            about = {"by": request.user, "at": at, "day": today()}
            count = actions.enter(assessment=found, indicator=key, given=told, **about)
    except (actions.CannotAssess, CannotKeepFile, Stale) as refusal:
        messages.error(request, str(refusal))
        return 409 if isinstance(refusal, Stale) else 422
    messages.success(request, say(f"已保存 {count} 个单位的评分", f"The values of {count} units are kept"))
    return 302


@require_POST
@permission_required("supervision.score")
def bar(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """Enter, or take back, what bars a unit from grade and rank."""
    found, mine = unit_here(request, pk, unit)
    form = BarForm(request.POST, barring=found.scheme.told.barring)
    if not form.is_valid():
        messages.error(request, say("请选择事项并写明依据", "Choose the event and name the evidence"))
        return redirect(mine)
    try:
        actions.bar(
            assessed=mine,
            event=form.cleaned_data["event"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=timezone.now(),
            day=today(),
        )
    except actions.CannotAssess as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, say("已保存", "Kept"))
    return redirect(mine)
