"""What each kind of contact with a customer hears, is felt as, and does when it is not kept."""

from __future__ import annotations

from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.scenario import ScenarioFields


def hears(s: ScenarioFields, name: str) -> float:
    """What part of what a customer has gathered to tell work of a kind hears."""
    activity, plan = s.activities[name], s.call_plans.get(name)
    if activity.channel is None:
        return 0.0
    if activity.hears is not None:
        return activity.hears
    return float(plan is not None and not plan.coordinated)


def felt_as(activity: Activity) -> float:
    """As how many contacts the customer feels it, where they may become too much."""
    if activity.channel is None:
        return 0.0
    return float(activity.arises.inbound is None) if activity.felt_as is None else activity.felt_as


def is_felt_once_late(s: ScenarioFields, name: str) -> bool:
    """Is it felt when it becomes late, rather than when it is done?"""
    activity = s.activities[name]
    late = activity.goodwill_if_late
    harms = late is not None and late < 0 and activity.due is not None
    return harms and s.goodwill is not None and name not in s.call_plans
