"""A sweep as the command line asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from simulator.analysis.sweep.sweep import SweepResult, sweep
from simulator.experiment.presentation import Results
from simulator.experiment.runner import RunKeywords


def ask(
    *,
    name: str,
    values: Sequence[str],
    measure: Sequence[str] | None,
    confidence: float,
    replications: int,
    **how: Unpack[RunKeywords],
) -> Results[SweepResult]:
    """The sweep of a scenario that is named."""
    return sweep(name, values, measure or (), replications, confidence, **how)
