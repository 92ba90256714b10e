"""A short backup while people write; the long version is `make drill`."""

import os
import subprocess
import sys
from pathlib import Path

DRILL = Path(__file__).parents[3] / "drills" / "backup.py"


def test_what_was_acknowledged_before_a_backup_is_in_it():
    """Two people write on meanwhile: every row and file acknowledged before is restored, and the log is whole."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YIPANQI_")}
    command = [sys.executable, str(DRILL), "--events", "300", "--photos", "20", "--photo-bytes", "2000000"]

    done = subprocess.run(command, env=kept, capture_output=True, text=True, timeout=300, check=False)
    told = dict(line.strip().rsplit(maxsplit=1) for line in done.stdout.splitlines() if line.startswith("  "))

    assert done.returncode == 0, done.stdout + done.stderr
    assert int(told["acknowledged before the backup"]) > 20  # the drill waits for so many
    assert int(told["acknowledged during the backup"]) > 0
    assert int(told["rows restored"]) >= int(told["acknowledged before the backup"])
    assert (told["acknowledged but missing"], told["files missing"], told["not well"]) == ("0", "0", "[]")
