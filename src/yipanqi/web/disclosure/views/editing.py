"""A draft, edited: its text, a paragraph, its record, its files, from the record anew."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from yipanqi.domain.disclosure.publication import Paragraph
from yipanqi.domain.disclosure.state import State
from yipanqi.domain.supervision.bulletin import plain
from yipanqi.web.page.answer import done
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.stale import SeenForm, Stale
from yipanqi.web.page.today import today

from ..actions import attaching, drafting
from ..forms import CoverForm, FileForm, ParagraphForm, RecordForm, TextForm
from ..models import PublicationVersion
from ..stored import OWN, TITLE
from .frame import page, seen_mark, version_here
from .publications import version_page

form_page = require_http_methods(["GET", "HEAD", "POST"])


def draft_here(request: HttpRequest, uid: str, number: int) -> PublicationVersion:
    """The draft; else 404."""
    found = version_here(request, uid, number)
    if found.told is not State.DRAFTED:
        raise Http404
    return found


def when(request: HttpRequest) -> dict[str, Any]:
    """By whom and when."""
    return {"by": request.user, "at": timezone.now(), "day": today()}


def _saved(form: SeenForm, version: PublicationVersion, deed: Callable[[], Any]) -> bool:
    """Store it; where it cannot be, the form says why and can be sent again."""
    try:
        deed()
    except Stale:
        fresh = PublicationVersion.objects.get(pk=version.pk)
        form.renew(seen_mark(fresh), [(say("现在的标题", "The title now"), fresh.title_said)])
    except Cannot as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


@form_page
@permission_required("disclosure.draft")
def text(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """The title, and what the office writes itself."""
    found = draft_here(request, uid, number)
    title, html = found.texts.get(TITLE, found.content["title"]), found.texts.get(OWN, ["", ""])
    initial = {"title_zh": title[0], "title_en": title[1], "html_zh": html[0], "html_en": html[1]}
    form = TextForm(request.POST if request.method == "POST" else None, initial=initial | {"seen": seen_mark(found)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        deed = partial(
            drafting.edit_text,
            version=found,
            title=(told["title_zh"], told["title_en"]),
            html=(told["html_zh"], told["html_en"]),
            seen=told["seen"],
            **when(request),
        )
        if _saved(form, found, deed):
            return redirect(found)
    values = {"version": found, "form": form, "heading": say("标题和自行撰写的正文", "Title and own text")}
    return page(request, "edit.html", found.publication.entry, status=422 if form.errors else 200, **values)


@form_page
@permission_required("disclosure.draft")
def paragraph(request: HttpRequest, uid: str, number: int, key: str) -> HttpResponse:
    """A paragraph, to be written otherwise; what was worked out stays beside it."""
    found = draft_here(request, uid, number)
    block = next((it for it in found.drafted.blocks if isinstance(it, Paragraph) and it.key == key), None)
    if block is None:
        raise Http404
    computed = [plain(it) for it in block.marked]
    zh, en = found.texts.get(key, computed)
    initial = {"zh": zh, "en": en, "seen": seen_mark(found)}
    form = ParagraphForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        deed = partial(
            drafting.edit_paragraph,
            version=found,
            key=key,
            texts=(told["zh"], told["en"]),
            reason=told["why"],
            seen=told["seen"],
            **when(request),
        )
        if _saved(form, found, deed):
            return redirect(f"{found.get_absolute_url()}#{key}")
    values = {"version": found, "form": form, "computed": list(zip(("zh", "en"), computed, strict=True))}
    values["heading"] = say("修改段落", "Edit a paragraph")
    return page(request, "edit.html", found.publication.entry, status=422 if form.errors else 200, **values)


@form_page
@permission_required("disclosure.draft")
def record(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """The record (公开目录项) of the draft."""
    found = draft_here(request, uid, number)
    sent = request.POST if request.method == "POST" else None
    form = RecordForm(sent, record=found.record, initial={"seen": seen_mark(found)})
    if request.method == "POST" and form.is_valid():
        deed = partial(
            drafting.edit_record, version=found, record=form.made, seen=form.cleaned_data["seen"], **when(request)
        )
        if _saved(form, found, deed):
            return redirect(f"{found.get_absolute_url()}#record")
    values = {"version": found, "form": form, "heading": say("公开目录项", "Record")}
    return page(request, "edit.html", found.publication.entry, status=422 if form.errors else 200, **values)


@require_POST
@permission_required("disclosure.draft")
def renew(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Take what the record says now."""
    found = version_here(request, uid, number)
    deed = partial(drafting.renew, version=found, seen=request.POST.get("seen") or None, **when(request))
    return done(request, deed, say("已按最新记录更新，请核对", "Renewed from the record: look at it"), back=found)


@require_POST
@permission_required("disclosure.draft")
def attach(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """A file beside the draft."""
    found = version_here(request, uid, number)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        told, upload = form.cleaned_data, form.cleaned_data["file"]
        deed = partial(
            attaching.attach,
            version=found,
            name=upload.name,
            data=upload.read(attaching.MOST_BYTES + 1),
            title=(told["title_zh"], told["title_en"]),
            is_shown=told["is_shown"],
            seen=told["seen"],
            **when(request),
        )
        if _saved(form, found, deed):
            return redirect(f"{found.get_absolute_url()}#files")
    return version_page(request, found, file_form=form, status=422)


@require_POST
@permission_required("disclosure.draft")
def detach(request: HttpRequest, uid: str, number: int, pk: int) -> HttpResponse:
    """A file taken away."""
    found = version_here(request, uid, number)
    kept = get_object_or_404(found.files, pk=pk)
    deed = partial(attaching.detach, version=found, file=kept, **when(request))
    return done(request, deed, say("已移除", "Taken away"), back=f"{found.get_absolute_url()}#files")


@form_page
@permission_required("disclosure.draft")
def cover(request: HttpRequest, uid: str, number: int, pk: int) -> HttpResponse:
    """Faces and plates of a picture blurred by hand."""
    found = draft_here(request, uid, number)
    kept = get_object_or_404(found.files.filter(form__in=attaching.PICTURES), pk=pk)
    form = CoverForm(request.POST if request.method == "POST" else None, initial={"seen": seen_mark(found)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        deed = partial(
            attaching.cover, version=found, file=kept, parts=told["parts"], seen=told["seen"], **when(request)
        )
        if _saved(form, found, deed):
            messages.success(request, say("已遮挡，请再看一遍", "Blurred: look at it once more"))
            return redirect(f"{found.get_absolute_url()}#files")
    values = {"version": found, "file": kept, "form": form, "heading": say("遮挡人脸和车牌", "Blur faces and plates")}
    return page(request, "cover.html", found.publication.entry, status=422 if form.errors else 200, **values)


@require_POST
@permission_required("disclosure.draft")
def look(request: HttpRequest, uid: str, number: int, pk: int) -> HttpResponse:
    """Each page of a scan was looked at."""
    found = version_here(request, uid, number)
    kept = get_object_or_404(found.files, pk=pk)
    said = request.POST.get("pages", "")
    pages = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    deed = partial(attaching.looked_at, version=found, file=kept, pages=pages, **when(request))
    return done(request, deed, say("已登记逐页核对", "Recorded"), back=f"{found.get_absolute_url()}#files")
