"""When to stop adding replications."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.errors import UsageError

MIN_REPLICATIONS, MAX_REPLICATIONS = (
    10,
    1_000,
)  # replications of a run that ends when it is precise enough
MAX_GROWTH = 3  # times as many replications at most, from one look at the intervals to the next


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """Replications until intervals are as narrow as wished, in a planner's words.

    A wish such as ``0.3pt`` or ``turnaround_p90.quote=2 h`` says half of the width. Intervals are
    looked at after ``least`` replications and then after as many more as they seem to need
    (Chow & Robbins 1965), until ``most``.
    """

    wishes: tuple[str, ...]
    least: int = MIN_REPLICATIONS
    most: int = MAX_REPLICATIONS

    def __post_init__(self) -> None:
        if not 2 <= self.least <= self.most:
            raise UsageError(
                f"read {self.least} to {self.most} replications, expected at least 2 and no fewer"
                " at most"
            )
