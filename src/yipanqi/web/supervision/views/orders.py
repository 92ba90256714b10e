"""The register of orders, the page of one, and its files."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from yipanqi.domain.supervision.order import OPEN, WAITS, OrderAction, OrderState
from yipanqi.web.delivery.keyed import Keyed
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.delivery.views.contracts import handed_out
from yipanqi.web.page.answer import query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.kept_file import LostFile, opened
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import file_of
from yipanqi.web.page.today import today
from yipanqi.web.programmes.actions.photos import photo_path
from yipanqi.web.programmes.models import ProgrammeEntry

from .. import orders_people, orders_shown
from ..actions import orders as actions
from ..models import Order
from ..models.orders import OrderQuerySet
from ..orders_forms import GOING, LATE, ActForm, OrderFilter
from .frame import entry_here, page

_PAGE, _MOST = 50, 20_000  # rows of a page, of a file
_SORT = "supervision.sort"  # in the session: the order in which this person last read the register


@require_safe
@permission_required("supervision.view")
def index(request: HttpRequest) -> HttpResponse:
    """The register, by filters, in the order last asked for; as a file too."""
    entry, day = entry_here(request), today()
    rows = Order.objects.visible_to(request.user).filter(entry=entry)
    form = OrderFilter(request.GET, entry=entry, user=request.user, sort=request.session.get(_SORT, ""))
    if form.asked.get("sort") and form.order_asked != request.session.get(_SORT):
        request.session[_SORT] = form.order_asked
    found = form.chosen(rows, day)
    if kind := file_asked(request.GET):
        return _taken(request, entry, found.told(), kind)
    working = entry.frame().working if entry else None
    told = Order.objects.told().prefetch_related("estates")
    shown = Paginator(Keyed(found, told), _PAGE).get_page(request.GET.get("page"))
    shown.object_list = [
        {"order": it, "tone": it.tone(day), "clock": orders_shown.limit_said(it, working, day)}
        for it in shown.object_list
        if working is not None
    ]
    return page(
        request,
        "orders.html",
        entry,
        form=form,
        shown=shown,
        count=shown.paginator.count,
        query=query_without(request, "page"),
        counts=_counts(rows, day),
        has_orders=bool(shown.paginator.count) or rows.exists(),
        may_draft=actions.organ_of(request.user) is not None and entry is not None,
    )


def _counts(rows: OrderQuerySet, day: Any) -> list[tuple[str, int, str, str]]:
    """How many wait where: words, count, question, tone."""
    states = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    late = rows.late(day).order_by().count()
    found = [
        (
            say("未办结", "Open"),
            sum(states.get(it, 0) for it in (OrderState.DRAFTED, *OPEN, OrderState.HELD)),
            GOING,
            "",
        ),
        (say("逾期", "Late"), late, LATE, "late" if late else ""),
        *((say(*it.names), states.get(it, 0), it.value, "") for it in OrderState),
    ]
    return [it for it in found if it[1]]


def _taken(request: HttpRequest, entry: ProgrammeEntry | None, rows: Any, kind: str) -> HttpResponse:
    if not request.user.has_perm("programmes.export"):
        raise NotPermitted("programmes.export")
    if entry is None:
        raise Http404
    day = today()
    table = orders_shown.register(
        list(rows.prefetch_related("supporting", "estates")[:_MOST]), entry.frame().working, day
    )
    actions.exported(entry=entry, count=len(table.rows), by=request.user, at=timezone.now())
    return file_of(table, kind, "supervision-orders", f"{entry} · {table.title} · {day:%Y-%m-%d}")


@require_safe
@permission_required("supervision.view")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: its slip, its chain and clock, what was answered, and what one may do."""
    return page_of(request, order_here(request, pk))


def order_here(request: HttpRequest, pk: int) -> Order:
    """The order, if this person may see it; else 404."""
    rows = Order.objects.visible_to(request.user).told().select_related("entry", "reopens", "drafted_by")
    return get_object_or_404(rows, pk=pk)


def page_of(
    request: HttpRequest, found: Order, sent: ActForm | None = None, *, status: int = 200, written: Any = ()
) -> HttpResponse:
    """The page; a form that was sent stays open with what was written."""
    day, working = today(), found.entry.frame().working
    events = list(found.events.select_related("by"))
    stops = orders_shown.stops_of(events)
    answers = orders_shown.answers_of(found)
    reports = [it["reply"].day for it in answers if not it["reply"].is_final]
    may = actions.actions_for(request.user, found, today())
    waits = WAITS.get(found.told)
    refused = actions.lacks(found, request.user, day) if OrderAction.CLOSE in may else None
    tasks = DeliveryTask.objects.visible_to(request.user).filter(orders=found)
    values = {
        "order": found,
        "tone": found.tone(day),
        "facts": orders_shown.facts_of(found),
        "chain": orders_shown.chain_of(found, events),
        "clock": orders_shown.clock_of(found, working, day, reports),
        "moved": orders_shown.moved_said(found),
        "stopped": orders_shown.stopped_said(found, stops, working, day),
        "waits_for": say(*waits.part.names) if waits else "",
        "answers": answers,
        "demanded": orders_shown.demanded(found) if found.number and found.told is not OrderState.WITHDRAWN else (),
        "attached": [it for it in found.files.select_related("file") if it.reply_id is None],
        "asked": found.asked,
        "asked_said": say(*found.asked_told.names) if found.asked_told else "",
        "lacks": say(*refused) if refused else "",
        "tasks": list(tasks),
        "places": list(found.estates.all()),
        "events": events,
        "recipients": orders_people.recipients(found) if OrderAction.ISSUE in may else (),
        "forms": _forms(found, may, waits.action if waits else None, sent),
        "may_edit": OrderAction.EDIT in may,
        "written": written,
        "reopened": Order.objects.visible_to(request.user).filter(reopens=found).first(),
        "status": status,
    }
    return page(request, "order.html", found.entry, **values)


def _forms(found: Order, may: Any, onward: OrderAction | None, sent: ActForm | None) -> list[dict[str, Any]]:
    """A form for each deed that one may try; the one that takes it on comes first."""
    forms = []
    for action in may:
        if action is OrderAction.EDIT:
            continue
        is_sent = sent is not None and sent.of_action is action
        forms.append(
            {
                "action": action,
                "name": say(*action.names),
                "form": sent if is_sent else ActForm(order=found, action=action),
                "is_open": is_sent,
                "is_onward": action is onward,
                "says": say(*_SAYS[action]) if action in _SAYS else "",
            }
        )
    return sorted(forms, key=lambda it: not it["is_onward"])


@require_safe
@permission_required("supervision.view")
def file(request: HttpRequest, pk: int, uid: UUID) -> FileResponse:
    """A file of an order to keep, or a photo to look at; for whoever sees the order."""
    kept = get_object_or_404(order_here(request, pk).files.select_related("file", "photo"), uid=uid)
    if kept.file is not None:
        return handed_out(kept.file)
    try:
        response = FileResponse(opened(photo_path(kept.photo), kept.photo.sha256), content_type="image/jpeg")
    except LostFile:
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{kept.photo.file_name}"'
    response["Cache-Control"] = "private, max-age=3600"
    return response


_SAYS = {
    OrderAction.ISSUE: (
        "交办即编文号、开始计时，并通知上面列出的人员。",
        "It gets its number, its clocks start, and the people named above are told.",
    ),
    OrderAction.HOLD: ("挂账期间停表，恢复后时限顺延。", "The clock stands while it is on hold; the limit moves."),
    OrderAction.WITHDRAW: ("撤回后文号保留，不再重用。", "The number stays and is not used again."),
    OrderAction.REOPEN: (
        "本件不变；另拟一件与它关联的督办单。",
        "This order stays as it is; a new draft is linked to it.",
    ),
    OrderAction.CLOSE: ("销号后不能再改，只能重新交办。", "Once closed it never changes; it can only be reopened."),
}
