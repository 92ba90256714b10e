"""估算改造费用：勘察之前，按楼栋数、户数或建筑面积速估。 A quick figure before any survey, from a CSV of estates.

The CSV has the columns buildings, households, floor_area_m2 (any may be blank) and community; a community
`[BUNDLE n=6] …` is six estates. The same CSV goes to standard output with estimated_low, estimated and
estimated_high, in 10⁴ yuan (万元). Exit codes: 0 done, 1 the file cannot be read, 2 cells that are wrong.
"""

import argparse
import sys
from pathlib import Path

from yipanqi.cli.obstacles import obstacle
from yipanqi.cli.sentences import sentence
from yipanqi.domain.finding import forbid
from yipanqi.workbook import quick

OK, ERROR, FINDINGS = 0, 1, 2


def arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE.csv", help="UTF-8 或 GB18030 的 CSV 表 a CSV table")


def run(args: argparse.Namespace) -> int:
    """Estimate every row of the file; what is wrong goes to standard error, by row and column."""
    try:
        table = quick.read(args.file.read_bytes())
    except OSError as error:
        return _refuse("quick_no_file", {"why": obstacle(error, args.lang)}, args.lang)
    except quick.CannotReadTable as error:
        return _refuse(error.code, error.values, args.lang)
    sys.stdout.buffer.write(quick.write(table, quick.estimated(table)).encode())
    sys.stdout.buffer.flush()
    for finding in table.findings:
        print(sentence(finding.code, finding.values, args.lang), file=sys.stderr)
    return FINDINGS if forbid(list(table.findings)) else OK


def _refuse(code: str, values: dict[str, object], lang: str) -> int:
    print(sentence(code, values, lang), file=sys.stderr)
    return ERROR
