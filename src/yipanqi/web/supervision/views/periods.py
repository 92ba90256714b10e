"""Periods: what is over, closing one after a look, one with its figures then and now, the rows behind a figure, the
statistics and the leader's page."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.report import Problem
from yipanqi.domain.progress.told import COLOURS
from yipanqi.domain.supervision.bulletin import leader_page
from yipanqi.domain.supervision.figures import Sums, of_year, percent, percent_said
from yipanqi.domain.supervision.grids import Ask, asked, bulletin_tables, effects
from yipanqi.domain.supervision.period import Period, PeriodKind, period_of
from yipanqi.domain.supervision.snapshot import differences
from yipanqi.web.delivery.actions.taking import taken
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.jobs.models import OPEN, Job
from yipanqi.web.page.answer import XLSX, done, download, query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Cell, Table, count, paged, text
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..actions import periods as actions
from ..models import Bulletin, ClosedPeriod
from ..models.periods import ISSUED, SUPERSEDED
from ..period_look import look
from ..period_names import names_of
from ..period_papers import all_tables, leader_heads, leader_paper, leader_row, statistics_book
from ..period_record import Record
from ..periods_forms import CloseForm, PeriodFilter, RowsFilter
from ..periods_jobs import CLOSE, LOOK, file_close, file_look
from ..periods_list import close_url, lines_of, list_table
from ..periods_shown import estates_table, linked, others, rows_url, table_of
from .frame import entry_here, page

LARGE = 6_000  # works of a programme from which a job closes a period, and no page works it out
_SHOWN = 200  # differences on a page
_PAGE = 40
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WRITES = ("supervision.close", "supervision.issue", "supervision.decide", "supervision.score")


def sees_drafts(user: Any) -> bool:
    """Does this person see what is not issued yet?"""
    return any(user.has_perm(it) for it in WRITES)


def closed_here(request: HttpRequest, pk: int) -> ClosedPeriod:
    """The close, for who writes bulletins, and for all once a bulletin on it is issued; else 404."""
    rows = ClosedPeriod.objects.filter(entry__in=_entries(request)).select_related("entry", "by")
    found = get_object_or_404(rows, pk=pk)
    if not sees_drafts(request.user) and not found.bulletins.filter(state=ISSUED).exists():
        raise Http404
    return found


def _entries(request: HttpRequest) -> Any:
    here = entry_here(request)
    return ProgrammeEntry.objects.filter(pk=here.pk) if here else ProgrammeEntry.objects.visible_to(request.user)


@require_safe
@permission_required("supervision.view")
def index(request: HttpRequest) -> HttpResponse:
    """Periods that are over: which are closed, what was written of them; as a file too."""
    entry = entry_here(request)
    if entry is None:
        return page(request, "periods.html", None, form=PeriodFilter(request.GET, years=[]))
    lines = lines_of(entry, today(), sees_drafts=sees_drafts(request.user))
    form = PeriodFilter(request.GET, years=sorted({it.period.year for it in lines}, reverse=True))
    kind, year, state = (form.asked(name) for name in ("kind", "year", "state"))
    found = [
        it
        for it in lines
        if (not kind or it.period.kind == kind) and (not year or str(it.period.year) == year)
        if not state or it.state == state
    ]
    if file := file_asked(request.GET):
        return exported(request, entry, list_table(found), file, "periods")
    return page(
        request,
        "periods.html",
        entry,
        form=form,
        has_any=bool(lines),
        lines=Paginator(found, _PAGE).get_page(request.GET.get("page")),
        query=query_without(request, "page"),
        may_close=request.user.has_perm("supervision.close"),
    )


def _period(key: str) -> Period:
    try:
        return period_of(key)
    except (ValueError, IndexError):
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("supervision.close")
def close(request: HttpRequest, key: str) -> HttpResponse:
    """What a period would be closed on, with its checks; closing it. Of a large district a job does it."""
    entry, period, day = entry_here(request), _period(key), today()
    if entry is None or period.last >= day:
        raise Http404
    last = ClosedPeriod.objects.filter(entry=entry, period=key).first()
    form = CloseForm(request.POST if request.method == "POST" else None, is_again=last is not None)
    is_large = DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK).count() > LARGE
    if request.method == "POST" and is_large and "look" in request.POST:
        return redirect(file_look(entry, key, by=request.user))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        if is_large:
            return redirect(file_close(entry, key, reason=reason, by=request.user))
        return _close(request, entry, period, reason)
    mine = Job.objects.filter(args__entry=entry.pk, args__period=key).order_by("-pk")
    looked = mine.filter(kind=LOOK, state="done").first() if is_large else None
    values: dict[str, Any] = {
        "said": period.said(language()),
        "last": last,
        "form": form,
        "is_large": is_large,
        "job": mine.filter(kind__in=(CLOSE, LOOK), state__in=OPEN).first(),
        "status": 422 if form.errors else 200,
    }
    if looked or not is_large:
        found = looked.result if looked else look(Record(entry, day).snapshot(period), last)
        values |= {
            "checks": [_check_said(*it) for it in found["checks"]],
            "table": _years(
                [(year, Sums(**now), Sums(**then) if then else None) for year, now, then in found["years"]]
            ),
            "differs": found["differs"],
            "lead": _lead(found),
        }
    return page(request, "period_close.html", entry, **values)


def _check_said(names: list[str], holds: bool, is_hard: bool, told: list[str]) -> dict[str, Any]:
    name = say(*names)
    if not holds:
        name += say("：", ": ") + (say(*told) if told[0] else say("不通过", "does not hold"))
    return {"said": name, "holds": holds, "is_hard": is_hard}


def _lead(found: dict[str, Any]) -> str:
    estates, differs, day = found["estates"], found["differs"], found["known_on"]
    told = say(f"{estates} 个小区，按 {day} 知道的计算", f"{estates} estates, by what was known on {day}")
    if differs is not None:
        told += say(f"；与上一版相比有 {differs} 处不同", f"; {differs} differences from the last version")
    return told + say("。", ".")


def _close(request: HttpRequest, entry: ProgrammeEntry, period: Period, reason: str) -> HttpResponse:
    day = today()
    record = Record(entry, day)
    snapshot = record.snapshot(period)
    deed = partial(
        actions.close,
        entry=entry,
        snapshot=snapshot,
        names=names_of(record.rules, snapshot),
        by=request.user,
        at=timezone.now(),
        day=day,
        reason=reason,
    )
    made: list[ClosedPeriod] = []

    def do() -> None:
        made.append(deed())

    words = say("已关账，并起草了通报或总结", "The period is closed, and its bulletin or summary is drafted")
    response = done(request, do, words, back=close_url(period))
    return redirect(made[0]) if made else response


def _years(years: Sequence[tuple[int, Sums, Sums | None]]) -> Table:
    """Each programme year's sums, beside those of an earlier version."""
    names = (
        ("estates", say("计划小区", "Planned")),
        ("started", say("开工", "Started")),
        ("finished", say("完工", "Finished")),
        ("done", say("投资完成率", "Invested")),
    )
    is_beside = any(then is not None for _, _, then in years)
    columns = [(say("计划年度", "Programme year"), False)]
    columns += [(f"{name}{suffix}", True) for _, name in names for suffix in _sides(is_beside=is_beside)]
    rows = []
    for year, now, then in years:
        cells = [Cell(year, str(year))]
        for name, _ in names:
            cells += [_figure(it, name) for it in ((then or Sums(), now) if is_beside else (now,))]
        rows.append(cells)
    return Table(title=say("各年度", "By programme year"), columns=columns, rows=rows, key="years")


def _sides(*, is_beside: bool) -> tuple[str, ...]:
    return (say("（当时）", " (then)"), say("（现在）", " (now)")) if is_beside else ("",)


def _figure(one: Sums, name: str) -> Cell:
    if name == "done":
        return Cell(percent(one.share("done")), percent_said(one.share("done")))
    return count(getattr(one, name))


@require_safe
@permission_required("supervision.view")
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """A close: its tables, versions beside each other, and what is known otherwise now."""
    closed = closed_here(request, pk)
    tables = [table_of(closed, it) for it in bulletin_tables(closed.snapshot)]
    if kind := file_asked(request.GET):
        at = next((it for it in tables if it.key == request.GET.get("table")), tables[0] if tables else None)
        if at is None:
            raise Http404
        return exported(request, closed.entry, at, kind, f"period-{closed.period}-{at.key}")
    versions = ClosedPeriod.objects.filter(entry=closed.entry, period=closed.period).select_related("by")
    values: dict[str, Any] = {
        "closed": closed,
        "tables": tables,
        "versions": versions,
        "bulletins": _bulletins(request, closed),
        "is_year": closed.told.kind is PeriodKind.YEAR,
        "may_close": request.user.has_perm("supervision.close"),
        "close_url": close_url(closed.told),
    }
    if sees_drafts(request.user):
        values |= _since(request, closed)
    return page(request, "period.html", closed.entry, **values)


def _bulletins(request: HttpRequest, closed: ClosedPeriod) -> Any:
    rows = Bulletin.objects.filter(entry=closed.entry, period=closed.period).exclude(state=SUPERSEDED)
    return rows if sees_drafts(request.user) else rows.filter(state=ISSUED)


def _since(request: HttpRequest, closed: ClosedPeriod) -> dict[str, Any]:
    """What the record says now of the same day; of a large district the next close tells."""
    works = DeliveryTask.objects.filter(entry=closed.entry, kind=Kind.WORK).count()
    asked_for = request.GET.get("against", "")
    other = (
        ClosedPeriod.objects.filter(entry=closed.entry, period=closed.period, version=asked_for or 0).first()
        if (asked_for.isdigit())
        else None
    )
    if other is None and works > LARGE:
        return {"is_large": True}
    until = other.known_on if other else today()
    now = other.snapshot if other else Record(closed.entry, until).snapshot(closed.told)
    found = list(differences(closed.snapshot, now))
    return {
        "compare": _years([(it, of_year(now, it), of_year(closed.snapshot, it)) for it in now.years]),
        "since_title": say("当时知道的和现在知道的", "As known then, and as known now")
        if other is None
        else say(f"第{closed.version}版与第{other.version}版", f"Versions {closed.version} and {other.version}"),
        "others": others(closed, found[:_SHOWN], until),
        "more": max(0, len(found) - _SHOWN),
        "until": until,
        "other": other,
    }


@require_safe
@permission_required("supervision.view")
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands behind a figure of a close: estates, works by light, reports by unit, amounts, problems."""
    closed = closed_here(request, pk)
    if (task := request.GET.get("task", "")).isdigit():
        return redirect("delivery:task", int(task))
    table, form = _rows(request, closed)
    if kind := file_asked(request.GET):
        return exported(request, closed.entry, table, kind, f"period-{closed.period}-rows")
    return page(
        request,
        "period_rows.html",
        closed.entry,
        closed=closed,
        form=form,
        table=paged(table, request.GET, is_alone=True),
        query=query_without(request, "page"),
    )


def _rows(request: HttpRequest, closed: ClosedPeriod) -> tuple[Table, RowsFilter | None]:
    for name, table in _OTHER_ROWS.items():
        if name in request.GET:
            return table(closed, request.GET), None
    snapshot, words = closed.snapshot, closed.words
    lines = _mine(request, closed)
    if estate := request.GET.get("estate", ""):
        lines = [it for it in lines if it.estate == estate]
    regions = dict.fromkeys(it.region for it in lines)
    form = RowsFilter(
        request.GET,
        years=sorted({it.year for it in snapshot.lines}),
        regions=[(it, words.name(it, language())) for it in regions],
    )
    year = form.asked("year")
    ask = Ask(year=int(year) if year else None, region=form.asked("region"), what=form.asked("what"))
    kept = {it.estate for it in lines}
    found = [it for it in asked(snapshot, ask) if it.estate in kept]
    return estates_table(closed, found, say("小区", "Estates")), form


def _mine(request: HttpRequest, closed: ClosedPeriod) -> Any:
    """The estates that this person sees: who does not see the whole district has those of their own tasks."""
    lines = closed.snapshot.lines
    if request.user.scope().is_whole:
        return lines
    tasks = DeliveryTask.objects.visible_to(request.user).filter(entry=closed.entry).order_by()
    mine = set(tasks.values_list("estate", flat=True).distinct())
    return [it for it in lines if it.estate in mine]


def _lights_table(closed: ClosedPeriod, query: QueryDict) -> Table:
    """Works by light and subdistrict; of red or yellow ones those furthest behind by name."""
    snapshot, lang, region = closed.snapshot, language(), query.get("region", "")
    if query["lights"] in (Colour.RED, Colour.YELLOW):
        return _pressing_table(closed, query["lights"], region)
    columns = [(say("街道", "Subdistrict"), False)]
    columns += [(say(*COLOURS[it].names), True) for it in Colour]
    regions = [key for key in snapshot.lights if not region or key == region]
    cells = [
        [text(closed.words.name(key, lang)), *(count(snapshot.lights[key].get(it.value, 0)) for it in Colour)]
        for key in regions
    ]
    whole = [count(sum(snapshot.lights[key].get(it.value, 0) for key in regions)) for it in Colour]
    title = say(f"{closed.known_on} 预警（项）", f"Lights on {closed.known_on} (works)")
    return Table(title=title, columns=columns, rows=cells, foot=[text(say("合计", "Total")), *whole], key="lights")


def _pressing_table(closed: ClosedPeriod, colour: str, region: str) -> Table:
    words, lang = closed.words, language()
    regions = {it.estate: it.region for it in closed.snapshot.lines}
    found = [it for it in closed.snapshot.pressing if it.colour == colour]
    found = [it for it in found if not region or regions.get(it.estate) == region]
    name = say(*COLOURS[Colour(colour)].names)
    return Table(
        title=say(f"{closed.known_on} {name}", f"{name} on {closed.known_on}"),
        columns=[
            (say("小区", "Estate"), False),
            (say("改造内容", "Work"), False),
            (say("街道", "Subdistrict"), False),
            (say("责任单位", "Unit"), False),
            (say("完成（%）", "Done (%)"), True),
            (say("落后（个工作日）", "Working days behind"), True),
        ],
        rows=[
            [
                text(words.name(f"estate:{it.estate}", lang)),
                text(words.name(f"measure:{it.measure}", lang), reverse("delivery:task", args=[it.task])),
                text(words.name(regions.get(it.estate, ""), lang)),
                text(words.name(f"unit-of:{it.unit or ''}", lang)),
                Cell(Decimal(it.percent), it.percent),
                count(it.behind),
            ]
            for it in found
        ],
        key="pressing",
    )


def _reports_table(closed: ClosedPeriod, query: QueryDict) -> Table:
    lang = language()
    told = sorted(closed.snapshot.owed.items(), key=lambda it: (-it[1][1], it[0]))
    cells = [
        [text(closed.words.name(f"unit-of:{key}", lang)), count(owed), count(owed - missing), count(missing)]
        for key, (owed, missing) in told
    ]
    owed, missing = (sum(it[at] for _, it in told) for at in (0, 1))
    return Table(
        title=say("月报", "Reports"),
        columns=[
            (say("单位", "Unit"), False),
            (say("应报", "Due"), True),
            (say("已报", "Sent"), True),
            (say("未报", "Missing"), True),
        ],
        rows=cells,
        foot=[text(say("合计", "Total")), count(owed), count(owed - missing), count(missing)],
        key="reports",
    )


def _effects_table(closed: ClosedPeriod, query: QueryDict) -> Table:
    base = table_of(closed, effects(closed.snapshot), is_linked=False)
    extra = [(say("完工（项）", "Finished"), True), (say("其中晚于计划", "Late"), True)]
    cells = [
        [*row, count(it.finished), count(it.late)] for row, it in zip(base.rows, closed.snapshot.effects, strict=True)
    ]
    return Table(title=base.title, columns=[*base.columns, *extra], rows=cells, note=base.note, key="effects")


def _problems_table(closed: ClosedPeriod, query: QueryDict) -> Table:
    told = sorted(closed.snapshot.problems.items(), key=lambda it: (-it[1], it[0]))
    return Table(
        title=say("月报反映的问题", "Problems that reports name"),
        columns=[(say("问题", "Problem"), False), (say("改造项", "Works"), True)],
        rows=[[text(say(*Problem(key).names)), count(number)] for key, number in told],
        key="problems",
    )


_OTHER_ROWS: dict[str, Callable[[ClosedPeriod, QueryDict], Table]] = {
    "lights": _lights_table,
    "reports": _reports_table,
    "effects": _effects_table,
    "problems": _problems_table,
}


@require_safe
@permission_required("supervision.view")
def statistics(request: HttpRequest, pk: int) -> HttpResponse:
    """The four tables and the duty tables; each as a file too."""
    closed = closed_here(request, pk)
    grids = all_tables(closed)
    tables = [table_of(closed, it) for it in grids]
    if kind := file_asked(request.GET):
        at = next((it for it in tables if it.key == request.GET.get("table")), tables[0])
        return exported(request, closed.entry, at, kind, f"period-{closed.period}-{at.key}")
    lang = language()
    shown = [
        {
            "table": paged(table, request.GET),
            "note": grid.note[lang == "en"],
            "source": grid.source[lang == "en"],
            "checks": grid.checks,
        }
        for table, grid in zip(tables, grids, strict=True)
    ]
    return page(request, "period_statistics.html", closed.entry, closed=closed, shown=shown)


@require_safe
@permission_required("supervision.view")
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as one workbook."""
    closed = closed_here(request, pk)
    if not request.user.has_perm("programmes.export"):
        raise NotPermitted("programmes.export")
    name = say(f"统计表-{closed.period}.xlsx", f"statistics-{closed.period}.xlsx")
    taken(entry=closed.entry, file=name, by=request.user, at=timezone.now())
    return download(statistics_book(closed, language()), name, XLSX)


@require_safe
@permission_required("supervision.view")
def leader(request: HttpRequest, pk: int) -> HttpResponse:
    """One page of what leaders press on."""
    closed, lang = closed_here(request, pk), language()
    found = leader_page(closed.snapshot, closed.words, lang)
    return page(
        request,
        "period_leader.html",
        closed.entry,
        closed=closed,
        title=found.title,
        note=found.note,
        heads=leader_heads(lang),
        years=[(leader_row(year, one, lang), rows_url(closed, f"year={year}")) for year, one in found.years],
        lists=[(head, [linked(closed, it) for it in lines]) for head, lines in found.lists],
    )


@require_safe
@permission_required("supervision.view")
def leader_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The same in Word."""
    closed = closed_here(request, pk)
    name = say(f"重点督办事项-{closed.period}.docx", f"press-on-{closed.period}.docx")
    taken(entry=closed.entry, file=name, by=request.user, at=timezone.now())
    return download(leader_paper(closed, language()), name, _WORD)
