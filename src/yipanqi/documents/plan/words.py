"""A plan's voice on paper: with the labels of tables, the heading's dates, and what every page of it carries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from yipanqi.documents.press.sheets import Imprint
from yipanqi.documents.sentences import CATALOGUE
from yipanqi.domain.calendar import place_in_year, year_of
from yipanqi.domain.money import wan_text
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.task import Task
from yipanqi.domain.planning.words import Words
from yipanqi.domain.programme import Payment
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences.spoken import STANDARDS, UNITS, joined, word

_SHORT = re.compile(r"[（(]([^（()）]{2,12})[)）]$")  # at the end of a unit's name


@dataclass(frozen=True)
class PaperWords(Words):
    """Says a programme's things on paper."""

    is_unfinished: bool = False  # is the plan a draft, since its search was cut short?
    is_by_hand: bool = False  # was it changed by hand since?
    changed_since: int = 0  # rows of the data that changed since it was made

    def risks(self, found: Iterable[Reason]) -> list[str]:
        """Risks as sentences without their full stop; missed targets are told in one."""
        rows = list(found)
        missed = [self.reason(risk) for risk in rows if risk.code.startswith("risk_target")]
        told = [self.say("risk_targets", missed=("; " if self.lang == "en" else "；").join(missed))] if missed else []
        return told + [self.reason(risk) for risk in rows if not risk.code.startswith("risk_target")]

    def standard(self, standard: str) -> str:
        return word(STANDARDS, standard, self.lang)

    def unit_of(self, measure: str) -> str:
        """In what a measure is counted."""
        return word(UNITS, self.programme.measure_by_id[measure].unit, self.lang)

    def short_unit(self, unit: str) -> str:
        """A unit's short name, where its name gives one: 区改造办 of “…办公室（区改造办）”."""
        name = self.unit(unit)
        short = _SHORT.search(name)
        return short[1] if short else name

    def plain_quarter(self, quarter: int) -> str:
        """2027年一季度, for columns."""
        calendar = self.programme.calendar
        if self.lang == "en":
            return self.short_quarter(quarter)
        return f"{calendar.first_year + year_of(quarter)}年{'一二三四'[place_in_year(quarter)]}季度"

    def month(self, day: date) -> str:
        """2029年12月, Dec 2029."""
        return f"{day:%b %Y}" if self.lang == "en" else f"{day.year}年{day.month}月"

    def task_group(self, task: Task) -> str:
        """The heading a task belongs to."""
        return self.group(self.programme.measure_by_id[task.measure].group) if task.measure else self.say("doc_steps")

    def sources(self, payments: Iterable[Payment]) -> str:
        """Who pays for a task, in which year, how many 万元."""
        rows = sorted(payments, key=lambda p: (p.year, p.fund))
        return ("; " if self.lang == "en" else "；").join(
            self.say("doc_source", fund=p.fund, year=p.year, amount=wan_text(p.amount)) for p in rows
        )

    @property
    def label(self) -> str:
        """That the search was cut short, figures are invented, and the plan is a what-if; empty where none is so."""
        codes = {
            "draft": self.is_unfinished,
            "doc_synthetic": self.programme.heading.is_synthetic,
            "doc_what_if": bool(self.changes),
            "doc_by_hand": self.is_by_hand,
            "doc_outdated": self.changed_since > 0,
        }
        return joined((self.say(code, count=self.changed_since) for code, holds in codes.items() if holds), self.lang)

    @property
    def assumed(self) -> str:
        """What the scenario has otherwise, as one sentence; empty where the plan is of the programme itself."""
        changes = ("; " if self.lang == "en" else "；").join(self.changes_said)
        return self.say("doc_assumed", changes=changes) if changes else ""

    @property
    def issued_on(self) -> date:
        """The heading's date, else the day before the first quarter that may be decided: never today."""
        heading = self.programme.heading
        return heading.issued_on or self.programme.calendar.first_day(self.programme.plan_from)

    @property
    def issued_at(self) -> datetime:
        """The moment that files carry as their making: the same plan gives the same bytes."""
        return datetime(self.issued_on.year, self.issued_on.month, self.issued_on.day)  # noqa: DTZ001  a wall clock's

    @property
    def imprint(self) -> Imprint:
        """What every sheet of a book carries."""
        heading = self.programme.heading
        return Imprint(
            lang=self.lang,
            title=heading.title,
            label=self.label,
            issuer=heading.issuer,
            source=heading.source_note,
            issued=self.day(self.issued_on),
            made_at=self.issued_at,
        )


def paper_words(facts: Facts, lang: str) -> PaperWords:
    """The words for a plan's papers."""
    return PaperWords(
        facts.programme, lang, CATALOGUE, facts.changes, facts.is_unfinished, facts.is_by_hand, facts.changed_since
    )


def count(value: Decimal | int) -> str:
    """12,345; decimals only where there are some, two at most."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")
