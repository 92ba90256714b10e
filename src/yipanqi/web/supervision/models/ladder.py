"""The steps of orders' ladders that were taken, as they were taken."""

from typing import Any

from django.db import models
from django.db.models import Q

from yipanqi.domain.supervision.ladder import Step, Why
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.page.say import listed, say

from .orders import Order

WORDS = {Step.URGE: "督催", Step.CIRCULAR: "督通", Step.INTERVIEW: "督约"}  # in a letter's number; a reminder has none


class LadderQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "LadderQuerySet":
        """Those of the orders that somebody sees."""
        return self.filter(order__in=Order.objects.visible_to(user).order_by().values("pk"))


class LadderStep(models.Model):
    """A step of an order's ladder: taken once, never changed."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10)
    ladder = models.CharField(max_length=40)  # the key of the one that was in force
    day = models.DateField()
    at = models.DateTimeField()
    limit = models.DateField()  # the order's then, with its days on hold
    late = models.PositiveIntegerField(default=0)  # working days after it
    stopped = models.JSONField(default=dict)  # why → working days on which the clock stood still
    told = models.JSONField(default=list)  # who read it: part, unit, names, is it a copy
    following = models.CharField(max_length=10, blank=True)  # the step that comes next
    following_on = models.DateField(null=True)
    organ = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # that writes
    word = models.CharField(max_length=20, blank=True)
    year = models.PositiveIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)  # of its letter; those of a day share one circular

    objects = LadderQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["order", "step"], name="ladder_step_once"),
            models.UniqueConstraint(
                fields=["organ", "step", "year", "number"],
                condition=Q(step__in=[Step.URGE, Step.INTERVIEW]),
                name="ladder_letter_once",
            ),
            models.CheckConstraint(condition=Q(step__in=list(Step)), name="ladder_step_known"),
            models.CheckConstraint(
                condition=Q(step=Step.REMIND, number=None) | (~Q(step=Step.REMIND) & Q(number__gte=1)),
                name="ladder_letter_numbered",
            ),
        )
        indexes = (
            models.Index(fields=["step", "-day", "-id"], name="ladder_by_step"),
            models.Index(fields=["-day", "-id"], name="ladder_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.order_id} {self.step}"

    @property
    def step_told(self) -> Step:
        """As the laws know it."""
        return Step(self.step)

    @property
    def step_said(self) -> str:
        """In the reader's language."""
        return say(*self.step_told.names)

    @property
    def code(self) -> str:
        """`改督催〔2028〕3号`; of a reminder nothing."""
        if not self.number:
            return ""
        return f"{self.word}{WORDS[self.step_told]}〔{self.year}〕{self.number}号"

    @property
    def stopped_said(self) -> str:
        """The days that did not count, and why."""
        return listed(
            say(f"{Why(why).names[0]} {days} 个工作日", f"{Why(why).names[1]} {days} working days")
            for why, days in self.stopped.items()
        )
