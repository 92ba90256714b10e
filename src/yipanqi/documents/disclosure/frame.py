"""The frame of every public page: its templates, its words, and addresses that hold wherever the column is laid."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from yipanqi.documents.disclosure.article import LANGUAGES, spoken
from yipanqi.documents.disclosure.page_words import RECORD, STAGES, WORDS
from yipanqi.documents.disclosure.record import validity_name
from yipanqi.documents.disclosure.site import Settings, digest
from yipanqi.domain.disclosure.publication import KINDS, Pair
from yipanqi.domain.sentences.spoken import date_text

LANGS = ("zh", "en")
ASSETS = ("column.css", "reader.js", "search.js")
VERSION = 1  # of the code that makes pages: another number renews every page
_SIGNS = {
    "valid": "●",
    "not_yet": "◷",
    "partly": "◐",
    "expired": "○",
    "repealed": "✕",
    "amended": "△",
    "withdrawn": "⊘",
}


def named(path: str, lang: str) -> str:
    """The address of a page in a language: index.html, index.en.html."""
    return path if lang == "zh" else path.removesuffix(".html") + ".en.html"


def asset(name: str) -> bytes:
    """A file of this package that pages need."""
    data: bytes = _folder().joinpath(name).read_bytes()
    return data


@cache
def mark() -> str:
    """A mark of all templates and assets together: another one renews every page."""
    texts = {it.name: it.read_text("utf-8") for it in sorted(_folder().iterdir(), key=lambda it: it.name)}
    return digest([VERSION, texts, WORDS, RECORD, STAGES])


class Frame:
    """Makes pages of a language in the frame of a column."""

    def __init__(self, settings: Settings, lang: str) -> None:
        self.settings, self.lang = settings, lang
        self._words = {key: pair[lang == "en"] for key, pair in WORDS.items()}
        self._common: dict[str, Any] = {
            "s": settings,
            "lang": lang,
            "lang_code": LANGUAGES[lang],
            "t": self._words,
            "kinds": [(kind.value, pair) for kind, pair in KINDS.items()],
            "say": self.say,
            "word": self.word,
            "fit": self.fit,
            "badge": lambda code: badge(code, lang),
            "date_text": lambda day: date_text(day, lang),
            "named": lambda path: named(path, lang),
        }

    def page(self, template: str, path: str, **told: Any) -> bytes:
        """A page for an address of the tree."""
        up = "../" * path.count("/")
        leaf = path.rpartition("/")[2]
        here = {"up": up, "path": path, "here": named(leaf, self.lang), "there": named(leaf, _other(self.lang))}
        address = (self.settings.base + named(path, self.lang)) if self.settings.base else ""
        return _template(template).render(self._common | here | {"address": address} | told).encode()

    def say(self, pair: Pair | list[str]) -> Markup:
        """A text in the language; in a page that is not of the text's language, marked as what it is."""
        text, said = spoken((pair[0], pair[1]), self.lang)
        if said == self.lang:
            return Markup.escape(text)
        return Markup('<span lang="{}">{}</span>').format(LANGUAGES[said], text)

    def fit(self, pair: Pair | list[str]) -> str:
        """The same without its mark, for attributes and titles."""
        return spoken((pair[0], pair[1]), self.lang)[0]

    def word(self, key: str, /, **told: object) -> str:
        """A word of the frame, filled."""
        return self._words[key].format(**told)


@cache
def badge(code: str, lang: str) -> Markup:
    """A validity as pages and lists show it: a sign and a word, never colour alone."""
    return Markup('<span class="badge {}"><span aria-hidden="true">{}</span> {}</span>').format(
        code, _SIGNS[code], validity_name(code)[lang == "en"]
    )


def folder(text: str) -> str:
    """A code as the name of a folder: signs that a file system or an address would take amiss are written by number."""
    return (
        "".join(sign if sign.isascii() and (sign.isalnum() or sign == "-") else f"_{ord(sign):x}_" for sign in text)
        or "_"
    )


def size_text(size: int) -> str:
    """12 KB, 3.4 MB."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1000 else f"{size / 1024 / 1024:.1f} MB"


def _other(lang: str) -> str:
    return "en" if lang == "zh" else "zh"


def _folder() -> Any:
    return files("yipanqi.documents").joinpath("templates", "disclosure")


def _source(name: str) -> str:
    return str(_folder().joinpath(name).read_text("utf-8"))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    made.filters["folder"] = folder
    made.filters["size"] = size_text
    return made


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


def described(record: Mapping[str, Any]) -> str:
    """The description of a publication for its meta tag: what is told of it, or else its title."""
    summary = record.get("summary", ["", ""])
    return str(summary[0] or record["title"][0])
