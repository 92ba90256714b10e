"""A plan's voice on paper: with the labels of tables, the heading's dates, and what every page of it carries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from yipanqi.documents.latin import in_latin, is_chinese, numbers_in, run_in
from yipanqi.documents.press.sheets import Imprint
from yipanqi.documents.sentences import CATALOGUE
from yipanqi.documents.sentences.deliverables import DELIVERABLES, UNITS_IN_FULL
from yipanqi.documents.sentences.seasons import SEASONS
from yipanqi.domain.calendar import place_in_year, year_of
from yipanqi.domain.measure import Standard
from yipanqi.domain.money import Fen, in_wan, million_text, wan_text
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.task import Task
from yipanqi.domain.planning.words import Words
from yipanqi.domain.programme import Payment
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences.spoken import STANDARDS, UNITS, joined, percent_text, word
from yipanqi.domain.unit import UnitKind

_NUMERALS = "一二三四五六七八九十"
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

    def subdistrict(self, estate: str) -> str:
        """The same; in English without the word, which stands above a column of them."""
        return self.place(self.programme.estate_by_id[estate].subdistrict)

    def place(self, region: str) -> str:
        """A subdistrict below that heading."""
        return re.sub(r" Subdistrict(?= \(|$)", "", self.region(region))

    def unit_of(self, measure: str) -> str:
        """In what a measure is counted."""
        return word(UNITS, self.programme.measure_by_id[measure].unit, self.lang)

    def counted_in(self, measure: str) -> str:
        """The same in full: of floor area, of roads."""
        return word(UNITS_IN_FULL, self.programme.measure_by_id[measure].unit, self.lang)

    def goal(self, task: Task) -> str:
        """工作目标和完成标准 of a task: what there is when it is done."""
        if task.measure is None:
            return self.say(f"goal_{task.step}", days=self.programme.policy.notice_days)
        code = "goal_work" if task.standard in (None, Standard.STANDARD) else "goal_work_above"
        quantity = count(task.quantity.value) if task.quantity else ""
        return self.say(code, quantity=quantity, unit=self.counted_in(task.measure), standard=str(task.standard))

    def deliverable(self, task: Task) -> str:
        """交付成果; in English what the catalogue ships with, else what such a task hands in."""
        given = task.units.deliverable
        if self.lang == "zh" or not given:
            return given
        return DELIVERABLES.get(given.strip("'")) or self.say(
            "deliverable_work" if task.measure else "deliverable_step"
        )

    def units_short(self, units: Iterable[str], most: int = 99) -> str:
        """Units by their short names, above so many the first ones and how many there are."""
        names = [self.short_unit(unit) for unit in units]
        if len(names) <= most:
            return joined(names, self.lang) or self.say("none")
        return self.say("units_more", names=joined(names[:most], self.lang), count=len(names))

    def told_money(self, fen: Fen) -> float:
        """Money as tables tell it: 万元, in English CNY million."""
        return float(in_wan(fen) / 100 if self.lang == "en" else in_wan(fen))

    @property
    def money_style(self) -> str:
        """How a cell of a table shows it."""
        return "million" if self.lang == "en" else "wan"

    def short_unit(self, unit: str) -> str:
        """An office's short name, where its name gives one: 区改造办 of “…办公室（区改造办）”. What other units have in
        brackets is a part of their name: 区文化和旅游局（体育局）. In English without the word bureau."""
        found, name = self.programme.unit_by_id.get(unit), self.unit(unit)
        short = _SHORT.search(name) if self.lang == "zh" and found and found.kind is UnitKind.OFFICE else None
        return short[1] if short else name.removesuffix(" bureau")

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
            self.say("doc_source", fund=p.fund, year=p.year, amount=self.amount(p.amount)) for p in rows
        )

    def amount(self, fen: Fen) -> str:
        """The same as text, for tables of Word and PDF: 万元 with two places, CNY million with four."""
        return million_text(fen) if self.lang == "en" else wan_text(fen)

    def inside(self, name: str) -> str:
        """A catalogue's name inside a sentence: English ones begin small."""
        return name[:1].lower() + name[1:] if self.lang == "en" and not name[1:2].isupper() else name

    @property
    def basis(self) -> str:
        """政策依据; in English the numbers of the documents, by which they are found."""
        text = self.programme.heading.basis
        cited = numbers_in(text) if self.lang == "en" else []
        return joined(cited or filter(None, re.split("[；;]", text)), self.lang)

    def ratio(self, ratio: Fraction) -> str:
        """三分之二以上 for 2/3, exactly; 66.7% would be less."""
        if self.lang == "zh" and ratio.denominator <= len(_NUMERALS) and 0 < ratio < 1:
            return f"{_NUMERALS[ratio.denominator - 1]}分之{_NUMERALS[ratio.numerator - 1]}以上"
        text = f"{ratio.numerator}/{ratio.denominator}" if ratio.denominator <= len(_NUMERALS) else percent_text(ratio)
        return text if self.lang == "en" else f"{text}以上"

    def season(self, name: str) -> str:
        """A season's name; in English the word for the first sign that is known of it, else pinyin."""
        if self.lang == "zh" or not is_chinese(name):
            return name
        return next((english for sign, english in SEASONS.items() if sign in name), run_in(name))

    @property
    def source_note(self) -> str:
        """Where the figures come from; a note in Chinese is none to readers of English."""
        note = self.programme.heading.source_note
        return "" if self.lang == "en" and is_chinese(note) else note

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
            source=self.source_note,
            issued=self.day(self.issued_on),
            running=heading.title.split(" (")[0] if self.lang == "en" else "",
            made_at=self.issued_at,
        )


def paper_words(facts: Facts, lang: str) -> PaperWords:
    """The words for a plan's papers."""
    return PaperWords(
        facts.programme, lang, CATALOGUE, facts.changes, facts.is_unfinished, facts.is_by_hand, facts.changed_since
    )


def print_words(facts: Facts, lang: str) -> PaperWords:
    """The words for what is printed in Word and PDF: in English with names that can be said; the books have the Chinese
    beside them."""
    words = paper_words(facts, lang)
    return replace(words, programme=in_latin(facts.programme, ())) if lang == "en" else words


def sheet_words(facts: Facts, lang: str) -> PaperWords:
    """The words for its Excel books: in English with names that can be said."""
    words = paper_words(facts, lang)
    return replace(words, programme=in_latin(facts.programme)) if lang == "en" else words


def count(value: Decimal | int) -> str:
    """12,345; decimals only where there are some, two at most."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")
