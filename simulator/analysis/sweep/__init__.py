"""What follows from values of a scenario moved through lists or ranges, all combinations of them?

A full factorial design: ``axes`` reads the factors and their levels, ``sweep`` runs every
combination with common random numbers.
"""

from __future__ import annotations

from simulator.analysis.sweep.ask import ask
from simulator.analysis.sweep.axes import Axis, axis_of, values_of
from simulator.analysis.sweep.sweep import SweepPoint, SweepResult, sweep

__all__ = [
    "Axis",
    "SweepPoint",
    "SweepResult",
    "ask",
    "axis_of",
    "sweep",
    "values_of",
]
