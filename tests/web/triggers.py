"""The statements that make and drop the triggers, for tests that must get past them."""

from importlib import import_module

_APPS = ("audit", "plans")
_STATEMENTS = [import_module(f"yipanqi.web.{app}.migrations.0002_append_only").STATEMENTS for app in _APPS]

TRIGGERS = {
    vendor: tuple([line for statements in _STATEMENTS for line in statements[vendor][way]] for way in (0, 1))
    for vendor in ("sqlite", "postgresql")
}
