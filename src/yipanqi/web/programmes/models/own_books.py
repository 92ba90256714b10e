"""How an office's own books are read: kept by district and shape of book, used again when the book comes back."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from yipanqi.web.accounts.models import Organisation


class BookMapping(models.Model):
    """What the headings and words of books of one shape mean; the newest answers count."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    shape = models.CharField(max_length=16)
    file_name = models.CharField(max_length=200)  # of the book that it was made with
    content = models.TextField()  # the file that can be handed on
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "shape"], name="mapping_of_shape"),)
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("programmes:mapping-kept", args=[self.pk])
