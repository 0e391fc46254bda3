"""Quick runs: ``pytest -m "not slow" --hypothesis-profile quick``."""

import pytest
from hypothesis import settings

EXAMPLES = ("simulator/analysis/", "simulator/experiment/")
settings.register_profile("quick")  # read by examples.py


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a browser is slow, and so are examples that replicate."""
    for item in items:
        replicates = isinstance(item, pytest.DoctestItem) and item.nodeid.startswith(EXAMPLES)
        if replicates or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
