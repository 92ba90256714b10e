"""What tests of the log share: its proof, and what whoever owns the database could do to it."""

from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection
from web.triggers import TRIGGERS


def begun():
    """The first checkpoint, as set-up signs it; what the command said."""
    out = StringIO()
    call_command("checkpoint", "--first", stdout=out)
    return out.getvalue()


def verified(**options):
    """Exit code and words of `verify_log`."""
    out = StringIO()
    try:
        call_command("verify_log", stdout=out, stderr=out, **options)
    except SystemExit as end:
        return end.code, out.getvalue()
    except CommandError as refusal:
        return 1, str(refusal)
    return 0, out.getvalue()


def without_triggers(*statements):
    """What somebody who owns the database could do."""
    with connection.cursor() as cursor:
        for statement in (*TRIGGERS[connection.vendor][1], *statements):
            cursor.execute(statement)
