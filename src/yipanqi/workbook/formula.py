"""What a plain formula would give: sums and arithmetic over cells, no more. It is asked only whether a stored 0 can be
true, in a file that was never calculated."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, DecimalException

from yipanqi.workbook.raw import Cell, Raw, coordinates

Look = Callable[[str, Cell], Raw | Decimal | None]  # sheet ("" its own), cell → what stands there; Decimal: worked out
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
    r"|(?P<sheet>'(?:[^']|'')+'!|[\w.]+!)?(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?::(?P<last>\$?[A-Z]{1,3}\$?\d{1,7}))?(?![\w(])"
    r"|(?P<name>[A-Z][A-Z0-9.]*)\(|(?P<sign>[-+*/^%(),]))",
    re.IGNORECASE,
)
_MOST_CELLS = 20_000
_SUMS: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "SUM": lambda values: sum(values, Decimal(0)),
    "MAX": lambda values: max(values, default=Decimal(0)),
    "MIN": lambda values: min(values, default=Decimal(0)),
    "AVERAGE": lambda values: sum(values, Decimal(0)) / len(values),
    "PRODUCT": lambda values: _product(values),
}


class CannotTell(Exception):
    """The formula does more than is understood here."""


def result(formula: str, look: Look) -> Decimal:
    """The formula's value; CannotTell where it is not plain arithmetic over numbers."""
    reader = _Reader(list(_tokens(formula.removeprefix("="))), look)
    try:
        value = reader.sum()
    except (DecimalException, ZeroDivisionError, RecursionError, IndexError):
        raise CannotTell from None
    if not reader.is_done():
        raise CannotTell
    return value


def _tokens(formula: str) -> Iterator[re.Match[str]]:
    at, text = 0, formula.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise CannotTell
        yield match
        at = match.end()


def _product(values: list[Decimal]) -> Decimal:
    found = Decimal(1)
    for value in values:
        found *= value
    return found


class _Reader:
    """Reads tokens by descent: sums of products of powers."""

    def __init__(self, tokens: list[re.Match[str]], look: Look) -> None:
        self._tokens, self._look, self._at = tokens, look, 0

    def is_done(self) -> bool:
        return self._at == len(self._tokens)

    def sum(self) -> Decimal:
        value = self._product()
        while sign := self._sign("+-"):
            value = value + self._product() if sign == "+" else value - self._product()
        return value

    def _product(self) -> Decimal:
        value = self._power()
        while sign := self._sign("*/"):
            value = value * self._power() if sign == "*" else value / self._power()
        return value

    def _power(self) -> Decimal:
        if sign := self._sign("+-"):
            return self._power() if sign == "+" else -self._power()
        value = self._atom()
        while self._sign("%"):
            value /= 100
        return value ** self._power() if self._sign("^") else value

    def _atom(self) -> Decimal:
        if self._sign("("):
            value = self.sum()
            self._close()
            return value
        token = self._next()
        if token["number"]:
            return Decimal(token["number"])
        if token["name"]:
            return self._call(token["name"].upper())
        if token["cell"] and not token["last"]:
            return next(iter(self._values(token)), Decimal(0))
        raise CannotTell

    def _call(self, name: str) -> Decimal:
        values: list[Decimal] = []
        while True:
            token = self._tokens[self._at]
            if token["cell"] and token["last"]:
                values += self._values(self._next())
            else:
                values.append(self.sum())
            if not self._sign(","):
                break
        self._close()
        if name == "ROUND" and len(values) == 2:
            return round(values[0], int(values[1]))
        if name not in _SUMS:
            raise CannotTell
        return _SUMS[name](values)

    def _values(self, token: re.Match[str]) -> list[Decimal]:
        """The numbers of a cell or an area; text counts for nothing in an area, and cannot be told alone."""
        first = coordinates(token["cell"].replace("$", "").upper())
        last = coordinates((token["last"] or token["cell"]).replace("$", "").upper())
        if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > _MOST_CELLS:
            raise CannotTell
        sheet = (token["sheet"] or "").rstrip("!").strip("'").replace("''", "'")
        found = []
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                raw = self._look(sheet, (row, column))
                if isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool):
                    found.append(Decimal(str(raw)))
                elif raw is not None and not (token["last"] and isinstance(raw, str)):
                    raise CannotTell
        return found

    def _next(self) -> re.Match[str]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _sign(self, wanted: str) -> str:
        if self._at < len(self._tokens):
            sign = self._tokens[self._at]["sign"]
            if sign and sign in wanted:
                self._at += 1
                return str(sign)
        return ""

    def _close(self) -> None:
        if not self._sign(")"):
            raise CannotTell
