"""What a district decides about delivery from a day on. Values are added; what was judged by earlier ones stays so."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.delivery.described import NoValue, checked
from yipanqi.domain.delivery.setting import in_force
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry

from ..models import DeliverySetting
from ..models.settings import settings_of
from ..rulebook import described


class CannotSet(Cannot):
    """This is no value of the key, or not from this day on."""


@transaction.atomic
def add_setting(
    *, entry: ProgrammeEntry, key: str, value: Any, source: str, since: date, by: Any, at: datetime, day: date
) -> DeliverySetting:
    """Let this value count from a day on that is not over, with its source."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    known = settings_of(entry)
    if key not in {it.key for it in known}:
        raise CannotSet("没有这条规则", "There is no such rule")
    if not source.strip():
        raise CannotSet("请写明依据", "Name the source")
    if since < day:
        raise CannotSet(
            "生效日期不能早于今天：已经按原来的规则办理的不变",
            "It cannot count from before today: what was judged stays judged",
        )
    if DeliverySetting.objects.filter(entry=entry, key=key, since=since).exists():
        raise CannotSet("这一天起已有一个值，请另选生效日期", "There is a value from this day on; choose another day")
    try:
        value = checked(described(key, in_force(known, key, since).value), value)
    except NoValue:
        raise CannotSet("这个值不成立", "This is no value of the rule") from None
    row = DeliverySetting.objects.create(entry=entry, key=key, value=value, source=source, since=since, by=by, at=at)
    after = {"key": key, "value": str(value), "source": source, "since": since}
    audit.record("delivery.setting_added", subject=row, by=by, at=at, after=after)
    return row
