"""The parts of a made plan, each a page, a file and a print."""

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from yipanqi.documents.plan.gantt import Chart
from yipanqi.documents.plan.gantt import lines as gantt_lines
from yipanqi.documents.plan.gantt import pages as gantt_pages
from yipanqi.documents.plan.words import paper_words
from yipanqi.domain.planning.why import STANDINGS
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.memory import lasting
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Table, file_of, link, paged
from yipanqi.web.programmes.models import EstateRow

from .. import actions, limit_tables, own_estates, part_tables
from ..models import PlanRun
from ..own_estates import Seen
from ..own_units import narrowed, units_of
from ..study import Study, study, summary
from .frame import PARTS, made_of, page
from .map import PlanMap

TABLES = {
    "works": part_tables.works,
    "money": part_tables.flows,
    "payments": part_tables.payments,
    "limits": limit_tables.limits,
    "equity": limit_tables.equity,
    "why": part_tables.why,
    "refused": part_tables.refused,
}
FILTERS = {
    "works": ("mine",),
    "payments": ("fund", "year", "group", "measure", "subdistrict", "estate", "mine"),
    "why": ("q", "subdistrict", "year", "standing", "reckoned", "estate", "mine"),
    "refused": ("q", "reason", "measure", "subdistrict", "estate"),
    "map": ("q", "subdistrict", "year", "standing"),
    "limits": ("kind", "year"),
    "load": ("kind",),
}
OF_ESTATES = ("payments", "why", "refused")  # parts that lead to the pages of the estates one may see
_DRAWN = 300  # estates in one chart; above that a subdistrict at a time


@require_safe
@permission_required("plans.view")
def part(request: HttpRequest, uid: Any, name: str) -> HttpResponse:
    """One part of the plan."""
    if name not in PARTS:
        raise Http404
    run = made_of(request, uid)
    if name not in own_estates.PARTS and not own_estates.sees_whole(request.user):
        raise NotPermitted("programmes.export")
    found = study(run)
    seen = own_estates.seen_of(request.user, run, found)
    values: dict[str, Any] = {
        "part": name,
        "heading": say(*PARTS[name]),
        "sentence": own_estates.sentence(request.user, run),
    }
    if name == "gantt":
        place, values["places"] = _place(request, found, seen)
        # pictures made and escaped by our own hand, one for each sheet of paper
        values |= {
            "place": place,
            "sheets": [mark_safe(svg) for svg in _gantt(str(run.uid), language(), place, seen)],
        }
        return page(request, "gantt.html", run, **values)
    if name == "map":
        return _map(request, run, found, values, seen)
    units = units_of(request.user, run, found) if "mine" in FILTERS.get(name, ()) else ()
    own = units if request.GET.get("mine") else ()
    if name in OF_ESTATES:
        tables = TABLES[name](run, found, _ask(request, run, own, seen))
    else:
        asked = tuple((key, request.GET[key][:60]) for key in FILTERS.get(name, ()) if request.GET.get(key))
        values["loads"], values["flow"], tables = _whole(str(run.uid), language(), name, asked, own, seen)
    if form := file_asked(request.GET):
        return _file(request, run, name, tables, form)
    shown = [paged(tables[0], request.GET, is_alone=True)] if len(tables) == 1 else tables
    values |= {"tables": shown, "filters": _filters(request, name, found, units, seen)}
    query = request.GET.copy()
    for asked_of_pages in ("page", "all"):
        query.pop(asked_of_pages, None)
    values["query"] = query.urlencode()
    return page(request, "part.html", run, **values)


def _map(request: HttpRequest, run: PlanRun, found: Study, values: dict[str, Any], seen: Seen | None) -> HttpResponse:
    """The plan on the map, or its list as a file."""
    shown = PlanMap(request, run, found, seen.estates if seen else None)
    if form := file_asked(request.GET):
        return _file(request, run, "map", [shown.table()], form)
    if request.GET.get("as") == "points":
        return shown.points()
    return shown.page(request, values | {"filters": _filters(request, "map", found, (), seen)})


@lru_cache(maxsize=48)
def _whole(
    uid: str,
    lang: str,
    name: str,
    asked: tuple[tuple[str, str], ...],
    units: tuple[str, ...] = (),
    seen: Seen | None = None,
) -> tuple[Any, Any, list[Table]]:
    """A part that is the same for everybody, or for all of some units or estates: drawings and tables, worked out once,
    for a plan never changes."""
    run = PlanRun.objects.light().get(uid=uid)
    found = study(run)
    with lasting():
        ask = own_estates.within(narrowed(part_tables.Ask(asked), found, units), found, seen)
        if name == "load":
            loads, tables = limit_tables.load(run, found, ask)
            return loads, None, tables
        return None, part_tables.flow(run, found) if name == "money" else None, TABLES[name](run, found, ask)


@lru_cache(maxsize=48)
def _gantt(uid: str, lang: str, place: str, seen: Seen | None = None) -> list[str]:
    """The chart's sheets, of one subdistrict or of all, drawn once; of some estates and works
    without the others and their money."""
    run = PlanRun.objects.light().get(uid=uid)
    found = study(run)
    facts = own_estates.facts_of(found, seen)
    words = paper_words(facts, lang)
    rows = gantt_lines(facts, words)
    if seen is not None:
        places = {words.region(e.subdistrict) for e in facts.started if e.id in seen.estates}
        rows = [
            line if line.estate else replace(line, note="")
            for line in rows
            if (line.estate.id in seen.estates if line.estate else line.text in places)
        ]
    if place:
        names = [words.region(region.id) for region in facts.subdistricts if region.id == place]
        bands = [at for at, line in enumerate(rows) if line.estate is None]
        rows = [
            line
            for first, last in pairwise([*bands, len(rows)])
            if rows[first].text in names
            for line in rows[first:last]
        ]
    why = part_tables.url_of(run, "why")
    chart = Chart(facts, words, lambda estate: link(why, estate=estate))
    if seen is not None:
        chart.tasks = {
            estate: [task for task in tasks if not task.measure or (estate, task.measure) in seen.works]
            for estate, tasks in chart.tasks.items()
        }
    return [chart.svg(sheet) for sheet in gantt_pages(rows, words)]


def _place(request: HttpRequest, found: Study, seen: Seen | None) -> tuple[str, list[tuple[str, str, int]]]:
    """The subdistrict whose chart is shown, and those to choose from; of a small plan all are drawn at once."""
    drawn = [estate for estate in found.facts.started if seen is None or estate.id in seen.estates]
    counts = Counter(estate.subdistrict for estate in drawn)
    places = [(r.id, found.words.region(r.id), counts[r.id]) for r in found.facts.subdistricts if counts[r.id]]
    asked = request.GET.get("subdistrict", "")
    if asked in counts:
        return asked, places
    return (places[0][0] if len(drawn) > _DRAWN else ""), places


def _ask(request: HttpRequest, run: PlanRun, units: tuple[str, ...], seen: Seen | None) -> part_tables.Ask:
    """What is asked, with the addresses of the estates one may see."""
    found = study(run)
    ask = own_estates.within(narrowed(part_tables.Ask(request.GET.dict()), found, units), found, seen)
    rows = EstateRow.objects.visible_to(request.user).filter(entry=run.entry_id)
    ask.estates = _Addresses(rows.values_list("estate", "record_id"))
    return ask


class _Addresses(dict[str, int]):
    """Estate → where its page is; an address is made only for an estate that is shown."""

    def get(self, estate: str, default: Any = "") -> Any:
        record = super().get(estate)
        return default if record is None else reverse("estates:estate", args=[record])


def _file(request: HttpRequest, run: PlanRun, name: str, tables: list[Table], form: str) -> HttpResponse:
    """The table of this page as a file, the one that is named or the first; who took it is recorded."""
    if not request.user.has_perm("programmes.export"):
        raise PermissionDenied("programmes.export")
    table = next((it for it in tables if it.key == request.GET.get("table")), tables[0])
    actions.taken(run=run, action="plan.exported", file=f"{name}.{form}", by=request.user, at=timezone.now())
    return file_of(table, form, f"plan-{name}", f"{run.name} · {summary(run)}")


def _filters(
    request: HttpRequest, name: str, found: Study, units: tuple[str, ...] = (), seen: Seen | None = None
) -> list[dict[str, Any]]:
    """The questions of a part, each with its choices, as far as one sees what they choose; of one's own only to whom a
    unit belongs."""
    words, programme = found.words, found.programme
    first, offered = programme.calendar.first_year, _offered(found, seen)
    choices: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "fund": (say("资金来源", "Source"), [(f.id, words.fund(f.id)) for f in programme.funds if f.id in offered]),
        "year": (say("年度", "Year"), [(str(first + y),) * 2 for y in range(programme.calendar.years)]),
        "group": (say("类别", "Group"), [(g.id, words.group(g.id)) for g in programme.groups if g.id in offered]),
        "measure": (
            say("改造内容", "Measure"),
            [(m.id, words.measure(m.id)) for m in programme.measures if m.id in offered],
        ),
        "subdistrict": (
            say("街道", "Subdistrict"),
            [(r.id, r.name) for r in found.facts.subdistricts if r.id in offered],
        ),
        "reason": (say("原因", "Reason"), [(code, words.say(f"because_{code}")) for code in found.facts.refused]),
        "reckoned": (
            say("测算依据", "What was reckoned"),
            [("1", say("分、影子价格", "points, shadow prices"))],
        ),
        "standing": (
            say("状态", "State"),
            [(code, words.say(f"standing_{code}")) for code in STANDINGS],
        ),
    }
    if seen is not None:
        del choices["reckoned"]
    if units:
        choices["mine"] = (say("范围", "Whose"), [("1", say("我单位的", "My organisation's"))])
    kinds = {
        "fund": (say("资金", "Money"),),
        "crew": (say("队伍", "Crews"),),
        "site": (say("同时施工", "Sites"),),
        "target": (say("目标", "Targets"),),
    }
    codes = ("crew", "site") if name == "load" else tuple(kinds)
    choices["kind"] = (say("限制", "Limit"), [(code, *kinds[code]) for code in codes])
    asked = request.GET
    rows = [
        {"name": key, "label": choices[key][0], "choices": choices[key][1], "value": asked.get(key, "")}
        for key in FILTERS.get(name, ())
        if key in choices
    ]
    if "q" in FILTERS.get(name, ()):
        rows.insert(0, {"name": "q", "label": say("小区", "Estate"), "value": asked.get("q", "")})
    estate = asked.get("estate", "")
    if estate and (seen is None or estate in seen.estates):
        rows.append({"name": "estate", "hidden": True, "value": estate, "label": words.estate(estate)})
    return rows


def _offered(found: Study, seen: Seen | None) -> set[str]:
    """The funds, groups, measures and subdistricts of what somebody sees; without a limit all there are."""
    programme = found.programme
    if seen is None:
        tables = (programme.funds, programme.groups, programme.measures, found.facts.subdistricts)
        return {thing.id for table in tables for thing in table}
    measures = {measure for _, measure in seen.works}
    groups = {programme.measure_by_id[measure].group for measure in measures}
    funds = {payment.fund for payment in own_estates.payments_of(found, seen)}
    return measures | groups | funds | {programme.estate_by_id[it].subdistrict for it in seen.estates}
