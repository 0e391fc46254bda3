"""Scenarios evaluated at points: their measures, replication by replication."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulator.analysis.sensitivity.factors import Case, Point
from simulator.errors import UsageError
from simulator.experiment.estimates import TooFew, fewest, pooled_rows, too_few
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of
from simulator.measures.measure_row import MeasureRow
from simulator.scenario.elementary import Numbers


class Evaluations:
    """The replications of all scenarios at several points."""

    def __init__(
        self,
        case: Case,
        points: Sequence[Point],
        replications: Sequence[Sequence[int]],
        rows: Sequence[list[MeasureRow]],
    ) -> None:
        self.case, self.points, self.numbers, self.rows = case, points, replications, rows
        self.arms = 1 if case.other is None else 2
        self.replications = len(rows[0])

    def of(self, measure: str) -> Numbers:
        """A measure's level, or its difference of two scenarios: points x replications.

        NaN at points with too few tasks for a percentile.
        """
        self._refuse_unknown(measure)
        values = self.last(measure)
        return values if self.arms == 1 else values - self._arm(measure, 0)

    def _refuse_unknown(self, measure: str) -> None:
        """UsageError if a measure never happened in some replication."""
        values = np.array([[row.get(measure, math.nan) for row in point] for point in self.rows])
        empty = np.argwhere(np.isnan(values))
        if len(empty):
            point, number = int(empty[0][0]) // self.arms, int(empty[0][1])
            moved = ", ".join(self.case.moved(self.points[point])) or "all values as they are"
            replication = self.numbers[point][number]
            raise UsageError(
                "{measure} has no value in replication {replication} with {moved}, so what"
                " moves it cannot be told",
                measure=measure,
                replication=replication,
                moved=moved,
            )

    def last(self, measure: str) -> Numbers:
        """A measure's level in the scenario, or in the other of two."""
        return self._arm(measure, self.arms - 1)

    def _arm(self, measure: str, arm: int) -> Numbers:
        return np.array([pooled_rows(measure, point) for point in self.rows[arm :: self.arms]])

    def too_few(self, measure: str) -> TooFew | None:
        """The point with the fewest tasks, if they are too few for a percentile."""
        return fewest(too_few(measure, point) for point in self.rows)


def evaluate(
    case: Case, points: Sequence[Point], replications: Sequence[Sequence[int]], options: RunOptions
) -> Evaluations:
    """Points with so many replications each."""
    pairs = zip(points, replications, strict=True)
    requests = [
        ReplicationRequest(arm, numbers) for point, numbers in pairs for arm in case.at(point)
    ]
    return Evaluations(case, points, replications, rows_of(requests, options))
