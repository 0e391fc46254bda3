"""A stress test as the command line asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from simulator.analysis.robustness.result import StressTest
from simulator.analysis.robustness.stress import stress
from simulator.experiment.runner import RunKeywords
from simulator.scenario.inheritance import load


def ask(
    *,
    names: Sequence[str],
    goal: Sequence[str],
    regret: str | None,
    confidence: float,
    replications: int,
    **how: Unpack[RunKeywords],
) -> list[StressTest]:
    """Plans that are named, under every shock."""
    plans = [load(name) for name in names]
    return [stress(plans, goal, regret, replications, confidence, **how)]
