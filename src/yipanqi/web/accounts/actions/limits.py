"""How often something may be tried by who is not logged in: counted for all processes, by address and in all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from ..models import Tries

WINDOW = 300  # seconds
_KEPT = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """The most within a window: from one address, and from everywhere."""

    by_address: int
    in_total: int


WRONG_CODE = Limit(by_address=60, in_total=3000)  # one-time codes that were judged and are wrong
MOST_OF_PAIR = 5  # wrong codes for one login name from one address
WRONG_PASSWORD = Limit(by_address=600, in_total=60_000)  # the pool of hashing bounds the whole long before
OTHER = Limit(by_address=300, in_total=6000)
POSTS = {  # requests, whatever becomes of them
    "accounts:reset": Limit(by_address=120, in_total=6000),
    "accounts:invitation": Limit(by_address=120, in_total=6000),
    "mfa_authenticate": Limit(by_address=600, in_total=12_000),
}


def wait(name: str, limit: Limit, network: str, at: datetime) -> int:
    """Seconds until this may be tried again from here; 0: now. An address that cannot be told is one of its own."""
    spent = {
        row.key: row.count for row in Tries.objects.filter(since=_window(at), key__in=[_key(name), _key(name, network)])
    }
    if spent.get(_key(name), 0) < limit.in_total and spent.get(_key(name, network), 0) < limit.by_address:
        return 0
    return _left(at)


def wait_of(name: str, who: str, most: int, at: datetime) -> int:
    """Seconds until this one may try again; 0: now."""
    is_spent = Tries.objects.filter(since=_window(at), key=_key(name, who), count__gte=most).exists()
    return _left(at) if is_spent else 0


@transaction.atomic
def count(name: str, *who: str, at: datetime) -> None:
    """One try more, for each of these, and in all. What is long over goes."""
    since = _window(at)
    for key in sorted({_key(name), *(_key(name, one) for one in who)}):
        row, is_new = Tries.objects.get_or_create(key=key, since=since)
        Tries.objects.filter(pk=row.pk).update(count=F("count") + 1)
        if is_new:
            Tries.objects.filter(since__lt=at - _KEPT).delete()


def _window(at: datetime) -> datetime:
    return datetime.fromtimestamp(at.timestamp() // WINDOW * WINDOW, at.tzinfo)


def _left(at: datetime) -> int:
    return max(1, WINDOW - int(at.timestamp() % WINDOW))


def _key(name: str, who: str | None = None) -> str:
    return salted_hmac(f"tries.{name}", "in total" if who is None else f"of {who}", algorithm="sha256").hexdigest()
