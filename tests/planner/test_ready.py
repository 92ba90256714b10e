"""The installation compiles what a search needs."""

import subprocess
import sys
from pathlib import Path

from planner.small import ROOT, generated

SEARCH = """
import importlib, pkgutil, sys
from pathlib import Path
from numba.core.dispatcher import Dispatcher
from yipanqi import planner
from yipanqi.planner.ready import ready

def kernels():
    for module in pkgutil.iter_modules(planner.__path__):
        for name, thing in vars(importlib.import_module(f"yipanqi.planner.{module.name}")).items():
            if isinstance(thing, Dispatcher) and thing._cache.cache_path is not None:
                yield f"{module.name}.{name}", set(thing.signatures)

ready(planner.read_problem(Path(sys.argv[1])))
before = dict(kernels())
unused = [name for name, signatures in before.items() if not signatures]
planner.solve(planner.read_problem(Path(sys.argv[2])), planner.Settings(seconds=None, work=4, workers=1))
more = [name for name, signatures in kernels() if signatures != before[name]]
print(len(before), unused, more)
"""


def test_a_search_compiles_nothing_more(tmp_path: Path) -> None:
    """`ready` uses every kernel that keeps its machine code, and a search needs no other form of it."""
    district = generated(tmp_path / "district", "--estates", "30")
    command = [sys.executable, "-c", SEARCH, str(ROOT / "examples/tiny-problem"), str(district)]

    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    count, rest = said.split(maxsplit=1)
    assert int(count) > 5
    assert rest.strip() == "[] []"
