"""What all tests share."""

from hypothesis import settings

settings.register_profile("same-every-time", derandomize=True, deadline=None)  # a red run can be run again
settings.load_profile("same-every-time")
