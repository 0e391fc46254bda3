"""Screening: which assumptions matter at all (Morris 1991, walks of Ruano and others 2012)?"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from simulator.analysis.sensitivity.designs import LEVELS, Designs, problem
from simulator.analysis.sensitivity.evaluate import Answers
from simulator.analysis.sensitivity.factors import Case, Factor
from simulator.analysis.sensitivity.plan import Asked
from simulator.experiment.statistics import Numbers, students_t

Told = Literal["moves it", "moves nothing", "cannot tell"]


class Screened(NamedTuple):
    """What the screening says of a factor, in the measure's unit for the whole of its range.

    An elementary effect is what a step of the factor brings, over the step's part of the range.
    """

    factor: Factor
    mean: float  # of the elementary effects
    size: float  # mean of their absolute values: mu star (Campolongo et al. 2007)
    size_spread: float  # half of its interval over trajectories
    sigma: float  # standard deviation between trajectories: bends and interactions, and noise
    noise: float  # standard error of one elementary effect, from one luck to another
    told: Told


def elementary_effects(steps: Numbers, values: Numbers) -> Numbers:
    """What each step brings, over the step's part of the range: trajectories x factors x lucks.

    ``values`` are points x lucks.
    """
    size = steps.shape[1] + 1
    moves = np.diff(steps.reshape(-1, size, size - 1), axis=1)
    gains = np.diff(values.reshape(-1, size, values.shape[1]), axis=1)
    factor = np.abs(moves).argmax(axis=2)
    by_step = gains / moves.sum(axis=2)[:, :, None]
    found: Numbers = np.empty_like(by_step)
    np.put_along_axis(found, factor[:, :, None], by_step, axis=1)
    return found


def screening_of(
    case: Case, points: Designs, looked: Answers, asked: Asked
) -> tuple[Screened, ...]:
    """What moves the answer anywhere between the ends, the strongest first."""
    values, confidence = looked.of(asked.measure), asked.plan.confidence
    found = morris_indices(points.steps, values.mean(axis=1), asked.manner.seed, confidence)
    effects = elementary_effects(points.steps, values)
    trajectories, _, lucks = effects.shape
    noises = np.sqrt(effects.var(axis=2, ddof=1).mean(axis=0) / lucks)
    reach = students_t(trajectories * (lucks - 1), confidence)
    screened = [
        Screened(factor, mean, size, spread, sigma, noise, _told(size, reach * noise))
        for factor, (mean, size, spread, sigma), noise in zip(
            case.factors, found.tolist(), noises.tolist(), strict=True
        )
    ]
    return tuple(sorted(screened, key=lambda each: -each.size))


def morris_indices(steps: Numbers, values: Numbers, seed: int, confidence: float) -> Numbers:
    """Of each factor (rows): mu, mu star, half of mu star's interval, and sigma."""
    from SALib.analyze import morris

    told = {"num_levels": LEVELS, "conf_level": confidence, "num_resamples": 1_000}
    found = morris.analyze(problem(steps.shape[1]), steps, values, seed=seed + 1, **told)
    names = ("mu", "mu_star", "mu_star_conf", "sigma")
    return np.column_stack([np.asarray(found[name], dtype=float) for name in names])


def _told(size: float, by_luck: float) -> Told:
    """Whether effects are larger than luck alone would make them.

    If nothing but luck were at work, the mean of several effects without their signs would reach
    less far than each of them does.
    """
    if size == 0:
        return "moves nothing"
    return "moves it" if size > by_luck else "cannot tell"
