"""What a measure is: a name with a unit and a meaning, and the function that computes it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:  # whoever reads what is stored needs no ledger
    from simulator.ledger.ledger import Column
    from simulator.measures.window import Window


class Weighted(NamedTuple):
    """A ratio in one replication and its denominator, by which it counts among replications."""

    value: float
    weight: float | np.integer[Any]


class Sampled(NamedTuple):
    """A percentile in one replication and the seconds that it was taken of, the shortest first."""

    value: float
    ordered: Column


class Percentile(NamedTuple):
    """Of all tasks of all replications together, what so many per cent do not exceed."""

    percent: int


Value = float | Weighted | Sampled
MeasureValues = Iterator[tuple[str, Value]]  # keys of results and their values
# How replications make one number: their mean, the ratio of their sums, or a percentile of all.
Estimator = Literal["mean", "ratio"] | Percentile
WEEKLY_MINUTES = "min per person and week"


@dataclass(frozen=True, slots=True)
class MeasureText:
    """What a key stands for. Of a name's parts between dots, those in <> stand for any name."""

    name: str
    unit: str
    better: Literal["more", "less", "neither"]
    meaning: str
    signed: bool = field(default=False, kw_only=True)  # whether it can be negative

    @property
    def bounds(self) -> tuple[float, float]:
        """What its levels lie between: shares from 0 to 1, all at least 0 that have no sign."""
        most = 1.0 if self.unit.split()[0] == "share" else math.inf
        return -math.inf if self.signed else 0.0, most


@dataclass(frozen=True, slots=True)
class Measure(MeasureText):
    """A measure of one replication, with the function that computes it and its companions."""

    compute: Callable[[Window], MeasureValues]
    estimator: Estimator = "mean"
