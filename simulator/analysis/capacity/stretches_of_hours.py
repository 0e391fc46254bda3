"""How much of some hours of the week work can use that is done whole, with ways between.

Visits and joint work begin only where all of them fits in before the hours are over. Between two
visits lies a way. What begins the hours may have been gone to before; where people begin or end
their day with the hours, a part of the way from home or back lies within them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.scenario.elementary import Numbers
from simulator.scenario.open_days import Days

_NEARLY = 1e-9  # of a task, by which a stretch may be too short for it


class CrewWeek(NamedTuple):
    """When the people of a role are there: people x minutes of a week."""

    attended: Numbers  # share of the weeks, by the shifts and closed days, less lunch
    on_shift: Days  # lunch included
    known: float  # part of that, by absence and empty chairs


class Stretches(NamedTuple):
    """Times at a stretch, each of one person on one day; minutes."""

    lasts: Numbers  # lunch included, which people put off
    present: Numbers  # less lunch
    share: Numbers  # of the weeks in which he is there
    number: float  # in a week
    before: Numbers  # at work before it
    after: Numbers


class BoundTasks(NamedTuple):
    """What is done in such hours; minutes."""

    visits: float  # a week, at accounts
    each: float  # of a task, with all that it asks for
    whole: float  # of a task, which must fit in; 0 if some may be split, or they differ
    way: float  # from one account to another
    home: float  # from the base to an account; 0 if it is not known who sets out, or for what
    near: float = 0.0  # the least way from one account to another; 0 if not all are visits
    elsewhere: float = 1.0  # share of the visits that are not where the last was


class Use(NamedTuple):
    """What ways and whole tasks take of some hours; minutes a week."""

    ways: float  # at least so many on the road
    left: float  # too short for another whole task


def stretches_in(cells: Days, crew: CrewWeek) -> Stretches:
    """The stretches of some minutes of the week: people in rows."""
    person, first, end = _runs(cells)
    whose, begin, stop = _runs(crew.on_shift)
    minutes = cells.shape[1]
    shift = np.searchsorted(whose * minutes + begin, person * minutes + first, side="right") - 1
    total, there = (
        sums[person, end] - sums[person, first]
        for sums in (_sums(crew.attended), _sums(crew.attended > 0))
    )
    share = crew.known * total / np.maximum(there, 1)
    return Stretches(
        lasts=(end - first).astype(float),
        present=there,
        share=share,
        number=float(share.sum()),
        before=(first - begin[shift]).astype(float),
        after=(stop[shift] - end).astype(float),
    )


def _sums(values: Numbers | Days) -> Numbers:
    """Of each row up to each place."""
    sums: Numbers = np.pad(np.cumsum(values, axis=1, dtype=float), ((0, 0), (1, 0)))
    return sums


def _runs(cells: Days) -> npt.NDArray[np.intp]:
    """In rows: the row, the first place and the place behind the last of each run."""
    edges = np.diff(np.pad(cells, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, first = np.nonzero(edges == 1)
    return np.stack((rows, first, np.nonzero(edges == -1)[1]))


def use_of(stretches: Stretches, tasks: BoundTasks) -> Use:
    """What ways take, and what is left over where only whole tasks fit."""
    room = np.maximum(stretches.present - tasks.each, 0)
    edges = np.maximum(tasks.home - stretches.before, 0)
    edges = np.minimum(edges + np.maximum(tasks.home - stretches.after, 0), room)
    left = 0.0
    if tasks.whole > 0:
        fit = _fitting(stretches, tasks)
        used = fit * tasks.each + np.maximum(fit - 1, 0) * tasks.way + edges * (fit > 0)
        left = float(stretches.share @ np.maximum(stretches.present - used, 0))
    begun = min(tasks.visits / max(stretches.number, 1e-9), 1)
    at_ends = float(stretches.share @ edges) * begun
    return Use(at_ends + _between(stretches, tasks, room - edges), left)


def _fitting(stretches: Stretches, tasks: BoundTasks) -> Numbers:
    """Whole tasks that fit into each stretch, the visits among them with the least ways."""
    apart, at_one = (
        np.floor((stretches.lasts + way) / (tasks.whole + way) + _NEARLY)
        for way in (tasks.near, 0.0)
    )
    fit: Numbers = tasks.elsewhere * apart + (1 - tasks.elsewhere) * at_one
    return fit


def _between(stretches: Stretches, tasks: BoundTasks, room: Numbers) -> float:
    """Minutes a week of ways between visits: of each stretch beside its first visit, at least.

    Each stretch may begin with a visit to which the way was before it. For what is left in the end
    a visit is chosen that is near enough, if there may be one.
    """
    if not tasks.visits * tasks.way:
        return 0.0
    last = room % (tasks.each + tasks.way) - tasks.each
    spared = np.where(last >= 0, tasks.way - last, 0)
    whole = max(tasks.visits - stretches.number, 0) * tasks.way
    return max(whole - float(stretches.share @ spared), 0.0)
