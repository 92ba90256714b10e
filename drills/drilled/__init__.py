"""A tiny app whose jobs write effects that can be counted."""
