"""U1: nothing is written but by actions, and every action that writes records it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import yipanqi.web

WEB = Path(yipanqi.web.__file__).parent
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "acreate", "asave", "adelete", "aupdate", "add", "set", "remove", "clear", "execute", "executemany", "raw",
}  # fmt: skip
PLAIN = {
    "add",
    "set",
    "remove",
    "clear",
    "update",
    "execute",
}  # also words of sets and dicts: read by receiver


def modules() -> Iterator[Path]:
    """The modules of the web apps but migrations, commands' parsing and the login library's steps."""
    for path in sorted(WEB.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def is_action(path: Path) -> bool:
    """May this module write?"""
    return path.stem.endswith("actions") or "actions" in path.parts or path.parts[-2] == "jobs"


def writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of each call that writes rows."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            text = ast.unparse(node.func)
            if node.func.attr in PLAIN and ".objects" not in text and ".filter(" not in text:
                continue
            if text.startswith("super()") or (node.func.attr == "save" and node.args):  # a file is saved to somewhere
                continue
            yield node.lineno, text


@pytest.mark.parametrize("path", [it for it in modules() if not is_action(it)], ids=lambda it: str(it.relative_to(WEB)))
def test_only_actions_write(path):
    """No `.save()`, `.update()`, `bulk_create` and the like outside of `actions`."""
    found = [f"{path.name}:{line} {text}" for line, text in writes(ast.parse(path.read_text("utf-8")))]

    assert found == []


@pytest.mark.parametrize("app", ["accounts", "audit"])
def test_every_action_that_writes_records(app):
    """A public function of `actions` that writes also records, in one transaction."""
    for path in sorted((WEB / app).glob("*actions.py")):
        for function in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            if function.name in ("record", "forget_sessions"):  # the record itself; a part of recorded deeds
                continue
            if any(writes(function)):
                body = ast.unparse(function)
                assert "record(" in body or "refuse(" in body or "set_password(" in body, function.name
                assert "transaction.atomic" in body, function.name


def test_no_signals_and_no_logic_in_save():
    """House rule: what happens is said in the action, not in a receiver or in `save`."""
    for path in modules():
        text = path.read_text("utf-8")
        assert "django.dispatch" not in text, path
        assert "def save(" not in text, path
