"""Programmes: the registry of estates and all that a plan depends on, imported, edited and kept in versions."""
