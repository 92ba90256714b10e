"""What follows when the dates of a task move: every task after it keeps its working days' distance and its length, none
moves into the past, and what has begun stays where it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from yipanqi.domain.working_calendar import WorkingCalendar

Span = tuple[date, date]  # the first day and the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A task as its dates go: the first day, the last, and the numbers of the tasks before it."""

    start: date
    finish: date
    after: tuple[str, ...] = ()
    is_fixed: bool = False  # it has begun or has ended: its dates do not follow

    @property
    def span(self) -> Span:
        return self.start, self.finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A task whose dates change; `cause` is the number of the task because of which, its own where it was asked."""

    number: str
    old: Span
    new: Span
    cause: str


class Cycle(ValueError):
    """Tasks that would wait for each other: `numbers`, each before the next, the first of them again at the end."""

    def __init__(self, numbers: tuple[str, ...]) -> None:
        super().__init__(" → ".join(numbers))
        self.numbers = numbers


def steps(working: WorkingCalendar, first: date, last: date) -> int:
    """How many working days later the last day is than the first; below zero where it comes earlier."""
    if last < first:
        return -steps(working, last, first)
    return 0 if first == last else working.between(first + timedelta(days=1), last)


def moved_with(
    tasks: Mapping[str, Dated], working: WorkingCalendar, number: str, to: Span, today: date
) -> tuple[Moved, ...]:
    """What moves where this task gets these dates: itself first, then its successors, those before first. The rest of
    the mapping says how things stood. ValueError where the last day comes first; Cycle where tasks wait for each
    other."""
    if to[1] < to[0]:
        raise ValueError(f"{number}: ends before it begins")
    found: dict[str, Moved] = {}
    for at in in_order(tasks):
        own = tasks[at]
        if at == number:
            found[at] = Moved(number=at, old=own.span, new=to, cause=at)
        elif (step := _followed(own, tasks, working, found, today)) is not None:
            cause, span = step
            found[at] = Moved(number=at, old=own.span, new=span, cause=cause)
    first = found.pop(number)
    return (first, *found.values()) if first.new != first.old else ()


def _followed(
    own: Dated, tasks: Mapping[str, Dated], working: WorkingCalendar, found: Mapping[str, Moved], today: date
) -> tuple[str, Span] | None:
    """The task because of which this one moves, and its new dates; none where it stays."""
    before = [it for it in own.after if it in tasks]
    if own.is_fixed or not any(it in found for it in before):
        return None
    wanted = [(_kept(working, tasks[it], own, found.get(it)), it) for it in before]
    start, cause = max(wanted, key=lambda pair: (pair[0], pair[1] in found))
    is_later = start > own.start
    start = working.next_working(max(start, today))
    if start == own.start or is_later is not (start > own.start):
        return None
    return cause, (start, end_of(working, start, length(working, own.span)))


def _kept(working: WorkingCalendar, before: Dated, own: Dated, moved: Moved | None) -> date:
    """When it starts where it keeps its distance from one of the tasks before it."""
    if moved is None or moved.new[1] == before.finish:
        return own.start
    return working.add(working.last_working(moved.new[1]), distance(working, before.span, own.span))


def distance(working: WorkingCalendar, before: Span, after: Span) -> int:
    """Working days from the end of one task to the beginning of another: one where this follows on the next day."""
    return steps(working, working.last_working(before[1]), working.next_working(after[0]))


def length(working: WorkingCalendar, span: Span) -> int:
    """Its working days, at least one."""
    return max(1, working.between(*span))


def end_of(working: WorkingCalendar, start: date, days: int) -> date:
    """The last of so many working days that begin with this one."""
    return start if days == 1 else working.add(start, days - 1)


def rewired(tasks: Mapping[str, Dated], number: str, after: Collection[str]) -> dict[str, Dated]:
    """The tasks, where this one comes after these. Cycle where tasks would wait for each other."""
    found = dict(tasks) | {number: replace(tasks[number], after=tuple(after))}
    in_order(found)
    return found


def in_order(tasks: Mapping[str, Dated]) -> list[str]:
    """The numbers, each after those it waits for, otherwise as they are given. Cycle names those that have no order."""
    placed: dict[str, None] = {}
    for number in tasks:
        trail: list[str] = []
        waiting = [(number, iter(tasks[number].after))]
        while waiting:
            at, rest = waiting[-1]
            if at in placed:
                waiting.pop()
                continue
            if at not in trail:
                trail.append(at)
            nearest = next((it for it in rest if it in tasks and it not in placed), None)
            if nearest is None:
                placed[at] = None
                trail.remove(at)
                waiting.pop()
            elif nearest in trail:
                ring = trail[trail.index(nearest) :]
                raise Cycle((nearest, *reversed(ring[1:]), nearest))
            else:
                waiting.append((nearest, iter(tasks[nearest].after)))
    return list(placed)
