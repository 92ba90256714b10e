"""What a paper's body is made of: headings, prose, lists, tables and pictures, in one language, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line, set stronger or not."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A heading of the first level or below."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """It without its faces."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Points:
    """A list, numbered from `start` or not."""

    lines: tuple[Prose, ...]
    is_numbered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabled:
    """A table: every row has as many cells as the head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    has_sum: bool = False

    def __post_init__(self) -> None:
        """Short rows are filled up; a row longer than the head widens it."""
        wide = max([len(self.head), *(len(row) for row in self.rows)], default=0)
        object.__setattr__(self, "head", _filled(self.head, wide))
        object.__setattr__(self, "rows", tuple(_filled(row, wide) for row in self.rows))


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture by its hash."""

    sha256: str
    name: str
    alt: str
    caption: str
    width: int
    height: int


Item = Head | Prose | Points | Tabled | Shown


def _filled(cells: tuple[str, ...], wide: int) -> tuple[str, ...]:
    return (*cells, *[""] * (wide - len(cells)))
