"""The measures of one replication, with what it takes to pool them over replications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.measures.measure import Sampled, Value, Weighted

if TYPE_CHECKING:  # whoever reads what is stored needs no ledger
    from simulator.ledger.ledger import Column

KEPT = 500  # values of a sample: of more, so many of its quantiles stand for all


class Sample(NamedTuple):
    """Seconds behind a percentile, from the shortest on, and how many values they stand for."""

    seconds: Column
    size: int


class MeasureRow(dict[str, float]):
    """The measures of one replication by name; beside them what ratios and percentiles rest on.

    ``weights`` are the denominators of ratios, ``samples`` the values behind percentiles. A row
    that an older version has stored has neither.
    """

    def __init__(
        self,
        values: Mapping[str, float],
        weights: Mapping[str, float] | None = None,
        samples: Mapping[str, Sample] | None = None,
    ) -> None:
        super().__init__(values)
        self.weights = weights or {}
        self.samples = samples or {}


def row_of(pairs: Iterable[tuple[str, Value]]) -> MeasureRow:
    """A row from what the functions of the measures yield."""
    values: dict[str, float] = {}
    weights: dict[str, float] = {}
    samples: dict[str, Sample] = {}
    for key, value in pairs:
        if isinstance(value, Weighted):
            weights[key] = float(value.weight)
        elif isinstance(value, Sampled):
            samples[sample_of(key)] = _kept(value.ordered)
        values[key] = float(value[0] if isinstance(value, Weighted | Sampled) else value)
    return MeasureRow(values, weights, samples)


def sample_of(key: str) -> str:
    """The name of the sample that a percentile is taken of: several share one.

    >>> sample_of("turnaround_p90.quote"), sample_of("turnaround_median.quote")
    ('turnaround.quote', 'turnaround.quote')
    """
    kind, _, whose = key.partition(".")
    return f"{kind.rpartition('_')[0]}.{whose}"


def _kept(ordered: Column) -> Sample:
    """All values, or evenly spaced ones of many."""
    size = len(ordered)
    if size > KEPT:
        ordered = ordered[((np.arange(KEPT) + 0.5) * size / KEPT).astype(np.int64)]
    return Sample(ordered, size)
