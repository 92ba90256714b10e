"""The log: all of it for who keeps it, and what was done to one object for who may see the object."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yipanqi.web.page import errors
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say

from . import actions, watch
from .actors import COMMAND, PUBLIC, RESIDENT, STAFF, SYSTEM, WEB, WORKER, Actor
from .forms import LogFilter
from .models import REFUSED, Event, line_of
from .words import action_said, field_said, owner_of, value_said

_PAGE = 50
_OTHERS = {
    STAFF: ("人员", "Person"),
    SYSTEM: ("系统", "System"),
    RESIDENT: ("居民", "Resident"),
    PUBLIC: ("未登录", "Not logged in"),
}
_PARTS = {WORKER: ("后台进程", "worker"), COMMAND: ("命令行", "command line"), WEB: ("网站", "website")}


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """An event as it is shown."""

    event: Event
    actor: str
    action: str
    subject: str
    subject_url: str
    is_refused: bool
    values: list[tuple[str, Any, Any]]  # name, before, after


@require_safe
@permission_required("audit.view")
def log(request: HttpRequest) -> HttpResponse:
    """The newest events that fit the filters; older ones by their number."""
    form = LogFilter(request.GET)
    events = form.chosen(Event.objects.order_by("-seq"))
    if (before := request.GET.get("before", "")).isdecimal():
        events = events.filter(seq__lt=int(before[:18]))
    shown = list(events[: _PAGE + 1])
    older = shown[_PAGE - 1].seq if len(shown) > _PAGE else None
    page = {"form": form, "lines": told(shown[:_PAGE]), "older": older, "is_newest": not before}
    query = request.GET.copy()
    query.pop("before", None)
    page |= {"query": query.urlencode(), "is_part": request.htmx.target == "log"}
    if not page["is_part"]:
        page |= {"signed": watch.signed(), "trouble": watch.trouble(at=timezone.now())}
    return render(request, "audit/_log.html" if page["is_part"] else "audit/log.html", page)


@require_safe
@permission_required("audit.export")
def export(request: HttpRequest) -> HttpResponse:
    """The events that fit the filters as CSV; who took them is itself recorded."""
    events = LogFilter(request.GET).chosen(Event.objects.in_chain())
    actions.exported(by=request.user, filters=request.GET.dict(), count=events.count())
    head = [
        "seq",
        "at",
        "person",
        "role",
        "action",
        "name",
        "result",
        "type",
        "id",
        "scope",
        "values",
        "request",
        "hash",
        "actor_kind",
        "actor_key",
        "format",
    ]
    return csv_response(f"audit-{timezone.localdate()}", head, _rows(events))


@require_safe
@permission_required("audit.export")
def export_lines(request: HttpRequest) -> StreamingHttpResponse:
    """Every event as its hash was made, up to the newest checkpoint: what an auditor proves without the platform."""
    events, signed = Event.objects.in_chain(), watch.signed()
    if signed is not None:
        events = events.filter(seq__lte=signed.size)
    count = events.count()
    actions.exported(by=request.user, filters={}, count=count)
    lines = (f"{line_of(event)}\n" for event in events.filter(seq__lte=count).iterator(chunk_size=1000))
    response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate()}-1-{count}.jsonl"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@permission_required("audit.view_subject")
def history(request: HttpRequest, subject_type: str, subject_id: str) -> HttpResponse:
    """Who did what to this object. An object one may not see is not there."""
    subject = _subject(request.user, subject_type, subject_id)
    events = Event.objects.about(subject_type, subject_id)[:500]
    page = {"lines": told(events), "subject": subject, "subject_type": subject_type, "subject_id": subject_id}
    return render(request, "audit/history.html", page)


def _subject(user: Any, subject_type: str, subject_id: str) -> Model | None:
    try:
        model = apps.get_model(subject_type)
        visible = model.objects.all() if user.has_perm("audit.view") else model.objects.visible_to(user)
        return visible.get(pk=subject_id)
    except (LookupError, ValueError, AttributeError, ObjectDoesNotExist):
        if user.has_perm("audit.view") and Event.objects.about(subject_type, subject_id).exists():
            return None
        raise Http404 from None


def told(events: Iterable[Event]) -> list[LogLine]:
    """Events with the names of people and objects, looked up together."""
    events = list(events)
    people = get_user_model().objects.in_bulk({event.actor.staff_id for event in events} - {None})
    subjects = _subjects(events)
    return [_line(event, people, subjects.get((event.subject_type, event.subject_id))) for event in events]


def _line(event: Event, people: dict[int, Any], subject: Model | None) -> LogLine:
    has_page = subject is not None and hasattr(subject, "get_absolute_url")
    return LogLine(
        event=event,
        actor=_actor_said(event.actor, people),
        action=action_said(event.action, event.subject_type),
        subject=str(subject) if subject else _without_row(event),
        subject_url=subject.get_absolute_url() if has_page else "",
        is_refused=event.result == REFUSED,
        values=list(_values(owner_of(event.action, event.subject_type), event.values_told)),
    )


def _actor_said(actor: Actor, people: dict[int, Any]) -> str:
    """The person's name, or what else acted."""
    if person := people.get(actor.staff_id):
        return str(person)
    zh, en = _OTHERS[actor.kind]
    part = say(*_PARTS.get(actor.key, (actor.key, actor.key)))
    return say(f"{zh}（{part}）", f"{en} ({part})") if part else say(zh, en)


def _without_row(event: Event) -> str:
    """What the event was about where there is no row of it, or none any more."""
    if event.subject_type == "permission":
        return value_said(owner_of(event.action), "permission", event.subject_id) or ""
    return " ".join(filter(None, (event.subject_type, event.subject_id)))


def _values(owner: str, told_values: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    before, after = told_values.get("before", {}), told_values.get("after", {})
    for name in [*before, *(name for name in after if name not in before)]:
        yield (
            field_said(owner, name),
            value_said(owner, name, before.get(name)),
            value_said(owner, name, after.get(name)),
        )
    for name in told_values.get("sealed", {}):
        if name not in ("before", "after"):
            yield field_said(owner, name), None, say("（个人信息，另存）", "(personal, kept apart)")


def _subjects(events: list[Event]) -> dict[tuple[str, str], Model]:
    wanted: dict[str, set[str]] = {}
    for event in events:
        wanted.setdefault(event.subject_type, set()).add(event.subject_id)
    found = {}
    for kind, ids in wanted.items():
        try:
            rows = apps.get_model(kind).objects.in_bulk([int(pk) for pk in ids if pk.isdecimal()])
        except (LookupError, ValueError):
            continue
        found |= {(kind, str(pk)): row for pk, row in rows.items()}
    return found


def _rows(events: Any) -> Iterator[list[Any]]:
    for event in events.iterator(chunk_size=1000):
        yield [
            event.seq,
            event.at.isoformat(),
            event.actor.staff_id,
            event.role,
            event.action,
            action_said(event.action, event.subject_type),
            event.result,
            event.subject_type,
            event.subject_id,
            event.scope,
            event.values_json,
            event.request_id,
            event.hash,
            event.actor.kind,
            event.actor.key,
            event.format,
        ]


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; where the page's own permission was missing, that is recorded here."""
    try:
        if isinstance(exception, NotPermitted):
            actions.refuse("access.refused", subject=("permission", exception.code), by=request.user)
    except (OSError, DatabaseError) as fault:  # no middleware hears of what fails here
        if not errors.is_for_want_of_room(fault):
            raise
        return errors.no_room(request)
    return errors.forbidden(request, exception)
