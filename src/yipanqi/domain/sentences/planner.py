"""Sentences of the planner: code → (Chinese, English), with fields to fill."""

PLANNER: dict[str, tuple[str, str]] = {}
