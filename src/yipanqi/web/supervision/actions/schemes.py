"""What is done with schemes of assessment: a version is adopted from a day on, and stays as it is."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yipanqi.domain.supervision.scheme_stored import NoScheme, scheme_of, stored
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import ProgrammeEntry

from ..models import AssessmentScheme


class CannotAdopt(Cannot):
    """This is no scheme, or not from this day on."""


@transaction.atomic
def adopt_scheme(
    *, entry: ProgrammeEntry, value: Mapping[str, Any], source: str, since: date, by: Any, at: datetime, day: date
) -> AssessmentScheme:
    """Let a scheme count from a day on. CannotAdopt names the place of what is wrong in it."""
    entry = ProgrammeEntry.objects.select_for_update().get(pk=entry.pk)
    try:
        scheme = scheme_of(value)
    except NoScheme as fault:
        told = (("；", "; ")[at].join(it.names[at] for it in fault.faults) for at in (0, 1))
        raise CannotAdopt(*told) from None
    if not source.strip():
        raise CannotAdopt("请写明依据", "Name the source")
    if since < day:
        raise CannotAdopt(
            "生效日期不能早于今天：已经考核的不变", "It cannot count from before today: what was assessed stays so"
        )
    if AssessmentScheme.objects.filter(entry=entry, key=scheme.key, since=since).exists():
        raise CannotAdopt("这一天起已有同一办法，请另选生效日期", "It has a version from this day on; choose another")
    row = AssessmentScheme.objects.create(
        entry=entry, key=scheme.key, value=stored(scheme), source=source.strip(), since=since, by=by, at=at
    )
    after = {"key": scheme.key, "since": since, "source": row.source}
    audit.record("assessment.scheme_adopted", subject=row, by=by, at=at, after=after)
    return row
