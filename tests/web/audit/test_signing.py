"""Checkpoints: begun once at set-up, signed by workers and commands and never by a page; what is missing is told."""

import errno
import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from web.audit.conftest import begun, verified, without_triggers
from web.audit.test_chain import recorded

from yipanqi.web.accounts.management.commands import first_admin
from yipanqi.web.audit import actions, checkpoints, signing, watch
from yipanqi.web.audit.models import Event
from yipanqi.web.page.trace import _current as current_request

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def does(*command):
    """What a command says; its refusal where it refuses."""
    out = StringIO()
    try:
        call_command(*command, stdout=out, stderr=out)
    except CommandError as refusal:
        return f"refused: {refusal}"
    return out.getvalue()


def lines(settings):
    """How many checkpoints are signed."""
    return len(settings.CHECKPOINTS.read_text().splitlines())


# F3: closed where there is nothing to prove by


def test_without_checkpoints_nothing_is_proven(settings, tmp_path):
    """A file that is not there, mistyped, a folder, empty, or of something else is an error that says what to do."""
    recorded()
    begun()
    (tmp_path / "empty").write_text("")
    (tmp_path / "other").write_bytes(b"root:x:0:0\n\xff\xfe\n")
    assert verified()[0] == 0

    for name, said in (
        ("none", "cannot be read"),
        ("", "cannot be read"),
        ("empty", "is empty"),
        ("other", "line 1 of the checkpoints is not signed"),
    ):
        code, words = verified(checkpoints=tmp_path / name)
        assert (code, "the log is whole" in words, said in words) == (1, False, True), name


def test_a_deleted_file_is_noticed(settings):
    """F3: nothing is proven, and nothing signed anew: neither by the command, nor by a worker, nor as a first one."""
    recorded()
    begun()
    settings.CHECKPOINTS.unlink()
    without_triggers("UPDATE audit_event SET action = 'x' WHERE seq = 2")

    assert verified()[0] == 1
    assert "Nothing was signed: 0: the file of checkpoints cannot be read" in does("checkpoint")
    assert "begun before" in does("checkpoint", "--first")
    with pytest.raises(checkpoints.CannotSign, match="删除"):
        signing.sign_if_due(at=NOW)
    assert not settings.CHECKPOINTS.exists()


def test_a_file_and_key_that_are_both_gone_are_noticed(settings):
    """The log itself tells that there were checkpoints: no other chain is begun in silence."""
    recorded()
    begun()
    for path in (settings.CHECKPOINTS, settings.CHECKPOINT_KEY, settings.CHECKPOINT_KEY.with_suffix(".pub")):
        path.unlink()

    assert "begun before" in does("checkpoint", "--first")
    assert "There is no key" in does("checkpoint")
    assert verified()[0] == 1
    assert not settings.CHECKPOINTS.exists() and not settings.CHECKPOINT_KEY.exists()


def test_an_older_file_is_told(settings):
    """A copy of an earlier day leaves hours unproven: an error, but for whoever says that it is one."""
    recorded()
    begun()
    older = settings.CHECKPOINTS.read_text()
    with Event_at(NOW - timedelta(hours=5)):
        recorded()
    does("checkpoint")
    assert verified()[0] == 0

    settings.CHECKPOINTS.write_text(older)

    code, words = verified()
    assert code == 1 and "the newest checkpoint ends at 4" in words and "--copy" in words
    code, words = verified(copy=True)
    assert code == 0 and "signed up to event 4; 3 after it wait" in words


class Event_at:
    """Events of this moment, where the tests' helper says another."""

    def __init__(self, at):
        self.at = at

    def __enter__(self):
        import web.audit.test_chain as chain

        self.was, chain.AT = chain.AT, self.at

    def __exit__(self, *_):
        import web.audit.test_chain as chain

        chain.AT = self.was


def test_another_key_proves_nothing(settings):
    """A new key with a new file differs from the one the log tells of; the public key noted outside tells too."""
    recorded()
    noted = begun().split()[-1]
    settings.CHECKPOINT_KEY.unlink(), settings.CHECKPOINTS.unlink()
    key = checkpoints.make_key(settings.CHECKPOINT_KEY)
    checkpoints.append(settings.CHECKPOINTS, key, Event.objects.order_by("-seq").first(), NOW)

    code, words = verified()
    assert code == 1 and f"another key of checkpoints: {noted}" in words
    assert verified(public_key=noted)[0] == 1
    assert "not the one the log tells of" in does("checkpoint")


def test_no_public_key_is_told_in_words():
    """Neither here nor given, or mistyped: a sentence, no traceback, and no key is made on the way."""
    recorded()

    assert "There is no key of checkpoints" in verified()[1]
    assert "--public-key is none" in verified(public_key="abc")[1]
    assert verified()[0] == verified(public_key="abc")[0] == 1


# F19: a key that is empty or damaged


@pytest.mark.parametrize("held", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n", b"\xff\x00"])
def test_a_damaged_key_is_told(settings, held):
    """The command says so and what to do, and signs nothing; the proof goes on by the public key beside it."""
    recorded()
    begun()
    settings.CHECKPOINT_KEY.write_bytes(held)

    said = does("checkpoint")

    assert "empty or damaged" in said and "checkpoint --again REASON" in said and "没有" in said
    assert verified()[0] == 0
    settings.CHECKPOINT_KEY.with_suffix(".pub").unlink()
    code, words = verified()
    assert code == 1 and "empty or damaged" in words and "--public-key" in words


def test_a_full_disk_leaves_no_half_key(settings, monkeypatch):
    """F19: told in words; after room was made the first checkpoint is signed as if nothing had been."""
    recorded()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        said = does("checkpoint", "--first")

    assert "Cannot write" in said and "不能写入" in said
    assert not settings.CHECKPOINT_KEY.exists() and not list(settings.CHECKPOINT_KEY.parent.glob(".*"))
    begun()
    assert verified()[0] == 0


def test_a_full_disk_leaves_no_half_line(settings, monkeypatch):
    """The file is as it was, and the next checkpoint is well again; so is one after a crash in the middle of a line."""
    recorded()
    begun()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert "Cannot write" in does("checkpoint")
    assert lines(settings) == 1
    with settings.CHECKPOINTS.open("a") as file:
        file.write('{"at":"2027')
    assert verified()[0] == 0
    does("checkpoint")
    assert lines(settings) == 2 and verified()[0] == 0


def test_beginning_anew_is_told(settings):
    """After a loss: with a reason, recorded in the log under the new key, and what was here is kept."""
    recorded()
    begun()
    settings.CHECKPOINT_KEY.write_bytes(b"")

    assert "Say why" in does("checkpoint", "--again", " ")
    said = does("checkpoint", "--again", "磁盘损坏")

    told = Event.objects.filter(action="checkpoints.begun").order_by("-seq").first().values_told["after"]
    assert told["note"] == "磁盘损坏" and told["public_key"] in said
    assert len(list(settings.CHECKPOINTS.parent.glob("checkpoints.jsonl.until-*"))) == 1
    assert len(list(settings.CHECKPOINT_KEY.parent.glob("checkpoint.pem.until-*"))) == 1
    assert verified()[0] == 0


def test_set_up_signs_the_first(settings):
    """`first_admin` begins checkpoints, once; the second one finds them begun."""
    said = does(first_admin.Command(), "li.ming", "李明")

    assert "public key" in said and lines(settings) == 1
    does(first_admin.Command(), "zhao.qian", "赵倩", "--audit")
    assert lines(settings) == 1
    assert Event.objects.filter(action="checkpoints.begun").count() == 1


# F26: hourly, and after each adoption, by the worker


def test_one_is_due_every_hour_and_after_an_adoption(settings):
    """Not before; then by whoever looks first, and only what came since is proven on the way."""
    now = timezone.now()  # set-up signs by the clock
    with Event_at(now):
        recorded()
    begun()

    assert signing.sign_if_due(at=now + timedelta(minutes=59)) is None
    assert signing.sign_if_due(at=now + timedelta(minutes=61)) is not None
    recorded()
    assert signing.sign_if_due(at=now + timedelta(minutes=62)) is None
    actions.refuse("plan.adopted")
    assert signing.sign_if_due(at=now + timedelta(minutes=62)) is not None
    assert signing.sign_if_due(at=now + timedelta(minutes=62)) is None
    assert lines(settings) == 3 and verified()[0] == 0


def test_what_is_broken_since_is_not_signed(settings):
    """The worker proves what came since the newest checkpoint, and that the log still holds that one."""
    recorded()
    begun()
    recorded()
    without_triggers("UPDATE audit_event SET action = 'x' WHERE seq = 6")

    with pytest.raises(checkpoints.CannotSign, match="6"):
        signing.sign_if_due(at=NOW + timedelta(hours=2))
    without_triggers("DELETE FROM audit_event WHERE seq > 2")
    with pytest.raises(checkpoints.CannotSign, match="数据库比检查点旧"):
        signing.sign_if_due(at=NOW + timedelta(hours=2))
    assert lines(settings) == 1


def test_no_page_signs(settings):
    """Within a request the key is not read, whatever the code that is reached there."""
    recorded()
    begun()
    token = current_request.set("a-request")
    try:
        with pytest.raises(checkpoints.CannotSign, match="网页"):
            signing.sign(at=NOW)
        with pytest.raises(checkpoints.CannotSign, match="网页"):
            signing.sign_if_due(at=NOW + timedelta(hours=2))
        assert watch.trouble(at=NOW) is None  # what pages may do
    finally:
        current_request.reset(token)

    assert lines(settings) == 1
