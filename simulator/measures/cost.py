"""Measures of cost."""

from __future__ import annotations

from simulator.measures.time_use import selling_seconds
from simulator.measures.window import Found, Window, main_role, ratio
from simulator.model.codes import MILLION
from simulator.scenario.units import HOUR


def cost_measures(window: Window) -> Found:
    """What people and their journeys cost."""
    labour, travel = window.cost
    weeks = window.weeks
    by_role = (labour / HOUR + travel / MILLION) / 100 / weeks
    everyone = (labour.sum() / HOUR + travel.sum() / MILLION) / 100 / weeks
    selling = selling_seconds(window)[main_role(window.parameters)] / HOUR / weeks
    yield "cost_per_week", everyone
    for r, role in enumerate(window.parameters.roles.name):
        yield f"cost_per_week.{role}", by_role[r]
    yield "cost_per_selling_hour", float(ratio(everyone, selling))
