"""Processes that search beside this one: copies of it where they stand by, new ones elsewhere."""

import subprocess
import sys

# In a process of its own: a copy of the tests' would hold whatever they hold.
SCRIPT = """
import os
from planner.mortal import die, refuse
from yipanqi.planner.process import LOST, Process, packed, standing_by

with standing_by(3):
    one, two, anew = Process(may_be_copy=True), Process(may_be_copy=True), Process()
    assert one.pid != two.pid and one.ask(packed(os.getppid)) == two.ask(packed(os.getppid)) == (False, os.getpid())
    assert one.ask(packed(os.getpid)) == (False, one.pid)
    failed, error = two.ask(packed(refuse))
    assert failed and "works.parquet" in str(error)
    try:
        one.ask(packed(die))
    except LOST:
        two.kill()
    for process in (one, two, anew):
        process.bury()
        process.kill()  # of what is gone already nothing is killed
later = Process(may_be_copy=True)  # none stands by any more
assert later.ask(packed(os.getppid)) == (False, os.getpid())
later.bury()
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("nothing left")
"""


def test_a_copy_does_what_a_new_process_does_and_nothing_is_left_of_it():
    """It answers, fails and dies as a new one; those that nobody took are ended too."""
    paths = [path for path in sys.path if path]
    script = f"import sys; sys.path[:0] = {paths!r}\n{SCRIPT}"

    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=120)

    assert said.stdout == "nothing left\n"
