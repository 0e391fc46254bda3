"""One queue, many engines: how long a task takes under each, side by side in one run.

Eight clerks round the clock, urgent tasks before others, nobody interrupted. Every engine gets the
very same arrivals and lengths and must come to the very same waiting time, so that no engine is
fast by doing something else. Machines are noisy: only the ratios mean something.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import simpy

from simulator.engine import compiled
from simulator.engine.simpy_engine import replay
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import Workload, draw

CLERKS = 8
HERE = Path(__file__).parent
ROUND_THE_CLOCK = {
    "days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    "from": "00:00",
    "to": "24:00",
}


class Work(NamedTuple):
    """Tasks in order of asking."""

    asked: list[int]
    seconds: list[int]
    urgency: list[int]
    horizon: int


class Took(NamedTuple):
    """What an engine needed, and what it found."""

    seconds: float
    begun: int
    waited: int


def counter(weeks: int) -> Scenario:
    """The counter as a scenario: 9 of 10 clerks busy, 24,000 tasks a week."""
    kind = {
        "category": "desk",
        "by": "clerk",
        "lasts": {"mean": "181 s", "family": "exponential"},
        "arises": {"inbound": {"per": "role", "rate": "1714 per day"}},
    }
    return Scenario.model_validate(
        {
            "name": "counter",
            "title": "A counter",
            "horizon": {"start": "2025-01-06", "weeks": weeks},
            "categories": ["desk", "travel_and_waiting", "hand_over", "idle"],
            "selling": {"main": ["desk"]},
            "roles": {"clerk": {"people": CLERKS, "cost_per_hour": 1, "shift": ROUND_THE_CLOCK}},
            "activities": {"urgent": {**kind, "urgency": 1}, "other": {**kind, "urgency": 2}},
        }
    )


def work_of(workload: Workload) -> Work:
    """The arrivals and lengths of a workload."""
    slots = workload.tasks
    rows = workload.roots
    urgency = np.array(workload.parameters.activities.urgency)[slots.activity[rows]] - 1
    columns = (slots.asked[rows], slots.work[rows], urgency)
    return Work(*(column.tolist() for column in columns), workload.parameters.horizon)


def bare_simpy(work: Work) -> Took:
    """A process that only lets time pass: two timeouts for each task, nothing else."""
    environment = simpy.Environment()

    def clock():
        for _ in range(2 * len(work.asked)):
            yield environment.timeout(1)

    environment.process(clock())
    begin = time.perf_counter()
    environment.run()
    return Took(time.perf_counter() - begin, -1, -1)


def usual_simpy(work: Work) -> Took:
    """A process for each task, a PriorityResource for the clerks."""
    environment = simpy.Environment()
    clerks = simpy.PriorityResource(environment, CLERKS)
    waits = []

    def task(asked, seconds, urgency):
        with clerks.request(urgency) as turn:
            yield turn
            waits.append(environment.now - asked)
            yield environment.timeout(seconds)

    def source():
        for asked, seconds, urgency in zip(*work[:3], strict=True):
            if asked > environment.now:
                yield environment.timeout(asked - environment.now)
            environment.process(task(asked, seconds, urgency))

    environment.process(source())
    begin = time.perf_counter()
    environment.run(until=work.horizon)
    return Took(time.perf_counter() - begin, len(waits), sum(waits))


def ciw(work: Work) -> Took:
    """Ciw: a node with priority classes."""
    import ciw as library

    classes = {"urgent": 0, "other": 1}
    arrivals, services = {}, {}
    for name, urgency in classes.items():
        rows = [row for row, u in enumerate(work.urgency) if u == urgency]
        times = [0, *(work.asked[row] for row in rows)]
        gaps = [b - a for a, b in pairwise(times)] + [float("inf")]
        arrivals[name] = [library.dists.Sequential(gaps)]
        services[name] = [library.dists.Sequential([work.seconds[row] for row in rows])]
    network = library.create_network(
        arrival_distributions=arrivals,
        service_distributions=services,
        number_of_servers=[CLERKS],
        priority_classes=classes,
    )
    simulation = library.Simulation(network)
    begin = time.perf_counter()
    simulation.simulate_until_max_time(work.horizon)
    took = time.perf_counter() - begin
    records = simulation.get_all_records(only=["service"])
    return Took(took, len(records), -1)


def salabim(work: Work) -> Took:
    """salabim: a component for each task, a resource for the clerks."""
    import salabim as library

    library.yieldless(False)
    environment = library.Environment(trace=False)
    clerks = library.Resource("clerks", capacity=CLERKS, env=environment)
    waits = []

    class Task(library.Component):
        def setup(self, asked, seconds, urgency):
            self.asked, self.seconds, self.urgency = asked, seconds, urgency

        def process(self):
            yield self.request((clerks, 1, self.urgency))
            waits.append(self.env.now() - self.asked)
            yield self.hold(self.seconds)
            self.release()

    class Source(library.Component):
        def process(self):
            for asked, seconds, urgency in zip(*work[:3], strict=True):
                if asked > self.env.now():
                    yield self.hold(till=asked)
                Task(asked=asked, seconds=seconds, urgency=urgency, env=self.env)

    Source(env=environment)
    begin = time.perf_counter()
    environment.run(till=work.horizon)
    return Took(time.perf_counter() - begin, len(waits), round(sum(waits)))


def plain_loop(work: Work) -> Took:
    """The bare event loop in C++, compiled here and now."""
    with tempfile.TemporaryDirectory() as folder:
        program, data = Path(folder) / "queue", Path(folder) / "tasks"
        subprocess.run(
            ["g++", "-O3", "-march=native", "-o", program, HERE / "queue.cpp"], check=True
        )
        table = np.array(work[:3], dtype=np.int32).T
        data.write_bytes(np.ascontiguousarray(table).tobytes())
        said = subprocess.run(
            [program, data, str(CLERKS), str(work.horizon)], capture_output=True, check=True
        )
    seconds, begun, waited = said.stdout.split()
    return Took(float(seconds), int(begun), int(waited))


def ours(engine: Callable[[Workload], object], workload: Workload) -> Took:
    """One of our engines: from the drawn workload to the ledger."""
    begin = time.perf_counter()
    ledger = engine(workload)
    took = time.perf_counter() - begin
    return _found(took, ledger)


def _found(took: float, ledger) -> Took:
    tasks = ledger.tasks
    begun = tasks.started >= 0
    waited = int((tasks.started - tasks.asked)[begun].sum())
    return Took(took, int(begun.sum()), waited)


def only_playing(workload: Workload) -> Took:
    """Our compiled engine between the columns before and the columns after, best of three."""
    from simulator.engine.compiled.engine import ThreadWorkspace, machine_code
    from simulator.engine.compiled.workspace import address_of

    workspace, best = ThreadWorkspace(), float("inf")
    for _ in range(3):
        state = workspace.set_up(workload).state
        begin = time.perf_counter()
        machine_code().run("run_events", address_of(workspace.table))
        best = min(best, time.perf_counter() - begin)
    begun = state.tasks.started >= 0
    waited = (state.tasks.started.astype(np.int64) - state.tasks.asked)[begun].sum()
    return Took(best, int(begun.sum()), int(waited))


def agree(rows: list[tuple[str, Work, Took]]) -> None:
    """Says how far apart engines are that did the same work.

    Ours and the loop in C++ must find the same to the second. SimPy written the usual way settles
    ties in the order in which events were queued, so that a few tasks change places.
    """
    for name, work, took in rows:
        same = next((t for n, w, t in rows if w is work and n.startswith("ours")), None)
        if took.waited >= 0 and same is not None:
            apart = abs(took.waited - same.waited) / same.waited
            if name.startswith(("ours", "C++")) and apart > 0:
                sys.exit(f"{name} found another waiting time: {took.waited} for {same.waited} s")
            print(f"{name}: waiting time {apart:.6%} from ours")


def main() -> None:
    """Prints one line for each engine."""
    few, many = draw(counter(8)), draw(counter(208))
    short, long = work_of(few), work_of(many)
    compiled.replay(few)  # loads, or compiles, the code
    shortest = Work(*(column[:20_000] for column in short[:3]), short.asked[20_000])
    rows: list[tuple[str, Work, Took]] = [
        ("bare SimPy, two timeouts a task", short, bare_simpy(short)),
        ("SimPy the usual way", short, usual_simpy(short)),
        ("Ciw", short, ciw(short)),
        ("salabim", shortest, salabim(shortest)),
        ("ours with SimPy, with its ledger", short, ours(replay, few)),
        ("ours compiled, with its ledger", long, ours(compiled.replay, many)),
        ("ours compiled, replay alone", long, only_playing(many)),
        ("C++ -O3, the bare loop", long, plain_loop(long)),
    ]
    usual = rows[1][2].seconds / rows[1][2].begun
    bare = rows[-1][2].seconds / rows[-1][2].begun
    print(f"{'':36}{'tasks':>10}{'tasks/s':>13}{'x usual SimPy':>15}{'x C++ time':>12}")
    for name, work, took in rows:
        each = took.seconds / len(work.asked)
        figures = f"{1 / each:13,.0f}{usual / each:15.1f}{each / bare:12.1f}"
        print(f"{name:36}{len(work.asked):10,}{figures}")
    agree(rows)


if __name__ == "__main__":
    main()
