"""How busy each role is, and how long its queue, in every hour of the week."""

from __future__ import annotations

import datetime
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.experiment.results import ScenarioLabel, label_of
from simulator.ledger.frames import LedgerTables
from simulator.model.codes import CALL_PLAN, DOINGS, IDLE, MEETING, PAUSE
from simulator.scenario.elementary import Numbers
from simulator.scenario.schema.triggers import ORIGINS
from simulator.scenario.units import HOUR, WEEK
from simulator.workload.distributions import Seconds

if TYPE_CHECKING:
    import polars as pl


HOURS = WEEK // HOUR  # of a week, from Monday at midnight
NEVER_QUEUED = [ORIGINS[CALL_PLAN], ORIGINS[MEETING]]  # they have a time of their own
IDLE_DOINGS = list(DOINGS[IDLE:])
FEW, MANY = 0.1, 0.9  # of the weeks, between which a queue usually is


class RoleWeek(NamedTuple):
    """A role in each of the 168 hours of a week that is the mean of all after the warm-up."""

    role: str
    people: int
    attended: tuple[float, ...]  # hours of all its people together, breaks left out
    busy: tuple[float, ...]  # of these, not idle
    waiting: tuple[float, ...]  # tasks that could have been begun and were not, mean over the hour
    waiting_low: tuple[float, ...]  # the same in a quiet week: one in ten is quieter
    waiting_high: tuple[float, ...]  # and in a bad one: one in ten is worse
    oldest: tuple[float, ...]  # hours for which the oldest has waited as each hour begins, mean of
    # the weeks in which anything waits then; NaN if in none

    @property
    def utilisation(self) -> float:
        """Busy over attended, as in ``utilisation.<role>``; NaN for a role that is never there."""
        return sum(self.busy) / sum(self.attended) if any(self.attended) else float("nan")


class HourlyLoad(NamedTuple):
    """A week of a company, role by role."""

    about: ScenarioLabel
    weeks: int  # that it is the mean of
    roles: tuple[RoleWeek, ...]


def hourly_load(tables: LedgerTables) -> HourlyLoad:
    """How busy each role was in each hour of a week, after the warm-up of one replication.

    Calls that are due and meetings are in no queue: they have a time of their own.
    """
    horizon = tables.scenario.horizon
    weeks = horizon.counted_weeks
    entries = tables.entries.filter(tables.entries["doing"] != DOINGS[PAUSE])
    tasks = tables.tasks.filter(~tables.tasks["origin"].is_in(NEVER_QUEUED))
    roles = tuple(
        _role_week(tables, role, entries.filter(entries["role"] == role), tasks)
        for role in tables.scenario.roles
    )
    return HourlyLoad(label_of(tables.scenario), weeks, roles)


def _role_week(
    tables: LedgerTables, role: str, entries: pl.DataFrame, tasks: pl.DataFrame
) -> RoleWeek:
    worked = entries.filter(~entries["doing"].is_in(IDLE_DOINGS))
    attended, busy = (
        _by_hour(tables, _seconds(tables, each["start"]), _seconds(tables, each["end"]))
        for each in (entries, worked)
    )
    queued = _queued_intervals(tables, tasks.filter(tasks["role"] == role))
    waiting = _by_hour(tables, *queued)
    low, high = np.quantile(waiting, (FEW, MANY), axis=0)
    oldest = _mean_of_known(_ages(queued, _moments(tables)[:-1]).reshape(-1, HOURS) / HOUR)
    columns = (attended.mean(axis=0), busy.mean(axis=0), waiting.mean(axis=0), low, high, oldest)
    return RoleWeek(
        role,
        tables.scenario.roles[role].people,
        *(tuple(column.tolist()) for column in columns),
    )


def _queued_intervals(tables: LedgerTables, tasks: pl.DataFrame) -> tuple[Seconds, Seconds]:
    """From when to when tasks were in a queue: to the end, if they were never begun or ended."""
    available = tasks.filter(tasks["available"].is_not_null())
    begun = _seconds(tables, available["started"])
    over = _seconds(tables, available["finished"])
    end = tables.scenario.horizon.weeks * WEEK
    until = np.where(begun >= 0, begun, np.where(over >= 0, over, end))
    return _seconds(tables, available["available"]), until


def _seconds(tables: LedgerTables, moments: pl.Series) -> Seconds:
    """Seconds from the first midnight; -1 for what never tables."""
    start = datetime.datetime.combine(tables.scenario.horizon.start, datetime.time())
    seconds: Seconds = (moments - start).dt.total_seconds().fill_null(-1).to_numpy()
    return seconds


def _by_hour(tables: LedgerTables, start: Seconds, end: Seconds) -> Numbers:
    """Hours that intervals cover of each week after the warm-up (rows) and hour of it (columns)."""
    moments = _moments(tables)
    before = _elapsed(start, moments) - _elapsed(end, moments)
    return np.diff(before).reshape(-1, HOURS) / HOUR


def _moments(tables: LedgerTables) -> Seconds:
    """Where each hour after the warm-up begins, and where the last one ends."""
    horizon = tables.scenario.horizon
    return np.arange(horizon.first_counted_week * WEEK, horizon.weeks * WEEK + 1, HOUR)


def _ages(queued: tuple[Seconds, Seconds], moments: Seconds) -> Numbers:
    """Seconds for which the oldest in a queue has waited at each moment; NaN if nothing waits."""
    came, until = (column[np.argsort(queued[0], kind="stable")].tolist() for column in queued)
    waiting: list[tuple[int, int]] = []  # a heap, the oldest on top
    ages, arrived = np.full(len(moments), np.nan), 0
    for number, moment in enumerate(moments.tolist()):
        while arrived < len(came) and came[arrived] <= moment:
            heappush(waiting, (came[arrived], until[arrived]))
            arrived += 1
        while waiting and waiting[0][1] <= moment:
            heappop(waiting)
        if waiting:
            ages[number] = moment - waiting[0][0]
    return ages


def _mean_of_known(rows: Numbers) -> Numbers:
    """The mean of each column over what is no NaN; NaN where nothing is."""
    known = ~np.isnan(rows)
    count = known.sum(axis=0)
    total = np.where(known, rows, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _elapsed(begins: Seconds, moments: Seconds) -> Seconds:
    """Seconds from each begin to each moment, summed over those that lie before it."""
    ordered = np.sort(begins)
    sums = np.concatenate(([0], np.cumsum(ordered)))
    count = np.searchsorted(ordered, moments)
    passed: Seconds = count * moments - sums[count]
    return passed
