"""A made plan laid open: programme, offer, outcome and figures, worked out once and kept for the next pages."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from yipanqi.domain.money import FEN_PER_MILLION, FEN_PER_WAN, Fen
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.offer import Offer, offer
from yipanqi.domain.planning.outcome import Outcome
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.scenario import changes
from yipanqi.domain.planning.words import NO_GAP, Words, gap_text, words_for
from yipanqi.domain.programme import Payment, Programme
from yipanqi.web.page.memory import lasting
from yipanqi.web.page.say import language, say

from . import outcome_json as kept
from .models import PlanRun
from .words import PLANNER

_YI = 10_000 * FEN_PER_WAN


@dataclass(frozen=True)
class Study:
    """A plan with its figures, and the words to tell them."""

    facts: Facts

    @property
    def programme(self) -> Programme:
        return self.facts.programme

    @property
    def offer(self) -> Offer:
        return self.facts.offer

    @property
    def outcome(self) -> Outcome:
        return self.facts.outcome

    @property
    def plan(self) -> Plan:
        """The plan with its money as it is told."""
        return self.facts.told

    @cached_property
    def payments_by_estate(self) -> dict[str, tuple[Payment, ...]]:
        """Estate → its payments, for pages about one of thousands."""
        rows: dict[str, list[Payment]] = {}
        for payment in self.plan.payments:
            rows.setdefault(payment.estate, []).append(payment)
        return {estate: tuple(payments) for estate, payments in rows.items()}

    @cached_property
    def served(self) -> list[tuple[str, int, int, str]]:
        """Each subdistrict's name, households served, eligible households, and code."""
        offered, starts, served, whole = self.offer.works, self.plan.starts, Counter[str](), Counter[str]()
        for estate in self.programme.estates:
            if estate.id in offered:
                whole[estate.subdistrict] += estate.households
                served[estate.subdistrict] += estate.households if estate.id in starts else 0
        return [(it.name, served[it.id], whole[it.id], it.id) for it in self.facts.subdistricts if whole[it.id]]

    @cached_property
    def exact(self) -> dict[tuple[str, str, str, int], Fen]:
        """Each payment to the fen, by estate, measure, fund and year: what files of payments hold."""
        found: dict[tuple[str, str, str, int], Fen] = {}
        for p in self.outcome.plan.payments:
            key = (p.estate, p.measure, p.fund, p.year)
            found[key] = found.get(key, 0) + p.amount
        return found

    @property
    def words(self) -> Words:
        """In the language of the request."""
        return words_for(self.facts, language())


def study(run: PlanRun) -> Study:
    """The plan of a run that is made; the few looked at last are at hand."""
    return _study(str(run.uid))


@lru_cache(maxsize=6)
def _study(uid: str) -> Study:
    run = PlanRun.objects.select_related("version").get(uid=uid)
    with lasting():
        programme, changed = run.programme(), tuple(changes(run.version.programme(), run.scenario))
        return Study(Facts(programme, offer(programme), kept.unpacked(bytes(run.outcome)), changed))


def summary(run: PlanRun) -> str:
    """The plan in one sentence."""
    if not run.is_paid:
        zh = f"方案改造 {run.estates:,} 个小区、{run.households:,} 户，资金未核算"
        en = f"The plan renovates {run.estates:,} estates with {run.households:,} households; its money is not reckoned"
        return say(zh, en) + _quality(run)
    money = Decimal(run.money_shown)
    told = f"{money / _YI:,.2f} 亿元" if money >= _YI else f"{wan(run.money_shown)} 万元"
    zh = f"方案改造 {run.estates:,} 个小区、{run.households:,} 户，投入 {told}"
    en = f"The plan renovates {run.estates:,} estates with {run.households:,} households for CNY "
    return say(zh, f"{en}{money / FEN_PER_MILLION:,.1f} million") + _quality(run)


def _quality(run: PlanRun) -> str:
    if run.violation_count:
        return say(
            f"；违反 {run.violation_count} 项规则，不能采用。",
            f"; it breaks {run.violation_count} rules and cannot be adopted.",
        )
    if run.is_unfinished and run.kind == PLANNER:
        gap = gap_text(run.gap)
        return say(
            f"；草案·搜索未完成，最优方案可能好 {gap}。", f"; a draft, search unfinished: the best may be {gap} better."
        )
    if run.is_unfinished:
        return say("；草案·搜索未完成。", "; a draft, search unfinished.")
    if run.proven_gap < NO_GAP:
        return say("；已证最优，没有更好的方案。", "; it is proven optimal: no plan is better.")
    proven = gap_text(run.proven_gap)
    if run.bound_by_solver and gap_text(run.gap) != proven:
        return _by_solver(run.gap, proven)
    return say(
        f"；已证明与最优方案相差不超过 {proven}。", f"; it is proven to be within {proven} of the best possible."
    )


def _by_solver(gap: float, proven: str) -> str:
    zh, en = f"与最优方案相差不超过 {gap_text(gap)}", f"it is within {gap_text(gap)} of the best possible"
    if gap < NO_GAP:
        return say(
            f"；已证最优（求解器证明；按价格可复算的上界：相差不超过 {proven}）。",
            f"; proven optimal by the solver (by the bound that can be recomputed from prices, within {proven}).",
        )
    return say(
        f"；据求解器计算，{zh}（按价格可复算的上界：相差不超过 {proven}）。",
        f"; by the solver's word {en} (by the bound that can be recomputed from prices, within {proven}).",
    )


def wan(fen: Fen | None) -> str:
    """12,345.67, in 10⁴ yuan."""
    return "" if fen is None else f"{Decimal(fen) / FEN_PER_WAN:,.2f}"


def figures(run: PlanRun) -> dict[str, Any]:
    """The figures that matter, each with the part of the plan that has its rows."""
    return {
        "estates": f"{run.estates:,}",
        "households": f"{run.households:,}",
        "works": f"{run.works:,}",
        "money": wan(study(run).facts.told_total) if run.is_paid else run.money_said,
        "objective": run.objective_said,
        "bound": f"{run.upper_bound:,.1f}",
        "priced": f"{run.priced_bound:,.1f}" if run.bound_by_solver else "",
    }
