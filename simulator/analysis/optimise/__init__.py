"""Which moves and hires reach a goal at the least cost?

``plans`` says what may be chosen, ``objective`` what is asked of it, ``search`` tries plans,
``final_stage`` settles the choice by ranking and selection, ``optimise`` does one after the other,
``result`` holds the answer, and ``plan_file`` writes the plan as a scenario file.
"""

from __future__ import annotations

from simulator.analysis.optimise.ask import ask, leave
from simulator.analysis.optimise.objective import Aim, Objective, Request
from simulator.analysis.optimise.optimise import optimise
from simulator.analysis.optimise.plan_file import base_beside, plan_file, write_plan
from simulator.analysis.optimise.plans import Hire, Plan, Space, space_of
from simulator.analysis.optimise.result import Finalist, Neighbour, Optimum, TriedPlan

__all__ = [
    "Aim",
    "Finalist",
    "Hire",
    "Neighbour",
    "Objective",
    "Optimum",
    "Plan",
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
