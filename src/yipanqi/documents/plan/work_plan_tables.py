"""The work plan's tables as strings: what is said in them, before it is printed."""

from collections.abc import Iterable
from decimal import Decimal

from yipanqi.documents.plan.responsibility import Share, shares
from yipanqi.documents.plan.words import PaperWords, count
from yipanqi.documents.press.word_tables import Printed
from yipanqi.domain.calendar import year_of
from yipanqi.domain.measure import Measure
from yipanqi.domain.money import from_wan, percentages
from yipanqi.domain.planning.facts import Facts, MoneyTable
from yipanqi.domain.planning.why import standing
from yipanqi.domain.sentences.spoken import joined
from yipanqi.domain.step import Step
from yipanqi.domain.unit import SUBDISTRICT_OF_ESTATE, Duty, Part


def tables(facts: Facts, words: PaperWords) -> dict[str, Printed]:
    """Every table of the work plan by its name in the template."""
    return {
        "yearly": yearly(facts, words),
        "measures": measures(facts, words),
        "money": money(facts, words),
        "duties": duties(facts, words),
        "quarters": quarters(facts, words),
        "estates": estates(facts, words),
        "units": units(facts, words),
        "regions": regions(facts, words),
        "waiting": waiting(facts, words),
    }


def yearly(facts: Facts, words: PaperWords) -> Printed:
    """Subdistricts × years: estates that start and their households."""

    def cells(region: str | None) -> list[str]:
        sizes = [facts.size(facts.starting(year, region)) for year in (*facts.years, None)]
        return [f"{s.estates}／{count(s.households)}" if s.estates else "—" for s in sizes]

    rows = [[words.place(r.id), *cells(r.id)] for r in facts.subdistricts]
    heads = [words.say("head_subdistrict"), *map(words.year, facts.years), words.say("doc_total")]
    return Printed(heads, [*rows, [words.say("doc_total"), *cells(None)]], {len(rows)})


def measures(facts: Facts, words: PaperWords) -> Printed:
    """The measures of the plan under their headings, with the headings' sums; the others' needs in one row."""
    rows: list[list[str]] = []
    strong = set()
    idle = sum(line.needed for line in facts.measure_lines if not line.chosen)
    for group in facts.planned_groups:
        strong.add(len(rows))
        needed = sum(line.needed for line in group.lines if line.chosen)
        rows.append([words.group(group.group.id), count(needed), count(group.chosen), "", "", words.amount(group.cost)])
        for line in group.lines:
            if not line.chosen:
                continue
            quantity = f"{count(line.quantity.quantize(Decimal(1)))} {words.unit_of(line.measure.id)}"
            enhanced = count(line.enhanced) if line.enhanced else "—"
            name = f"　{words.measure(line.measure.id)}" if words.lang == "zh" else words.measure(line.measure.id)
            rows.append([name, count(line.needed), count(line.chosen), enhanced, quantity, words.amount(line.cost)])
    if idle:
        rows.append([words.say("plan_idle"), count(idle), "—", "—", "—", "—"])
    strong.add(len(rows))
    needed, chosen = (sum(getattr(line, name) for line in facts.measure_lines) for name in ("needed", "chosen"))
    rows.append([words.say("doc_total"), count(needed), count(chosen), "", "", words.amount(facts.told_total)])
    heads = ["head_measure", "head_needed", "head_chosen", "head_enhanced", "head_quantity", "head_money"]
    return Printed([words.say(code) for code in heads], rows, strong)


def money(facts: Facts, words: PaperWords) -> Printed:
    return _money(facts.by_fund, "head_fund", [words.fund(f) for f in facts.by_fund.rows], words)


def regions(facts: Facts, words: PaperWords) -> Printed:
    table = facts.by_subdistrict
    return _money(table, "head_subdistrict", [words.place(r) for r in table.rows], words)


def duties(facts: Facts, words: PaperWords) -> Printed:
    """The programme's duties: who leads, answers, supports and inspects; matters with the same units in one row."""
    own = words.say("doc_own_subdistrict")

    def names(units: Iterable[str]) -> str:
        return (
            joined((own if u == SUBDISTRICT_OF_ESTATE else words.short_unit(u) for u in units if u), words.lang) or "—"
        )

    alike: dict[tuple[str, ...], list[str]] = {}
    for d in _asked(facts):
        key = (names([d.lead]), names([d.responsible]), names(d.supporting), names([d.inspecting]))
        alike.setdefault(key, []).append(_subject(facts, words, d))
    rows = [[joined(subjects, words.lang), *key] for key, subjects in alike.items()]
    heads = [words.say("head_matter"), *(words.say(f"doc_role_{part}") for part in Part)]
    return Printed(heads, rows)


def _asked(facts: Facts) -> list[Duty]:
    """The duties under which a task of the plan falls, in the programme's order; what is left over comes last."""
    planned = {line.measure.id: line.measure.group for line in facts.measure_lines if line.chosen}
    steps = {step.value for step in Step} if facts.started else set()
    known = {d.applies_to for d in facts.programme.duties}
    used = steps | planned.keys() | {group for measure, group in planned.items() if measure not in known}
    is_over = any(measure not in known and group not in known for measure, group in planned.items())
    found = [d for d in facts.programme.duties if d.applies_to in used]
    rest = [d for d in facts.programme.duties if d.applies_to == "*" and (is_over or not steps <= known)]
    return [*found, *rest]


def quarters(facts: Facts, words: PaperWords) -> Printed:
    """Quarter by quarter until the end of the last year in which something is done: starts, open, finished, households
    of the finished."""
    last = max((year_of(q.quarter) for q in facts.quarter_lines if q.open), default=facts.years[-1])
    rows = [
        [words.quarter(q.quarter), *(count(n) if n else "—" for n in (q.starts, q.open, q.finished, q.households))]
        for q in facts.quarter_lines
        if year_of(q.quarter) <= last
    ]
    sums = [sum(getattr(q, name) for q in facts.quarter_lines) for name in ("starts", "finished", "households")]
    rows.append([words.say("doc_total"), count(sums[0]), "", count(sums[1]), count(sums[2])])
    heads = ["head_quarter", "head_starts", "head_open", "head_finished", "head_served"]
    return Printed([words.say(code) for code in heads], rows, {len(rows) - 1})


def estates(facts: Facts, words: PaperWords) -> Printed:
    """The plan's estates by subdistrict and start."""
    rows: list[list[str]] = []
    for region in facts.subdistricts:
        for e in facts.starting(None, region.id):
            rows.append(
                [
                    str(len(rows) + 1),
                    words.place(region.id),
                    words.estate(e.id),
                    count(e.households),
                    count(facts.works_by_estate[e.id]),
                    words.plain_quarter(facts.outcome.plan.starts[e.id]),
                    words.plain_quarter(facts.end(e.id)),
                    words.amount(facts.cost_by_estate[e.id]),
                ]
            )
    size = facts.size(facts.started)
    total = [
        "",
        words.say("doc_total"),
        f"{size.estates}",
        count(size.households),
        count(len(facts.outcome.plan.choices)),
    ]
    rows.append([*total, "", "", words.amount(facts.told_total)])
    heads = ["head_place", "head_subdistrict", "head_estate", "head_households", "head_works"]
    heads += ["head_start_quarter", "head_end_quarter", "head_money"]
    return Printed([words.say(code) for code in heads], rows, {len(rows) - 1})


def waiting(facts: Facts, words: PaperWords) -> Printed:
    """The estates in reserve with what all their needs would cost, then those that are not eligible, and why."""
    rows = [
        [
            str(at),
            words.place(e.subdistrict),
            words.estate(e.id),
            count(e.households),
            words.amount(facts.needs_cost[e.id]),
            words.say("standing_reserve"),
        ]
        for at, e in enumerate(facts.reserve, 1)
    ]
    for e in [*facts.idle, *facts.excluded]:
        why = words.reasons(facts.offer.standings[e.id].reasons) or words.say(f"standing_{standing(facts, e)}")
        row = [str(len(rows) + 1), words.place(e.subdistrict), words.estate(e.id), count(e.households), "—"]
        rows.append([*row, why.rstrip("。.")])
    heads = ["head_place", "head_subdistrict", "head_estate", "head_households", "head_needs_cost", "head_class"]
    return Printed([words.say(code) for code in heads], rows)


def units(facts: Facts, words: PaperWords) -> Printed:
    """Units with their tasks by role, the money they answer for and their last deadline."""
    rows = [_unit(words, share) for share in shares(facts)]
    heads = [words.say("head_unit"), *(words.say(f"doc_role_{part}") for part in Part)]
    return Printed([*heads, words.say("head_answered"), words.say("head_last_deadline")], rows)


def _unit(words: PaperWords, share: Share) -> list[str]:
    counts = [count(len(share.tasks[part])) if share.tasks[part] else "—" for part in Part]
    last = words.month(share.deadlines[-1]) if share.deadlines else "—"
    return [words.short_unit(share.unit), *counts, words.amount(from_wan(share.money)) if share.money else "—", last]


def _money(table: MoneyTable, head: str, names: list[str], words: PaperWords) -> Printed:
    totals = [sum(row) for row in table.fen]
    rows = [
        [name, *(words.amount(c) if c else "—" for c in cells), words.amount(total), f"{share}%"]
        for name, cells, total, share in zip(names, table.fen, totals, percentages(totals), strict=True)
    ]
    whole = "100.0%" if sum(totals) else "—"
    sums = [sum(row[i] for row in table.fen) for i in range(len(table.columns))]
    rows.append([words.say("doc_total"), *(words.amount(s) if s else "—" for s in [*sums, sum(sums)]), whole])
    heads = [words.say(head), *map(words.year, table.columns), words.say("doc_total"), words.say("head_part")]
    return Printed(heads, rows, {len(rows) - 1})


def _subject(facts: Facts, words: PaperWords, duty: Duty) -> str:
    """What a duty applies to, by name."""
    if duty.applies_to == "*":
        return words.say("doc_everything_else")
    if duty.applies_to in {step.value for step in Step}:
        return words.say(f"step_{duty.applies_to}")
    if duty.applies_to in facts.programme.measure_by_id:
        return words.measure(duty.applies_to)
    return words.group(duty.applies_to)


def group_text(words: PaperWords, chosen: list[tuple[Measure, int]]) -> str:
    """A heading's measures with how many works each has, and what is done to which standard."""
    parts = []
    for measure, number in chosen:
        content = measure.content_en if words.lang == "en" else measure.content
        code = "plan_measure_content" if content else "plan_measure"
        parts.append(
            words.say(code, name=words.inside(words.measure(measure.id)), count=number, content=content.rstrip("。."))
        )
    return ("; " if words.lang == "en" else "；").join(parts)
