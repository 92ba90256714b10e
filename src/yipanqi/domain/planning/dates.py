"""推算日期: on which days an estate's works and steps are done: on working days, in no less than lawful time."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from statistics import median

from yipanqi.domain.calendar import Blackout
from yipanqi.domain.measure import Measure, Phase
from yipanqi.domain.money import rounded
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.programme import Programme, fewest_days
from yipanqi.domain.step import AFTER, BEFORE, Step
from yipanqi.domain.working_calendar import WorkingCalendar

Days = tuple[date, date]  # the first and the last day
IDLE = 30  # days of nothing between two works of an estate, above which the gap is closed or counted

_ORDER = (Phase.UNDERGROUND, Phase.BUILDING, Phase.SURFACE, Phase.SERVICES)
_DAY = timedelta(days=1)


def work_dates(programme: Programme, offer: Offer, plan: Plan, estate: str) -> dict[str, Days]:
    """measure → days of work, of an estate's chosen works: each begins in its first quarter and ends in its last, on
    working days; surfaces come after what is underground and after what they require, as far as the quarters let
    them; days that a trade's blackouts stop are avoided where its quarters leave room; long gaps are closed."""
    chosen = [m for m in programme.measures if (estate, m.id) in plan.choices]
    size, start = relative_size(programme, offer, estate), plan.starts[estate]
    ready = ready_for(programme, estate)
    dates: dict[str, Days] = {}
    for measure in _in_building_order(chosen):
        before = [dates[m.id][1] for m in chosen if m.id in dates and waits(measure, m)]
        earliest = max([ready, *(day + _DAY for day in before)])
        dates[measure.id] = _dates(programme, measure, start, size, earliest)
    return _closer(programme, chosen, start, dates)


def relative_size(programme: Programme, offer: Offer, estate: str) -> Decimal:
    """0 for an estate without households, 1/2 for the median of all eligible estates, 1 for twice it and above."""
    middle = Decimal(median(programme.estate_by_id[e].households for e in offer.works))
    if middle == 0:
        return Decimal("0.5")
    return min(Decimal(1), programme.estate_by_id[estate].households / (2 * middle))


def issued(programme: Programme, estate: str) -> date:
    """The day before which nothing of an estate is planned: that of the document; of what is under way there is
    none, nor where the document has no date."""
    if estate in programme.under_way_by_estate:
        return date.min
    return programme.heading.issued_on or date.min


def ready_for(programme: Programme, estate: str) -> date:
    """The first day on which works may begin, when the steps before them take the least time that is lawful."""
    if estate in programme.under_way_by_estate:
        return date.min
    return programme.ready_date or date.min


def step_dates(programme: Programme, first_day: date, last_day: date, not_before: date = date.min) -> dict[Step, Days]:
    """The steps before the works end on the working day before them; acceptance and handover follow the last work.
    None takes less than its least time: where the room until the works is too small for their usual days the steps
    before are shortened to what it holds, and where it does not hold the least they begin before the given day."""
    lengths = _lengths(programme, (first_day - not_before).days)
    before = _backwards(programme.working, first_day, lengths)
    if before[BEFORE[0]][0] < not_before:
        before = _backwards(None, first_day, lengths)
    dates, begin = before, last_day + _DAY
    for step in AFTER:
        begin = programme.working.next_working(begin)
        end = begin + timedelta(days=programme.step_rule(step).usual - 1)
        dates[step] = (begin, programme.working.next_working(end))
        begin = dates[step][1] + _DAY
    return {step: dates[step] for step in Step}


def idle_gaps(works: Mapping[str, Days]) -> list[Days]:
    """Spans of more than `IDLE` days between two works of an estate on which nothing is built."""
    spans = _merged(works)
    gaps = [(a[1] + _DAY, b[0] - _DAY) for a, b in pairwise(spans)]
    return [(first, last) for first, last in gaps if (last - first).days + 1 > IDLE]


def _lengths(programme: Programme, room: int) -> dict[Step, int]:
    """Days of each step before the works: usual ones, or in less room what is above the least of each in proportion."""
    rules = {step: programme.step_rule(step) for step in BEFORE}
    usual, least = sum(rule.usual for rule in rules.values()), sum(rule.least for rule in rules.values())
    if usual <= room or usual == least:
        return {step: rule.usual for step, rule in rules.items()}
    spare, lengths = max(0, room - least), dict[Step, int]()
    for step, rule in rules.items():
        lengths[step] = rule.least + spare * (rule.usual - rule.least) // (usual - least)
    return lengths


def _backwards(working: WorkingCalendar | None, first_day: date, lengths: Mapping[Step, int]) -> dict[Step, Days]:
    """Each step ends the day before the next one begins; with a calendar they begin and end on working days."""
    dates: dict[Step, Days] = {}
    end = first_day - _DAY
    for step in reversed(BEFORE):
        last = working.last_working(end) if working else end
        first = last - timedelta(days=lengths[step] - 1)
        dates[step] = (working.last_working(first) if working else first, last)
        end = dates[step][0] - _DAY
    return dates


def _in_building_order(measures: Sequence[Measure]) -> list[Measure]:
    """By phase; a measure comes after what it requires."""
    by_id = {m.id: m for m in measures}

    def depth(measure: Measure) -> int:
        above = by_id.get(measure.requires or "")
        return 1 + depth(above) if above else 0

    return sorted(measures, key=lambda m: (_ORDER.index(m.phase), depth(m)))


def waits(later: Measure, earlier: Measure) -> bool:
    if later.requires == earlier.id:
        return True
    return later.phase is Phase.SURFACE and earlier.phase is Phase.UNDERGROUND


def _dates(programme: Programme, measure: Measure, start: int, size: Decimal, earliest: date) -> Days:
    calendar, quarters = programme.calendar, measure.quarters(start)
    opens, closes = calendar.first_day(quarters[0]), calendar.last_day(quarters[-1])
    fewest = fewest_days(calendar, measure, start)
    wished = measure.days_low + rounded((measure.days_high - measure.days_low) * size)
    room = (closes - max(earliest, opens)).days + 1  # where works come late, days become fewer before they do not fit
    length = max(min(wished, room), min(fewest, (closes - opens).days + 1))
    length = min(max(length, _touching(programme, measure, start)), (closes - opens).days + 1)
    low = max(opens, calendar.first_day(quarters[-1]) - timedelta(days=length - 1))
    high = _latest(programme, measure, start, length)
    begin = _calmest(programme.blackouts, measure.trade, min(max(low, earliest), high), high, length)
    return _on_working_days(programme, measure, start, (begin, begin + timedelta(days=length - 1)))


def _touching(programme: Programme, measure: Measure, start: int) -> int:
    """The fewest days that touch both the first and the last quarter of a work."""
    calendar, quarters = programme.calendar, measure.quarters(start)
    if len(quarters) == 1:
        return 1
    return (calendar.first_day(quarters[-1]) - calendar.last_day(quarters[0])).days + 1


def _latest(programme: Programme, measure: Measure, start: int, length: int) -> date:
    """The latest day on which a work of so many days may begin."""
    calendar, quarters = programme.calendar, measure.quarters(start)
    return min(calendar.last_day(quarters[0]), calendar.last_day(quarters[-1]) - timedelta(days=length - 1))


def _on_working_days(programme: Programme, measure: Measure, start: int, span: Days) -> Days:
    """The same days, beginning and ending on working days of the same quarters."""
    calendar, working, quarters = programme.calendar, programme.working, measure.quarters(start)
    first = working.next_working(span[0])
    if first > calendar.last_day(quarters[0]):
        first = max(working.last_working(span[0]), calendar.first_day(quarters[0]))
    wished = span[1] + max(first - span[0], timedelta(0))
    last = working.next_working(wished)
    if last > calendar.last_day(quarters[-1]):
        last = working.last_working(min(wished, calendar.last_day(quarters[-1])))
    return (first, last) if max(first, calendar.first_day(quarters[-1])) <= last else span


def _calmest(blackouts: Sequence[Blackout], trade: str, low: date, high: date, length: int) -> date:
    """The day on which to begin so that blackouts take the least; the earliest of equals."""
    span = (high - low).days
    lost = list(accumulate(_losses(blackouts, trade, low, span + length), initial=Decimal(0)))
    best = min(range(span + 1), key=lambda i: (lost[i + length] - lost[i], i))
    return low + timedelta(days=best)


def _losses(blackouts: Sequence[Blackout], trade: str, first: date, count: int) -> list[Decimal]:
    """What blackouts take of each of so many days."""
    days = [first + timedelta(days=i) for i in range(count)]
    stops = [b for b in blackouts if b.stops(trade) and b.first_date <= days[-1] and b.last_date >= first]
    return [max((b.loss for b in stops if b.first_date <= day <= b.last_date), default=Decimal(0)) for day in days]


def _lost(programme: Programme, measure: Measure, span: Days) -> Decimal:
    days = (span[1] - span[0]).days + 1
    return sum(_losses(programme.blackouts, measure.trade, span[0], days), Decimal(0))


def _closer(programme: Programme, measures: Sequence[Measure], start: int, dates: dict[str, Days]) -> dict[str, Days]:
    """The dates with long gaps closed from the left, as far as the works' quarters, what waits for them and blackouts
    let them come later."""
    found, by_id = dict(dates), {m.id: m for m in measures}
    for gap in reversed(idle_gaps(found)):
        left = sorted((m for m, span in found.items() if span[1] < gap[0]), key=lambda m: found[m][1], reverse=True)
        for name in left:
            span = _later(programme, by_id, start, found, name, gap[1])
            if span[0] > found[name][0] and _lost(programme, by_id[name], span) <= _lost(
                programme, by_id[name], found[name]
            ):
                found[name] = span
    return found


def _later(
    programme: Programme, by_id: Mapping[str, Measure], start: int, dates: Mapping[str, Days], name: str, until: date
) -> Days:
    """A work as late as it may be, ending by a day and before all that waits for it."""
    measure, (first, last) = by_id[name], dates[name]
    length = (last - first).days + 1
    waiting = (dates[m][0] - _DAY for m in dates if waits(by_id[m], measure))
    end = min([until, *waiting])
    begin = min(_latest(programme, measure, start, length), end - timedelta(days=length - 1))
    moved = _on_working_days(programme, measure, start, (begin, begin + timedelta(days=length - 1)))
    return moved if moved[1] <= end else (first, last)


def _merged(works: Mapping[str, Days]) -> list[Days]:
    """The spans on which anything is built."""
    found: list[Days] = []
    for first, last in sorted(works.values()):
        if found and first <= found[-1][1] + _DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
