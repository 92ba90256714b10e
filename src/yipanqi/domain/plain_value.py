"""Values as JSON keeps them."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any


def plain_value(value: Any) -> Any:
    """A day, an exact number or a word of a list as its text (`2027-03-01`, `12.50`, `1/3`); anything else as it is."""
    return str(value) if isinstance(value, (date, Decimal, Fraction, StrEnum)) else value
