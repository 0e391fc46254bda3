"""The words of a lesson's page beside those of the lesson itself."""

from __future__ import annotations


def texts() -> dict[str, str]:
    """Every word by its key."""
    return {}
