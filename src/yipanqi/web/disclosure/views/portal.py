"""门户回执: where the portal shows what is public: the list read in after a dry run, and taken back."""

import re
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.web.delivery.views.frame import exported
from yipanqi.web.page.answer import done, download, query_without
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.kept_file import LostFile
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Cell, Table, text

from .. import keeping
from ..actions import echoes
from ..echo_file import MOST_BYTES, EchoRead, read, template
from ..forms import EchoForm
from ..models import EchoImport, PortalEcho, Publication
from ..shown import moment_said
from .frame import entry_here, page

_PAGE, _MOST, _SHOWN = 50, 20_000, 200
_SHA256 = re.compile(r"[0-9a-f]{64}")


@require_safe
@permission_required("disclosure.view")
def portal(request: HttpRequest) -> HttpResponse:
    """What is public, and where the portal shows it."""
    entry = entry_here(request)
    rows = Publication.objects.known_outside().filter(entry=entry).with_versions().order_by("-published_at")
    if request.GET.get("only") == "missing":
        told = PortalEcho.objects.filter(publication=OuterRef("pk"), batch__undone_at=None)
        rows = rows.exclude(Exists(told))
    if kind := file_asked(request.GET):
        table = Table(title=say("门户回执", "On the portal"), columns=_columns(), rows=_table(rows[:_MOST]))
        return exported(request, entry, table, kind, "portal")
    shown = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    shown.object_list = list(_lines(shown.object_list))
    return page(
        request,
        "portal.html",
        entry,
        shown=shown,
        has_any=bool(shown.paginator.count),
        only=request.GET.get("only", ""),
        query=query_without(request, "page"),
        form=EchoForm() if request.user.has_perm("disclosure.draft") else None,
        batches=EchoImport.objects.select_related("by", "undone_by")[:10],
        last=EchoImport.objects.filter(undone_at=None).first(),
    )


def _lines(rows: Any) -> Any:
    """Each publication with the newest word of the portal."""
    rows = list(rows)
    told: dict[int, PortalEcho] = {}
    for it in PortalEcho.objects.filter(publication__in=rows, batch__undone_at=None).order_by("pk"):
        told[it.publication_id] = it
    for row in rows:
        yield {"publication": row, "version": row.public, "echo": told.get(row.pk)}


def _columns() -> list[tuple[str, bool]]:
    names = (
        ("索引号", "Index number"),
        ("标题", "Title"),
        ("发布时间", "Published at"),
        ("网址", "Address"),
        ("门户发布时间", "Published there"),
    )
    return [(say(*it), False) for it in names]


def _table(rows: Any) -> list[list[Cell]]:
    return [
        [
            text(it["publication"].index_number),
            text(it["version"].title_said),
            text(moment_said(it["publication"].published_at)),
            text(it["echo"].url if it["echo"] else ""),
            text(moment_said(it["echo"].published_at) if it["echo"] else ""),
        ]
        for it in _lines(rows)
    ]


@require_POST
@permission_required("disclosure.draft")
def look(request: HttpRequest) -> HttpResponse:
    """A new list is looked through; one that was looked through is taken in."""
    sha256 = request.POST.get("kept", "")
    if _SHA256.fullmatch(sha256):
        return _take_in(request, sha256)
    form = EchoForm(request.POST, request.FILES)
    found: EchoRead | None = None
    if form.is_valid():
        data = form.cleaned_data["file"].read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            form.add_error("file", say("文件不能超过2 MB", "2 MB at most"))
        else:
            found = read(data)
            keeping.keep(data)
    values = {"form": form, "said": say("门户回执", "On the portal"), "back": reverse("disclosure:portal")}
    if found:
        values |= {"found": found, "rows": found.rows[:_SHOWN], "name": form.cleaned_data["file"].name}
        values |= {"count": len(found.rows), "kept": found.sha256 if found.rows else ""}
        values["faults"] = [(line, say(*it)) for line, it in found.faults]
    return page(request, "portal_look.html", entry_here(request), status=422 if form.errors else 200, **values)


def _take_in(request: HttpRequest, sha256: str) -> HttpResponse:
    try:
        found = read(keeping.read(sha256))
    except LostFile:
        raise Http404 from None
    name = request.POST.get("name", "")[:200] or "portal.csv"
    deed = partial(echoes.take_in, file_name=name, sha256=sha256, rows=found.rows, by=request.user, at=timezone.now())
    return done(
        request,
        deed,
        lambda made: say(f"已导入{made.count}行", f"Taken in: {made.count}"),
        back=reverse("disclosure:portal"),
    )


@require_POST
@permission_required("disclosure.draft")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a list back."""
    batch = get_object_or_404(EchoImport, pk=pk)
    deed = partial(echoes.undo, batch=batch, by=request.user, at=timezone.now())
    return done(request, deed, say("已撤销导入", "Taken back"), back=reverse("disclosure:portal"))


@require_safe
@permission_required("disclosure.view")
def empty(request: HttpRequest) -> HttpResponse:
    """An empty list, for the portal's keeper."""
    return download(b"\xef\xbb\xbf" + template().encode(), say("门户回执模板.csv", "portal-addresses.csv"), "text/csv")
