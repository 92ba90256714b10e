"""Sentences of the findings: code → (Chinese, English), with fields to fill."""

FINDINGS: dict[str, tuple[str, str]] = {}
