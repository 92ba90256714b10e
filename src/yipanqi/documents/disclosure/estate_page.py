"""The page of an estate and the page of the programme: made of nothing but what published versions say of estates.

The newest publication counts for each field, and the page says which one it is, and of which day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from yipanqi.documents.disclosure.charts import STAGE_ORDER, Chart, Span, bars, share, sketch, timeline
from yipanqi.documents.disclosure.frame import LANGS, Frame, folder, named
from yipanqi.documents.disclosure.lists import line
from yipanqi.documents.disclosure.page_words import STAGES, WORDS
from yipanqi.documents.disclosure.rows import Row
from yipanqi.documents.disclosure.site import Place, Site, plain
from yipanqi.domain.disclosure.facts import FIELDS, FieldKind, restored, said, stored
from yipanqi.domain.disclosure.publication import Pair
from yipanqi.domain.disclosure.validity import Validity
from yipanqi.domain.money import million_text, wan_text

_EXPECTED = ("works", "start_quarter", "money_planned", "contractor", "started_on", "finished_on", "acceptance_result")
_SIGNS = {"accepted": "◆", "finished": "■", "started": "▲", "planned": "●", "none": "•"}  # as the map draws them
_NEWEST = 20  # papers that an estate's page shows
_PHOTOS = 12
_COLUMNS = ("money_planned", "started_on", "finished_on", "accepted_on")  # of the programme's table
_WITHOUT = frozenset({Validity.REPEALED.value})  # what was repealed says nothing of an estate any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a publication says of an estate."""

    row: Row
    values: Mapping[str, Any]
    photos: tuple[Mapping[str, Any], ...] = ()  # pictures of its body: name, words, size

    @property
    def day(self) -> str:
        """The day on which it was so."""
        return str(self.row.told["as_of"] or self.row.told["written_on"] or self.row.told["published_at"][:10])


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An estate as the public knows it: by field what is said, and by which publication."""

    place: Place
    fields: Mapping[str, tuple[Any, Said]]
    said: tuple[Said, ...]  # newest first

    def value(self, key: str) -> Any:
        """What is said under a key; None where nothing is."""
        found = self.fields.get(key)
        return found[0] if found else None

    @property
    def summary(self) -> "Summary":
        """The same without who said it."""
        values = {key: value for key, (value, _) in self.fields.items()}
        return Summary(place=self.place, values=values, stage=self._stage())

    def _stage(self) -> str:
        """How far it is, by what is published."""
        if self.value("accepted_on") or self.value("acceptance_result"):
            return "accepted"
        if self.value("finished_on"):
            return "finished"
        if self.value("started_on") or self.value("works_started"):
            return "started"
        return "planned" if self.fields else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An estate as the programme's page has it."""

    place: Place
    values: Mapping[str, Any]
    stage: str

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"place": plain(self.place), "values": stored(self.values), "stage": self.stage}

    @staticmethod
    def restored(kept: Mapping[str, Any]) -> "Summary":
        """As it was stored."""
        point, due = kept["place"]["point"], kept["place"]["due"]
        place = {**kept["place"], "point": (point[0], point[1]) if point else None, "due": (due[0], due[1])}
        return Summary(place=Place(**place), values=restored(kept["values"]), stage=kept["stage"])


def standing(place: Place, told: Sequence[Said]) -> Standing:
    """An estate by all that published versions say of it."""
    newest = sorted(told, key=lambda it: (it.day, it.row.order), reverse=True)
    fields: dict[str, tuple[Any, Said]] = {}
    for it in newest:
        if it.row.told["validity"] not in _WITHOUT:
            for key, value in it.values.items():
                fields.setdefault(key, (value, it))
    return Standing(place=place, fields=fields, said=tuple(newest))


class EstatePages:
    """Makes the pages of estates, their index, and the page of the programme."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._frames = {lang: Frame(site.settings, lang) for lang in LANGS}

    def page(self, it: Standing) -> Iterator[tuple[str, bytes]]:
        """The page of an estate in both languages."""
        path = f"e/{folder(it.place.code)}/index.html"
        trail = [(WORDS["estates"], "e/index.html"), ((it.place.name, ""), "")]
        newest = sorted(it.said, key=lambda one: one.row.order, reverse=True)
        for lang in LANGS:
            frame = self._frames[lang]
            lines = [line(one.row.told, frame, "../../") for one in newest[:_NEWEST]]
            missing = [FIELDS[key].names for key in _EXPECTED if it.value(key) is None]
            told = {
                "e": it.place,
                "stage": STAGES[it.summary.stage],
                "trail": trail,
                "due": it.place.due,
                "facts": list(_facts(it, lang)),
                "missing": ("、" if lang == "zh" else ", ").join(frame.fit(pair) for pair in missing),
                "timeline": _timeline(it, frame),
                "share": _share(it, frame),
                "photos": _photos(it),
                "papers": Markup("\n").join(lines),
            }
            yield named(path, lang), frame.page("estate.html", path, **told)

    def index(self, places: Sequence[Place]) -> Iterator[tuple[str, bytes]]:
        """All estates by subdistrict."""
        path, trail = "e/index.html", [(WORDS["estates"], "")]
        regions: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for it in sorted(places, key=lambda it: (it.region, it.code)):
            regions.setdefault((it.region, it.region_name), []).append((it.code, it.name))
        listed = [(name or code, estates) for (code, name), estates in regions.items()]
        for lang in LANGS:
            yield named(path, lang), self._frames[lang].page("estates.html", path, regions=listed, trail=trail)

    def programme(self, summaries: Sequence[Summary]) -> Iterator[tuple[str, bytes]]:
        """Progress, money and estates of the whole programme."""
        path, trail = "programme.html", [(WORDS["programme"], "")]
        ordered = sorted(summaries, key=lambda it: (it.place.region, it.place.code))
        for lang in LANGS:
            frame = self._frames[lang]
            told = {
                "trail": trail,
                "stages": stages_chart(ordered, frame),
                "money": _money_chart(ordered, frame),
                "map": _map(self._site, ordered, frame),
                "legend": [(_SIGNS[stage], STAGES[stage]) for stage in STAGE_ORDER],
                "heads": [{"label": FIELDS[key].names[lang == "en"], "is_figure": _is_figure(key)} for key in _COLUMNS],
                "estates": [_line(it, lang) for it in ordered],
            }
            yield named(path, lang), frame.page("programme.html", path, **told)


def stages_chart(summaries: Sequence[Summary], frame: Frame) -> Chart:
    """How many estates are how far."""
    counts = {stage: 0 for stage in STAGE_ORDER}
    for it in summaries:
        counts[it.stage] += 1
    rows = [(frame.fit(STAGES[stage]), float(n), frame.word("estates_n", n=n), stage) for stage, n in counts.items()]
    return bars(frame.word("stages"), (frame.word("stage"), frame.word("number_of_estates")), rows)


def _facts(it: Standing, lang: str) -> Iterator[dict[str, Any]]:
    for key, field in FIELDS.items():
        if key in it.fields:
            value, by = it.fields[key]
            told = {"label": field.names[lang == "en"], "value": said(key, value, lang), "day": by.day}
            yield told | {"uid": by.row.uid, "title": by.row.told["title"]}


def _timeline(it: Standing, frame: Frame) -> Chart | None:
    """Planned, actual and expected days; nothing where no day is published."""
    lang = frame.lang
    planned = _span(it, frame, "planned", ("start_date", "start_quarter"), ("finish_date", "finish_quarter"))
    actual = _span(it, frame, "actual", ("started_on",), ("finished_on",))
    expected = _span(it, frame, "expected", (), ("expected_finish",))
    spans = [one for one in (planned, actual, expected) if one.first or one.last]
    day = it.value("accepted_on")
    accepted = (frame.word("accepted"), day, said("accepted_on", day, lang)) if day else None
    if not spans and not accepted:
        return None
    heads = (frame.word("timeline"), frame.word("begin"), frame.word("end"))
    return timeline(frame.word("timeline_of", name=it.place.name), heads, spans, accepted)


def _span(it: Standing, frame: Frame, kind: str, firsts: Sequence[str], lasts: Sequence[str]) -> Span:
    first = next((key for key in firsts if it.value(key)), "")
    last = next((key for key in lasts if it.value(key)), "")
    return Span(
        label=frame.word(kind),
        kind=kind,
        first=_day(first, it.value(first), is_end=False),
        last=_day(last, it.value(last), is_end=True),
        first_told=said(first, it.value(first), frame.lang) if first else "",
        last_told=said(last, it.value(last), frame.lang) if last else "",
    )


def _day(key: str, value: Any, *, is_end: bool) -> date | None:
    """A day, or the first or last month's of a quarter."""
    if not key or isinstance(value, date):
        return value if key else None
    year, _, part = str(value).partition("Q")
    month = 3 * (int(part) - 1) + (3 if is_end else 1)
    return date(int(year), month, 28 if is_end else 1)


def _share(it: Standing, frame: Frame) -> Chart | None:
    value = it.value("done_share")
    if value is None:
        return None
    head = (frame.word("fact"), frame.word("value"))
    label = frame.word("investment")
    return share(label, head, label, value, said("done_share", value, frame.lang))


def _photos(it: Standing) -> list[dict[str, Any]]:
    """Pictures of publications about this estate alone."""
    found = [{**photo, "uid": one.row.uid} for one in it.said for photo in one.photos]
    return found[:_PHOTOS]


def _money_chart(summaries: Sequence[Summary], frame: Frame) -> Chart | None:
    """Money planned by subdistrict."""
    sums: dict[str, int] = {}
    for it in summaries:
        money = it.values.get("money_planned")
        if money:
            name = it.place.region_name or it.place.region
            sums[name] = sums.get(name, 0) + money
    if not sums:
        return None
    text = million_text if frame.lang == "en" else wan_text
    title = f"{frame.word('money_by_region')}（{frame.word('money_unit')}）"
    if frame.lang == "en":
        title = f"{frame.word('money_by_region')} ({frame.word('money_unit')})"
    rows = [(name, float(fen), text(fen), "money") for name, fen in sums.items()]
    return bars(title, (frame.word("subdistrict"), frame.word("money_unit")), rows)


def _map(site: Site, summaries: Sequence[Summary], frame: Frame) -> Markup:
    points = []
    for it in summaries:
        if it.place.point:
            stage = frame.fit(STAGES[it.stage])
            href = f"e/{folder(it.place.code)}/{named('index.html', frame.lang)}"
            points.append((f"{it.place.name} {stage}", href, it.stage, it.place.point))
    return sketch(frame.word("map"), site.outline, points) if points else Markup("")


def _line(it: Summary, lang: str) -> dict[str, Any]:
    cells = [
        {"text": said(key, it.values[key], lang) if key in it.values else "", "is_figure": _is_figure(key)}
        for key in _COLUMNS
    ]
    place = it.place
    stage: Pair = STAGES[it.stage]
    return {
        "code": place.code,
        "name": place.name,
        "region_name": place.region_name,
        "stage": stage[lang == "en"],
        "cells": cells,
    }


def _is_figure(key: str) -> bool:
    return FIELDS[key].kind in (FieldKind.MONEY, FieldKind.COUNT, FieldKind.SHARE)
