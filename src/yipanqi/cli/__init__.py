"""The command line: one module for each command, each with `arguments` (what may be said) and `run` (what is done)."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from yipanqi import __version__

COMMANDS = (
    "adapt",
    "check",
    "check-portal",
    "compare",
    "estimate",
    "plan",
    "solve",
    "template",
    "verify",
    "verify-package",
)

OK, ERROR, FINDINGS, INFEASIBLE = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 error, 2 findings that forbid planning, 3 infeasible
    or not decided in time."""
    said = sys.argv[1:] if argv is None else list(argv)
    named = tuple(name for name in COMMANDS if said[:1] == [name])
    modules = {name: _module(name) for name in named or COMMANDS}  # all of them take as long as a search's first plan
    args = _parser(modules).parse_args(said)
    args.is_own_process = argv is None  # nobody else's work is done in it
    return int(modules[args.command].run(args))


def _module(command: str) -> ModuleType:
    return import_module(f"yipanqi.cli.{command.replace('-', '_')}")


def _parser(modules: dict[str, ModuleType]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="yipanqi",
        description="一盘棋：老旧小区改造的计划、筹资与说明。 Plans a district's housing renovation as one board.",
    )
    parser.add_argument("--version", action="version", version=f"yipanqi {__version__}")
    every = "{" + ",".join(COMMANDS) + "}"
    commands = parser.add_subparsers(dest="command", required=True, metavar=every)
    for name, module in modules.items():
        first = (module.__doc__ or "").strip().splitlines()[0]
        command = commands.add_parser(name, help=first, description=module.__doc__)
        command.add_argument(
            "--lang", choices=("zh", "en"), default=os.environ.get("YIPANQI_LANG", "zh"), help="语言 language"
        )
        module.arguments(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
