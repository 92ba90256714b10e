"""Changes asked, decided and undone in any order, by anybody, on two days: a machine that tries to break them. The
table of changes is its oracle; the tests run it a little, the drill long."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from web.delivery.conftest import AT, DAY
from web.district import District

from yipanqi.domain.delivery.change import (
    CHANGE_MOVES,
    ChangeAction,
    ChangeGuard,
    ChangeKind,
    ChangeState,
    Part,
)
from yipanqi.domain.delivery.state import Action, State
from yipanqi.domain.delivery.successors import in_order
from yipanqi.domain.delivery.tree import Kind
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery import actions
from yipanqi.web.delivery.effects import Family
from yipanqi.web.delivery.models import ChangeRequest, DeliveryTask
from yipanqi.web.plans.models import Adoption

NUMBERS = ("E1-scheme", "E1-tender", "E1-water", "E1-drainage", "E1-road", "E1-acceptance")
PEOPLE = ("office", "approver", "district", "subdistrict")
ASKERS = ("office", "office", "office", "approver", "subdistrict")  # mostly those who may
_FIELDS = ("start_date", "finish_date", "budget", "quantity", "after", "person", "state")


class Changes(RuleBasedStateMachine):
    """One estate's tasks; `adoption` and `district` are given before it runs, and each run is rolled back."""

    adoption: Adoption
    district: District

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.changes: list[int] = []
        self.before: dict[int, dict[str, Any]] = {}
        self.first = self.snapshot()
        self.versions = self.version_of()
        self.deeds = 0

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def snapshot(self) -> dict[str, Any]:
        rows = DeliveryTask.objects.filter(estate="E1")
        return {it["number"]: tuple(it[name] for name in _FIELDS) for it in rows.values("number", *_FIELDS)}

    def version_of(self) -> dict[str, int]:
        return dict(DeliveryTask.objects.filter(estate="E1").values_list("number", "version"))

    def asks(self, number: str, kind: ChangeKind, asked: dict[str, Any], who: str, day: Any) -> None:
        task = DeliveryTask.objects.get(entry=self.adoption.entry, number=number)
        about = {"task": task, "kind": kind, "asked": asked, "reason": "试"}
        try:
            with transaction.atomic():
                change = actions.ask(by=self.district.people[who], at=AT, day=day, **about)
        except actions.CannotChange:
            return
        self.deeds += 1
        self.changes.append(change.pk)

    @rule(number=st.sampled_from(NUMBERS), days=st.integers(-30, 120), who=st.sampled_from(ASKERS))
    def ask_dates(self, number: str, days: int, who: str) -> None:
        task = DeliveryTask.objects.get(entry=self.adoption.entry, number=number)
        by = timedelta(days=days)
        told = {"start": (task.start_date + by).isoformat(), "finish": (task.finish_date + by).isoformat()}
        self.asks(number, ChangeKind.DATES, told | {"after": list(task.after)}, who, DAY)

    @rule(number=st.sampled_from(NUMBERS), who=st.sampled_from(ASKERS))
    def ask_drop(self, number: str, who: str) -> None:
        self.asks(number, ChangeKind.DROP, {}, who, DAY)

    @rule(measure=st.sampled_from(("road", "lift", "water")), first=st.integers(0, 400), who=st.sampled_from(ASKERS))
    def ask_add(self, measure: str, first: int, who: str) -> None:
        start = DAY + timedelta(days=first)
        span = {"start": start.isoformat(), "finish": (start + timedelta(days=30)).isoformat()}
        self.asks("E1-estate", ChangeKind.ADD, {"measure": measure, "quantity": None, "budget": None, **span}, who, DAY)

    @rule(households=st.integers(1, 4000), who=st.sampled_from(ASKERS))
    def ask_facts(self, households: int, who: str) -> None:
        facts = {"households": households, "floor_area": "24000", "buildings": 6}
        self.asks("E1-estate", ChangeKind.FACTS, facts, who, DAY)

    @rule(number=st.sampled_from(NUMBERS))
    def hold(self, number: str) -> None:
        task = DeliveryTask.objects.get(entry=self.adoption.entry, number=number)
        office = self.district.people["office"]
        try:
            with transaction.atomic():
                about = {"reason": "等待", "condition": "管线迁改完成"}
                actions.move(task=task, action=Action.HOLD, by=office, at=AT, day=DAY, **about)
        except actions.CannotMove:
            pass

    @precondition(lambda self: getattr(self, "changes", None))
    @rule(who=st.sampled_from(("approver", "district")))
    def approve_the_last(self, who: str) -> None:
        self.done(self.changes[-1], ChangeAction.APPROVE, who, False, "")

    @precondition(lambda self: getattr(self, "before", None))
    @rule(data=st.data(), who=st.sampled_from(("approver", "district")))
    def undo(self, data: Any, who: str) -> None:
        self.done(data.draw(st.sampled_from(list(self.before))), ChangeAction.UNDO, who, False, "误批")

    @precondition(lambda self: getattr(self, "changes", None))
    @rule(
        data=st.data(),
        action=st.sampled_from(list(ChangeAction)),
        who=st.sampled_from(PEOPLE),
        is_late=st.booleans(),
        note=st.sampled_from(("", "意见")),
    )
    def decide(self, data: Any, action: ChangeAction, who: str, is_late: bool, note: str) -> None:
        self.done(data.draw(st.sampled_from(self.changes)), action, who, is_late, note)

    def done(self, pk: int, action: ChangeAction, who: str, is_late: bool, note: str) -> None:
        """Try it; where it is done the table says so, and where it is refused nothing has changed."""
        change = ChangeRequest.objects.get(pk=pk)
        person, day = self.district.people[who], DAY + timedelta(days=is_late)
        before, state = self.snapshot(), change.told
        try:
            with transaction.atomic():
                actions.decide(change=change, action=action, by=person, at=AT, day=day, note=note)
        except (actions.CannotDecide, actions.CannotChange):
            assert self.snapshot() == before
            return
        self.deeds += 1
        move = CHANGE_MOVES[state, action]
        parts = {Part.ASKER: change.by_id == person.pk, Part.APPROVER: person.has_perm("delivery.approve")}
        assert parts[move.who]
        assert note or not move.needs_reason
        assert ChangeGuard.OTHER_PERSON not in move.guards or change.by_id != person.pk
        assert ChangeGuard.SAME_DAY not in move.guards or change.decided_on == day
        if action is ChangeAction.APPROVE:
            self.before[change.pk] = before
        elif action is ChangeAction.UNDO:
            self.put_back(change)
        else:
            assert self.snapshot() == before

    def put_back(self, change: ChangeRequest) -> None:
        """What it had changed is as it was; a work that it had added is cancelled."""
        change.refresh_from_db()
        now, then = self.snapshot(), self.before[change.pk]
        for number in change.before["tasks"]:
            assert now[number] == then[number]
        if "created" in change.before:
            assert now[change.before["created"]][-1] == State.CANCELLED

    @invariant()
    def what_stands_above_is_what_its_parts_make(self) -> None:
        if not hasattr(self, "first"):
            return
        rows = list(DeliveryTask.objects.filter(estate="E1"))
        leaves = [it for it in rows if it.is_leaf and it.told is not State.CANCELLED]
        works = [it for it in leaves if it.kind == Kind.WORK]
        top = next(it for it in rows if it.kind == Kind.ESTATE)
        assert top.finish_date == max(it.finish_date for it in leaves)
        assert not works or top.budget == sum(it.budget for it in works)

    @invariant()
    def no_version_falls_and_no_task_waits_for_itself(self) -> None:
        if not hasattr(self, "first"):
            return
        now = self.version_of()
        assert all(now[number] >= version for number, version in self.versions.items())
        self.versions = now
        in_order(Family(DeliveryTask.objects.get(entry=self.adoption.entry, number="E1-estate")).dated)

    @invariant()
    def nothing_moved_into_the_past(self) -> None:
        if not hasattr(self, "first"):
            return
        for number, (start, finish, *_) in self.snapshot().items():
            if number in self.first and not number.endswith(("estate", "construction")):
                assert start >= DAY or start == self.first[number][0]
                assert finish >= DAY or finish == self.first[number][1]

    @invariant()
    def each_deed_is_in_the_log_and_decided_by_another(self) -> None:
        if not hasattr(self, "first"):
            return
        assert Event.objects.filter(action__startswith="change.").count() == self.deeds
        for change in ChangeRequest.objects.exclude(state__in=(ChangeState.ASKED, ChangeState.WITHDRAWN)):
            assert change.decided_by_id != change.by_id
