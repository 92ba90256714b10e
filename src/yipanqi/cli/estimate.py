"""估算改造费用：勘察之前，按楼栋数、户数或建筑面积速估。 A quick figure before any survey, from a list of estates.

FILE is XLSX, XLS, ET, XLSB or CSV, read as a workbook is: with columns such as 楼栋数 buildings, 户数 households,
建筑面积 floor area (any may be blank) and 小区名称 name, units in headings or cells; rows of sums are not estimated.
小区数, or a name `[BUNDLE n=6] …`, is so many estates together. The same list goes to standard output as CSV with
estimated_low, estimated and estimated_high, in 10⁴ yuan (万元); eight in ten costs lie between the ends. Exit codes: 0
done, 1 the file cannot be read, 2 cells that are wrong.
"""

import argparse
import sys
from pathlib import Path

from yipanqi.cli.obstacles import obstacle
from yipanqi.cli.sentences import sentence
from yipanqi.domain.finding import forbid
from yipanqi.workbook import CannotRead, quick

OK, ERROR, FINDINGS = 0, 1, 2


def arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="小区清单 a list of estates")


def run(args: argparse.Namespace) -> int:
    """Estimate every row of the file; what is wrong goes to standard error, by row and column."""
    try:
        table = quick.read(args.file)
    except CannotRead as error:
        return _refuse("quick_no_file", {"why": obstacle(error.reason, args.lang)}, args.lang)
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
