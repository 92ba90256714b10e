"""A1: what must hold of the settings of a server."""

import os
import subprocess
import sys

import pytest

GOOD = {
    "YIPANQI_SECRET_KEY": "x7Kq9vT2mWz4LpR8sYc1NdFg6HjB3eQa5UoIiEwXyZrVtMkPlO",
    "YIPANQI_HOSTS": "board.example.gov.cn",
    "PATH": os.environ["PATH"],
}


def deploy(home, **changes) -> subprocess.CompletedProcess:
    """`check --deploy` as a server runs it."""
    command = [sys.executable, "-m", "yipanqi.web", "check", "--deploy", "--fail-level", "WARNING"]
    environment = GOOD | {"YIPANQI_HOME": str(home)} | changes
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_production_settings_are_clean(tmp_path):
    """No warning at all."""
    done = deploy(tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "changes",
    [
        {"YIPANQI_DEBUG": "1"},
        {"YIPANQI_SECRET_KEY": "development-only-never-in-production"},
        {"YIPANQI_SECRET_KEY": ""},
        {"YIPANQI_HTTPS": "0"},
        {"YIPANQI_DEBUG": "perhaps"},
    ],
    ids=["debug", "sample key", "no key", "no https", "unclear flag"],
)
def test_unsafe_settings_fail(tmp_path, changes):
    """DEBUG, the sample key, none, plain HTTP or an unclear word: the check does not pass."""
    assert deploy(tmp_path, **changes).returncode != 0
