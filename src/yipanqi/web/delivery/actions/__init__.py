"""What changes delivery: tasks made from an adopted plan and moved by their units; people, settings and baselines."""

from .adopting import keep_baseline, load_past, prepared, set_up
from .moving import CannotMove, Overtaken, move, moves_for, parts_of, replace_person

__all__ = [
    "CannotMove",
    "Overtaken",
    "keep_baseline",
    "load_past",
    "move",
    "moves_for",
    "parts_of",
    "prepared",
    "replace_person",
    "set_up",
]
