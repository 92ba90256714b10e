"""Runs the command line: `python -m yipanqi`."""

import sys

from yipanqi.cli import main

if __name__ == "__main__":
    sys.exit(main())
