"""Planning on from what really happened: what would be taken over, taking it over, which tasks the new plan moves."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.replan import Replanned
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.page.tables import Cell, Table, count, money, paged, text
from yipanqi.web.page.today import today
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.programmes.models import ImportBatch, ProgrammeEntry

from ..actions.replanning import REPLAN, CannotReplan, next_of, replans_of, seen_of
from ..actions.replanning import replan as plan_on
from ..moves import KINDS, moves_of
from ..moves import table as moves_table
from ..replan_forms import MovesForm, ReplanForm
from ..replan_words import WAITING, estate_said, left_said, measure_said, region_said, trade_said
from .frame import entry_here, page

_LAST = 10  # earlier ones that are listed
_SECONDS, _ESTATES, _MOST = 15.0, 500, 600.0  # of search: for so many estates, and at most


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("plans.make")
def replan(request: HttpRequest) -> HttpResponse:
    """What would be taken over; sent, it is, and the plan that follows is made."""
    for code in ("delivery.manage", *(("programmes.import",) if request.method == "POST" else ())):
        if not request.user.has_perm(code):
            raise NotPermitted(code)
    entry = entry_here(request)
    if entry is None:
        return page(request, "replan.html", None, why_not=say("还没有计划", "There is no programme yet"))
    try:
        adoption, found = next_of(entry, today())
    except CannotReplan as refusal:
        return page(request, "replan.html", entry, why_not=str(refusal), runs=_runs(entry))
    mark = mark_of(*seen_of(entry, adoption))
    form = ReplanForm(
        request.POST if request.method == "POST" else None,
        day=today(),
        forced=len(found.forced),
        near=max(3, len(found.plan.starts) // 10),
        seconds=min(_SECONDS * max(1.0, len(found.programme.estates) / _ESTATES), _MOST),
        seen=mark,
    )
    if request.method == "POST" and form.is_valid():
        try:
            asked = form.cleaned_data
            run = plan_on(entry=entry, by=request.user, at=timezone.now(), day=today(), **asked)
        except Stale:
            form.renew(mark)
        except CannotReplan as refusal:
            form.add_error(None, str(refusal))
        else:
            words = "已写入计划数据，正在编制；编成后在“滚动编制”看将变动的任务"
            messages.success(
                request, say(words, "Taken over, and being planned; then “Plan on” tells which tasks will move")
            )
            return redirect(run)
    values = {
        "form": form,
        "adoption": adoption,
        "found": found,
        "quarter": found.programme.calendar.label(found.programme.plan_from),
        "counts": _counts(found),
        "tables": [paged(it, request.GET) for it in _tables(entry, found) if it.rows],
        "left": [left_said(found.programme, it) for it in found.left],
        "runs": _runs(entry),
        "can_write": request.user.has_perm("programmes.import"),
        "status": 422 if form.errors else 200,
    }
    return page(request, "replan.html", entry, **values)


def _runs(entry: ProgrammeEntry) -> list[dict[str, Any]]:
    """The plans that were made so, each with the import that took over what they rest on."""
    runs = list(replans_of(entry).select_related("by", "job")[:_LAST])
    batches = ImportBatch.objects.filter(uid__in=[run.asked[REPLAN]["import"] for run in runs])
    known = {str(it.uid): it for it in batches.defer("content", "difference", "findings")}
    return [{"run": run, "batch": known.get(run.asked[REPLAN]["import"])} for run in runs]


def _counts(found: Replanned) -> list[tuple[str, str, str]]:
    certified, bound = (sum(getattr(it, name) for it in found.money) for name in ("certified", "bound"))
    return [
        (f"{len(found.starts):,}", say("已开工小区", "estates begun"), "starts"),
        (money(certified).text or "0", say("已计量（万元）", "certified (10⁴ yuan)"), "money"),
        (money(bound).text or "0", say("本年度仍须支付（万元）", "bound this year (10⁴ yuan)"), "money"),
        (f"{len(found.late):,}", say("滞后改造项", "works behind"), "late"),
        (f"{len(found.waiting):,}", say("挂账或取消的小区", "estates on hold or cancelled"), "holds"),
        (f"{len(found.freed):,}", say("应开工未开工，重新安排", "not begun in time, decided again"), "freed"),
        (f"{len(found.left):,}", say("未能带入", "not taken over"), "left"),
    ]


class _Links:
    """Where the tasks of estates and works are."""

    def __init__(self, entry: ProgrammeEntry, estates: Iterable[str]) -> None:
        rows = DeliveryTask.objects.filter(entry=entry, estate__in=set(estates), kind__in=(Kind.ESTATE, Kind.WORK))
        self._known = {(it.estate, it.measure): it for it in rows.only("pk", "estate", "measure")}

    def of(self, estate: str, measure: str = "") -> str:
        """The page of the task; nothing where there is none."""
        task = self._known.get((estate, measure))
        return task.get_absolute_url() if task else ""


def _tables(entry: ProgrammeEntry, found: Replanned) -> list[Table]:
    programme, label = found.programme, found.programme.calendar.label
    named = [*found.starts, *found.money, *found.late, *found.waiting, *found.freed]
    links = _Links(entry, (it.estate for it in named))

    def estate(name: str) -> Cell:
        return text(estate_said(programme, name), links.of(name))

    def work(it: Any) -> Cell:
        name = f"{estate_said(programme, it.estate)} · {measure_said(programme, it.measure)}"
        return text(name, links.of(it.estate, it.measure))

    starts = [
        [
            estate(it.estate),
            text(label(it.planned)),
            text(it.began_on.isoformat() if it.began_on else say("此前已在建", "under way before")),
            text(label(it.start)),
            count(it.works),
        ]
        for it in found.starts
    ]
    spent = [
        [
            work(it),
            text(programme.calendar.first_year + it.year),
            money(it.certified),
            money(it.bound),
            money(it.certified + it.bound),
        ]
        for it in found.money
    ]
    late = [
        [
            work(it),
            Cell(float(it.planned), f"{float(it.planned):.1%}"),
            Cell(float(it.done), f"{float(it.done):.1%}"),
            Cell(round(float(it.weeks), 2), f"{float(it.weeks):,.2f}"),
            text(label(it.start)),
        ]
        for it in found.late
    ]
    reserved = [
        [
            text(region_said(programme, it.region)),
            text(trade_said(it.trade)),
            text(label(it.quarter)),
            Cell(it.before, f"{it.before:,.2f}"),
            Cell(it.before - it.after, f"{it.before - it.after:,.2f}"),
            Cell(it.after, f"{it.after:,.2f}"),
        ]
        for it in found.reserved
    ]
    occupied = [
        [
            text(region_said(programme, it.region)),
            text(label(it.quarter)),
            count(it.before),
            Cell(it.after, str(it.after)),
        ]
        for it in found.occupied
    ]
    waiting = [
        [
            estate(it.estate),
            text(
                say(*WAITING[it.why]).format(until=it.until, quarter="" if it.earliest is None else label(it.earliest))
            ),
        ]
        for it in found.waiting
    ]
    freed = [[estate(it.estate), text(label(it.planned))] for it in found.freed]
    estate_head, work_head = (say("小区", "Estate"), False), (say("改造项", "Work"), False)
    return [
        Table(
            key="starts",
            title=say("已开工小区：开工季度和改造项固定", "Estates begun: start and works are fixed"),
            columns=[
                estate_head,
                (say("计划开工", "Planned start"), False),
                (say("实际开工", "Began on"), False),
                (say("按此固定", "Fixed as"), False),
                (say("改造项", "Works"), True),
            ],
            rows=starts,
        ),
        Table(
            key="money",
            title=say("已开始年度的资金：不再变动", "Money of the years begun: it stays"),
            columns=[
                work_head,
                (say("年度", "Year"), False),
                (say("已计量（万元）", "Certified (10⁴ yuan)"), True),
                (say("仍须支付（万元）", "Bound (10⁴ yuan)"), True),
                (say("合计（万元）", "Sum (10⁴ yuan)"), True),
            ],
            rows=spent,
            note=say(
                "已计量取已确认月报；仍须支付是到本年度末应付而未计量的部分，资金来源按采用的方案。",
                "Certified by confirmed reports; bound is what falls due by the end of this year and is not certified, "
                "from the funds of the plan in force.",
            ),
        ),
        Table(
            key="late",
            title=say("滞后改造项：剩余工作量先占班组", "Works behind: what is left of them takes crews first"),
            columns=[
                work_head,
                (say("计划完成", "Planned"), True),
                (say("实际完成", "Done"), True),
                (say("落后（班组周）", "Behind (crew-weeks)"), True),
                (say("从何季度补", "Caught up from"), False),
            ],
            rows=late,
        ),
        Table(
            key="reserved",
            title=say("班组：先补滞后，余下的才排新开工", "Crews: what is behind first, new starts after it"),
            columns=[
                (say("区划", "Region"), False),
                (say("工种", "Trade"), False),
                (say("季度", "Quarter"), False),
                (say("可用（班组周）", "There (crew-weeks)"), True),
                (say("补滞后", "For what is behind"), True),
                (say("余下", "Left"), True),
            ],
            rows=reserved,
        ),
        Table(
            key="occupied",
            title=say("在建上限：预测晚完工的小区继续占用", "Site limits: places that late estates hold longer"),
            columns=[
                (say("区划", "Region"), False),
                (say("季度", "Quarter"), False),
                (say("上限（个）", "Limit"), True),
                (say("余下（个）", "Left"), True),
            ],
            rows=occupied,
        ),
        Table(
            key="holds",
            title=say("未开工而挂账或取消的小区", "Estates on hold or cancelled before they began"),
            columns=[estate_head, (say("如何带入", "Taken over as"), False)],
            rows=waiting,
        ),
        Table(
            key="freed",
            title=say("应开工未开工的小区：重新安排", "Estates not begun in time: decided again"),
            columns=[estate_head, (say("原计划开工", "Planned start"), False)],
            rows=freed,
        ),
    ]


@require_safe
@permission_required("plans.make")
def moves(request: HttpRequest, uid: Any) -> HttpResponse:
    """Which tasks move, come and go once this plan is adopted."""
    if not request.user.has_perm("delivery.manage"):
        raise NotPermitted("delivery.manage")
    runs = PlanRun.objects.visible_to(request.user).select_related("entry", "version", "base", "job").light()
    run = get_object_or_404(runs, uid=uid)
    if not run.is_made:
        return page(request, "replan_moves.html", run.entry, run=run)
    found = moves_of(run)
    form = MovesForm(request.GET)
    rows = form.chosen(found)
    if kind := file_asked(request.GET):
        return exported(request, run.entry, moves_table(found, rows, is_file=True), kind, "moves")
    counts = [(key, say(*KINDS[key]), f"{n:,}") for key, n in found.counts.items() if n]
    return page(
        request,
        "replan_moves.html",
        run.entry,
        run=run,
        form=form,
        counts=counts,
        table=paged(moves_table(found, rows), request.GET, is_alone=True),
        query=query_without(request, "page", "all"),
    )
