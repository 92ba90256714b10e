"""The statements that make and drop the triggers, for tests that must get past them."""

from importlib import import_module

_MIGRATIONS = (("audit", "0002_append_only"), ("plans", "0002_append_only"), ("plans", "0003_proposals_end"))
_STATEMENTS = [import_module(f"yipanqi.web.{app}.migrations.{name}").STATEMENTS for app, name in _MIGRATIONS]


def _made(vendor: str) -> list[str]:
    return [line for statements in _STATEMENTS for line in statements[vendor][0]]


def _dropped(vendor: str) -> list[str]:
    """The newest first: the older ones' functions are used by them."""
    return [line for statements in reversed(_STATEMENTS) for line in statements[vendor][1]]


TRIGGERS = {vendor: (_made(vendor), _dropped(vendor)) for vendor in ("sqlite", "postgresql")}
