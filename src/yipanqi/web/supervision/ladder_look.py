"""What a night would do, as a page shows it: figures and the rows of each table, made of what was worked out just now,
or of what a job kept of it in both languages."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from yipanqi.domain.supervision.ladder import Step
from yipanqi.domain.supervision.ladder_shipped import rules_on
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models.settings import settings_of
from yipanqi.web.page.kept_look import Row, lengths_of
from yipanqi.web.page.say import in_turn, listed, say
from yipanqi.web.page.tables import Rows, Table, count, text
from yipanqi.web.programmes.models import ProgrammeEntry

from .ladder_night import Making, Night, StepDue, near_tasks, unended
from .ladder_people import told_said
from .models import NightLook

AT_SIGHT = 200  # orders that have not ended and tasks that a page looks at itself; of more a job does it
_FIGURES = ("makable", "settled", "is_at_once")
_MOVING = (
    "order.", "ladder.", "task.", "task_import.", "change.", "contract.", "acceptance.", "report.", "lights.",
    "delivery.",
)  # how the names of deeds begin after which a night may do something else  # fmt: skip
_Person = tuple[str, str]  # name, unit


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What a night would do; its rows are in the language of the request, and made when they are looked at."""

    day: date
    makable: int  # orders that rules would make
    settled: int  # drafts of rules that would be withdrawn
    is_at_once: bool  # what rules make is issued the same night
    rows: Mapping[str, Sequence[Row]]  # by table


def is_large(entry: ProgrammeEntry, day: date) -> bool:
    """Would more be looked at than a page can within its time? Counted no further than that."""
    rest = AT_SIGHT
    for rows in (unended(entry).order_by().values("pk"), near_tasks(entry, day, rules_on(settings_of(entry), day))):
        rest -= len(rows[: rest + 1])
        if rest < 0:
            return True
    return False


def look_at(night: Night) -> Ahead:
    """Of what was worked out just now."""
    return Ahead(
        day=night.day,
        makable=len(night.makable),
        settled=len(night.settled),
        is_at_once=night.rules.raising.is_at_once,
        rows={
            "due": Rows(night.steps, _due),
            "people": Rows(_people(night.steps), _person),
            "making": Rows(night.making, _making),
        },
    )


def kept_look(kept: NightLook) -> Ahead:
    """Of what a job kept."""
    return Ahead(day=kept.day, **{name: kept.figures[name] for name in _FIGURES}, rows=kept.rows())


def figures_of(look: Ahead) -> dict[str, Any]:
    """What is kept of it beside its rows."""
    return {name: getattr(look, name) for name in _FIGURES} | {"lengths": lengths_of(look.rows)}


def last_logged() -> int:
    """The last event of the log: what is worked out after this was asked knows of all until then."""
    return Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def may_be_outdated(kept: NightLook) -> bool:
    """Has anything been done since to orders or tasks, or to what they are judged by?"""
    moving = Q()
    for name in _MOVING:
        moving |= Q(action__startswith=name)
    return Event.objects.filter(moving, seq__gt=kept.logged).exclude(action__endswith=".exported").exists()


def tables_of(look: Ahead) -> dict[str, Table]:
    """By key: the steps, the people who read them, the orders of rules."""
    return {
        key: Table(key=key, title=title, columns=columns, rows=look.rows[key], is_wide=key == "due")
        for key, title, columns in _heads()
    }


def _heads() -> Iterator[tuple[str, str, list[tuple[str, bool]]]]:
    """Key, title and columns of each."""
    matter = (say("事项", "Matter"), False)
    yield (
        "due",
        say("将发出的台阶", "Steps to be taken"),
        [
            (say("督办单", "Order"), False),
            matter,
            (say("台阶", "Step"), False),
            (say("逾期（工作日）", "Late (working days)"), True),
            (say("收件人", "Will be read by"), False),
        ],
    )
    yield (
        "people",
        say("谁会收到", "Who will read of it"),
        [
            (say("收件人", "Person"), False),
            (say("单位", "Unit"), False),
            (say("事项（件）", "Matters"), True),
            (say("其中", "Of these"), False),
        ],
    )
    yield (
        "making",
        say("将拟办的督办单", "Orders to be made"),
        [
            matter,
            (say("规则", "Rule"), False),
            (say("牵头单位", "Lead unit"), False),
            (say("督办单位", "Inspecting unit"), False),
            (say("时限（如当日交办）", "Limit, if issued that day"), False),
        ],
    )


def _due(it: StepDue) -> Row:
    return [
        text(it.order.code, it.order.get_absolute_url()),
        text(it.order.matter),
        text(say(*it.stand.rung.step.names)),
        count(it.late or None),
        text(in_turn(told_said(one.stored for one in it.readers))),
    ]


def _making(it: Making) -> Row:
    return [
        text(it.matter, it.task.get_absolute_url()),
        text(say(*it.raised.rule.when.names)),
        text(it.lead.name if it.lead else say("未指定，不拟办", "none named: no order")),
        text(it.inspects.name if it.inspects else ""),
        text(it.raised.limit.isoformat()),
    ]


def _people(steps: Sequence[StepDue]) -> list[tuple[_Person, Counter[Step]]]:
    """Who has how many matters in the one message of the day, by step; who has most first."""
    found: dict[_Person, Counter[Step]] = {}
    for it in steps:
        for key in {(str(person), reader.unit) for reader in it.readers for person in reader.people}:
            found.setdefault(key, Counter())[it.stand.rung.step] += 1
    return sorted(found.items(), key=lambda it: (-it[1].total(), it[0]))


def _person(it: tuple[_Person, Counter[Step]]) -> Row:
    (name, unit), kinds = it
    said = listed(f"{say(*step.names)} {number}" for step, number in sorted(kinds.items()))
    return [text(name), text(unit), count(kinds.total()), text(said)]
