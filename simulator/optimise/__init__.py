"""Which moves and hires reach a goal at the least cost?

``plans`` says what may be chosen, ``aims`` what is asked of it, ``search`` tries plans,
``finding`` settles the choice by ranking and selection, ``optimum`` holds the answer, and
``handing_over`` writes the plan as a scenario file.
"""

from __future__ import annotations

from simulator.optimise.aims import Aim, Request, Wish
from simulator.optimise.finding import optimise
from simulator.optimise.handing_over import base_beside, plan_file, write_plan
from simulator.optimise.optimum import Beside, Finalist, Optimum, Tried
from simulator.optimise.plans import Hire, Plan, Space, space_of

__all__ = [
    "Aim",
    "Beside",
    "Finalist",
    "Hire",
    "Optimum",
    "Plan",
    "Request",
    "Space",
    "Tried",
    "Wish",
    "base_beside",
    "optimise",
    "plan_file",
    "space_of",
    "write_plan",
]
