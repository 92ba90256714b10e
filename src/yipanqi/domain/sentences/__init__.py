"""The catalogue of sentences, Chinese and English: findings, violations, reasons and what else more than one room says.

Papers and the command line add their own (`documents/sentences`, `cli/sentences`)."""

import re
from collections.abc import Mapping

from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.acceptance import ACCEPTANCE
from yipanqi.domain.sentences.assessment import ASSESSMENT
from yipanqi.domain.sentences.catalogue import LANGUAGES, Pair, catalogue
from yipanqi.domain.sentences.collisions import COLLISIONS
from yipanqi.domain.sentences.findings import FINDINGS
from yipanqi.domain.sentences.kinds import Speaker
from yipanqi.domain.sentences.plan import PLAN
from yipanqi.domain.sentences.reasons import REASONS
from yipanqi.domain.sentences.scenario import SCENARIO
from yipanqi.domain.sentences.violations import VIOLATIONS

CATALOGUE = catalogue(
    findings=FINDINGS,
    reasons=REASONS,
    violations=VIOLATIONS,
    collisions=COLLISIONS,
    plan=PLAN,
    scenario=SCENARIO,
    acceptance=ACCEPTANCE,
    assessment=ASSESSMENT,
)

_ONE = re.compile(
    r"(?<![\d,.])1 (estates|works|households|tasks|payments|sites|errors|warnings|points|years)\b( are\b)?"
)
_SINGULAR = {"works": "work"}


def said(
    programme: Programme | None,
    code: str,
    values: Mapping[str, object],
    lang: str = "zh",
    among: Mapping[str, Pair] = CATALOGUE,
) -> str:
    """The sentence of a code among those of a catalogue, about a programme; each value is said by the kind that the
    sentence names. KeyError names a code or value that is missing."""
    text = Speaker(programme, lang).vformat(among[code][LANGUAGES.index(lang)], (), values)
    return _ONE.sub(_singular, text) if lang == "en" else text


def sentence(code: str, values: Mapping[str, object], lang: str = "zh", among: Mapping[str, Pair] = CATALOGUE) -> str:
    """The sentence of a code that names nothing of a programme: findings and messages."""
    return said(None, code, values, lang, among)


def _singular(found: re.Match[str]) -> str:
    """1 estates are → 1 estate is."""
    return f"1 {_SINGULAR.get(found[1], found[1][:-1])}{' is' if found[2] else ''}"
