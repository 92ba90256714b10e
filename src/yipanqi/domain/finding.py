"""Something wrong in the data, and where. Collected, never raised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Gravity(StrEnum):
    """An error forbids planning; a warning is shown and planning goes on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: file, sheet, cell, field; what is unknown is empty."""

    sheet: str = ""
    cell: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A code with its values and its place; the sentence is made at the doors."""

    code: str
    gravity: Gravity = Gravity.ERROR
    values: Mapping[str, object] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


def forbid(findings: list[Finding]) -> bool:
    """Do these findings forbid planning?"""
    return any(finding.gravity is Gravity.ERROR for finding in findings)
