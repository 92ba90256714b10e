"""Pages that are made as they are asked for, in the frame of the public tree: search, what was withdrawn, what is not
there, and too many questions."""

from collections.abc import Sequence
from datetime import date

from yipanqi.documents.disclosure.frame import Frame, named
from yipanqi.documents.disclosure.pages import Given, Pages
from yipanqi.domain.disclosure.publication import KINDS, Published

from ..models import PublicText
from .building import settings_on

FIRST = 20  # hits on a page
_BEFORE, _MORE = 30, 80  # signs that are shown around one
_MISSING = (
    ("没有这个页面", "There is no such page"),
    (
        "网址可能有误，或内容还没有公开。请从首页或查找进入。",
        "The address may be wrong, or nothing is published there yet. Start from the first page, or search.",
    ),
)


def frame_of(lang: str, day: date) -> Frame:
    """The frame of the column as the office has set it."""
    return Frame(settings_on(day), lang)


def notice(told: Published, lang: str, day: date) -> bytes:
    """The notice in the place of a publication that was withdrawn: title, dates and the class of reasons."""
    frame = frame_of(lang, day)
    pages = dict(Pages(frame.settings, {}).of(Given(published=told)))
    return pages[named(f"a/{told.uid}/index.html", lang)]


def missing(lang: str, day: date) -> bytes:
    """What is said where nothing is."""
    title, words = (pair[lang == "en"] for pair in _MISSING)
    return frame_of(lang, day).page("missing.html", "search.html", title=title, words=words)


def results(text: str, hits: Sequence[PublicText], lang: str, day: date, *, page: int, count: int) -> bytes:
    """What a search came to."""
    lines = [
        {
            "url": named(f"a/{it.publication.uid}/index.html", lang),
            "title": it.title,
            "kind": KINDS[it.publication.kind_told],
            "day": it.published_at,
            "around": _around(it.shown, text),
        }
        for it in hits
    ]
    more: dict[str, object] = {"before": page - 1, "after": page + 1 if page * FIRST < count else 0}
    more["action"] = "search" if lang == "zh" else "search.en"
    return frame_of(lang, day).page("results.html", "search.html", text=text, lines=lines, count=count, **more)


def _around(text: str, asked: str) -> tuple[str, str, str]:
    """Some words before and after where it stands."""
    at, length = text.lower().find(asked.lower()), len(asked)
    if at < 0:
        return text[:_MORE], "", ""
    return text[max(0, at - _BEFORE) : at], text[at : at + length], text[at + length : at + length + _MORE]
