"""Which versions count on a day, as a question to the database: the same law as `domain/disclosure/validity`."""

from datetime import date

from django.db.models import Q

from yipanqi.domain.disclosure.validity import Ending, Validity

_ENDED = {
    Validity.EXPIRED: (Ending.NONE, Ending.EXPIRES),
    Validity.REPEALED: (Ending.REPEALED,),
    Validity.PARTLY: (Ending.PARTLY,),
    Validity.AMENDED: (Ending.AMENDED,),
}


def of_validity(validity: Validity, day: date) -> Q:
    """The versions that have this validity on a day."""
    has_ended = Q(ends_on__isnull=False, ends_on__lte=day)
    if endings := _ENDED.get(validity):
        return has_ended & Q(ending__in=list(endings))
    not_yet = Q(effective_on__isnull=False, effective_on__gt=day)
    return ~has_ended & (not_yet if validity is Validity.NOT_YET else ~not_yet)
