"""Rows that hold something large: who follows a key to one loads it without that, which is read once asked for."""

from django.db import models


class Light(models.Manager):
    """All rows, without this field."""

    def __init__(self, large: str) -> None:
        super().__init__()
        self.large = large

    def get_queryset(self) -> models.QuerySet:
        """All of them."""
        return super().get_queryset().defer(self.large)
