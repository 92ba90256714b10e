"""What the pages of a made plan show: works, money, payments, and why. Each figure leads to its rows."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from yipanqi.domain.calendar import year_of
from yipanqi.domain.estate import Estate
from yipanqi.domain.money import Fen, in_wan
from yipanqi.domain.planning.of_units import OwnWorks
from yipanqi.domain.planning.offer import Refusal
from yipanqi.domain.planning.plainly import in_part, plainly
from yipanqi.domain.planning.why import standing, why_estate
from yipanqi.domain.programme import Payment
from yipanqi.domain.sentences.spoken import rough_money_text
from yipanqi.web.page import charts
from yipanqi.web.page.charts import Flow
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Cell, Rows, Table, count, link, money, text

from .models import PlanRun
from .study import Study


class Ask(dict[str, str]):
    """What is asked of a part, where the pages of the estates are that the reader may see, and, where only these are
    asked for, the works of the reader's own organisation, or of the estates the reader reads of."""

    estates: Mapping[str, str] = {}
    within: frozenset[str] | None = None  # the estates that the reader reads of; nothing: all
    covered: frozenset[str] | None = None  # those of which all is read; nothing: all
    is_mine = False
    own: OwnWorks | None = None
    payments: Sequence[Payment] = ()  # of these works

    @property
    def mine(self) -> str | None:
        """What a link must ask so that it leads to the same."""
        return "1" if self.is_mine else None

    @property
    def note(self) -> str:
        """What stands beside rows that are not all."""
        return (
            ""
            if self.within is None
            else say("只含您范围内的小区和改造项。", " Only the estates and works of your area.")
        )


def url_of(run: PlanRun, part: str) -> str:
    """Where a part of the plan is."""
    return reverse("plans:part", args=[run.uid, part])


def works(run: PlanRun, found: Study, ask: Ask) -> list[Table]:
    """The plan by year of start, by subdistrict and by kind of work."""
    return [_by_year(run, found, ask), _by_subdistrict(run, found, ask), _by_group(run, found, ask)]


def _started(found: Study, ask: Ask) -> list[Estate]:
    """The started estates; of one's own those with a work of one's own."""
    return [e for e in found.facts.started if ask.own is None or e.id in ask.own.estates]


def _works(found: Study, ask: Ask) -> Collection[tuple[str, str]]:
    return found.plan.choices if ask.own is None else ask.own.any_part


def _paid(found: Study, ask: Ask) -> Sequence[Payment]:
    return found.plan.payments if ask.own is None else ask.payments


def _by_year(run: PlanRun, found: Study, ask: Ask) -> Table:
    why, pay, started = url_of(run, "why"), url_of(run, "payments"), _started(found, ask)
    starts, works, payments = found.plan.starts, _works(found, ask), _paid(found, ask)
    per_year = Counter(year_of(starts[e]) for e, _ in works)
    paid = _sums((p.year, p.amount) for p in payments)
    rows = []
    for year in range(found.programme.calendar.years):
        inside = [e for e in started if year_of(starts[e.id]) == year]
        label, said = found.programme.calendar.first_year + year, found.words.year(year)
        to_why, to_pay = link(why, year=label, mine=ask.mine), link(pay, year=label, mine=ask.mine)
        rows.append([text(said), *_size(inside, to_why), count(per_year[year]), money(paid.get(year), to_pay)])
    columns = [(say("开工年度", "Starting in"), False), *_heads()]
    whole = [text(say("合计", "Total")), *_size(started, link(why, standing="started", mine=ask.mine))]
    foot = [*whole, count(len(works)), money(sum(p.amount for p in payments), link(pay, mine=ask.mine))]
    note = say(
        "金额按支付年度计，其余按开工年度计。", "Money by the year it is paid in, the rest by the year of the start."
    )
    note += ask.note
    if ask.is_mine:
        note += say(
            "改造项是我单位牵头、负责、配合或督办的；金额只计我单位牵头或负责的。",
            " Works that your organisation leads, answers for, supports or inspects; money of those it leads or "
            "answers for.",
        )
    return Table(key="year", title=say("按年度", "By year"), columns=columns, rows=rows, foot=foot, note=note)


def _by_subdistrict(run: PlanRun, found: Study, ask: Ask) -> Table:
    why, pay, started = url_of(run, "why"), url_of(run, "payments"), _started(found, ask)
    place = {e.id: e.subdistrict for e in found.programme.estates}
    chosen = Counter(place[e] for e, _ in _works(found, ask))
    paid = _sums((place[p.estate], p.amount) for p in _paid(found, ask))
    rows = []
    for region in found.facts.subdistricts:
        inside = [e for e in started if e.subdistrict == region.id]
        size = _size(inside, link(why, subdistrict=region.id, standing="started", mine=ask.mine))
        to_pay = link(pay, subdistrict=region.id, mine=ask.mine)
        rows.append([text(region.name), *size, count(chosen[region.id]), money(paid.get(region.id), to_pay)])
    columns = [(say("街道", "Subdistrict"), False), *_heads()]
    return Table(key="subdistrict", title=say("按街道", "By subdistrict"), columns=columns, rows=rows)


def _group_lines(found: Study, ask: Ask) -> list[tuple[str, list[tuple[str, int | None, int, int]]]]:
    """Group → its measures, each with estates that need it, works and money; of one's own only those that are planned,
    and nothing of needs: they are nobody's own."""
    whole = [(g.group.id, [line for line in g.lines if line.needed]) for g in found.facts.group_lines]
    if ask.own is None:
        return [(group, [(x.measure.id, x.needed, x.chosen, x.cost) for x in lines]) for group, lines in whole]
    chosen, paid = Counter(m for _, m in ask.own.any_part), _sums((p.measure, p.amount) for p in ask.payments)
    own = [(group, [x.measure.id for x in lines if chosen[x.measure.id]]) for group, lines in whole]
    return [(group, [(m, None, chosen[m], paid.get(m, 0)) for m in measures]) for group, measures in own if measures]


def _by_group(run: PlanRun, found: Study, ask: Ask) -> Table:
    words, pay = found.words, url_of(run, "payments")
    rows = []
    for group, lines in _group_lines(found, ask):
        works, fen = sum(line[2] for line in lines), sum(line[3] for line in lines)
        to_pay = link(pay, group=group, mine=ask.mine)
        rows.append([text(words.group(group)), text(""), count(None), count(works), money(fen, to_pay)])
        for measure, needed, works, fen in lines:
            to_pay = link(pay, measure=measure, mine=ask.mine)
            rows.append([text(""), text(words.measure(measure)), count(needed), count(works), money(fen, to_pay)])
    columns = [
        (say("类别", "Group"), False),
        (say("改造内容", "Measure"), False),
        (say("需要（小区）", "Needed (estates)"), True),
        (say("排入（项）", "Planned (works)"), True),
        (say("金额（万元）", "Money (10⁴ yuan)"), True),
    ]
    note = say("需要：符合条件的小区中需要此项的个数。", "Needed: how many eligible estates need it.")
    return Table(key="group", title=say("按类别", "By group"), columns=columns, rows=rows, note=note)


def _heads() -> list[tuple[str, bool]]:
    heads = [
        say("小区", "Estates"),
        say("户", "Households"),
        say("改造项", "Works"),
        say("金额（万元）", "Money (10⁴ yuan)"),
    ]
    return [(head, True) for head in heads]


def _size(estates: list[Estate], url: str) -> list[Cell]:
    return [count(len(estates), url), count(sum(e.households for e in estates), url)]


def flows(run: PlanRun, found: Study, ask: Ask) -> list[Table]:
    """Money from each source through the years to the groups; each figure leads to its payments."""
    programme, words, pay = found.programme, found.words, url_of(run, "payments")
    group_of = {m.id: m.group for m in programme.measures}
    cells = _sums(((p.fund, p.year, group_of[p.measure]), p.amount) for p in found.plan.payments)
    years = range(programme.calendar.years)
    funds = [f.id for f in programme.funds if any(key[0] == f.id for key in cells)]
    groups = [g.id for g in programme.groups if any(key[2] == g.id for key in cells)]

    def table(key: str, title: str, heads: list[tuple[str, str, Any]], year: int | None) -> Table:
        """Sources by these columns: (heading, name of the question, its value)."""
        shown = None if year is None else programme.calendar.first_year + year

        def cell(fund: str | None, ask: str, value: Any) -> Cell:
            hits = (
                fen for at, fen in cells.items() if _fits(at, fund, ask, value, year, programme.calendar.first_year)
            )
            return money(sum(hits), link(pay, fund=fund, **{"year": shown, **({ask: value} if ask else {})}))

        columns = [*heads, (say("合计", "Total"), "", None)]
        rows = [[text(words.fund(f)), *(cell(f, ask, v) for _, ask, v in columns)] for f in funds]
        foot = [text(say("合计", "Total")), *(cell(None, ask, v) for _, ask, v in columns)]
        named = [(say("资金来源", "Source"), False), *((name, True) for name, _, _ in columns)]
        return Table(
            key=key, title=title, columns=named, rows=rows, foot=foot, note=_band(found) if year is None else ""
        )

    by_year = [(words.year(y), "year", programme.calendar.first_year + y) for y in years]
    by_group = [(words.group(g), "group", g) for g in groups]
    whole = table("years", say("各来源按年度（万元）", "Sources by year (10⁴ yuan)"), by_year, None)
    rules = Table(
        key="rules",
        title=say("各来源的分配规则", "How each source is divided"),
        columns=[
            (say("资金来源", "Source"), False),
            (say("在改造项之间的分配规则", "How it is divided among works"), False),
        ],
        rows=[[text(words.fund(f)), text(words.rule(f))] for f in funds],
        is_wide=True,
    )
    parts = [
        table(
            f"y{y}",
            say(f"{words.year(y)}各来源按类别（万元）", f"{words.year(y)}: sources by group (10⁴ yuan)"),
            by_group,
            y,
        )
        for y in years
        if any(key[1] == y for key in cells)
    ]
    return [whole, *parts, rules]


def _band(found: Study) -> str:
    """Between what the works may cost, where some of it is an estimate."""
    band, lang = found.facts.cost_band, language()
    if band.low == band.high:
        return ""
    low, high = rough_money_text(band.low, lang), rough_money_text(band.high, lang)
    return say(
        f"造价是估算：按已公布项目检验，全部改造项有八成把握在 {low}至{high}之间。",
        f"Costs are estimates: tried on published totals, all works cost between {low} and {high} with eight "
        "chances in ten.",
    )


def flow(run: PlanRun, found: Study) -> Flow | None:
    """The same money as a picture: from the sources through the years to the groups."""
    programme, words = found.programme, found.words
    group_of = {m.id: m.group for m in programme.measures}
    sums = _sums(((p.fund, str(p.year), group_of[p.measure]), p.amount) for p in found.plan.payments)
    columns = (
        [(f.id, words.fund(f.id)) for f in programme.funds],
        [(str(y), words.year(y)) for y in range(programme.calendar.years)],
        [(g.id, words.group(g.id)) for g in programme.groups],
    )
    kept = [[pair for pair in column if any(way[at] == pair[0] for way in sums)] for at, column in enumerate(columns)]
    asks = ("fund", "year", "group")

    def rows(way: dict[int, str]) -> str:
        asked = {asks[at]: key for at, key in way.items()}
        if "year" in asked:
            asked["year"] = str(int(asked["year"]) + programme.calendar.first_year)
        return link(url_of(run, "payments"), **asked)

    return charts.flow(sums, kept, say("万元", "× 10⁴ yuan"), rows)


def _fits(at: tuple[str, int, str], fund: str | None, ask: str, value: Any, year: int | None, first: int) -> bool:
    asked = {"year": at[1] + first, "group": at[2]}.get(ask)
    return (fund is None or at[0] == fund) and (not ask or asked == value) and (year is None or at[1] == year)


def payments(run: PlanRun, found: Study, ask: Ask) -> list[Table]:
    """The payments that fit what is asked, one a row; files have them to the fen."""
    words, first = found.words, found.programme.calendar.first_year
    kept = _asked(found, ask)

    def row(p: Payment) -> list[Cell]:
        return [
            text(words.estate(p.estate), ask.estates.get(p.estate, "")),
            text(words.subdistrict(p.estate)),
            text(words.measure(p.measure)),
            text(words.fund(p.fund)),
            Cell(first + p.year, str(first + p.year)),
            Cell(in_wan(exact(p)), money(p.amount).text),
        ]

    def exact(p: Payment) -> Fen:
        return found.exact[p.estate, p.measure, p.fund, p.year]

    rows = Rows(kept, row)
    columns = [
        (say("小区", "Estate"), False),
        (say("街道", "Subdistrict"), False),
        (say("改造内容", "Measure"), False),
        (say("资金来源", "Source"), False),
        (say("年度", "Year"), True),
        (say("金额（万元）", "Money (10⁴ yuan)"), True),
    ]
    whole = Cell(in_wan(sum(map(exact, kept))), money(sum(p.amount for p in kept)).text)
    foot = [text(say("合计", "Total")), text(""), text(""), text(""), text(""), whole] if rows else []
    note = say(f"{len(rows):,} 笔", f"{len(rows):,} payments")
    if ask.note:
        note += say("；", ".") + ask.note
    if ask.is_mine:
        note += say("，我单位牵头或负责的改造项", " for works that your organisation leads or answers for")
    return [Table(key="payments", title=say("支付明细", "Payments"), columns=columns, rows=rows, foot=foot, note=note)]


def _asked(found: Study, ask: Ask) -> Sequence[Payment]:
    """The payments that fit; with nothing asked all of them."""
    programme, estate = found.programme, ask.get("estate")
    kept: Sequence[Payment] = found.payments_by_estate.get(estate, ()) if estate else found.plan.payments
    if ask.own is not None:
        kept = [p for p in kept if (p.estate, p.measure) in ask.own.answered]
    if year := ask.get("year"):
        kept = [p for p in kept if str(p.year + programme.calendar.first_year) == year]
    if fund := ask.get("fund"):
        kept = [p for p in kept if p.fund == fund]
    for key, name in (("group", "group"), ("measure", "id")):
        if wanted := ask.get(key):
            measures = {m.id for m in programme.measures if getattr(m, name) == wanted}
            kept = [p for p in kept if p.measure in measures]
    if place := ask.get("subdistrict"):
        inside = {e.id for e in programme.estates if e.subdistrict == place}
        kept = [p for p in kept if p.estate in inside]
    return kept


def why(run: PlanRun, found: Study, ask: Ask) -> list[Table]:
    """Every estate with its start and the reason, in sentences, for it or against it."""
    facts, words = found.facts, found.words
    pay, is_reckoned = url_of(run, "payments"), bool(ask.get("reckoned")) and ask.within is None
    works, paid = _by_estate(found, ask)

    def row(estate: Estate) -> list[Cell]:
        start = found.plan.starts.get(estate.id)
        return [
            text(estate.name, ask.estates.get(estate.id, "")),
            text(words.region(estate.subdistrict)),
            count(estate.households),
            text(say("未排入", "not planned") if start is None else words.short_quarter(start)),
            count(works.get(estate.id)),
            money(paid.get(estate.id), link(pay, estate=estate.id, mine=ask.mine)),
            text(_reason(found, estate, ask)),
            *([text(why_estate(facts, words, estate))] if is_reckoned else []),
        ]

    wanted = [estate for estate in found.programme.estates if is_wanted(found, estate, ask)]
    rows, households = Rows(wanted, row), sum(estate.households for estate in wanted)
    columns = [
        (say("小区", "Estate"), False),
        (say("街道", "Subdistrict"), False),
        (say("户", "Households"), True),
        (say("开工", "Start"), False),
        (say("改造项", "Works"), True),
        (say("金额（万元）", "Money (10⁴ yuan)"), True),
        (say("为什么", "Why"), False),
        *([(say("测算依据", "What was reckoned"), False)] if is_reckoned else []),
    ]
    note = say(f"{len(rows):,} 个小区，{households:,} 户", f"{len(rows):,} estates, {households:,} households")
    if ask.note:
        note += say("；", ".") + ask.note
    return [Table(key="why", title=say("为什么", "Why"), columns=columns, rows=rows, note=note, is_wide=True)]


def refused(run: PlanRun, found: Study, ask: Ask) -> list[Table]:
    """Every work that may not be planned for want of a vote or of the residents' agreement, with the reason."""
    words, programme = found.words, found.programme
    texts = {key: ask.get(key, "") for key in ("reason", "measure", "subdistrict", "estate")}

    def is_asked(refusal: Refusal) -> bool:
        estate = programme.estate_by_id[refusal.estate]
        facts = {"reason": refusal.reason.code, "measure": refusal.measure, "subdistrict": estate.subdistrict}
        facts["estate"] = estate.id
        return (
            refusal.reason.code in found.facts.refused
            and (ask.within is None or estate.id in ask.within)
            and ask.get("q", "").lower() in f"{estate.name} {estate.id}".lower()
            and all(facts[key] == wanted for key, wanted in texts.items() if wanted)
        )

    def row(refusal: Refusal) -> list[Cell]:
        estate = programme.estate_by_id[refusal.estate]
        return [
            text(estate.name, ask.estates.get(estate.id, "")),
            text(words.region(estate.subdistrict)),
            text(words.measure(refusal.measure)),
            text(words.reasons([refusal.reason])),
        ]

    wanted = [refusal for refusal in found.offer.refusals if is_asked(refusal)]
    heads = (("小区", "Estate"), ("街道", "Subdistrict"), ("改造内容", "Measure"), ("为什么", "Why"))
    of = len({refusal.estate for refusal in wanted})
    note = say(f"{len(wanted):,} 项，{of:,} 个小区", f"{len(wanted):,} works on {of:,} estates")
    if ask.note:
        note += say("；", ".") + ask.note
    columns = [(say(*head), False) for head in heads]
    title = say("未列入的改造项", "Works not planned for")
    return [Table(key="refused", title=title, columns=columns, rows=Rows(wanted, row), note=note, is_wide=True)]


def _reason(found: Study, estate: Estate, ask: Ask) -> str:
    """Why, as much of it as the reader may know."""
    if ask.covered is None:
        return plainly(found.facts, found.words, estate)
    return in_part(found.facts, found.words, estate, is_whole=estate.id in ask.covered)


def _by_estate(found: Study, ask: Ask) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Estate → its works, and its money; of one's own works alone where these are asked for."""
    if ask.own is None:
        return found.facts.works_by_estate, found.facts.cost_by_estate
    return Counter(estate for estate, _ in ask.own.any_part), _sums((p.estate, p.amount) for p in ask.payments)


def is_wanted(found: Study, estate: Estate, ask: Ask) -> bool:
    """Does the estate fit what is asked?"""
    if ask.within is not None and estate.id not in ask.within:
        return False
    if not ask:
        return True
    if ask.is_mine and ask.own is not None and estate.id not in ask.own.estates:
        return False
    start = found.plan.starts.get(estate.id)
    year = "" if start is None else str(found.programme.calendar.first_year + year_of(start))
    facts = {"estate": estate.id, "subdistrict": estate.subdistrict, "year": year}
    return (
        ask.get("q", "").lower() in f"{estate.name} {estate.id}".lower()
        and all(facts[name] == ask[name] for name in facts if ask.get(name))
        and (not ask.get("standing") or standing(found.facts, estate) == ask["standing"])
    )


def _sums(pairs: Iterable[tuple[Any, int]]) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for key, fen in pairs:
        found[key] = found.get(key, 0) + fen
    return found
