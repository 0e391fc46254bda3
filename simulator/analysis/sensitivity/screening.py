"""Screening: which assumptions matter at all (Morris 1991, walks of Ruano and others 2012)?"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np

from simulator.analysis.sensitivity.designs import Designs
from simulator.analysis.sensitivity.evaluate import Evaluations
from simulator.analysis.sensitivity.factors import Case, Factor
from simulator.analysis.sensitivity.morris import elementary_effects, morris_indices
from simulator.analysis.sensitivity.plan import MeasureQuestion
from simulator.experiment.statistics import students_t

Significance = Literal["moves it", "moves nothing", "cannot tell"]


class Screened(NamedTuple):
    """What the screening says of a factor, in the measure's unit for the whole of its range.

    An elementary effect is what a step of the factor brings, over the step's part of the range.
    """

    factor: Factor
    mean: float  # of the elementary effects
    size: float  # mean of their absolute values: mu star (Campolongo et al. 2007)
    size_spread: float  # half of its interval over trajectories
    sigma: float  # standard deviation between trajectories: bends and interactions, and noise
    noise: float  # standard error of one elementary effect, between replications
    told: Significance


def screening_of(
    case: Case, designs: Designs, walked: Evaluations, question: MeasureQuestion
) -> tuple[Screened, ...]:
    """What moves the answer anywhere between the ends, the strongest first."""
    values, confidence = walked.of(question.measure), question.plan.confidence
    by_means = elementary_effects(designs.coordinates, values.mean(axis=1, keepdims=True))[:, :, 0]
    indices = morris_indices(by_means, question.options.seed, confidence)
    effects = elementary_effects(designs.coordinates, values)
    trajectories, _, replications = effects.shape
    noises = np.sqrt(effects.var(axis=2, ddof=1).mean(axis=0) / replications)
    reach = students_t(trajectories * (replications - 1), confidence)
    screened = [
        Screened(factor, mean, size, spread, sigma, noise, _significance(size, reach * noise))
        for factor, (mean, size, spread, sigma), noise in zip(
            case.factors, indices.tolist(), noises.tolist(), strict=True
        )
    ]
    return tuple(sorted(screened, key=lambda each: (math.isnan(each.size), -each.size)))


def _significance(size: float, by_chance: float) -> Significance:
    """Whether effects are larger than chance alone would make them.

    If nothing but chance were at work, the mean of several effects without their signs would reach
    less far than each of them does.
    """
    if size == 0:
        return "moves nothing"
    return "moves it" if size > by_chance else "cannot tell"
