"""Supervision: orders and their ladder, schemes of assessment, and periods that are closed."""
