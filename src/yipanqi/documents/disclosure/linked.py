"""失效链接: the links of the public tree, held against its files: which lead nowhere, and which lead outside."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote

_LINK = re.compile(r"""\s(?:href|src)=(?:"([^"]*)"|'([^']*)')""")
_OTHER = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_SHOWN = 200


@dataclass(slots=True, kw_only=True)
class Linked:
    """What was found: how many pages and links, the dead ones as (page, address), and addresses outside with the first
    page that has each."""

    pages: int = 0
    links: int = 0
    dead: list[tuple[str, str]] = field(default_factory=list)
    outside: dict[str, str] = field(default_factory=dict)


def linked(tree: Path, base: str = "", pause: Callable[[int], object] = lambda pages: None) -> Linked:
    """The links of all pages of a tree. `base` is the address under which it stands: links that begin so are its own.
    `pause` is told how many pages were read."""
    found, files = Linked(), _files(tree)
    known: dict[str, bool] = {}
    for page in sorted(it for it in files if it.endswith(".html")):
        found.pages += 1
        if found.pages % 500 == 0:
            pause(found.pages)
        for address in _addresses((tree / page).read_text(encoding="utf-8"), base):
            found.links += 1
            if _OTHER.match(address):
                if address.lower().startswith(("http:", "https:")):
                    found.outside.setdefault(address, page)
                continue
            place = _place(page, address)
            if place not in known:
                known[place] = place in files or join(place, "index.html").removeprefix("./") in files
            if not known[place] and len(found.dead) < _SHOWN:
                found.dead.append((page, address))
    return found


def _files(tree: Path) -> set[str]:
    found: set[str] = set()
    for folder, _, names in os.walk(tree):
        under = os.path.relpath(folder, tree)
        found.update(name if under == "." else f"{under}/{name}" for name in names)
    return found


def _addresses(html: str, base: str) -> Iterator[str]:
    """Each address of a page once; its own by its full address as if it began at the root of the tree."""
    for address in dict.fromkeys(one or other for one, other in _LINK.findall(html)):
        told = unescape(address).strip()
        if base and told.startswith(base):
            told = f"/{told.removeprefix(base).lstrip('/')}"
        told = told.partition("#")[0].partition("?")[0]
        if told:
            yield told


def _place(page: str, address: str) -> str:
    told = unquote(address)
    if told.startswith("/"):
        return normpath(told.lstrip("/") or ".")
    return normpath(join(page.rpartition("/")[0], told))
