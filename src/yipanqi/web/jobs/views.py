"""The jobs one may see: a list, and what each is doing, how far, the best so far, and how to stop it."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yipanqi.web.audit import actions as audit
from yipanqi.web.page.answer import done
from yipanqi.web.page.permission import for_everyone, may_open
from yipanqi.web.page.say import say

from . import actions
from .chart import curves, figure, last_rows
from .forms import JobFilter
from .handlers import is_permitted, may_take_over
from .models import Job, Worker

_PAGE = 50


@require_safe
@never_cache
@for_everyone
def index(request: HttpRequest) -> HttpResponse:
    """One's jobs, newest first; everybody's for whoever may see them."""
    form = JobFilter(request.GET)
    jobs = form.chosen(Job.objects.visible_to(request.user)).select_related("created_by").order_by("-id")
    if (before := request.GET.get("before", "")).isdecimal():
        jobs = jobs.filter(pk__lt=int(before[:18]))
    shown = list(jobs[: _PAGE + 1])
    older = shown[_PAGE - 1].pk if len(shown) > _PAGE else None
    query = request.GET.copy()
    query.pop("before", None)
    page = {
        "form": form,
        "jobs": shown[:_PAGE],
        "older": older,
        "query": query.urlencode(),
        "is_newest": not before,
        "is_moving": any(job.is_open for job in shown) and not before,
        "sees_all": request.user.has_perm("jobs.view_all"),
    }
    return render(request, "jobs/_list.html" if request.htmx.target == "jobs" else "jobs/list.html", page)


@require_safe
@never_cache
@for_everyone
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """What the job is doing; the page may be left and found again."""
    job = _visible(request, job_id)
    page = {
        "job": job,
        "subject_url": job.subject_url if may_open(request.user, job.subject_url, job.subject) else "",
        "may_stop": job.can_be_stopped and _may_change(request.user, job),
        "may_try_again": job.can_be_tried_again and _may_change(request.user, job),
        "has_workers": not job.is_open or Worker.objects.alive().exists(),
        "best": figure(job.detail.get("best")),
        "bound": figure(job.detail.get("bound")),
        "curves": curves(job.detail.get("series", [])),
        "rows": last_rows(job.detail.get("series", [])),
    }
    return render(request, "jobs/_job.html" if request.htmx.target == "job" else "jobs/job.html", page)


@require_POST
@for_everyone
def stop(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask the job to stop."""
    job = _changeable(request, job_id)
    return done(request, partial(actions.ask_to_stop, job, by=request.user), back=job)


@require_POST
@for_everyone
def again(request: HttpRequest, job_id: int) -> HttpResponse:
    """Put a job that failed or was stopped back into the queue."""
    job = _changeable(request, job_id)
    deed = partial(actions.try_again, job, by=request.user)
    return done(request, deed, say("任务已重新排队", "The job waits in the queue again"), back=job)


def health() -> dict[str, bool]:
    """For the health page: is there a worker with a pulse?"""
    try:
        return {"workers": Worker.objects.alive().exists()}
    except DatabaseError:
        return {"workers": False}


def _visible(request: HttpRequest, job_id: int) -> Job:
    jobs = Job.objects.visible_to(request.user).select_related("created_by", "stop_asked_by", "subject_type")
    return get_object_or_404(jobs, pk=job_id)


def _changeable(request: HttpRequest, job_id: int) -> Job:
    """A job one may see and change; the refusal to change it is recorded."""
    job = _visible(request, job_id)
    if not _may_change(request.user, job):
        audit.refuse("access.refused", subject=job, by=request.user)
        raise PermissionDenied("jobs.stop_all")
    return job


def _may_change(user: Any, job: Job) -> bool:
    """One's own; everybody's for whoever may stop all; and what somebody left who may no longer have it done."""
    if job.created_by_id == user.pk or user.has_perm("jobs.stop_all"):
        return True
    return may_take_over(job.kind, user) and not is_permitted(job.kind, job.created_by)
