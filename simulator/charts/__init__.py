"""Pictures for planners and trainers: one function for each answer.

A chart shows finished numbers: ``chart(result, ax=None) -> ax``. It draws on the axes given, or
makes a figure of its own, and returns the axes; ``save`` writes their figure. Titles say the
finding, axes carry units, and fills survive a photocopier.
"""

from __future__ import annotations

from simulator.charts.change import before_after, freed
from simulator.charts.decisions import bridge, swept, warm_up
from simulator.charts.drawing import as_svg
from simulator.charts.frontier import frontier
from simulator.charts.load import queues, utilisation, waiting
from simulator.charts.money import has_payback, payback
from simulator.charts.odds import chances, power, regrets
from simulator.charts.paper import save
from simulator.charts.passage import passage
from simulator.charts.tornado import tornado
from simulator.charts.week import day, looks, time_use

__all__ = [
    "as_svg",
    "before_after",
    "bridge",
    "chances",
    "day",
    "freed",
    "frontier",
    "has_payback",
    "looks",
    "passage",
    "payback",
    "power",
    "queues",
    "regrets",
    "save",
    "swept",
    "time_use",
    "tornado",
    "utilisation",
    "waiting",
    "warm_up",
]
