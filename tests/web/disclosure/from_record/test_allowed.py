"""The allow-list of fields: every field of what is read stands in one list, and the gate lets no other through."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest
from django.apps import apps

from yipanqi.web.delivery.models import ContractRow, DeliveryTask, LotRow
from yipanqi.web.disclosure import from_record
from yipanqi.web.disclosure.from_record.reading import PUBLIC, STAGES, NotPublic, check, taken
from yipanqi.web.plans import public as plans
from yipanqi.web.supervision import public as supervision
from yipanqi.web.supervision.models import Meeting, MeetingItem

REFUSED = {key: frozenset(it) for stage in STAGES for key, it in stage.REFUSED.items()}
FOLDER = Path(from_record.__file__).parent


def field_names(label: str) -> set[str]:
    """All fields that rows of a model have."""
    return {it.name for it in apps.get_model(label)._meta.get_fields() if not it.auto_created or it.concrete}


@pytest.mark.parametrize("label", sorted(PUBLIC))
def test_every_field_of_a_model_is_allowed_or_refused(label: str) -> None:
    """A new field of a model that is read stands in neither list: somebody decides before it can be published."""
    assert PUBLIC[label] | REFUSED[label] == field_names(label)
    assert not PUBLIC[label] & REFUSED[label]


@pytest.mark.parametrize("stage", [plans, supervision])
def test_every_field_of_a_value_is_allowed_or_refused(stage) -> None:
    """The same of the values of the domain that plans and closes hold."""
    assert stage.VALUES.keys() == stage.REFUSED_VALUES.keys()
    for value, allowed in stage.VALUES.items():
        known = {it.name for it in fields(value)}
        assert {*allowed, *stage.REFUSED_VALUES[value]} == known, value
        assert len(allowed) + len(stage.REFUSED_VALUES[value]) == len(known), value


@pytest.mark.parametrize(
    ("model", "path"),
    [
        (DeliveryTask, "person"),
        (DeliveryTask, "lead__code"),
        (ContractRow, "by__display_name"),
        (ContractRow, "ended_why"),
        (LotRow, "contract__ended_why"),
        (Meeting, "chair"),
        (MeetingItem, "leader"),
        (MeetingItem, "meeting__place"),
        (DeliveryTask, "no_such_field"),
        (DeliveryTask, "estate__anything"),
    ],
)
def test_the_gate_refuses_what_no_list_allows(model, path: str) -> None:
    """Neither a refused field nor a way through one, to a person or to nothing."""
    with pytest.raises(NotPublic):
        check(model, path)


@pytest.mark.django_db
def test_the_gate_takes_what_is_allowed() -> None:
    """Fields of the rows, and of what they lead to."""
    assert taken(ContractRow.objects.all(), "number", "second_party__name") == []


def asks_for_values(it: ast.AST) -> bool:
    """A call that reads rows: of a query, not of a mapping."""
    if not isinstance(it, ast.Call) or not isinstance(it.func, ast.Attribute):
        return False
    is_query = bool(it.args) or isinstance(it.func.value, ast.Call)
    return it.func.attr in ("values_list", "iterator", "in_bulk", "raw") or (it.func.attr == "values" and is_query)


def test_the_sources_read_fields_through_the_gate_alone() -> None:
    """No source asks a query for values by itself. Whole rows are read of the two models alone that hold packed values,
    which the lists of values name."""
    for path in FOLDER.glob("*.py"):
        if path.name == "reading.py":
            continue
        text = path.read_text("utf-8")
        assert not any(map(asks_for_values, ast.walk(ast.parse(text)))), path.name
        assert text.count(".get(pk=") == (path.name in ("plan.py", "progress.py")), path.name
