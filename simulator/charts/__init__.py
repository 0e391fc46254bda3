"""Pictures for planners and trainers: one function for each answer.

A chart shows finished numbers: ``chart(result, ax=None) -> ax``. It draws on the axes given, or
makes a figure of its own, and returns the axes; ``save`` writes their figure. Titles say the
finding, axes carry units, and fills survive a photocopier.
"""

from __future__ import annotations

from simulator.charts.decisions import bridge, swept, warm_up
from simulator.charts.money import has_payback, payback
from simulator.charts.paper import save
from simulator.charts.tornado import tornado
from simulator.charts.week import day, looks, time_use

__all__ = [
    "bridge",
    "day",
    "has_payback",
    "looks",
    "payback",
    "save",
    "swept",
    "time_use",
    "tornado",
    "warm_up",
]
