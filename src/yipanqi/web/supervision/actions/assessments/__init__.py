"""What is done with assessments: made, filled from the record, given values, brought on to the end."""

from .filling import ask_to_fill, begin, fill
from .giving import Given, bar, check_value, enter, give, keep_files, mark_of_column, named, retotal, scores
from .ground import CannotAssess, is_own, line_of, locked, note_event, parts_in, refusal_of
from .moving import MOVED, actions_for, lacking, move, situation_of

__all__ = [
    "MOVED",
    "CannotAssess",
    "Given",
    "actions_for",
    "ask_to_fill",
    "bar",
    "begin",
    "check_value",
    "enter",
    "fill",
    "give",
    "is_own",
    "keep_files",
    "lacking",
    "line_of",
    "locked",
    "mark_of_column",
    "move",
    "named",
    "note_event",
    "parts_in",
    "refusal_of",
    "retotal",
    "scores",
    "situation_of",
]
