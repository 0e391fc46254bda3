"""Kills experiments at random moments, and looks at what they leave and how they end."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO

from counted import NOTES
from firm import relieved, today, written

from simulator.experiment.executor import JOBS_AHEAD
from simulator.scenario.what_if import what_if

REPLICATIONS, JOBS = 4, 2
PROGRAM = "import counted; counted.main()"
OFTEN = 3  # kills of one experiment at most, before it may finish
Contents = dict[str, bytes]


@dataclass(frozen=True)
class Site:
    """A folder with two scenarios to compare, and a place for results and notes."""

    folder: Path

    @property
    def out(self) -> Path:
        """Where results lie."""
        return self.folder / "results"

    @property
    def notes(self) -> Path:
        """The file that says who began to compute what."""
        return self.folder / "notes"

    def command(self, replications: int) -> list[str]:
        """A comparison as a process of its own."""
        names = [str(self.folder / f"{name}.yaml") for name in ("today", "relieved")]
        how = ["-n", str(replications), "--jobs", str(JOBS), "--engine", "simpy", "--json"]
        return [sys.executable, "-c", PROGRAM, "compare", *names, *how, "--out", str(self.out)]

    def start(
        self, replications: int = REPLICATIONS, stderr: int | IO[str] = subprocess.DEVNULL
    ) -> subprocess.Popen[str]:
        """Begins to compare, in a group of processes of its own."""
        paths = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
        return subprocess.Popen(
            self.command(replications),
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            text=True,
            env={**os.environ, "PYTHONPATH": paths, NOTES: str(self.notes)},
            start_new_session=True,
        )

    def begun(self) -> Counter[str]:
        """How often each replication was begun."""
        return Counter(self.notes.read_text().splitlines() if self.notes.exists() else [])

    def left(self) -> Contents:
        """Every file that can be seen, by its path."""
        files = sorted(file for file in self.out.rglob("*") if file.is_file())
        shown = [file for file in files if not file.name.startswith(".")]
        return {str(file.relative_to(self.out)): file.read_bytes() for file in shown}

    def finished(self) -> dict[str, tuple[int, int]]:
        """Replications in their places: which file it is, and when it was put there."""
        files = self.out.rglob("replications/[0-9]*.json")
        return {str(file): (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}


def site(folder: Path, weeks: int = 2) -> Site:
    """A site whose replications take a moment."""
    horizon = {"start": "2025-01-06", "weeks": weeks, "warm_up_weeks": 1}
    written(folder, today(horizon=horizon))
    written(folder, what_if(relieved(), name="relieved", horizon=horizon))
    return Site(folder)


def halves(contents: Contents) -> list[str]:
    """JSON files that are not whole; of replications, those whose checksum does not hold."""
    return [name for name, content in contents.items() if not _is_whole(name, content)]


def _is_whole(name: str, content: bytes) -> bool:
    if not name.endswith(".json"):
        return True
    try:
        found = json.loads(content)
    except ValueError:
        return False
    if "/replications/" not in name:
        return True
    signed = {key: part for key, part in found.items() if key not in ("replication", "sha256")}
    told = [str(found["replication"]), json.dumps(signed)]
    return bool(found["sha256"] == hashlib.sha256(json.dumps(told).encode()).hexdigest())


# -- many kills ------------------------------------------------------------------------------------


@dataclass
class Tortured:
    """What became of so many kills."""

    kills: int = 0
    of_workers: int = 0  # kills that hit a worker alone
    experiments: int = 0  # each killed up to three times, then left to finish
    half_written: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)  # files unlike those of an undisturbed run
    computed_again: list[str] = field(default_factory=list)  # though they were kept
    redone: int = 0  # replications begun more than once, all experiments together
    seconds: float = 0.0

    @property
    def most_redone(self) -> int:
        """Replications that may have been in the hands of those killed."""
        return self.kills * JOBS_AHEAD * JOBS

    @property
    def unharmed(self) -> bool:
        """Was nothing lost but what was in flight?"""
        wrong = [*self.half_written, *self.different, *self.computed_again]
        return not wrong and self.redone <= self.most_redone


def torture(kills: int = 50, seed: int = 1, weeks: int = 2) -> Tortured:
    """Kills comparisons at random moments, in all so often, and lets each finish afterwards.

    A kill ends the whole group of processes, or one of its workers alone, if there are any; the
    moments are spread over the time that an undisturbed comparison takes.
    """
    begin = time.monotonic()
    with _sites(weeks) as sites:
        calm = next(sites)
        assert calm.start().wait() == 0, "the undisturbed comparison ends well"
        lasts = time.monotonic() - begin
        torment = _Torment(random.Random(seed), kills, lasts, calm.left(), Tortured())
        while torment.found.kills < kills:
            torment.experiment(next(sites))
    torment.found.seconds = time.monotonic() - begin
    return torment.found


@contextmanager
def _sites(weeks: int) -> Iterator[Iterator[Site]]:
    with tempfile.TemporaryDirectory() as folder:
        yield (site(Path(folder) / str(number), weeks) for number in count())


@dataclass(frozen=True)
class _Torment:
    """Who kills: when, how often, and what an undisturbed comparison leaves."""

    luck: random.Random
    kills: int
    lasts: float  # seconds of an undisturbed comparison
    expected: Contents
    found: Tortured

    def experiment(self, here: Site) -> None:
        """Kills one comparison up to three times, then lets it finish and looks at what it left."""
        self.found.experiments += 1
        kept: dict[str, tuple[int, int]] = {}
        for _ in range(min(self.luck.randint(1, OFTEN), self.kills - self.found.kills)):
            if not self._killed(here.start()):
                break
            self.found.half_written += halves(here.left())
            kept |= here.finished()
        assert here.start().wait() == 0, "a killed comparison can be finished"
        after, left = here.finished(), here.left()
        self.found.computed_again += [name for name, state in kept.items() if after[name] != state]
        names = {*left, *self.expected}
        self.found.different += [n for n in names if left.get(n) != self.expected.get(n)]
        self.found.redone += sum(often - 1 for often in here.begun().values())

    def _killed(self, victim: subprocess.Popen[str]) -> bool:
        """Waits for some moment and kills; whether there was anybody left to be killed."""
        alone = self.luck.random() < 1 / 3
        with suppress(subprocess.TimeoutExpired):
            victim.wait(timeout=self.luck.uniform(0, self.lasts))
            return False
        workers = workers_of(victim.pid) if alone else []
        if workers:
            os.kill(self.luck.choice(workers), signal.SIGKILL)
            self.found.of_workers += 1
            victim.wait()
        else:
            os.killpg(victim.pid, signal.SIGKILL)
            victim.wait()
            _wait_for_group(victim.pid)
        self.found.kills += 1
        return True


def workers_of(parent: int) -> list[int]:
    """The processes that compute for another one, where Linux shows them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _is_worker(entry, parent):
            found.append(int(entry.name))
    return sorted(found)


def _is_worker(entry: Path, parent: int) -> bool:
    try:
        state = (entry / "stat").read_text().rpartition(")")[2].split()
        return int(state[1]) == parent and b"popen_loky" in (entry / "cmdline").read_bytes()
    except OSError:
        return False


def _wait_for_group(group: int) -> None:
    """Until the killed are gone: the system takes a moment to clear them away."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
