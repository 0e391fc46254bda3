"""Which assumptions move an answer, given the ranges that stand beside values in the scenario?

Three looks, each at points between the ends of the ranges, all with common random numbers:
``screening``
(Morris 1991, with the trajectories of Ruano et al. 2012) says which assumptions matter at all.
``surface`` (Sobol 2001, Saltelli et al. 2010) shares out the variance among the few that matter
most, each taken to be uniform over its range; its indices are those of a quadratic surface fitted
to the simulator. ``tornado`` moves one assumption at a time to either end, all others as they are.
``analyse`` runs all three and ``result`` holds what came out.
"""

from __future__ import annotations

from simulator.analysis.sensitivity.analyse import sensitivity
from simulator.analysis.sensitivity.ask import ask
from simulator.analysis.sensitivity.factors import Factor, subject_of
from simulator.analysis.sensitivity.plan import DesignPlan
from simulator.analysis.sensitivity.result import Sensitivity
from simulator.analysis.sensitivity.screening import Screened
from simulator.analysis.sensitivity.surface import Share, Surface
from simulator.analysis.sensitivity.tornado import Swing

__all__ = [
    "DesignPlan",
    "Factor",
    "Screened",
    "Sensitivity",
    "Share",
    "Surface",
    "Swing",
    "ask",
    "sensitivity",
    "subject_of",
]
