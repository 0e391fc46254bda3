"""The profile of quick runs: ``pytest -m "not slow" --hypothesis-profile quick``."""

from hypothesis import settings

settings.register_profile("quick")  # read by examples.py
