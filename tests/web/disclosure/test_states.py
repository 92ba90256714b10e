"""The table of states: every action in every state by every role is done or refused as the table says."""

from collections.abc import Callable
from typing import Any

import pytest
from web.disclosure.conftest import DAY, when

from yipanqi.domain.disclosure.state import TABLE, Action, Guard, State
from yipanqi.web.accounts.roles import ROLES
from yipanqi.web.disclosure.actions import destroying, drafting, moving
from yipanqi.web.disclosure.models import PublicationVersion
from yipanqi.web.page.say import Cannot

PEOPLE = {  # kind of person of the district → role
    "district": "leader",
    "office": "planner",
    "approver": "approver",
    "department": "department_member",
    "subdistrict": "subdistrict_member",
    "contractor": "contractor_member",
    "system_admin": "system_admin",
}
SIGNED = {"is_signed": True}


def _edit(version: PublicationVersion, by: Any, **on: Any) -> Any:
    texts = ("另一个题目", "Another title"), ("<p>文字</p>", "")
    return drafting.edit_text(version=version, title=texts[0], html=texts[1], by=by, **on)


def _correct(version: PublicationVersion, by: Any, **on: Any) -> Any:
    told = {"reason": ("有误", "Wrong"), "changed": ("数字", "A figure"), "shows_old": False}
    return moving.correct(version=version, by=by, **told, **on)


def _end(version: PublicationVersion, by: Any, **on: Any) -> Any:
    return moving.end(version=version, ends_on=DAY, ending="repealed", successor="", reason="废止", by=by, **on)


DEEDS: dict[Action, Callable[..., Any]] = {
    Action.EDIT: _edit,
    Action.CHECK: moving.check,
    Action.SEND_BACK: lambda **on: moving.send_back(reason="补充", **on),
    Action.SIGN: lambda **on: moving.sign(**SIGNED, **on),
    Action.PUBLISH: lambda version, by, at, day: moving.publish(version=version, by=by, day=day),
    Action.CORRECT: _correct,
    Action.END: _end,
    Action.WITHDRAW: lambda **on: moving.withdraw(why="error", reason="有误", **SIGNED, **on),
    Action.DESTROY: lambda **on: destroying.ask(reason="泄露个人信息", **SIGNED, **on),
    Action.DROP: lambda **on: moving.drop(reason="不再需要", **on),
}


def _expected(state: State, action: Action, kind: str) -> State | None:
    """The state after it, as the table says; nothing: it is refused. The draft of the tests has no reviews, and what is
    superseded has a version after it."""
    step = TABLE[state].get(action)
    if step is None or step.who not in ROLES[PEOPLE[kind]].permissions:
        return None
    if Guard.REVIEWED in step.guards:
        return None
    return step.to


@pytest.mark.parametrize("state", list(State))
def test_each_cell_of_the_table_holds_for_each_role(state, made, district):
    """Done with the state after it that the table names, or refused with nothing changed."""
    from django.db import transaction

    version = made(state)
    wrong = []
    for action in Action:
        for kind in PEOPLE:
            expected, hold = _expected(state, action, kind), transaction.savepoint()
            try:
                DEEDS[action](version=version, by=district.people[kind], **when())
                now = PublicationVersion.objects.get(pk=version.pk).state
            except Cannot:
                now = None
            transaction.savepoint_rollback(hold)
            if now != expected:
                wrong.append(f"{state} {action} {kind}: {now}, not {expected}")

    assert wrong == []
    assert PublicationVersion.objects.get(pk=version.pk).state == state
