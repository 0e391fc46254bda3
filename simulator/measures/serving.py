"""What it costs to serve the customers of each segment."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column
from simulator.measures.expenses import paid_in_window
from simulator.measures.measure import Measure, MeasureValues, Weighted
from simulator.measures.window import MICROMETRES, Window, came_from, ratio, straight_metres
from simulator.model.codes import MILLION
from simulator.scenario.units import HOUR, WEEK


def serving_measures(window: Window) -> MeasureValues:
    """Money a week for each customer of a segment."""
    c = window.parameters
    segments = len(c.segments)
    rates = np.array(window.hourly) / MILLION / HOUR * window.wage_level
    served = rates @ served_seconds(window)[:, :segments]
    driven = served_metres(window) * c.detour_ppm * (c.cost_per_km / MICROMETRES / MILLION)
    rows, paid = paid_in_window(window)
    segment = np.append(window.ledger.account_segment, segments)[window.ledger.tasks.account[rows]]
    spent = np.bincount(segment, weights=paid, minlength=segments + 1)[:segments]
    customers = customer_weeks(window)
    for number, name in enumerate(c.segments):
        cost = served[number] + driven[number] + spent[number]
        weeks = customers[number]
        yield f"cost_to_serve.{name}", Weighted(float(ratio(cost, weeks)), weeks)


def served_seconds(window: Window) -> Column:
    """Seconds of each role (rows) for accounts of each segment (columns; the last: nobody's)."""
    roles, segments = len(window.parameters.roles.name), len(window.parameters.segments)
    if window.tally:
        return window.tally.served
    cell = window.role * (segments + 1) + _segment_of(window, window.entries.task)
    seconds = np.bincount(cell, weights=window.seconds, minlength=roles * (segments + 1))
    return seconds.astype(np.int64).reshape(roles, segments + 1)


def served_metres(window: Window) -> Column:
    """Straight metres to the accounts of each segment; ways home are nobody's."""
    c, segments = window.parameters, len(window.parameters.segments)
    if window.tally:
        return window.tally.ways
    e, origin = window.ledger.entries, came_from(window.ledger)
    begun = (e.start >= c.warm_up) & (e.start < c.horizon)
    moved = np.flatnonzero((origin != e.place) & begun)
    metres = straight_metres(window.ledger, origin[moved], e.place[moved])
    segment = _segment_of(window, e.task[moved])
    return np.bincount(segment, weights=metres, minlength=segments + 1)[:segments].astype(np.int64)


def _segment_of(window: Window, task: Column) -> Column:
    """The segment of each task's account; one more where there is none."""
    none = len(window.parameters.segments)
    account = np.append(window.ledger.tasks.account, -1)[task]
    segment: Column = np.append(window.ledger.account_segment, none)[account]
    return segment


def customer_weeks(window: Window) -> npt.NDArray[np.float64]:
    """Weeks for which there were customers in the window, of each segment."""
    c, spells = window.parameters, window.ledger.spells
    end = np.where(spells.end >= 0, spells.end, c.horizon)
    seconds = np.minimum(end, c.horizon) - np.maximum(spells.begin, c.warm_up)
    of = window.ledger.account_segment[spells.account]
    weeks = np.bincount(of, weights=np.maximum(seconds, 0) / WEEK, minlength=len(c.segments))
    return weeks.astype(np.float64)


MEASURES = (
    Measure(
        "cost_to_serve.<segment>", "money per week", "less",
        "What each customer of the segment costs in a week: the hours of people for its accounts,"
        " their ways there but not home, and what is paid for that work beside. Hours for nobody's"
        " account, meetings and idle time are laid to none.",
        serving_measures,
        "ratio",
    ),
)  # fmt: skip
