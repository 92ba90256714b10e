"""编制改造计划：一份工作簿，一个方案，全部文件。 Plan a district from its workbook and write all documents.

OUT_DIR receives the documents and `plan/`: the problem, the plan and a copy of the workbook, from which the plan can
be remade, compared (`yipanqi compare`) and continued (`--after`). Ctrl-C keeps the best plan so far.
With `--what-if` the workbook stays as it is; summary, documents and `plan/` say what was assumed otherwise.
Exit codes: 0 a plan, 1 an error, 2 findings that forbid planning, 3 no plan can hold the rules, or whether
one can was not decided in time, 4 a draft: the plan is written and marked so, but its search was cut short, further
from the best possible than the programme lets.
"""

import argparse
import os
from pathlib import Path


def arguments(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("workbook", type=Path, metavar="WORKBOOK", help="工作簿（xlsx、xls、csv）或 CSV 文件夹 the workbook")
    add("out", type=Path, metavar="OUT_DIR", help="输出文件夹 where the documents go")
    add("--seconds", type=float, default=60.0, help="计算时间（秒） seconds to plan, by the clock")
    add("--work", type=int, metavar="N", help="计算轮数；同样的种子得同样的方案 rounds of search instead of seconds")
    add("--seed", type=int, default=0, help="随机种子 seed of the search")
    add("--workers", type=int, default=os.cpu_count() or 1, metavar="W", help="进程数 processes")
    add("--from", dest="first", metavar="2028Q1", help="从这个季度起重新安排 decide from this quarter on")
    add("--after", type=Path, metavar="PLAN", help="接续的原方案文件夹 the earlier plan that has begun")
    add(
        "--pin",
        action="append",
        default=[],
        metavar="E001=2027Q2|PLAN",
        help="保留开工时间，可多次 keep a start, or all starts of a plan",
    )
    add(
        "--what-if",
        action="append",
        default=[],
        metavar="grant:FUND:2028=WAN|FILE.json",
        help="假设推演，可多次：grant:资金:年度=万元、crew:工种=百分比、sites:街道=+1、target:第几个=至少、weight:类别=权重、"
        "start:小区=季度、must:小区、withhold:小区，或 JSON 文件"
        " what-if, repeatable: grant:FUND:YEAR=WAN, crew:TRADE=PERCENT, sites:REGION=+N, target:NUMBER=AT_LEAST,"
        " weight:CLASS=W, start:ESTATE=2027Q2, must:ESTATE, withhold:ESTATE, or a JSON file",
    )
    add("--stay-close", type=Path, metavar="PLAN", help="少改动原方案 stay close to this plan")
    add("--moves", type=int, metavar="N", help="最多变动的小区数 at most N estates start otherwise")
    add("--force", action="store_true", help="允许写入非空文件夹 write into a folder that is not empty")


def run(args: argparse.Namespace) -> int:
    """Read, plan, write, tell."""
    from yipanqi.cli import planning  # numba takes a second to import: other commands need not pay for it

    return planning.run(args)
