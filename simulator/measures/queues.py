"""How queues develop: what was asked of each role, what it did, and what waited when.

Levels are means over whole weeks, not instants: what comes on Mondays or before a meeting is in
each of them alike, and does not look like growth.

Queues are judged over all weeks that count. Where something begins on a day among these, they are
judged from then on: over all of them a desk that drowns in the second half is half a desk that
settles.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column
from simulator.measures.measure import Measure, MeasureValues
from simulator.measures.window import Window
from simulator.model.codes import AUTOMATED, LAPSED, MISSED, WAITING
from simulator.model.parameters import Parameters
from simulator.scenario.units import WEEK

QUEUE_WEEKS = "queue_weeks"
MIN_JUDGED_WEEKS = 3  # a first, a middle and a last one


class _Stays(NamedTuple):
    """All tasks: whose and what they are, and from when until when they waited."""

    cell: Column  # role x activities + activity; one more, the last, for what people need not do
    cells: int
    asked: Column  # in order
    until: Column

    def counted(self, rows: npt.NDArray[np.bool_] | slice) -> Column:
        """How many of these there are in each cell."""
        return np.bincount(self.cell[rows], minlength=self.cells)

    def asked_since(self, moment: int) -> slice:
        """The tasks asked for from a moment on."""
        return slice(int(self.asked.searchsorted(moment)), None)

    def mean_number(self, start: int) -> npt.NDArray[np.float64]:
        """How many waited or were in hand in the week that begins then, on average."""
        here = np.flatnonzero(self.until[: self.asked_since(start + WEEK).start] > start)
        seconds = np.minimum(self.until[here], start + WEEK) - np.maximum(self.asked[here], start)
        return np.bincount(self.cell[here], seconds, self.cells) / WEEK


def queue_measures(window: Window) -> MeasureValues:
    """Of each role and activity: asked, done, the queue in three of the weeks; and its growth."""
    c, t = window.parameters, window.ledger.tasks
    start = judged_from(c)
    weeks = (c.horizon - start) // WEEK
    activities = len(c.activities.name)
    duties = len(c.roles.name) * activities
    by_people = (t.state != AUTOMATED) & (t.role >= 0)
    stays = _Stays(
        cell=np.where(by_people, t.role * activities + t.activity, duties),
        cells=duties + 1,
        asked=t.asked,
        until=np.where(t.finished >= 0, t.finished, c.horizon),
    )
    left_undone = np.isin(t.state, (WAITING, MISSED, LAPSED))
    worked = ~left_undone & (t.finished >= start)
    columns = {
        "queue_asked": stays.counted(stays.asked_since(start)) / weeks,
        "queue_done": stays.counted(worked) / weeks,
        "queue_lapsed": stays.counted((t.state == LAPSED) & (t.finished >= start)) / weeks,
        "queue_first": stays.mean_number(start),
        "queue_middle": stays.mean_number(start + middle_week(weeks) * WEEK),
        "queue_last": stays.mean_number(c.horizon - WEEK),
    }
    for role, activity in _duties(c):
        place = role * activities + activity
        for name, column in columns.items():
            yield f"{name}.{c.roles.name[role]}.{c.activities.name[activity]}", column[place]
    apart = weeks - 1 if weeks > 1 else math.nan
    grown = (columns["queue_last"] - columns["queue_first"]) / apart
    for role in dict.fromkeys(role for role, _ in _duties(c)):
        own = grown[role * activities : (role + 1) * activities]
        yield f"queue_growth.{c.roles.name[role]}", float(own.sum())
    for role, activity in _duties(c):
        growth = grown[role * activities + activity]
        yield f"queue_growth.{c.roles.name[role]}.{c.activities.name[activity]}", growth
    if start > c.warm_up:
        yield QUEUE_WEEKS, float(weeks)


def judged_from(parameters: Parameters) -> int:
    """Where the weeks begin over which queues are judged.

    With the first whole week after the last day on which something begins, of those that leave
    enough weeks; else with the first that counts.
    """
    begins = [-(-start // WEEK) * WEEK for start in parameters.phases.start]
    latest = parameters.horizon - MIN_JUDGED_WEEKS * WEEK
    return max([parameters.warm_up, *(start for start in begins if start <= latest)])


def middle_week(weeks: int) -> int:
    """Number of the counted week, from 0, that lies in the middle.

    >>> middle_week(5), middle_week(20)
    (2, 9)
    """
    return (weeks - 1) // 2


def _duties(parameters: Parameters) -> list[tuple[int, int]]:
    """Which roles may have which activity on their desks: its own, who is moved it, or covers."""
    kinds = parameters.activities
    rows = range(0, len(parameters.cover.role), len(parameters.roles.name))
    deputies = [tuple(parameters.cover.role[row + role] for role in kinds.role) for row in rows]
    columns = (kinds.role, kinds.moved_role, kinds.overflow_role, *deputies)
    pairs = {(role, place) for column in columns for place, role in enumerate(column) if role >= 0}
    return sorted(pairs | set(_shared_duties(parameters)))


def _shared_duties(parameters: Parameters) -> Iterator[tuple[int, int]]:
    """The same where several roles do an activity, by shares or in order."""
    versions, lines = parameters.versions.activities, parameters.lines
    for role, line, kind in zip(versions.role, versions.line, versions.kind, strict=True):
        yield role, kind
        if line >= 0:
            members = lines.member[lines.first[line] :][: lines.count[line]]
            yield from ((parameters.role_of[person], kind) for person in members)


MEASURES = (
    Measure(
        "queue_asked.<role>.<activity>", "per week", "neither",
        "Tasks asked for in the counted weeks that came to the desks of this role, all people"
        " together; what needs nobody is left out. This and all measures of queues: where something"
        " begins on a day among these weeks, in the whole weeks from then on, if there are three.",
        queue_measures,
    ),
    Measure(
        "queue_done.<role>.<activity>", "per week", "neither",
        "Tasks that this role finished in the counted weeks, whenever they were asked for; done"
        " counts those that were asked for in these weeks.",
        queue_measures,
    ),
    Measure(
        "queue_lapsed.<role>.<activity>", "per week", "less",
        "Tasks that lapsed on the desks of this role in the counted weeks.",
        queue_measures,
    ),
    Measure(
        "queue_first.<role>.<activity>", "tasks", "less",
        "Tasks that waited or were in hand, on average over the first counted week.",
        queue_measures,
    ),
    Measure(
        "queue_middle.<role>.<activity>", "tasks", "less",
        "Tasks that waited or were in hand, on average over the week in the middle.",
        queue_measures,
    ),
    Measure(
        "queue_last.<role>.<activity>", "tasks", "less",
        "Tasks that waited or were in hand, on average over the last week.",
        queue_measures,
    ),
    Measure(
        QUEUE_WEEKS, "weeks", "neither",
        "The last weeks, over which queues are judged; only where something begins on a day among"
        " the counted weeks.",
        queue_measures,
    ),
    Measure(
        "queue_growth.<role>", "tasks per week", "less",
        "By how many tasks the pile on all desks of this role grew a week, from the first counted"
        " week to the last; negative where it shrank, empty within one week.",
        queue_measures,
        signed=True,
    ),
    Measure(
        "queue_growth.<role>.<activity>", "tasks per week", "less",
        "By how many tasks the pile of one kind of work on the desks of this role grew a week, from"
        " the first counted week to the last; negative where it shrank, empty within one week.",
        queue_measures,
        signed=True,
    ),
)  # fmt: skip
