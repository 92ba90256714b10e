"""Why, as values; the sentence is made at the doors."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A code with its values."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
