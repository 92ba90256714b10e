"""What is masked here and stands unmasked elsewhere: whoever lays both side by side reads what was to be hidden."""

import re
from collections.abc import Iterable, Iterator

from yipanqi.documents.disclosure.grams import normal

from .found import ASK, Read, Told
from .models import PublicationVersion, PublicText

_MASK = "*＊×✕█■●▇◼xX"
_MASKED = re.compile(rf"[{_MASK}]{{2,}}|某某?")
_AROUND, _LEAST, _MOST = 10, 6, 40  # signs before and after that are compared; at least so many; signs that were hidden
_TEXTS = 50  # public texts that are looked into for each masked place


def of_unmasked(version: PublicationVersion, texts: Iterable[Read]) -> Iterator[Told]:
    """The masked places of which the public has the original on another page."""
    public = PublicText.objects.filter(lang="zh").exclude(publication=version.publication_id)
    for read in texts:
        for found in _MASKED.finditer(read.text):
            before = normal(read.text[max(0, found.start() - _AROUND) : found.start()]).lstrip()
            after = normal(read.text[found.end() : found.end() + _AROUND]).rstrip()
            if len(before) + len(after) < _LEAST or not before:
                continue
            hidden = rf"{re.escape(before)}([^{_MASK}\s某]{{1,{_MOST}}}){re.escape(after)}"
            for text in public.filter(text__contains=before).values_list("text", flat=True)[:_TEXTS]:
                if re.search(hidden, text):
                    yield "unmasked_elsewhere", ASK, read, found[0]
                    break
