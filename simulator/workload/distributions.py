"""Durations in whole seconds, from uniform random numbers by inversion."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scenario.elementary import Numbers
from simulator.scenario.schema.base import DurationSpec
from simulator.scenario.units import MAX_DURATION

Seconds = npt.NDArray[np.int64]


def seconds(lasts: DurationSpec, uniforms: Numbers) -> Seconds:
    """Times taken, in whole seconds: the quantile of each number drawn.

    Formulas by inversion, the same on every processor; the shape follows from the coefficient of
    variation. They are rounded to whole seconds here and once. Nothing takes longer than the
    longest horizon.
    """
    return whole_seconds(lasts, lasts.shape.quantile(uniforms))


def whole_seconds(lasts: DurationSpec, units: Numbers) -> Seconds:
    """Times taken, from those of a distribution with a mean of 1."""
    return np.rint(np.minimum(lasts.mean * units, MAX_DURATION)).astype(np.int64)
