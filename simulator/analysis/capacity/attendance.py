"""When in a week work comes in, and who is there then."""

from __future__ import annotations

import numpy as np

from simulator.scenario.elementary import Numbers
from simulator.scenario.people import hours_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.hours import Hours, Shift
from simulator.scenario.schema.organisation import Role
from simulator.scenario.units import DAY, MINUTE, WEEKDAYS


def weights_in_day(scenario: Scenario, activity: Activity) -> Numbers:
    """Weekdays x minutes: how much of what comes in on such a day comes in then."""
    inbound, minute = activity.arises.inbound, np.arange(DAY // MINUTE) * MINUTE
    if inbound is None or inbound.profile is None:
        return np.ones((7, DAY // MINUTE))
    weights = np.zeros((7, DAY // MINUTE))
    for row, day in enumerate(WEEKDAYS):
        for (first, last), weight in scenario.profiles[inbound.profile].spans_on(day):
            weights[row, (minute >= first) & (minute < last)] = weight
    return weights


def weights_of_days(scenario: Scenario, activity: Activity) -> Numbers:
    """How much comes in on each weekday."""
    inbound = activity.arises.inbound
    if inbound is None or inbound.profile is None:
        return np.ones(7)
    profile = scenario.profiles[inbound.profile]
    return np.array([profile.day_weight(day) for day in WEEKDAYS])


def there(role: Role) -> Numbers:
    """Weekdays x minutes: 1 where anybody of a role is on shift, and not at lunch."""
    on_shift = np.zeros((7, DAY // MINUTE))
    for hours in hours_of(role):
        for shift in hours.shifts:
            days = [WEEKDAYS.index(day) for day in shift.days]
            on_shift[days] = np.maximum(on_shift[days], _is_there(hours, shift))
    return on_shift


def _is_there(hours: Hours, shift: Shift) -> Numbers:
    """For each minute of the day: 1 if those of a shift are there, and not at lunch."""
    minute = np.arange(2 * DAY // MINUTE) * MINUTE  # a shift may end on the next day
    present = (minute >= shift.start) & (minute < shift.end)
    lunch = hours.lunch_in(shift)
    if hours.lunch is not None and lunch is not None:
        present &= (minute < lunch) | (minute >= lunch + hours.lunch.lasts)
    minutes: Numbers = present.reshape(2, -1).any(axis=0).astype(float)
    return minutes
