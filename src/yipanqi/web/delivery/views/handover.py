"""Handover: a receiver's list, offered, checked, signed by both or refused; as a paper too."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yipanqi.documents.delivery import write_handover
from yipanqi.domain.delivery import handover as law
from yipanqi.domain.delivery.party import Party
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.today import today

from ..acceptance_forms import HandoverForm, OfferForm
from ..acceptance_papers import handover_facts
from ..actions import Overtaken
from ..actions import handover as actions
from ..models import Handover
from .acceptance import acceptance_here, offered_parties, receivers, refusals
from .acceptance_files import as_word
from .frame import page


@require_POST
@permission_required("delivery.manage")
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a receiver its part of the accepted works."""
    found = acceptance_here(request, pk)
    form = OfferForm(request.POST, parties=offered_parties(found), organisations=receivers(request.user))
    if not form.is_valid():
        messages.error(request, say("请选择接收方", "Choose the receiver"))
        return redirect(f"{found.get_absolute_url()}#handover")
    try:
        made = actions.offer(
            acceptance=found,
            party=Party(form.cleaned_data["party"]),
            receiver=form.receiver,
            receiver_name=form.cleaned_data["receiver_name"],
            by=request.user,
            at=timezone.now(),
            day=today(),
        )
    except actions.CannotHandOver as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{found.get_absolute_url()}#handover")
    messages.success(request, say("已移交，等待清点", "Offered; the receiver checks it"))
    return redirect(made)


@require_safe
@permission_required("delivery.view")
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """One receiver's list."""
    return _page_of(request, handover_here(request, pk))


def handover_here(request: HttpRequest, pk: int) -> Handover:
    """The list, if this person may see it; else 404."""
    rows = Handover.objects.visible_to(request.user).select_related(
        "acceptance__entry", "receiver", "giver_by", "receiver_by", "paper_by", "offered_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_POST
@permission_required("delivery.view")
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Check, sign, refuse or offer again; refused, what was written stays."""
    found = handover_here(request, pk)
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return _page_of(request, found, form, 422)
    asked = form.cleaned_data
    try:
        actions.act(
            handover=found,
            action=law.Action(asked["action"]),
            side=law.Side(asked["side"]) if asked["side"] else None,
            reason=asked["reason"],
            person=asked["person"],
            seen=asked["seen"],
            by=request.user,
            at=timezone.now(),
            day=today(),
        )
    except (actions.CannotHandOver, Overtaken) as refusal:
        found = handover_here(request, pk)
        form.refused(str(refusal), found.version)
        return _page_of(request, found, form, 409 if isinstance(refusal, Overtaken) else 422)
    messages.success(request, say("已办理", "Done"))
    return redirect(found)


@require_safe
@permission_required("delivery.view")
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as a Word file, to be signed."""
    found = handover_here(request, pk)
    name = say(f"{found.acceptance.estate_name}移交清单", f"handover {found.acceptance.estate_name}")
    return as_word(write_handover, handover_facts(found), name)


def _page_of(
    request: HttpRequest, found: Handover, sent: HandoverForm | None = None, status: int = 200
) -> HttpResponse:
    told = _acts(request, found, sent)
    values = {
        "handover": found,
        "acceptance": found.acceptance,
        "lines": found.lines.all(),
        "acts": told,
        "errors": refusals(sent, told) if sent else [],
        "is_by_hand": actions.enters_for(request.user, found),
        "events": found.events.select_related("by")[:100],
        "status": status,
    }
    return page(request, "handover.html", found.acceptance.entry, **values)


def _acts(request: HttpRequest, found: Handover, sent: HandoverForm | None) -> list[dict[str, object]]:
    """What this person may do, for each side on which they stand."""
    stands, by_hand = actions.sides_of(request.user, found), actions.enters_for(request.user, found)
    told = []
    for action, cell in law.TABLE[found.told].items():
        for side in law.Side:
            on_paper = by_hand and side is law.Side.RECEIVER and side not in stands
            if side not in cell.sides or side in found.signed or not (side in stands or on_paper):
                continue
            is_own = on_paper and action is law.Action.SIGN and found.paper_by_id == request.user.pk
            if is_own:  # who entered the paper does not confirm it
                continue
            key = f"{action}-{side}"
            is_sent = sent is not None and sent.data.get("action") == action and (sent.data.get("side") or side) == side
            form = (
                sent
                if is_sent
                else HandoverForm(initial={"action": action, "side": side, "seen": found.version}, auto_id=f"{key}-%s")
            )
            told.append(
                {
                    "name": _name(found, action, side, on_paper=on_paper),
                    "form": form,
                    "needs_reason": cell.needs_reason,
                    "needs_person": on_paper and action is law.Action.SIGN and found.paper_by_id is None,
                    "is_open": is_sent,
                }
            )
    return told


def _name(found: Handover, action: law.Action, side: law.Side, *, on_paper: bool) -> str:
    if action is not law.Action.SIGN:
        return say(*action.names)
    if not on_paper:
        return say(f"{side.names[0]}签字", f"Sign as {side.names[1].lower()}")
    if found.paper_by_id is None:
        return say("录入接收方纸质签字", "Enter the receiver's signature on paper")
    return say("复核接收方纸质签字", "Confirm the receiver's signature on paper")
