"""What waits of changes: for who may approve them, and for who asked and was declined."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse

from yipanqi.domain.delivery.change import LIMITS, ChangeState, limits_of, roles_for
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Waiting
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import ChangeRequest
from .models.settings import setting

_SHOWN, _TOLD_FOR = 5, timedelta(days=14)


def changes_waiting(user: Any, entry: ProgrammeEntry | None) -> Iterator[Waiting]:
    """The changes that this person may approve, and their own that were declined lately."""
    if entry is None or not user.has_perm("delivery.view"):
        return
    day, rows = today(), ChangeRequest.objects.visible_to(user).filter(entry=entry)
    if user.has_perm("delivery.approve"):
        limits, roles = limits_of(setting(entry, LIMITS, day)), {held.role for held in user.memberships_held}
        asked = rows.asked().exclude(by=user).select_related("task")[:200]
        mine = [it for it in asked if roles & set(roles_for(limits, it.money, it.days))]
        for it in mine[:_SHOWN]:
            yield Waiting(
                text=say(f"变更 {it} 等待批准", f"The change {it} waits for approval"), url=it.get_absolute_url()
            )
        if (more := len(mine) - _SHOWN) > 0:
            text = say(f"还有 {more} 项变更等待批准", f"{more} more changes wait for approval")
            yield Waiting(text=text, url=f"{reverse('delivery:changes')}?state={ChangeState.ASKED}")
    declined = rows.filter(by=user, state=ChangeState.DECLINED, decided_on__gte=day - _TOLD_FOR)
    for it in declined.told()[:_SHOWN]:
        who, why = it.decided_by, it.note
        text = say(f"变更 {it} 被{who}退回：{why}", f"{who} declined the change {it}: {why}")
        yield Waiting(text=text, url=it.get_absolute_url())
