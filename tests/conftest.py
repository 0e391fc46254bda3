"""Quick runs: ``pytest -m "not slow" --hypothesis-profile quick``."""

import os

import pytest
from hypothesis import settings

EXAMPLES = ("simulator/analysis/", "simulator/experiment/")
settings.register_profile("quick")  # read by examples.py


def keep_to_a_core() -> None:
    """Where a process of tests runs on each core, what it starts need not start one on each, too.

    A command that nobody tells how many cores it may use begins so many worker processes, which
    costs two seconds each. Before NumPy is imported, which counts cores for its threads.
    """
    number = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if number and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        if int(os.environ["PYTEST_XDIST_WORKER_COUNT"]) >= len(cores):
            os.sched_setaffinity(0, {cores[int(number) % len(cores)]})


keep_to_a_core()


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a browser is slow, and so are examples that replicate."""
    for item in items:
        replicates = isinstance(item, pytest.DoctestItem) and item.nodeid.startswith(EXAMPLES)
        if replicates or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
