"""What a number format shows: the stored figure divided, with a unit behind it. `0!.0000` shows yuan as 10⁴ yuan."""

import re
from dataclasses import dataclass
from decimal import Decimal

_PIECE = re.compile(r'"(?P<quoted>[^"]*)"|[!\\](?P<escaped>.)|\[[^\]]*\]|[_*].|(?P<other>.)', re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """By what the stored figure is divided, the words behind it, and whether it is shown as per cent."""

    divisor: int = 1
    unit: str = ""
    is_percent: bool = False

    def figure(self, stored: float | int) -> str:
        """The figure as it is seen, with its unit."""
        value = Decimal(f"{stored:.15g}") / self.divisor
        return f"{value:f}{self.unit}"


def shown(code: str) -> Shown:
    """What the format's first section does."""
    digits, literal, is_percent = "", "", False
    unit, commas = "", 0
    for match in _PIECE.finditer(_first_section(code)):
        fixed = match["quoted"] if match["quoted"] is not None else match["escaped"]
        other = match["other"] or ""
        if fixed is not None and set(fixed) <= {".", "．"} and digits:
            literal, digits = ".", digits + "."
        elif fixed is not None or ord(other[:1] or " ") > 0x2E7F or other in "㎡²":
            unit += (fixed if fixed is not None else other) if digits else ""
        elif other in ("0", "#", "?"):
            digits, commas = digits + "0", 0
        elif other == "," and digits:
            commas += 1
        elif other == ".":
            digits += "p"
        elif other == "%":
            is_percent = True
    places = len(digits.partition(".")[2]) if literal and "p" not in digits else 0
    return Shown(divisor=10**places * 1000**commas, unit=re.sub(r"\s", "", unit), is_percent=is_percent)


def _first_section(code: str) -> str:
    inside = False
    for at, sign in enumerate(code):
        inside = inside != (sign == '"')
        if sign == ";" and not inside:
            return code[:at]
    return code
