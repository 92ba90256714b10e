"""An estate's tasks moved at random by people with any parts: what must hold holds after every step."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from yipanqi.domain.delivery.state import ENDED, MOVES, SETTLED, Action, Situation, State, Who, of_parts, refusal

AFTER = {"scheme": (), "tender": ("scheme",), "water": ("tender",), "road": ("tender", "water"), "accept": ("road",)}
PEOPLE = {"contractor": {Who.RESPONSIBLE}, "supervisor": {Who.INSPECTING}, "office": {Who.OFFICE, Who.INSPECTING}}
DOERS = [*PEOPLE, "both"]  # `both` is responsible and inspects: a small office


class Tasks(RuleBasedStateMachine):
    """Five tasks, one after the other; papers come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.state = dict.fromkeys(AFTER, State.PLANNED)
        self.before: dict[str, State] = {}
        self.reporter: dict[str, str] = {}
        self.checker: dict[str, str] = {}
        self.papers: set[str] = set()

    @rule(task=st.sampled_from([*AFTER]))
    def hand_in(self, task: str) -> None:
        """The papers of a task are there."""
        self.papers.add(task)

    @rule(task=st.sampled_from([*AFTER]), action=st.sampled_from(Action), who=st.sampled_from(DOERS))
    def act(self, task: str, action: Action, who: str) -> None:
        """Somebody tries something; what is refused changes nothing."""
        parts = PEOPLE.get(who, {Who.RESPONSIBLE, Who.INSPECTING})
        state = self.state[task]
        situation = Situation(
            unsettled=tuple(it for it in AFTER[task] if self.state[it] not in SETTLED),
            missing_to_start=() if task in self.papers else ("合同",),
            is_reporter=self.reporter.get(task) == who,
        )
        if refusal(state, action, parts, situation, reason="理由") is not None:
            return
        if action is Action.START:
            assert task in self.papers and all(self.state[it] in SETTLED for it in AFTER[task])
        if action is Action.HOLD:
            self.before[task] = state
        if action is Action.REPORT:
            self.reporter[task] = who
        if action is Action.CHECK:
            self.checker[task] = who
        self.state[task] = MOVES[state, action].to or self.before.pop(task)

    @rule(task=st.sampled_from([*AFTER]), action=st.sampled_from([Action.CANCEL, Action.REVIVE]))
    def change(self, task: str, action: Action) -> None:
        """A change is approved."""
        if refusal(self.state[task], action, {Who.CHANGE}, Situation(), reason="变更") is None:
            self.before.pop(task, None)
            self.state[task] = MOVES[self.state[task], action].to or State.PLANNED

    @invariant()
    def nobody_checked_what_they_reported(self) -> None:
        """Of whatever was checked, two people did it."""
        for task, state in self.state.items():
            if state in (State.CHECKED, State.CLOSED):
                assert self.checker[task] != self.reporter[task]

    @invariant()
    def a_held_task_knows_where_it_was(self) -> None:
        """And no other does."""
        assert self.before.keys() == {task for task, state in self.state.items() if state is State.HELD}

    @invariant()
    def the_whole_is_what_its_parts_make(self) -> None:
        """Closed only when all are, under way when one is."""
        whole = of_parts(self.state.values())
        assert (whole in ENDED) is all(state in ENDED for state in self.state.values())


Tasks.TestCase.settings = settings(max_examples=500, stateful_step_count=30)
TestTasks = Tasks.TestCase
