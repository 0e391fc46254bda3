"""Measures of tasks: how many, how fast, how punctual."""

from __future__ import annotations

import numpy as np

from simulator.measures.waiting import CAUSES, waiting_sums
from simulator.measures.window import Found, Window, main_role, ratio
from simulator.model.codes import AUTOMATED, DONE, MILLION, NO_SHOW, WAITING
from simulator.scenario.units import HOUR, MINUTE


def visit_measures(window: Window) -> Found:
    """Calls made and travel for each."""
    c, t = window.parameters, window.ledger.tasks
    main = main_role(c)
    weeks = window.person_weeks[main]
    calls = window.asked[np.isin(t.activity[window.asked], c.plans.activity[:1])]
    visits = np.count_nonzero(t.state[calls] == DONE) if c.plans.role else np.nan
    no_shows = np.count_nonzero(t.state[calls] == NO_SHOW) if c.plans.role else np.nan
    travel = window.by_category[main, c.travel_category]
    yield "visits_per_week", visits / weeks
    yield "no_shows_per_week", no_shows / weeks
    yield "travel_per_visit", float(ratio(travel / MINUTE, visits))
    yield "travel_km_per_week", window.road_millimetres[main] / MILLION / weeks


def hand_over_measures(window: Window) -> Found:
    """Cases handed over, and those that came back."""
    times = window.ledger.tasks.hand_overs[window.asked]
    yield "hand_overs_per_week", times.sum() / window.weeks
    yield "came_back_per_week", np.maximum(times - 1, 0).sum() / window.weeks


def flow_measures(window: Window) -> Found:
    """Tasks asked for, done, automated and left."""
    state = window.ledger.tasks.state[window.asked]
    asked = window.by_activity(window.asked) / window.weeks
    done = window.by_activity(window.asked[state == DONE]) / window.weeks
    automated = window.by_activity(window.asked[state == AUTOMATED]) / window.weeks
    waiting = window.by_activity(window.asked[state == WAITING])
    for a, activity in enumerate(window.parameters.activities.name):
        yield f"asked.{activity}", asked[a]
        yield f"done.{activity}", done[a]
        yield f"automated.{activity}", automated[a]
        yield f"waiting_at_end.{activity}", waiting[a]


def turnaround_measures(window: Window) -> Found:
    """From asking to the end."""
    t = window.ledger.tasks
    over = window.asked[np.isin(t.state[window.asked], (DONE, AUTOMATED))]
    # Few bits are sorted without comparing: each value has its place.
    over = over[np.argsort(t.activity[over].astype(np.int16), kind="stable")]
    hours = (t.finished[over] - t.asked[over]) / HOUR
    ends = np.cumsum(window.by_activity(over))
    for activity, own in zip(
        window.parameters.activities.name, np.split(hours, ends), strict=False
    ):
        median, p90 = np.percentile(own, (50, 90)) if len(own) else (np.nan, np.nan)
        yield f"turnaround_mean.{activity}", own.mean() if len(own) else np.nan
        yield f"turnaround_median.{activity}", median
        yield f"turnaround_p90.{activity}", p90


def due_measures(window: Window) -> Found:
    """Share finished in time."""
    t = window.ledger.tasks
    fell = (t.due[window.asked] >= 0) & (t.due[window.asked] < window.parameters.horizon)
    tasks = window.asked[fell]
    in_time = np.isin(t.state[tasks], (DONE, AUTOMATED)) & (t.finished[tasks] <= t.due[tasks])
    share = ratio(window.by_activity(tasks[in_time]), window.by_activity(tasks))
    for activity, value in zip(window.parameters.activities.name, share, strict=True):
        yield f"within_due.{activity}", value


def waiting_measures(window: Window) -> Found:
    """Waiting by cause."""
    sums = window.tally.waits if window.tally else waiting_sums(window)
    means = ratio(sums[:, 1:], sums[:, :1]) / MINUTE
    for activity, (wait, *parts) in zip(window.parameters.activities.name, means, strict=True):
        yield f"waiting.{activity}", wait
        for cause, part in zip(CAUSES, parts, strict=True):
            yield f"waiting.{activity}.{cause}", part
