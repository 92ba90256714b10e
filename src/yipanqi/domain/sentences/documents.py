"""Sentences of the documents: code → (Chinese, English), with fields to fill."""

DOCUMENTS: dict[str, tuple[str, str]] = {}
