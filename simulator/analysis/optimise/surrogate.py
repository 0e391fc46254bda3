"""What is expected of plans not simulated: the load model, corrected by those that were.

The corrections are a ridge regression of what was simulated less what was expected; how far they
may be off is judged by leaving one plan out at a time. Waits and heaps are taken in logarithms.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.experiment.gains import describe
from simulator.measures.targets import unit_of
from simulator.scenario.elementary import Numbers

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]  # of plans, or of rows
PENALTIES = np.logspace(-4, 3, 15)
FEWEST = 6  # plans to learn from
IN_LOGARITHMS = ("h", "min", "tasks")
MIN_VALUE = 0.05  # of such a measure, so that nothing is no infinity


def any_in_rows(flags: Flags) -> Flags:
    """Which rows have a flag set."""
    return np.asarray(flags.any(axis=1))


class Scale(NamedTuple):
    """How a measure is taken: as it is, or in logarithms."""

    logarithmic: bool

    def __call__(self, values: Numbers) -> Numbers:
        """Values on the scale."""
        scaled: Numbers = np.log(np.maximum(values, 0) + MIN_VALUE) if self.logarithmic else values
        return scaled

    def back(self, scaled: Numbers) -> Numbers:
        """The values that are so on the scale."""
        values: Numbers = np.exp(scaled) - MIN_VALUE if self.logarithmic else scaled
        return values


def scale_of(measure: str, above_base: bool = False) -> Scale:
    """The scale on which a measure is regular: a wait may be a thousand times another."""
    return Scale(unit_of(describe(measure)) in IN_LOGARITHMS and not above_base)


class Prediction(NamedTuple):
    """A measure of every plan on its scale, and the error to reckon with."""

    values: Numbers
    error: float


def corrected(
    expected: Numbers, features: Numbers, known: Places, simulated: Numbers
) -> Prediction:
    """What is expected of every plan, corrected by those known (their numbers, what they came to).

    With too few to learn from nothing can be said: the error is infinite.
    """
    usable = ~np.isnan(simulated)
    known, simulated = known[usable], simulated[usable]
    if len(known) < FEWEST:
        return Prediction(expected, np.inf)
    residuals = simulated - expected[known]
    centre, middle = residuals.mean(), features[known].mean(axis=0)
    u, d, vt = np.linalg.svd(features[known] - middle, full_matrices=False)
    errors = [_left_out(u, d, residuals - centre, penalty) for penalty in PENALTIES]
    best = int(np.argmin(errors))
    shrunk = d / (d**2 + PENALTIES[best]) * (u.T @ (residuals - centre))
    return Prediction(
        expected + centre + (features - middle) @ (vt.T @ shrunk), float(errors[best])
    )


def _left_out(u: Numbers, d: Numbers, residuals: Numbers, penalty: float) -> float:
    """The root mean square error of what is predicted of each plan by all others."""
    weights = d**2 / (d**2 + penalty)
    fitted = u @ (weights * (u.T @ residuals))
    leverage = (u**2) @ weights + 1 / len(residuals)
    errors = (residuals - fitted) / np.maximum(1 - leverage, 1e-6)
    return float(np.sqrt(np.mean(errors**2)))
