"""What a district decided about delivery, from which day on, and on what ground."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models

from yipanqi.domain.delivery.setting import Setting, in_force
from yipanqi.web.programmes.models import ProgrammeEntry

from ..rulebook import shipped


class DeliverySetting(models.Model):
    """A value of a key from a day on; added, never changed, so that what was judged stays judged."""

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="delivery_settings")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    source = models.CharField(max_length=300)
    since = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("key", "-since")
        constraints = (models.UniqueConstraint(fields=["entry", "key", "since"], name="delivery_setting_once"),)

    def __str__(self) -> str:
        return f"{self.key} {self.since}"

    @property
    def told(self) -> Setting:
        """As the laws read it."""
        return Setting(key=self.key, value=self.value, source=self.source, since=self.since)


def settings_of(entry: ProgrammeEntry) -> tuple[Setting, ...]:
    """All values that count or counted, the shipped ones first."""
    return (*shipped(), *(row.told for row in DeliverySetting.objects.filter(entry=entry)))


def setting(entry: ProgrammeEntry, key: str, day: date) -> Any:
    """The value that counts on a day."""
    return in_force(settings_of(entry), key, day).value
