"""What a drilled job changes. Nothing forbids a second row for a job: that is what the drill is to show."""

from django.db import models


class Effect(models.Model):
    """One effect of a job, in two halves that must come together."""

    job_id = models.BigIntegerField()
    token = models.BigIntegerField()
    half = models.CharField(max_length=1)
    ballast = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.job_id}{self.half}"
