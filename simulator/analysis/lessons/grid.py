"""Every setting of a lesson's knobs, replayed ten times on common random numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from simulator.errors import Diagnostic, ScenarioError, UsageError
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.estimates import change, level, pooled_rows
from simulator.experiment.queues import Queue, judged_weeks, pile_behind, queues_of
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of
from simulator.experiment.statistics import CONFIDENCE, Interval
from simulator.measures.measure_row import MeasureRow
from simulator.measures.registry import describe
from simulator.scenario.diagnostics import located
from simulator.scenario.elementary import Numbers
from simulator.scenario.lessons import LessonWithMarks, point_number, points_of, world_at
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.lesson import Setting, Settings
from simulator.scenario.schema.organisation import Horizon
from simulator.scenario.units import PERCENT, nearest_word

MINUTES = {"min": 1.0, "h": 60.0, "d": 1440.0}


class LessonGrid(NamedTuple):
    """The measures of every setting, replication by replication."""

    read: LessonWithMarks
    points: Sequence[Mapping[str, Setting]]  # the last knob's values change fastest
    rows: Sequence[Sequence[MeasureRow]]  # of each point
    seed: int

    def number(self, settings: Settings) -> int:
        """Which point some settings are, with the other knobs at first."""
        return point_number(self.read.lesson, settings)

    def years(self, measure: str, point: int) -> Numbers:
        """Each replication of a measure, in the unit shown."""
        return _column(self.rows[point], measure) * self.scale(measure)

    def linear(self, measure: str, point: int) -> Numbers:
        """The same, linearised where it is a ratio or a percentile: their mean is the estimate."""
        return pooled_rows(measure, self.rows[point]) * self.scale(measure)

    def level(self, measure: str, point: int) -> Interval:
        """The estimate of a measure with its interval, as ``run`` tells it, in the unit shown."""
        return _times(level(measure, pooled_rows(measure, self.rows[point])), self.scale(measure))

    def difference(self, measure: str, before: int, after: int) -> Interval:
        """How a measure differs between two points, paired by replication."""
        was, now = (pooled_rows(measure, self.rows[point]) for point in (before, after))
        return _times(change(measure, was, now), self.scale(measure))

    def pile(self, measure: str, point: int) -> Queue | None:
        """The queue that grows behind a measure of finished work: then it has no mean to tell."""
        return pile_of(measure, self.rows[point], self.read.world)

    def scale(self, measure: str) -> float:
        """What a measure's own unit is multiplied by to be shown."""
        shown = self.read.lesson.measures.get(measure)
        return 1.0 if shown is None else scale_of(measure, shown.unit)


def pile_of(measure: str, rows: Sequence[MeasureRow], scenario: Scenario) -> Queue | None:
    """The queue that grows behind a measure in some replications, if one does."""
    column = partial(_column, rows)
    queues = queues_of(list(rows[0]), column, judged_weeks(rows[0], column, scenario), CONFIDENCE)
    return pile_behind(queues, measure)


def weeks_counted(horizon: Horizon) -> int:
    """Weeks of a replication after those of the warm-up."""
    return horizon.counted_weeks


def _column(rows: Sequence[MeasureRow], key: str) -> Numbers:
    return np.array([row.get(key, math.nan) for row in rows])


def scale_of(measure: str, unit: str) -> float:
    """From a measure's own unit to another one; UsageError if one is not made of the other."""
    own = describe(measure).unit.split()[0]
    if unit == "":
        return 1.0
    if own == "share" and unit == "%":
        return float(PERCENT)
    if own in MINUTES and unit in MINUTES:
        return MINUTES[own] / MINUTES[unit]
    if own == unit:
        return 1.0
    raise UsageError("{name} is counted in {own}, not in {unit}", name=measure, own=own, unit=unit)


def _times(interval: Interval, scale: float) -> Interval:
    mean, low, high, n = interval
    return Interval(mean * scale, low * scale, high * scale, n)


def compute_grid(read: LessonWithMarks, options: RunOptions) -> LessonGrid:
    """All points of a lesson; finished replications are taken from the store, if there is one."""
    points = points_of(read.lesson)
    every = range(REPLICATIONS)
    requests = [ReplicationRequest(world_at(read, point), every) for point in points]
    rows = rows_of(requests, options)
    _refuse_unmeasured(read, rows[0][0])
    wrong = wrong_units(read)
    if wrong:
        raise ScenarioError(wrong)
    return LessonGrid(read, points, rows, options.seed)


def _refuse_unmeasured(read: LessonWithMarks, row: MeasureRow) -> None:
    """Refuses measures that the world does not know."""
    for measure in measures_of(read):
        if measure not in row:
            hint = nearest_word(measure, list(row))
            raise UsageError("nothing is measured as {key!r}{hint}", key=measure, hint=hint)


def wrong_units(read: LessonWithMarks) -> list[Diagnostic]:
    """Measures to be shown in a unit in which they are not counted."""
    wrong = []
    for measure, shown in read.lesson.measures.items():
        try:
            scale_of(measure, shown.unit)
        except UsageError as error:
            wrong.append(located(("measures", measure, "unit"), str(error), read.marks))
    return wrong


def measures_of(read: LessonWithMarks) -> list[str]:
    """Every measure that a lesson names."""
    lesson = read.lesson
    parts = [part for bridge in lesson.why for part in bridge.parts]
    claimed = [claim.measure for claim in lesson.claims.values()]
    return list(dict.fromkeys([*lesson.measures, *parts, *claimed]))
