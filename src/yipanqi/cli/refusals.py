"""Why there is no plan, in words: findings, and what cannot be followed."""

from collections.abc import Sequence

from yipanqi.cli.obstacles import obstacle
from yipanqi.cli.sentences import sentence
from yipanqi.domain.finding import Finding, Gravity
from yipanqi.domain.planning.rolling import CannotPin
from yipanqi.domain.planning.scenario import CannotDerive, coded_said
from yipanqi.domain.programme import Programme

SHOWN = 20  # findings


class CannotFollow(Exception):
    """The command cannot be carried out; the code and values of the sentence that says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values

    def said(self, programme: Programme, lang: str) -> str:
        """The sentence; a value that is an error is said in the same language, with the programme's names."""
        return sentence(self.code, {k: _cause(v, programme, lang) for k, v in self.values.items()}, lang)


def findings_told(findings: Sequence[Finding], lang: str) -> list[str]:
    """How many findings there are, and the first of them by sheet and cell, errors before warnings."""
    if not findings:
        return []
    errors = [f for f in findings if f.gravity is Gravity.ERROR]
    warnings = [f for f in findings if f.gravity is not Gravity.ERROR]
    lines = [sentence("planning_findings", {"errors": len(errors), "warnings": len(warnings)}, lang)]
    lines += [f"  {_finding(f, lang)}" for f in [*errors, *warnings][:SHOWN]]
    if len(findings) > SHOWN:
        lines.append("  " + sentence("planning_more", {"count": len(findings) - SHOWN}, lang))
    return lines


def _cause(value: object, programme: Programme, lang: str) -> object:
    if isinstance(value, OSError):
        return obstacle(value, lang)
    return coded_said(programme, value, lang) if isinstance(value, (CannotDerive, CannotPin)) else value


def _finding(finding: Finding, lang: str) -> str:
    place = finding.place
    where = "!".join(part for part in (place.sheet, place.cell) if part)
    return (
        f"{where}  {sentence(finding.code, finding.values, lang)}"
        if where
        else sentence(finding.code, finding.values, lang)
    )
