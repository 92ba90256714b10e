"""公示公告: the notice of an estate's scheme, of which the office writes the body: heading, days and planned works
stand in it already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from yipanqi.domain.disclosure.drafts import Place, count, day, of_place, paragraph, say, works_listed
from yipanqi.domain.disclosure.publication import Content, Kind, OwnText, Pair


@dataclass(frozen=True, kw_only=True)
class NoticeRecord:
    """An estate whose scheme is to be shown, from which day to which."""

    place: Place
    shown_from: date
    shown_until: date
    works: tuple[Pair, ...] = ()
    measures: tuple[str, ...] = ()
    starts_on: date | None = None  # its works, as planned
    finishes_on: date | None = None
    record: str
    as_of: date
    is_synthetic: bool = False
    at: str = ""


def draft_notice(it: NoticeRecord) -> Content:
    """The notice, with room for what the office writes itself."""
    place = it.place
    opening = say(
        "notice_opening",
        region=place.region_name,
        estate=place.name,
        starts=day(it.shown_from, it.at),
        ends=day(it.shown_until, it.at),
    )
    values = {"works": it.works or None, "notice_from": it.shown_from, "notice_until": it.shown_until}
    return Content(
        title=say("notice_title", estate=place.name),
        blocks=(
            paragraph("opening", opening),
            *((paragraph("works", *_works(it)),) if it.works else ()),
            OwnText(html=("", "")),
            paragraph("views", say("notice_views", region=place.region_name)),
        ),
        estates=(of_place(Kind.NOTICE, place, values),),
        measures=it.measures,
        as_of=it.as_of,
        record=it.record,
        is_synthetic=it.is_synthetic,
    )


def _works(it: NoticeRecord) -> Iterator[Pair]:
    """What is to be done there, and when."""
    yield say("notice_works", works=count(len(it.works), it.at), names=works_listed(it.works))
    if it.starts_on and it.finishes_on:
        yield say("notice_planned", starts=day(it.starts_on, it.at), finishes=day(it.finishes_on, it.at))
