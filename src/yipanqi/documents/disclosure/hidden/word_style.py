"""Which text of a Word file nobody sees: by its own properties, or by a style."""

from .markup import Element, attribute, local, parsed

_MARKS = ("vanish", "specVanish", "webHidden")
_OFF = ("0", "false", "off", "none")
_PALE = ("FFFFFF", "FEFEFE", "FDFDFD")
_DARK = ("AUTO", "000000")
_TINY = 4  # half points


def hides(properties: Element | None) -> bool | None:
    """Do these run properties hide? None where they say nothing of it."""
    if properties is None:
        return None
    for child in properties:
        if local(child) in _MARKS:
            return attribute(child, "val").lower() not in _OFF
    return None


def is_faint(properties: Element | None) -> bool:
    """Is text with these run properties white, black on black, or too small to be seen?"""
    if properties is None:
        return False
    kinds = {local(child): attribute(child, "val") for child in properties}
    shade = child_of(properties, "shd")
    behind = attribute(shade, "fill").upper() if shade is not None else ""
    if (kinds.get("highlight") == "black" or behind == "000000") and kinds.get("color", "auto").upper() in _DARK:
        return True
    size = kinds.get("sz", "")
    if size.isdigit() and int(size) <= _TINY:
        return True
    return kinds.get("color", "").upper() in _PALE and not {"shd", "highlight"} & kinds.keys()


def child_of(element: Element, name: str) -> Element | None:
    """The first child of this name."""
    return next((child for child in element if local(child) == name), None)


def hiding_styles(styles: bytes) -> frozenset[str]:
    """The styles whose text is hidden, by themselves or by the style on which they rest."""
    if not styles:
        return frozenset()
    own: dict[str, tuple[bool | None, str]] = {}
    for style in parsed(styles):
        if local(style) == "style":
            based = child_of(style, "basedOn")
            rests_on = attribute(based, "val") if based is not None else ""
            own[attribute(style, "styleId")] = hides(child_of(style, "rPr")), rests_on
    return frozenset(name for name in own if _is_hiding(name, own))


def _is_hiding(name: str, own: dict[str, tuple[bool | None, str]]) -> bool:
    for _ in range(len(own)):  # styles that rest on each other in a ring end too
        said, rests_on = own.get(name, (False, ""))
        if said is not None:
            return said
        name = rests_on
    return False


def is_vanished(run: Element, hiding: frozenset[str]) -> bool:
    """Is the run hidden text?"""
    properties = child_of(run, "rPr")
    said = hides(properties)
    if said is not None:
        return said
    style = child_of(properties, "rStyle") if properties is not None else None
    if style is not None and attribute(style, "val") in hiding:
        return True
    above = run.getparent()
    while above is not None and local(above) != "p":
        above = above.getparent()
    frame = child_of(above, "pPr") if above is not None else None
    style = child_of(frame, "pStyle") if frame is not None else None
    return style is not None and attribute(style, "val") in hiding


def is_unseen(run: Element, hiding: frozenset[str]) -> bool:
    """Is the run hidden, white, blackened or tiny?"""
    return is_vanished(run, hiding) or is_faint(child_of(run, "rPr"))


def is_hidden_row(row: Element) -> bool:
    """Is this row of a table hidden?"""
    properties = child_of(row, "trPr")
    mark = child_of(properties, "hidden") if properties is not None else None
    return mark is not None and attribute(mark, "val").lower() not in _OFF
