"""An estate's page: its chain, and under it what each stage tells; its photos."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import OfEstate, Section, each, latest
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.actions.photos import LARGEST
from yipanqi.web.programmes.forms import PhotoForm
from yipanqi.web.programmes.models import EstateRow
from yipanqi.web.programmes.working import page

from .. import chain
from ..stages import tellings


@require_safe
@permission_required("programmes.view")
def estate(request: HttpRequest, record_id: int) -> HttpResponse:
    """Everything about one estate on one page."""
    return _page(request, _row(request, record_id))


@require_POST
@permission_required("programmes.edit")
def add_photo(request: HttpRequest, record_id: int) -> HttpResponse:
    """Keep photos of the estate, each by itself: one that is refused keeps no other out."""
    row = _row(request, record_id)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, written={"photos": {"form": form}}, status=422)
    count = 0
    for file in form.cleaned_data["photos"]:
        try:
            _keep(request, row, file, form.cleaned_data)
            count += 1
        except actions.CannotKeep as refusal:
            form.add_error("file", f"{file.name[:80]}{say('：', ': ')}{refusal}")
    if count:
        messages.success(request, say(f"{count} 张照片已保存", f"{count} photos were saved"))
    if form.errors:
        return _page(request, row, written={"photos": {"form": form}}, status=422)
    return redirect(f"{row.get_absolute_url()}#photos")


def _keep(request: HttpRequest, row: EstateRow, file: Any, asked: Mapping[str, Any]) -> None:
    actions.keep_photo(
        row=row,
        data=file.read(LARGEST + 1),
        caption=asked["caption"],
        taken_date=asked["taken_date"],
        by=request.user,
        at=timezone.now(),
    )


def _row(request: HttpRequest, record_id: int) -> EstateRow:
    rows = EstateRow.objects.visible_to(request.user).select_related("entry__current_version", "record")
    rows = rows.defer("entry__current_version__content")
    return get_object_or_404(rows, record_id=record_id)


def _page(
    request: HttpRequest, row: EstateRow, written: Mapping[str, Mapping[str, Any]] | None = None, status: int = 200
) -> HttpResponse:
    """The page; where a form of a section was refused, with what was written into it."""
    stages = tellings(request.user, row.entry)
    told = [stage.of(row) for stage in stages]
    cards = chain.links(latest(each(told, "cards")))
    sections = [
        replace(section, values={**section.values, **(written or {}).get(section.key, {})})
        for section in _sections(told, cards)
    ]
    return page(
        request,
        "estates/estate.html",
        row.entry,
        row=row,
        styles=[stage.style for stage in stages if stage.style],
        chain=cards,
        stages={link.key: link for link in cards},
        headline=next(filter(None, (one.headline() for one in reversed(told))), None),
        briefs=latest(each(told, "briefs")),
        sections=sorted(sections, key=lambda section: section.place),
        can_edit=request.user.has_perm("programmes.edit"),
        status=status,
    )


def _sections(told: list[OfEstate], cards: list[chain.Link]) -> Iterator[Section]:
    """What the stages tell, what is still to come, and the history."""
    found = latest(each(told, "sections"))
    yield from found
    yield from chain.to_come(cards, {section.key for section in found})
    deeds = sorted(each(told, "history"), key=lambda deed: deed.at, reverse=True)
    yield Section(key="history", place=3000, template="estates/_history.html", values={"history": deeds})
