"""The texts in which the platform looks for what is public: made anew with the public tree."""

from collections.abc import Collection

from django.db import transaction

from ..models import PublicText


@transaction.atomic
def put(rows: Collection[PublicText], *, of: Collection[int]) -> None:
    """These in the place of what was kept of these publications."""
    PublicText.objects.filter(publication__in=of).delete()
    PublicText.objects.bulk_create(rows)


@transaction.atomic
def drop(uids: Collection[str]) -> None:
    """No text of these any more."""
    PublicText.objects.filter(publication__uid__in=uids).delete()
