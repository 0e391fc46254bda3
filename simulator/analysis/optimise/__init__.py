"""Which moves and hires reach a goal at the least cost?

``plans`` says what may be chosen, ``aims`` what is asked of it, ``search`` tries plans,
``finding`` settles the choice by ranking and selection, ``optimum`` holds the answer, and
``handing_over`` writes the plan as a scenario file.
"""

from __future__ import annotations

from simulator.analysis.optimise.objective import Aim, Objective, Request
from simulator.analysis.optimise.optimise import optimise
from simulator.analysis.optimise.plan_file import base_beside, plan_file, write_plan
from simulator.analysis.optimise.plans import Hire, Plan, Space, space_of
from simulator.analysis.optimise.result import Beside, Finalist, Optimum, Tried

__all__ = [
    "Aim",
    "Beside",
    "Finalist",
    "Hire",
    "Objective",
    "Optimum",
    "Plan",
    "Request",
    "Space",
    "Tried",
    "base_beside",
    "optimise",
    "plan_file",
    "space_of",
    "write_plan",
]
