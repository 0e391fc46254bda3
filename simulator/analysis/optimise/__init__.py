"""Which moves and hires reach a goal at the least cost?

``plans`` says what may be chosen (``levers``: at which levels), ``objective`` what is asked of it,
``expected`` what the load model makes of each, ``catalogue`` has it in columns, and ``surrogate``
corrects it by what was simulated, which ``trials`` holds. ``search`` asks plans in the order of
their cost, ``frontier`` for every sum of money; ``reasons`` says who is judged and why the others
are out, ``final_stage`` settles the choice by ranking and selection, ``answer`` does one after the
other, ``result`` holds the answer, and ``plan_file`` writes the plan as a scenario file.
"""

from __future__ import annotations

from simulator.analysis.optimise.ask import ask, leave
from simulator.analysis.optimise.objective import Aim, Objective, Request
from simulator.analysis.optimise.optimise import optimise
from simulator.analysis.optimise.plan_file import base_beside, plan_file, write_plan
from simulator.analysis.optimise.plans import Hire, Plan, Space, space_of
from simulator.analysis.optimise.result import (
    Cheaper,
    Finalist,
    FrontierStep,
    Neighbour,
    Optimum,
    Proof,
    TriedPlan,
)

__all__ = [
    "Aim",
    "Cheaper",
    "Finalist",
    "FrontierStep",
    "Hire",
    "Neighbour",
    "Objective",
    "Optimum",
    "Plan",
    "Proof",
    "Request",
    "Space",
    "TriedPlan",
    "ask",
    "base_beside",
    "leave",
    "optimise",
    "plan_file",
    "space_of",
    "write_plan",
]
