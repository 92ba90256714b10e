"""The text of a page: what is seen, and what lies under a box, outside the page, in a layer that is switched off, or is
drawn without ink."""

from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject
from pypdf.generic import DictionaryObject, TextStringObject

from .pdf_open import Layers, got

_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_FILLS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
_ENDS = (b"n", b"S", b"s", *_FILLS)
_WITHOUT_INK = (3, 7)
_COVERS = ("/Square", "/Redact", "/Stamp", "/FreeText", "/Ink", "/Polygon")
_LETTERS = 8  # a page with fewer has no text to speak of
_PAPER = (612.0, 792.0)  # what programs take where a page does not say
_PAGE_OF_TEXT = 100  # letters: a picture over half a page with fewer is a scan with a stamp or a number on it
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Piece:
    """A piece of text, where it begins, how high it is, and after how many drawings it was drawn."""

    text: str
    x: float
    y: float
    size: float
    order: int
    is_unseen: bool


@dataclass(slots=True)
class PageText:
    """What was told of a page while it was walked through."""

    page: PageObject
    layers: Layers
    pieces: list[Piece] = field(default_factory=list)
    covers: list[tuple[int, Box]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)  # what marks say: words instead of a picture or of letters
    pictures: int = 0
    widest: float = 0.0  # area of the largest picture
    drawings: int = 0
    _order: int = 0
    _mode: int = 0
    _shown_mode: int = 0
    _is_clear: bool = False
    _clear: list[tuple[bool, int]] = field(default_factory=list)
    _points: list[tuple[float, float]] = field(default_factory=list)
    _layers_open: list[bool] = field(default_factory=list)
    _is_shown_off: bool = False
    _off_forms: list[bool] = field(default_factory=list)

    def before(self, operator: bytes, operands: Any, matrix: Any, text_matrix: Any) -> None:
        """An operation is about to be done."""
        self._order += 1
        if operator in _SHOWS:
            self._shown_mode = self._mode
            self._is_shown_off = any(self._layers_open) or any(self._off_forms)
        elif operator == b"Tr" and operands:
            self._mode = int(operands[0]) if isinstance(operands[0], (int, float)) else 0
        elif operator == b"q":
            self._clear.append((self._is_clear, self._mode))
        elif operator == b"Q" and self._clear:
            self._is_clear, self._mode = self._clear.pop()
        elif operator == b"gs" and operands:
            self._is_clear = self._is_see_through(operands[0])
        elif operator == b"DP":
            self.marks += _marked(operands)
        elif operator in (b"BDC", b"BMC"):
            self.marks += _marked(operands)
            self._layers_open.append(self._is_off(operands))
        elif operator == b"EMC" and self._layers_open:
            self._layers_open.pop()
        elif operator == b"Do" and operands:
            self._draw(operands[0], matrix)
        else:
            self._path(operator, operands, matrix)

    def after(self, operator: bytes, operands: Any, matrix: Any, text_matrix: Any) -> None:
        """An operation was done."""
        if operator == b"Do" and operands and self._off_forms:
            self._off_forms.pop()

    def told(self, text: str, matrix: Any, text_matrix: Any, font: Any, size: float) -> None:
        """A piece of text is complete."""
        if not text.strip():
            if self.pieces:
                self.pieces[-1].text += text
            return
        x, y = _moved((text_matrix[4], text_matrix[5]), matrix)
        scale = abs(text_matrix[3] * matrix[3]) or abs(text_matrix[1] * matrix[1]) or 1.0
        is_unseen = self._shown_mode in _WITHOUT_INK or self._is_shown_off
        self.pieces.append(Piece(text, x, y, max(1.0, abs(size * scale)), self._order, is_unseen))

    def _is_off(self, operands: Any) -> bool:
        if len(operands) < 2 or operands[0] != "/OC":
            return False
        return self.layers.is_off(got(got(self.page, "/Resources"), "/Properties"), str(operands[1]))

    def _is_see_through(self, name: Any) -> bool:
        state = got(got(got(self.page, "/Resources"), "/ExtGState"), str(name))
        share, mode = got(state, "/ca"), got(state, "/BM")
        is_mixed = mode is not None and mode not in ("/Normal", "/Compatible")
        return (
            is_mixed or (isinstance(share, (int, float)) and float(share) < 0.9) or (share is None and self._is_clear)
        )

    def _draw(self, name: Any, matrix: Any) -> None:
        drawn = got(got(got(self.page, "/Resources"), "/XObject"), str(name))
        self._off_forms.append(self.layers.is_off(drawn, "/OC"))
        if got(drawn, "/Subtype") == "/Image":
            self.pictures += 1
            self.widest = max(self.widest, abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
            self._points = [_moved(corner, matrix) for corner in ((0, 0), (1, 0), (1, 1), (0, 1))]
            self._cover()

    def _path(self, operator: bytes, operands: Any, matrix: Any) -> None:
        numbers = (
            [float(one) for one in operands if isinstance(one, (int, float))] if isinstance(operands, list) else []
        )
        if operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
            self._points += [_moved(corner, matrix) for corner in corners]
        elif operator in (b"m", b"l", b"c", b"v", b"y") and len(numbers) >= 2:
            self._points.append(_moved((numbers[-2], numbers[-1]), matrix))
        elif operator == b"INLINE IMAGE":
            self.pictures += 1
        if operator in _ENDS:
            self.drawings += operator != b"n"
            if operator in _FILLS:
                self._cover()
            self._points = []

    def _cover(self) -> None:
        if self._points and not self._is_clear:
            across, along = [x for x, _ in self._points], [y for _, y in self._points]
            self.covers.append((self._order, (min(across), min(along), max(across), max(along))))
        self._points = []

    def settle(self) -> None:
        """The page is walked through: which pieces does nobody see?"""
        for piece in self.pieces:
            piece.is_unseen = (
                piece.is_unseen
                or self._is_outside(piece)
                or any(order > piece.order and _covers(box, piece) for order, box in self.covers)
            )

    def _is_outside(self, piece: Piece) -> bool:
        left, low, right, high = _frame(self.page)
        return piece.x > right or piece.y > high or piece.y + piece.size < low or piece.x + _length(piece) < left

    @property
    def seen(self) -> str:
        """The text that is seen."""
        return "".join(piece.text for piece in self.pieces if not piece.is_unseen).strip()

    @property
    def hidden(self) -> str:
        """The text that is not."""
        return "".join(piece.text for piece in self.pieces if piece.is_unseen).strip()

    @property
    def needs_eyes(self) -> bool:
        """Does the page show something, and no text to speak of that could be read?"""
        letters = sum(sign.isalnum() for sign in self.seen)
        left, low, right, high = _frame(self.page)
        is_scan = self.widest > 0.5 * (right - left) * (high - low) and letters < _PAGE_OF_TEXT
        is_bare = letters < _LETTERS and bool(self.pictures or self.drawings or letters)
        return is_scan or is_bare or _has_secret_font(self.page)


def page_text(page: PageObject, layers: Layers) -> PageText:
    """A page walked through."""
    found = PageText(page, layers)
    page.extract_text(visitor_operand_before=found.before, visitor_operand_after=found.after, visitor_text=found.told)
    if got(page, "/Resources") is None and got(page, "/Contents") is not None:
        found.drawings += 1  # the library does not walk through it: it has no fonts, but may have outlines of letters
    for note in got(page, "/Annots") or ():
        note = note.get_object()
        box = got(note, "/Rect")
        if got(note, "/Subtype") in _COVERS and box is not None and len(box) == 4:
            x, y, right, top = (float(side) for side in box)
            found.covers.append((1 << 60, (min(x, right), min(y, top), max(x, right), max(y, top))))
    found.settle()
    return found


def _frame(page: PageObject) -> Box:
    """What is seen of the page: left, low, right, high; a page of no size is as large as most are."""
    try:
        box = page.cropbox
        sides = [float(side) for side in (box.left, box.bottom, box.right, box.top)]
    except (ValueError, TypeError, KeyError):
        sides = [0.0, 0.0, *_PAPER]
    left, right = sorted(sides[::2])
    low, high = sorted(sides[1::2])
    return left, low, right, high


def _marked(operands: Any) -> list[str]:
    """The strings of a mark."""
    said = operands[1] if len(operands) > 1 and isinstance(operands[1], DictionaryObject) else {}
    return [_string(value) for value in said.values() if isinstance(value, (TextStringObject, bytes))]


def _string(value: Any) -> str:
    """A string of a page's drawing, which says by its first bytes how it is written."""
    if not isinstance(value, bytes):
        return str(value)
    return value[2:].decode("utf-16-be", "replace") if value[:2] == b"\xfe\xff" else value.decode("latin-1")


def _moved(point: tuple[float, float], matrix: Any) -> tuple[float, float]:
    x, y = point
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def _length(piece: Piece) -> float:
    """About how long a piece is: Chinese letters are as wide as high, others half."""
    return sum(1.0 if sign > "\u2e80" else 0.5 for sign in piece.text) * piece.size


def _covers(box: Box, piece: Piece) -> bool:
    """Does a box, not a line, lie over a part of the piece?"""
    left, low, right, high = box
    if right - left < piece.size or high - low < 0.5 * piece.size:
        return False
    middle = piece.y + 0.3 * piece.size
    return low <= middle <= high and left < piece.x + _length(piece) - 1 and right > piece.x + 1


def _has_secret_font(page: PageObject) -> bool:
    """Is there a font whose letters cannot be told: glyphs by number without a table of what they mean?"""
    for name in got(got(page, "/Resources"), "/Font") or ():
        font = got(got(got(page, "/Resources"), "/Font"), name)
        if got(font, "/ToUnicode") is not None:
            continue
        if got(font, "/Subtype") == "/Type3":
            return True
        if got(font, "/Subtype") == "/Type0" and str(got(font, "/Encoding")).startswith("/Identity"):
            return True
    return False
