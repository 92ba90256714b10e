"""A plan told on a terminal: money, households, gap, the most binding limits, who is left out."""

from collections.abc import Iterator

from yipanqi.cli.sentences import said
from yipanqi.cli.terminal import table
from yipanqi.domain.capacity import TargetKind
from yipanqi.domain.money import in_wan
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.outcome import Limit
from yipanqi.domain.planning.words import Words, gap_text, wan, words_for
from yipanqi.domain.sentences.spoken import percent_text

SHOWN, SHOWN_PRICED = 10, 5  # limits that the plan uses up; that only the bound feels


def summary(facts: Facts, lang: str) -> list[str]:
    """What the planner tells whoever asked for a plan."""
    told = _Told(facts, words_for(facts, lang), lang)
    return [
        *told.head(),
        *told.assumed(),
        *told.years(),
        *told.funds(),
        *told.limits(),
        *told.missed(),
        *told.left_out(),
    ]


class _Told:
    def __init__(self, facts: Facts, words: Words, lang: str) -> None:
        self.facts, self.words, self.lang = facts, words, lang

    def say(self, code: str, **values: object) -> str:
        return said(self.facts.programme, f"planning_{code}", values, self.lang)

    def head(self) -> Iterator[str]:
        facts, outcome = self.facts, self.facts.outcome
        heading = facts.programme.heading
        yield self.say("title", title=heading.title, synthetic=self.say("synthetic") if heading.is_synthetic else "")
        size = facts.size(facts.started)
        yield self.say(
            "size",
            estates=size.estates,
            households=f"{size.households:,}",
            works=len(outcome.plan.choices),
            money=wan(in_wan(facts.told_total)),
        )
        band = facts.cost_band
        if band.low < band.high:
            yield self.say("band", low=band.low, high=band.high)
        if facts.unasked:
            yield self.say("unasked", works=len(facts.unasked), estates=facts.unasked_estates)
        yield self.say("value", objective=f"{outcome.objective:,.1f}", gap=self.words.gap(outcome))

        if facts.is_unfinished:
            most = percent_text(facts.programme.policy.draft_gap)
            yield self.say("draft", gap=gap_text(outcome.gap), most=most)

    def assumed(self) -> Iterator[str]:
        if self.facts.changes:
            yield self.say("assumed")
        for change in self.words.changes_said:
            yield f"  · {change}"

    def years(self) -> Iterator[str]:
        yield self.say("by_year")
        paid = self.facts.by_fund.column_totals
        rows = []
        for year in self.facts.years:
            starting = self.facts.starting(year)
            rows.append(
                (
                    self.words.year(year),
                    self.say("estates", count=len(starting)),
                    self.say("households", count=f"{sum(e.households for e in starting):,}"),
                    self.say("money", money=wan(paid[year])),
                )
            )
        yield from table(rows, right=(1, 2, 3))

    def funds(self) -> Iterator[str]:
        money = self.facts.by_fund
        if not money.rows:
            return
        yield self.say("by_fund")
        head = ("", *(self.words.year(y) for y in money.columns), self.say("total"))
        rows = zip(money.rows, money.cells, money.row_totals, strict=True)
        body = [(self.words.fund(fund), *map(wan, cells), wan(total)) for fund, cells, total in rows]
        foot = (self.say("total"), *map(wan, money.column_totals), wan(money.total))
        yield from table([head, *body, foot], right=range(1, len(head)))

    def limits(self) -> Iterator[str]:
        binding, priced = self.facts.binding[:SHOWN], self.facts.priced[:SHOWN_PRICED]
        if not binding and not priced:
            yield self.say("no_limits")
        for code, limits in (("limits", binding), ("priced", priced)):
            if limits:
                yield self.say(code)
                yield from table([self._limit(limit) for limit in limits], right=(3, 4))

    def missed(self) -> Iterator[str]:
        missed = self.facts.missed_targets
        if missed:
            yield self.say("missed")
        for row, count in missed.items():
            target = self.facts.programme.targets[row]
            yield "  " + self.say(
                "missed_target",
                region=target.region,
                year=target.year,
                count=f"{count:,}",
                unit=self.say(f"unit_{TargetKind(target.kind).value}"),
            )

    def left_out(self) -> Iterator[str]:
        facts = self.facts
        yield self.say("left", reserve=len(facts.reserve), excluded=len(facts.excluded), works=len(facts.left_out))
        if facts.refused:
            works, estates = facts.refused_in_all
            yield self.say("refused", works=works, estates=estates)
            yield from (f"  · {line}" for line in self.words.refused(facts.refused))
        if facts.idle:
            yield self.say("idle", count=len(facts.idle), unsurveyed=len(facts.unsurveyed))
        starts, reasons = facts.outcome.plan.starts, facts.outcome.estate_reasons
        for estate in facts.programme.estates:
            if (estate.must or estate.fixed_start is not None) and estate.id not in starts:
                why = self.words.reasons(reasons.get(estate.id, ()))
                yield self.say("held_back", estate=estate.id, why=why)
        dropped = [
            self.words.estate(e) for e, rs in reasons.items() if any(r.code == "estate_dropped_to_pay" for r in rs)
        ]
        dropped += [
            f"{self.words.estate(e)} {self.words.measure(m)}"
            for (e, m), rs in facts.outcome.work_reasons.items()
            if any(r.code == "work_dropped_to_pay" for r in rs)
        ]
        if dropped:
            yield self.say("given_up", what="、".join(dropped) if self.lang == "zh" else ", ".join(dropped))

    def _limit(self, limit: Limit) -> tuple[str, ...]:
        reached = round(self.facts.reached(limit) or 0, 2)
        households = self.say("limit_households", households=f"{reached:,.2f}") if reached else ""
        return (
            self.words.limit(limit),
            self.words.limit_when(limit),
            self.say("limit_used", used=f"{limit.told_used:,.1f}", cap=f"{limit.told_cap or 0:,.1f}"),
            self.say("limit_points", points=f"{limit.points:,.2f}"),
            households,
        )
