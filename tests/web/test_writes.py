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
            is_of_rows = ".objects" in text or ".filter(" in text or (node.func.attr == "update" and not node.args)
            if node.func.attr in PLAIN and not is_of_rows:
                continue
            if text.startswith("super()") or (node.func.attr == "save" and node.args):  # a file is saved to somewhere
                continue
            yield node.lineno, text


@pytest.mark.parametrize("path", [it for it in modules() if not is_action(it)], ids=lambda it: str(it.relative_to(WEB)))
def test_only_actions_write(path):
    """No `.save()`, `.update()`, `bulk_create` and the like outside of `actions`."""
    found = [f"{path.name}:{line} {text}" for line, text in writes(ast.parse(path.read_text("utf-8")))]

    assert found == []


UNTOLD = {  # what writes and records nothing itself, each with its reason
    "audit.actions.record": "the record itself",
    "audit.actions.bind_what_is_there": "an event too, added in a migration by the models of then",
    "accounts.sessions.forget_sessions": "a part of deeds that are recorded by their own names",
    "accounts.limits.count": "how often strangers tried something; what was refused is counted for the log",
    "accounts.tidying.tidy": "counts that are over; the sums of refusals are recorded by the log's own action",
    "disclosure.moving.put_estates": "which estates a version tells of, within the deed that wrote it",
    "disclosure.moving.tell": "the event of a deed that the log records too",
    "disclosure.texts.put": "texts to search in, worked out of what is public and recorded",
    "disclosure.texts.drop": "as put, of what is not public any more",
    "programmes.imports.undo": "told by the steps that it does, which are the same as those of an import",
    "programmes.index.write": "lists worked out from the rows, made anew within the deed that changed these",
    "programmes.index.refresh": "as write, for the estates of a single row",
    "delivery.adopting.share_told": "how tasks of an older version tell the money of their plan",
    "delivery.adopting.lift_all": "states that follow from those of the parts, within the deed that moved these",
    "delivery.moving.lift": "as lift_all, for what stands above a few tasks",
    "progress.lights.outdate": "which lights are to be worked out anew: what was reported is recorded",
    "progress.lights.renew": "a cache: lights follow from what is recorded",
    "progress.lights.catch_up": "a cache, too: what several reports left is worked out at once",
    "progress.loading.mark_loaded": "a part of loading the sample, which is recorded",
    "progress.photos.join_photos": "a part of sending a report, which is recorded",
    "progress.photos.clear_parts": "bytes that never became a photo",
    "progress.replanning.keep_look": "a cache: what would be taken over follows from what is recorded",
    "supervision.giving.keep_files": "files of a value or an appeal, within the deed that is recorded",
    "supervision.giving.retotal": "sums of the values, within the deed that changed one",
    "supervision.ground.record_deed": "the event and the record of an order, within the deed that changed it",
    "supervision.ground.keep_evidence": "files of an answer, within the deed that is recorded",
    "supervision.ground.next_turn": "whose turn an order is, within the deed that is recorded",
    "supervision.ground.note_event": "the event of an assessment, within the deed that is recorded",
    "disclosure.duty_lights.keep": "a cache: the lights of what is due follow from what is recorded",
    "disclosure.duty_lights.keep_requests": "as keep, of requests alone",
    "disclosure.duty_lights.light_again": "a part of the word on a duty that is recorded",
    "disclosure.duty_lights.put_out": "as light_again",
    "disclosure.duty_lights.put_out_published": "a part of publishing, which is recorded",
    "disclosure.record_changes.keep": "a cache: what differs from the record follows from what is recorded",
    "supervision.ladder.keep_look": "a cache: what a night would do follows from what is recorded",
    "jobs.lease.claim": "which worker holds a job; its filing and its end are recorded",
    "jobs.lease.renew": "a heartbeat, and how far the job is",
    "jobs.lease.give_back": "a worker that leaves; nothing was done, and the job waits as it was filed",
    "jobs.lease.put_off": "the job waits once more; where it has no try left, close records its end",
    "jobs.lease.close": "records the end; its callers hold the transaction in which they locked the job",
    "jobs.worker.enlisted": "the presence of a process of ours",
    "jobs.worker.Pulse": "the heartbeat of a process of ours",
    "jobs.worker.Hand": "the leaving of a process of ours",
}
MAY_WRITE = {
    "accounts": "actions/*.py",
    "audit": "*actions.py",
    "backups": "*.py",
    "delivery": "actions/*.py",
    "disclosure": "actions/*.py",
    "inbox": "actions/*.py",
    "jobs": "*.py",
    "plans": "*actions.py",
    "programmes": "actions/*.py",
    "progress": "actions/*.py",
    "supervision": "actions/**/*.py",
}
RECORDS = ("record", "record_deed", "refuse", "set_password")  # what leaves an event in the log
WHOLE = {"put_back", "pack"}  # all rows at once: a backup restored, a backup that leaves


def deeds(app: str) -> dict[str, list[ast.stmt]]:
    """The public functions and the classes of an app that may write, each with its helpers."""
    found = {}
    for path in sorted((WEB / app).glob(MAY_WRITE[app])):
        parts = [it for it in ast.parse(path.read_text("utf-8")).body if isinstance(it, ast.FunctionDef | ast.ClassDef)]
        helpers = {part.name: part for part in parts if part.name.startswith("_")}
        for part in parts:
            if part.name not in helpers:
                found[f"{app}.{path.stem}.{part.name}"] = with_helpers(part, helpers)
    return found


def with_helpers(part: ast.stmt, helpers: dict[str, ast.stmt]) -> list[ast.stmt]:
    """A function, and the private ones of its module that it calls, and those that these call."""
    reached, at = [part], 0
    while at < len(reached):
        called = {it.func.id for it in ast.walk(reached[at]) if isinstance(it, ast.Call) and hasattr(it.func, "id")}
        reached += [helpers[name] for name in sorted(called & helpers.keys()) if helpers[name] not in reached]
        at += 1
    return reached


def is_write(parts: list[ast.stmt]) -> bool:
    """Do these write rows, or all of them at once?"""
    called = {it.func.attr for part in parts for it in ast.walk(part) if hasattr(getattr(it, "func", None), "attr")}
    return bool(called & WHOLE) or any(True for part in parts for _ in writes(part))


@pytest.mark.parametrize("app", MAY_WRITE)
def test_every_action_that_writes_records(app):
    """A public function that writes, itself or by its helpers, also records, in one transaction."""
    silent, loose = [], []
    for name, parts in deeds(app).items():
        if name in UNTOLD or not is_write(parts):
            continue
        text = "\n".join(ast.unparse(part) for part in parts)
        silent += (
            [] if any(word in text for word in ("record(", "record_deed(", "refuse(", "set_password(")) else [name]
        )
        loose += [] if "transaction.atomic" in text else [name]

    assert (silent, loose) == ([], [])


def test_what_records_nothing_is_there():
    """Whatever is let off writes; a name that does not is struck from the list."""
    found = {name: parts for app in MAY_WRITE for name, parts in deeds(app).items()}

    assert [name for name in UNTOLD if name not in found or not is_write(found[name])] == []


def test_deeds_are_found():
    """The search finds what there is to find: rows, whole backups, and what private helpers write."""
    found = {name for app in MAY_WRITE for name, parts in deeds(app).items() if is_write(parts)}

    assert found >= {
        "accounts.people.leave",
        "backups.actions.make",
        "backups.actions.restore",
        "jobs.actions.file",
        "plans.actions.decline",
        "programmes.imports.upload",
        "programmes.rows.edit",
    }


def test_no_signals_and_no_logic_in_save():
    """House rule: what happens is said in the action, not in a receiver or in `save`."""
    for path in modules():
        text = path.read_text("utf-8")
        assert "django.dispatch" not in text, path
        assert "def save(" not in text, path
