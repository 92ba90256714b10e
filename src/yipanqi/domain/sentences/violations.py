"""Sentences of the violations: code → (Chinese, English), with fields to fill."""

VIOLATIONS: dict[str, tuple[str, str]] = {}
