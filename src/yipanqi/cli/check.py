"""检查工作簿：一次列出全部问题。 Check a workbook: every finding at once, by sheet and cell.

FILE is XLSX, XLS, a CSV file or a folder of CSV files named as the sheets. Where there are findings, a copy of the
workbook is written in which each is marked at its cell.
Exit codes: 0 no errors, 1 the file is not there, 2 errors that forbid planning, or a file that is refused.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from yipanqi import workbook
from yipanqi.cli.obstacles import obstacle
from yipanqi.cli.sentences import sentence
from yipanqi.domain.finding import Finding, Gravity, forbid
from yipanqi.domain.planning.estimate import CannotEstimate
from yipanqi.domain.planning.lacks import lacks
from yipanqi.domain.planning.offer import offer
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences import said

OK, ERROR, FINDINGS = 0, 1, 2
ENDINGS = {"zh": "-问题标注.xlsx", "en": "-findings.xlsx"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said."""
    parser.add_argument("file", type=Path, metavar="FILE", help="工作簿 the workbook")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="MARKED.xlsx",
        help="标注副本，默认写在原文件旁 the marked copy; beside FILE unless given",
    )


def run(args: argparse.Namespace) -> int:
    """Print the findings, write the marked copy, count."""
    try:
        reading = workbook.read(args.file)
    except workbook.CannotRead as error:
        why = obstacle(error.reason, args.lang)
        print(sentence("check_failed", {"path": args.file, "why": why}, args.lang), file=sys.stderr)
        return ERROR
    for finding in reading.findings:
        print(line(finding, args.lang))
    errors = sum(finding.gravity is Gravity.ERROR for finding in reading.findings)
    counts = {"errors": errors, "warnings": len(reading.findings) - errors}
    print(sentence("check_counts" if reading.findings else "check_clean", counts, args.lang))
    if reading.findings and not reading.is_refused:
        _mark(args, reading.findings)
    if reading.programme is not None:
        _lacking(reading.programme, args.lang)
    return FINDINGS if forbid(list(reading.findings)) else OK


def _lacking(programme: Programme, lang: str) -> None:
    """What the data lack, what would change a plan most first."""
    try:
        found = lacks(programme, offer(programme))
    except CannotEstimate:  # a finding says so
        return
    if found:
        print(sentence("check_lacks", {}, lang))
    for lack in found:
        print(f"  {said(programme, lack.reason.code, lack.reason.values, lang)}")


def line(finding: Finding, lang: str) -> str:
    """小区!C12　错误　…"""
    place = "!".join(part for part in (finding.place.sheet, finding.place.cell) if part)
    gravity = sentence(f"gravity_{finding.gravity.value}", {}, lang)
    return "  ".join(part for part in (place, gravity, sentence(finding.code, finding.values, lang)) if part)


def _mark(args: argparse.Namespace, findings: Sequence[Finding]) -> None:
    file = args.file.resolve() if args.file.name in ("", "..") else args.file  # "." has no name of its own
    out = args.out or file.with_name(file.stem + ENDINGS[args.lang])
    try:
        workbook.annotate(args.file, findings, out, lang=args.lang)
    except workbook.CannotAnnotate as error:
        print(sentence("check_unmarked", {"why": error}, args.lang), file=sys.stderr)
    else:
        print(sentence("check_marked", {"path": out}, args.lang))
