"""Sentences of the doors: code → (Chinese, English), with fields to fill."""

DOORS: dict[str, tuple[str, str]] = {}
