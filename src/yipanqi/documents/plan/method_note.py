"""编制说明: where the data come from, how costs, benefit, order, money and dates were worked out, and how good the plan
is. The work plan refers to it; nothing of the method stands there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from yipanqi.documents.plan.words import PaperWords, count, print_words
from yipanqi.documents.press.gbt9704 import OfficialPaper, finish, stamp
from yipanqi.documents.press.word_tables import Printed, dress
from yipanqi.domain.measure import MeasureClass
from yipanqi.domain.money import percentages
from yipanqi.domain.planning.dates import IDLE
from yipanqi.domain.planning.facts import Facts
from yipanqi.domain.planning.outcome import Limit, LimitKind
from yipanqi.domain.planning.rules import violations
from yipanqi.domain.sentences.spoken import CLASSES, joined, word
from yipanqi.domain.step import Step

_MOST = 10  # rows of the table of limits
_TITLE_LINE = 20  # characters of 2号 on a line: a longer title breaks before its bracket


@dataclass(frozen=True)
class Captioned:
    """A table and what stands over it."""

    caption: str
    table: Printed


Said = Iterator[str | Captioned]


def write_method_note(facts: Facts, path: Path, lang: str = "zh") -> Path:
    """Writes the note on method, which an office attaches to the plan."""
    words = print_words(facts, lang)
    paper, printed = OfficialPaper(lang, "Note"), list[Printed]()
    _head(paper, words)
    for i, (code, part) in enumerate(_PARTS.items(), 1):
        paper.heading(1, words.say("how_head", index=words.say(f"ordinal_{i}"), name=words.say(code)))
        for said in part(facts, words):
            if isinstance(said, Captioned):
                paper.line("Caption", said.caption)
                paper.table([said.table.heads, *said.table.rows])
                paper.line("Small")
                printed.append(said.table)
            else:
                paper.prose(said)
    dress(paper.document, printed)
    finish(paper.document)
    stamp(paper.document, words.imprint)
    path.write_bytes(paper.packed())
    return path


def _head(paper: OfficialPaper, words: PaperWords) -> None:
    heading = words.programme.heading
    title = words.say("how_title", title=heading.title)
    paper.title(title.replace("（", "\n（", 1) if len(title) > _TITLE_LINE else title)
    paper.line("Number", words.say("how_by", issuer=heading.issuer, date=words.day(words.issued_on)))
    paper.note(words.say("plan_label", label=words.label) if words.label else "")
    paper.prose(words.say("how_intro") + words.assumed)


def _data(facts: Facts, words: PaperWords) -> Said:
    estimated = sum(t.budget for t in facts.tasks if t.quantity and t.quantity.origin == "estimated")
    parts = percentages([facts.total - estimated, estimated], 0) if facts.total else [0, 0]
    yield words.say(
        "how_data_text",
        basis=words.basis or words.say("how_no_basis"),
        estates=len(facts.programme.estates),
        needs=count(len(facts.programme.needs)),
        surveyed=parts[0],
        estimated=parts[1],
    )
    if words.source_note:
        yield words.source_note.rstrip("。") + "。"


def _scope(facts: Facts, words: PaperWords) -> Said:
    policy = facts.programme.policy
    yield words.say(
        "how_scope_text",
        built_by=policy.built_by,
        late_from=policy.built_by + 1,
        late_built_by=policy.late_built_by,
        late_share=policy.late_share,
        ratio=words.ratio(policy.support_ratio),
        eligible=len(facts.offer.works),
        excluded=len(facts.excluded),
        refused=len(facts.offer.refusals),
    )


def _costs(facts: Facts, words: PaperWords) -> Said:
    policy, band = facts.programme.policy, facts.cost_band
    yield words.say(
        "how_costs_text",
        fee=policy.fee_rate,
        contingency=policy.contingency_rate,
        low=policy.cost_low,
        high=policy.cost_high,
        band_low=band.low,
        band_high=band.high,
    )


def _benefit(facts: Facts, words: PaperWords) -> Said:
    policy = facts.programme.policy
    weights = (f"{word(CLASSES, kind.value, words.lang)} {policy.class_weights[kind]}" for kind in MeasureClass)
    yield words.say(
        "how_benefit_text",
        base=policy.demand_base,
        weights=joined(weights, words.lang),
        discount=facts.programme.discount,
    )


def _search(facts: Facts, words: PaperWords) -> Said:
    programme = facts.programme
    trades = {crew.trade for crew in programme.crews}
    yield words.say("how_search_text", funds=len(programme.funds), trades=len(trades))


def _quality(facts: Facts, words: PaperWords) -> Said:
    broken = len(violations(facts.programme, facts.offer, facts.outcome.plan))
    yield words.say(
        "how_quality_text",
        objective=f"{facts.outcome.objective:,.0f}",
        bound=f"{facts.outcome.proven_bound:,.0f}",
        gap=words.gap(facts.outcome),
        violations=words.say("how_broken", count=broken) if broken else words.say("how_kept"),
    )
    if facts.binding:
        yield words.say("how_limits_text")
        yield Captioned(words.say("how_table_limits"), _limits(facts, words))


def _limits(facts: Facts, words: PaperWords) -> Printed:
    heads = [words.say(code) for code in ("head_limit", "head_when", "head_used", "head_cap", "how_unit", "how_adds")]
    return Printed(heads, [_limit(words, limit) for limit in facts.binding[:_MOST]])


def _limit(words: PaperWords, limit: Limit) -> list[str]:
    is_million = limit.kind is LimitKind.FUND and words.lang == "en"
    scale, places = (100, 4) if is_million else (1, 2)
    cap = "—" if limit.told_cap is None else f"{limit.told_cap / scale:,.{places}f}"
    unit = words.say("unit_fund_here" if limit.kind is LimitKind.FUND else f"counted_{limit.kind}")
    used = f"{limit.told_used / scale:,.{places}f}"
    return [words.limit(limit), words.limit_when(limit), used, cap, unit, f"{limit.points * scale:,.2f}"]


def _money(facts: Facts, words: PaperWords) -> Said:
    yield words.say("how_rules_text")
    by_rule: dict[str, list[str]] = {}
    for fund in facts.by_fund.rows:
        by_rule.setdefault(words.rule(fund), []).append(words.fund(fund))
    rows = [[joined(funds, words.lang), rule] for rule, funds in by_rule.items()]
    if rows:
        heads = [words.say("head_fund"), words.say("head_rule")]
        yield Captioned(words.say("how_table_rules"), Printed(heads, rows))


def _dates(facts: Facts, words: PaperWords) -> Said:
    yield words.say("how_dates_text")
    rules = [facts.programme.step_rule(step) for step in Step]
    rows = [[words.say(f"step_{rule.step}"), str(rule.usual), str(rule.least)] for rule in rules]
    heads = [words.say(code) for code in ("how_step", "how_usual", "how_least")]
    yield Captioned(words.say("how_table_steps"), Printed(heads, rows))
    spans = [(last - first).days + 1 for gaps in facts.gaps.values() for first, last in gaps]
    if spans:
        values = {"estates": len(facts.gaps), "count": len(spans), "longest": max(spans)}
        yield words.say("how_gaps_text", days=IDLE, **values)
    else:
        yield words.say("how_no_gaps_text", days=IDLE)


def _use(facts: Facts, words: PaperWords) -> Said:
    yield words.say("how_use_text")


_PARTS: dict[str, Callable[[Facts, PaperWords], Said]] = {
    "how_data": _data,
    "how_scope": _scope,
    "how_costs": _costs,
    "how_benefit": _benefit,
    "how_search": _search,
    "how_quality": _quality,
    "how_money_rules": _money,
    "how_dates": _dates,
    "how_use": _use,
}
