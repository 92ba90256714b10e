"""A unit in an assessment: its sheet, the rows behind a value, its appeals and their answers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.domain.money import wan_text
from yipanqi.domain.supervision.assessment import SEEN, Action, AppealState, Part, Situation, State, refusal
from yipanqi.domain.supervision.scheme import Indicator, Scheme
from yipanqi.domain.supervision.scheme_told import MONEY, formula_told, plain, value_told
from yipanqi.domain.supervision.scored import Standing, Value, hundredth
from yipanqi.web.delivery.actions.files import CannotKeepFile
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.models.tasks import units_of
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Cell, Table, pages_of, text
from yipanqi.web.page.today import today

from ..actions import appeals as appealing
from ..actions import assessments as actions
from ..assess_forms import AnswerForm, AppealFilter, AppealForm, BarForm, ValueLine
from ..assess_proofs import Proofs, keeping
from ..assess_shown import change_said, gains_said, lines_of, rank_said
from ..figures import NO, ORDERS, YES
from ..models import Appeal, AssessedUnit, AssessedValue, Assessment, Order
from ..models.assessment import fraction_of
from ..scoring import scored
from .assessments import assessment_here, exported, units_seen
from .frame import entry_here, page

_PAGE = 50


def unit_here(request: HttpRequest, pk: int, unit: int) -> tuple[Assessment, AssessedUnit]:
    """The assessment and the unit in it, if this person may see its sheet; else 404."""
    found = assessment_here(request, pk)
    return found, get_object_or_404(units_seen(request.user, found), pk=unit)


@require_safe
@permission_required("supervision.view")
def unit(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """A unit's sheet: each value with its rows, how it counts, what would bring most; appeals and their answers."""
    found, mine = unit_here(request, pk, unit)
    return _sheet(request, found, mine)


def _sheet(
    request: HttpRequest,
    found: Assessment,
    mine: AssessedUnit,
    *,
    appeal: tuple[str, AppealForm] | None = None,
    answer: tuple[int, AnswerForm, ValueLine] | None = None,
    status: int = 200,
) -> HttpResponse:
    scheme, day = found.scheme.told, today()
    values = list(mine.values.all())
    appeals = list(mine.appeals.select_related("by", "decided_by"))
    result = scored(scheme, mine, values)
    lines, proofs = lines_of(scheme, mine, values, appeals), Proofs(mine)
    parts = actions.parts_in(request.user, mine)
    open_on = {it.indicator for it in appeals if it.told is AppealState.OPEN}
    by_key = {it.indicator.key: it for it in lines}
    told = []
    for it in lines:
        key = it.indicator.key
        situation = Situation(day=day, until=found.appeal_until, has_open=key in open_on)
        may = not refusal(found.told, Action.APPEAL, parts, situation, reason="?")
        form = appeal[1] if appeal and appeal[0] == key else AppealForm(auto_id=f"{key}-%s") if may else None
        told.append(
            {
                "line": it,
                "form": form,
                "is_open": bool(appeal and appeal[0] == key),
                "files": proofs.of_value(key),
                "appeals": [
                    _appeal(request, found, one, by_key[key].value, scheme, answer, proofs) for one in it.appeals
                ],
            }
        )
    is_drafted = found.told is State.DRAFTED
    may_bar = bool(
        is_drafted
        and scheme.barring
        and request.user.has_perm("supervision.score")
        and not actions.is_own(request.user, mine)
    )
    left = [it for it in result.points if it.standing is Standing.LEFT_OUT and scheme.indicator(it.key).weight]
    return page(
        request,
        "assessment_unit.html",
        found.entry,
        found=found,
        unit=mine,
        groups=_grouped(told),
        rank=rank_said(mine, scheme),
        change=change_said(mine),
        apart="" if mine.apart_said is None else f"{hundredth(mine.apart_said):f}",
        full=plain(scheme.full),
        factor=_factor(scheme, result, len(left)),
        gains=gains_said(scheme, mine, values) if found.told in SEEN or request.user.scope().is_whole else [],
        barred=say(*dict(scheme.barring)[mine.barred]) if mine.barred in dict(scheme.barring) else "",
        bar_form=BarForm(None, barring=scheme.barring, now=mine.barred) if may_bar else None,
        entering=[it for it in scheme.indicators if is_drafted and it.is_entered and actions.scores(request.user, it)],
        is_own=Part.ASSESSED in parts,
        status=status,
    )


def _grouped(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines under the names of their groups, in their order."""
    found: list[dict[str, Any]] = []
    for it in told:
        if not found or it["line"].is_first:
            found.append({"name": it["line"].group, "lines": []})
        found[-1]["lines"].append(it)
    return found


def _factor(scheme: Scheme, result: Any, left: int) -> str:
    """How points were rescaled, in words."""
    if result.exact is None or result.factor == 1:
        return ""
    weights = plain(scheme.full / result.factor)
    full = plain(scheme.full)
    if not left:
        return say(f"各项分值合计 {weights}，按 {full} ÷ {weights} 折算", f"Weights make {weights}: scaled to {full}")
    return say(
        f"{left} 项没有此类任务，不计入；其余 {weights} 分按 {full} ÷ {weights} 折算",
        f"{left} left out (no such task); the other {weights} points are scaled to {full}",
    )


def _appeal(
    request: HttpRequest,
    found: Assessment,
    one: Appeal,
    value: AssessedValue,
    scheme: Scheme,
    answer: tuple[int, AnswerForm, ValueLine] | None,
    proofs: Proofs,
) -> dict[str, Any]:
    """An appeal on the sheet, with the form of its answer for who decides."""
    line = scheme.indicator(one.indicator)
    one.assessed = value.assessed
    situation = appealing.judged(request.user, found, one, value)
    parts = actions.parts_in(request.user)
    code = (
        "closed"
        if one.told is not AppealState.OPEN
        else refusal(found.told, Action.DECIDE, parts, situation, reason="?")
    )
    is_sent = answer is not None and answer[0] == one.pk
    form = answer[1] if answer and is_sent else AnswerForm(None)
    form.auto_id = f"answer-{one.pk}-%s"
    return {
        "appeal": one,
        "form": None if code else form,
        "fields": answer[2] if answer and is_sent else ValueLine(line, value, ""),
        "is_open": is_sent,
        "files": proofs.of_appeal(one.pk),
        "answered": proofs.of_appeal(one.pk, is_answer=True),
        "before": _outcome(line, one.before),
        "after": _outcome(line, one.after),
    }


def _outcome(line: Indicator, kept: dict[str, Any]) -> str:
    """A value, its points and the score, as an appeal kept them."""
    if not kept:
        return ""
    value = Value(
        amount=fraction_of(kept["amount"]),
        of=None if kept["is_absent"] else fraction_of(kept["of"]),
        counts=kept["counts"],
        is_absent=kept["is_absent"],
    )
    points = f"{hundredth(fraction_of(kept['points']) or 0):f}" if kept["points"] else "—"
    told = value_told(line, value, language())
    return say(
        f"{told}，{points} 分；总分 {kept['score'] or '—'}", f"{told}, {points} points; score {kept['score'] or '—'}"
    )


def _line_here(found: Assessment, key: str) -> Indicator:
    try:
        return found.scheme.told.indicator(key)
    except KeyError:
        raise Http404 from None


@require_safe
@permission_required("supervision.view")
def rows(request: HttpRequest, pk: int, unit: int, key: str) -> HttpResponse:
    """The rows that were counted for a value, as they were when it was read; each leads to its task."""
    found, mine = unit_here(request, pk, unit)
    line = _line_here(found, key)
    value = get_object_or_404(mine.values, indicator=key)
    asked = request.GET.get("counts", "")
    kept = [it for it in value.rows if not asked or it[1] == asked]
    pages = pages_of(kept, request.GET, size=_PAGE)
    if kind := file_asked(request.GET):
        return exported(request, _table(request, mine, line, kept), kind, "assessed-rows", found.entry)
    choices = [(code, said) for code, said in _words(line).items() if any(it[1] == code for it in value.rows)]
    return page(
        request,
        "assessment_rows.html",
        found.entry,
        found=found,
        unit=mine,
        name=say(*line.names),
        said=value_told(line, value.told, language()),
        formula=formula_told(line, language()),
        table=_table(request, mine, line, list(pages.shown.object_list)),
        shown=pages.shown,
        choices=choices,
        asked=asked,
        query=query_without(request, "page"),
        filled_on=found.filled_on,
    )


def _words(line: Indicator) -> dict[str, str]:
    """What a row may count as."""
    if line.is_counted:
        return {it.key: say(*it.names) for it in line.events}
    return {YES: say("达到要求", "As wanted"), NO: say("未达到", "Not")}


def _orders(request: HttpRequest, mine: AssessedUnit, line: Indicator, kept: list[Any]) -> Table:
    orders = Order.objects.in_bulk([it[0] for it in kept])
    seen = set(Order.objects.visible_to(request.user).filter(pk__in=list(orders)).values_list("pk", flat=True))
    words = _words(line)
    heads = (
        ("文号", "Number"),
        ("事项", "Matter"),
        ("时限", "Limit"),
        ("依据日期", "On the day"),
        ("计为", "Counts as"),
    )
    made = [
        [
            text(order.code_said, order.get_absolute_url() if pk in seen else ""),
            text(order.matter),
            text(order.limit.isoformat() if order.limit else ""),
            text(day),
            text(words.get(tag, tag)),
        ]
        for pk, tag, day in kept
        if (order := orders.get(pk)) is not None
    ]
    columns = [(say(*it), False) for it in heads]
    return Table(title=f"{mine.name} · {say(*line.names)}", columns=columns, rows=made)


def _table(request: HttpRequest, mine: AssessedUnit, line: Indicator, kept: list[Any]) -> Table:
    if line.source.startswith(ORDERS):
        return _orders(request, mine, line, kept)
    tasks = DeliveryTask.objects.in_bulk([it[0] for it in kept])
    seen = set(DeliveryTask.objects.visible_to(request.user).filter(pk__in=list(tasks)).values_list("pk", flat=True))
    words = _words(line)
    is_money, is_report = line.source == MONEY, line.source.startswith("reports")
    columns = [
        (say("编号", "Number"), False),
        (say("小区", "Estate"), False),
        (say("任务", "Task"), False),
        (say("计划完成", "Planned finish"), False),
        (say("月份", "Month") if is_report else say("依据日期", "On the day"), False),
        (say("已确认投资（万元）", "Certified (10⁴ yuan)") if is_money else say("计为", "Counts as"), is_money),
    ]
    made = []
    for pk, tag, day in kept:
        task = tasks.get(pk)
        if task is None:
            continue
        made.append(
            [
                text(task.number, task.get_absolute_url() if pk in seen else ""),
                text(task.estate_name),
                text(task.name_said),
                text(task.finish_date.isoformat()),
                text(day[:7] if is_report else day),
                Cell(int(tag), wan_text(int(tag))) if is_money else text(words.get(tag, tag)),
            ]
        )
    return Table(title=f"{mine.name} · {say(*line.names)}", columns=columns, rows=made)


@require_POST
@permission_required("supervision.answer")
def appeal(request: HttpRequest, pk: int, unit: int, key: str) -> HttpResponse:
    """Appeal against a value of one's own unit."""
    found, mine = unit_here(request, pk, unit)
    form, line = AppealForm(request.POST, request.FILES, auto_id=f"{key}-%s"), _line_here(found, key)
    if form.is_valid():
        asked = form.cleaned_data
        deed = {"by": request.user, "at": timezone.now()}
        try:
            with keeping(**deed) as keep:
                appealing.appeal(
                    assessed=mine,
                    indicator=line.key,
                    text=asked["text"],
                    evidence=asked["evidence"],
                    files=keep(asked["files"]),
                    day=today(),
                    **deed,
                )
        except (actions.CannotAssess, CannotKeepFile) as refusal_:
            form.add_error(None, str(refusal_))
            messages.error(request, str(refusal_))
        else:
            messages.success(request, say("申诉已提交，由领导小组裁定", "Sent; the leading group decides"))
            return redirect(f"{mine.get_absolute_url()}#{key}")
    return _sheet(request, found, mine, appeal=(key, form), status=422)


@require_safe
@permission_required("supervision.view")
def appeals(request: HttpRequest) -> HttpResponse:
    """All appeals that one may see, by filters; as a file too."""
    entry, user = entry_here(request), request.user
    rows_ = Appeal.objects.filter(assessed__assessment__in=Assessment.objects.visible_to(user).filter(entry=entry))
    if not user.scope().is_whole:
        rows_ = rows_.filter(assessed__unit__in=units_of(user))
    form = AppealFilter(request.GET)
    told = ("assessed__assessment__scheme", "by", "decided_by")
    found = form.chosen(rows_).select_related(*told).prefetch_related("files__file")
    if kind := file_asked(request.GET):
        return exported(request, _appeal_table(found), kind, "appeals", entry)
    shown = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "assessment_appeals.html",
        entry,
        form=form,
        shown=shown,
        lines=[(it, _name(it)) for it in shown],
        query=query_without(request, "page"),
        has_any=rows_.exists(),
    )


def _name(it: Appeal) -> str:
    return say(*it.assessed.assessment.scheme.told.indicator(it.indicator).names)


def _proof(it: Appeal) -> str:
    """What it names as evidence, and the files that were brought with it."""
    names = [one.file.file_name for one in it.files.all() if not one.is_answer]
    return " · ".join(dict.fromkeys([it.evidence, *names]))


def _appeal_table(found: Any) -> Table:
    heads = (
        ("考核", "Assessment"),
        ("单位", "Unit"),
        ("指标", "Indicator"),
        ("申诉理由", "What is wrong"),
        ("依据", "Evidence"),
        ("申诉人", "By"),
        ("日期", "On"),
        ("状态", "State"),
        ("答复", "Answer"),
        ("裁定人", "Decided by"),
        ("裁定日期", "Decided on"),
    )
    made = [
        [
            text(str(it.assessed.assessment)),
            text(it.assessed.name),
            text(_name(it)),
            text(it.text),
            text(_proof(it)),
            text(str(it.by)),
            text(it.day.isoformat()),
            text(it.state_said),
            text(it.answer),
            text(str(it.decided_by or "")),
            text(it.decided_on.isoformat() if it.decided_on else ""),
        ]
        for it in found
    ]
    return Table(title=say("考核申诉", "Appeals"), columns=[(say(*it), False) for it in heads], rows=made)


@require_POST
@permission_required("supervision.decide")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an appeal in writing."""
    seen = Assessment.objects.visible_to(request.user)
    one = get_object_or_404(Appeal.objects.select_related("assessed__assessment"), pk=pk, assessed__assessment__in=seen)
    found, mine = unit_here(request, one.assessed.assessment_id, one.assessed_id)
    line = _line_here(found, one.indicator)
    form, deed = AnswerForm(request.POST, request.FILES), {"by": request.user, "at": timezone.now()}
    value = get_object_or_404(mine.values, indicator=line.key)
    fields = ValueLine(line, value, "", request.POST)
    if form.is_valid():
        try:
            is_upheld = form.cleaned_data["result"] == AppealState.UPHELD
            given = fields.given(form.cleaned_data["answer"][:500]) if is_upheld else None
            if is_upheld and given is None:
                raise ValueError(say("裁定成立的，请填新的数值", "Upheld: give the value that counts instead"))
            with keeping(**deed) as keep:
                files = keep(form.cleaned_data["files"])
                about = {"answer": form.cleaned_data["answer"], "files": files, "day": today()}
                appealing.decide(appeal=one, given=given, **about, **deed)
        except (ValueError, actions.CannotAssess, CannotKeepFile) as refusal_:
            form.add_error(None, str(refusal_))
            messages.error(request, str(refusal_))
        else:
            messages.success(request, say("申诉已裁定，答复已通知申诉人", "Decided; who appealed reads the answer"))
            return redirect(f"{mine.get_absolute_url()}#{line.key}")
    return _sheet(request, found, mine, answer=(one.pk, form, fields), status=422)
