"""What the replications of a measure come to: an interval within what the measure can be."""

from __future__ import annotations

import math

from simulator.experiment.statistics import (
    CONFIDENCE,
    UNBOUNDED,
    Bounds,
    Interval,
    Numbers,
    confidence_interval,
    growth,
)
from simulator.measures.registry import describe


def level(measure: str, values: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a measure: no share above 100%, no time below nothing."""
    return confidence_interval(values, confidence, _bounds(measure))


def change(measure: str, differences: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a measure's difference: no share can move by more than all of it."""
    low, high = _bounds(measure)
    return confidence_interval(differences, confidence, (low - high, high - low))


def relative_change(
    measure: str, before: Numbers, after: Numbers, confidence: float = CONFIDENCE
) -> Interval:
    """The growth of a measure: what cannot be negative falls by all of it at most."""
    least = -1.0 if _bounds(measure)[0] >= 0 else -math.inf
    return growth(before, after, confidence, (least, math.inf))


def _bounds(measure: str) -> Bounds:
    """What a measure lies between; what only a comparison knows, anything."""
    try:
        return describe(measure).bounds
    except KeyError:
        return UNBOUNDED
