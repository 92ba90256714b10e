"""What stands in a version and its record, as the database keeps it, and back: nothing is lost on the way."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from yipanqi.domain.disclosure.publication import (
    Block,
    Content,
    EstateFacts,
    Heading,
    Metadata,
    Openness,
    OwnText,
    Pair,
    Paragraph,
    Picture,
    Table,
)

if TYPE_CHECKING:
    from .models import PublicationVersion

_BLOCKS: dict[str, type[Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "table": Table,
    "picture": Picture,
    "own": OwnText,
}
_NAMES = {kind: name for name, kind in _BLOCKS.items()}
TITLE, OWN = "title", "own"  # keys of edited texts beside those of paragraphs
GIVEN = frozenset(
    {"index_number", "published_at", "updated_at", "written_on", "effective_on", "ends_on", "replaced_by"}
)  # of the record: what stands in columns, or is the server's to give


def stored(content: Content) -> dict[str, Any]:
    """The content in the few kinds that JSON has."""
    return {
        "title": list(content.title),
        "blocks": [{"is": _NAMES[type(it)], **_plain_fields(it)} for it in content.blocks],
        "estates": [_plain_fields(it) for it in content.estates],
        "measures": list(content.measures),
        "as_of": _plain(content.as_of),
        "record": content.record,
        "is_synthetic": content.is_synthetic,
    }


def content_of(kept: Mapping[str, Any], texts: Mapping[str, Any] | None = None) -> Content:
    """The content again; with edited texts in the place of those that they were written beside, and the office's own
    text after them."""
    if not kept:
        return Content(title=("", ""))
    texts = texts or {}
    blocks = [_block(it, texts) for it in kept["blocks"]]
    if OWN in texts:
        blocks.append(OwnText(html=_pair(texts[OWN])))
    return Content(
        title=_pair(texts.get(TITLE, kept["title"])),
        blocks=tuple(blocks),
        estates=tuple(_facts(it) for it in kept["estates"]),
        measures=tuple(kept["measures"]),
        as_of=_value(kept["as_of"]),
        record=kept["record"],
        is_synthetic=kept["is_synthetic"],
    )


def _block(kept: Mapping[str, Any], texts: Mapping[str, Any]) -> Block:
    kind = _BLOCKS[kept["is"]]
    values = {name: _value(value) for name, value in kept.items() if name != "is"}
    if kind is Table:
        values["numeric"] = frozenset(values["numeric"])
    made = kind(**values)
    if isinstance(made, Paragraph) and made.key in texts:
        return replace(made, marked=_pair(texts[made.key]))
    return made


def _facts(kept: Mapping[str, Any]) -> EstateFacts:
    named = {name: kept[name] for name in ("estate", "name", "region", "region_name")}
    return EstateFacts(**named, values=_value(kept["values"]))


def stored_metadata(record: Metadata) -> dict[str, Any]:
    """What of the record stands in no column of its own."""
    return {it.name: _plain(getattr(record, it.name)) for it in fields(record) if it.name not in GIVEN}


def metadata_of(version: "PublicationVersion") -> Metadata:
    """The record of a version, with its number and the times that the server gave."""
    publication, kept = version.publication, dict(version.metadata)
    if "openness" in kept:
        kept["openness"] = Openness(kept["openness"])
    return Metadata(
        **{name: value if name == "openness" else _value(value) for name, value in kept.items()},
        index_number=publication.index_number,
        published_at=publication.published_at,
        updated_at=publication.updated_at,
        written_on=version.written_on,
        effective_on=version.effective_on,
        ends_on=version.ends_on,
        replaced_by=version.successor,
    )


def _plain_fields(it: Any) -> dict[str, Any]:
    return {one.name: _plain(getattr(it, one.name)) for one in fields(it)}


def _plain(value: Any) -> Any:
    """In the kinds of JSON; days and moments say that they are."""
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Mapping):
        return {"map": {str(key): _plain(it) for key, it in value.items()}}
    if isinstance(value, (tuple, list)):
        return [_plain(it) for it in value]
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a publication")


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_value(it) for it in value)
    if isinstance(value, Mapping):
        if value.keys() == {"day"}:
            return date.fromisoformat(value["day"])
        if value.keys() == {"at"}:
            return datetime.fromisoformat(value["at"])
        return {key: _value(it) for key, it in value["map"].items()}
    return value


def _pair(kept: Any) -> Pair:
    return str(kept[0]), str(kept[1])
