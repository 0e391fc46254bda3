"""The weeks of a lesson that are played: which they are, and everything that happens in them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.lessons.grid import LessonGrid
from simulator.analysis.lessons.lives import end_of
from simulator.errors import UsageError
from simulator.experiment.runner import RunOptions, simulate
from simulator.i18n import gettext
from simulator.ledger.frames import LedgerTables, from_ledger
from simulator.model.codes import AUTOMATED, STATES
from simulator.scenario.elementary import Numbers
from simulator.scenario.lessons import world_at
from simulator.scenario.phases import phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.lesson import Lesson, LessonWeek, Text
from simulator.scenario.schema.triggers import CallPlan
from simulator.scenario.units import WEEK
from simulator.workload.calendar import why_away
from simulator.workload.regimes import EMPTY, NO_CHAIR, NOT_CALLED, PLANNED, SICK
from simulator.workload.streams import streams_of

DAYS = 7  # of a week that is played, from Monday on; days on which nobody is there take no time
TODAY = {"en": "Today", "zh-Hant": "今天"}
BET_ON = {"en": "What you bet on", "zh-Hant": "所押注的情況"}
REASONS = {PLANNED: "vacation", SICK: "sickness", EMPTY: "vacancy", NO_CHAIR: "vacancy"}


class DaysAway(NamedTuple):
    """Somebody who is away for some days of a week."""

    person: str
    first: int  # day of the week, from 0
    last: int
    reason: str  # one of REASONS


class WeekAttendance(NamedTuple):
    """Of each day of the horizon: what is closed, and how many of those called are away."""

    closed: npt.NDArray[np.int64]  # roles that are called on that weekday in most weeks
    away: npt.NDArray[np.int64]  # people


class PlayedWeek(NamedTuple):
    """A week of one point in one replication, with everything that happened in all weeks."""

    point: int
    label: Text | str
    chosen: str  # how it was chosen: typical, fullest, as_before or a number
    number: int  # of the horizon, from 0
    first_day: datetime.date
    tables: LedgerTables
    absences: tuple[DaysAway, ...]


def played_weeks(grid: LessonGrid, options: RunOptions) -> Iterator[PlayedWeek]:
    """The weeks of a lesson in order, each replayed with all that happens.

    The first typical week, and the first fullest one, is that of all who ask for one: settings are
    compared in the same week, whose luck they share.
    """
    lesson = grid.read.lesson
    known: dict[str | int, int] = {}
    for week in lesson.weeks or default_weeks(lesson):
        point = grid.number(week.at)
        scenario = world_at(grid.read, grid.points[point])
        ledger = simulate(scenario, options.seed, week.replication, options.engine)
        tables = from_ledger(scenario, ledger)
        chosen = "as_before" if week.week in known else str(week.week)
        number = known.setdefault(week.week, _number_of(tables, week))
        yield PlayedWeek(
            point,
            week.label,
            chosen,
            number,
            scenario.horizon.start + datetime.timedelta(weeks=number),
            tables,
            absences(scenario, options.seed, week.replication, number),
        )


def default_weeks(lesson: Lesson) -> tuple[LessonWeek, ...]:
    """A typical week of today, and one of what is bet on."""
    today, bet = ({"label": label} for label in (TODAY, BET_ON))
    every = (today, {**bet, "at": dict(lesson.bet.at)})
    return tuple(LessonWeek.model_validate(each) for each in every)


# -- which week ------------------------------------------------------------------------------------


def _number_of(tables: LedgerTables, week: LessonWeek) -> int:
    """The week meant, from 0; of those counted that which is typical, or in which most waits."""
    horizon = tables.scenario.horizon
    if isinstance(week.week, int):
        if week.week > horizon.weeks:
            raise UsageError(
                "read week {read}, expected 1 to {most}", read=week.week, most=horizon.weeks
            )
        return week.week - 1
    if week.week == "fullest":
        first = horizon.first_counted_week
        return first + int(waiting_by_week(tables)[first:].argmax())
    return typical_week(tables, horizon.first_counted_week)


def typical_week(tables: LedgerTables, first: int) -> int:
    """Of the ordinary weeks from one on that in which as much waits as in the one in the middle.

    Ordinary are those with the fewest closed days of all; of these, the half with fewest people
    away. Of all weeks it is known what the middle is.
    """
    waiting = waiting_by_week(tables)[first:]
    middle = np.sort(waiting)[len(waiting) // 2]
    odd = np.abs(waiting - middle)
    odd[~_ordinary(attendance(tables.scenario, tables.seed, tables.replication), first)] = np.inf
    return first + int(odd.argmin())


def _ordinary(days: WeekAttendance, first: int) -> npt.NDArray[np.bool_]:
    """Weeks from one on with fewest closed days, and of those the half with fewest away."""
    closed, away = (each.reshape(-1, 7).sum(axis=1)[first:] for each in days)
    is_open = closed == closed.min()
    ordinary: npt.NDArray[np.bool_] = is_open & (away <= np.median(away[is_open]))
    return ordinary


def attendance(scenario: Scenario, seed: int, replication: int) -> WeekAttendance:
    """Which days are closed, and how many people are away on each, in one replication."""
    drawn = why_away(phases_of(scenario), streams_of(seed, replication))
    called = np.array([(kinds != NOT_CALLED).any(axis=0) for _, kinds in drawn])
    by_weekday = called.reshape(len(drawn), -1, 7)
    usual = by_weekday.mean(axis=1, keepdims=True) > 0.5
    return WeekAttendance(
        (usual & ~by_weekday).reshape(called.shape).sum(axis=0),
        np.sum([np.isin(kinds, list(REASONS)).sum(axis=0) for _, kinds in drawn], axis=0),
    )


def waiting_by_week(tables: LedgerTables) -> Numbers:
    """Tasks that wait to be begun, on average over each week; calls of a plan stand in no queue."""
    import polars as pl

    horizon = tables.scenario.horizon
    start = datetime.datetime.combine(horizon.start, datetime.time())
    over = pl.coalesce("started", "finished", pl.lit(end_of(tables)))
    stands = pl.col("available").is_not_null() & ~pl.col("state").is_in([STATES[AUTOMATED]])
    rows = tables.tasks.filter(stands & (pl.col("origin") != CallPlan.origin)).select(
        *((each - start).dt.total_seconds() for each in (pl.col("available"), over.alias("until")))
    )
    begin, end = (column.to_numpy() for column in rows)
    return np.array(
        [
            np.clip(np.minimum(end, high) - np.maximum(begin, low), 0, None).sum() / WEEK
            for low, high in pairwise(WEEK * np.arange(horizon.weeks + 1))
        ]
    )


# -- who is away -----------------------------------------------------------------------------------


class DayAway(NamedTuple):
    """A day on which somebody who would work is not there."""

    person: str
    day: int  # of some days, from 0
    reason: str  # one of REASONS


def days_away(scenario: Scenario, seed: int, replication: int, days: range) -> Iterator[DayAway]:
    """Who is away on which of some days of the horizon, and why."""
    for crew, kinds in why_away(phases_of(scenario), streams_of(seed, replication)):
        for person, own in zip(crew.people, kinds[:, days.start : days.stop], strict=True):
            for day, kind in enumerate(own.tolist()):
                if kind in REASONS:
                    yield DayAway(person.name, day, REASONS[kind])


def absences(scenario: Scenario, seed: int, replication: int, week: int) -> tuple[DaysAway, ...]:
    """Who is away on which days of a week, and why; days in a row are one absence."""
    whole: list[DaysAway] = []
    for person, day, reason in days_away(
        scenario, seed, replication, range(7 * week, 7 * week + DAYS)
    ):
        before = whole[-1] if whole else None
        if before and before == (person, before.first, day - 1, reason):
            whole[-1] = before._replace(last=day)
        else:
            whole.append(DaysAway(person, day, day, reason))
    return tuple(whole)


def typical_words() -> str:
    """How a typical week was chosen."""
    return gettext(
        "a typical week: of those with fewest closed days and fewest people away the one in which"
        " as much waits as in the week in the middle of all counted"
    )


def chosen_words(week: PlayedWeek) -> str:
    """How a week was chosen, for whoever asks whether it is a lucky one."""
    if week.chosen == "typical":
        return typical_words()
    if week.chosen == "fullest":
        return gettext("the fullest week: in none of those counted waits more")
    if week.chosen == "as_before":
        return gettext("the same week of the calendar, in other circumstances")
    return gettext("week {number} of the calendar", number=week.chosen)
