"""How an office's own book is read: one page of what it means, the file that can be handed on, what is kept."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.web.page.answer import done, to_keep
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.workbook import Mapping

from .. import actions
from ..mapping_form import MappingFileForm, MappingForm
from ..models import BookMapping, ImportBatch
from ..words import READY, REFUSED
from ..working import current, page
from .imports import batch_of, kept_mappings


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("programmes.import")
def mapping(request: HttpRequest, uid: str) -> HttpResponse:
    """What an own book's tables, columns and words mean; change it and have the book read again."""
    found = _own(request, uid)
    form = MappingForm(request.POST if request.method == "POST" else None, own=found.own)
    if request.method == "POST" and form.is_valid():
        return _read_by(request, found, form, form.mapping.confirmed(), form.answers)
    return _page(request, found, form, status=422 if request.method == "POST" else 200)


@require_POST
@permission_required("programmes.import")
def from_file(request: HttpRequest, uid: str) -> HttpResponse:
    """Have the book read by a mapping that was handed on."""
    found = _own(request, uid)
    form = MappingFileForm(request.POST, request.FILES)
    if form.is_valid():
        return _read_by(request, found, form, form.cleaned_data["file"], 1)
    return _page(request, found, MappingForm(own=found.own), file_form=form, status=422)


@require_safe
@permission_required("programmes.import")
def download(request: HttpRequest, uid: str) -> HttpResponse:
    """The mapping as a file that can be handed on."""
    found = _own(request, uid)
    return _json(found.own["mapping"], found.file_name)


@require_safe
@permission_required("programmes.import")
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    """A mapping that is kept, as a file."""
    found = _kept(request, pk)
    return _json(found.content, found.file_name)


@require_POST
@permission_required("programmes.import")
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Read books of this shape by guesses again."""
    deed = partial(actions.forget, kept=_kept(request, pk), by=request.user, at=timezone.now())
    words = say("已删除；同样的台账下次重新判断", "Forgotten; the next book of this shape is guessed anew")
    return done(request, deed, words, back="programmes:imports")


def _own(request: HttpRequest, uid: str) -> ImportBatch:
    found = batch_of(request, uid)
    if found.own is None or "mapping" not in found.own:
        raise Http404
    return found


def _kept(request: HttpRequest, pk: int) -> BookMapping:
    return get_object_or_404(kept_mappings(request), pk=pk)


def _read_by(
    request: HttpRequest, found: ImportBatch, form: MappingForm | MappingFileForm, wanted: Mapping, answers: int
) -> HttpResponse:
    seen = form.cleaned_data["seen"]
    try:
        actions.read_by(batch=found, mapping=wanted, answers=answers, seen=seen, by=request.user, at=timezone.now())
    except Cannot as refusal:
        form.add_error(None, str(refusal))
        is_file = isinstance(form, MappingFileForm)
        shown = MappingForm(own=found.own) if is_file else form
        return _page(request, found, shown, file_form=form if is_file else None, status=409)
    return redirect(found)


def _page(
    request: HttpRequest,
    found: ImportBatch,
    form: MappingForm,
    file_form: MappingFileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "programmes/mapping.html",
        current(request),
        batch=found,
        form=form,
        file_form=file_form or MappingFileForm(initial={"seen": found.own["reading"]}),
        counts=found.own["counts"],
        can_change=found.state in (READY, REFUSED),
        status=status,
    )


def _json(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = to_keep(say(f"台账对照 {name}.json", f"mapping {name}.json"))
    return response
