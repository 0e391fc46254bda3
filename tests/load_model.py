"""The load model held against simulation: scenarios, and plans at random."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from drawn_calendars import drawn_calendar

from simulator.analysis.capacity.load import loads_of, people_of, steady_network
from simulator.scenario.elementary import Numbers
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.stretches import stretches_of
from simulator.scenario.what_if import what_if

UTILISATION = Path(__file__).parent / "fixtures" / "utilisation.json"
REPLICATIONS = 20
COUNT = 30
NEAR, SHARE_NEAR, FAR = 0.03, 0.9, 0.06  # what is promised of roles that settle
# Whose work may move where, whom to hire, and how many at most, by scenario.
MENUS: dict[str, tuple[list[str], list[str], dict[str, int]]] = {
    "north": (
        ["order_entry", "quote", "invoice_problem", "service_request", "lead_qualification"],
        ["sales_support", "inside_sales"],
        {"sales_support": 3, "inside_sales": 1, "field_rep": 2},
    ),
    "small-company": (["order_entry", "visit_report"], ["office"], {"office": 2, "field_rep": 2}),
    "baseline": (
        ["order_entry", "order_error", "quote", "invoice_problem", "service_request"],
        ["sales_support", "inside_sales"],
        {"sales_support": 12, "inside_sales": 4},
    ),
}
BASES = ["north", "small-company", "north", "small-company", "baseline"]  # small ones more often
QUICKER = ["visit_report", "order_entry", "inside_records_and_mail", "delivery_enquiries"]


class LoadPlan(NamedTuple):
    """A what-if: the scenario that it changes, and its verbs."""

    base: str
    changes: dict[str, Any]

    def scenario(self) -> Scenario:
        """The scenario with the changes."""
        return what_if(load(self.base), name=self.base, **self.changes)


def load_plans(seed: int = 1) -> list[LoadPlan]:
    """The same plans each time: work that moves, people hired, work done quicker or by nobody."""
    dice = random.Random(seed)
    return [_plan(dice, BASES[number % len(BASES)]) for number in range(COUNT)]


def _plan(dice: random.Random, base: str) -> LoadPlan:
    movable, takers, hires = MENUS[base]
    chosen = dice.sample(movable, dice.randint(1, len(movable)))
    changes: dict[str, Any] = {
        "reassign": {
            work: {
                "to": dice.choice(takers),
                "share": round(dice.uniform(0.3, 1), 2),
                "hand_over": f"{dice.randint(0, 6)} min",
                "take_over": f"{dice.randint(0, 3)} min",
                "comes_back": round(dice.uniform(0, 0.1), 3),
                "time_factor": round(dice.uniform(0.8, 1.3), 2),
            }
            for work in chosen
        },
        "hire": {role: dice.randint(0, most) for role, most in hires.items()},
    }
    known = load(base).activities
    quicker = [work for work in QUICKER if work in known and work not in chosen]
    if quicker and dice.random() < 0.5:
        changes["expedite"] = {dice.choice(quicker): round(dice.uniform(0.6, 0.9), 2)}
    if dice.random() < 0.3:
        changes["automate"] = {"delivery_enquiries": round(dice.uniform(0.1, 0.4), 2)}
    return LoadPlan(base, changes)


# -- what is held against what --


class LoadError(NamedTuple):
    """The load model held against the mean of simulated replications, for one role."""

    of: str  # scenario or plan
    role: str
    simulated: float
    reckoned: float
    settles: bool

    @property
    def error(self) -> float:
        """How far off it is, as a share of time."""
        return self.reckoned - self.simulated


def load_errors() -> list[LoadError]:
    """All roles of all scenarios and plans whose simulated utilisation is on file.

    The load model is given the calendars and speeds of the replications that it is held against, in
    the mean, so that what is compared is the model and not the luck of vacations.
    """
    held = json.loads(UTILISATION.read_text())
    arms = {name: (load(name), roles) for name, roles in held["scenarios"].items()}
    for number, row in enumerate(held["plans"]):
        plan = LoadPlan(row["base"], row["changes"])
        arms[f"{plan.base}, plan {number + 1}"] = plan.scenario(), row["roles"]
    return [
        LoadError(name, role, roles[role]["utilisation"], reckoned, roles[role]["settles"])
        for name, (scenario, roles) in arms.items()
        for role, reckoned in _reckoned(scenario).items()
        if role in roles
    ]


def _reckoned(scenario: Scenario) -> dict[str, float]:
    """Utilisation of each role with the calendars and speeds of the replications.

    Of a scenario that changes on several days each stretch counts by its days.
    """
    parts = stretches_of(scenario)
    means = [_utilisation(part) for _, part in parts]
    first = scenario.horizon.start + timedelta(weeks=scenario.horizon.warm_up_weeks)
    last = scenario.horizon.start + timedelta(weeks=scenario.horizon.weeks)
    days = np.diff([max(day, first).toordinal() for day, _ in parts] + [last.toordinal()])
    whole = np.average(means, axis=0, weights=days)
    return dict(zip(scenario.roles, whole.tolist(), strict=True))


def _utilisation(scenario: Scenario) -> Numbers:
    calendar = drawn_calendar(scenario, 1, REPLICATIONS)
    busy: Numbers = loads_of(steady_network(scenario, calendar), people_of(scenario)).utilisation[0]
    return busy
