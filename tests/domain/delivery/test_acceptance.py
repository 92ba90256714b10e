"""The laws of joint acceptance and handover."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from yipanqi.domain.delivery import handover
from yipanqi.domain.delivery.acceptance import (
    DEEDS,
    GUARDS,
    TABLE,
    Action,
    Case,
    Condition,
    Item,
    Mark,
    Quantity,
    Rectification,
    Signature,
    State,
    Verdict,
    failures,
    is_signed,
    lacks,
    may,
    missing,
    moves,
    overdue,
    unjudged,
    without_photo,
)
from yipanqi.domain.delivery.checklist import CheckItem, Checklist, in_force
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.sentences import CATALOGUE, sentence

AT = datetime(2027, 9, 1, tzinfo=UTC)
DAY = date(2027, 9, 1)
OFFICE, RESIDENTS, SUPERVISOR = Party.OFFICE, Party.RESIDENTS, Party.SUPERVISOR
ITEMS = (
    Item(key="roof-1", parties=(RESIDENTS, SUPERVISOR), needs_photo=True),
    Item(key="roof-2", parties=(SUPERVISOR,)),
)


def a_mark(key, party, verdict=Verdict.PASS, minutes=0, *, photo=True):
    return Mark(item=key, party=party, verdict=verdict, at=AT + timedelta(minutes=minutes), has_photo=photo)


def a_signature(party, minutes=10, *, confirmed=True):
    return Signature(party=party, at=AT + timedelta(minutes=minutes), is_confirmed=confirmed)


def whole(state=State.ON_SITE) -> Case:
    """Nothing stands against it."""
    return Case(
        state=state,
        papers={"drawings": True},
        items=ITEMS,
        marks=tuple(a_mark(it.key, party) for it in ITEMS for party in it.parties),
        signatures=(a_signature(RESIDENTS), a_signature(SUPERVISOR)),
        quantities=(Quantity(work="roof", planned=Decimal(10), accepted=Decimal("9.5")),),
    )


def codes(case, action, reason="why"):
    return [lack.code for lack in lacks(case, action, reason)]


def test_whole_case_is_accepted() -> None:
    """Judged, photographed, signed, with its quantities and nothing open."""
    assert codes(whole(), Action.ACCEPT) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"marks": whole().marks[:-1]}, "acceptance_unjudged"),
        ({"marks": tuple(replace(mark, has_photo=False) for mark in whole().marks)}, "acceptance_photos"),
        ({"signatures": whole().signatures[:1]}, "acceptance_unsigned"),
        ({"signatures": (a_signature(RESIDENTS), a_signature(SUPERVISOR, confirmed=False))}, "acceptance_unsigned"),
        ({"quantities": (Quantity(work="roof", planned=Decimal(1)),)}, "acceptance_quantities"),
        ({"rectifications": (Rectification(item="roof-1", who="x", due_date=DAY),)}, "acceptance_unrectified"),
        ({"marks": (*whole().marks, a_mark("roof-2", SUPERVISOR, Verdict.FAIL, 5))}, "acceptance_failures"),
    ],
)
def test_each_guard_of_acceptance_holds_it_up(change, code) -> None:
    """One thing missing, one lack that names it."""
    assert code in codes(replace(whole(), **change), Action.ACCEPT)


def test_nobody_signs_for_another() -> None:
    """The supervisor's signature leaves the residents missing, however often it signs."""
    case = replace(whole(), signatures=(a_signature(SUPERVISOR, 10), a_signature(SUPERVISOR, 20)))

    assert missing(case) == (RESIDENTS,)
    assert not is_signed(case, RESIDENTS)


def test_a_word_after_the_signature_asks_for_a_new_one() -> None:
    """What was signed is what stood there."""
    case = replace(whole(), marks=(*whole().marks, a_mark("roof-2", SUPERVISOR, Verdict.FAIL, 15)))

    assert missing(case) == (SUPERVISOR,)
    assert missing(replace(case, signatures=(*case.signatures, a_signature(SUPERVISOR, 16)))) == ()


def test_latest_word_counts() -> None:
    """A failing item judged again passes."""
    case = replace(whole(), marks=(a_mark("roof-1", RESIDENTS, Verdict.FAIL), *whole().marks))
    again = replace(case, marks=(*case.marks, a_mark("roof-1", RESIDENTS, Verdict.PASS, 1)))

    assert failures(replace(case, marks=case.marks[:1])) == ("roof-1",)
    assert failures(again) == ()


def test_absent_item_needs_no_photo() -> None:
    """Of what the estate does not have no picture is asked."""
    marks = tuple(a_mark("roof-1", party, Verdict.ABSENT, photo=False) for party in (RESIDENTS, SUPERVISOR))

    assert without_photo(replace(whole(), marks=marks)) == ()


def test_conditions_name_every_failure_and_every_absence() -> None:
    """Each of them with a date; else it is not accepted, not even with conditions."""
    case = replace(
        whole(),
        marks=(*whole().marks, a_mark("roof-2", SUPERVISOR, Verdict.FAIL, 5)),
        signatures=(a_signature(SUPERVISOR),),
    )
    for_item = Condition(text="a", due_date=DAY, item="roof-2")
    for_party = Condition(text="b", due_date=DAY, party=RESIDENTS)

    assert codes(case, Action.ACCEPT_WITH_CONDITIONS) == [
        "acceptance_no_condition",
        "acceptance_failure_unconditioned",
        "acceptance_absence_unconditioned",
    ]
    assert codes(replace(case, conditions=(for_item,)), Action.ACCEPT_WITH_CONDITIONS) == [
        "acceptance_absence_unconditioned"
    ]
    assert codes(replace(case, conditions=(for_item, for_party)), Action.ACCEPT_WITH_CONDITIONS) == []
    assert codes(replace(case, conditions=(for_item, for_party)), Action.ACCEPT_WITH_CONDITIONS, " ") == [
        "acceptance_reason"
    ]


def test_filed_once_conditions_are_met_and_all_signed() -> None:
    """Conditions met are not enough: who was absent has signed by then."""
    met = Condition(text="b", due_date=DAY, party=RESIDENTS, met_date=DAY)
    case = replace(whole(State.CONDITIONAL), conditions=(met,))

    assert codes(case, Action.FILE) == []
    assert codes(replace(case, signatures=case.signatures[1:]), Action.FILE) == ["acceptance_unsigned"]
    assert "acceptance_unmet" in codes(replace(case, conditions=(replace(met, met_date=None),)), Action.FILE)


def test_rectification_is_ordered_for_each_failure_and_done_before_the_next_visit() -> None:
    """Item, who, by when; what is overdue is seen."""
    failed = replace(whole(), marks=(a_mark("roof-2", SUPERVISOR, Verdict.FAIL),))
    order = Rectification(item="roof-2", who="x", due_date=DAY)
    going = replace(failed, state=State.RECTIFYING, rectifications=(order,))

    assert codes(failed, Action.RECTIFY) == ["acceptance_nothing_ordered", "acceptance_failure_unordered"]
    assert codes(replace(failed, rectifications=(order,)), Action.RECTIFY) == []
    assert codes(going, Action.REVISIT) == ["acceptance_unrectified"]
    assert overdue(going, DAY) == () and overdue(going, DAY + timedelta(days=1)) == (order,)
    assert codes(replace(going, rectifications=(replace(order, done_date=DAY),)), Action.REVISIT) == []


def test_papers_come_first() -> None:
    """No visit where a paper is missing."""
    case = Case(state=State.APPLIED, papers={"drawings": True, "warranty": False})

    (lack,) = lacks(case, Action.CHECK_PAPERS)

    assert sentence(lack.code, lack.values) == "还缺资料：工程质量保修书。"


def test_every_lack_of_every_guard_is_said() -> None:
    """Each code has its sentence, and its values fit."""
    bare = Case(
        state=State.ON_SITE,
        papers={"drawings": False},
        items=ITEMS,
        marks=(a_mark("roof-1", RESIDENTS, Verdict.FAIL, photo=False),),
        rectifications=(Rectification(item="roof-2", who="x", due_date=DAY),),
        conditions=(Condition(text="x", due_date=DAY),),
        quantities=(Quantity(work="roof", planned=Decimal(1)),),
    )
    found = [
        lack
        for guard in GUARDS.values()
        for case in (bare, replace(bare, rectifications=(), conditions=()))
        for lack in guard(case)
    ]

    assert {lack.code for lack in found} == {
        code for code in CATALOGUE if code.startswith("acceptance_") and code != "acceptance_reason"
    }
    for lack in found:
        assert sentence(lack.code, lack.values) and sentence(lack.code, lack.values, "en")


def test_table_names_known_guards_and_reaches_every_state() -> None:
    """No state is a trap, none is out of reach, each guard is written."""
    cells = [(state, action, move) for state, row in TABLE.items() for action, move in row.items()]
    reached = {State.APPLIED} | {move.target for *_, move in cells}

    assert set(TABLE) == set(State) == reached
    assert all(guard in GUARDS for *_, move in cells for guard in move.guards)
    assert {state for state in State if not TABLE[state]} == {state for state in State if state.is_over}
    assert {action for _, action, _ in cells} == set(Action)


@pytest.mark.parametrize("state", list(State))
def test_only_who_may_is_offered_a_move(state) -> None:
    """Without a permission nothing; with one only what the table gives to it."""
    assert moves(state, ()) == {}
    for permission in ("delivery.manage", "delivery.check", "delivery.approve", "delivery.sign"):
        told = {action for action, move in TABLE[state].items() if permission in move.permissions}
        assert set(moves(state, {permission})) == told


@pytest.mark.parametrize("deed", list(DEEDS))
def test_deeds_belong_to_states(deed) -> None:
    """What is done within a state is not done in another, nor without its permission."""
    states, permissions = DEEDS[deed]

    for state in State:
        assert may(deed, state, permissions) is (state in states)
        assert not may(deed, state, {"delivery.view"})


@given(st.data())
@tuned(max_examples=500, deadline=None)
def test_whatever_is_said_and_signed_nobody_is_signed_for(data) -> None:
    """Accepted only if every party judged each of its own items, none fails, and its own signature is the last."""
    pairs = [(it.key, party) for it in ITEMS for party in it.parties]
    said = data.draw(
        st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(list(Verdict)), st.integers(0, 20)), max_size=8)
    )
    signed = data.draw(
        st.lists(
            st.tuples(st.sampled_from([RESIDENTS, SUPERVISOR, OFFICE]), st.integers(0, 20), st.booleans()), max_size=5
        )
    )
    case = replace(
        whole(),
        marks=tuple(a_mark(key, party, verdict, at) for (key, party), verdict, at in said),
        signatures=tuple(a_signature(party, at, confirmed=sure) for party, at, sure in signed),
    )

    passes = codes(case, Action.ACCEPT) == []

    last = {}
    for (key, party), verdict, at in said:
        if at >= last.get((key, party), (0, -1))[1]:
            last[key, party] = (verdict, at)
    honest = set(last) == set(pairs) and all(verdict is not Verdict.FAIL for verdict, _ in last.values())
    for party in (RESIDENTS, SUPERVISOR):
        own = [at for (_, whose), (_, at) in last.items() if whose is party]
        honest = honest and any(who is party and sure and at >= max(own) for who, at, sure in signed)
    assert passes is honest
    assert (OFFICE in missing(case)) is False and unjudged(case, OFFICE) == ()


def test_version_in_force() -> None:
    """The latest in effect; of one day the higher number; none before the first."""
    one, two, three = (
        Checklist(number=n, source="x", effect_date=date(2027, m, 1), items=()) for n, m in ((0, 1), (1, 3), (2, 3))
    )

    assert in_force((one, two, three), date(2027, 2, 28)) is one
    assert in_force((one, three, two), date(2027, 3, 1)) is three
    with pytest.raises(ValueError, match="no checklist"):
        in_force((one,), date(2026, 12, 31))


def test_impossible_items_are_refused_at_birth() -> None:
    """An item without a limit or a signer is none."""
    good = {"measure": "roof", "number": 1, "item": "a", "how": "b", "limit": "c", "parties": (OFFICE,)}

    assert CheckItem(**good).key == "roof-1"
    for wrong in ({"limit": ""}, {"parties": ()}, {"parties": (SUPERVISOR, OFFICE)}):
        with pytest.raises(ValueError, match="roof 1"):
            CheckItem(**good | wrong)
    with pytest.raises(ValueError, match="below zero"):
        Quantity(work="roof", planned=Decimal(-1))


def test_handover_is_signed_by_both_or_refused_with_a_reason() -> None:
    """One signature is not two; a refusal says why and may be offered again."""
    table = handover.TABLE

    assert handover.after_signature(frozenset({handover.Side.GIVER})) is handover.State.CHECKED
    assert handover.after_signature(handover.BOTH) is handover.State.SIGNED
    assert all(
        move.needs_reason for row in table.values() for action, move in row.items() if action is handover.Action.REFUSE
    )
    assert table[handover.State.SIGNED] == {}
    assert not handover.is_handed_over([])
    assert not handover.is_handed_over(
        [(Party.UTILITY, handover.State.SIGNED), (Party.PROPERTY, handover.State.CHECKED)]
    )


@pytest.mark.parametrize(
    ("months", "until"), [(24, date(2029, 8, 31)), (60, date(2032, 8, 31)), (6, date(2028, 2, 29)), (0, None)]
)
def test_warranty_runs_from_acceptance(months, until) -> None:
    """To the same day of its last month, or the month's last."""
    assert handover.warranty_until(date(2027, 8, 31), months) == until
