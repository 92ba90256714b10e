"""Handing accepted works over to who keeps them: offered, checked, signed by both, or refused."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.delivery import handover as law
from yipanqi.domain.delivery.acceptance import MANAGE, SIGN
from yipanqi.domain.delivery.handover import Action, Side
from yipanqi.domain.delivery.party import Party
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import COMMUNITY, OFFICE, SUBDISTRICT
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.workbook.checklists import handover_items

from ..models import Acceptance, Handover, HandoverEvent, HandoverLine
from ..models.tasks import units_of
from .moving import overtaken

OFFERED = "offer"


class CannotHandOver(Cannot):
    """It may not be done so, not now, or not by this person."""


@transaction.atomic
def offer(
    *,
    acceptance: Acceptance,
    party: Party,
    receiver: Organisation | None,
    receiver_name: str,
    by: Any,
    at: datetime,
    day: date,
) -> Handover:
    """Offer a receiver what is its part of the accepted works; warranty runs from the day of acceptance."""
    found = Acceptance.objects.select_for_update().get(pk=acceptance.pk)
    name = (receiver.name if receiver else receiver_name).strip()[:100]
    if not by.has_perm(MANAGE):
        raise CannotHandOver("由区改造办移交", "The office hands over")
    if not found.told.is_passed:
        raise CannotHandOver("验收通过后才能移交", "Only what is accepted is handed over")
    if not name:
        raise CannotHandOver("请填写接收单位", "Say who receives it")
    if found.handovers.filter(party=party, receiver_name=name).exists():
        raise CannotHandOver("已经向这个单位移交", "It was offered to this receiver already")
    works = {work.measure: work for work in found.works.all()}
    items = [it for it in handover_items() if it.receiver is party and it.measure in works]
    if not items:
        raise CannotHandOver("这些改造项没有移交给这一方的内容", "Nothing of these works goes to this party")
    made = Handover.objects.create(
        acceptance=found, party=party, receiver=receiver, receiver_name=name, offered_by=by, offered_at=at,
        offered_on=day,
    )  # fmt: skip
    accepted_on = found.decided_on or day
    HandoverLine.objects.bulk_create(
        HandoverLine(
            handover=made,
            measure=it.measure,
            name=works[it.measure].name,
            name_en=works[it.measure].name_en,
            item=it.item,
            item_en=it.item_en,
            quantity=_quantity(works[it.measure]),
            warranty_until=law.warranty_until(accepted_on, it.warranty_months),
        )
        for it in items
    )
    HandoverEvent.objects.create(handover=made, action=OFFERED, after=made.state, by=by, at=at)
    after = {"receiver": name, "lines": len(items)}
    audit.record("handover.offered", subject=made, by=by, at=at, scope=found.estate, after=after)
    return made


def sides_of(user: Any, handover: Handover) -> frozenset[Side]:
    """On which side somebody stands: the office gives; the receiver's own people receive."""
    found = set[Side]()
    if user.has_perm(MANAGE):
        found.add(Side.GIVER)
    if handover.receiver_id and user.has_perm(SIGN) and handover.receiver_id in units_of(user):
        found.add(Side.RECEIVER)
    return frozenset(found)


def enters_for(user: Any, handover: Handover) -> bool:
    """May this person enter, or confirm, what the receiver signed by hand? Only of a receiver that has no account:
    the office, and the subdistrict and community of the estate."""
    if handover.receiver_id or not user.has_perm(SIGN):
        return False
    regions = set(user.scope().regions)
    kinds = {it.organisation.kind for it in user.memberships_held}
    is_local = bool({SUBDISTRICT, COMMUNITY} & kinds) and bool(
        {handover.acceptance.region, handover.acceptance.community} & regions
    )
    return OFFICE in kinds or is_local


@transaction.atomic
def act(
    *,
    handover: Handover,
    action: Action,
    by: Any,
    at: datetime,
    day: date,
    side: Side | None = None,
    reason: str = "",
    seen: int | None = None,
    person: str = "",
) -> Handover:
    """Check, sign, refuse or offer again. What a receiver without an account did on paper is entered by one person
    and confirmed by another: only the signature needs it, `person` is who signed."""
    found = _locked(handover, seen)
    cell = law.TABLE[found.told].get(action)
    if cell is None:
        zh, en = found.told.names
        raise CannotHandOver(f"现在是“{zh}”，不能“{action.names[0]}”", f"It is “{en}”: not possible now")
    stands, by_hand = sides_of(by, found), enters_for(by, found)
    chosen = side or next((it for it in Side if it in cell.sides and it in stands), None)
    if chosen is None and by_hand:
        chosen = Side.RECEIVER
    if chosen not in cell.sides or (chosen not in stands and not (by_hand and chosen is Side.RECEIVER)):
        raise CannotHandOver("不能替另一方办理", "Nobody acts for the other side")
    if cell.needs_reason and not reason.strip():
        raise CannotHandOver("请写明理由", "Say why")
    before = found.state
    if action is Action.SIGN:
        _signed(found, chosen, by, at, day, person, on_paper=chosen not in stands)
    else:
        found.state, found.reason = cell.target, reason.strip()[:500]
        if action is Action.OFFER_AGAIN:
            _cleared(found)
    found.version += 1
    found.save()
    HandoverEvent.objects.create(
        handover=found, action=action, before=before, after=found.state, by=by, at=at, reason=reason.strip()[:500]
    )
    after = {"receiver": found.receiver_name, "side": chosen.value, "state": found.state, "reason": reason.strip()}
    audit.record(cell.event, subject=found, by=by, at=at, scope=found.acceptance.estate, after=after)
    return found


def _signed(found: Handover, side: Side, by: Any, at: datetime, day: date, person: str, *, on_paper: bool) -> None:
    if side in found.signed:
        raise CannotHandOver("这一方已经签字", "This side has signed already")
    if side is Side.GIVER:
        found.giver_by, found.giver_on = by, day
    elif not on_paper:
        found.receiver_by, found.receiver_on, found.receiver_person = by, day, by.display_name
    elif found.paper_by_id is None:
        if not person.strip():
            raise CannotHandOver("请填写接收方签字人", "Say who signed for the receiver")
        found.paper_by, found.paper_at, found.receiver_person = by, at, person.strip()[:60]
    elif found.paper_by_id == by.pk:
        raise CannotHandOver("录入人不能复核自己的录入", "Who entered it cannot confirm it")
    else:
        found.receiver_by, found.receiver_on = by, day
    found.state = law.after_signature(found.signed)


def _cleared(found: Handover) -> None:
    found.giver_by = found.giver_on = found.receiver_by = found.receiver_on = found.paper_by = found.paper_at = None
    found.receiver_person = ""


def _locked(handover: Handover, seen: int | None) -> Handover:
    found = Handover.objects.select_for_update().get(pk=handover.pk)
    if seen is not None and seen != found.version:
        zh, en = found.told.names
        last = found.events.select_related("by").first()
        raise overtaken(last, f"已办理，现在是“{zh}”", f"acted, and it is “{en}” now")
    return found


def _quantity(work: Any) -> str:
    value = work.accepted if work.accepted is not None else work.planned
    return f"{value.normalize():,f} {work.unit}".strip()
