"""One's messages: a list, what to do with each; and what was sent outside, for who keeps the system."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yipanqi.web.page.answer import asked_otherwise, done, query_without
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import for_everyone, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import pages_of
from yipanqi.web.page.today import today

from . import actions
from .forms import InboxFilter, SendingFilter
from .models import Message, MessageQuerySet, Sending, SendingQuerySet


@require_safe
@never_cache
@for_everyone
def index(request: HttpRequest) -> HttpResponse:
    """One's messages by filters, page by page; also as CSV."""
    day, form = today(), InboxFilter(request.GET)
    chosen = form.chosen(Message.objects.visible_to(request.user), day)
    if file_asked(request.GET, ("csv",)):
        return csv_response(f"messages-{day}", _heads(), _rows(chosen))
    pages = pages_of(chosen, request.GET)
    _mark_late(pages.shown, day)
    page = {
        "form": form,
        "pages": pages,
        "query": query_without(request, "page", "all"),
        "back": request.GET.urlencode(),
        "is_part": request.htmx.target == "inbox",
    }
    return render(request, "inbox/_list.html" if page["is_part"] else "inbox/list.html", page)


def _mark_late(shown: Page, day: Any) -> None:
    """Tell of each message on the page whether it is overdue."""
    shown.object_list = list(shown.object_list)
    for message in shown.object_list:
        message.late = message.is_late(day)


def _heads() -> list[str]:
    return [
        say("消息", "Message"),
        say("为何与我有关", "Why me"),
        say("类型", "Kind"),
        say("期限", "Until"),
        say("状态", "State"),
        say("收到", "Received"),
    ]


def _rows(chosen: MessageQuerySet) -> Iterator[list[Any]]:
    for it in chosen.iterator():
        yield [
            it.what,
            it.why,
            it.kind_said,
            it.until,
            it.state_said,
            f"{timezone.localtime(it.sent_at):%Y-%m-%d %H:%M}",
        ]


@require_POST
@for_everyone
def open_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what the message is about; it is read."""
    message = _own(request, pk)
    actions.mark_read(message, by=request.user, at=timezone.now())
    return redirect(message.url or _back(request))


@require_POST
@for_everyone
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read."""
    actions.mark_read(_own(request, pk), by=request.user, at=timezone.now())
    return redirect(_back(request))


@require_POST
@for_everyone
def mark_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as done."""
    actions.mark_done(_own(request, pk), by=request.user, at=timezone.now())
    return redirect(_back(request))


@require_POST
@for_everyone
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    deed = partial(actions.mark_all_read, person=request.user, at=timezone.now())
    return done(request, deed, _read_said, back=_back(request))


def _read_said(count: int) -> str:
    return say(f"{count:,} 条已标为已读", f"Marked as read: {count:,}") if count else ""


def _own(request: HttpRequest, pk: int) -> Message:
    return get_object_or_404(Message.objects.visible_to(request.user), pk=pk)


def _back(request: HttpRequest) -> str:
    """The list as it was asked for."""
    asked = asked_otherwise(QueryDict(request.POST.get("back", "")[:500]))
    return f"{reverse('inbox:index')}?{asked}" if asked else reverse("inbox:index")


@require_safe
@never_cache
@permission_required("inbox.view_sendings")
def sendings(request: HttpRequest) -> HttpResponse:
    """Each digest that was to go out, and how it went, newest first; also as CSV."""
    form = SendingFilter(request.GET)
    chosen = form.chosen(Sending.objects.all()).select_related("person").order_by("-day", "-pk")
    if file_asked(request.GET, ("csv",)):
        actions.digests.exported(by=request.user, count=chosen.count())
        return csv_response(f"sendings-{today()}", _sending_heads(), _sending_rows(chosen))
    page = {
        "form": form,
        "pages": pages_of(chosen, request.GET),
        "query": query_without(request, "page", "all"),
        "is_part": request.htmx.target == "sendings",
    }
    return render(request, "inbox/_sendings.html" if page["is_part"] else "inbox/sendings.html", page)


def _sending_heads() -> list[str]:
    return [
        say("日期", "Day"),
        say("姓名", "Name"),
        say("渠道", "Channel"),
        say("状态", "State"),
        say("次数", "Tries"),
        say("原因", "Fault"),
        say("最近一次", "Last try"),
    ]


def _sending_rows(chosen: SendingQuerySet) -> Iterator[list[Any]]:
    for it in chosen.iterator():
        tried = f"{timezone.localtime(it.tried_at):%Y-%m-%d %H:%M}" if it.tried_at else ""
        yield [it.day, it.person.display_name, it.channel_said, it.state_said, it.tries, it.fault, tried]
