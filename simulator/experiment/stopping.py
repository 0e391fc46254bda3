"""When to stop adding replications."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.errors import UsageError
from simulator.experiment.arguments import check_fields
from simulator.experiment.statistics import Interval

MIN_REPLICATIONS = 10  # of a run that ends when it is precise enough
MAX_REPLICATIONS = 1_000
MAX_GROWTH = 3  # times as many replications at most, from one look at the intervals to the next


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """Replications until intervals are as narrow as targeted, in a planner's words.

    A target such as ``0.3pt`` or ``turnaround_p90.quote=2 h`` says half of the width. Intervals are
    looked at after ``least`` replications and then after as many more as they seem to need
    (Chow & Robbins 1965), until ``most``.

    Args:
        targets: Half widths, each with its measure unless it is the selling share's.
        least: Replications before intervals are looked at.
        most: Replications at most, whatever the intervals.

    Raises:
        UsageError: If the numbers of replications make no range.

    Example:
        >>> from simulator import StoppingRule
        >>> StoppingRule(("0.3pt", "quote_turnaround_p90=2 h")).most
        1000
    """

    targets: tuple[str, ...]
    least: int = MIN_REPLICATIONS
    most: int = MAX_REPLICATIONS

    def __post_init__(self) -> None:
        check_fields(self)
        if not 2 <= self.least <= self.most:
            raise UsageError(
                "read {least} to {most} replications, expected at least 2 and no fewer at most",
                least=self.least,
                most=self.most,
            )


def next_count(count: int, ratio: float) -> int:
    """How many replications the widest interval seems to need, in steps neither small nor large.

    ``ratio`` is its half width over the one targeted.

    >>> next_count(10, 1.5), next_count(10, 1.01), next_count(10, 9.0)
    (23, 12, 30)
    """
    needed = math.ceil(count * min(ratio, MAX_GROWTH) ** 2)
    return min(max(needed, count + max(count // 5, 1)), MAX_GROWTH * count)


def half_width(intervals: Sequence[Interval], relative_to: float | None = None) -> float:
    """The half width of the widest interval, or that over the size of a mean; NaN if unknown."""
    if not intervals:
        return math.nan
    width = float(np.max([each.half_width for each in intervals]))
    if relative_to is None:
        return width
    return width / abs(relative_to) if relative_to else math.nan
