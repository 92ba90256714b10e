"""The countdown: nodes, latest ends and working days of slack."""

from dataclasses import replace
from datetime import date, timedelta

from builders import a_programme

from yipanqi.domain.measure import Standard
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.slack import Node, countdowns
from yipanqi.domain.planning.task import Task, tasks
from yipanqi.domain.step import Step

WORKS = ("water", "drainage", "road")
DAY = timedelta(days=1)


def the_tasks() -> tuple[Task, ...]:
    programme = a_programme()
    plan = Plan(starts={"E1": 0}, choices={("E1", m): Standard.STANDARD for m in WORKS})
    return tasks(programme, offer(programme), plan)


def test_steps_before_the_works_count_back_from_their_start():
    """The tender must end the working day before the first work; the scheme may take what the later ones can spare."""
    programme, found = a_programme(), the_tasks()
    by_step = {t.step: t for t in found if t.step}
    first = min(t.start_date for t in found if t.measure)

    counted = countdowns(programme, found)

    tender, scheme = counted[by_step[Step.TENDER].number], counted[by_step[Step.SCHEME].number]
    later = (Step.NOTICE, Step.APPROVAL, Step.REVIEW, Step.TENDER)
    least = sum(programme.step_rule(step).least for step in later)
    assert tender.node is scheme.node is Node.START and tender.day == first
    assert tender.latest == max(programme.working.last_working(first - DAY), by_step[Step.TENDER].finish_date)
    expected = programme.working.last_working(first - DAY - timedelta(days=least))
    assert scheme.latest == max(expected, by_step[Step.SCHEME].finish_date)


def test_slack_is_counted_in_working_days():
    """A work that may end a week later has the week's working days, not its seven days."""
    programme, found = a_programme(), the_tasks()

    for task in found:
        node = countdowns(programme, found)[task.number]
        assert node.slack == max(0, programme.working.between(task.finish_date + DAY, node.latest))
        assert node.latest >= task.finish_date


def test_works_end_before_what_waits_for_them_and_in_their_quarter():
    """Drainage ends before the road that closes the ground must begin; the last work of all has no slack."""
    programme, found = a_programme(), the_tasks()
    works = {t.measure: t for t in found if t.measure}
    last = max(t.finish_date for t in works.values())

    counted = countdowns(programme, found)

    for task in works.values():
        node = counted[task.number]
        assert node.node is Node.COMPLETION and node.day == last
        assert node.latest <= max(programme.calendar.last_day(task.quarters[1]), task.finish_date)
    end = next(t for t in works.values() if t.finish_date == last)
    assert counted[end.number].slack == 0
    road, drainage = works["road"], works["drainage"]
    begins = counted[road.number].latest - timedelta(days=road.days - 1)
    assert counted[drainage.number].latest < max(begins, drainage.finish_date + DAY)


def test_a_late_task_has_no_slack_and_none_below():
    """Where there is less room than the least, the latest end is the planned one."""
    programme, found = a_programme(), the_tasks()
    late = tuple(replace(t, finish_date=date(2035, 1, 5)) if t.step is Step.NOTICE else t for t in found)

    notice = next(t for t in late if t.step is Step.NOTICE)
    assert countdowns(programme, late)[notice.number].slack == 0
