"""Pictures for planners and trainers: one function for each answer.

A chart shows finished numbers: ``chart(result, ax=None) -> ax``. It draws on the axes given, or
makes a figure of its own, and returns the axes; ``save`` writes their figure. Titles say the
finding, axes carry units, and fills survive a photocopier.
"""

from __future__ import annotations

from simulator.output import drawing  # noqa: F401 - first: it settles where matplotlib looks
from simulator.output.charts.calendar import year
from simulator.output.charts.case_trace import passage
from simulator.output.charts.change import before_after, freed
from simulator.output.charts.claims import claim_effects
from simulator.output.charts.decisions import bridge, swept, warm_up
from simulator.output.charts.evidence import evidence_of
from simulator.output.charts.frontier import frontier
from simulator.output.charts.land import territory_map, tour, tours
from simulator.output.charts.load import queues, utilisation, waiting
from simulator.output.charts.money import payback
from simulator.output.charts.odds import chances, power, regrets
from simulator.output.charts.tornado import tornado
from simulator.output.charts.week import day, looks, time_use
from simulator.output.drawing.style import save
from simulator.output.drawing.svg import as_svg

__all__ = [
    "as_svg",
    "before_after",
    "bridge",
    "chances",
    "claim_effects",
    "day",
    "evidence_of",
    "freed",
    "frontier",
    "looks",
    "passage",
    "payback",
    "power",
    "queues",
    "regrets",
    "save",
    "swept",
    "territory_map",
    "time_use",
    "tornado",
    "tour",
    "tours",
    "utilisation",
    "waiting",
    "warm_up",
    "year",
]
