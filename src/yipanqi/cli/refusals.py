"""Why there is no plan, in words: findings, colliding rules, broken rules."""

from collections.abc import Iterable, Sequence

from yipanqi.cli.sentences import said, sentence
from yipanqi.domain.finding import Finding, Gravity
from yipanqi.domain.planning.offer import Offer
from yipanqi.domain.planning.rules import Violation
from yipanqi.domain.programme import Programme
from yipanqi.planner.collision import Infeasible
from yipanqi.planner.collision_sentences import rule_sentences

SHOWN = 20  # findings


class CannotFollow(Exception):
    """The command cannot be carried out; the code and values of the sentence that says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


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


def collisions(programme: Programme, offer: Offer, found: Infeasible, moves: int | None, lang: str) -> list[str]:
    """The rules that collide, each in a sentence."""
    return [f"  · {text}" for text in rule_sentences(programme, offer, found.rules, moves, lang)]


def violations_told(programme: Programme, broken: Iterable[Violation], lang: str) -> list[str]:
    """The rules that a plan breaks, each in a sentence."""
    return [f"  · {said(programme, v.rule, v.values, lang)}" for v in broken]


def _finding(finding: Finding, lang: str) -> str:
    place = finding.place
    where = "!".join(part for part in (place.sheet, place.cell) if part)
    return (
        f"{where}  {sentence(finding.code, finding.values, lang)}"
        if where
        else sentence(finding.code, finding.values, lang)
    )
