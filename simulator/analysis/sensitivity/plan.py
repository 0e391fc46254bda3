"""How many points are tried, and what is asked about each measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from simulator.errors import UsageError
from simulator.experiment.arguments import check_fields
from simulator.experiment.runner import RunOptions
from simulator.experiment.statistics import CONFIDENCE
from simulator.measures.targets import Constraint, parts_of_bound

SCREENING_REPLICATIONS = 2  # replications of a point that only ranks: of each trajectory its own
MAX_TRAJECTORIES, MAX_SAMPLES = 50, 1_000


@dataclass(frozen=True, slots=True)
class DesignPlan:
    """How many points to try.

    ``few`` factors have indices, from ``samples`` points: twice the coefficients of the surface by
    default. ``goal`` is a bound in a planner's words, on a scenario or, of two, on the other one.
    """

    trajectories: int = 4
    few: int = 4
    samples: int | None = None
    goal: str | None = None
    confidence: float = CONFIDENCE

    def __post_init__(self) -> None:
        check_fields(self)
        if not 2 <= self.trajectories <= MAX_TRAJECTORIES:
            raise UsageError(
                "read {trajectories} trajectories, expected 2 to {most}",
                trajectories=self.trajectories,
                most=MAX_TRAJECTORIES,
            )
        if self.samples is not None and self.samples > MAX_SAMPLES:
            raise UsageError(
                "read {samples} samples, expected at most {most:,}",
                samples=self.samples,
                most=MAX_SAMPLES,
            )
        if self.goal is not None:
            parts_of_bound(self.goal)


class MeasureQuestion(NamedTuple):
    """One measure, and how to look at it."""

    measure: str
    goal: Constraint | None
    plan: DesignPlan
    options: RunOptions
