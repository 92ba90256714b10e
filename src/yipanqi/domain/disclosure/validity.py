"""有效性: whether a publication counts on a day. It follows from dates and successors alone, so every list, page and
package says the same, and it moves by itself on its day."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

Pair = tuple[str, str]


class Validity(StrEnum):
    """Whether it counts."""

    VALID = "valid"
    NOT_YET = "not_yet"
    PARTLY = "partly"
    EXPIRED = "expired"
    REPEALED = "repealed"
    AMENDED = "amended"


VALIDITY: Mapping[Validity, Pair] = {
    Validity.VALID: ("有效", "Valid"),
    Validity.NOT_YET: ("尚未施行", "Not in force yet"),
    Validity.PARTLY: ("部分失效", "Partly invalid"),
    Validity.EXPIRED: ("失效", "Expired"),
    Validity.REPEALED: ("废止", "Repealed"),
    Validity.AMENDED: ("已修改", "Amended"),
}


class Ending(StrEnum):
    """Why it ends or changes on its day; some name a successor."""

    NONE = ""
    EXPIRES = "expires"
    REPEALED = "repealed"
    PARTLY = "partly"
    AMENDED = "amended"


NEEDS_SUCCESSOR = frozenset({Ending.AMENDED, Ending.PARTLY})
_ENDED = {
    Ending.NONE: Validity.EXPIRED,
    Ending.EXPIRES: Validity.EXPIRED,
    Ending.REPEALED: Validity.REPEALED,
    Ending.PARTLY: Validity.PARTLY,
    Ending.AMENDED: Validity.AMENDED,
}


def validity_on(day: date, effective_on: date | None, ends_on: date | None, ending: Ending = Ending.NONE) -> Validity:
    """Whether it counts on this day. `ends_on` is the first day on which it does not, or not as it was."""
    if ends_on is not None and day >= ends_on:
        return _ENDED[ending]
    if effective_on is not None and day < effective_on:
        return Validity.NOT_YET
    return Validity.VALID


def lacking(ends_on: date | None, ending: Ending, successor: str, effective_on: date | None) -> Pair | None:
    """What its dates lack; nothing: they are whole."""
    if ending is not Ending.NONE and ends_on is None:
        return "请填写失效或废止日期", "Give the day on which it ends"
    if ending in NEEDS_SUCCESSOR and not successor:
        return "请填写代替它的公开件的索引号", "Give the index number of what takes its place"
    if ends_on and effective_on and ends_on < effective_on:
        return "失效日期早于实施日期", "It ends before it takes effect"
    return None
