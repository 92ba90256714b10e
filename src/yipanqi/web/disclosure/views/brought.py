"""Lists from outside: the roll of residents, links that somebody tried, letters, requests for disclosure: looked
through, taken in, taken back."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.domain.disclosure.inspection import LETTER_MONTHS, months_after
from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.answer import done, query_without
from yipanqi.web.page.csv_file import csv_response
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.kept_file import LostFile
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Table, count, text
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .. import brought, brought_file, keeping, requests_shown
from ..actions import brought as actions
from ..actions.duty_lights import keep_requests
from ..forms import ListForm
from ..models import BroughtList
from ..models.brought import KINDS
from ..public.linking import tried
from .frame import entry_here, page

_PAGE, _SHOWN = 50, 100
_SHA256 = re.compile(r"[0-9a-f]{64}")
_OPEN, _ANSWERED = requests_shown.WAITING, requests_shown.ANSWERED
_STATES = {  # by which the lines of a kind are asked for
    BroughtList.LETTERS: {it: requests_shown.STATES[it] for it in (_OPEN, _ANSWERED)},
    BroughtList.REQUESTS: requests_shown.STATES,
}


@require_safe
@permission_required("disclosure.draft")
def lists(request: HttpRequest, kind: str = BroughtList.LETTERS) -> HttpResponse:
    """What a kind of lists says now, as a file too; its lists, and the form to bring another."""
    entry = entry_here(request)
    _known(kind)
    if entry is None:
        return page(request, "brought.html", None, kind=kind, kinds=_kinds(kind), has_any=False)
    states = _STATES.get(kind, {})
    asked = request.GET.get("state", "") if request.GET.get("state") in states else ""
    table = _TABLES[kind](entry, asked)
    if form := file_asked(request.GET):
        return exported(request, entry, table, form, kind)
    shown = Paginator(table.rows, _PAGE).get_page(request.GET.get("page"))
    batches = BroughtList.objects.filter(entry=entry, kind=kind).select_related("by", "undone_by")
    return page(
        request,
        "brought.html",
        entry,
        kind=kind,
        kinds=_kinds(kind),
        asked=asked,
        states=[(it, say(*names)) for it, names in states.items()],
        table=Table(title=table.title, columns=table.columns, rows=list(shown.object_list)),
        lines=[list(zip(row, table.columns, strict=True)) for row in shown.object_list],
        shown=shown,
        count=len(table.rows),
        has_any=bool(table.rows) or bool(asked),
        query=query_without(request, "page"),
        form=ListForm(),
        batches=batches[:10],
        last=batches.filter(undone_at=None).first(),
        tried=tried() if kind == BroughtList.LINKS else None,
        is_other_key=kind == BroughtList.ROLL and brought.is_other_key(entry),
    )


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise Http404


def _kinds(kind: str) -> list[tuple[str, str, bool]]:
    """Address, words and whether it is shown, of each kind."""
    return [(reverse("disclosure:list", args=[it]), say(*KINDS[it]), it == kind) for it in reversed(KINDS)]


def _rolls(entry: ProgrammeEntry, asked: str) -> Table:
    columns = [
        (say("小区", "Estate"), False),
        (say("姓名数", "Names"), True),
        (say("带房号的", "With a room"), True),
    ]
    rows = [[text(name), count(names), count(rooms)] for name, names, rooms in brought.rolls(entry)]
    return Table(title=say(*KINDS[BroughtList.ROLL]), columns=columns, rows=rows)


def _links(entry: ProgrammeEntry, asked: str) -> Table:
    """Those that did not answer: within the tree, and outside as the newest list says."""
    names = (("链接", "Link"), ("所在页面", "Page"), ("结果", "Answer"), ("检查日期", "Tried on"))
    found = tried()
    inside = list(found.dead) if found else []
    outside = [it for it in brought.links(entry) if it.answered is None or it.answered >= 400]
    rows = [
        [
            text(it.address),
            text(it.page),
            text(str(it.answered) if it.answered else say("没有应答", "no answer")),
            text(it.tried_on.isoformat()),
        ]
        for it in (*inside, *outside)
    ]
    return Table(title=say("失效链接", "Dead links"), columns=[(say(*it), False) for it in names], rows=rows)


def _letters(entry: ProgrammeEntry, asked: str) -> Table:
    names = (("来信编号", "Number"), ("来信日期", "Received on"), ("答复日期", "Answered on"), ("情况", "State"))
    day = today()
    rows = [
        [
            text(it.key),
            text(it.received_on.isoformat()),
            text(it.answered_on.isoformat() if it.answered_on else ""),
            text(_letter_said(it, day)),
        ]
        for it in brought.letters(entry)
        if asked not in (_OPEN, _ANSWERED) or (it.answered_on is None) is (asked == _OPEN)
    ]
    return Table(title=say(*KINDS[BroughtList.LETTERS]), columns=[(say(*it), False) for it in names], rows=rows)


def _letter_said(letter: Any, day: date) -> str:
    if letter.answered_on:
        days = (letter.answered_on - letter.received_on).days
        return say(f"{days}天内答复", f"answered within {days} days")
    if day > months_after(letter.received_on, LETTER_MONTHS):
        return say("超过3个月未答复", "more than three months without an answer")
    return say(f"已{(day - letter.received_on).days}天", f"for {(day - letter.received_on).days} days")


def _requests(entry: ProgrammeEntry, asked: str) -> Table:
    return requests_shown.table(requests_shown.chosen(requests_shown.requests_of(entry, today()), asked))


_TABLES = {
    BroughtList.ROLL: _rolls,
    BroughtList.LINKS: _links,
    BroughtList.LETTERS: _letters,
    BroughtList.REQUESTS: _requests,
}


@require_POST
@permission_required("disclosure.draft")
def look(request: HttpRequest, kind: str) -> HttpResponse:
    """A new list is looked through; one that was looked through is taken in."""
    entry = entry_here(request)
    _known(kind)
    if entry is None:
        raise Http404
    sha256 = request.POST.get("kept", "")
    if _SHA256.fullmatch(sha256):
        return _bring(request, entry, kind, sha256)
    form = ListForm(request.POST, request.FILES)
    values: dict[str, Any] = {}
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(brought_file.MOST_BYTES + 1)
        if len(data) > brought_file.MOST_BYTES:
            form.add_error("file", say("文件不能超过10 MB", "10 MB at most"))
        else:
            found = brought_file.read(entry, kind, file.name, data)
            values = {"found": found, "name": file.name, "rows": found.shown[:_SHOWN]}
            values["faults"] = [(line, say(*it)) for line, it in found.faults]
            values |= {"count": found.count, "kept": keeping.keep(found.data) if found.count else ""}
    values |= {"form": form, "kind": kind, "said": say(*KINDS[kind]), "back": reverse("disclosure:list", args=[kind])}
    return page(request, "brought_look.html", entry, status=422 if form.errors else 200, **values)


def _bring(request: HttpRequest, entry: ProgrammeEntry, kind: str, sha256: str) -> HttpResponse:
    try:
        told = brought_file.kept(keeping.read(sha256), kind)
    except LostFile:
        told = None
    if told is None:
        raise Http404
    deed = partial(
        _counted,
        actions.bring,
        entry=entry,
        kind=kind,
        file_name=request.POST.get("name", "")[:200] or "list.csv",
        sha256=sha256,
        count=brought_file.size_of(told),
        by=request.user,
        at=timezone.now(),
    )
    back = reverse("disclosure:list", args=[kind])
    return done(request, deed, lambda made: say(f"已导入{made.count}行", f"Taken in: {made.count}"), back=back)


def _counted(act: Callable[..., BroughtList], **asked: Any) -> BroughtList:
    """A list is taken in or back; where it is of requests, so are the lights of those that wait."""
    made = act(**asked)
    if made.kind == BroughtList.REQUESTS:
        keep_requests(made.entry, today())
    return made


@require_POST
@permission_required("disclosure.draft")
def undo(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take a list back."""
    brought_list = get_object_or_404(BroughtList, pk=pk, kind=kind, entry=entry_here(request))
    deed = partial(_counted, actions.take_back, brought=brought_list, by=request.user, at=timezone.now())
    return done(request, deed, say("已撤销导入", "Taken back"), back=reverse("disclosure:list", args=[kind]))


@require_safe
@permission_required("disclosure.draft")
def empty(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty list; of links with those that lead outside, to be tried by whoever is on the internet."""
    _known(kind)
    found = tried() if kind == BroughtList.LINKS else None
    lines = [(place, address, "", "") for place, address in (found.outside if found else ())]
    return csv_response(say(*KINDS[kind]), brought_file.head_of(kind), brought_file.to_fill_in(kind, lines))
