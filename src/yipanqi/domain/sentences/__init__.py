"""The catalogue of sentences, Chinese and English: every finding, violation, reason and message is said here."""

import re
from collections.abc import Mapping

from yipanqi.domain.sentences.compare import COMPARE
from yipanqi.domain.sentences.documents import DOCUMENTS
from yipanqi.domain.sentences.doors import DOORS
from yipanqi.domain.sentences.findings import FINDINGS
from yipanqi.domain.sentences.planner import PLANNER
from yipanqi.domain.sentences.planning import PLANNING
from yipanqi.domain.sentences.quick import QUICK
from yipanqi.domain.sentences.reasons import REASONS
from yipanqi.domain.sentences.scenario import SCENARIO
from yipanqi.domain.sentences.violations import VIOLATIONS

LANGUAGES = ("zh", "en")

CATALOGUE: dict[str, tuple[str, str]] = {
    **DOORS,
    **FINDINGS,
    **PLANNER,
    **QUICK,
    **COMPARE,
    **PLANNING,
    **REASONS,
    **SCENARIO,
    **VIOLATIONS,
    **DOCUMENTS,
}

_ONE = re.compile(
    r"(?<![\d,.])1 (estates|works|households|tasks|payments|sites|errors|warnings|points|years)\b( are\b)?"
)
_SINGULAR = {"works": "work"}


def sentence(code: str, values: Mapping[str, object], lang: str = "zh") -> str:
    """The sentence of a code in a language, with its values; KeyError names a code or value that is missing."""
    said = CATALOGUE[code][LANGUAGES.index(lang)].format_map(values)
    return _ONE.sub(_singular, said) if lang == "en" else said


def _singular(found: re.Match[str]) -> str:
    """1 estates are → 1 estate is."""
    return f"1 {_SINGULAR.get(found[1], found[1][:-1])}{' is' if found[2] else ''}"
