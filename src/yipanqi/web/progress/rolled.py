"""Many lights as one: of a programme, a subdistrict, a unit, an estate. The database adds up, money by money."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, Max, Min, Sum

from yipanqi.domain.money import Fen
from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.share import WORST_FIRST, Share, Whole, summed
from yipanqi.domain.progress.told import COLOURS, share_told, whole_told
from yipanqi.web.delivery.beside import Mark
from yipanqi.web.page.say import language

from .actions.lights import tenths_of
from .models import EstateLights, TaskLight
from .models.lights import LightQuerySet
from .shown import as_of_said, word_of
from .working_out import Assessed


class Tally(NamedTuple):
    """What the tasks of one colour come to, and when they are foretold to be done."""

    colour: Colour
    count: int
    fen: Fen
    weighed: int  # Σ fen × tenths of a percent done
    tenths: int  # Σ tenths of a percent done
    finish_date: date | None = None
    finish_early: date | None = None
    finish_late: date | None = None
    day: date | None = None  # of the oldest light


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """Lights as one: the share of each colour, the percent of the whole."""

    share: Share
    whole: Whole
    sums: tuple[Tally, ...]

    @property
    def count(self) -> int:
        """Tasks."""
        return sum(it.count for it in self.sums)

    @property
    def fen(self) -> Fen:
        """Their money."""
        return sum(it.fen for it in self.sums)

    @property
    def share_said(self) -> str:
        """Shares by colour and the worst."""
        return share_told(self.share, language())

    @property
    def worst_said(self) -> str:
        """The worst colour's word."""
        return word_of(self.share.worst)

    @property
    def whole_said(self) -> str:
        """The sum of its percent."""
        return whole_told(self.whole, language())

    def mark(self, day: date) -> Mark:
        """As a row that its parts make is marked: by the worst of them."""
        oldest = min((it.day for it in self.sums if it.day), default=day)
        is_english = language() == "en"  # asked once: a chart has a thousand rows
        words = {it.colour: COLOURS[it.colour].names[is_english] for it in self.sums}
        counts = (f"{COLOURS[it.colour].shape}{words[it.colour]} {it.count}" for it in self.sums)
        done = f"{self.whole.shown}% done" if is_english else f"完成 {self.whole.shown}%"
        told = [(", " if is_english else "、").join(counts), done]
        if oldest != day:
            told.append(as_of_said(oldest))
        return Mark(
            tone=self.share.worst.value,
            word=words[self.share.worst],
            sentence=("; " if is_english else "；").join(told),
            percent=f"{self.whole.shown}",
            finish_date=_last(it.finish_date for it in self.sums),
            finish_early=_last(it.finish_early for it in self.sums),
            finish_late=_last(it.finish_late for it in self.sums),
        )


def rolled(sums: Iterable[Tally]) -> Rolled | None:
    """These as one; None where there is no task."""
    found = tuple(sorted(sums, key=lambda it: WORST_FIRST.index(it.colour)))
    share = summed((it.colour, it.count, it.fen) for it in found)
    if share is None:
        return None
    below = sum(it.fen if share.by_money else it.count for it in found)
    above = sum(it.weighed if share.by_money else it.tenths for it in found)
    return Rolled(share=share, whole=Whole(by_money=share.by_money, tenths=above, below=below), sums=found)


_ADDED = {
    "count": Count("*"),
    "fen": Sum("budget"),
    "weighed": Sum(F("budget") * F("tenths")),
    "parts": Sum("tenths"),
}
_DAYS = {
    "last": Max("finish_date", output_field=CharField()),
    "early": Max("finish_early", output_field=CharField()),
    "late": Max("finish_late", output_field=CharField()),
    "oldest": Min("day", output_field=CharField()),
}  # as the database keeps days: a chart has ten thousand, which a field would make one by one


def sums_by(rows: LightQuerySet, *fields: str, has_days: bool = False) -> dict[tuple[Any, ...], list[Tally]]:
    """What the fields say → the sums of its colours, in one question that an index answers whole; with the days of the
    forecast another one does. Where no field is asked for, those of subdistricts are added: the index lies in their
    order, so that the database sorts nothing."""
    if not fields and not has_days:
        return _whole(sums_by(rows, "region"))
    more = _DAYS if has_days else {}
    counted = rows.going().order_by().values_list(*fields, "gravity").annotate(**_ADDED, **more)
    found: dict[tuple[Any, ...], list[Tally]] = {}
    for row in counted:
        gravity, count, fen, weighed, tenths, *days = row[len(fields) :]
        finish, early, late, oldest = map(_day, days or (None,) * len(_DAYS))
        found.setdefault(row[: len(fields)], []).append(
            Tally(
                colour=WORST_FIRST[gravity],
                count=count,
                fen=int(fen),
                weighed=int(weighed),
                tenths=int(tenths),
                finish_date=finish,
                finish_early=early,
                finish_late=late,
                day=oldest,
            )
        )
    return found


def of_programme(entry: Any) -> Rolled | None:
    """All of a programme, of what its estates come to: a tenth of the rows."""
    rows = EstateLights.objects.filter(entry=entry).order_by().values_list("gravity")
    told = rows.annotate(tasks=Sum("count"), fen=Sum("budget"), weight=Sum("weighed"), parts=Sum("tenths"))
    return rolled(Tally(WORST_FIRST[gravity], *map(int, sums)) for gravity, *sums in told)


def _day(kept: date | str | None) -> date | None:
    """SQLite keeps text."""
    return date.fromisoformat(kept) if isinstance(kept, str) else kept


def _whole(found: Mapping[tuple[Any, ...], list[Tally]]) -> dict[tuple[Any, ...], list[Tally]]:
    sums = together(it for one in found.values() for it in one)
    return {(): sums} if sums else {}


def sums_of(found: Iterable[Assessed]) -> Iterator[Tally]:
    """The same of lights that were worked out now."""
    for it in found:
        if it.light.code == "cancelled":
            continue
        tenths, one = tenths_of(it.light), it.forecast
        yield Tally(
            colour=it.light.colour,
            count=1,
            fen=it.known.budget,
            weighed=it.known.budget * tenths,
            tenths=tenths,
            finish_date=one.finish if one else None,
            finish_early=one.early if one else None,
            finish_late=one.late if one else None,
            day=it.light.day,
        )


def together(sums: Iterable[Tally]) -> list[Tally]:
    """Sums of a colour added to one."""
    found: dict[Colour, Tally] = {}
    for it in sums:
        before = found.get(it.colour)
        found[it.colour] = it if before is None else _added(before, it)
    return [*found.values()]


def _added(one: Tally, other: Tally) -> Tally:
    return one._replace(
        count=one.count + other.count,
        fen=one.fen + other.fen,
        weighed=one.weighed + other.weighed,
        tenths=one.tenths + other.tenths,
        finish_date=_last((one.finish_date, other.finish_date)),
        finish_early=_last((one.finish_early, other.finish_early)),
        finish_late=_last((one.finish_late, other.finish_late)),
        day=min(filter(None, (one.day, other.day)), default=None),
    )


def of_estates(entry: Any, estates: Iterable[str], *, works_only: bool = False) -> dict[str, Rolled]:
    """Estate → its kept lights as one."""
    rows = TaskLight.objects.filter(entry=entry, estate__in=list(estates))
    rows = rows.filter(is_work=True) if works_only else rows
    found = {key[0]: rolled(sums) for key, sums in sums_by(rows, "estate", has_days=True).items()}
    return {estate: one for estate, one in found.items() if one is not None}


def _last(days: Iterable[date | None]) -> date | None:
    return max(filter(None, days), default=None)
