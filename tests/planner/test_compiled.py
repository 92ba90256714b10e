"""An installation that is brought up to date in place searches with the code of today."""

import ast
import importlib
import inspect
import os
import pickle
import pkgutil
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from numba.core.dispatcher import Dispatcher
from planner.small import ROOT

from yipanqi import planner
from yipanqi.planner import compiled

CALLED = """
import numpy as np
from yipanqi.planner.shortage import minimum_cut
minimum_cut(np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1)), np.zeros(1, bool), np.zeros((1, 1), bool))
print(minimum_cut.stats.cache_path, sum(minimum_cut.stats.cache_hits.values()))
"""


class Gone:
    """A class that kernels were handed before; where the copy runs there is none of this name."""


def run(copy: Path) -> tuple[Path, int]:
    """Call a kernel of a copied installation: where its code is kept, and whether it was there already."""
    surroundings = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    command = [sys.executable, "-c", CALLED]
    said = subprocess.run(
        command, check=True, capture_output=True, text=True, env=surroundings | {"PYTHONPATH": str(copy)}
    ).stdout
    folder, hits = said.rsplit(maxsplit=1)
    return Path(folder), int(hits)


def test_code_of_another_version_does_not_stop_the_planner(tmp_path: Path) -> None:
    """Kept code that names a class which is gone is thrown away and compiled anew; code of today is kept; a change of
    a kernel's source throws it away once more."""
    ours = ROOT / "src/yipanqi"
    for room in ("domain", "planner"):
        shutil.copytree(ours / room, tmp_path / "yipanqi" / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ours / "__init__.py", tmp_path / "yipanqi")
    folder, _ = run(tmp_path)
    (kept,) = folder.glob("shortage.minimum_cut-*.nbi")
    with kept.open("rb") as index:
        version = pickle.load(index)
    (folder / compiled.STAMP).unlink(missing_ok=True)  # the version before left none
    kept.write_bytes(pickle.dumps(version) + pickle.dumps(("stamp", {Gone: "code"})))

    after, again = run(tmp_path)[1], run(tmp_path)[1]
    source = tmp_path / "yipanqi/planner/packed.py"
    source.write_text(source.read_text("utf-8") + "\n", "utf-8")
    changed = run(tmp_path)[1]

    assert (after, again, changed) == (0, 1, 0)


def test_every_source_of_a_kernel_counts() -> None:
    """The modules that are compared are those with kernels, those of the tuples they are handed, and those whose
    constants and functions they use."""
    modules = {
        it.name: importlib.import_module(f"yipanqi.planner.{it.name}") for it in pkgutil.iter_modules(planner.__path__)
    }

    with_kernels = {name for name, module in modules.items() if list(own_kernels(module))}
    tuples = {
        name
        for name, module in modules.items()
        for thing in vars(module).values()
        if isinstance(thing, type) and thing.__module__ == module.__name__ and hasattr(thing, "_fields")
    }
    used = {source for module in modules.values() for source in used_by_kernels(module)}

    assert with_kernels | tuples | used == set(compiled.SOURCES)


def own_kernels(module: ModuleType) -> Iterator[Dispatcher]:
    """The kernels that a module defines."""
    for thing in vars(module).values():
        if isinstance(thing, Dispatcher) and thing.py_func.__module__ == module.__name__:
            yield thing


def used_by_kernels(module: ModuleType) -> Iterator[str]:
    """The planner's modules from which a module's kernels take a name."""
    names = {name for kernel in own_kernels(module) for name in kernel.py_func.__code__.co_names}
    for node in ast.parse(inspect.getsource(module)).body:
        is_ours = isinstance(node, ast.ImportFrom) and str(node.module).startswith("yipanqi.planner.")
        if is_ours and names & {alias.asname or alias.name for alias in node.names}:
            yield str(node.module).rsplit(".", 1)[1]
