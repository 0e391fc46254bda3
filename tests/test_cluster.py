"""A real scheduler with real worker processes; one cluster serves all tests of this file."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from firm import relieved, today, written
from printed import without_progress
from typer.testing import CliRunner, Result

from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment import cluster, runner
from simulator.experiment.compare import compare
from simulator.experiment.comparison import Comparison

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.slow,
    # What Dask leaves open is Dask's affair.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]
REPLICATIONS = 5


@pytest.fixture(scope="module")
def machines() -> Iterator[Any]:
    """A scheduler and two worker processes, each with a nanny that replaces it."""
    how = {"processes": True, "host": "127.0.0.1", "dashboard_address": ":0"}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, **how) as found:
        yield found


@pytest.fixture(scope="module")
def alone() -> Comparison:
    """The comparison as one process makes it."""
    return compare(today(), relieved(), replications=REPLICATIONS, jobs=1)


def outcome(comparison: Comparison) -> str:
    return json.dumps([comparison.as_json(), *(x.table.tolist() for x in comparison.experiments)])


def test_two_processes_and_a_cluster_come_to_the_same_bits(
    machines: Any, alone: Comparison
) -> None:
    here = compare(today(), relieved(), replications=REPLICATIONS, jobs=2)
    there = compare(
        today(), relieved(), replications=REPLICATIONS, cluster=machines.scheduler_address
    )
    assert outcome(here) == outcome(alone)
    assert outcome(there) == outcome(alone)


def test_a_worker_killed_on_the_way_changes_nothing(machines: Any, alone: Comparison) -> None:
    victim = next(iter(machines.workers.values())).pid
    told: list[int] = []

    def kill_once(finished: int, _: int) -> None:
        told.append(finished)
        if finished == 2:
            os.kill(victim, signal.SIGKILL)

    found = compare(
        today(),
        relieved(),
        replications=REPLICATIONS,
        cluster=machines.scheduler_address,
        progress=kill_once,
    )
    assert told == list(range(2 * REPLICATIONS + 1))
    assert outcome(found) == outcome(alone)
    assert victim not in {nanny.pid for nanny in machines.workers.values()}, "it was killed"


# -- on the command line ---------------------------------------------------------------------------


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two scenarios to compare, in the folder that one works in."""
    monkeypatch.chdir(tmp_path)
    return [str(written(tmp_path, each)) for each in (today(), relieved())]


def said(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_command_line_asks_a_cluster(machines: Any, names: list[str]) -> None:
    asked = ["run", names[1], "-n", "2", "--json"]
    there = said(*asked, "--cluster", machines.scheduler_address, "--out", "there")
    here = said(*asked, "--jobs", "1", "--out", "here")
    assert there.exit_code == here.exit_code == 0, there.stderr
    assert there.stdout == here.stdout
    assert contents(Path("there")) == contents(Path("here"))


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("tcp://127.0.0.1:9", "Connection refused"),
        ("127.0.0.1:99999", "Port out of range"),
        ("nowhere", "expected the address of a Dask scheduler, such as tcp://127.0.0.1:8786"),
        ("http://127.0.0.1:9", "expected the address of a Dask scheduler"),
        ("", "expected the address of a Dask scheduler"),
    ],
)
def test_an_address_where_nobody_is_gets_one_line_at_once(
    names: list[str], address: str, reason: str
) -> None:
    begin = time.monotonic()
    found = said("run", names[0], "-n", "2", "--cluster", address)
    assert time.monotonic() - begin < cluster.CONNECT_TIMEOUT
    assert found.exit_code == 1
    assert found.stdout == ""
    (line,) = without_progress(found.stderr).splitlines()
    assert line.startswith(f"no scheduler answers at {address!r}: ")
    assert reason in line


def test_a_scheduler_without_workers_is_named(
    names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    how = {"processes": True, "host": "127.0.0.1", "dashboard_address": ":0"}
    with distributed.LocalCluster(n_workers=0, **how) as lonely:
        found = said("run", names[0], "-n", "2", "--cluster", lonely.scheduler_address)
        expected = f"the scheduler at {lonely.scheduler_address!r} has no workers\n"
    assert (found.exit_code, found.stdout, found.stderr) == (1, "", expected)


def test_another_version_on_a_worker_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(_: runner.Job) -> runner.JobResult:
        return runner.JobResult({"share": 1.0}, {}, "another hash")

    monkeypatch.setattr(runner, "compute", elsewhere)
    with pytest.raises(UsageError, match="another version of the simulator"):
        compare(today(), relieved(), replications=1, jobs=1)
