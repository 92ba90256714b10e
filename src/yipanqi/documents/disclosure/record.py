"""The public record of a publication as data: one dictionary for its page, its lists, its search entry and its JSON, so
that none can say another validity than the rest."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from yipanqi.documents.disclosure.page_words import RECORD
from yipanqi.documents.disclosure.site import attachments
from yipanqi.domain.disclosure.publication import KINDS, OPENNESS, Pair, Published
from yipanqi.domain.disclosure.validity import VALIDITY, Validity

WITHDRAWN = "withdrawn"  # where a validity stands: a withdrawn publication has none
_PAIRS = ("genre", "topic", "catalogue", "issuer", "first_place", "source", "scope", "summary", "department")
_DAYS = ("written_on", "effective_on", "ends_on")
_MOMENTS = ("published_at", "updated_at", "first_published_at", "first_updated_at")
_TEXTS = ("index_number", "document_number", "reviewer", "replaces", "replaced_by")
OPTIONAL = frozenset({"first_published_at", "first_updated_at", "first_place", "replaces", "replaced_by"})
NAMES: Mapping[str, Pair] = {**{it.value: name for it, name in VALIDITY.items()}, WITHDRAWN: ("已撤回", "Withdrawn")}


def validity_name(code: str) -> Pair:
    """A validity in words: the only place that says it."""
    return NAMES[code]


def local(moment: datetime, zone: tzinfo) -> str:
    """A moment as the public reads it: 2028-05-08 09:30."""
    return (moment.astimezone(zone) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M")


def record(published: Published, zone: tzinfo) -> dict[str, Any]:
    """What the public has of it but for its text: values of both languages as pairs, days and moments as texts.

    Of what was withdrawn nothing but its title, kind and times is told."""
    told = _head(published, zone)
    if published.withdrawn:
        withdrawn = published.withdrawn
        return told | {"withdrawn": {"at": local(withdrawn.at, zone), "reason": list(withdrawn.reason)}}
    metadata = published.metadata
    values: dict[str, Any] = {name: list(getattr(metadata, name)) for name in _PAIRS}
    values |= {name: _day(getattr(metadata, name)) for name in _DAYS}
    values |= {name: _moment(getattr(metadata, name), zone) for name in _MOMENTS}
    values |= {name: getattr(metadata, name) for name in _TEXTS}
    values["keywords"] = list(metadata.keywords)
    values["openness"] = list(OPENNESS[metadata.openness])
    return told | {name: values[name] for name in RECORD if name in values} | _more(published, zone)


def _head(published: Published, zone: tzinfo) -> dict[str, Any]:
    code = WITHDRAWN if published.withdrawn else Validity(published.validity).value
    return {
        "uid": published.uid,
        "kind": published.kind.value,
        "kind_name": list(KINDS[published.kind]),
        "version": published.version,
        "title": list(published.content.title),
        "published_at": _moment(published.metadata.published_at, zone),
        "validity": code,
        "validity_name": list(validity_name(code)),
    }


def _more(published: Published, zone: tzinfo) -> dict[str, Any]:
    content = published.content
    return {
        "estates": [
            {"code": it.estate, "name": it.name, "region": it.region, "region_name": it.region_name}
            for it in content.estates
        ],
        "measures": list(content.measures),
        "as_of": _day(content.as_of),
        "record": content.record,
        "is_synthetic": content.is_synthetic,
        "files": [
            {"name": it.name, "size": it.size, "form": it.form, "sha256": it.sha256, "title": list(it.title)}
            for it in attachments(published)
        ],
        "corrections": [
            {
                "version": it.version,
                "at": local(it.at, zone),
                "reason": list(it.reason),
                "changed": list(it.changed),
            }
            for it in published.corrections
        ],
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(moment: datetime | None, zone: tzinfo) -> str:
    return local(moment, zone) if moment else ""
