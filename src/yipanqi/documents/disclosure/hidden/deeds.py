"""The two deeds, done in this very process: every text of a file, and the file without what hides in it."""

from collections.abc import Callable, Iterable, Iterator

from . import docx_clean, docx_look, pdf_clean, pdf_look, picture, xlsx_clean, xlsx_look
from .forms import form_of
from .loose import loose
from .telling import CannotRead, Found, Looked, Pair

Inner = Callable[[bytes, str], Iterator[Found]]
MOST_TEXT = 20_000_000  # letters of one file; a thick book has one million
_DEEPEST = 3  # files in files in files


def looked(data: bytes, name: str) -> Looked:
    """Every text of a file, and the pages that have none. Raises CannotRead."""
    form = form_of(data, name)
    strings, needs_eyes = _read(form, data)
    found = [Found(("文件名", "File name"), name, False)]
    room = MOST_TEXT
    for one in strings:
        room -= len(one.text)
        if room < 0:
            raise CannotRead("heavy")
        found.append(one)
    return Looked(tuple(found), needs_eyes, form)


def _read(form: str, data: bytes) -> tuple[Iterable[Found], tuple[int, ...]]:
    """The texts and the pages without text of a file of this form."""
    if form == "PDF":
        return pdf_look.looked(data, _inner(1))
    return _LOOKERS[form](data, _inner(1)), (1,) if form in ("JPEG", "PNG") else ()


def rewrite(data: bytes, name: str) -> bytes:
    """The file from an allow-list. Raises CannotRead."""
    return _CLEANERS[form_of(data, name)](data)


def _inner(depth: int) -> Inner:
    """Looks into a file that lies so deep in others."""

    def inner(content: bytes, name: str) -> Iterator[Found]:
        if depth >= _DEEPEST:
            raise CannotRead("deep")
        return _embedded(content, name, depth + 1)

    return inner


def _embedded(content: bytes, name: str, depth: int) -> Iterator[Found]:
    """What stands in a file inside a file, read by its form where it has one of ours; else whatever its bytes tell."""
    place = (f"内嵌文件“{name}”", f"Embedded file “{name}”")
    try:
        form = next((form for form in _LOOKERS if _is(form, content)), "")
        found = list(_LOOKERS[form](content, _inner(depth))) if form else []
    except CannotRead as refusal:
        if refusal.code == "deep":
            raise
        form = ""
    if not form:
        yield from (Found(place, text, True) for text in loose(content))
        return
    for one in found:
        yield Found(_inside(place, one.place), one.text, True)


def _is(form: str, content: bytes) -> bool:
    try:
        return form_of(content, f"x.{form}") == form
    except CannotRead:
        return False


def _inside(outer: Pair, inner: Pair) -> Pair:
    return f"{outer[0]}：{inner[0]}", f"{outer[1]}: {inner[1]}"


_LOOKERS: dict[str, Callable[[bytes, Inner], Iterator[Found]]] = {
    "DOCX": docx_look.strings,
    "XLSX": xlsx_look.strings,
    "PDF": pdf_look.strings,
    "JPEG": picture.strings,
    "PNG": picture.strings,
}
_CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    "DOCX": docx_clean.rewritten,
    "XLSX": xlsx_clean.rewritten,
    "PDF": pdf_clean.rewritten,
    "JPEG": picture.rewritten,
    "PNG": picture.rewritten,
}
