"""Who gets what from the addresses of a phone's queue."""

import uuid
from typing import Any

from web.district import District
from web.routes import STAFF, Row
from web.routes_delivery import VIEW

_UID = uuid.UUID(int=17)


def _unknown(district: District) -> list[Any]:
    return [_UID]


def _unknown_photo(district: District) -> list[Any]:
    return [_UID, "0" * 64]


ROWS = (
    Row(name="progress:queue", who=VIEW, get=200),
    Row(name="progress:queue-report", who=VIEW, post=415),
    Row(name="progress:queue-receipt", who=VIEW, get=404, args=_unknown),
    Row(name="progress:queue-photo", who=VIEW, get=404, post=404, args=_unknown_photo),
    Row(name="progress:offline", who=STAFF, get=200, is_open=True),
    Row(name="progress:worker", who=STAFF, get=200, is_open=True),
)
