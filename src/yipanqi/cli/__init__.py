"""The command line: one module for each command, each with `arguments` (what may be said) and `run` (what is done)."""

import argparse
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from yipanqi import __version__
from yipanqi.cli import adapt, check, check_portal, compare, estimate, plan, solve, template, verify, verify_package

COMMANDS: dict[str, ModuleType] = {
    "adapt": adapt,
    "check": check,
    "check-portal": check_portal,
    "compare": compare,
    "estimate": estimate,
    "plan": plan,
    "solve": solve,
    "template": template,
    "verify": verify,
    "verify-package": verify_package,
}

OK, ERROR, FINDINGS, INFEASIBLE = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 error, 2 findings that forbid planning, 3 infeasible
    or not decided in time."""
    args = _parser().parse_args(argv)
    return int(COMMANDS[args.command].run(args))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="yipanqi",
        description="一盘棋：老旧小区改造的计划、筹资与说明。 Plans a district's housing renovation as one board.",
    )
    parser.add_argument("--version", action="version", version=f"yipanqi {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, module in COMMANDS.items():
        first = (module.__doc__ or "").strip().splitlines()[0]
        command = commands.add_parser(name, help=first, description=module.__doc__)
        command.add_argument(
            "--lang", choices=("zh", "en"), default=os.environ.get("YIPANQI_LANG", "zh"), help="语言 language"
        )
        module.arguments(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
