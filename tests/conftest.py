"""Quick runs: ``pytest -m "not slow" --hypothesis-profile quick``."""

import pytest
from hypothesis import settings

settings.register_profile("quick")  # read by examples.py


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a browser is slow."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
