"""Orders moved at random by people with any parts: what must hold holds after every step."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from yipanqi.domain.supervision.clock import SHIPPED, Dues, Stop, clocks_of, dues, moved
from yipanqi.domain.supervision.order import (
    ENDED,
    OPEN,
    ORDER_MOVES,
    WAITS,
    Basis,
    OrderAction,
    OrderPart,
    OrderSituation,
    OrderState,
    Urgency,
    order_refusal,
    possible_orders,
    public_over,
)
from yipanqi.domain.working_calendar import shipped

S, A, P = OrderState, OrderAction, OrderPart
WORKING, CLOCKS = shipped(), clocks_of({it.key: it.value for it in SHIPPED})
UNITS = {"office": {P.ISSUER}, "group": {P.ISSUER, P.DECIDER}, "street": {P.LEAD}, "bureau": {P.CHECKER}, "both": {*P}}
BY_PART = {P.ISSUER: "office", P.LEAD: "street", P.CHECKER: "bureau"}
AT, MORE = st.integers(0, 2), st.integers(-3, 20)


@dataclass
class Slip:
    """An order as the machine keeps it."""

    state: OrderState = S.DRAFTED
    before: OrderState | None = None
    number: int | None = None
    issued: date | None = None
    due: Dues | None = None
    held: date | None = None
    asked: OrderAction | None = None
    extensions: int = 0
    granted: list[OrderPart] = field(default_factory=list)
    signed: date | None = None
    repliers: set[str] = field(default_factory=set)
    has_cause: bool = False
    published: date | None = None
    public: int = 0
    closer: str = ""
    has_photos: bool = False


class Orders(RuleBasedStateMachine):
    """Three orders of one organ and year; days pass."""

    def __init__(self) -> None:
        super().__init__()
        self.day = date(2026, 3, 2)
        self.slips = [Slip(), Slip(public=3), Slip()]
        self.last = 0

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        """Time goes on within the year."""
        self.day = min(self.day + timedelta(days=days), date(2026, 12, 31))

    @rule(at=AT, pick=st.integers(0, 100), who=st.sampled_from(list(UNITS)), more=MORE, is_full=st.booleans())
    def act(self, at: int, pick: int, who: str, more: int, is_full: bool) -> None:
        """Somebody tries one of the deeds that their page offers."""
        slip = self.slips[at]
        may = possible_orders(slip.state, UNITS[who], 0 if slip.asked is A.ASK_REASSIGN else slip.extensions)
        if may and (may[pick % len(may)] is not A.WITHDRAW or pick > 80):  # else most orders end soon
            self.attempt(at, may[pick % len(may)], who, more, is_full)

    @rule(at=AT, who=st.sampled_from(list(UNITS)), is_full=st.booleans())
    def go_on(self, at: int, who: str, is_full: bool) -> None:
        """Whoever it waits for does what it waits for, if this is they."""
        slip = self.slips[at]
        waits = WAITS.get(slip.state)
        if waits is not None:
            able = who if waits.part in UNITS[who] else BY_PART[waits.part]
            is_public = waits.action is A.CLOSE and slip.public and slip.published is None
            self.attempt(at, A.PUBLISH if is_public else waits.action, able, 10, is_full)

    @rule(at=AT, who=st.sampled_from(["office", "group"]), more=MORE)
    def ask_for_time(self, at: int, who: str, more: int) -> None:
        """The lead unit asks, and is answered."""
        self.attempt(at, A.ASK_EXTENSION, "street", more, False)
        self.attempt(at, A.EXTEND, who, more, False)

    @rule(at=AT, action=st.sampled_from(A), who=st.sampled_from(list(UNITS)), more=MORE, is_full=st.booleans())
    def attempt(self, at: int, action: OrderAction, who: str, more: int, is_full: bool) -> None:
        """Somebody tries anything; what is refused changes nothing."""
        slip = self.slips[at]
        to = (slip.due.limit if slip.due else self.day) + timedelta(days=more)
        situation = OrderSituation(
            is_limit_ahead=slip.issued is not None or more >= 0,
            is_in_time=slip.due is None or self.day <= slip.due.limit,
            is_later=slip.due is None or (to > slip.due.limit and to >= self.day),
            is_none_open=slip.asked is None,
            is_extension_asked=slip.asked is A.ASK_EXTENSION,
            is_something_asked=slip.asked is not None,
            is_soon=slip.signed is None or slip.asked is A.ASK_REASSIGN or self.day <= WORKING.add(slip.signed, 1),
            is_other_unit=who not in slip.repliers,
            is_other_person=who not in slip.repliers,
            has_cause=slip.has_cause,
            has_prevention=slip.has_cause,
            has_photos=slip.has_photos,
            is_public_over=public_over(slip.published, slip.public, self.day),
            is_public_wanted=slip.public > 0 and slip.published is None,
        )
        level = 0 if slip.asked is A.ASK_REASSIGN else slip.extensions
        if order_refusal(slip.state, action, UNITS[who], situation, reason="理由", extensions=level) is not None:
            return
        move = ORDER_MOVES[slip.state, action]
        self._follow(slip, action, who, to, is_full)
        slip.state = move.to or slip.before or S.DRAFTED
        if action is A.RESUME:
            slip.before = None

    def _follow(self, slip: Slip, action: OrderAction, who: str, to: date, is_full: bool) -> None:
        if action is A.ISSUE:
            self.last += 1
            slip.number, slip.issued = self.last, self.day
            slip.due = dues(CLOCKS, WORKING, self.day, Urgency.ORDINARY, Basis.INSTRUCTION, to)
        elif action is A.SIGN:
            slip.signed = self.day
        elif action is A.REASSIGN:
            slip.signed, slip.asked = None, None
        elif action is A.REPLY:
            slip.repliers.add(who)
            slip.has_cause, slip.has_photos, slip.asked = is_full, slip.has_photos or is_full, None
        elif action in (A.ASK_EXTENSION, A.ASK_REASSIGN):
            slip.asked = action
        elif action is A.EXTEND:
            assert slip.due is not None
            slip.granted.append(P.DECIDER if slip.extensions else P.ISSUER)
            assert slip.granted[-1] in UNITS[who]
            slip.due = Dues(sign=slip.due.sign, reply=slip.due.reply, limit=to)
            slip.extensions, slip.asked = slip.extensions + 1, None
        elif action is A.DECLINE:
            slip.asked = None
        elif action is A.GIVE_BACK:
            slip.published = None
        elif action is A.PUBLISH:
            slip.published = self.day
        elif action is A.HOLD:
            slip.before, slip.held = slip.state, self.day
        elif action is A.RESUME:
            assert slip.due is not None and slip.held is not None
            stop = Stop(since=slip.held, until=self.day)
            slip.due = Dues(sign=slip.due.sign, reply=slip.due.reply, limit=moved(slip.due.limit, stop, WORKING))
            slip.held = None
        elif action is A.WITHDRAW:
            slip.before, slip.held, slip.asked = None, None, None
        elif action is A.CLOSE:
            slip.closer = who

    @invariant()
    def every_state_but_the_ends_can_be_left(self) -> None:
        """By somebody, whatever became of it."""
        for slip in self.slips:
            may = possible_orders(slip.state, set(P), slip.extensions)
            assert bool(set(may) - {A.REOPEN}) is (slip.state not in ENDED)

    @invariant()
    def numbers_have_no_gap(self) -> None:
        """Those that were given are 1, 2, 3; only what was issued has one, and keeps it."""
        given = sorted(it.number for it in self.slips if it.number)
        assert given == list(range(1, self.last + 1))
        assert all(it.number for it in self.slips if it.state not in (S.DRAFTED, S.WITHDRAWN))

    @invariant()
    def no_clock_ends_before_it_starts(self) -> None:
        """Whatever was extended, held, resumed."""
        for slip in self.slips:
            if slip.due is not None and slip.issued is not None:
                assert slip.issued <= slip.due.sign <= slip.due.limit
                assert slip.issued <= slip.due.reply <= slip.due.limit

    @invariant()
    def what_is_closed_was_checked_by_another(self) -> None:
        """With its cause, its photos, and its days on notice."""
        for slip in self.slips:
            if slip.state is S.CLOSED:
                assert slip.closer not in slip.repliers and slip.repliers
                assert slip.has_cause and slip.has_photos
                assert slip.public == 0 or slip.published is not None

    @invariant()
    def a_held_order_knows_where_it_was(self) -> None:
        """And no other does."""
        for slip in self.slips:
            assert (slip.before in OPEN and slip.held is not None) is (slip.state is S.HELD)

    @invariant()
    def every_extension_after_the_first_was_granted_one_level_higher(self) -> None:
        """The first one by whoever issued it."""
        for slip in self.slips:
            assert slip.granted == [P.ISSUER, *[P.DECIDER] * (slip.extensions - 1)][: slip.extensions]


Orders.TestCase.settings = settings(max_examples=500, stateful_step_count=40, deadline=None)
TestOrders = Orders.TestCase
