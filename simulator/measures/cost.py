"""Measures of cost."""

from __future__ import annotations

from simulator.measures.expenses import weekly_expenses
from simulator.measures.measure import Measure, MeasureValues, Weighted
from simulator.measures.time_use import selling_seconds
from simulator.measures.window import Cost, Window, in_currency, main_role, ratio
from simulator.scenario.units import HOUR


def cost_measures(window: Window) -> MeasureValues:
    """What people and their journeys cost, and what is paid beside."""
    cost, weeks, level = window.cost, window.weeks, window.wage_level
    by_role = in_currency(cost, level) / weeks
    everyone = in_currency(Cost(*(part.sum() for part in cost)), level) / weeks
    expenses = float(weekly_expenses(window)[-weeks:].mean())
    selling = selling_seconds(window)[main_role(window.parameters)] / HOUR / weeks
    yield "cost_per_week", everyone + expenses
    for r, role in enumerate(window.parameters.roles.name):
        yield f"cost_per_week.{role}", by_role[r]
    yield "cost_per_selling_hour", Weighted(float(ratio(everyone, selling)), selling)
    for r, role in enumerate(window.parameters.roles.name):
        if window.parameters.roles.tours[r]:
            yield f"nights_away.{role}", window.nights[r] / window.head_weeks[r]
    yield "expenses", expenses


MEASURES = (
    Measure(
        "cost_per_week", "money per week", "less",
        "Paid hours of the contracts of all people, overtime at its own rate, travel by road"
        " and nights away, and expenses; empty chairs cost nothing.",
        cost_measures,
    ),
    Measure(
        "cost_per_week.<role>", "money per week", "less",
        "Hours, travel and nights of one role.",
        cost_measures,
    ),
    Measure(
        "cost_per_selling_hour", "money per hour", "less",
        "Cost of all roles over the hours behind direct_selling_share, which are those of one role;"
        " what others sell is not in them.",
        cost_measures,
        "ratio",
    ),
    Measure(
        "nights_away.<role>", "per person and week", "neither",
        "Nights that people spend away from home on tours, over the calendar weeks of the"
        " headcount.",
        cost_measures,
    ),
    Measure(
        "expenses", "money per week", "less",
        "Paid beside people and their journeys: each time work is done or needs nobody (costs,"
        " automated_costs), and what runs (economics.expenses).",
        cost_measures,
    ),
)  # fmt: skip
