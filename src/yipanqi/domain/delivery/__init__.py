"""Delivery: the tasks of an adopted plan, their contracts, changes and acceptance."""
