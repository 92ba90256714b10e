"""The periods of a programme: what is over, what is closed, and what was written of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.supervision.figures import Sums, percent_said
from yipanqi.domain.supervision.period import Period, PeriodKind, over
from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Cell, Table, text
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import Bulletin, ClosedPeriod
from .models.periods import DRAFTED, ISSUED, SUPERSEDED


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """A period that is over."""

    period: Period
    closed: ClosedPeriod | None  # the newest version
    bulletin: Bulletin | None  # the newest that was not replaced
    issued: Bulletin | None  # the newest that was issued

    @property
    def said(self) -> str:
        """In the reader's language."""
        return self.period.said(language())

    @property
    def state(self) -> str:
        """`open`, `drafted` or `issued`."""
        return "open" if self.closed is None else self.bulletin.state if self.bulletin else DRAFTED

    @property
    def state_said(self) -> str:
        """In the reader's language."""
        return {
            "open": say("未关账", "Not closed"),
            DRAFTED: say("待印发", "To be issued"),
            ISSUED: say("已印发", "Issued"),
        }[self.state]

    @property
    def tone(self) -> str:
        """How its state is shown."""
        return {"open": "", DRAFTED: "part"}.get(self.state, "done")

    @property
    def years(self) -> list[tuple[str, str, str]]:
        """Programme year, share started and share of the money done, of the newest close."""
        found = []
        for year, kept in (self.closed.figures if self.closed else {}).items():
            one = Sums(**kept)
            found.append((year, percent_said(one.share("started")), percent_said(one.share("done"))))
        return found


def first_day(entry: ProgrammeEntry, day: date) -> date:
    """The day on which the first work began, or is to begin; at most a business day."""
    works = DeliveryTask.objects.filter(entry=entry, kind=Kind.WORK)
    begun = works.filter(started_on__isnull=False).order_by("started_on").values_list("started_on", flat=True).first()
    return begun or works.order_by("start_date").values_list("start_date", flat=True).first() or day


def lines_of(entry: ProgrammeEntry, day: date, *, sees_drafts: bool) -> list[PeriodLine]:
    """What is over, the newest first; who does not write bulletins sees what is issued alone."""
    first = first_day(entry, day)
    closed: dict[str, ClosedPeriod] = {}
    for it in ClosedPeriod.objects.filter(entry=entry).order_by("version"):
        closed[it.period] = it
    newest: dict[str, Bulletin] = {}
    issued: dict[str, Bulletin] = {}
    rows = Bulletin.objects.filter(entry=entry).exclude(state=SUPERSEDED).defer("paragraphs", "texts")
    for row in rows.order_by("version"):
        newest[row.period] = row
        if row.state == ISSUED:
            issued[row.period] = row
    found = [
        PeriodLine(
            period=it,
            closed=closed.get(it.key),
            bulletin=newest.get(it.key) if sees_drafts else issued.get(it.key),
            issued=issued.get(it.key),
        )
        for it in sorted(_over(first, day), key=lambda it: (it.last, it.kind.months), reverse=True)
    ]
    return found if sees_drafts else [it for it in found if it.issued]


def _over(first: date, day: date) -> Iterator[Period]:
    for kind in PeriodKind:
        yield from over(first, day, kind)


def list_table(lines: list[PeriodLine]) -> Table:
    """As a file takes it away."""
    rows = [
        [
            text(it.said),
            text(it.state_said),
            text(it.closed.known_on.isoformat() if it.closed else ""),
            Cell(it.closed.version if it.closed else None, str(it.closed.version) if it.closed else ""),
            text(it.issued.code if it.issued else ""),
            text(it.issued.issued_on.isoformat() if it.issued and it.issued.issued_on else ""),
            text("; ".join(f"{year}: {started} / {done}" for year, started, done in it.years)),
        ]
        for it in lines
    ]
    return Table(
        title=say("通报与总结", "Bulletins and summaries"),
        columns=[
            (say("期间", "Period"), False),
            (say("状态", "State"), False),
            (say("关账", "Closed on"), False),
            (say("版次", "Version"), True),
            (say("文号", "Number"), False),
            (say("印发", "Issued on"), False),
            (say("各年度开工率 / 投资完成率", "By programme year: started / invested"), False),
        ],
        rows=rows,
    )


def close_url(period: Period) -> str:
    """Where it is closed."""
    return reverse("supervision:period-close", args=[period.key])
