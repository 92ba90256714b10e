"""进度通报 and 年度报告: a closed period told to the public, from the paper that was issued of it and from the tables
of its close. What a bulletin says to units alone (lights, reports that are missing, what is asked) stays inside."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from yipanqi.domain.disclosure.drafts import (
    NONE,
    count,
    day_cell,
    heading,
    hundredths,
    listed,
    marked,
    of_place,
    own,
    paragraph,
    say,
    share,
    table,
)
from yipanqi.domain.disclosure.drafts import Place as EstatePlace
from yipanqi.domain.disclosure.publication import Block, Content, EstateFacts, Heading, Kind, Pair, Paragraph, Table
from yipanqi.domain.progress.report import Problem
from yipanqi.domain.sentences.spoken import date_text
from yipanqi.domain.supervision import bulletin
from yipanqi.domain.supervision.figures import by_region
from yipanqi.domain.supervision.grids import Ask, Box, Grid, effects, provincial
from yipanqi.domain.supervision.grids import Kind as BoxKind
from yipanqi.domain.supervision.snapshot import EstateLine, Snapshot

_PROGRESS = ("opening", "replaces", "head-progress", "year-", "gained-", "corrected-", "head-regions", "ranked-")
_ANNUAL = (
    "opening", "replaces", "head-planned", "planned-", "head-done", "in-year", "year-", "built", "head-late", "late-",
    "head-ahead", "ahead",
)  # fmt: skip
_NAMED_REASONS = 3
_NUMBER = "序号"
_PERIOD_COLUMN = 3  # of the table of effects: in a year's the same as the one beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What reports said of an estate's works that are not finished."""

    expected_finish: date | None = None  # the latest
    problems: tuple[Problem, ...] = ()  # that reports named, those named most first


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A paragraph of the issued paper: as it was worked out, and as somebody edited it."""

    computed: bulletin.Paragraph
    edited: Pair | None = None


@dataclass(frozen=True, kw_only=True)
class ClosedRecord:
    """A close with the paper that was issued of it."""

    district: str
    snapshot: Snapshot
    words: bulletin.Words
    text: tuple[Said, ...]
    reported: Mapping[str, Reported] = field(default_factory=dict)  # by estate
    record: str
    is_synthetic: bool = False
    at: str = ""  # where the rows of the close are


def draft_progress(it: ClosedRecord) -> Content:
    """The period: its sums as the bulletin tells them, subdistricts, and where each estate stands, with delays and
    why."""
    period = it.snapshot.period
    return Content(
        title=say("progress_title", district=it.district, period=(period.said("zh"), period.said("en"))),
        blocks=(*_text(it, _PROGRESS), *_regions(it), *_estates(it)),
        estates=_estate_facts(it, Kind.PROGRESS),
        measures=_measures(it),
        as_of=period.last,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def draft_annual(it: ClosedRecord) -> Content:
    """The year: planned, done, late and why, the year ahead, what was built, and where each estate stands."""
    return Content(
        title=say("annual_title", district=it.district, year=it.snapshot.period.year),
        blocks=(*_text(it, _ANNUAL), heading("progress_head_regions"), *_regions(it), *_built(it), *_estates(it)),
        estates=_estate_facts(it, Kind.ANNUAL),
        measures=_measures(it),
        as_of=it.snapshot.period.last,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def _estate_facts(it: ClosedRecord, kind: Kind) -> tuple[EstateFacts, ...]:
    return tuple(_facts(it, line, kind) for line in _lines(it))


def _measures(it: ClosedRecord) -> tuple[str, ...]:
    return tuple(one.measure for one in it.snapshot.effects)


def _text(it: ClosedRecord, public: Sequence[str]) -> Iterator[Block]:
    """What of the paper is public, as it was issued; figures lead to the rows of the close."""
    for one in it.text:
        key = one.computed.key
        if not any(key == name or (name.endswith("-") and key.startswith(name)) for name in public):
            continue
        zh, en = one.edited or one.computed.marked
        if one.computed.level:
            yield Heading(text=(bulletin.plain(zh), bulletin.plain(en)))
        elif zh:
            yield Paragraph(key=key, marked=(_moved(zh, it.at), _moved(en, it.at)))


def _moved(text: str, at: str) -> str:
    """A text whose figures name a question to the page of rows, with that page's whole address."""
    parts = bulletin.parted(text)
    return "".join(told if asked is None else marked(told, _address(at, asked)) for asked, told in parts)


def _address(at: str, asked: str) -> str:
    pairs = [part.partition("=") for part in asked.split("&") if part]
    return f"{at}?{urlencode([(name, value) for name, _, value in pairs])}" if pairs else at


def _regions(it: ClosedRecord) -> Iterator[Table]:
    for year in it.snapshot.years:
        yield _grid(it, provincial(by_region(it.snapshot, year), year))


def _built(it: ClosedRecord) -> Iterator[Block]:
    grid = effects(it.snapshot)
    if grid.rows:
        yield heading("annual_head_built")
        yield _grid(it, grid, without=_PERIOD_COLUMN)


def _grid(it: ClosedRecord, grid: Grid, without: int | None = None) -> Table:
    """A table of the close as one of a publication: without running numbers, so that a row begins with its name."""
    kept = [at for at, it in enumerate(grid.columns) if at != without and it.names[0] != _NUMBER]
    rows = [[_box(it, row[at]) for at in kept] for row in grid.rows]
    numeric = [place for place, at in enumerate(kept) if grid.columns[at].is_figure]
    foot = [_box(it, grid.foot[at]) for at in kept] if grid.foot else None
    title = (grid.title[0].rpartition("　")[2], grid.title[1].rpartition(": ")[2])
    heads = [grid.columns[at].names for at in kept]
    return table(grid.key, (title[0], title[1][:1].upper() + title[1][1:]), heads, rows, numeric=numeric, total=foot)


def _box(it: ClosedRecord, box: Box) -> Pair:
    zh, en = (box.said(lang, it.words.names) for lang in ("zh", "en"))
    if box.kind in (BoxKind.WORD, BoxKind.WORDS) and zh == en and not zh.isascii():
        return zh, ""
    asked = bulletin.where(box.ask) if isinstance(box.ask, Ask) else box.ask
    if asked is None or not box.value:
        return zh, en
    return marked(zh, _address(it.at, asked)), marked(en, _address(it.at, asked))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Where an estate stood on the last day of the period."""

    state: Pair
    finished_on: date | None
    expected: date | None
    days: int  # behind the plan
    reasons: tuple[Problem, ...]


def _standing(it: ClosedRecord, line: EstateLine) -> _Standing:
    last, known = it.snapshot.period.last, it.reported.get(line.estate, Reported())
    if line.finished_on and line.finished_on <= last:
        days = max(0, (line.finished_on - line.finish_date).days)
        state, why = say("state_finished"), known.problems if days else ()
        return _Standing(state=state, finished_on=line.finished_on, expected=None, days=days, reasons=why)
    foretold = max(known.expected_finish or line.finish_date, line.finish_date)
    behind = (max(foretold, last) - line.finish_date).days
    is_begun = bool(line.started_on and line.started_on <= last)
    return _Standing(
        state=say("state_under_way" if is_begun else "state_waiting"),
        finished_on=None,
        expected=foretold if foretold > last else None,  # a day that is over tells nothing any more
        days=behind,
        reasons=known.problems if behind else (),
    )


def _lines(it: ClosedRecord) -> list[EstateLine]:
    """The estates of the years that are told."""
    years = set(it.snapshot.years)
    return [line for line in it.snapshot.lines if line.year in years]


def _estates(it: ClosedRecord) -> Iterator[Block]:
    lines = _lines(it)
    if not lines:
        return
    standing = {line.estate: _standing(it, line) for line in lines}
    yield heading("progress_head_estates")
    yield paragraph("estates", _states(it, standing), *_delays(it, standing.values()))
    heads = (
        "head_estate", "head_region", "head_state", "head_done", "head_finish", "head_expected", "head_behind",
        "head_reason",
    )  # fmt: skip
    for year in it.snapshot.years:
        rows = [_row(it, line, standing[line.estate]) for line in lines if line.year == year]
        yield table(f"estates-{year}", say("progress_estates_of", year=year), heads, rows, numeric=(3, 6))


def _states(it: ClosedRecord, standing: Mapping[str, _Standing]) -> Pair:
    found = Counter(one.state for one in standing.values())
    states = {"finished": "state_finished", "under_way": "state_under_way", "not_started": "state_waiting"}
    told = [
        say(f"progress_{what}", count=count(found[say(state)], _address(it.at, f"what={what}")))
        for what, state in states.items()
        if found[say(state)]
    ]
    last = it.snapshot.period.last
    return say(
        "progress_states",
        last=(date_text(last, "zh"), date_text(last, "en")),
        estates=count(len(standing), it.at),
        states=listed(told),
    )


def _delays(it: ClosedRecord, standing: Iterable[_Standing]) -> Iterator[Pair]:
    late = [one for one in standing if one.finished_on is None and one.days]
    if not late:
        yield say("progress_on_time")
        return
    yield say("progress_late", late=count(len(late), it.at))
    reasons = Counter(problem for one in late for problem in one.reasons)
    if reasons:
        most = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:_NAMED_REASONS]
        told = [say("progress_reason", problem=_lower(problem.names), count=found) for problem, found in most]
        yield say("progress_why", reasons=listed(told))


def _lower(names: Pair) -> Pair:
    return names[0], names[1][:1].lower() + names[1][1:]


def _row(it: ClosedRecord, line: EstateLine, one: _Standing) -> list[Pair]:
    at = _address(it.at, f"year={line.year}&region={line.region}")
    finish = day_cell(one.finished_on, at)
    if one.expected:
        finish = say("progress_expected", day=day_cell(one.expected, at))
    return [
        own(it.words.name(f"estate:{line.estate}", "zh")),
        own(it.words.name(line.region, "zh")),
        one.state,
        share(line.done, line.planned, at),
        day_cell(line.finish_date, at),
        finish,
        count(one.days, at) if one.days else NONE,
        listed(problem.names for problem in one.reasons) if one.reasons else NONE,
    ]


def _facts(it: ClosedRecord, line: EstateLine, kind: Kind) -> EstateFacts:
    one, last = _standing(it, line), it.snapshot.period.last
    place = EstatePlace(
        estate=line.estate,
        name=it.words.name(f"estate:{line.estate}", "zh"),
        region=line.region,
        region_name=it.words.name(line.region, "zh"),
    )
    values = {
        "state": one.state,
        "households": line.households,
        "money_planned": line.planned,
        "done_share": hundredths(line.done, line.planned),
        "started_on": line.started_on if line.started_on and line.started_on <= last else None,
        "finished_on": one.finished_on,
        "finish_date": line.finish_date,
        "expected_finish": one.expected,
        "delay_days": one.days,
        "delay_reasons": tuple(problem.names for problem in one.reasons) or None,
    }
    return of_place(kind, place, values)
