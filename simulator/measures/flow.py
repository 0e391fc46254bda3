"""Measures of tasks: how many, how fast, how punctual."""

from __future__ import annotations

import math

import numpy as np

from simulator.ledger.ledger import Column
from simulator.measures.measure import Measure, MeasureValues, Percentile, Sampled, Weighted
from simulator.measures.window import MICROMETRES, Window, is_complete, main_role, ratio
from simulator.model.codes import AUTOMATED, DONE, LAPSED, NO_SHOW, STATES, WAITING
from simulator.scenario.units import HOUR, MINUTE


def visit_measures(window: Window) -> MeasureValues:
    """Calls made and travel for each."""
    c, main = window.parameters, main_role(window.parameters)
    weeks = window.head_weeks[main]
    calls = window.by_state[c.plans.activity[0]] if c.plans.role else np.full(len(STATES), np.nan)
    visits, no_shows = calls[DONE], calls[NO_SHOW]
    travel = window.by_category[main, c.travel_category]
    yield "visits_per_week", visits / weeks
    yield "no_shows_per_week", no_shows / weeks
    yield "travel_per_visit", Weighted(float(ratio(travel / MINUTE, visits)), visits)
    yield "travel_km_per_week", window.road_micrometres[main] / MICROMETRES / weeks


def hand_over_measures(window: Window) -> MeasureValues:
    """Cases handed over, and those that came back."""
    times = window.ledger.tasks.hand_overs[window.asked]
    yield "hand_overs_per_week", times.sum() / window.weeks
    yield "came_back_per_week", np.maximum(times - 1, 0).sum() / window.weeks


def flow_measures(window: Window) -> MeasureValues:
    """Tasks asked for, done, automated, lapsed and left."""
    for activity, number in zip(window.parameters.activities.name, window.by_state, strict=True):
        yield f"asked.{activity}", number.sum() / window.weeks
        yield f"done.{activity}", number[DONE] / window.weeks
        yield f"automated.{activity}", number[AUTOMATED] / window.weeks
        yield f"lapsed.{activity}", number[LAPSED] / window.weeks
        share = float(ratio(number[LAPSED], number.sum()))
        yield f"lapsed_share.{activity}", Weighted(share, number.sum())
        yield f"waiting_at_end.{activity}", number[WAITING]


def turnaround_measures(window: Window) -> MeasureValues:
    """From asking to the end."""
    t = window.ledger.tasks
    over = window.asked[is_complete(t.state[window.asked])]
    # Few bits are sorted without comparing: each value has its place.
    over = over[np.argsort(t.activity[over].astype(np.int16), kind="stable")]
    seconds = t.finished[over] - t.asked[over]
    ends = np.cumsum(window.by_state[:, DONE] + window.by_state[:, AUTOMATED])
    for activity, own in zip(
        window.parameters.activities.name, np.split(seconds, ends), strict=False
    ):
        # Times have 32 bits, which are sorted in half the time of 64.
        ordered = np.sort(own.astype(np.int32)).astype(np.int64)
        mean = (own / HOUR).mean() if len(own) else np.nan
        yield f"turnaround_mean.{activity}", Weighted(mean, len(own))
        yield f"turnaround_median.{activity}", Sampled(_percentile(ordered, 50), ordered)
        yield f"turnaround_p90.{activity}", Sampled(_percentile(ordered, 90), ordered)


def _percentile(ordered: Column, percent: int) -> float:
    """Hours that so many per cent of seconds do not exceed: NumPy's, which would order them again.

    Interpolated from the nearer side, as there.
    """
    if len(ordered) == 0:
        return math.nan
    place = percent / 100 * (len(ordered) - 1)
    below = int(place)
    low, high = ordered[below : below + 2][[0, -1]] / HOUR
    part = place - below
    return float(low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part))


def turnaround_of_asked(window: Window) -> MeasureValues:
    """From asking to the end, or until now for what is not finished: of all that was asked."""
    t, horizon = window.ledger.tasks, window.parameters.horizon
    state = t.state[window.asked]
    waits = state == WAITING
    until = np.where(waits, horizon, t.finished[window.asked])
    seconds = np.where(waits | is_complete(state), until - t.asked[window.asked], 0)
    number = window.by_state[:, [DONE, AUTOMATED, WAITING]].sum(axis=1)
    hours = ratio(window.by_activity(window.asked, seconds), number) / HOUR
    for activity, value in zip(window.parameters.activities.name, hours, strict=True):
        yield f"turnaround_of_asked.{activity}", value


def due_measures(window: Window) -> MeasureValues:
    """Share finished in time."""
    t = window.ledger.tasks
    due_by = t.due[window.asked]
    tasks = window.asked[(due_by >= 0) & (due_by < window.parameters.horizon)]
    in_time = is_complete(t.state[tasks]) & (t.finished[tasks] <= t.due[tasks])
    due = window.by_activity(tasks)
    share = ratio(window.by_activity(tasks[in_time]), due)
    for activity, value, weight in zip(window.parameters.activities.name, share, due, strict=True):
        yield f"within_due.{activity}", Weighted(value, weight)


def cover_measures(window: Window) -> MeasureValues:
    """Share of what was begun that others did for somebody away."""
    t, done_for = window.ledger.tasks, window.ledger.done_for
    begun = window.asked[(t.started[window.asked] >= 0) & (t.by[window.asked] >= 0)]
    number = window.by_activity(begun)
    share = ratio(window.by_activity(begun[done_for[begun] >= 0]), number)
    names = window.parameters.activities.name
    for activity, value, weight in zip(names, share, number, strict=True):
        yield f"covered.{activity}", Weighted(value, weight)


VISIT_MEASURES = (
    Measure(
        "visits_per_week", "per person and week", "more",
        "Calls of the first call plan that were made, the customer seen, for each calendar week and"
        " head of the calling role: who is away counts, and so does a chair that somebody left."
        " Calls of further plans and visits on request are left out.",
        visit_measures,
    ),
    Measure(
        "no_shows_per_week", "per person and week", "less",
        "Calls of the first call plan where the customer could not be seen, for each calendar week"
        " and head of the calling role.",
        visit_measures,
    ),
    Measure(
        "travel_per_visit", "min", "less",
        "All travel and waiting of the calling role, also for further plans, visits on request and"
        " meetings, over the visits of the first call plan.",
        visit_measures,
        "ratio",
    ),
    Measure(
        "travel_km_per_week", "km per person and week", "less",
        "Straight distances between the places of the calling role's days, times the detour; per"
        " head as visits_per_week.",
        visit_measures,
    ),
)  # fmt: skip


HAND_OVER_MEASURES = (
    Measure(
        "hand_overs_per_week", "per week", "neither",
        "Times that cases were handed over, coming back included, all people together.",
        hand_over_measures,
    ),
    Measure(
        "came_back_per_week", "per week", "less",
        "Times that cases handed over came back to the giver, all people together.",
        hand_over_measures,
    ),
)  # fmt: skip


MEASURES = (
    Measure(
        "asked.<activity>", "per week", "neither",
        "Tasks asked for in the counted weeks, all people together.",
        flow_measures,
    ),
    Measure(
        "done.<activity>", "per week", "neither",
        "Of the tasks asked for in the counted weeks, how many people have done by the end of the"
        " horizon; queue_done also counts older tasks that were finished in these weeks.",
        flow_measures,
    ),
    Measure(
        "automated.<activity>", "per week", "neither",
        "Of the tasks asked for in the counted weeks, how many needed nobody.",
        flow_measures,
    ),
    Measure(
        "lapsed.<activity>", "per week", "less",
        "Of the tasks asked for in the counted weeks, how many lapsed, since nobody had begun them"
        " in time (see lapses).",
        flow_measures,
    ),
    Measure(
        "lapsed_share.<activity>", "share", "less",
        "Share of the tasks asked for in the counted weeks that lapsed, since nobody had begun them"
        " in time (see lapses).",
        flow_measures,
        "ratio",
    ),
    Measure(
        "waiting_at_end.<activity>", "tasks", "less",
        "Of the tasks asked for in the counted weeks, how many are not finished at the end of the"
        " horizon.",
        flow_measures,
    ),
    Measure(
        "turnaround_mean.<activity>", "h", "less",
        "From asking to the end, by the clock on the wall, of what was done or needed nobody.",
        turnaround_measures,
        "ratio",
    ),
    Measure(
        "turnaround_median.<activity>", "h", "less",
        "Half take no longer, from asking to the end, by the clock on the wall; of what was done or"
        " needed nobody.",
        turnaround_measures,
        Percentile(50),
    ),
    Measure(
        "turnaround_p90.<activity>", "h", "less",
        "Nine in ten take no longer, from asking to the end, by the clock on the wall; of what was"
        " done or needed nobody.",
        turnaround_measures,
        Percentile(90),
    ),
    Measure(
        "turnaround_of_asked.<activity>", "h", "less",
        "From asking to the end; of what is not finished, to the end of the horizon. It tells"
        " scenarios of one horizon apart where much is left undone.",
        turnaround_of_asked,
    ),
    Measure(
        "within_due.<activity>", "share", "more",
        "Share finished in time of what fell due before the end of the horizon; what is missed,"
        " has lapsed or is not finished is late.",
        due_measures,
        "ratio",
    ),
    Measure(
        "covered.<activity>", "share", "neither",
        "Share of what was begun that others did for somebody who was away (see cover).",
        cover_measures,
        "ratio",
    ),
)  # fmt: skip
