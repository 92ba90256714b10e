"""What waits of assessments: for who scores, for who decides, and for the assessed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from yipanqi.domain.supervision.assessment import AppealState, State
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Waiting
from yipanqi.web.page.today import today
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import Appeal, AssessedUnit, Assessment

_SHOWN = 5


def assess_waiting(user: Any, entry: ProgrammeEntry | None) -> Iterator[Waiting]:
    """Assessments to be scored and brought on; appeals to decide; one's own result while appeals are open."""
    if entry is None or not user.has_perm("supervision.view"):
        return
    rows = Assessment.objects.filter(entry=entry).select_related("scheme")
    if user.has_perm("supervision.score"):
        for it in rows.filter(state__in=(State.DRAFTED, State.SCORED, State.SHOWN))[:_SHOWN]:
            yield Waiting(text=say(f"考核 {it}：{it.state_said}", f"Assessment {it}: {it.state_said}"), url=_url(it))
    if user.has_perm("supervision.decide"):
        yield from _deciding(rows, entry)
    if user.has_perm("supervision.answer"):
        yield from _assessed(user, rows)


def _deciding(rows: Any, entry: ProgrammeEntry) -> Iterator[Waiting]:
    count = Appeal.objects.filter(assessed__assessment__entry=entry, state=AppealState.OPEN).count()
    if count:
        url = f"{reverse('supervision:assessment-appeals')}?state={AppealState.OPEN}"
        yield Waiting(text=say(f"{count} 项考核申诉待裁定", f"{count} appeals wait for you"), url=url)
    over = Q(state=State.DECIDED) | Q(state=State.APPEALS, appeal_until__lt=today())
    for it in rows.filter(over)[:_SHOWN]:
        yield Waiting(text=say(f"考核 {it} 待审定", f"The assessment {it} waits to be made final"), url=_url(it))


def _assessed(user: Any, rows: Any) -> Iterator[Waiting]:
    own = [it.organisation_id for it in user.memberships_held]
    open_ = rows.filter(state=State.APPEALS, appeal_until__gte=today())
    for it in AssessedUnit.objects.filter(unit__in=own, assessment__in=open_).select_related("assessment__scheme")[
        :_SHOWN
    ]:
        yield Waiting(
            text=say(f"核对考核得分：{it.assessment}", f"Look at your score: {it.assessment}"),
            url=it.get_absolute_url(),
            until=it.assessment.appeal_until,
        )


def _url(it: Assessment) -> str:
    return it.get_absolute_url()
