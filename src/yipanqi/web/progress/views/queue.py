"""What a phone's queue asks: who one is, reports with the photos they name, parts of photos, what became of a report.

All answers are JSON; what is refused says why in one sentence, and nothing of it is kept."""

import uuid as uuids
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.today import today
from yipanqi.web.programmes.actions.photos import LARGEST

from .. import actions
from ..actions.photos import CannotTakeNow, take_part
from ..forms import MOST_PHOTOS, ReportForm
from ..models import PhotoPart, ReportPhoto, TaskReport
from ..queued import LARGEST_PART, PART, CannotRead, Queued, body, queued
from ..receipts import receipt
from .reports import report_facts

View = Callable[..., HttpResponse]
_WORKER = Path(__file__).parents[1] / "static" / "report_worker.js"


class _Gone(Cannot):
    """There is no such thing, or none for this person."""


class _Foreign(Cannot):
    """It belongs to another account."""


def _answering(view: View) -> View:
    """What is refused is answered in JSON: its sentence, and a status that says of which kind it is."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except CannotRead as refusal:
            return _no(refusal, refusal.status)
        except _Gone as refusal:
            return _no(refusal, 404)
        except (_Foreign, actions.CannotReport) as refusal:
            return _no(refusal, 403)
        except CannotTakeNow as refusal:
            return _no(refusal, 503)
        except Cannot as refusal:
            return _no(refusal, 422)

    return answered


def _no(refusal: Cannot, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"error": str(refusal), **more}, status=status)


@require_safe
@permission_required("delivery.view")
def queue(request: HttpRequest) -> HttpResponse:
    """Who one is, so that a queue is sent by nobody but its owner; the token of forms; the server's clock; limits."""
    return JsonResponse(
        {
            "person": str(request.user.uid),
            "name": str(request.user),
            "csrf": get_token(request),
            "now": timezone.now().isoformat(),
            "part": PART,
            "most_photos": MOST_PHOTOS,
            "largest_photo": LARGEST,
        }
    )


@require_POST
@permission_required("delivery.view")
@_answering
def queue_report(request: HttpRequest) -> HttpResponse:
    """A report out of the queue: its receipt. 422: faults, or what is only asked; 409: both contents."""
    asked = queued(request)
    if asked.owner and asked.owner != str(request.user.uid):
        raise _Foreign("这份月报属于另一个账号", "This report belongs to another account")
    task = _task(request, asked)
    form = asked.form(task)
    if not form.is_valid():
        return _faulty(form, is_only_asked=False)
    try:
        sent = actions.send(
            task=task,
            entered=form.entered,
            written=asked.written(form),
            by=request.user,
            at=timezone.now(),
            day=today(),
        )
    except actions.Refused as refusal:
        form.tell(refusal.found)
        return _faulty(form, is_only_asked=not refusal.found.refused)
    except actions.Conflict as conflict:
        return _no(conflict, 409, **_both(form, conflict.standing))
    told = receipt(sent.report, asked.photos, sent.lacks)
    return JsonResponse(told, status=201 if sent.is_new else 200)


def _task(request: HttpRequest, asked: Queued) -> DeliveryTask:
    """The task, if this person may see it, or has sent this very report of it before. Raises _Gone."""
    rows = DeliveryTask.objects.visible_to(request.user).told().select_related("entry")
    task = rows.filter(pk=asked.task).first()
    if task is None and (known := _own(request, asked.fields.get("uid", ""))):
        task = known.task if known.task_id == asked.task else None
    if task is None:
        raise _Gone("没有这项任务，或它不在您的工作范围内", "There is no such task, or it lies outside your area")
    return task


def _own(request: HttpRequest, uid: str) -> TaskReport | None:
    try:
        key = uuids.UUID(uid)
    except ValueError:
        return None
    return TaskReport.objects.select_related("task__entry", "judged_by").filter(uid=key, by=request.user).first()


def _faulty(form: ReportForm, *, is_only_asked: bool) -> JsonResponse:
    """What is wrong, or asked, at its fields; `asks`: it is kept once somebody says that they are sure."""
    faults = [
        {
            "field": "" if name == "__all__" else name,
            "label": "" if name == "__all__" else str(form.fields[name].label or ""),
            "said": str(said),
        }
        for name, found in form.errors.items()
        for said in found
    ]
    error = say("请核对", "Please check") if is_only_asked else say("请更正后再上报", "Correct it and send it again")
    return JsonResponse({"error": error, "faults": faults, "asks": is_only_asked}, status=422)


def _both(form: ReportForm, standing: TaskReport) -> dict[str, Any]:
    """What one wrote beside what stands."""
    told = form.entered
    mine = TaskReport(
        task=form.task,
        percent=told.percent,
        quantity=told.quantity,
        problem=told.problem or "",
        problem_text=told.problem_text,
        expected_finish=told.expected_finish,
        certified=told.certified,
        reason=told.reason,
    )
    return {
        "kind": "other_content" if standing.uid == form.cleaned_data["uid"] else "other_report",
        "ours": report_facts(mine),
        "standing": {
            "facts": report_facts(standing),
            "by": str(standing.by or ""),
            "at": standing.at.isoformat(),
            "version": standing.version,
            "said": standing.state_said,
            "url": standing.get_absolute_url(),
        },
    }


@require_safe
@permission_required("delivery.view")
@_answering
def queue_receipt(request: HttpRequest, uid: uuids.UUID) -> HttpResponse:
    """The receipt of a report that one has sent, with what became of it since."""
    return JsonResponse(receipt(_sent(request, uid)))


def _sent(request: HttpRequest, uid: uuids.UUID) -> TaskReport:
    found = _own(request, str(uid))
    if found is not None:
        return found
    if TaskReport.objects.filter(uid=uid).exists():
        raise _Foreign("这份月报属于另一个账号", "This report belongs to another account")
    raise _Gone("这份月报还没有送达", "This report has not arrived")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.view")
@_answering
def queue_photo(request: HttpRequest, uid: uuids.UUID, sha256: str) -> HttpResponse:
    """How much of a photo has come; by POST the bytes that begin at `?offset=` of its `?size=`."""
    found = _sent(request, uid)
    if request.method != "POST":
        return JsonResponse(_come(request, uid, sha256))
    taken = take_part(
        report_uid=uid,
        task=found.task,
        month=found.month,
        opened_at=found.written_at,
        sha256=sha256,
        size=_number(request, "size"),
        offset=_number(request, "offset"),
        data=body(request, "application/octet-stream", LARGEST_PART),
        by=request.user,
        at=timezone.now(),
    )
    return JsonResponse({"received": taken.received, "held": taken.photo is not None})


def _come(request: HttpRequest, uid: uuids.UUID, sha256: str) -> dict[str, Any]:
    wanted = {"report_uid": uid, "original_sha256": sha256}
    if ReportPhoto.objects.filter(**wanted).exists():
        return {"held": True}
    part = PhotoPart.objects.filter(**wanted, by=request.user).first()
    return {"held": False, "received": part.received if part else 0}


def _number(request: HttpRequest, name: str) -> int:
    said = request.GET.get(name, "")
    if not (said.isascii() and said.isdigit() and len(said) < 12):
        raise CannotRead("没有说明照片的大小和位置", "Size and offset of the photo are not told")
    return int(said)


@require_safe
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """What stands there without a network: how many reports wait. It tells nothing of anybody; the phone fills it."""
    return render(request, "progress/offline.html")


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The worker of the phone's browser, from an address below which it may serve pages."""
    response = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/progress/"
    return response
