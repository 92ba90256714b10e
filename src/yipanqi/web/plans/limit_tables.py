"""What binds: limits and what one more unit buys, crews and sites against their limits, benefit and money by place."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from yipanqi.domain.calendar import year_of
from yipanqi.domain.money import FEN_PER_WAN
from yipanqi.domain.planning.account import loads, sites
from yipanqi.domain.planning.eligibility import Standing
from yipanqi.domain.planning.outcome import Limit, LimitKind, used_up
from yipanqi.domain.planning.told import told_grant
from yipanqi.domain.sentences.spoken import TRADES, word
from yipanqi.web.page.charts import STEP, Bar, bars
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import Cell, Table, count, link, money, points, text

from .models import PlanRun
from .part_tables import Ask, url_of
from .study import Study
from .words import UNPAID

LOWEST = 2  # subdistricts that are marked as served least
MILLION = 100  # units of a fund's limit, which counts 10⁴ yuan


def limits(run: PlanRun, found: Study, ask: Ask) -> list[Table]:
    """The limits that bind, dearest first, each with what one more unit of it would buy."""
    words = found.words
    rows = [
        [
            text(words.limit(limit)),
            text(words.limit_when(limit)),
            points(limit.told_used),
            points(limit.told_cap),
            text(words.limit_unit(limit)),
            _two(limit.points),
            _two(limit.households),
            text(in_words(found, limit)),
        ]
        for limit in found.facts.binding
        if _is_asked(found, ask, limit.kind.value, limit.year, limit.quarter)
    ]
    columns = [
        (say("限制", "Limit"), False),
        (say("时间", "When"), False),
        (say("已用", "Used"), True),
        (say("上限", "Limit"), True),
        (say("一个单位", "One unit"), False),
        (say("多得效益（分）", "Adds (points)"), True),
        (say("多惠及（户）", "Reaches (households)"), True),
        (say("说明", "In words"), False),
    ]
    note = say(
        "每放宽一个单位可增加的效益按当前最优价格估算，放宽很多时会变小。",
        "What one more unit adds is reckoned at the present prices; it shrinks as a limit is loosened further.",
    )
    if not run.is_paid:
        note = say(
            "资金未核算：改正违反的规则之后，才知道哪些限制用满。",
            "The money is not reckoned: which limits are used up is known once the plan breaks no rule.",
        )
    elif not rows and found.facts.binding:
        note = say("没有符合筛选条件的限制。", "No limit that binds fits the filter.")
    elif not found.facts.are_limits_priced:
        note = say(
            "这个方案由手工调整而来，没有计算限制的价格；可由此重新编制。",
            "This plan was changed by hand; nobody reckoned what its limits are worth. Plan on from it to know.",
        )
    elif not rows and found.facts.is_by_hand:
        note = say("调整之后没有用满的限制。", "After the change no limit is used up.")
    elif not rows:
        note = say("没有限制使方案受限：再多也买不到更多效益。", "No limit binds: more of any would buy nothing.")
    if run.is_paid and found.facts.is_by_hand and found.facts.are_limits_priced:
        note += say(
            "方案由手工调整：价格取自原方案，已用量是调整之后的。",
            " The plan was changed by hand: prices are those of the plan it came from, what is used is its own.",
        )
    title = say("起作用的限制", "Limits that bind")
    binding = Table(key="limits", title=title, columns=columns, rows=rows, note=note, is_wide=True)
    return [binding, *([_all(run, found, ask)] if ask.get("kind") in (None, "", LimitKind.FUND.value) else [])]


def _is_asked(found: Study, ask: Ask, kind: str, year: int | None, quarter: int | None) -> bool:
    """Does a limit fit the kind and the year that are asked for? One without a year fits every year."""
    at = year if year is not None else year_of(quarter) if quarter is not None else None
    label = "" if at is None else str(found.programme.calendar.first_year + at)
    return ask.get("kind") in (None, "", kind) and (ask.get("year") in (None, "", label) or not label)


def _all(run: PlanRun, found: Study, ask: Ask) -> Table:
    """Every fund's year with what the plan uses of it; crews and sites have a page of their own."""
    programme, words, unpaid = found.programme, found.words, text(say(*UNPAID))
    rows = [
        [
            text(words.fund(fund.id)),
            text(words.year(year)),
            money(found.plan.paid.get((fund.id, year))) if run.is_paid else unpaid,
            money(told_grant(grant)) if grant is not None else text(say("不限", "no limit")),
            text(f"{found.plan.paid.get((fund.id, year), 0) / grant:.0%}" if grant and run.is_paid else ""),
        ]
        for fund in programme.funds
        for year, grant in enumerate(fund.appropriations)
        if _is_asked(found, ask, LimitKind.FUND.value, year, None)
    ]
    columns = [
        (say("资金来源", "Source"), False),
        (say("年度", "Year"), False),
        (say("已用（万元）", "Used (10⁴ yuan)"), True),
        (say("额度（万元）", "Granted (10⁴ yuan)"), True),
        (say("使用比例", "Part used"), True),
    ]
    note = say("结转资金当年可用多于当年额度。", "A fund that carries over may use more than its year's grant.")
    return Table(key="funds", title=say("资金额度使用", "Use of the grants"), columns=columns, rows=rows, note=note)


def _two(value: float | None) -> Cell:
    return Cell(value, "" if value is None else f"{value:,.2f}")


def in_words(found: Study, limit: Limit) -> str:
    """What more of a limit would do, in people's words: of money a million, of others one unit."""
    words = found.words
    what, when, unit = words.limit(limit), words.limit_when(limit), words.limit_unit(limit)
    units = MILLION if limit.kind is LimitKind.FUND else 1
    more = say("再增加 100 万元", "a million yuan more") if units > 1 else say(f"再多{unit}", f"one more {unit}")
    households = round(found.facts.reached(limit, units) or 0)
    if not households:
        zh, en = "可提高标准或增补改造项", "would raise standards or add works"
    else:
        zh, en = f"约多惠及 {households:,} 户", f"would reach about {households:,} more households"
    if used_up(limit):
        return say(f"{when}{what}已用满，{more}{zh}。", f"“{what}” in {when} is used up: {more} {en}.")
    return say(f"{when}{what}几乎用满，{more}{zh}。", f"“{what}” in {when} is nearly used up: {more} {en}.")


@dataclass(frozen=True, kw_only=True)
class Load:
    """A crew's or a region's use by quarter, drawn and as a table's row."""

    name: str
    bars: list[Bar]
    width: float
    most: str  # what the highest bar or limit stands for
    years: list[tuple[float, str]]  # where each begins


def load(run: PlanRun, found: Study, ask: Ask) -> tuple[list[Load], list[Table]]:
    """Crews and sites by quarter against their limits."""
    programme, lang = found.programme, language()
    quarters = range(programme.calendar.quarters)
    used, open_at = loads(programme, found.offer, found.plan), sites(programme, found.offer, found.plan)
    series: list[tuple[str, list[float], list[float | None]]] = []
    for crew in programme.crews if ask.get("kind") != LimitKind.SITE.value else ():
        name = say(
            f"{found.words.region(crew.region)} · {word(TRADES, crew.trade, lang)}队伍（班组周）",
            f"{found.words.region(crew.region)} · crews for {word(TRADES, crew.trade, lang)} (crew-weeks)",
        )
        caps: list[float | None] = [float(programme.crew_weeks(crew, q)) for q in quarters]
        series.append((name, [float(used.get((crew.region, crew.trade, q), 0)) for q in quarters], caps))
    for limit in programme.site_limits if ask.get("kind") != LimitKind.CREW.value else ():
        region = found.words.region(limit.region)
        name = say(f"{region} · 同时施工（小区）", f"{region} · under construction (estates)")
        series.append(
            (name, [float(open_at.get((limit.region, q), 0)) for q in quarters], [float(c) for c in limit.caps])
        )
    labels = [programme.calendar.label(q) for q in quarters]
    years = [(year * 4 * STEP, str(programme.calendar.first_year + year)) for year in range(programme.calendar.years)]
    drawn = [
        Load(
            name=name,
            bars=bars(values, caps, labels),
            width=len(labels) * STEP,
            most=_short(max(*values, *(cap or 0 for cap in caps))),
            years=years,
        )
        for name, values, caps in series
    ]
    rows = [
        [text(name), *(text(_of(v, c)) for v, c in zip(values, caps, strict=True))] for name, values, caps in series
    ]
    columns = [(say("能力", "Capacity"), False), *((label, True) for label in labels)]
    title = say("施工负荷（已用 / 上限）", "Load (used / limit)")
    note = (
        ""
        if programme.crews or programme.site_limits
        else say(
            "没有施工班组和在建上限，开工时间不受施工能力约束；在“施工班组”“在建上限”表填写后重新编制，这里按季度对照。",
            "There are no crews and no limits on sites, so nothing holds back starts; fill in the sheets Crews and "
            "Site limits and plan again to see the load by quarter.",
        )
    )
    return drawn, [Table(key="load", title=title, columns=columns, rows=rows, is_dense=True, note=note)]


def _of(value: float, cap: float | None) -> str:
    return f"{_short(value)} / {_short(cap)}" if cap is not None else _short(value)


def _short(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def served_least(parts: Mapping[int, Fraction]) -> list[int]:
    """The places of the two, or of fewer where there are few, that are served least; of equals none."""
    ranked = sorted(parts, key=lambda place: parts[place])
    count = min(LOWEST, (len(ranked) - 1) // 2)
    return [place for place in ranked[: max(0, count)] if parts[place] < parts[ranked[-1]]]


def equity(run: PlanRun, found: Study, ask: Ask) -> list[Table]:
    """Benefit and money per household by subdistrict, of all eligible households."""
    facts, programme, plan = found.facts, found.programme, found.plan
    gained: dict[str, float] = {}
    spent: dict[str, int] = {}
    place = {e.id: e.subdistrict for e in programme.estates}
    for (estate, measure), standard in plan.choices.items():
        won = float(found.offer.work[estate, measure].option(standard).benefit)
        won *= float(programme.discount) ** plan.starts[estate]
        gained[place[estate]] = gained.get(place[estate], 0.0) + won
    for p in plan.payments:
        spent[place[p.estate]] = spent.get(place[p.estate], 0) + p.amount
    rows, sums = [], [0, 0, 0, 0.0]  # households that may be and are served, fen, points
    parts: dict[int, Fraction] = {}
    for region in facts.subdistricts:
        eligible = [
            e
            for e in programme.estates
            if e.subdistrict == region.id and found.offer.standings[e.id].standing is not Standing.EXCLUDED
        ]
        started = [e for e in eligible if e.id in plan.starts]
        all_homes, homes = sum(e.households for e in eligible), sum(e.households for e in started)
        to_why = link(url_of(run, "why"), subdistrict=region.id)
        fen, won = spent.get(region.id, 0), gained.get(region.id, 0.0)
        sums = [have + more for have, more in zip(sums, (all_homes, homes, fen, won), strict=True)]
        if all_homes:
            parts[len(rows)] = Fraction(homes, all_homes)
        rows.append(
            [
                text(region.name),
                count(all_homes, to_why),
                count(homes, link(to_why.split("?")[0], subdistrict=region.id, standing="started")),
                text(f"{homes / all_homes:.0%}" if all_homes else ""),
                money(fen, link(url_of(run, "payments"), subdistrict=region.id)),
                _two(fen / FEN_PER_WAN / all_homes if all_homes else None),
                _two(won / all_homes if all_homes else None),
            ]
        )
    for place in served_least(parts):
        rows[place][3] = text(f"▼ {rows[place][3].text}")
    all_homes, homes, fen, won = sums
    foot = [
        text(say("合计", "Total")),
        count(int(all_homes)),
        count(int(homes)),
        text(f"{homes / all_homes:.0%}" if all_homes else ""),
        money(int(fen)),
        _two(fen / FEN_PER_WAN / all_homes if all_homes else None),
        _two(won / all_homes if all_homes else None),
    ]
    columns = [
        (say("街道", "Subdistrict"), False),
        (say("符合条件（户）", "Eligible (households)"), True),
        (say("受益（户）", "Served (households)"), True),
        (say("受益比例", "Part served"), True),
        (say("金额（万元）", "Money (10⁴ yuan)"), True),
        (say("户均金额（万元）", "Money per household (10⁴ yuan)"), True),
        (say("户均效益（分）", "Benefit per household (points)"), True),
    ]
    note = say(
        "户均数按全部符合条件的户数计算。▼ 受益比例最低的街道。",
        "Per household: of all eligible households. ▼ Subdistricts of which the least part is served.",
    )
    return [
        Table(
            key="equity",
            title=say("街道之间是否公平", "Between subdistricts"),
            columns=columns,
            rows=rows,
            foot=foot,
            note=note,
        )
    ]
