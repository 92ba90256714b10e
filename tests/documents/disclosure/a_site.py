"""A small public tree, its publications, and a key."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yipanqi.documents.disclosure.package import Base, Listed, Manifest, package

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
MADE_AT = datetime(2028, 5, 6, 9, 0, tzinfo=UTC)
FILES = {
    "index.html": "<h1>首页</h1>",
    "a/one/index.html": "<h1>一</h1>",
    "a/one/plan.pdf": "%PDF one",
    "a/two/index.html": "<h1>二</h1>",
    "a/two/table.xlsx": "xlsx two",
    "search/1.json": "[]",
}
LISTED = (
    Listed(uid="one", version=1, state="published", index_number="01-0001"),
    Listed(uid="two", version=2, state="published", index_number="01-0002"),
)


def a_tree(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """The files in a folder, and no others."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    for place in [place for place in folder.rglob("*") if place.is_file()]:
        if place.relative_to(folder).as_posix() not in files:
            place.unlink()
    return folder


def packed(tree: Path, out: Path, since: Base | None = None, **other: Any) -> Manifest:
    """A package of this tree."""
    number = since.number + 1 if since else 1
    values = {"publications": LISTED, "removed": (), "key": KEY, "made_at": MADE_AT, "number": number} | other
    return package(tree, out, since=since, **values)  # type: ignore[arg-type]
