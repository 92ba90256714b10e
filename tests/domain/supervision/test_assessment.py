"""An assessment moves by its table: every state × action × part has its expected answer, and no order breaks it."""

from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from yipanqi.domain.supervision.assessment import ENDED, SEEN, Action, Part, Situation, State, possible, refusal
from yipanqi.domain.supervision.cycle import before, number_of, span, span_told
from yipanqi.domain.supervision.scheme import Cycle

DAY, UNTIL = date(2027, 3, 8), date(2027, 3, 12)
GOOD = Situation(day=DAY, until=UNTIL)
S, A, P = State, Action, Part
EXPECTED = {  # (state, action) → (who, the state after); whatever is not here nobody may do
    (S.DRAFTED, A.FILL): ("scorer", S.DRAFTED),
    (S.DRAFTED, A.ENTER): ("scorer decider", S.DRAFTED),
    (S.DRAFTED, A.SCORE): ("scorer", S.SCORED),
    (S.DRAFTED, A.WITHDRAW): ("scorer", S.WITHDRAWN),
    (S.SCORED, A.REOPEN): ("scorer", S.DRAFTED),
    (S.SCORED, A.WITHDRAW): ("scorer", S.WITHDRAWN),
    (S.SCORED, A.SHOW): ("scorer", S.SHOWN),
    (S.SHOWN, A.OPEN): ("scorer", S.APPEALS),
    (S.APPEALS, A.APPEAL): ("assessed", S.APPEALS),
    (S.APPEALS, A.DECIDE): ("decider", S.APPEALS),
    (S.APPEALS, A.CLOSE): ("decider", S.DECIDED),
    (S.DECIDED, A.FINALISE): ("decider", S.FINAL),
}
LATER = {A.CLOSE}  # only once the days of appeals are over


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("part", [*Part, None])
def test_every_cell_has_its_answer(state, action, part):
    """308 cells: who may, who may not, and what nobody may."""
    situation = Situation(day=UNTIL + timedelta(days=1), until=UNTIL) if action in LATER else GOOD
    told = refusal(state, action, {part} - {None}, situation, reason="依据")

    if (state, action) not in EXPECTED:
        assert told == "no_such_move"
    else:
        who, _ = EXPECTED[state, action]
        assert told == ("" if part and part.value in who.split() else "not_yours")


@pytest.mark.parametrize(
    ("state", "action", "situation", "code"),
    [
        (S.DRAFTED, A.SCORE, Situation(is_complete=False), "complete"),
        (S.DRAFTED, A.ENTER, Situation(is_own_unit=True), "not_own_unit"),
        (S.APPEALS, A.APPEAL, Situation(day=UNTIL + timedelta(days=1), until=UNTIL), "in_time"),
        (S.APPEALS, A.APPEAL, Situation(day=DAY, until=UNTIL, has_open=True), "none_open"),
        (S.APPEALS, A.DECIDE, Situation(day=DAY, until=UNTIL, is_scorer=True), "other_person"),
        (S.APPEALS, A.DECIDE, Situation(day=DAY, until=UNTIL, is_own_unit=True), "not_own_unit"),
        (S.APPEALS, A.CLOSE, Situation(day=UNTIL, until=UNTIL), "time_over"),
        (S.APPEALS, A.CLOSE, Situation(day=UNTIL + timedelta(days=1), until=UNTIL, open_appeals=1), "all_decided"),
        (S.APPEALS, A.CLOSE, Situation(day=UNTIL + timedelta(days=1), until=UNTIL, is_scorer=True), "other_person"),
        (S.DECIDED, A.FINALISE, Situation(is_scorer=True), "other_person"),
    ],
)
def test_what_must_hold_beforehand(state, action, situation, code):
    """Each guard refuses by its own name."""
    assert refusal(state, action, set(Part), situation, reason="依据") == code


@pytest.mark.parametrize(
    ("state", "action"), [it for it in EXPECTED if it[1] in (A.ENTER, A.APPEAL, A.DECIDE, A.REOPEN)]
)
def test_reasons_are_asked_for(state, action):
    """Evidence of a value, the ground of an appeal, the answer in writing."""
    assert refusal(state, action, set(Part), GOOD, reason="  ") == "no_reason"


class Assessments(RuleBasedStateMachine):
    """People with any parts, on any day, try anything."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.day, self.until = S.DRAFTED, DAY, None
        self.is_complete, self.scored_by = False, ""
        self.appeals: list[list[str]] = []  # by whom, answered by whom
        self.final_by, self.was_final = "", False

    @rule(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule()
    def fill_in(self) -> None:
        if self.state is S.DRAFTED:
            self.is_complete = True

    @rule(at=st.integers(0, 50), who=st.sampled_from("abc"))
    def go_on(self, at: int, who: str) -> None:
        may = [it for it in possible(self.state, set(P)) if it is not A.WITHDRAW]
        if may:
            self.attempt(may[at % len(may)], who, set(P), True, False)

    @rule(
        action=st.sampled_from(A),
        who=st.sampled_from("abc"),
        parts=st.sets(st.sampled_from(P)),
        has_reason=st.booleans(),
        is_own=st.booleans(),
    )
    def attempt(self, action: Action, who: str, parts: set[Part], has_reason: bool, is_own: bool) -> None:
        waiting = [it for it in self.appeals if len(it) == 1]
        situation = Situation(
            is_complete=self.is_complete,
            is_scorer=who == self.scored_by or (action is A.DECIDE and bool(waiting) and waiting[0][0] == who),
            is_own_unit=is_own,
            day=self.day,
            until=self.until,
            has_open=bool(waiting),
            open_appeals=len(waiting),
        )
        reason = "依据" if has_reason else ""
        if refusal(self.state, action, parts, situation, reason=reason) or (action is A.DECIDE and not waiting):
            return
        before_, self.state = self.state, EXPECTED[self.state, action][1]
        if action is A.SCORE:
            self.scored_by = who
        elif action is A.REOPEN:
            self.scored_by = ""
        elif action is A.OPEN:
            self.until = self.day + timedelta(days=7)
        elif action is A.APPEAL:
            self.appeals.append([who])
        elif action is A.DECIDE:
            waiting[0].append(who)
        elif action is A.FINALISE:
            self.final_by = who
        assert before_ not in ENDED

    @invariant()
    def every_state_but_the_ends_can_be_left(self) -> None:
        leads = {EXPECTED[self.state, it][1] for it in possible(self.state, set(P))} - {self.state}
        assert bool(leads) is (self.state not in ENDED)

    @invariant()
    def what_is_final_stays_and_was_scored_by_another(self) -> None:
        assert not self.was_final or self.state is S.FINAL
        self.was_final = self.state is S.FINAL
        if self.was_final:
            assert self.is_complete and self.scored_by and self.scored_by != self.final_by
            assert all(len(it) == 2 and it[0] != it[1] and it[1] != self.scored_by for it in self.appeals)

    @invariant()
    def nothing_is_seen_before_it_is_scored_and_no_clock_ends_before_it_starts(self) -> None:
        assert self.state not in SEEN or self.scored_by
        assert (self.until is not None) is (self.state in (S.APPEALS, S.DECIDED, S.FINAL))


def test_no_order_of_deeds_breaks_it():
    """500 runs; `drills/machines.py` makes ten thousand."""
    run_state_machine_as_test(
        Assessments, settings=settings(max_examples=500, stateful_step_count=25, deadline=None, database=None)
    )


def test_periods_by_hand():
    """First and last days, the period that was over last, and what each is called."""
    assert span(Cycle.QUARTER, 2028, 1) == (date(2028, 1, 1), date(2028, 3, 31))
    assert span(Cycle.MONTH, 2028, 12) == (date(2028, 12, 1), date(2028, 12, 31))
    assert span(Cycle.YEAR, 2028, 1) == (date(2028, 1, 1), date(2028, 12, 31))
    assert span(Cycle.MONTH, 2028, 2)[1] == date(2028, 2, 29)
    assert (before(Cycle.QUARTER, date(2028, 5, 8)), before(Cycle.QUARTER, date(2028, 1, 1))) == ((2028, 1), (2027, 4))
    assert (before(Cycle.MONTH, date(2028, 1, 9)), before(Cycle.YEAR, date(2028, 1, 9))) == ((2027, 12), (2027, 1))
    assert number_of(Cycle.QUARTER, date(2028, 12, 31)) == 4
    assert span_told(Cycle.QUARTER, date(2028, 1, 1), "zh") == "2028年第一季度"
    with pytest.raises(ValueError, match="5"):
        span(Cycle.QUARTER, 2028, 5)
