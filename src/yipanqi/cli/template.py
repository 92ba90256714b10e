"""生成空白工作簿。 Write the blank workbook that a new programme starts from.

The 23 measures, the ratios, the blackouts, the units and duties are filled in; sample rows explain the other sheets
and are not read. Exit codes: 0 written, 1 an error.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from yipanqi import workbook
from yipanqi.cli.obstacles import obstacle
from yipanqi.cli.sentences import sentence

OK, ERROR = 0, 1
NAMES = {"zh": "改造计划模板.xlsx", "en": "programme-template.xlsx"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said."""
    parser.add_argument("out", nargs="?", type=Path, metavar="OUT.xlsx", help="输出文件 the file to write")
    parser.add_argument("--first-year", type=int, help="起始年份，默认明年 first fiscal year; next year unless given")
    parser.add_argument("--years", type=int, default=3, help="年数，默认 3 years of the horizon; 3 unless given")
    parser.add_argument("--force", action="store_true", help="覆盖已有文件 overwrite the file")


def run(args: argparse.Namespace) -> int:
    """Write the template; say where it is."""
    out = args.out or Path(NAMES[args.lang])
    first_year = args.first_year or datetime.now(ZoneInfo("Asia/Shanghai")).year + 1
    if out.exists() and not args.force:
        print(sentence("template_exists", {"path": out}, args.lang), file=sys.stderr)
        return ERROR
    try:
        workbook.template(out, lang=args.lang, first_year=first_year, years=args.years)
    except (OSError, ValueError) as error:
        why = obstacle(error, args.lang) if isinstance(error, OSError) else error
        print(sentence("template_failed", {"path": out, "why": why}, args.lang), file=sys.stderr)
        return ERROR
    print(sentence("template_written", {"path": out}, args.lang))
    return OK
