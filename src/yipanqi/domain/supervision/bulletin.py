"""The month's bulletin and the year's summary, drafted from a close: paragraphs by code, each with its figures. What is
said is in `period_told`; a figure knows which rows stand behind it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from yipanqi.domain.money import rounded
from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.report import Problem
from yipanqi.domain.progress.share import WORST_FIRST
from yipanqi.domain.progress.told import COLOURS
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.spoken import date_text, joined, money_text, month_text
from yipanqi.domain.supervision.figures import (
    LEAST_RANKED,
    NAMED,
    Placed,
    Sums,
    by_region,
    ends,
    of_year,
    of_year_before,
    percent_said,
    points,
    summed,
)
from yipanqi.domain.supervision.grids import Ask, Names, amount_said, asked
from yipanqi.domain.supervision.period_told import TOLD
from yipanqi.domain.supervision.snapshot import Effect, Snapshot

OPEN, PART, SHUT = "\x02", "\x03", "\x04"  # around a figure: where its rows are, and its text
_MARKED = re.compile(f"{OPEN}([^{PART}]*){PART}([^{SHUT}]*){SHUT}")
_ONE = re.compile(f"{PART}1{SHUT} (estates|households|works|reports)( are\\b| were\\b)?")
_NAMED_UNITS, _NAMED_REGIONS, _NAMED_ESTATES, _NAMED_MEASURES, _NAMED_TIED = 8, 3, 8, 5, 5
_NAMED_WORKS = 10
_ANSWER_DAYS = 7  # ours: until when a bulletin asks for answers
_LEAST_WORKS = 3  # finished, before a measure is compared


def _singular(found: re.Match[str]) -> str:
    """1 estates are → 1 estate is."""
    verb = {" are": " is", " were": " was"}.get(found[2] or "", "")
    return f"{PART}1{SHUT} {found[1][:-1]}{verb}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a close calls things: names by key, the district, the rule of lights."""

    district: Names
    rule: Names = ("", "")
    rank: str = "started"  # by what subdistricts are ranked: `started` or `done`
    names: Mapping[str, Names] = field(default_factory=dict)

    def name(self, key: str, lang: str) -> str:
        """A name; the key where there is none."""
        pair = self.names.get(key, (key, ""))
        return (pair[1] or pair[0]) if lang == "en" else pair[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A heading or a paragraph, by a key that stays; its text in either language, with its figures marked."""

    key: str
    level: int = 0  # 1: a heading
    marked: Names = ("", "")

    def text(self, lang: str) -> str:
        """As it is read and printed."""
        return plain(self.marked[lang == "en"])


def plain(marked: str) -> str:
    """A text without its marks."""
    return _MARKED.sub(r"\2", marked)


def parted(marked: str) -> Iterator[tuple[str | None, str]]:
    """Its parts in turn: where the rows of a figure are (None of a plain text), and its text."""
    at = 0
    for found in _MARKED.finditer(marked):
        if found.start() > at:
            yield None, marked[at : found.start()]
        yield found[1], found[2]
        at = found.end()
    if at < len(marked):
        yield None, marked[at:]


def where(ask: Ask) -> str:
    """The question of a page for the estates behind a figure."""
    told = [("year", str(ask.year or "")), ("region", ask.region), ("what", ask.what)]
    return "&".join(f"{name}={value}" for name, value in told if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A bulletin or summary as it was worked out: title and paragraphs."""

    title: Names
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """What was issued of the same period before: its number, and the close on which it was written."""

    code: str
    snapshot: Snapshot


def bulletin(
    snapshot: Snapshot,
    words: Words,
    *,
    published: Sequence[Snapshot] = (),
    answer_by: date | None = None,
    replaces: Replaced | None = None,
) -> Draft:
    """The bulletin of a period. `published`: the close on which the last one was written, whose figures are corrected
    where they were others; `answer_by`: until when answers are asked for."""
    until = answer_by or snapshot.known_on + timedelta(days=_ANSWER_DAYS)
    told = [_Told(snapshot, words, lang) for lang in ("zh", "en")]
    found = [_both("opening", 0, [it.opening() for it in told]), *_replaces(replaces, told), *_head("progress", told)]
    for year in snapshot.years:
        found.append(_both(f"year-{year}", 0, [it.year(year) for it in told]))
        found.append(_both(f"gained-{year}", 0, [it.gained(year) for it in told]))
        for before in published:
            if any(texts := [it.corrected(year, before) for it in told]):
                found.append(_both(f"corrected-{year}", 0, texts))
    found += _head("regions", told)
    found += [_both(f"ranked-{year}", 0, [it.ranked(year) for it in told]) for year in snapshot.years]
    found += [*_head("lights", told), _both("lights", 0, [it.lights() for it in told])]
    found += [*_head("reports", told), _both("reports", 0, [it.reports() for it in told])]
    found += [*_head("next", told), *_both_each("next", [it.asks(until) for it in told])]
    titles = [it.say("period_title", period=_said(snapshot, it.lang)) for it in told]
    return Draft(title=_titled(titles, told, replaces), paragraphs=tuple(found))


def _replaces(replaces: Replaced | None, told: Sequence["_Told"]) -> list[Paragraph]:
    return [] if replaces is None else [_both("replaces", 0, [it.replaces(replaces) for it in told])]


def _titled(titles: Sequence[str], told: Sequence["_Told"], replaces: Replaced | None) -> Names:
    if replaces is not None:
        titles = [it.say("period_again", title=title) for it, title in zip(told, titles, strict=True)]
    return titles[0], titles[1]


def summary(snapshot: Snapshot, words: Words, *, replaces: Replaced | None = None) -> Draft:
    """The year's summary: planned, done, late and why, learned, and the year ahead. ValueError of no year."""
    if snapshot.period.key != str(snapshot.period.year):
        raise ValueError("a summary is of a year")
    told = [_Told(snapshot, words, lang) for lang in ("zh", "en")]
    year = snapshot.period.year
    parts: list[tuple[str, list[Paragraph]]] = [
        ("planned", [_both(f"planned-{it}", 0, [one.planned(it) for one in told]) for it in snapshot.years]),
        ("done", [_both("in-year", 0, [one.in_year() for one in told])]),
        ("late", _both_each("late", [one.late() for one in told])),
        ("learned", _both_each("learned", [one.learned() for one in told])),
        ("ahead", [_both("ahead", 0, [one.ahead() for one in told])]),
    ]
    parts[1][1].extend(_both(f"year-{it}", 0, [one.stands(it) for one in told]) for it in snapshot.years)
    if any(built := [one.built() for one in told]):
        parts[1][1].append(_both("built", 0, built))
    found = [_both("opening", 0, [it.summary_opening() for it in told]), *_replaces(replaces, told)]
    for name, paragraphs in parts:
        found += [*_head(name, told), *paragraphs]
    titles = [
        it.say("summary_title", district=name, year=year)
        for it, name in zip(told, (words.district[0], words.district[1] or words.district[0]), strict=True)
    ]
    return Draft(title=_titled(titles, told, replaces), paragraphs=tuple(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderPage:
    """One page of what leaders press on, in a language; figures are marked."""

    title: str
    note: str
    years: tuple[tuple[int, Sums], ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]  # a heading, and its lines


def leader_page(snapshot: Snapshot, words: Words, lang: str) -> LeaderPage:
    """What is red, late, last and silent."""
    told = _Told(snapshot, words, lang)
    last, known = told.day(snapshot.period.last), told.day(snapshot.known_on)
    return LeaderPage(
        title=told.say("leader_title", period=_said(snapshot, lang)),
        note=told.say("leader_note", district=told.district(), last=last, known=known),
        years=tuple((year, of_year(snapshot, year)) for year in snapshot.years),
        lists=(
            (told.say("leader_red"), tuple(told.red_works())),
            (told.say("leader_late"), tuple(told.late_estates())),
            (told.say("leader_last"), tuple(told.last_regions())),
            (told.say("leader_silent"), tuple(told.silent_units())),
        ),
    )


def _both(key: str, level: int, texts: Sequence[str]) -> Paragraph:
    return Paragraph(key=key, level=level, marked=(texts[0], texts[1]))


def _both_each(key: str, texts: Sequence[Sequence[str]]) -> list[Paragraph]:
    return [_both(f"{key}-{at}", 0, pair) for at, pair in enumerate(zip(*texts, strict=True), 1)]


def _head(name: str, told: Sequence["_Told"]) -> list[Paragraph]:
    return [_both(f"head-{name}", 1, [it.say(f"period_head_{name}") for it in told])]


def _said(snapshot: Snapshot, lang: str) -> str:
    return snapshot.period.said(lang)


class _Told:
    """The sentences of a close in a language."""

    def __init__(self, snapshot: Snapshot, words: Words, lang: str) -> None:
        self.it, self.words, self.lang = snapshot, words, lang

    def say(self, code: str, /, **values: object) -> str:
        text = sentence(code, values, self.lang, TOLD)
        return _ONE.sub(_singular, text) if self.lang == "en" else text

    def figure(self, text: object, ask: Ask | str) -> str:
        """A figure that can be followed to its rows."""
        return f"{OPEN}{ask if isinstance(ask, str) else where(ask)}{PART}{text}{SHUT}"

    def count(self, value: int, ask: Ask | str) -> str:
        return self.figure(f"{value:,}", ask)

    def day(self, day: date) -> str:
        return date_text(day, self.lang)

    def money(self, fen: int) -> str:
        return money_text(fen, self.lang)

    def joined(self, texts: Iterable[str]) -> str:
        return ("; " if self.lang == "en" else "、").join(texts)

    def district(self) -> str:
        return self.words.district[self.lang == "en"] or self.words.district[0]

    def opening(self) -> str:
        return self.say(
            "period_opening",
            district=self.district(),
            period=_said(self.it, self.lang),
            last=self.day(self.it.period.last),
            known=self.day(self.it.known_on),
        )

    def summary_opening(self) -> str:
        year = self.it.period.year
        last, known = self.day(self.it.period.last), self.day(self.it.known_on)
        return self.say("summary_opening", district=self.district(), year=year, last=last, known=known)

    def year(self, year: int) -> str:
        one, ask = of_year(self.it, year), Ask(year=year)
        return self.say(
            "period_year",
            year=year,
            estates=self.count(one.estates, ask),
            households=self.count(one.households, ask),
            begun=self.reached(one, "started", year),
            ended=self.reached(one, "finished", year),
            planned=self.figure(self.money(one.planned), ask),
            done=self.figure(self.money(one.done), ask),
            done_share=self.figure(percent_said(one.share("done")), ask),
        )

    def reached(self, one: Sums, name: str, year: int) -> str:
        count, ask = getattr(one, name), Ask(year=year, what=name)
        if not count:
            return self.say(f"period_not_{name}")
        if count == one.estates:
            return self.figure(self.say(f"period_all_{name}"), ask)
        return self.say(
            f"period_{name}",
            count=self.count(count, ask),
            households=self.count(getattr(one, f"{name}_households"), ask),
            share=self.figure(percent_said(one.share(name)), ask),
            households_share=self.figure(percent_said(one.share(f"{name}_households")), ask),
        )

    def gained(self, year: int) -> str:
        now, before = of_year(self.it, year), of_year_before(self.it, year)
        asks = {
            "started": Ask(year=year, what="started_in"),
            "finished": Ask(year=year, what="finished_in"),
            "done": Ask(year=year),
        }
        gains = {name: self.moved(points(now.share(name), before.share(name)), ask) for name, ask in asks.items()}
        return self.say("period_gained", year=year, before=self.day(self.it.period.before.last), **gains)

    def moved(self, gained: Decimal | None, ask: Ask) -> str:
        if not gained:
            return self.say("period_level")
        return self.say("period_up" if gained > 0 else "period_down", points=self.figure(abs(gained), ask))

    def corrected(self, year: int, before: Snapshot) -> str:
        """Where the last bulletin said otherwise of its own day than is known now; nothing where it did not."""
        if before.period != self.it.period.before:
            return ""
        items = self.corrections(of_year(before, year), of_year_before(self.it, year), year)
        if not items:
            return ""
        return self.say("period_corrected", period=_said(before, self.lang), year=year, items=self.joined(items))

    def replaces(self, replaced: Replaced) -> str:
        """What was issued before, and the sums that are others now."""
        told = [
            self.say("period_year_corrected", year=year, items=self.joined(items))
            for year in self.it.years
            if (items := self.corrections(of_year(replaced.snapshot, year), of_year(self.it, year), year))
        ]
        if not told:
            return self.say("period_replaces_else", code=replaced.code)
        return self.say("period_replaces", code=replaced.code, items=("; " if self.lang == "en" else "；").join(told))

    def corrections(self, then: Sums, now: Sums, year: int) -> list[str]:
        return [
            self.say(
                "period_correction",
                name=self.say(f"period_name_{name}"),
                before=self.value(then, name),
                after=self.figure(self.value(now, name), Ask(year=year)),
            )
            for name in ("started", "finished", "done")
            if getattr(then, name) != getattr(now, name)
        ]

    def value(self, one: Sums, name: str) -> str:
        found = getattr(one, name)
        return self.money(found) if name in ("planned", "done") else f"{found:,}"

    def ranked(self, year: int) -> str:
        if of_year(self.it, year).share("done") == 1:
            return self.say("period_all_done", year=year)
        name, shares = self.ranks(year)
        measure = self.say(f"period_by_{name}")
        if len(shares) < LEAST_RANKED:
            return self.say("period_few", year=year, count=len(shares), least=LEAST_RANKED)
        if len(set(shares.values())) == 1:
            share = percent_said(next(iter(shares.values())))
            return self.say("period_even", year=year, measure=measure, share=share)
        found = ends(shares)
        first = self.joined(self.placed(it, year) for it in found.first)
        if not found.last:
            return self.say("period_ranked_first", year=year, measure=measure, first=first)
        last = self.joined(self.placed(it, year) for it in found.last)
        return self.say("period_ranked", year=year, measure=measure, first=first, last=last)

    def ranks(self, year: int) -> tuple[str, dict[str, Fraction]]:
        """By what subdistricts are ranked, and their shares: by the money done where all have started alike."""
        sums = by_region(self.it, year)
        for name in dict.fromkeys((self.words.rank, "done")):
            shares = {key: share for key, one in sums.items() if (share := one.share(name)) is not None}
            if len(set(shares.values())) > 1:
                break
        return name, shares

    def placed(self, one: Placed, year: int) -> str:
        many = len(one.keys) > _NAMED_TIED
        keys = one.keys[:NAMED] if many else one.keys
        told = (self.figure(self.words.name(it, self.lang), Ask(year=year, region=it)) for it in keys)
        code = "period_tied_many" if many else "period_tied" if len(keys) > 1 else "period_alone"
        return self.say(code, names=joined(told, self.lang), share=percent_said(one.value), count=len(one.keys))

    def lights(self) -> str:
        counts: dict[str, int] = {}
        for own in self.it.lights.values():
            for colour, count in own.items():
                counts[colour] = counts.get(colour, 0) + count
        told = [
            self.say(
                "period_light",
                colour=COLOURS[it].names[self.lang == "en"].lower(),
                count=self.count(counts[it], f"lights={it.value}"),
            )
            for it in WORST_FIRST
            if counts.get(it)
        ]
        first = self.say(
            "period_lights",
            rule=self.words.rule[self.lang == "en"],
            known=self.day(self.it.known_on),
            works=self.count(sum(counts.values()), "lights="),
            lights=joined(told, self.lang),
        )
        red = {key: it[Colour.RED] for key, it in self.it.lights.items() if it.get(Colour.RED)}
        if not red:
            return first
        most = sorted(red.items(), key=lambda pair: (-pair[1], list(red).index(pair[0])))[:_NAMED_REGIONS]
        named = [
            self.say(
                "period_region_count",
                region=self.words.name(key, self.lang),
                count=self.count(count, f"lights=red&region={key}"),
            )
            for key, count in most
        ]
        return self.after(first, self.say("period_red", regions=joined(named, self.lang)))

    def after(self, *sentences: str) -> str:
        return (" " if self.lang == "en" else "").join(sentences)

    def reports(self) -> str:
        owed, missing = (sum(it[at] for it in self.it.owed.values()) for at in (0, 1))
        month = self.it.period.month
        first = self.say(
            "period_reports",
            month=month_text(month.year, month.month, self.lang),
            owed=self.count(owed, "reports="),
            sent=self.count(owed - missing, "reports="),
            share=percent_said(Fraction(owed - missing, owed) if owed else None),
        )
        silent = sorted(((it[1], key) for key, it in self.it.owed.items() if it[1]), key=lambda it: (-it[0], it[1]))
        if not silent:
            return self.after(first, self.say("period_all_reported"))
        named = [
            self.say(
                "period_unit_count",
                unit=self.words.name(f"unit-of:{key}", self.lang),
                count=self.count(count, f"reports={key}"),
            )
            for count, key in silent[:_NAMED_UNITS]
        ]
        code = "period_missing" if len(silent) <= _NAMED_UNITS else "period_missing_more"
        return self.after(first, self.say(code, units=joined(named, self.lang), count=len(silent)))

    def asks(self, until: date) -> list[str]:
        found: list[str] = []
        if any(it[1] for it in self.it.owed.values()):
            found.append(self.say("period_ask_reports", until=self.day(until)))
        if any(it.get(Colour.RED) for it in self.it.lights.values()):
            found.append(self.say("period_ask_red", until=self.day(until)))
        if any(of_year(self.it, year).share("done") != 1 for year in self.it.years):
            found.append(self.say("period_ask_last"))
        return found or [self.say("period_ask_on")]

    # the leader's page

    def red_works(self) -> Iterator[str]:
        red = sum(it.get(Colour.RED, 0) for it in self.it.lights.values())
        told = [it for it in self.it.pressing if it.colour == Colour.RED][:_NAMED_WORKS]
        for it in told:
            yield self.say(
                "leader_work",
                estate=self.words.name(f"estate:{it.estate}", self.lang),
                measure=self.words.name(f"measure:{it.measure}", self.lang),
                percent=self.figure(f"{it.percent}%", f"task={it.task}"),
                behind=self.figure(it.behind, f"task={it.task}"),
                unit=self.words.name(f"unit-of:{it.unit or ''}", self.lang),
            )
        if red > len(told):
            yield self.say("leader_more", count=self.count(red - len(told), "lights=red"))

    def late_estates(self) -> Iterator[str]:
        late = [it for it in asked(self.it, Ask(what="late")) if it.finished_on is None]
        late.sort(key=lambda it: (it.finish_date, it.estate))
        for it in late[:_NAMED_ESTATES]:
            yield self.say(
                "leader_estate",
                estate=self.words.name(f"estate:{it.estate}", self.lang),
                region=self.words.name(it.region, self.lang),
                finish=self.figure(self.day(it.finish_date), f"estate={it.estate}"),
            )
        if len(late) > _NAMED_ESTATES:
            yield self.say("leader_more", count=self.count(len(late) - _NAMED_ESTATES, Ask(what="late")))

    def last_regions(self) -> Iterator[str]:
        for year in self.it.years:
            found = ends(self.ranks(year)[1])
            if found.last:
                names = self.joined(self.placed(it, year) for it in found.last)
                yield self.say("leader_region", year=year, names=names)

    def silent_units(self) -> Iterator[str]:
        silent = sorted(((-it[1], key) for key, it in self.it.owed.items() if it[1]))
        for count, key in silent[:_NAMED_UNITS]:
            unit = self.words.name(f"unit-of:{key}", self.lang)
            yield self.say("leader_unit", unit=unit, count=self.count(-count, f"reports={key}"))
        if len(silent) > _NAMED_UNITS:
            yield self.say("leader_more", count=self.count(len(silent) - _NAMED_UNITS, "reports="))

    # the summary

    def planned(self, year: int) -> str:
        lines, ask = [it for it in self.it.lines if it.year == year], Ask(year=year)
        one = of_year(self.it, year)
        return self.say(
            "summary_planned",
            year=year,
            estates=self.count(one.estates, ask),
            households=self.count(one.households, ask),
            works=self.count(sum(it.works for it in lines), ask),
            planned=self.figure(self.money(one.planned), ask),
        )

    def in_year(self) -> str:
        now, before = (summed(self.it.lines, day) for day in (self.it.period.last, self.it.period.before.last))
        done = sum(it.done - it.done_before for it in self.it.lines)
        return self.say(
            "summary_in_year",
            done=self.figure(self.money(done), Ask()),
            started=self.count(now.started - before.started, Ask(what="started_in")),
            finished=self.count(now.finished - before.finished, Ask(what="finished_in")),
        )

    def stands(self, year: int) -> str:
        one, ask = of_year(self.it, year), Ask(year=year)
        return self.say(
            "summary_year",
            year=year,
            begun=self.reached(one, "started", year),
            ended=self.reached(one, "finished", year),
            done=self.figure(self.money(one.done), ask),
            share=self.figure(percent_said(one.share("done")), ask),
        )

    def built(self) -> str:
        told = [it for it in self.it.effects if Decimal(it.in_year)]
        told = sorted(told, key=lambda it: -it.finished)[: 2 * _NAMED_MEASURES]
        items = [
            self.say(
                "summary_amount",
                measure=self.words.name(f"measure:{it.measure}", self.lang),
                amount=self.figure(amount_said(it.in_year), "effects="),
                unit=self.words.name(f"unit:{it.unit}", self.lang),
            )
            for it in told
        ]
        return self.say("summary_built", items=self.joined(items)) if items else ""

    def late(self) -> list[str]:
        late = asked(self.it, Ask(what="late"))
        open_ = [it for it in late if it.finished_on is None]
        if not late:
            found = [self.say("summary_none_late")]
        else:
            found = [
                self.say(
                    "summary_late",
                    late=self.count(len(late), Ask(what="late")),
                    open=self.count(len(open_), Ask(what="late")),
                )
            ]
        if open_:
            named = sorted(open_, key=lambda it: (it.finish_date, it.estate))[:_NAMED_ESTATES]
            names = joined((self.words.name(f"estate:{it.estate}", self.lang) for it in named), self.lang)
            code = "summary_late_named" if len(open_) <= _NAMED_ESTATES else "summary_late_more"
            found[0] = self.after(found[0], self.say(code, names=names, count=len(open_)))
        problems = sorted(self.it.problems.items(), key=lambda it: (-it[1], it[0]))[:_NAMED_MEASURES]
        told = [
            self.say(
                "summary_problem", problem=Problem(key).names[self.lang == "en"], count=self.count(count, "problems=")
            )
            for key, count in problems
        ]
        why = self.say("summary_why", problems=joined(told, self.lang)) if told else self.say("summary_no_why")
        return [*found, why]

    def learned(self) -> list[str]:
        known = [it for it in self.it.effects if it.finished >= _LEAST_WORKS]
        late = sorted((it for it in known if 2 * it.late >= it.finished), key=_lateness)[:_NAMED_MEASURES]
        good = sorted((it for it in known if 5 * it.late <= it.finished), key=lambda it: (-it.finished, it.measure))
        found: list[str] = []
        if late:
            items = [
                self.say(
                    "summary_learned_item",
                    measure=self.words.name(f"measure:{it.measure}", self.lang),
                    finished=self.count(it.finished, "effects="),
                    late=self.count(it.late, "effects="),
                    days=rounded(Fraction(it.late_days, it.late)),
                )
                for it in late
            ]
            found.append(self.say("summary_learned", items=self.joined(items)))
        if good:
            items = [
                self.say(
                    "summary_in_time_item",
                    measure=self.words.name(f"measure:{it.measure}", self.lang),
                    finished=self.count(it.finished, "effects="),
                    good=self.count(it.finished - it.late, "effects="),
                )
                for it in good[:_NAMED_MEASURES]
            ]
            found.append(self.say("summary_in_time", items=self.joined(items)))
        return found or [self.say("summary_little")]

    def ahead(self) -> str:
        year = self.it.period.year + 1
        carried = self.count(len(asked(self.it, Ask(what="under_way"))), Ask(what="under_way"))
        one = of_year(self.it, year)
        if not one.estates:
            return self.say("summary_ahead_last", carried=carried)
        ask = Ask(year=year)
        return self.say(
            "summary_ahead",
            carried=carried,
            year=year,
            estates=self.count(one.estates, ask),
            households=self.count(one.households, ask),
            planned=self.figure(self.money(one.planned), ask),
        )


def _lateness(it: Effect) -> tuple[Fraction, int, str]:
    return -Fraction(it.late, it.finished), -it.late_days, it.measure
