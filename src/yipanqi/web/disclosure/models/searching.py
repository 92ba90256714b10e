"""The texts of what is public, cut for search: by FTS5 on SQLite, by a text vector on PostgreSQL."""

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from .publications import Publication

TABLE, SOUGHT = "disclosure_publictext", "disclosure_publictext_sought"


class PublicTextQuerySet(models.QuerySet):
    def with_all(self, grams: list[str]) -> "PublicTextQuerySet":
        """Those that have all these grams."""
        if connection.vendor == "postgresql":
            asked = RawSQL("sought @@ to_tsquery('simple', %s)", [" & ".join(grams)], models.BooleanField())
            return self.filter(asked)
        found = RawSQL(f"SELECT rowid FROM {SOUGHT} WHERE {SOUGHT} MATCH %s", [" AND ".join(grams)])
        return self.filter(pk__in=found)


class PublicText(models.Model):
    """A publication's text in a language, as the public has it; it can be made anew at any time."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="texts")
    lang = models.CharField(max_length=2)
    mark = models.CharField(max_length=64)  # of what it was made of
    published_at = models.DateTimeField()
    title = models.CharField(max_length=300)
    text = models.TextField()  # in its normal form, to make sure of what was found
    shown = models.TextField()  # the same as it is read
    grams = models.TextField()  # by number: words of Latin letters alone, which every database cuts alike

    objects = PublicTextQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["publication", "lang"], name="public_text_once"),
            models.CheckConstraint(condition=Q(lang__in=("zh", "en")), name="public_text_language"),
        )
        indexes = (models.Index(fields=["lang", "-published_at", "-id"], name="public_texts_in_time"),)

    def __str__(self) -> str:
        return self.title
