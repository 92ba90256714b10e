"""What a rule measures of a task on a day: one function for each gauge. Values are whole tenths, as they are shown, so
that a colour can be found again from the figures in print."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from yipanqi.domain.money import rounded_part
from yipanqi.domain.progress.due import Due, bulletin_on, due_on, last_due, month_of
from yipanqi.domain.progress.light_rule import TENTHS, Gauge, LightRule, Span
from yipanqi.domain.progress.report import Report
from yipanqi.domain.progress.site_days import SiteDays
from yipanqi.domain.progress.standing import Standing

DAY = timedelta(days=1)
_ALL = 1000  # tenths of a per cent


class Measured(NamedTuple):
    """A value in tenths (none: there is nothing to judge), what it rests on, and the day at which it looks."""

    value: int | None
    code: str
    seen_on: date


_Judge = Callable[["Case", Sequence[Report]], Measured]


class Case:
    """A task under a rule, as far as it is known on a day; asked about that day and days before it.

    Reports that were returned by then are left out, and versions that nobody confirmed where a later one of their month
    is: they never were so. Days are counted so: a report holds at the end of its day, so that the day counts as
    elapsed; a start or finish is late by the days of work after its date, the day that is asked about included.
    """

    def __init__(self, rule: LightRule, standing: Standing, days: SiteDays, day: date, due: Due) -> None:
        self.rule, self.standing, self.days, self.due = rule, standing, days, due
        self.start, self.finish = standing.start_date, standing.finish_date
        self.duration = max(1, days.between(self.start, self.finish))
        self.reports = _sound(standing, day)
        self._sent = [it.sent_on for it in self.reports]
        self._known: dict[int, Sequence[Report]] = {}
        self._judged: dict[tuple[int, _Judge], Measured] = {}
        self._gauge = _GAUGES[rule.gauge]
        self._is_plain = all(a.month < b.month for a, b in pairwise(self.reports))  # nothing came late or twice
        begun = [it.sent_on for it in self.reports if it.percent > 0]
        self.started_on = by(standing.started_on, day)
        self.begun_on = min(begun if self.started_on is None else [*begun, self.started_on], default=None)
        self.finished_on = by(standing.finished_on, day)

    def known(self, day: date) -> Sequence[Report]:
        """The reports that counted on a day, one a month, in the order of their months."""
        count = bisect_right(self._sent, day)
        found = self._known.get(count)
        if found is None:
            found = self._known[count] = self.reports[:count] if self._is_plain else _newest(self.reports[:count])
        return found

    def by_reports(self, day: date, judge: "_Judge") -> Measured:
        """What the reports that counted on a day come to; worked out once for each set of them."""
        about = bisect_right(self._sent, day), judge
        found = self._judged.get(about)
        if found is None:
            found = self._judged[about] = judge(self, self.known(day))
        return found

    def measured(self, day: date) -> Measured:
        """What the rule measures on a day."""
        return self._gauge(self, day)

    def is_begun(self, day: date) -> bool:
        """Was it known to be begun?"""
        return self.begun_on is not None and self.begun_on <= day

    def is_finished(self, day: date) -> bool:
        """Was it known to be done, by its unit's word?"""
        if by(self.finished_on, day):
            return True
        known = self.known(day)
        return bool(known) and known[-1].percent >= 100

    def elapsed(self, day: date) -> int:
        """Days of work of the plan up to the end of a day; after the planned finish they go on."""
        return self.days.between(self.start, day) if day >= self.start else 0

    def late(self, planned: date, day: date) -> int:
        """Days of work after a planned date; below zero before it."""
        if day >= planned:
            return self.days.between(planned + DAY, day) if day > planned else 0
        return -self.days.between(day + DAY, planned)

    def published(self, month: date) -> date:
        """The day on which the month's places are known."""
        return bulletin_on(month, self.due)

    def is_pressing(self, day: date) -> bool:
        """Does each day make it later, without any report?"""
        return (day > self.start and not self.is_begun(day)) or (day > self.finish and not self.is_finished(day))

    def pace(self, day: date) -> int:
        """What should be done by the end of a day, in tenths of a per cent: all or nothing of a stage."""
        if not self.standing.is_work:
            return _ALL if day >= self.finish else 0
        return rounded_part(_ALL * min(self.elapsed(day), self.duration), self.duration)


def by(known_on: date | None, day: date) -> date | None:
    """The day on which something came to pass, if it had by a day."""
    return known_on if known_on is not None and known_on <= day else None


def tenths(report: Report) -> int:
    """Its percent in tenths, rounded down: 1,000 is all."""
    return int(report.percent * TENTHS)


def days_behind(case: Case, day: date) -> Measured:
    """Working days behind the plan, whole ones (×10).

    A work is judged at the day of its last report: days of the plan elapsed by then less days earned, percent × planned
    duration. Days since then count neither for nor against it, else each work would sink towards red until its next
    report is due. What needs no report is added as the days go by: a start that is late, a finish that has passed.
    Before the first report, and of a stage, what is known is how late it was begun, which stays until it is made up.
    """
    if done_on := by(case.finished_on, day):
        return Measured(TENTHS * case.late(case.finish, done_on), "finished", done_on)
    found = case.by_reports(day, _reported_behind)
    if found.value is None and case.is_begun(day):
        found = _begun(case)
    if not case.is_pressing(day):
        return found
    start = 0 if case.is_begun(day) else TENTHS * case.late(case.start, day)
    finish = TENTHS * case.late(case.finish, day)
    if found.value is not None and found.value > max(start, finish):
        return found
    return Measured(max(start, finish), "start_late" if start >= finish else "finish_late", day)


def _reported_behind(case: Case, known: Sequence[Report]) -> Measured:
    if not known:
        return Measured(None, "nothing", case.start)
    report = known[-1]
    if report.percent >= 100:
        return Measured(TENTHS * case.late(case.finish, report.as_of), "finished", report.as_of)
    if not case.standing.is_work:
        return Measured(None, "nothing", report.as_of)
    earned = rounded_part(tenths(report) * case.duration, _ALL)
    return Measured(TENTHS * (case.elapsed(report.as_of) - earned), "reported", report.as_of)


def _begun(case: Case) -> Measured:
    """How late it was begun."""
    on = case.started_on or case.begun_on or case.start
    return Measured(TENTHS * case.late(case.start, on), "begun", on)


def _share(case: Case, day: date) -> Measured:
    """Ratio to pace, or points behind it: by the last report; of what is not begun at the last month's end, when it
    certainly stood at nothing; of a stage at the last month's end too, all or nothing."""
    if by(case.finished_on, day) or (not case.standing.is_work and case.is_finished(day)):
        return Measured(None, "finished", day)
    end = due_on(last_due(day))
    known = case.known(day)
    if not case.standing.is_work:
        late = end >= case.finish
        return Measured(_valued(case, 0, _ALL) if late else None, "finish_late" if late else "nothing", end)
    if not case.is_begun(day) and end >= case.start and not (known and known[-1].as_of >= end):
        return Measured(_valued(case, *_asked(case, 0, end, known)), "start_late", end)
    return case.by_reports(day, _reported_share)


def _reported_share(case: Case, known: Sequence[Report]) -> Measured:
    if not known:
        return Measured(None, "nothing", case.start)
    report = known[-1]
    done, asked = _asked(case, tenths(report), report.as_of, known[:-1])
    return Measured(_valued(case, done, asked), "reported", report.as_of)


def _valued(case: Case, done: int, asked: int) -> int | None:
    if asked <= 0:
        return None
    if case.rule.gauge is Gauge.POINTS:
        return rounded_part(asked - done, case.duration if case.standing.is_work else 1)
    return rounded_part(_ALL * max(0, done), asked)


def _asked(case: Case, percent: int, day: date, before: Sequence[Report]) -> tuple[int, int]:
    """What was done in the rule's span and what should have been, both × planned duration: of a year or month what the
    plan puts in it, less what was done ahead; once the plan is over all that is left."""
    had, since = _base(case, day, before)
    elapsed = min(case.elapsed(day), case.duration)
    earlier = min(case.elapsed(since), case.duration) if since else 0
    done = (percent - had) * case.duration
    if earlier >= case.duration:
        return done, (_ALL - had) * case.duration
    return done, min(_ALL * (elapsed - earlier), _ALL * elapsed - had * case.duration)


def _base(case: Case, day: date, before: Sequence[Report]) -> tuple[int, date | None]:
    """Percent (tenths) and day from which the span counts; no day: from the beginning."""
    if case.rule.span is Span.YEAR:
        new_year = date(day.year, 1, 1)
        earlier = [it for it in before if it.as_of < new_year]
        return (tenths(earlier[-1]) if earlier else 0), new_year - DAY
    if case.rule.span is not Span.MONTH:
        return 0, None
    last = month_of(day) - DAY
    if not before:
        return 0, last if case.begun_on is None or case.begun_on > last else None
    return tenths(before[-1]), before[-1].as_of


def _nodes(case: Case, day: date) -> Measured:
    """Months in a row in which the node was missed: of a start each month's end until it is begun; else the month's
    task. A month without a report neither counts nor ends the row, for the next report speaks for it too."""
    if case.rule.span is Span.START or not case.standing.is_work:
        return _dates_missed(case, day)
    if case.is_begun(day) and case.known(day):
        return case.by_reports(day, _tasks_missed)
    missed, seen_on = _months_idle(case, day, case.begun_on if case.is_begun(day) else None)
    return Measured(TENTHS * missed, "months", seen_on)


def _tasks_missed(case: Case, known: Sequence[Report]) -> Measured:
    """Of the months that were reported, back to the last one that was done, else to those that were over before it was
    begun."""
    missed = 0
    for at in range(len(known) - 1, -1, -1):
        done, asked = _asked(case, tenths(known[at]), known[at].as_of, known[:at])
        if 0 < asked <= done:
            return Measured(TENTHS * missed, "months", known[-1].as_of)
        missed += asked > 0
    first = known[0].month
    begun = case.begun_on if case.begun_on and case.begun_on < first else first
    return Measured(TENTHS * (missed + _months_idle(case, first, begun)[0]), "months", known[-1].as_of)


def _months_idle(case: Case, day: date, begun: date | None) -> tuple[int, date]:
    """How many months were over before it was begun, since it should have been, and the end of the last one."""
    last = last_due(day) if begun is None else min(last_due(day), last_due(begun))
    missed = _months(month_of(case.start), last)
    return missed, due_on(last) if missed else case.start


def _dates_missed(case: Case, day: date) -> Measured:
    last = last_due(day)
    starts = 0 if case.is_begun(day) else _months(month_of(case.start), last)
    only_start = case.rule.span is Span.START
    ends = 0 if only_start or case.is_finished(day) else _months(month_of(case.finish), last)
    missed = max(starts, ends)
    return Measured(TENTHS * missed, "start_late" if starts and starts >= ends else "months", due_on(last))


def _months(first: date, last: date) -> int:
    return max(0, 12 * (last.year - first.year) + last.month - first.month + 1)


def _rank(case: Case, day: date) -> Measured:
    """The place from the last in the month that was judged last, once its bulletin is out (0: none is known yet), of
    what missed that month's task."""
    found = _share(case, day)
    if found.value is None or found.value >= _ALL:
        return Measured(None, found.code, found.seen_on)
    month = month_of(found.seen_on)
    is_out = case.published(month) <= day
    return Measured(TENTHS * (case.standing.ranks.get(month, 0) if is_out else 0), "rank", found.seen_on)


def _forecast(case: Case, day: date) -> Measured:
    """By how much the forecast passes the plan; at least by what a late start or a passed finish makes certain."""
    told = [share for since, share in case.standing.forecasts if since <= day]
    seen_on = case.known(day)[-1].as_of if case.known(day) else day
    value = rounded_part(_ALL * told[-1].numerator, told[-1].denominator) if told else None
    if not case.is_pressing(day):
        return Measured(value, "forecast" if told else "nothing", seen_on)
    start = case.late(case.start, day) if not case.is_begun(day) else 0
    late = max(start, case.late(case.finish, day) if not case.is_finished(day) else 0)
    certain = rounded_part(_ALL * late, case.duration)
    if value is not None and value >= certain:
        return Measured(value, "forecast", seen_on)
    return Measured(certain, "start_late" if start >= late else "finish_late", day)


_GAUGES: Mapping[Gauge, Callable[[Case, date], Measured]] = {
    Gauge.DAYS: days_behind,
    Gauge.RATIO: _share,
    Gauge.POINTS: _share,
    Gauge.NODES: _nodes,
    Gauge.RANK: _rank,
    Gauge.FORECAST: _forecast,
}


def _newest(reports: Iterable[Report]) -> Sequence[Report]:
    """Of each month the latest version."""
    newest: dict[date, Report] = {}
    for report in reports:
        other = newest.get(report.month)
        if other is None or other.version < report.version:
            newest[report.month] = report
    return [newest[month] for month in sorted(newest)]


def _sound(standing: Standing, day: date) -> list[Report]:
    """The reports that were sent by a day and stand, in the order in which they were sent."""
    sent = [it for it in standing.reports if it.sent_on <= day and not by(it.returned_on, day)]
    confirmed: dict[date, int] = {}
    for it in sent:
        if by(it.confirmed_on, day):
            confirmed[it.month] = max(it.version, confirmed.get(it.month, 0))
    found = [it for it in sent if it.version >= confirmed.get(it.month, 0) or by(it.confirmed_on, day)]
    return sorted(found, key=lambda it: (it.sent_on, it.month, it.version))
