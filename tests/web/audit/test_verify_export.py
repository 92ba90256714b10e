"""U3.6: an auditor proves an export without the platform: the script alone, on a good export and on forged ones."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from web.audit.conftest import begun
from web.audit.test_formats import OLD, an_old_event, new_event

import yipanqi.web.audit
from yipanqi.web.audit import checkpoints
from yipanqi.web.audit.models import Event, canonical, facts_of

pytestmark = pytest.mark.django_db
SCRIPT = Path(yipanqi.web.audit.__file__).parent / "static" / "audit" / "verify_export.py"


def script(*told) -> tuple[int, str]:
    """What the script answers and prints, in an empty environment without any package."""
    command = [sys.executable, "-I", "-S", "-W", "error", str(SCRIPT), *map(str, told)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={"PYTHONUTF8": "1"}, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def export(as_, settings, tmp_path):
    """An export of both formats as the page hands it over: its path, that of the checkpoints, and the public key."""
    last = Event.objects.order_by("-seq").first()
    an_old_event(last.seq + 1, last.hash, actor=7, role="planner", **OLD)
    new_event(after={"note": '=HYPERLINK("x"), 换行\n\u2028 "引号" \\ 🙂', "money": -12.5}, scope="/区/街道/")
    for n in range(3):
        new_event(after={"n": n})
    key = begun().split()[-1]
    new_event(after={"n": "later"})  # after the newest checkpoint: not in the export
    answer = as_("audit_admin").get(reverse("audit:export-lines"))
    path = tmp_path / "audit.jsonl"
    path.write_bytes(answer.getvalue())
    assert "attachment" in answer["Content-Disposition"]
    return path, settings.CHECKPOINTS, key


def events_of(export) -> list[dict]:
    return [json.loads(line) for line in export[0].read_text("utf-8").split("\n")[:-1]]


def forged(export, events: list[dict]) -> tuple[int, str]:
    """What the script says of these events instead."""
    export[0].write_text("".join(f"{canonical(it)}\n" for it in events), "utf-8")
    return script(*export)


def chained(events: list[dict]) -> list[dict]:
    """The whole chain reckoned anew, as somebody who knows how may do."""
    previous = "0" * 64
    for seq, it in enumerate(events, 1):
        facts = {name: value for name, value in it.items() if name != "hash"} | {"seq": seq, "previous": previous}
        it.clear()
        previous = hashlib.sha256(canonical(facts).encode()).hexdigest()
        it.update(facts | {"hash": previous})
    return events


def test_a_good_export_is_proven(export):
    """Every event, of both formats, with whatever text it holds; the export ends where the newest checkpoint does."""
    events = events_of(export)

    code, said = script(*export)

    assert code == 0, said
    assert "whole: every event is proven" in said and f"{len(events)} events, 1 checkpoints" in said
    assert {it.get("format", 1) for it in events} == {1, 2}
    assert events[-1]["action"] == "checkpoints.begun"


def test_one_event_that_was_modified(export):
    """Told by its number."""
    events = events_of(export)
    events[2]["values"] = '{"after":{"n":99}}'

    code, said = forged(export, events)

    assert code == 1 and "event 3: 内容被改动 · was changed" in said and "NOT whole: 1 faults" in said


def test_one_that_was_modified_and_all_rechained(export):
    """The chain holds, the checkpoint does not."""
    events = events_of(export)
    events[2]["values"] = '{"after":{"n":99}}'

    code, said = forged(export, chained(events))

    assert code == 1 and f"event {len(events)}: 与检查点不符 · differs from its checkpoint" in said
    assert "NOT whole: 1 faults" in said


def test_one_that_was_deleted(export):
    """The next one is numbered wrongly and follows nothing."""
    events = events_of(export)
    count = len(events)
    del events[2]

    code, said = forged(export, events)

    assert code == 1 and "event 3: 与前一条不相连 · does not follow from the one before" in said
    assert "event 3: 编号是 4" in said and f"checkpoint of {count}" in said


def test_two_that_changed_places(export):
    """Both, and the one behind them, do not follow."""
    events = events_of(export)
    events[2], events[3] = events[3], events[2]

    code, said = forged(export, events)

    assert code == 1
    assert all(f"event {number}: 与前一条不相连" in said for number in (3, 4, 5))


def test_one_that_was_cut_below_its_checkpoint(export):
    """The checkpoint tells of more."""
    events = events_of(export)
    size = len(events)

    code, said = forged(export, events[:-1])

    assert (
        code == 1 and f"checkpoint of {size}: 日志只有 {size - 1} 条：被截断 · there are only {size - 1} events" in said
    )


@pytest.mark.parametrize("place", ["within", "behind"])
def test_one_that_was_added(export, place):
    """Within: not what was signed. Behind the newest checkpoint: nothing proves it, and the script says so."""
    events = events_of(export)
    size = len(events)
    events.insert(3 if place == "within" else size, dict(events[3]))

    code, said = forged(export, chained(events))

    if place == "within":
        assert code == 1 and f"event {size}: 与检查点不符" in said
    else:
        assert (
            code == 2
            and f"events {size + 1} to {size + 1} are not proven yet" in said
            and "every event is proven" not in said
        )


def test_checkpoints_that_prove_nothing(export, tmp_path):
    """None, an empty file, another key, a forged line, no key at all: never whole, never a traceback."""
    log, signed, key = export
    body = json.loads(signed.read_text()) | {"size": 2}
    (tmp_path / "forged").write_text(f"{json.dumps(body)}\n{signed.read_text()}")
    (tmp_path / "empty").write_text("")
    other = base64.b64encode(bytes(31) + b"\x01").decode()

    for told, said in (
        ((log, tmp_path / "none", key), "cannot be read"),
        ((tmp_path / "none", signed, key), "cannot be read"),
        ((log, tmp_path / "empty", key), "there is no valid one"),
        ((log, tmp_path / "forged", key), "checkpoint 1: "),
        ((log, signed, other), "is not signed by this key"),
        ((log, signed, "abc"), "cannot be read"),
        ((log, log, key), "is not signed by this key"),
        ((signed, signed, key), "is no event"),
    ):
        code, printed = script(*told)
        assert (code, said in printed, "every event is proven" in printed) == (1, True, False), printed


def test_it_judges_signatures_as_others_do(settings):
    """Ours and the library's agree on sound ones, changed ones, and those whose number is not the least."""
    sys.dont_write_bytecode, was = True, sys.dont_write_bytecode
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        import verify_export as ours
    finally:
        sys.path.remove(str(SCRIPT.parent))
        sys.dont_write_bytecode = was
    key = checkpoints.make_key(settings.CHECKPOINT_KEY)
    public = base64.b64decode(checkpoints.public_text(key.public_key()))
    for size in range(0, 200, 40):
        message = bytes(range(size))
        sound = key.sign(message)
        changed = bytes([sound[0] ^ 1]) + sound[1:]
        more = sound[:32] + (int.from_bytes(sound[32:], "little") + ours.L).to_bytes(32, "little")
        judged = [ours.is_signed(public, it, message) for it in (sound, changed, more, sound[:63])]
        assert judged == [True, False, False, False]
    rfc = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signed = (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
        "24655141438e7a100b"
    )
    assert ours.is_signed(bytes.fromhex(rfc), bytes.fromhex(signed), b"")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_openssl_agrees(export, tmp_path):
    """The second opinion that the guide tells: the last line of the checkpoints by `openssl pkeyutl`."""
    _, signed, key = export
    body = json.loads(signed.read_text())
    (tmp_path / "sig").write_bytes(base64.b64decode(body.pop("signature")))
    (tmp_path / "body").write_text(canonical(body), "utf-8")
    (tmp_path / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + base64.b64decode(key))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", tmp_path / "key.der"]
    command += ["-rawin", "-in", tmp_path / "body", "-sigfile", tmp_path / "sig"]

    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)

    assert (done.returncode, "Verified Successfully" in done.stdout) == (0, True), done.stderr


def test_it_is_short_and_stands_alone():
    """At most 150 lines, and the standard library alone."""
    text = SCRIPT.read_text("utf-8")

    assert len(text.splitlines()) <= 150
    assert [line for line in text.splitlines() if line.startswith(("import", "from"))] == [
        "import base64",
        "import hashlib",
        "import json",
        "import sys",
    ]


def test_the_page_offers_export_and_script(as_):
    """Beside each other, with how far the newest checkpoint goes; who may not export is not offered them."""
    call_command("checkpoint", "--first")

    page = as_("audit_admin").get(reverse("audit:log")).content.decode()

    assert reverse("audit:export-lines") in page and "audit/verify_export.py" in page and "最新检查点" in page


@pytest.mark.parametrize("page", ["audit.md", "audit.en.md"])
def test_the_guide_for_auditors_is_true(page):
    """It names the script's own fingerprint, every key of an event and of a checkpoint, and no other."""
    text = (Path(__file__).parents[3] / "docs" / "guide" / page).read_text("utf-8")
    keys = {key for row in re.findall(r"^\| (`[a-z`、, ]+`) \|", text, re.M) for key in re.findall(r"`([a-z]+)`", row)}

    assert re.search(r"^sha256 +([0-9a-f]{64})$", text, re.M)[1] == hashlib.sha256(SCRIPT.read_bytes()).hexdigest()
    assert keys == {*facts_of(new_event()), "hash"}
    assert (
        all(f"`{name}`" in text for name in ("origin", "size", "head", "at", "signature")) and "yipanqi/audit/1" in text
    )
