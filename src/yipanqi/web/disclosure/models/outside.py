"""What is known of the portal: packages that were made for it, and where it shows what was handed over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yipanqi.web.page.say import say

from .publications import Publication

_USER = settings.AUTH_USER_MODEL


class PackageMade(models.Model):
    """A package for the portal: all that is public, or what differs since an earlier one. Never changed or removed;
    its file lies under HOME/disclosure-packages."""

    FULL, DIFFERENCE = "full", "difference"

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=10)
    since = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=200)  # its name in the folder
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()  # files
    removed = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=("full", "difference")), name="package_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="full", since=None) | Q(kind="difference", since__isnull=False),
                name="package_since_what",
            ),
        )

    def __str__(self) -> str:
        return self.path

    def get_absolute_url(self) -> str:
        return reverse("disclosure:package", args=[self.number])

    @property
    def kind_said(self) -> str:
        """In the reader's language."""
        return say("全量", "Full") if self.kind == self.FULL else say("差异", "Differences")


class EchoImport(models.Model):
    """A list of the portal's addresses that was read in; it can be undone as long as no later one stands on it."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def undo_url(self) -> str:
        """Where it is taken back."""
        return reverse("disclosure:portal-undo", args=[self.pk])


class PortalEcho(models.Model):
    """Where the portal shows a publication, and when it says that it was published there; the newest counts."""

    batch = models.ForeignKey(EchoImport, models.PROTECT, related_name="echoes")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="echoes")
    url = models.URLField(max_length=500)
    published_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=["batch", "publication"], name="portal_echo_once"),)

    def __str__(self) -> str:
        return self.url
