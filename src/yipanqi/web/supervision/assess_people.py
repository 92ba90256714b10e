"""Whom an assessment concerns: messages for their inbox, taken back once the matter is settled."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from yipanqi.domain.supervision.assessment import Action
from yipanqi.domain.supervision.cycle import span_told
from yipanqi.domain.supervision.scheme import Cycle, Names
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.delivery.telling_people import people_of
from yipanqi.web.inbox import actions as inbox

from .models import Appeal, Assessment

SHOWN, ASKED, ANSWERED, FINAL = (
    "supervision.assessed", "supervision.appeal", "supervision.answered", "supervision.final",
)  # fmt: skip
KINDS = {
    SHOWN: ("考核结果公示", "Assessment shown"),
    ASKED: ("考核申诉待裁定", "Appeal to decide"),
    ANSWERED: ("考核申诉答复", "Appeal answered"),
    FINAL: ("考核审定", "Assessment final"),
}


def _names(found: Assessment) -> Names:
    told = found.scheme.told.names
    cycle = Cycle(found.cycle)
    return f"{span_told(cycle, found.first, 'zh')}{told[0]}", f"{told[1]}, {span_told(cycle, found.first, 'en')}"


def of_move(found: Assessment, action: Action, *, by: Any, at: datetime) -> None:
    """Units read that they may appeal, and that it is final."""
    if action in _ON:
        _ON[action](found, by, at)


def _opened(found: Assessment, by: Any, at: datetime) -> None:
    zh, en = _names(found)
    for unit in found.units.all():
        inbox.send(
            to=people_of([unit.unit_id], "supervision.answer"),
            what=(f"{zh}：请核对本单位得分，有异议可申诉", f"{en}: look at your score; you may appeal"),
            why=("您的单位是被考核单位", "Your organisation is assessed"),
            until=found.appeal_until,
            url=unit.get_absolute_url(),
            kind=SHOWN,
            key=f"{SHOWN}:{found.pk}:{unit.unit_id}",
            at=at,
            by=by,
        )


def _closed(found: Assessment, by: Any, at: datetime) -> None:
    for unit in found.units.all():
        inbox.withdraw(f"{SHOWN}:{found.pk}:{unit.unit_id}", at=at, by=by)


def _final(found: Assessment, by: Any, at: datetime) -> None:
    zh, en = _names(found)
    for unit in found.units.all():
        inbox.send(
            to=people_of([unit.unit_id], "supervision.answer"),
            what=(f"{zh}已审定", f"{en} is final"),
            why=("您的单位是被考核单位", "Your organisation is assessed"),
            url=unit.get_absolute_url(),
            kind=FINAL,
            key=f"{FINAL}:{found.pk}:{unit.unit_id}",
            at=at,
            by=by,
        )


_ON: Mapping[Action, Callable[[Assessment, Any, datetime], None]] = {
    Action.OPEN: _opened,
    Action.CLOSE: _closed,
    Action.FINALISE: _final,
}


def of_appeal(found: Assessment, row: Appeal, line: Names, *, at: datetime) -> None:
    """The leading group's people read that an appeal waits for them."""
    zh, en = _names(found)
    inbox.send(
        to=people_of(Organisation.objects.values_list("pk", flat=True), "supervision.decide", but=row.by),
        what=(
            f"{row.assessed.name}对{zh}“{line[0]}”提出申诉",
            f"{row.assessed.name} appeals against “{line[1]}” of {en}",
        ),
        why=("您裁定考核申诉", "You decide appeals"),
        url=row.assessed.get_absolute_url(),
        kind=ASKED,
        key=f"{ASKED}:{row.pk}",
        at=at,
        by=row.by,
    )


def of_answer(found: Assessment, row: Appeal, line: Names, *, at: datetime) -> None:
    """Who appealed reads the answer; nobody has to decide it any more."""
    zh, en = _names(found)
    inbox.withdraw(f"{ASKED}:{row.pk}", at=at, by=row.decided_by)
    inbox.send(
        to=[row.by],
        what=(
            f"{zh}“{line[0]}”的申诉已裁定：{row.told.names[0]}",
            f"{en}: the appeal on “{line[1]}” is decided: {row.told.names[1]}",
        ),
        why=("您提出了申诉", "You appealed"),
        url=row.assessed.get_absolute_url(),
        kind=ANSWERED,
        key=f"{ANSWERED}:{row.pk}",
        at=at,
        by=row.decided_by,
    )
