"""What is paid beside people and their journeys: for each piece of work, and week by week."""

from __future__ import annotations

import numpy as np

from simulator.ledger.ledger import Column, Ledger
from simulator.measures.window import Window
from simulator.model.codes import AUTOMATED, DONE, MILLION
from simulator.model.parameters import Parameters
from simulator.scenario.elementary import Numbers
from simulator.scenario.units import WEEK


def prices(ledger: Ledger) -> Column:
    """What each task has cost beside hours, in millionths of the currency; 0 if it is not done."""
    t, kinds = ledger.tasks, ledger.parameters.versions.activities
    costs = np.array(kinds.costs, dtype=np.int64)[t.version]
    automated = np.array(kinds.automated_costs, dtype=np.int64)[t.version]
    paid: Column = np.where(t.state == DONE, costs, np.where(t.state == AUTOMATED, automated, 0))
    return paid


def paid_in_window(window: Window) -> tuple[Column, Numbers]:
    """Rows of the tasks that were paid for in the window, and what for each, in money."""
    c, finished, paid = window.parameters, window.ledger.tasks.finished, prices(window.ledger)
    rows = np.flatnonzero((paid > 0) & (finished >= c.warm_up) & (finished < c.horizon))
    return rows, paid[rows] / MILLION


def weekly_expenses(window: Window) -> Numbers:
    """Money in each week of the horizon, warm-up included: for work, and what runs."""
    ledger, weeks = window.ledger, window.parameters.horizon // WEEK
    paid, finished = prices(ledger), ledger.tasks.finished
    rows = np.flatnonzero((paid > 0) & (finished < window.parameters.horizon))
    for_work = np.bincount(finished[rows] // WEEK, weights=paid[rows] / MILLION, minlength=weeks)
    running: Numbers = for_work + running_expenses(window.parameters)
    return running


def running_expenses(parameters: Parameters) -> Numbers:
    """Money in each week that runs whatever is done; a phase may begin amid a week."""
    starts = np.array([*parameters.phases.start, parameters.horizon])
    rates = np.array(parameters.phases.expenses)
    spent = np.concatenate(([0.0], np.cumsum(rates * np.diff(starts) / WEEK)))
    ends = np.arange(parameters.horizon // WEEK + 1) * WEEK
    weekly: Numbers = np.diff(np.interp(ends, starts, spent))
    return weekly
