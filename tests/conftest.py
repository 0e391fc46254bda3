"""Quick runs: ``pytest -m "not slow" --hypothesis-profile quick``."""

from __future__ import annotations

import gc
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
SILENT = ("--disable-background-networking", "--disable-component-update", "--disable-sync")

EXAMPLES = ("simulator/analysis/", "simulator/experiment/")
# Modules of which one process has all tests, as it has those of each module in a quick run: what
# they share takes longer than to wait for them, or they build on one another.
TOGETHER = {
    *("tests/test_damage.py", "tests/test_every_command.py"),
    *("tests/test_optimise_menus.py", "tests/test_scenarios.py"),
    *("tests/test_store.py", "tests/test_wheel.py"),
}
settings.register_profile("quick")  # read by examples.py
MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes; a whole run leaves less than one


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


def write_to_memory() -> None:
    """Folders of tests, and of the commands that they start, lie in memory, if there is plenty.

    Each file of a result is flushed to the disk, which takes longer than many a replication. Not
    where nothing may be started, as in a container: environments are built there.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return
    memory = os.statvfs(MEMORY)
    if memory.f_bavail * memory.f_frsize >= ROOM and not memory.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked again


keep_to_a_core()
write_to_memory()
gc.set_threshold(50_000)  # to look for garbage among all that is loaded took a sixth of the time


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What opens a browser is slow, and so are examples that replicate."""
    for item in items:
        replicates = isinstance(item, pytest.DoctestItem) and item.nodeid.startswith(EXAMPLES)
        if replicates or "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    slow_after_a_few(items)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=is_quick)  # the longest first, lest one core waits for the other at the end


def slow_after_a_few(items: list[pytest.Item]) -> None:
    """Of a test marked ``few(n)`` all cases but the first n are slow."""
    tried: Counter[object] = Counter()
    for item in items:
        marker = item.get_closest_marker("few")
        if marker is not None:
            test = (item.parent, getattr(item, "originalname", item.name))
            tried[test] += 1
            if tried[test] > marker.args[0]:
                item.add_marker(pytest.mark.slow)


def is_quick(item: pytest.Item) -> bool:
    """Is it not among those that quick runs leave out?"""
    return item.get_closest_marker("slow") is None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Which tests one process has.

    Groups of xdist 3.8 are none with pytest 9.2, whose node ids it cannot change.
    """
    from xdist.scheduler import LoadScopeScheduling

    quick = settings.get_current_profile_name() == "quick"

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            return module if quick or module in TOGETHER else nodeid

    return Scheduling(config, log)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Real Chromium."""
    if not CHROMIUM.exists():
        reason = f"there is no browser at {CHROMIUM}: the page was not opened"
        if os.environ.get("SIMULATOR_TEST_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*QUIET, *SILENT])
        yield found
        found.close()
