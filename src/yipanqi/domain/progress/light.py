"""Lights (预警): what a published rule makes of a task on a day."""

from enum import StrEnum


class Colour(StrEnum):
    """A light; no colour stands without its word and its shape."""

    NONE = "none"  # nothing is expected yet
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"  # no report
    HELD = "held"
    DONE = "done"
