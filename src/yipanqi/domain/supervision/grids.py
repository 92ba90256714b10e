"""Tables of a period, told as values: the bulletin's in the column order of the published ones, and the four of
statistics. A cell knows its kind and which estates stand behind it; pages, Word and Excel print the same grid."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yipanqi.domain.money import million_text, rounded, wan_text
from yipanqi.domain.sentences.spoken import joined
from yipanqi.domain.supervision.figures import Sums, by_region, percent_said, sorted_by, summed, total
from yipanqi.domain.supervision.snapshot import EstateLine, Snapshot

Names = tuple[str, str]  # in Chinese and in English
ALL = ("全部开工", "All started")


class Kind(StrEnum):
    """What a cell holds."""

    COUNT = "count"
    MONEY = "money"  # fen, told in 万元
    SHARE = "share"
    WORD = "word"  # the key of a name, or a pair of texts
    WORDS = "words"  # the keys of several names
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Which estates stand behind a figure; an empty field asks nothing."""

    year: int | None = None
    region: str = ""
    what: str = ""  # started, finished, not_started, not_finished, started_in, finished_in


@dataclass(frozen=True, slots=True)
class Box:
    """A cell; `ask`: which estates stand behind it, or another question of the page of rows."""

    kind: Kind
    value: object
    ask: Ask | str | None = None

    def said(self, lang: str, names: Mapping[str, Names]) -> str:
        """As it is printed."""
        if self.kind is Kind.SHARE:
            return percent_said(self.value if isinstance(self.value, Fraction) else None)
        if self.value is None:
            return "—"
        if self.kind is Kind.COUNT:
            return f"{self.value:,}"
        if self.kind is Kind.MONEY and isinstance(self.value, int):
            return million_text(self.value) if lang == "en" else wan_text(self.value)
        if self.kind is Kind.WORD:
            return _word(self.value, lang, names)
        if self.kind is Kind.WORDS and isinstance(self.value, tuple):
            return joined((_word(it, lang, names) for it in self.value), lang) or "—"
        return str(self.value)


def _word(value: object, lang: str, names: Mapping[str, Names]) -> str:
    pair = value if isinstance(value, tuple) else names.get(str(value), (str(value), ""))
    return str(pair[1] or pair[0]) if lang == "en" else str(pair[0])


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, and is it a figure?"""

    names: Names
    is_figure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A printed check of a table: its formula, and the rows that do not hold it."""

    formula: str
    failed: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Do all rows?"""
        return not self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; its last row is the sum."""

    key: str
    title: Names
    columns: tuple[Column, ...]
    rows: tuple[tuple[Box, ...], ...]
    foot: tuple[Box, ...] = ()
    checks: tuple[Check, ...] = ()
    note: Names = ("", "")
    source: Names = ("", "")  # which published table its columns follow


_TOTAL: Names = ("合计", "Total")
_NUMBER = Column(("序号", "No."), is_figure=False)
_REGION = Column(("街道", "Subdistrict"), is_figure=False)


def _count(value: int | None, ask: Ask | None = None) -> Box:
    return Box(Kind.COUNT, value, ask)


def provincial(sums: Mapping[str, Sums], year: int, whole: Names = _TOTAL, region: Column = _REGION) -> Grid:
    """序号 · … · 计划完成数 · 累计开工数 · 开工率 · 计划投资额 · 累计完成投资额 · 计划投资完成率, with its sum."""

    def row(at: int | str, key: object, one: Sums, ask: Ask) -> tuple[Box, ...]:
        return (
            Box(Kind.TEXT, at),
            Box(Kind.WORD, key),
            _count(one.estates, ask),
            _count(one.started, Ask(year=ask.year, region=ask.region, what="started")),
            Box(Kind.SHARE, one.share("started"), Ask(year=ask.year, region=ask.region, what="started")),
            Box(Kind.MONEY, one.planned, ask),
            Box(Kind.MONEY, one.done, ask),
            Box(Kind.SHARE, one.share("done"), ask),
        )

    return Grid(
        key=f"provincial-{year}",
        title=(
            f"{year}年度老旧小区改造进展情况表",
            f"Progress of the renovation of old estates, programme year {year}",
        ),
        columns=(
            _NUMBER,
            region,
            Column(("计划完成数", "Planned")),
            Column(("累计开工数", "Started to date")),
            Column(("开工率", "Started, %")),
            Column(("计划投资额（万元）", "Planned investment (CNY million)")),
            Column(("累计完成投资额（万元）", "Investment done to date (CNY million)")),
            Column(("计划投资完成率", "Investment done, %")),
        ),
        rows=tuple(row(at, key, one, Ask(year=year, region=key)) for at, (key, one) in enumerate(sums.items(), 1)),
        foot=row("", whole, total(sums.values()), Ask(year=year)),
        source=("省级月度通报表（2021年）", "A province's monthly table (2021)"),
    )


def ministry(sums: Mapping[str, Sums], year: int, region: Column = _REGION) -> Grid:
    """序号 · … · 新开工小区数 · 开工率, the highest first, 全部开工 where all are; with its sum."""

    def share(one: Sums) -> Box:
        return (
            Box(Kind.WORD, ALL) if one.estates and one.started == one.estates else Box(Kind.SHARE, one.share("started"))
        )

    told = enumerate(sorted_by(sums, "started"), 1)
    whole = total(sums.values())
    return Grid(
        key=f"ministry-{year}",
        title=(f"{year}年度老旧小区开工情况表", f"Estates started, programme year {year}"),
        columns=(
            _NUMBER,
            region,
            Column(("新开工小区数（个）", "Estates started")),
            Column(("开工率", "Started, %")),
        ),
        rows=tuple(
            (
                Box(Kind.TEXT, at),
                Box(Kind.WORD, key),
                _count(one.started, Ask(year=year, region=key, what="started")),
                share(one),
            )
            for at, (key, one) in told
        ),
        foot=(
            Box(Kind.TEXT, ""),
            Box(Kind.WORD, _TOTAL),
            _count(whole.started, Ask(year=year, what="started")),
            share(whole),
        ),
        source=("住房城乡建设部月度通报表（2023年）", "The ministry's monthly table (2023)"),
    )


_MEASURED: tuple[tuple[str, Kind, Names], ...] = (
    ("started", Kind.COUNT, ("开工小区", "Estates started")),
    ("finished", Kind.COUNT, ("完工小区", "Estates finished")),
    ("done", Kind.MONEY, ("完成投资（万元）", "Investment done (CNY million)")),
)
_SPANS: tuple[Names, ...] = (
    ("至上期末累计", "To the last period's end"),
    ("本期", "This period"),
    ("至本期末累计", "To this period's end"),
)


def progress(snapshot: Snapshot, year: int) -> Grid:
    """Plan of the year, to the last period's end, this period, to this period's end; columns are numbered, and each row
    is checked: 7 = 1 + 4, 8 = 2 + 5, 9 = 3 + 6."""
    now, before = by_region(snapshot, year), by_region(snapshot, year, is_before=True)

    def row(key: object, one: Sums, old: Sums, ask: Ask) -> tuple[Box, ...]:
        plan = (
            _count(one.estates, ask),
            _count(one.households, ask),
            Box(Kind.MONEY, one.planned, ask),
        )
        told = [
            (Kind(kind), getattr(old, name), getattr(one, name) - getattr(old, name), getattr(one, name), name)
            for name, kind, _ in _MEASURED
        ]
        asks = {
            "started": ("", "started_in", "started"),
            "finished": ("", "finished_in", "finished"),
            "done": ("", "", ""),
        }
        spans = (
            Box(kind, values[at], Ask(year=ask.year, region=ask.region, what=asks[name][at]) if at else None)
            for at in range(3)
            for kind, *values, name in told
        )
        return (Box(Kind.WORD, key), *plan, *spans)

    rows = tuple(row(key, one, before[key], Ask(year=year, region=key)) for key, one in now.items())
    foot = row(_TOTAL, total(now.values()), total(before.values()), Ask(year=year))
    numbered = tuple(
        Column((f"{span[0]}：{name[0]}（{3 * at + i + 1}）", f"{span[1]}: {name[1]} ({3 * at + i + 1})"))
        for at, span in enumerate(_SPANS)
        for i, (_, _, name) in enumerate(_MEASURED)
    )
    return Grid(
        key=f"progress-{year}",
        title=(f"统计表二　{year}年度实施进度", f"Statistics 2: progress, programme year {year}"),
        columns=(
            _REGION,
            Column(("计划小区", "Estates planned")),
            Column(("计划户数", "Households planned")),
            Column(("计划投资（万元）", "Investment planned (CNY million)")),
            *numbered,
        ),
        rows=rows,
        foot=foot,
        checks=tuple(
            Check(formula=f"{3 + i}={i - 3}+{i}", failed=_unequal((*rows, foot), i + 6, i, i + 3)) for i in (4, 5, 6)
        ),
        source=(
            "住房城乡建设系统法定进度报表的列式（年计划、上期末、本期、本期末，带校验式）",
            "The columns of the statutory housing progress form (plan, to the last period's end, this period; checks)",
        ),
    )


def _unequal(rows: Iterable[Sequence[Box]], whole: int, one: int, other: int) -> tuple[str, ...]:
    """Rows in which a column is not the sum of two others."""
    return tuple(str(row[0].value) for row in rows if _number(row[whole]) != _number(row[one]) + _number(row[other]))


def _number(box: Box) -> int:
    return box.value if isinstance(box.value, int) else 0


def plan(snapshot: Snapshot) -> Grid:
    """Each programme year: estates, households, buildings, floor area, money; those of all years."""
    years = sorted({it.year for it in snapshot.lines})

    def row(name: object, lines: Sequence[EstateLine], ask: Ask) -> tuple[Box, ...]:
        return (
            Box(Kind.WORD, name),
            _count(len(lines), ask),
            _count(sum(it.households for it in lines), ask),
            _count(sum(it.buildings or 0 for it in lines), ask),
            Box(Kind.TEXT, area_said(lines), ask),
            _count(sum(it.works for it in lines), ask),
            Box(Kind.MONEY, sum(it.planned for it in lines), ask),
        )

    of = {year: [it for it in snapshot.lines if it.year == year] for year in years}
    return Grid(
        key="plan",
        title=("统计表一　年度计划", "Statistics 1: plan"),
        columns=(
            Column(("计划年度", "Programme year"), is_figure=False),
            Column(("小区（个）", "Estates")),
            Column(("户数（户）", "Households")),
            Column(("楼栋（栋）", "Buildings")),
            Column(("建筑面积（㎡）", "Floor area (㎡)")),
            Column(("改造项（项）", "Works")),
            Column(("计划投资（万元）", "Investment planned (CNY million)")),
        ),
        rows=tuple(row((f"{year}年", str(year)), of[year], Ask(year=year)) for year in years),
        foot=row(_TOTAL, snapshot.lines, Ask()),
        note=_AREA_NOTE if any(not it.floor_area for it in snapshot.lines) else ("", ""),
        source=(
            "县级年度汇总表（小区、㎡、栋、户、总投资）",
            "A county's yearly summary (estates, ㎡, buildings, households)",
        ),
    )


_AREA_NOTE: Names = (
    "建筑面积后注“+”的，另有小区面积未知，未计入。",
    "A floor area marked “+” leaves out estates whose area is not known.",
)


def area_said(lines: Iterable[EstateLine]) -> str:
    """The floor area of those whose area is known; a plus says that there are others."""
    told = [*lines]
    whole = sum((Decimal(it.floor_area) for it in told if it.floor_area), Decimal(0))
    return f"{whole:,.0f}" + ("+" if any(not it.floor_area for it in told) else "")


def effects(snapshot: Snapshot) -> Grid:
    """What was built of each measure: planned, in the period, in the year, to date."""

    def row(it: object, values: Sequence[str], unit: str) -> tuple[Box, ...]:
        return (
            Box(Kind.WORD, it),
            Box(Kind.WORD, f"unit:{unit}"),
            *(Box(Kind.TEXT, text, "effects=") for text in values),
        )

    return Grid(
        key="effects",
        title=("统计表三　改造成效", "Statistics 3: effects"),
        columns=(
            Column(("改造内容", "Work"), is_figure=False),
            Column(("单位", "Unit"), is_figure=False),
            Column(("计划", "Planned")),
            Column(("本期完成", "Done in the period")),
            Column(("本年完成", "Done in the year")),
            Column(("累计完成", "Done to date")),
        ),
        rows=tuple(
            row(
                f"measure:{it.measure}",
                [amount_said(x) for x in (it.planned, it.in_period, it.in_year, it.done)],
                it.unit,
            )
            for it in snapshot.effects
        ),
        note=("按已报完的改造项计。", "Of works that are reported done."),
        source=("全国改造成效的口径（本年与累计）", "As effects are counted nationally (of the year and to date)"),
    )


def amount_said(value: str) -> str:
    """12,346: whole, for nobody builds half a lamp, and a square metre is fine enough."""
    return f"{rounded(Decimal(value)):,}"


def basics(snapshot: Snapshot) -> Grid:
    """Each subdistrict: estates, households, buildings, floor area of all years; how many stand where."""
    last = snapshot.period.last
    of: dict[str, list[EstateLine]] = {}
    for it in snapshot.lines:
        of.setdefault(it.region, []).append(it)

    def row(name: object, lines: Sequence[EstateLine], region: str) -> tuple[Box, ...]:
        one = summed(lines, last)
        return (
            Box(Kind.WORD, name),
            _count(one.estates, Ask(region=region)),
            _count(one.households, Ask(region=region)),
            _count(sum(it.buildings or 0 for it in lines), Ask(region=region)),
            Box(Kind.TEXT, area_said(lines), Ask(region=region)),
            _count(one.estates - one.started, Ask(region=region, what="not_started")),
            _count(one.started - one.finished, Ask(region=region, what="under_way")),
            _count(one.finished, Ask(region=region, what="finished")),
        )

    rows = tuple(row(key, lines, key) for key, lines in of.items())
    foot = row(_TOTAL, snapshot.lines, "")
    return Grid(
        key="basics",
        title=("统计表四　基本情况", "Statistics 4: basics"),
        columns=(
            _REGION,
            Column(("小区（1）", "Estates (1)")),
            Column(("户数（2）", "Households (2)")),
            Column(("楼栋（3）", "Buildings (3)")),
            Column(("建筑面积㎡（4）", "Floor area ㎡ (4)")),
            Column(("未开工（5）", "Not started (5)")),
            Column(("在建（6）", "Under way (6)")),
            Column(("完工（7）", "Finished (7)")),
        ),
        rows=rows,
        foot=foot,
        checks=(
            Check(
                formula="1=5+6+7",
                failed=tuple(
                    str(it[0].value)
                    for it in (*rows, foot)
                    if _number(it[1]) != _number(it[5]) + _number(it[6]) + _number(it[7])
                ),
            ),
        ),
        note=_AREA_NOTE if any(not it.floor_area for it in snapshot.lines) else ("", ""),
        source=("区级进展表（小区、㎡、栋、户）", "A district's progress table (estates, ㎡, buildings, households)"),
    )


def statistics(snapshot: Snapshot) -> tuple[Grid, ...]:
    """The four tables: plan, progress of each year, effects, basics."""
    return (plan(snapshot), *(progress(snapshot, it) for it in snapshot.years), effects(snapshot), basics(snapshot))


def bulletin_tables(snapshot: Snapshot) -> tuple[Grid, ...]:
    """Of each programme year the provincial table and the ministry's."""
    found: list[Grid] = []
    for year in snapshot.years:
        sums = by_region(snapshot, year)
        found += [provincial(sums, year), ministry(sums, year)]
    return tuple(found)


def duty(snapshot: Snapshot, year: int) -> Grid:
    """任务 · 牵头单位 · 责任单位 · 配合单位 · 责任人 · each quarter's visible progress, planned and done."""
    ends = snapshot.period.quarters()

    def units(*keys: int | None) -> Box:
        return Box(Kind.WORDS, tuple(f"unit-of:{it}" for it in keys if it))

    def visible(line: EstateLine, at: int) -> Box:
        if at >= len(line.quarters):
            return Box(Kind.TEXT, "—")
        planned, done = line.quarters[at]
        return Box(Kind.WORD, visible_said(planned, done))

    return Grid(
        key=f"duty-{year}",
        title=(f"{year}年度责任分解和形象进度表", f"Duties and visible progress, programme year {year}"),
        columns=(
            Column(("任务", "Task"), is_figure=False),
            Column(("牵头单位", "Lead"), is_figure=False),
            Column(("责任单位", "Responsible"), is_figure=False),
            Column(("配合单位", "Supporting"), is_figure=False),
            Column(("责任人", "In person"), is_figure=False),
            *(
                Column((f"{end.year}年第{'一二三四'[at]}季度", f"{end.year} Q{at + 1}"), is_figure=False)
                for at, end in enumerate(ends)
            ),
        ),
        rows=tuple(
            (
                Box(Kind.WORD, f"estate:{it.estate}", Ask(year=year, region=it.region)),
                units(it.lead),
                units(it.responsible),
                units(*it.supporting),
                Box(Kind.TEXT, it.person or "—"),
                *(visible(it, at) for at in range(len(ends))),
            )
            for it in snapshot.lines
            if it.year == year
        ),
        source=(
            "两个区的责任分解表（每季度形象进度）",
            "Duty tables of two districts (each quarter's visible progress)",
        ),
    )


def visible_said(planned: int, done: int | None) -> Names:
    """计划60.0%，实际58.2%: at the quarter's end; a quarter that is not over has a plan alone."""
    zh, en = f"计划{planned / 10:.1f}%", f"planned {planned / 10:.1f}%"
    if done is None:
        return zh, en
    return f"{zh}，实际{done / 10:.1f}%", f"{en}, done {done / 10:.1f}%"


def behind(snapshot: Snapshot, what: str) -> Callable[[EstateLine], bool]:
    """Does an estate stand behind a figure? The same question as `Ask.what` asks."""
    first, last = snapshot.period.first, snapshot.period.last
    tests: Mapping[str, Callable[[EstateLine], bool]] = {
        "": lambda it: True,
        "started": lambda it: _by(it.started_on, last),
        "not_started": lambda it: not _by(it.started_on, last),
        "finished": lambda it: _by(it.finished_on, last),
        "not_finished": lambda it: not _by(it.finished_on, last),
        "under_way": lambda it: _by(it.started_on, last) and not _by(it.finished_on, last),
        "started_in": lambda it: _by(it.started_on, last) and (it.started_on or first) >= first,
        "finished_in": lambda it: _by(it.finished_on, last) and (it.finished_on or first) >= first,
        "late": lambda it: (
            it.finish_date <= last and (not _by(it.finished_on, last) or (it.finished_on or last) > it.finish_date)
        ),
    }
    return tests.get(what, tests[""])


def asked(snapshot: Snapshot, ask: Ask) -> list[EstateLine]:
    """The estates behind a figure."""
    holds = behind(snapshot, ask.what)
    return [
        it
        for it in snapshot.lines
        if (ask.year is None or it.year == ask.year) and (not ask.region or it.region == ask.region) and holds(it)
    ]


def _by(day: date | None, until: date) -> bool:
    return day is not None and day <= until
