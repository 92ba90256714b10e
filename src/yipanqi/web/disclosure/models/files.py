"""Files of a version: what was made when it was checked, and what stands beside it; and what became of those that
leaked. Their bytes lie under their hash in HOME/disclosure."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from yipanqi.domain.disclosure.publication import Attachment, Picture
from yipanqi.web.page.say import say

from .publications import PublicationVersion

_USER = settings.AUTH_USER_MODEL


class FileRole(models.TextChoices):
    """What a file is to its version."""

    ARTICLE = "article"  # the fragment of HTML that the page puts its frame around
    PAPER = "paper"  # the same as PDF, DOCX, XLSX
    ATTACHMENT = "attachment"
    PICTURE = "picture"


ROLES = {
    FileRole.ARTICLE: ("正文", "Page"),
    FileRole.PAPER: ("文本", "Paper"),
    FileRole.ATTACHMENT: ("附件", "Attachment"),
    FileRole.PICTURE: ("图片", "Picture"),
}


class PublicationFile(models.Model):
    """A file. Once it is kept (its version was published) neither its hash nor its place goes, whatever becomes of its
    bytes."""

    version = models.ForeignKey(PublicationVersion, models.PROTECT, related_name="files")
    role = models.CharField(max_length=10, choices=FileRole.choices)
    name = models.CharField(max_length=80)  # beside the page
    form = models.CharField(max_length=10)  # PDF, DOCX, XLSX, HTML, JPEG, PNG
    lang = models.CharField(max_length=2, default="zh")
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    title_zh = models.CharField(max_length=200, blank=True)  # of a picture: what it shows
    title_en = models.CharField(max_length=300, blank=True)
    width = models.PositiveIntegerField(default=0)  # pixels, of a picture
    height = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)  # without text, of a scanned PDF: somebody looked at each
    looked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    findings = models.JSONField(default=list)  # what the scan of its hiding places found, masked
    is_kept = models.BooleanField(default=False)  # its version was published
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "role", "pk")
        constraints = (
            models.UniqueConstraint(fields=["version", "name"], name="publication_file_name_once"),
            models.CheckConstraint(condition=Q(role__in=list(FileRole)), name="publication_file_role_known"),
        )
        indexes = (models.Index(fields=["sha256"], name="publication_files_by_hash"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("disclosure:file", args=[self.version.publication.uid, self.version.number, self.pk])

    @property
    def role_said(self) -> str:
        """In the reader's language."""
        return say(*ROLES[FileRole(self.role)])

    @property
    def title_said(self) -> str:
        """In the reader's language."""
        return say(self.title_zh, self.title_en or self.title_zh)

    @property
    def title(self) -> tuple[str, str]:
        """In both languages."""
        return self.title_zh, self.title_en

    @property
    def shown(self) -> Picture:
        """A picture as a block of the body."""
        return Picture(sha256=self.sha256, name=self.name, alt=self.title, width=self.width, height=self.height)

    @property
    def told(self) -> Attachment:
        """As the page tells of it."""
        return Attachment(name=self.name, size=self.size, sha256=self.sha256, form=self.form, title=self.title)

    @property
    def size_said(self) -> str:
        """In KB or MB."""
        return f"{self.size / 1e6:.1f} MB" if self.size >= 1e6 else f"{max(self.size / 1e3, 0.1):.1f} KB"


class Destruction(models.Model):
    """销毁: the bytes of a version that leaked are destroyed: asked by one person, done by another. It stays, with why
    and the hashes of what is gone."""

    version = models.ForeignKey(PublicationVersion, models.PROTECT, related_name="destructions")
    why = models.CharField(max_length=500)
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    second = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    hashes = models.JSONField(default=list)  # [[name, sha256, size], …] of what is gone

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["version"], name="publication_destroyed_once"),
            models.CheckConstraint(
                condition=Q(second=None, done_at=None) | Q(done_at__isnull=False) & ~Q(second=F("by")),
                name="publication_destroyed_by_two",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id}"
