"""Money is a whole number of fen; 10⁴ yuan (万元) is how officials read it."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeAlias

Fen: TypeAlias = int

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
FEN_PER_MILLION = 100_000_000


def from_yuan(yuan: Decimal | Fraction | int) -> Fen:
    """Yuan to fen, half a fen rounding up."""
    above, below = yuan.as_integer_ratio()
    return rounded_part(FEN_PER_YUAN * above, below)


def from_wan(wan: Decimal | Fraction | int) -> Fen:
    """10⁴ yuan to fen, half a fen rounding up."""
    return rounded(Fraction(wan) * FEN_PER_WAN)


def in_yuan(fen: Fen) -> Decimal:
    """Fen to yuan, exactly."""
    return Decimal(fen) / FEN_PER_YUAN


def in_wan(fen: Fen) -> Decimal:
    """Fen to 10⁴ yuan, exactly."""
    return Decimal(fen) / FEN_PER_WAN


def rounded(value: Fraction | Decimal | int) -> int:
    """The nearest whole number, a half rounding up."""
    return rounded_part(*value.as_integer_ratio())


def rounded_part(above: int, below: int) -> int:
    """The nearest whole number to above / below, a half rounding up; in whole numbers, for it is asked a million
    times while a large programme is priced."""
    return (2 * above + below) // (2 * below)


def ceiling(value: Fraction | Decimal | int) -> int:
    """The smallest whole number that is not below the value."""
    return int(Fraction(value).__ceil__())


def parts(total: int, weights: Sequence[Fraction | Decimal | int]) -> list[int]:
    """Split a whole total in proportion to weights, by largest remainder: the parts add up to the total."""
    whole = sum((Fraction(w) for w in weights), Fraction(0))
    if not weights or whole == 0:
        return [0] * len(weights)
    exact = [Fraction(w) * total / whole for w in weights]
    floors = [int(share.__floor__()) for share in exact]
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors


def shown(total: Fen, amounts: Sequence[Fen], places: int = 2, per: int = FEN_PER_WAN) -> tuple[Decimal, list[Decimal]]:
    """A total and its rows as shown, in units of `per` fen with so many places, so that the shown rows add up
    to the shown total (largest remainder). The amounts must add up to the total."""
    if sum(amounts) != total:
        raise ValueError(f"rows add up to {sum(amounts)} fen, not to the total {total}")
    step = Fraction(per, 10**places)
    units = rounded(Fraction(total) / step)
    exact = [Fraction(a) / step for a in amounts]
    floors = [int(e.__floor__()) for e in exact]
    short = units - sum(floors)
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: max(short, 0)]:
        floors[i] += 1
    for i in reversed(order[short:] if short < 0 else []):
        floors[i] -= 1
    scale = Decimal(1).scaleb(-places)
    return Decimal(units) * scale, [Decimal(f) * scale for f in floors]


def percentages(amounts: Sequence[int], places: int = 1) -> list[Decimal]:
    """Each amount's share in per cent; the shown shares add up to 100 (largest remainder)."""
    return [Decimal(p).scaleb(-places) for p in parts(100 * 10**places, list(amounts))]


def rough(fen: Fen, digits: int = 2) -> Decimal:
    """Yuan with so many digits, a half rounding up: what an estimate can bear."""
    yuan = Decimal(fen) / 100
    step = Decimal(1).scaleb(yuan.adjusted() + 1 - digits) if yuan else Decimal(1)
    return (yuan / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def wan_text(fen: Fen, places: int = 2) -> str:
    """12,345.67: 10⁴ yuan with thousands separators."""
    value = in_wan(fen).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{value:,.{places}f}"


def wan_in_full(fen: Fen) -> str:
    """12,345.6789: 10⁴ yuan with two places, or as many more as it takes; of what somebody wrote, which is told as it
    was written."""
    value = in_wan(fen)
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return f"{value:,.{places}f}"


def million_text(fen: Fen) -> str:
    """123.4568: millions of yuan, as exact as 万元 with two places."""
    value = (Decimal(fen) / FEN_PER_MILLION).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    return f"{value:,.4f}"
