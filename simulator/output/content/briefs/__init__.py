"""What decisions rest on, as sentences and rows of text: one room for each kind of answer."""

from __future__ import annotations

from simulator.output.content.briefs.amounts import amount, finished_only, points
from simulator.output.content.briefs.assumptions import (
    assumption,
    flips,
    screening,
    sensitivity_headline,
    sensitivity_notes,
    tornado,
    variance,
)
from simulator.output.content.briefs.bridges import (
    bridge,
    bridge_headline,
    bridge_notes,
    move_words,
)
from simulator.output.content.briefs.plans import (
    beside_the_best,
    finalists,
    finalists_reach,
    frontier,
    optimum_headline,
    optimum_notes,
    plan_words,
)
from simulator.output.content.briefs.shocks import (
    chance,
    most_regretted,
    regret_headline,
    shock_name,
    stress_headlines,
    stress_notes,
    stressed,
    titled,
)
from simulator.output.content.briefs.studies import (
    design_name,
    studied,
    study_headline,
    study_notes,
)
from simulator.output.content.briefs.sweeps import sweep_headline, swept
from simulator.output.content.briefs.warming import settled, warm_up_headline

__all__ = [
    "amount",
    "assumption",
    "beside_the_best",
    "bridge",
    "bridge_headline",
    "bridge_notes",
    "chance",
    "design_name",
    "finalists",
    "finalists_reach",
    "finished_only",
    "flips",
    "frontier",
    "most_regretted",
    "move_words",
    "optimum_headline",
    "optimum_notes",
    "plan_words",
    "points",
    "regret_headline",
    "screening",
    "sensitivity_headline",
    "sensitivity_notes",
    "settled",
    "shock_name",
    "stress_headlines",
    "stress_notes",
    "stressed",
    "studied",
    "study_headline",
    "study_notes",
    "sweep_headline",
    "swept",
    "titled",
    "tornado",
    "variance",
    "warm_up_headline",
]
