"""A sensitivity analysis as the command line asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from simulator.analysis.sensitivity.analyse import sensitivity
from simulator.analysis.sensitivity.factors import subject_of
from simulator.analysis.sensitivity.plan import DesignPlan
from simulator.analysis.sensitivity.result import Sensitivity
from simulator.experiment.presentation import Results
from simulator.experiment.runner import RunKeywords


def ask(
    *,
    name: str,
    other: str | None,
    measure: Sequence[str] | None,
    goal: str | None,
    trajectories: int,
    few: int,
    samples: int | None,
    confidence: float,
    replications: int,
    **how: Unpack[RunKeywords],
) -> Results[Sensitivity]:
    """The three looks at scenarios that are named."""
    plan = DesignPlan(trajectories, few, samples, goal, confidence)
    return sensitivity(subject_of(name, other), measure or (), replications, plan, **how)
