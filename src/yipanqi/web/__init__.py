"""DOOR: the platform, Django; one app for each stage of the work."""
