"""What is kept of how an office's own book was read: the mapping, what is open, what was made up; plain values."""

from collections.abc import Mapping
from typing import Any

from yipanqi.domain.finding import Finding
from yipanqi.domain.sentences import LANGUAGES, sentence
from yipanqi.workbook import OwnBook, settled


def own_told(own: OwnBook) -> dict[str, Any]:
    """The reading as JSON. `settled` is the mapping that the next book of this shape is read by."""
    whole = own.programme
    return {
        "mapping": own.mapping.to_json(),
        "settled": settled(own).to_json(),
        "counts": dict(own.counts),
        "questions": [
            {
                "key": question.key,
                "sheet": question.finding.place.sheet,
                "cell": question.finding.place.cell,
                "guess": question.guess,
                "choices": list(question.choices),
                **_said(question.finding.code, question.finding.values),
            }
            for question in own.questions
        ],
        "defaults": [default_told(one) for one in own.defaults],
        "funds": [[fund.name, fund.kind.value] for fund in own.sources],
        "years": [whole.calendar.first_year, whole.calendar.years] if whole else None,
        "left_out": {table: {why: list(rows) for why, rows in found.items()} for table, found in own.left_out.items()},
    }


def default_told(one: Finding) -> dict[str, Any]:
    """What was made up, or not taken, and what it touches."""
    return {"touched": list(one.values.get("touched", ())), **_said(one.code, one.values)}


def _said(code: str, values: Mapping[str, object]) -> dict[str, str]:
    return {lang: sentence(code, values, lang) for lang in LANGUAGES}
