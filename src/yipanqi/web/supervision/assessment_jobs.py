"""What the workers do for assessments: they read the record."""

from django.utils import timezone

from yipanqi.web.jobs.handlers import CannotDo, handler
from yipanqi.web.jobs.ticket import Ticket
from yipanqi.web.page.today import today

from .actions import assessments
from .assess_words import JOB
from .figures import OfUnit, figures_of
from .models import Assessment


@handler(JOB, "考核取数", "Reading the record for an assessment", needs="supervision.score")
def assess(ticket: Ticket) -> None:
    """Work out the values of an assessment's units, as the record had them on the last day of its period."""
    found = Assessment.objects.select_related("scheme", "entry", "by").get(pk=ticket.args["assessment"])
    ticket.progress(0.05, ("正在读取任务和月报", "Reading tasks and reports"))
    figures = read(found)
    ticket.progress(0.8, (f"正在写入 {len(figures):,} 个单位的数值", f"Writing the values of {len(figures):,} units"))
    with ticket.effect() as outcome:
        try:
            assessments.fill(assessment=found, figures=figures, by=found.by, at=timezone.now(), day=today())
        except assessments.CannotAssess as refusal:
            raise CannotDo(*refusal.args) from None
        outcome.result = {"units": len(figures)}


def read(found: Assessment) -> dict[int, OfUnit]:
    """What the record says of its units."""
    sources = {it.source for it in found.scheme.told.indicators if it.source}
    units = [it.unit for it in found.units.select_related("unit")]
    return figures_of(found.entry, units, sources, found.first, found.last)
