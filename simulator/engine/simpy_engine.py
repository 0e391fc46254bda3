"""Replays a workload with SimPy: a process for each person, and one for what comes from outside."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator
from dataclasses import fields, replace
from time import monotonic
from typing import Any, NamedTuple, TypeVar

import numpy as np
import simpy
from simpy.events import EventPriority
from simpy.rt import RealtimeEnvironment

from simulator.engine.build_ledger import build_ledger
from simulator.engine.initial_state import initial_state
from simulator.engine.rules import dispatch, tasks
from simulator.engine.state import SimulationState
from simulator.ledger.ledger import Column, Ledger
from simulator.model import codes
from simulator.workload.draw import Workload

# SimPy handles urgent events (0) first. What is due at one instant follows: stretches that end, by
# person; reminders, by what they are for and task; then what arises by itself. The instant has
# settled once those of the last number come up.
PEOPLE, REMINDERS = 1, 1 << 32
ARRIVALS, SETTLED = EventPriority(1 << 62), EventPriority(1 << 63)
LOOK = EventPriority(1 << 64)

Group = TypeVar("Group")


class Pacing(NamedTuple):
    """A stretch of the replay that somebody watches by the clock on the wall.

    What comes before and after passes as fast as it can, and so do times when nobody is at work.
    ``look`` is called with the world, the time and the seconds by which the machine is late:
    whenever an instant of the stretch has settled, so often at least, and at the end of the
    stretch. It changes nothing.
    """

    begin: int  # seconds from the start
    end: int
    speed: float  # simulated seconds in one on the wall
    every: int  # simulated seconds between two looks at most
    look: Callable[[SimulationState, int, float], None]


def replay(workload: Workload, pace: Pacing | None = None) -> Ledger:
    """Everything that happens, from the first instant to the horizon; nobody watches, if not said.

    The ledger is the same at any pace.
    """
    world = in_lists(initial_state(workload))
    clock = Watched(world, pace) if pace else simpy.Environment()
    SimPyModel(world, workload.roots, workload.tasks.asked[workload.roots], clock).play()
    return build_ledger(world, workload)


def in_lists(world: SimulationState) -> SimulationState:
    """The same columns as Python reads them fastest; lists, or arrays where numbers are narrow."""
    groups = {f.name: getattr(world, f.name) for f in fields(SimulationState)}
    listed = {
        name: _listed(group)
        for name, group in groups.items()
        if name != "company" and hasattr(group, "__dataclass_fields__")
    }
    return replace(world, **listed, idle=_list(world.idle))


def _listed(group: Group) -> Group:
    columns = {f.name: getattr(group, f.name) for f in fields(group)}  # type: ignore[arg-type]
    return type(group)(**{name: _list(column) for name, column in columns.items()})


def _list(column: Any) -> Any:
    if not isinstance(column, np.ndarray):
        return column
    kind = {1: "b", 2: "h", 4: "i"}.get(column.itemsize)
    return array(kind, column.tobytes()) if kind else column.tolist()


class PendingEvent(simpy.Event):
    """Comes up after a delay, in its turn among all that is due at the same instant."""

    def __init__(self, environment: simpy.Environment, delay: int, turn: EventPriority) -> None:
        self.env = environment
        self.callbacks = []
        self._value = None
        self._ok = True
        environment.schedule(self, turn, delay)


class Watched(RealtimeEnvironment):
    """A clock that goes with the one on the wall while somebody is watched at work."""

    def __init__(self, world: SimulationState, pace: Pacing) -> None:
        super().__init__(factor=0.0, strict=False)
        self.world = world
        self.pace = pace
        self.wall = 0.0
        self.process(self.ticks())

    @property
    def factor(self) -> float:
        """Seconds on the wall for one of the replay; 0 for as fast as it can."""
        return self.wall

    @property
    def late(self) -> float:
        """Seconds by which the machine is behind."""
        due = self.real_start + (self.now - self.env_start) * self.wall
        return max(0.0, monotonic() - due) if self.wall else 0.0

    @property
    def anybody(self) -> bool:
        """Is anybody at work?"""
        step = self.world.staff.step
        return any(step[person] != codes.OFF for person in range(len(step)))

    def ticks(self) -> Generator[simpy.Event]:
        """Sees to it that there is always something to look at."""
        begin, end, _, every, _ = self.pace
        yield PendingEvent(self, begin, LOOK)
        for moment in range(begin, end, every):
            yield PendingEvent(self, min(every, end - moment), LOOK)

    def step(self) -> None:
        """The next event, when its time has come, and a look at what the instant has come to."""
        begin, end, _, _, look = self.pace
        if begin <= self.now < end <= self.peek():
            look(self.world, end, self.late)
            self.go_at(0.0)
        super().step()
        if begin <= self.now < end and self.peek() > self.now:
            look(self.world, int(self.now), self.late)
            self.go_at(1 / self.pace.speed if self.anybody else 0.0)

    def go_at(self, wall: float) -> None:
        """So many seconds on the wall, from now on, for one of the replay."""
        if wall != self.wall:
            self.env_start, self.wall = self.now, wall
            self.sync()


class SimPyModel:
    """The people on SimPy's clock, and what arises by itself and when."""

    def __init__(
        self, world: SimulationState, roots: Column, asked: Column, environment: simpy.Environment
    ) -> None:
        self.world = world
        self.environment = environment
        self.settling: simpy.Event | None = None
        self.people = [
            self.environment.process(self.person(number)) for number in range(len(world.staff.role))
        ]
        self.environment.process(self.outside(roots.tolist(), asked.tolist()))

    def play(self) -> None:
        """Runs to the horizon and writes down what is in hand then."""
        self.environment.run(until=self.world.parameters.horizon)
        dispatch.close(self.world)

    def person(self, number: int) -> Generator[simpy.Event]:
        """A person's life: one stretch after the other, and a decision in between."""
        environment, world = self.environment, self.world
        until, turn, now = world.staff.until, EventPriority(PEOPLE + number), 0
        while True:
            try:
                end = until[number]
                yield PendingEvent(environment, end - now, turn)
                now = end
                goes_on = dispatch.end_activity(world, number, now)
                if world.later:
                    self.set_reminders()
                if goes_on:
                    if world.fresh:
                        self.settled()
                    continue
                world.free.append(number)
                if self.settling is None and environment.peek() > now and not world.fresh:
                    # Alone at this instant, which has settled: no need to make an event of it.
                    dispatch.dispatch(world, now)
                    world.free.clear()
                    if world.later:
                        self.set_reminders()
                else:
                    yield self.settled()
            except simpy.Interrupt:  # something new is in hand, with an end of its own
                now = int(environment.now)

    def outside(self, roots: list[int], asked: list[int]) -> Generator[simpy.Event]:
        """What arises by itself, in order of time."""
        world, now = self.world, 0
        self.set_reminders()
        for when, task in zip(asked, roots, strict=True):
            if when > now:
                self.look_after()
                yield PendingEvent(self.environment, when - now, ARRIVALS)
                now = when
            tasks.arrive(world, task, now)
        self.look_after()

    def set_reminders(self) -> None:
        """Has the clock come back for what the rules have asked for."""
        later, now = self.world.later, int(self.environment.now)
        while later:
            when, turn = divmod(later.pop(), dispatch.REMINDERS_OF_AN_INSTANT)
            reminder = PendingEvent(self.environment, when - now, EventPriority(REMINDERS + turn))
            reminder._value = turn
            reminder.callbacks.append(self.remember)

    def look_after(self) -> None:
        """Sees to what has arrived: reminders, and a decision on what is fresh."""
        if self.world.later:
            self.set_reminders()
        if self.world.fresh and self.settling is None:
            if self.environment.peek() > self.environment.now:
                self.settle()
            else:
                self.settled()

    def remember(self, reminder: simpy.Event) -> None:
        """A reminder comes up."""
        tasks.handle_reminder(self.world, int(reminder._value), int(self.environment.now))
        self.look_after()

    def settled(self) -> simpy.Event:
        """The event at which this instant has settled."""
        if self.settling is None:
            self.settling = PendingEvent(self.environment, 0, SETTLED)
            self.settling.callbacks.append(self.settle)
        return self.settling

    def settle(self, _: simpy.Event | None = None) -> None:
        """Lets those decide who have nothing in hand; rouses those whose stretch was cut.

        Called by the settled event or, when nothing else is due at this instant, without one.
        """
        self.settling = None
        dispatch.dispatch(self.world, int(self.environment.now))
        self.world.free.clear()
        for person in self.world.cut:
            self.people[person].interrupt()
        if self.world.later:
            self.set_reminders()
