"""A plan's voice: names, dates, figures and sentences of one programme in one language."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.outcome import Limit, LimitKind, Outcome
from yipanqi.domain.planning.scenario import coded_said
from yipanqi.domain.planning.task import Task
from yipanqi.domain.programme import Programme
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences import CATALOGUE, said
from yipanqi.domain.sentences.catalogue import Pair
from yipanqi.domain.sentences.spoken import (
    COUNTS,
    date_text,
    estate_name,
    fund_name,
    joined,
    measure_name,
    percent_text,
    quarter_text,
    region_name,
    unit_name,
    word,
    year_text,
)

NO_GAP = 5e-5  # below it a gap is told as none


@dataclass(frozen=True)
class Words:
    """Says a programme's things in a language, with the domain's sentences unless other ones are handed in."""

    programme: Programme
    lang: str
    among: Mapping[str, Pair] = field(default_factory=lambda: CATALOGUE, repr=False, compare=False)
    changes: tuple[Reason, ...] = ()  # what a scenario has otherwise

    def say(self, code: str, **values: object) -> str:
        """A sentence of the catalogue."""
        return said(self.programme, code, values, self.lang, self.among)

    @property
    def changes_said(self) -> list[str]:
        """What the scenario has otherwise, each in a sentence."""
        return [coded_said(self.programme, change, self.lang) for change in self.changes]

    def reason(self, reason: Reason) -> str:
        """A reason as a sentence, with names for ids."""
        return said(self.programme, reason.code, reason.values, self.lang, self.among)

    def reasons(self, reasons: Iterable[Reason]) -> str:
        """Reasons as sentences, one after the other, each said once."""
        texts = list(dict.fromkeys(self.reason(reason).strip() for reason in reasons))
        if self.lang == "en":
            return " ".join(text[:1].upper() + text[1:].rstrip(".") + "." for text in texts)
        return "".join(text if text.endswith(("。", "；", "！")) else text + "。" for text in texts)

    def estate(self, estate: str) -> str:
        return estate_name(self.programme, estate)

    def subdistrict(self, estate: str) -> str:
        """The name of an estate's subdistrict."""
        return region_name(self.programme, self.programme.estate_by_id[estate].subdistrict)

    def region(self, region: str) -> str:
        return region_name(self.programme, region)

    def measure(self, measure: str) -> str:
        return measure_name(self.programme, measure, self.lang)

    def group(self, group: str) -> str:
        found = next(g for g in self.programme.groups if g.id == group)
        return found.name_en or found.name if self.lang == "en" else found.name

    def fund(self, fund: str) -> str:
        return fund_name(self.programme, fund, self.lang)

    def rule(self, fund: str) -> str:
        """By what rule a fund's money of a year is divided: its key with the weights in per cent, or the cost."""
        key = self.programme.fund_by_id[fund].key
        parts = (f"{word(COUNTS, factor, self.lang)} {percent_text(weight)}" for factor, weight in key.items())
        return self.say("rule_key", parts=joined(parts, self.lang)) if key else self.say("rule_cost")

    def unit(self, unit: str) -> str:
        return unit_name(self.programme, unit, self.lang) if unit else self.say("none")

    def units(self, units: Iterable[str]) -> str:
        return joined((self.unit(unit) for unit in units), self.lang) or self.say("none")

    def quarter(self, quarter: int) -> str:
        return quarter_text(self.programme.calendar, quarter, self.lang)

    def short_quarter(self, quarter: int) -> str:
        """2027 Q1, in either language: for narrow columns."""
        return quarter_text(self.programme.calendar, quarter, "en")

    def year(self, year: int) -> str:
        return year_text(self.programme.calendar, year, self.lang)

    def day(self, day: date) -> str:
        return date_text(day, self.lang)

    def task(self, task: Task) -> str:
        """What a task does: its measure, or its step; it says what residents were not asked yet, what they are asked
        about, and where a step is shortened for want of time."""
        name = self.measure(task.measure) if task.measure else self.say(f"step_{task.step}")
        if task.asks:
            name = self.say("asks", name=name, works=joined(map(self.measure, task.asks), self.lang))
        if task.is_unasked:
            name = self.say("unasked", name=name)
        return self.say("tight", name=name) if task.is_tight else name

    def refused(self, refused: Mapping[str, tuple[int, int]]) -> list[str]:
        """Why works may not be planned, with how many, a line for each reason."""
        return [self.say(f"refused_{code}", works=works, estates=of) for code, (works, of) in refused.items()]

    def limit(self, limit: Limit) -> str:
        """A limit's name; of money that carries over, whether its year holds or leaves some."""
        code = "limit_carried" if self._is_carried(limit) else f"limit_{limit.kind}"
        return self.say(code, fund=limit.subject, region=limit.subject, trade=limit.trade)

    def _is_carried(self, limit: Limit) -> bool:
        fund = self.programme.fund_by_id.get(limit.subject) if limit.kind is LimitKind.FUND else None
        if fund is None or not fund.carry or limit.year is None or limit.cap is None:
            return False
        return not limit.is_full or limit.cap > (fund.appropriations[limit.year] or 0) / FEN_PER_WAN + 1e-6

    def limit_when(self, limit: Limit) -> str:
        if limit.quarter is not None:
            return self.quarter(limit.quarter)
        return self.year(limit.year) if limit.year is not None else self.say("none")

    def limit_unit(self, limit: Limit) -> str:
        return self.say(f"unit_{LimitKind(limit.kind)}")

    def gap(self, outcome: Outcome) -> str:
        """How far the plan may be from the best, as a sentence; rounded up, for it is a promise. What the solver says
        beyond what is proven is told as its word."""
        if outcome.proven_gap < NO_GAP:
            return self.say("gap_none")
        proven = gap_text(outcome.proven_gap)
        if not outcome.bound_by_solver or gap_text(outcome.gap) == proven:
            return self.say("gap_shown", gap=proven)
        code = "gap_solver_none" if outcome.gap < NO_GAP else "gap_solver"
        return self.say(code, gap=gap_text(outcome.gap), proven=proven)


def words_for(facts: Facts, lang: str) -> Words:
    return Words(facts.programme, lang, changes=facts.changes)


def wan(value: Decimal) -> str:
    """12,345.67."""
    return f"{value:,.2f}"


def gap_text(gap: float) -> str:
    """1.8%: rounded up to a tenth of a per cent, to a hundredth below one."""
    if not math.isfinite(gap):
        return "—"  # before the first bound
    digits = 1 if gap >= 0.01 else 2
    scale = 10 ** (digits + 2)
    return f"{math.ceil(round(gap * scale, 6)) / scale * 100:.{digits}f}%"
