"""Orders and steps as their letters need them."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from yipanqi.documents.latin import called, english_names
from yipanqi.documents.supervision.letter_facts import CircularFacts, LateOrder, OrderFacts, ReplyFacts, StepFacts
from yipanqi.domain.supervision.ladder import Step, Why
from yipanqi.domain.supervision.order import Origin
from yipanqi.web.accounts.roles import LEADING_GROUP
from yipanqi.web.page.say import say

from .models import LadderStep, Order, OrderReply

_ROLES = {
    "deputy": ("改造办分管负责人", "Deputy head of the renovation office"),
    "leaders": ("区老旧小区改造领导小组", "District leading group for the renovation of old estates"),
}


def papers_of(order: Order) -> list[tuple[str, str]]:
    """The papers of an order: their names, and where they are."""
    found = [(say("督办单（Word）", "Order (Word)"), reverse("supervision:order-letter", args=[order.pk, "order"]))]
    if order.number:
        found.append(
            (
                say("反馈函（Word）", "Reply letter (Word)"),
                reverse("supervision:order-letter", args=[order.pk, "reply"]),
            )
        )
    return found


def order_facts(order: Order) -> OrderFacts:
    """What an order is printed from."""
    heading = order.entry.frame().heading
    return OrderFacts(
        number=order.code,
        issuer=_issuer(order),
        matter=order.matter,
        content=order.content,
        lead=order.lead.name,
        inspects=order.inspects.name,
        issued_on=order.issued_on,
        limit=order.limit,
        origin=Origin(order.origin).names,
        urgency=order.urgency_told.names,
        supporting=tuple(it.name for it in order.supporting.order_by("path")),
        estates=tuple(it.name for it in order.estates.all()),
        artefacts=tuple((it, it) for it in order.artefacts),
        leader=order.leader,
        contact=order.contact,
        is_synthetic=heading.is_synthetic,
        english=english_names(order.entry.frame().units),
    )


def reply_facts(order: Order) -> ReplyFacts:
    """The last answer as the letter of its unit; where there is none, the form to be filled in."""
    reply: OrderReply | None = order.replies.filter(is_final=True).select_related("unit", "by").last()
    if reply is None:
        return ReplyFacts(order=order_facts(order), unit=order.lead.name)
    files = order.files.filter(reply=reply).select_related("file", "photo")
    return ReplyFacts(
        order=order_facts(order),
        unit=reply.unit.name,
        done="\n".join(it for it in (reply.text, reply.difficulties) if it),
        found=reply.cause,
        proposals=reply.prevention,
        attachments=tuple(dict.fromkeys(it.artefact or it.name for it in files)),
        replied_on=reply.day,
        contact=str(reply.by),
    )


def step_facts(row: LadderStep) -> StepFacts:
    """What an urging letter or an invitation is printed from."""
    following = (Step(row.following), row.following_on) if row.following and row.following_on else None
    working = row.order.entry.frame().working
    return StepFacts(
        order=order_facts(row.order),
        number=row.code,
        day=row.day,
        late=row.late,
        limit=row.limit,
        was_returned="answered" in row.stopped,
        stopped={Why(why): days for why, days in row.stopped.items()},
        copies=_copies([row]),
        following=following,
        by=working.add(row.day, _INTERVIEW_WITHIN),
    )


def circular_facts(rows: Sequence[LadderStep]) -> CircularFacts:
    """The circular of a day, of all the orders named in it."""
    first = rows[0]
    return CircularFacts(
        issuer=_issuer(first.order),
        number=first.code,
        day=first.day,
        orders=tuple(
            LateOrder(
                number=it.order.code, matter=it.order.matter, unit=it.order.lead.name, limit=it.limit, late=it.late
            )
            for it in rows
        ),
        copies=_copies(rows),
        is_synthetic=first.order.entry.frame().heading.is_synthetic,
        english=english_names(first.order.entry.frame().units),
    )


_INTERVIEW_WITHIN = 3  # working days


def _copies(rows: Sequence[LadderStep]) -> tuple[tuple[str, str], ...]:
    told: list[dict[str, Any]] = [it for row in rows for it in row.told if it["is_copy"]]
    english = english_names(rows[0].order.entry.frame().units)
    return tuple(dict.fromkeys(_ROLES.get(it["whom"], (it["unit"], called(it["unit"], english))) for it in told))


def _issuer(order: Order) -> str:
    """Who signs: the leading group itself, or the office as the programme names it."""
    if order.organ.kind == LEADING_GROUP:
        return order.organ.name
    return order.entry.frame().heading.issuer or order.organ.name
