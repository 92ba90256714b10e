"""Search among what is public: any text of two signs or more, newest first."""

from collections.abc import Iterable
from typing import Any

from yipanqi.documents.disclosure.article import words
from yipanqi.documents.disclosure.find import chosen
from yipanqi.documents.disclosure.grams import normal, pairs, triples
from yipanqi.documents.disclosure.making import searched
from yipanqi.documents.disclosure.site import Site
from yipanqi.domain.disclosure.publication import Published

from ..actions import texts
from ..models import Publication, PublicText

_AT_ONCE = 200


def renew(site: Site) -> None:
    """Bring the texts to what the tree was just built of, by the very heads: those of publications that are others, or
    gone."""
    heads = site.source.heads()
    known = dict(PublicText.objects.order_by("lang").values_list("publication__uid", "mark"))
    changed = [uid for uid, mark in heads.items() if known.get(uid) != mark]
    gone = known.keys() - heads.keys()
    for first in range(0, len(changed), _AT_ONCE):
        part = changed[first : first + _AT_ONCE]
        keys = dict(Publication.objects.filter(uid__in=part).values_list("uid", "pk"))
        rows = [row for uid in part for row in _rows(keys[uid], heads[uid], site.source.published(uid))]
        texts.put(rows, of=keys.values())
    texts.drop(gone)


def _rows(publication: int, mark: str, told: Published) -> Iterable[PublicText]:
    """A withdrawn one is kept with its mark and nothing to find."""
    for lang in ("zh", "en"):
        text = "" if told.withdrawn else normal(searched(told, lang))
        yield PublicText(
            publication_id=publication,
            lang=lang,
            mark=mark,
            published_at=told.metadata.published_at or told.metadata.updated_at,
            title=(told.content.title[lang == "en"] or told.content.title[0])[:300],
            text=text,
            shown="" if told.withdrawn else words(told.content, lang),
            grams=" ".join(sorted(map(_word, pairs(text) | triples(text)))),
        )


def found(text: str, lang: str) -> Any:
    """The texts in which this stands, newest first; nothing where less than two signs are asked for."""
    asked = normal(text).strip()
    grams = chosen(asked)
    rows = PublicText.objects.filter(lang=lang)
    if not grams:
        return rows.none()
    return rows.with_all([_word(it) for it in grams]).filter(text__contains=asked)


def _word(gram: str) -> str:
    """A gram as a word that every database takes for one."""
    return "g" + "".join(f"{ord(sign):x}x" for sign in gram)
