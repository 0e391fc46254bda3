"""A day as it passes: who is at what, what waits, and how much has been selling so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import NamedTuple

from simulator.engine.queues import ENTRY, TASK_MASK
from simulator.engine.rules.people import people
from simulator.engine.simpy_engine import Pacing, replay
from simulator.engine.state import SimulationState
from simulator.i18n import gettext
from simulator.ledger.ledger import Ledger, category_of
from simulator.measures.days import date_of
from simulator.model import codes
from simulator.model.codes import DOINGS, NOT, PAUSE, WORK
from simulator.output.wording import labelled, place_words, words
from simulator.scenario.units import DAY
from simulator.workload.draw import Workload

BREAK, WORKING = DOINGS[PAUSE], DOINGS[WORK]


class ActivityInterval(NamedTuple):
    """A row of the ledger by names, cut off at midnight; seconds after the midnight before.

    What is not there, such as an idle person's task, is empty.
    """

    person: str
    role: str
    doing: str
    category: str
    activity: str
    account: str
    place: str
    start: int
    end: int

    @property
    def what(self) -> str:
        """What is being done, in a few words: ``quote`` for the work itself, else how."""
        if not self.activity:
            return words(self.doing)
        activity = words(self.activity)
        return activity if self.doing == WORKING else labelled(activity, words(self.doing))

    @property
    def where(self) -> str:
        """For which account, or else at which place."""
        return self.account or place_words(self.place)


class PersonView(NamedTuple):
    """Somebody's day up to a moment: what is over, and what is in hand, cut off there.

    Nothing is in hand of who is not at work. What is in hand may have several parts, such as
    setting up and then the work itself.
    """

    person: str
    role: str
    over: tuple[ActivityInterval, ...]
    in_hand: tuple[ActivityInterval, ...]

    @property
    def so_far(self) -> tuple[ActivityInterval, ...]:
        """The whole day up to now."""
        return self.over + self.in_hand


class Snapshot(NamedTuple):
    """The company at a moment of the day."""

    now: int  # seconds after midnight
    late: float  # seconds by which the machine is behind the clock on the wall
    people: tuple[PersonView, ...]
    waiting: dict[str, int]  # tasks that stand in line, by role; calls that are due stand in none
    selling: frozenset[str]  # categories, by the scenario's first definition

    @property
    def anybody(self) -> bool:
        """Is anybody at work?"""
        return any(seen.in_hand for seen in self.people)

    def doing(self, people: Collection[str]) -> dict[str, Counter[str]]:
        """How many of these people are at what category of work now, by role."""
        counts: dict[str, Counter[str]] = {}
        for seen in self.people:
            if seen.person in people:
                counter = counts.setdefault(seen.role, Counter())
                counter.update(part.category for part in seen.in_hand[-1:])
        return counts

    @property
    def behind(self) -> str:
        """That the machine cannot keep up, if it cannot."""
        return (
            gettext("; the machine is {late:.0f} s behind", late=self.late)
            if self.late >= 1
            else ""
        )

    def share(self, role: str) -> float:
        """Selling over attendance of a role's day so far; NaN if nobody was there.

        Attendance is all time less breaks, as in ``direct_selling_share``.
        """
        shown = (seen for seen in self.people if seen.role == role)
        parts = [part for seen in shown for part in seen.so_far if part.doing != BREAK]
        attended = sum(part.end - part.start for part in parts)
        sold = sum(part.end - part.start for part in parts if part.category in self.selling)
        return sold / attended if attended else float("nan")


class Day:
    """What is seen of a day while it is replayed: more with every look."""

    def __init__(self, workload: Workload, number: int) -> None:
        self.parameters = workload.parameters
        self.date = date_of(self.parameters, number)
        self.now = 0  # seconds after midnight
        self.late = 0.0
        self.fresh: list[ActivityInterval] = []  # what has ended since the look before
        self._workload = workload
        self._midnight = number * DAY
        self._over: list[list[ActivityInterval]] = [[] for _ in self.parameters.people]
        self._read = 0  # bytes of the log
        self._state: SimulationState | None = None
        self._category = category_of(self.parameters)

    def look(self, state: SimulationState, now: int, late: float) -> None:
        """Reads what has been written down since the last look."""
        self._state, self.now, self.late = state, now - self._midnight, late
        self.fresh = []
        for row in ENTRY.iter_unpack(state.log[self._read :]):
            self._keep(row)
        self._read = len(state.log)
        if self.now == DAY:
            self.fresh += [part for seen in self.glance().people for part in seen.in_hand]

    def _keep(self, row: tuple[int, ...]) -> None:
        """A stretch that has ended, if it is one of the day's."""
        start, end = row[-2:]
        if start < self._midnight + DAY and end > self._midnight:
            self.fresh.append(self._named(row))
            self._over[row[0]].append(self.fresh[-1])

    def _in_hand(self, state: SimulationState, person: int) -> tuple[ActivityInterval, ...]:
        """What would be written down of somebody's stretch if it ended now."""
        mark, now = len(state.log), self._midnight + self.now
        step = state.people.step[person]
        if codes.HAS_NO_ENTRY[step]:
            return ()
        people.record(state, person, now)
        rows = list(ENTRY.iter_unpack(state.log[mark:]))
        del state.log[mark:]
        task, place = state.people.task[person], state.people.place[person]
        begun = (person, codes.DOING_OF_STEP[step], task, place, now, now)
        return tuple(self._named(row) for row in rows or [begun])

    def _named(self, row: tuple[int, ...]) -> ActivityInterval:
        """A row of the log by names."""
        person, doing, task, place, start, end = row
        parameters, slots, places = (
            self.parameters,
            self._workload.tasks,
            self._workload.territory.places,
        )
        version, account = (
            int(column[task]) if task >= 0 else NOT for column in (slots.activity, slots.account)
        )
        activity = parameters.versions.activities.kind[version] if version >= 0 else NOT
        return ActivityInterval(
            parameters.people[person],
            parameters.roles.name[parameters.role_of[person]],
            DOINGS[doing],
            parameters.categories[int(self._category[doing, activity])],
            parameters.activities.name[activity] if activity >= 0 else "",
            places.name[places.first_account + account] if account >= 0 else "",
            places.name[place],
            max(start - self._midnight, 0),
            min(end - self._midnight, DAY),
        )

    def glance(self) -> Snapshot:
        """The company at the last look."""
        assert self._state is not None, "somebody has looked"
        parameters, state = self.parameters, self._state
        seen = tuple(
            PersonView(
                name,
                parameters.roles.name[parameters.role_of[person]],
                tuple(self._over[person]),
                self._in_hand(state, person),
            )
            for person, name in enumerate(parameters.people)
        )
        selling = frozenset(parameters.categories[each] for each in parameters.selling[0][1])
        return Snapshot(self.now, self.late, seen, _waiting(state), selling)


def watch(
    workload: Workload, number: int, watcher: Callable[[Day], None], speed: float, every: int
) -> Ledger:
    """Replays a workload, one day of it by the clock on the wall; the watcher sees every instant.

    The day is a number from 0; ``speed`` is simulated seconds in one on the wall, ``every`` how
    many of them may pass at most without a look. Returns the ledger, which nobody's looking
    changes.
    """
    day = Day(workload, number)

    def look(state: SimulationState, now: int, late: float) -> None:
        day.look(state, now, late)
        watcher(day)

    return replay(workload, Pacing(number * DAY, (number + 1) * DAY, speed, every, look))


def _waiting(state: SimulationState) -> dict[str, int]:
    """Tasks that stand in the lines of each role and its people, or in those of several for it.

    A line may still hold the keys of tasks that have gone from it; those do not count.
    """
    names, tasks = state.parameters.roles.name, state.tasks
    counts = dict.fromkeys(names, 0)
    for number, keys in enumerate(state.queues):
        for task in {key & TASK_MASK for key in keys}:
            counts[names[tasks.role[task]]] += tasks.queue[task] == number
    return counts
