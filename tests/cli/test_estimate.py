"""`yipanqi estimate FILE.csv` as it is run."""

import subprocess
import sys
from pathlib import Path

import pytest

ROWS = Path(__file__).parents[2] / "examples" / "real_communities.csv"


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "yipanqi", "estimate", *arguments], capture_output=True, check=False)


def test_estimates_the_real_rows():
    """Every row comes back; those without a count are named, in either language."""
    done = run(str(ROWS), "--lang", "en")

    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert lines[0].endswith("year,estimated_low,estimated,estimated_high")
    assert len(lines) == len(ROWS.read_text(encoding="utf-8").splitlines())
    assert b"are all blank" in done.stderr
    assert "均为空" in run(str(ROWS), "--lang", "zh").stderr.decode()


@pytest.mark.parametrize(("text", "code"), [("households\n5\n", 0), ("name\nx\n", 1), ("households\nmany\n", 2)])
def test_exit_codes(tmp_path: Path, text: str, code: int):
    """0 done, 1 no table, 2 wrong cells."""
    file = tmp_path / "rows.csv"
    file.write_text(text, encoding="utf-8")

    done = run(str(file))

    assert done.returncode == code
    assert bool(done.stdout) == (code != 1)


def test_a_missing_file_is_said(tmp_path: Path):
    """No traceback."""
    done = run(str(tmp_path / "none.csv"))

    assert done.returncode == 1
    assert b"Traceback" not in done.stderr and done.stderr
