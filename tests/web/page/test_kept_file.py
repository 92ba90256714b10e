"""What is handed out is what was kept, or nothing: said by the server's log too."""

import logging
from hashlib import sha256

import pytest

from yipanqi.web.page.kept_file import LostFile, is_sound, opened, sha256_of


def test_a_sound_file_is_opened_at_its_beginning(tmp_path):
    """Proven, then handed out whole."""
    path = tmp_path / "a"
    path.write_bytes(b"whole")

    with opened(path, sha256(b"whole").hexdigest()) as file:
        assert file.read() == b"whole"
    assert is_sound(path, sha256_of(path))


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "gone", "a folder"])
def test_a_lost_one_is_not(tmp_path, caplog, damage):
    """Whatever befell it; whoever watches over the server reads which it was."""
    path, digest = tmp_path / "a", sha256(b"whole").hexdigest()
    if damage == "a folder":
        path.mkdir()
    elif damage != "gone":
        path.write_bytes({"cut": b"who", "changed": b"whale", "empty": b""}[damage])

    with caplog.at_level(logging.ERROR), pytest.raises(LostFile):
        opened(path, digest)

    assert not is_sound(path, digest)
    assert caplog.records[0].facts["file"] == "a"
