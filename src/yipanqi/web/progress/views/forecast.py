"""The forecast: works with their bands, what they come to, and money by month; one estate with its chain and curve."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yipanqi.domain.money import Fen, in_wan
from yipanqi.domain.progress.forecast import summed
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Cell, Table, count, money, money_in_full, text
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from ..forecast_chart import curve_chart, money_chart, spans
from ..forecast_estate import EstateForetold, foretold_estate
from ..forecast_forms import BY, ESTATE, REGION, UNIT, WHICH, WORK, ForecastFilter
from ..forecast_lists import Foreseen, SumLine, WorkLine
from ..ground import Rules
from .frame import entry_lit, page

_PAGE = 50
_MOST = 20_000  # rows of a file
_TABLES = ("works", "months")


class _Pages(Paginator):
    """Pages of rows whose number is known without making them."""

    def __init__(self, rows: Any, size: int, seen: Foreseen) -> None:
        super().__init__(rows, size)
        self._seen = seen

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        if self._seen.form.summed_by != WORK:
            return self._seen.groups_count()
        return len(self._seen.keys) if isinstance(self._seen.keys, list) else self._seen.works.count()


@require_safe
@permission_required("delivery.view")
def forecast(request: HttpRequest) -> HttpResponse:
    """Works that are not done, urgent ones first, or what works come to by estate, unit or subdistrict; money by
    month."""
    entry = entry_lit(request)
    form = ForecastFilter(request.GET, entry=entry, user=request.user)
    if entry is None:
        return page(request, "forecast.html", None, form=form)
    seen = Foreseen(entry, request.user, form, Rules(entry, today()).days(""))
    if kind := file_asked(request.GET):
        return _file(request, entry, seen, kind)
    rows = seen.keys if form.summed_by == WORK else seen.groups()
    shown = _Pages(rows, _PAGE, seen).get_page(request.GET.get("page"))
    shown.object_list = (
        seen.work_lines(shown.object_list) if form.summed_by == WORK else _ways(request, form, seen, shown)
    )
    whole = seen.whole
    values = {
        "form": form,
        "by": form.summed_by,
        "shown": shown,
        "whole": whole,
        "schedule": seen.schedule,
        "day_kept": whole.day if whole else None,
        "segments": [(query_without(request, "page", "by", by=key), say(*said), key == form.summed_by) for key, said in
                     BY.items()],
        "query": query_without(request, "page"),
        "urgent_query": query_without(request, "page", which="urgent", by=""),
        "late_query": query_without(request, "page", which="late", by=""),
        **_money_values(seen.months),
        "money_day": seen.lesson.day if seen.lesson else None,
    }  # fmt: skip
    return page(request, "forecast.html", entry, **values)


def _ways(
    request: HttpRequest, form: ForecastFilter, seen: Foreseen, rows: Iterable[Any]
) -> list[tuple[Any, str, dict[str, str]]]:
    """Sums, each with the way to what it is made of, and to its works that are urgent or late."""
    by = form.summed_by
    return [(line, _way(request, by, line), _counted(request, by, line)) for line in seen.lines(rows)]


def _counted(request: HttpRequest, by: str, line: SumLine) -> dict[str, str]:
    """To the works that a sum counts, by what they are counted for; none of those that nobody does."""
    if not line.key:
        return {}
    return {which: f"?{query_without(request, 'page', 'by', **{by: line.key, 'which': which})}" for which in WHICH}


def _way(request: HttpRequest, by: str, line: SumLine) -> str:
    if by == ESTATE:
        return reverse("progress:forecast-estate", args=[line.key])
    if by == REGION:
        return f"?{query_without(request, 'page', by=ESTATE, region=line.key)}"
    return f"?{query_without(request, 'page', by=ESTATE, unit=line.key)}" if line.key else ""


def _money_values(months: Sequence[tuple[date, Fen]] | None) -> dict[str, Any]:
    """The months with what they come to so far, their sum, and their picture."""
    if months is None:
        return {"months": None}
    so_far, rows = 0, []
    for month, fen in months:
        so_far += fen
        rows.append((month, fen, so_far))
    return {"months": rows, "money": so_far, "chart": money_chart(months)}


def _file(request: HttpRequest, entry: ProgrammeEntry, seen: Foreseen, kind: str) -> HttpResponse:
    if request.GET.get("table") == "months":
        return exported(request, entry, _months_table(seen.months or ()), kind, "money-by-month")
    if seen.form.summed_by == WORK:
        keys = list(seen.keys[:_MOST])
        parts = (keys[first : first + 500] for first in range(0, len(keys), 500))
        lines = (line for part in parts for line in seen.work_lines(part))
        return exported(request, entry, _works_table(lines), kind, "forecast")
    return exported(
        request,
        entry,
        _sums_table(seen.lines(seen.groups()[:_MOST]), seen.form.summed_by),
        kind,
        f"forecast-{seen.form.summed_by}",
    )


def _days(*days: date | None) -> list[Cell]:
    return [Cell(day, day.isoformat() if day else "") for day in days]


def _works_table(lines: Iterable[WorkLine]) -> Table:
    columns = [
        (say("编号", "Number"), False),
        (say("街道", "Subdistrict"), False),
        (say("小区", "Estate"), False),
        (say("改造项", "Work"), False),
        (say("施工单位", "Contractor"), False),
        (say("计划完工", "Planned finish"), False),
        (say("预测完工", "Foretold finish"), False),
        (say("十分之一的可能早于", "One in ten before"), False),
        (say("十分之九的可能不晚于", "Nine in ten by"), False),
        (say("晚（工作日）", "Late (working days)"), True),
        (say("完成（%）", "Done (%)"), True),
        (say("SPI(t)", "SPI(t)"), True),
        (say("资金到期日", "Fund's last day"), False),
        (say("是否紧急", "Urgent"), False),
        (say("依据", "Rests on"), False),
        (say("按期完成需要", "To be on time"), False),
        (say("说明", "Note"), False),
    ]
    rows = [
        [
            text(it.task.number),
            text(it.task.region_name),
            text(it.task.estate_name),
            text(it.task.name_said),
            text(it.task.unit_said("contractor") or it.task.unit_said("responsible")),
            *_days(it.task.finish_date, it.light.finish_date, it.light.finish_early, it.light.finish_late),
            Cell(it.light.late, f"{it.light.late}"),
            Cell(it.light.percent, f"{it.light.percent}"),
            Cell(None if it.pace is None else round(it.pace, 3), "" if it.pace is None else f"{it.pace:.2f}"),
            *_days(it.light.fund_end),
            text(say("是", "yes") if it.light.is_urgent else ""),
            text(it.band),
            text(it.need),
            text(it.note),
        ]
        for it in lines
    ]
    return Table(title=say("完工预测", "Forecast"), columns=columns, rows=rows)


def _sums_table(lines: Iterable[SumLine], by: str) -> Table:
    heads = {
        ESTATE: say("小区", "Estate"),
        UNIT: say("施工单位", "Unit"),
        REGION: say("街道", "Subdistrict"),
    }
    columns = [
        (heads[by], False),
        (say("街道", "Subdistrict"), False),
        (say("改造项", "Works"), True),
        (say("未完成", "Not done"), True),
        (say("预测晚于计划", "Foretold to be late"), True),
        (say("紧急", "Urgent"), True),
        (say("计划完工", "Planned finish"), False),
        (say("预测完工", "Foretold finish"), False),
        (say("十分之一的可能早于", "One in ten before"), False),
        (say("十分之九的可能不晚于", "Nine in ten by"), False),
        (say("晚（工作日）", "Late (working days)"), True),
        (say("完成（%）", "Done (%)"), True),
        (say("资金（万元）", "Money (10⁴ yuan)"), True),
        (say("已完成价值（万元）", "Earned (10⁴ yuan)"), True),
        (say("已确认（万元）", "Certified (10⁴ yuan)"), True),
    ]
    rows = [
        [
            text(it.name),
            text(it.place),
            *(count(value) for value in (it.works, it.undone, it.late_works, it.urgent)),
            *_days(it.planned, it.finish, it.early, it.late_by),
            Cell(it.late, f"{it.late}"),
            Cell(it.percent, f"{it.percent}"),
            money(it.budget),
            money(it.told_earned),
            money_in_full(it.certified),
        ]
        for it in lines
    ]
    return Table(title=say("完工预测", "Forecast"), columns=columns, rows=rows)


def _months_table(months: Sequence[tuple[date, Fen]]) -> Table:
    columns = [(say("月份", "Month"), False), (say("预计支付（万元）", "Expected (10⁴ yuan)"), True)]
    rows = [[text(f"{month:%Y-%m}"), Cell(in_wan(fen), f"{in_wan(fen):,.2f}")] for month, fen in months]
    whole = sum(fen for _, fen in months)
    foot = [text(say("合计", "All")), Cell(in_wan(whole), f"{in_wan(whole):,.2f}")]
    return Table(title=say("按月预计支付", "Expected money by month"), columns=columns, rows=rows, foot=foot)


@require_safe
@permission_required("delivery.view")
def forecast_estate(request: HttpRequest, estate: str) -> HttpResponse:
    """The works of an estate as they stand now: what waits for what, which of them decides, their money."""
    entry, day = entry_lit(request), today()
    seen = DeliveryTask.objects.visible_to(request.user).filter(entry=entry, estate=estate)
    tasks = {it.pk: it for it in seen.leaves().told().order_by("place")}
    if entry is None or not tasks:
        raise Http404
    found = foretold_estate(entry, estate, tasks, day)
    if kind := file_asked(request.GET):
        return exported(request, entry, _months_table(summed(found.money)), kind, "money-by-month")
    one = next(iter(tasks.values()))
    values = {
        "estate": estate,
        "name": one.estate_name,
        "region": one.region_name,
        "found": found,
        "lines": list(zip(found.works, spans([it.days for it in found.works], day), strict=True)),
        "curve": curve_chart(found.moments, day),
        "query": "",
        **_money_values(summed(found.money)),
        "money_day": day,
    }
    return page(request, "forecast_estate.html", entry, **values)


__all__ = ["EstateForetold", "forecast", "forecast_estate"]
