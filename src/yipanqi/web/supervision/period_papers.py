"""A close and its bulletin as their papers need them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from yipanqi.documents.press.sheets import Imprint
from yipanqi.documents.sentences import CATALOGUE
from yipanqi.documents.supervision.period_book import write_period_book
from yipanqi.documents.supervision.period_facts import PageFacts, PaperFacts
from yipanqi.documents.supervision.period_labels import LABELS
from yipanqi.documents.supervision.period_paper import write_leader_page, write_period_paper
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.spoken import date_text, money_text
from yipanqi.domain.supervision.bulletin import leader_page, plain
from yipanqi.domain.supervision.figures import Sums, by_region, percent_said
from yipanqi.domain.supervision.grids import Grid, basics, bulletin_tables, duty, effects, plan, provincial, statistics
from yipanqi.domain.supervision.snapshot import Snapshot

from .models import Bulletin, ClosedPeriod
from .models.periods import BULLETIN, ISSUED

_ROWS = 22  # of tables that share a page


def bulletin_paper(found: Bulletin, lang: str) -> bytes:
    """The bulletin or the summary in Word."""
    facts = bulletin_facts(found, lang)
    return _written(lambda path: write_period_paper(facts, path, lang))


def bulletin_facts(found: Bulletin, lang: str) -> PaperFacts:
    """What it is printed from: the text as it stands, the tables of its close."""
    heading, closed = found.entry.frame().heading, found.closed
    is_bulletin, is_issued = found.kind == BULLETIN, found.state == ISSUED
    return PaperFacts(
        title=found.title[lang == "en"],
        paragraphs=tuple((it.level, text) for it, text in found.final(lang)),
        annexes=_of_years(closed) if is_bulletin else _of_summary(closed),
        names=_in_tables(closed.words.names),
        issuer=heading.issuer,
        recipients=heading.recipients if is_bulletin else "",
        number=found.code,
        issued_on=found.issued_on if is_issued else None,
        copied_to=heading.copied_to,
        printed_by=heading.printed_by,
        has_head=is_bulletin,
        is_synthetic=found.entry.is_synthetic,
    )


def _in_tables(names: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Narrow columns have the pinyin alone: the text of the same paper has the Chinese beside it."""
    return {key: (zh, en.removesuffix(f" ({zh})")) for key, (zh, en) in names.items()}


def _of_years(closed: ClosedPeriod) -> tuple[tuple[Grid, ...], ...]:
    """A bulletin's annexes: of each programme year the provincial table and the ministry's."""
    grids = bulletin_tables(closed.snapshot)
    pairs = [grids[at : at + 2] for at in range(0, len(grids), 2)]
    return tuple(annex for pair in pairs for annex in ((pair,) if _fits(pair) else tuple((it,) for it in pair)))


def _fits(grids: Sequence[Grid]) -> bool:
    """Do these tables stand on one page?"""
    return sum(len(it.rows) for it in grids) <= _ROWS


def _of_summary(closed: ClosedPeriod) -> tuple[tuple[Grid, ...], ...]:
    """A summary's: plan and basics, each year's progress, effects; the numbered tables are in the workbook."""
    snapshot = closed.snapshot
    years = (provincial(by_region(snapshot, year), year) for year in snapshot.years)
    return ((plan(snapshot), basics(snapshot)), *((it,) for it in years), (effects(snapshot),))


def all_tables(closed: ClosedPeriod) -> tuple[Grid, ...]:
    """The four tables, and the duty table of each programme year."""
    return _tables(closed.snapshot)


@lru_cache(maxsize=4)
def _tables(snapshot: Snapshot) -> tuple[Grid, ...]:
    return (*statistics(snapshot), *(duty(snapshot, year) for year in snapshot.years))


def statistics_book(closed: ClosedPeriod, lang: str) -> bytes:
    """The four tables and the duty tables in Excel."""
    heading = closed.entry.frame().heading
    last, known = (date_text(it, lang) for it in (closed.last, closed.known_on))
    imprint = Imprint(
        lang=lang,
        title=heading.title,
        label=sentence("doc_synthetic", {}, lang, CATALOGUE) if closed.entry.is_synthetic else "",
        issuer=heading.issuer,
        source=_say("period_as_of", lang, last=last, known=known, version=closed.version),
        issued=known,
        made_at=datetime.combine(closed.known_on, time(), UTC),
    )
    facts = PaperFacts(title="", paragraphs=(), annexes=(all_tables(closed),), names=closed.words.names)
    return _written(lambda path: write_period_book(facts, path, imprint))


def leader_paper(closed: ClosedPeriod, lang: str) -> bytes:
    """The leader's page in Word."""
    page = leader_page(closed.snapshot, closed.words, lang)
    facts = PageFacts(
        title=page.title,
        note=page.note,
        figures=tuple(leader_row(year, one, lang) for year, one in page.years),
        heads=leader_heads(lang),
        lists=tuple((head, tuple(plain(it) for it in lines)) for head, lines in page.lists),
        is_synthetic=closed.entry.is_synthetic,
    )
    return _written(lambda path: write_leader_page(facts, path, lang))


def leader_heads(lang: str) -> tuple[str, str, str, str]:
    """The headings of its figures."""
    year, started, finished, done = (_say(f"period_{it}_head", lang) for it in ("year", "started", "finished", "done"))
    return year, started, finished, done


def leader_row(year: int, one: Sums, lang: str) -> tuple[str, str, str, str]:
    """A programme year in short."""
    started, finished = (
        _say("period_of", lang, count=getattr(one, it), whole=one.estates, share=percent_said(one.share(it)))
        for it in ("started", "finished")
    )
    return (
        str(year),
        started,
        finished,
        f"{money_text(one.done, lang)}{_between(lang)}{percent_said(one.share('done'))}",
    )


def _between(lang: str) -> str:
    return ", " if lang == "en" else "，"


def _say(code: str, lang: str, **values: object) -> str:
    return sentence(code, values, lang, LABELS)


def _written(write: Callable[[Path], object]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "paper"
        write(path)
        return path.read_bytes()
