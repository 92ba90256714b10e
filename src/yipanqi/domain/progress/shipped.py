"""The rules of progress as they are in force where a district says nothing, and what their keys are called."""

from yipanqi.domain.delivery.described import Field, ValueKind
from yipanqi.domain.delivery.setting import Setting
from yipanqi.domain.delivery.sources import OURS

SHIPPED: tuple[Setting, ...] = tuple(
    Setting(key=f"progress.{key}", value=value, source=OURS[0])
    for key, value in (
        ("confirm_days", 3),
        ("bulletin_days", 5),
        ("grey_days", 5),
        ("over_quantity", 20),
        ("photo_metres", 300),
        ("skew_minutes", 10),
        ("forecast_from", 10),
        ("forecast_power", 2),
    )
)
FIELDS: tuple[Field, ...] = tuple(Field(key=it.key, names=(it.key, it.key), kind=ValueKind.COUNT) for it in SHIPPED)
