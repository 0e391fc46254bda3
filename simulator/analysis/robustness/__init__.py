"""Which plan still reaches its goal when something befalls the company, and is regretted least?

Every plan is replayed without a shock and under each shock, with common random numbers. The regret
of a plan under a shock is what it falls short of the plan that is best there (Savage 1951).
``shocks`` makes the scenarios, ``regret`` weighs what came out, ``stress`` does both, and
``result`` holds the answer.
"""

from __future__ import annotations

from simulator.analysis.robustness.ask import ask
from simulator.analysis.robustness.regret import choice_of, regrets_of
from simulator.analysis.robustness.result import (
    Alternative,
    Cell,
    Choice,
    Level,
    ShockApplied,
    StressTest,
    Worsened,
)
from simulator.analysis.robustness.shocks import (
    LeftOut,
    plans_under,
    refused,
    shocked_by,
    shocks_of,
)
from simulator.analysis.robustness.stress import stress

__all__ = [
    "Alternative",
    "Cell",
    "Choice",
    "LeftOut",
    "Level",
    "ShockApplied",
    "StressTest",
    "Worsened",
    "ask",
    "choice_of",
    "plans_under",
    "refused",
    "regrets_of",
    "shocked_by",
    "shocks_of",
    "stress",
]
