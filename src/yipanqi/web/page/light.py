"""Rows that hold something large: who follows a key to one loads it without that, which is read once asked for."""

from typing import Any

from django.db import models


class Light(models.Manager):
    """All rows, without this field."""

    def __init__(self, large: str) -> None:
        super().__init__()
        self.large = large

    def get_queryset(self) -> models.QuerySet:
        """All of them."""
        return super().get_queryset().defer(self.large)


class WithLarge(models.Model):
    """A row that others load without its large field: looked up anew, it is looked up whole."""

    class Meta:
        abstract = True

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """As it is in the database now, the large field too."""
        if fields is None and from_queryset is None:
            from_queryset = type(self).objects.all()
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
