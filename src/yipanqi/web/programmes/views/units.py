"""The units of a programme and the organisations that they are: chosen on one form, and told on an import's page."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from yipanqi.domain.unit import UnitKind
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import KINDS, holders_of
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.answer import done, query_without
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import listed, say
from yipanqi.web.page.tables import Table, file_of, text

from .. import actions
from ..models import ImportBatch, ProgrammeEntry
from ..unit_forms import UnitFilter, UnitsForm
from ..unit_matches import DOUBT, LINKED, MATCHED, NEW, Bodies, UnitMatch, matches
from ..words import UNIT_DOUBTS, UNIT_HOWS, UNIT_STATES
from ..working import page

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("programmes.import")
def units(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Which organisation each unit is: those that fit the filter, to choose for; also as a file."""
    entry = get_object_or_404(ProgrammeEntry.objects.visible_to(request.user), pk=entry_id)
    found = matches(entry, Bodies.of(entry)) if entry.current_version_id else []
    organisations = _organisations(request, entry)
    if request.method == "POST":
        form = UnitsForm(request.POST, matches=found, organisations=organisations)
        return _saved(request, entry, form)
    asked = UnitFilter(request.GET)
    kept = asked.kept(found)
    if request.GET.get("as") in ("csv", "xlsx"):
        return _file(request, entry, kept)
    shown = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    form = UnitsForm(None, matches=list(shown), organisations=organisations)
    lines = [line | {"field": form.field_of(line["unit"])} for line in told(request, entry, list(shown))]
    counts = told_counts(found)
    return page(
        request, "programmes/units.html", entry, asked=asked, form=form, lines=lines, shown=shown, counts=counts,
        query=query_without(request, "page"), is_filtered=len(kept) != len(found),
    )  # fmt: skip


def _organisations(request: HttpRequest, entry: ProgrammeEntry) -> list[Organisation]:
    """Those that a unit may be: of the programme's own district, as far as one sees."""
    seen = Organisation.objects.visible_to(request.user).filter(is_active=True)
    return list(seen.filter(path__startswith=entry.organisation.path).select_related("parent").in_tree())


def _saved(request: HttpRequest, entry: ProgrammeEntry, form: UnitsForm) -> HttpResponse:
    """Store what was chosen, and back to the list as it was asked for."""
    back = f"{reverse('programmes:units', args=[entry.pk])}?{query_without(request)}".rstrip("?")
    if not form.is_valid():
        messages.error(request, say("请从列表中选择单位", "Choose organisations from the lists"))
        return redirect(back)
    chosen = form.chosen()
    about = {"chosen": chosen, "seen": form.seen()}
    deed = partial(actions.choose_organisations, entry=entry, by=request.user, at=timezone.now(), **about)
    return done(request, deed, lambda count: say(f"已保存 {count} 项对应", f"{count} units saved"), back=back)


def _file(request: HttpRequest, entry: ProgrammeEntry, kept: list[UnitMatch]) -> HttpResponse:
    """The list as a file; who took it is recorded."""
    if not request.user.has_perm("programmes.export"):
        raise PermissionDenied("programmes.export")
    heads = (("单位编号", "Code"), ("责任单位", "Unit"), ("类型", "Kind"), ("状态", "State"), ("单位", "Organisation"))
    rows = [
        [text(line[name]) for name in ("code", "name", "kind", "state_said", "names")] + [text(line["note"])]
        for line in told(request, entry, kept)
    ]
    columns = [(say(*head), False) for head in (*heads, ("说明", "Note"))]
    table = Table(title=say("单位对应", "Units and organisations"), columns=columns, rows=rows)
    _record_file(request, entry, len(rows))
    return file_of(table, request.GET["as"], say("单位对应表", "units"), entry.name)


@transaction.atomic
def _record_file(request: HttpRequest, entry: ProgrammeEntry, count: int) -> None:
    audit.record("units.exported", subject=entry, by=request.user, after={"rows": count})


def of_import(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """What an import's page tells of units: what would be linked, what is new and what somebody must choose."""
    if batch.state != "ready":
        return {}
    found = matches(batch.entry, actions.bodies_of(batch))
    lines = told(request, batch.entry, found)
    return {
        "counts": told_counts(found),
        "doubtful": [line for line in lines if line["state"] == DOUBT],
        "missing": [line for line in lines if line["state"] == NEW],
        "settled": [line for line in lines if line["state"] in (MATCHED, LINKED)],
    }


def told_counts(found: list[UnitMatch]) -> list[tuple[str, str, int]]:
    """How many units are in each state that there is."""
    counts = {state: sum(match.state == state for match in found) for state in UNIT_STATES}
    return [(state, say(*UNIT_STATES[state]), count) for state, count in counts.items() if count]


def told(request: HttpRequest, entry: ProgrammeEntry, found: list[UnitMatch]) -> list[dict[str, Any]]:
    """Each unit in words, with the way to add its organisation for who may."""
    may_add = request.user.has_perm("organisations.manage")
    return [_line(entry, match, may_add) for match in found]


def _line(entry: ProgrammeEntry, match: UnitMatch, may_add: bool) -> dict[str, Any]:
    unit, one = match.unit, match.organisation
    return {
        "unit": unit.id,
        "code": unit.id,
        "name": say(unit.name, unit.name_en or unit.name),
        "kind": say(*KINDS[unit.kind.value]),
        "state": match.state,
        "state_said": say(*UNIT_STATES[match.state]),
        "organisation": one,
        "names": one.name if one else listed(it.name for it in match.candidates),
        "note": _note(match),
        "add_url": _add_url(entry, match) if match.state == NEW and may_add else "",
    }


def _note(match: UnitMatch) -> str:
    """How it was found, what is in doubt, or whom to ask."""
    if match.doubt:
        return say(*UNIT_DOUBTS[match.doubt])
    if match.state == NEW:
        whom = [say(*role) for role in holders_of("organisations.manage")]
        return say(f"还没有这个单位，由{listed(whom)}新增", f"There is none yet; ask: {listed(whom)}")
    how = say(*UNIT_HOWS[match.how])
    region = match.region_to_give if match.state == MATCHED else ""
    return how + (say(f"；将把它的区域设为 {region}", f"; it will be bound to region {region}") if region else "")


def _add_url(entry: ProgrammeEntry, match: UnitMatch) -> str:
    """The form of a new organisation, filled with what the unit says."""
    unit = match.unit
    region = unit.region if unit.kind is UnitKind.SUBDISTRICT else ""
    asked = {"name": unit.name, "kind": unit.kind.value, "code": unit.id, "region_id": region or ""}
    return f"{reverse('accounts:new_organisation')}?{urlencode(asked | {'parent': entry.organisation_id})}"
