"""Sentences of the reasons: code → (Chinese, English), with fields to fill."""

REASONS: dict[str, tuple[str, str]] = {}
