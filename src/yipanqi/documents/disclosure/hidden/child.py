"""Reads or rewrites a file that nobody trusts. Runs alone, as a limited child process: it imports nothing of ours but
the package in which it stands, and limits itself before it looks at the file.

python -I child.py look|rewrite LIMITS NAME < file > "ok" or the code of a refusal as a line of JSON; and the answer
"""

import importlib
import json
import logging
import resource
import sys
import warnings
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

_PACKAGE = "hidden"


def main() -> None:
    """Limit myself, read, answer."""
    deed, limits, name = sys.argv[1:4]
    logging.disable()
    warnings.simplefilter("ignore")
    deeds, telling = _ours("deeds"), _ours("telling")  # before the limits: libraries open many files
    for limit, most in json.loads(limits).items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{limit}"), (most, most))
    data = sys.stdin.buffer.read()
    try:
        answer = _told(deeds.looked(data, name)) if deed == "look" else deeds.rewrite(data, name)
    except telling.CannotRead as refusal:
        _say(refusal.code)
    except (MemoryError, RecursionError):
        _say("heavy")
    except Exception:  # nothing that a library says of such a file goes further than here
        _say("damaged")
    else:
        _say("ok", answer)


def _ours(name: str) -> Any:
    """A module that stands beside this file."""
    if _PACKAGE not in sys.modules:
        here = Path(__file__).parent
        spec = spec_from_file_location(_PACKAGE, here / "__init__.py", submodule_search_locations=[str(here)])
        package = module_from_spec(spec)  # type: ignore[arg-type]
        sys.modules[_PACKAGE] = package
        spec.loader.exec_module(package)  # type: ignore[union-attr]
    return importlib.import_module(f"{_PACKAGE}.{name}")


def _told(looked: Any) -> bytes:
    strings = [(*found.place, found.text, found.is_hidden) for found in looked.strings]
    return json.dumps({"strings": strings, "needs_eyes": looked.needs_eyes, "form": looked.form}).encode()


def _say(code: str, answer: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(code).encode() + b"\n" + answer)


if __name__ == "__main__":
    main()
