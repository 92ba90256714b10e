"""What changes delivery: tasks made from an adopted plan and moved by their units; people, settings, baselines, and
changes that one person asks for and another decides."""

from ..effects import CannotChange
from .adopting import Prepared, load_past, prepared, prepared_of, set_up, share_told
from .baselines import CannotKeep, keep_baseline
from .changes import (
    CannotDecide,
    actions_for,
    ask,
    decide,
    facts_until,
    is_in_time,
    kinds_for,
    roles_that_may,
    seen_of,
    too_late,
)
from .moving import CannotMove, Overtaken, move, moves_for, parts_of, replace_person
from .settings import CannotSet, add_setting

__all__ = [
    "CannotChange",
    "CannotDecide",
    "CannotKeep",
    "CannotMove",
    "CannotSet",
    "Overtaken",
    "Prepared",
    "actions_for",
    "add_setting",
    "ask",
    "decide",
    "facts_until",
    "is_in_time",
    "keep_baseline",
    "kinds_for",
    "load_past",
    "move",
    "moves_for",
    "parts_of",
    "prepared",
    "prepared_of",
    "replace_person",
    "roles_that_may",
    "seen_of",
    "set_up",
    "share_told",
    "too_late",
]
