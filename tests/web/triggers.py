"""The statements that make and drop the log's triggers, for tests that must get past them."""

from importlib import import_module

TRIGGERS = import_module("yipanqi.web.audit.migrations.0002_append_only").STATEMENTS
