"""What a look at a version comes to, before it is a finding: its kind, how much it weighs, where, and what."""

from dataclasses import dataclass

from yipanqi.domain.disclosure.publication import Pair

BLOCK, ASK, ALLOW = "block", "ask", "allow"


@dataclass(frozen=True, slots=True)
class Read:
    """A text of a version, and where it stands."""

    place: Pair
    text: str
    anchor: str = ""


Told = tuple[str, str, Read, str]
