"""What the papers of a period are printed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from yipanqi.domain.supervision.grids import Grid, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """A bulletin or a summary as it is printed: its text and its tables in a language are worked out before."""

    title: str
    paragraphs: tuple[tuple[int, str], ...]  # level (1: a heading) and text
    annexes: tuple[tuple[Grid, ...], ...] = ()  # the tables of each
    names: Mapping[str, Names] = field(default_factory=dict)
    issuer: str = ""
    recipients: str = ""
    number: str = ""  # 江改办通报〔2028〕4号; empty: a draft
    issued_on: date | None = None
    copied_to: str = ""
    printed_by: str = ""
    has_head: bool = True  # red head, number, recipients, 版记; a summary goes without
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """A leader's page: figures in rows, and short lists under headings."""

    title: str
    note: str
    figures: tuple[tuple[str, str, str, str], ...]  # programme year, started, finished, invested
    heads: tuple[str, str, str, str]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    is_synthetic: bool = False
