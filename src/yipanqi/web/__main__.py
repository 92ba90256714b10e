"""Management commands: `python -m yipanqi.web COMMAND`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yipanqi.web.settings")
execute_from_command_line(["yipanqi-web", *sys.argv[1:]])
