"""Lists that are brought from outside: rolls of residents as keyed hashes, links that somebody tried, letters,
requests for disclosure."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yipanqi.web.page.say import say
from yipanqi.web.programmes.models import ProgrammeEntry

_USER = settings.AUTH_USER_MODEL


class BroughtList(models.Model):
    """A list that was read in. What of it is kept lies under its hash in HOME/disclosure; the file itself is not kept.
    It can be taken back as long as no later one of its kind stands on it."""

    ROLL, LINKS, LETTERS, REQUESTS = "roll", "links", "letters", "requests"

    entry = models.ForeignKey(ProgrammeEntry, models.PROTECT, related_name="brought_lists")
    kind = models.CharField(max_length=10)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)  # of what is kept
    count = models.PositiveIntegerField()
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("roll", "links", "letters", "requests")), name="brought_kind_known"
            ),
        )
        indexes = (models.Index(fields=["entry", "kind", "-id"], name="brought_lists_of_kind"),)

    def __str__(self) -> str:
        return self.file_name

    @property
    def undo_url(self) -> str:
        """Where it is taken back."""
        return reverse("disclosure:list-undo", args=[self.kind, self.pk])

    @property
    def kind_said(self) -> str:
        """In the reader's language."""
        return say(*KINDS[self.kind])


KINDS = {
    BroughtList.ROLL: ("居民名册", "Roll of residents"),
    BroughtList.LINKS: ("链接检查", "Links tried"),
    BroughtList.LETTERS: ("来信登记", "Letters"),
    BroughtList.REQUESTS: ("依申请公开", "Requests"),
}
