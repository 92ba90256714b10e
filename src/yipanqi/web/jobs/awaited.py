"""A page that waits for a job: it shows how far the job is (`jobs/_awaited.html`), and itself anew when that ends."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import Job


def asks_how_far(request: HttpRequest) -> bool:
    """Does the page ask for the part alone that tells of its job?"""
    return request.htmx.target == "awaited-job"


def how_far(
    request: HttpRequest, job: Job | None, page: str, template: str = "jobs/_awaited.html", **more: Any
) -> HttpResponse:
    """This part; once the job has ended, the page, for what it came to."""
    response = render(request, template, {"job": job, **more})
    if job is None or not job.is_open:
        response["HX-Redirect"] = page
    return response
