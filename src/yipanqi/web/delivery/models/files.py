"""Files that belong to contracts and gates: kept as they came, under a name of ours."""

import uuid

from django.conf import settings
from django.db import models


class PaperFile(models.Model):
    """A scan or document; only ever handed out to be saved, never shown in the page's place."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=200)  # what the uploader called it
    suffix = models.CharField(max_length=6)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name

    @property
    def stored_as(self) -> str:
        """Its name under MEDIA_ROOT/papers: ours."""
        return f"{self.uid}{self.suffix}"
