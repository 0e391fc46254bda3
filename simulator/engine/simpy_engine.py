"""Replays a workload with SimPy: a process for each person, and one for arrivals."""

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
from simulator.engine.rules.changes import reminders
from simulator.engine.rules.dispatch import dispatch
from simulator.engine.rules.tasks import tasks
from simulator.engine.state import SimulationState
from simulator.ledger.ledger import Column, Ledger
from simulator.model import codes
from simulator.workload.draw import Workload

# Priorities of events at one instant, after SimPy's own urgent ones (0): ends of activities, by
# person; reminders, by what they are for and task; arrivals; then the dispatch of the instant,
# which has settled by then; and whoever watches.
PEOPLE, REMINDERS = 1, 1 << 32
ARRIVALS, DISPATCH = EventPriority(1 << 62), EventPriority(1 << 63)
OBSERVE = EventPriority(1 << 64)

Group = TypeVar("Group")


class Pacing(NamedTuple):
    """An interval of the replay that somebody watches by the clock on the wall.

    What comes before and after passes as fast as it can, and so do times when nobody is at work.
    ``observe`` is called with the state, the time and the seconds by which the machine is late:
    whenever an instant of the interval has settled, so often at least, and at the interval's end.
    It changes nothing.
    """

    start: int  # seconds from the first instant
    end: int
    speed: float  # simulated seconds in one on the wall
    every: int  # simulated seconds between two observations at most
    observe: Callable[[SimulationState, int, float], None]


def replay(workload: Workload, pacing: Pacing | None = None) -> Ledger:
    """Everything that happens, from the first instant to the horizon, by SimPy.

    Args:
        workload: All that was drawn for one replication; see ``workload.draw``.
        pacing: For somebody who watches; None for as fast as it can. The ledger is the same.

    Returns:
        The ledger.
    """
    state = with_lists(initial_state(workload))
    environment = PacedEnvironment(state, pacing) if pacing else simpy.Environment()
    SimPyModel(state, workload.roots, workload.tasks.asked[workload.roots], environment).run()
    return build_ledger(state, workload)


def with_lists(state: SimulationState) -> SimulationState:
    """The same columns as Python reads them fastest; lists, or arrays where numbers are narrow."""
    groups = {f.name: getattr(state, f.name) for f in fields(SimulationState)}
    converted = {
        name: _with_lists(group)
        for name, group in groups.items()
        if name != "parameters" and hasattr(group, "__dataclass_fields__")
    }
    columns = {
        name: _list(group) for name, group in groups.items() if isinstance(group, np.ndarray)
    }
    return replace(state, **converted, **columns)


def _with_lists(group: Group) -> Group:
    columns = {f.name: getattr(group, f.name) for f in fields(group)}  # type: ignore[arg-type]
    return type(group)(**{name: _list(column) for name, column in columns.items()})


def _list(column: Any) -> Any:
    if not isinstance(column, np.ndarray):
        return column
    type_code = {1: "b", 2: "h", 4: "i"}.get(column.itemsize)
    return array(type_code, column.tobytes()) if type_code else column.tolist()


class PendingEvent(simpy.Event):
    """Occurs after a delay, with a priority among all events of its instant."""

    def __init__(self, environment: simpy.Environment, delay: int, priority: EventPriority) -> None:
        self.env = environment
        self.callbacks = []
        self._value = None
        self._ok = True
        environment.schedule(self, priority, delay)


class PacedEnvironment(RealtimeEnvironment):
    """A real-time environment for as long as somebody is watched at work."""

    def __init__(self, state: SimulationState, pacing: Pacing) -> None:
        super().__init__(factor=0.0, strict=False)
        self.state = state
        self.pacing = pacing
        self.wall_seconds = 0.0
        self.process(self.ticks())

    @property
    def factor(self) -> float:
        """Seconds on the wall for a simulated one; 0 for as fast as it can."""
        return self.wall_seconds

    @property
    def late(self) -> float:
        """Seconds by which the machine is behind."""
        due = self.real_start + (self.now - self.env_start) * self.wall_seconds
        return max(0.0, monotonic() - due) if self.wall_seconds else 0.0

    @property
    def is_anybody_at_work(self) -> bool:
        """Is anybody on duty?"""
        step = self.state.people.step
        return any(step[person] != codes.OFF for person in range(len(step)))

    def ticks(self) -> Generator[simpy.Event]:
        """Events at regular times, so that there is always something to observe."""
        start, end, _, every, _ = self.pacing
        yield PendingEvent(self, start, OBSERVE)
        for moment in range(start, end, every):
            yield PendingEvent(self, min(every, end - moment), OBSERVE)

    def step(self) -> None:
        """The next event, when its time has come; an observation once its instant has settled."""
        start, end, _, _, observe = self.pacing
        if start <= self.now < end <= self.peek():
            observe(self.state, end, self.late)
            self.change_pace(0.0)
        super().step()
        if start <= self.now < end and self.peek() > self.now:
            observe(self.state, int(self.now), self.late)
            self.change_pace(1 / self.pacing.speed if self.is_anybody_at_work else 0.0)

    def change_pace(self, wall_seconds: float) -> None:
        """So many seconds on the wall, from now on, for a simulated one."""
        if wall_seconds != self.wall_seconds:
            self.env_start, self.wall_seconds = self.now, wall_seconds
            self.sync()


class SimPyModel:
    """Processes on SimPy's clock: one for each person, and one for arrivals."""

    def __init__(
        self,
        state: SimulationState,
        roots: Column,
        asked: Column,
        environment: simpy.Environment,
    ) -> None:
        self.state = state
        self.environment = environment
        self.dispatch_event: simpy.Event | None = None  # of this instant, once it is scheduled
        self.people = [
            environment.process(self.person(number)) for number in range(len(state.people.role))
        ]
        environment.process(self.arrivals(roots.tolist(), asked.tolist()))

    def run(self) -> None:
        """Runs to the horizon and writes down what is in hand then."""
        self.environment.run(until=self.state.parameters.horizon)
        dispatch.close(self.state)

    def person(self, number: int) -> Generator[simpy.Event]:
        """A person's process: one activity after the other, and a decision in between."""
        environment, state = self.environment, self.state
        until, priority, now = state.people.until, EventPriority(PEOPLE + number), 0
        while True:
            try:
                end = until[number]
                yield PendingEvent(environment, end - now, priority)
                now = end
                goes_on = dispatch.end_activity(state, number, now)
                if state.reminders:
                    self.set_reminders()
                if goes_on:
                    if state.new_tasks:
                        self.schedule_dispatch()
                    continue
                state.deciding.append(number)
                if self.dispatch_event is None and environment.peek() > now and not state.new_tasks:
                    # Alone at this instant, which has settled: no need to make an event of it.
                    self.decide(now)
                else:
                    yield self.schedule_dispatch()
            except simpy.Interrupt:  # another activity is in hand, with an end of its own
                now = int(environment.now)

    def arrivals(self, roots: list[int], asked: list[int]) -> Generator[simpy.Event]:
        """Tasks that arise by themselves, in order of time."""
        state, now = self.state, 0
        self.set_reminders()
        for when, task in zip(asked, roots, strict=True):
            if when > now:
                self.handle_new_tasks()
                yield PendingEvent(self.environment, when - now, ARRIVALS)
                now = when
            tasks.arrive(state, task, now)
        self.handle_new_tasks()

    def set_reminders(self) -> None:
        """Schedules the events that the rules have asked for."""
        reminders, now = self.state.reminders, int(self.environment.now)
        while reminders:
            when, order = divmod(reminders.pop(), dispatch.REMINDERS_OF_AN_INSTANT)
            priority = EventPriority(REMINDERS + order)
            event = PendingEvent(self.environment, when - now, priority)
            event._value = order
            event.callbacks.append(self.remind)

    def handle_new_tasks(self) -> None:
        """After arrivals: sets reminders, and sees to a dispatch of new tasks."""
        if self.state.reminders:
            self.set_reminders()
        if self.state.new_tasks and self.dispatch_event is None:
            if self.environment.peek() > self.environment.now:
                self.dispatch()
            else:
                self.schedule_dispatch()

    def remind(self, event: simpy.Event) -> None:
        """A reminder is due."""
        reminders.handle_reminder(self.state, int(event._value), int(self.environment.now))
        self.handle_new_tasks()

    def schedule_dispatch(self) -> simpy.Event:
        """The event at which this instant has settled."""
        if self.dispatch_event is None:
            self.dispatch_event = PendingEvent(self.environment, 0, DISPATCH)
            self.dispatch_event.callbacks.append(self.dispatch)
        return self.dispatch_event

    def dispatch(self, _: simpy.Event | None = None) -> None:
        """Has those decide who have nothing in hand; interrupts those whose activity was cut short.

        Called by the event or, when nothing else is due at this instant, without one.
        """
        self.dispatch_event = None
        self.decide(int(self.environment.now))

    def decide(self, now: int) -> None:
        """Has the rules decide at an instant that has settled."""
        dispatch.dispatch(self.state, now)
        self.state.deciding.clear()
        for person in self.state.rescheduled:
            self.people[person].interrupt()
        if self.state.reminders:
            self.set_reminders()
