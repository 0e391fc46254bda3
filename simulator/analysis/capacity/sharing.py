"""Work of several roles in order: how much of it each of them does.

A task goes to the first role of which somebody is free. If nobody is, it waits for whoever is free
first; so that where little time is left all share it, whatever their order, and none has queues
while another has room.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity.attendance import there, weights_in_day, weights_of_days
from simulator.analysis.capacity.obstacles import never_done_by
from simulator.scenario.elementary import Numbers
from simulator.scenario.people import people_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity

ROUNDS = 4  # of the fixed point between who is busy and who takes what
HALVINGS = 13  # of an interval, until a share is known to a few ten-thousandths
ROOMY = 0.95 - 1e-9  # of the time: so busy is nobody while others of a line have room


class SharedWork(NamedTuple):
    """Activities of the same roles in order, for the same people of them."""

    activities: tuple[int, ...]
    roles: tuple[int, ...]  # in order
    able: Numbers  # of each of these roles: share of its people who may do it
    takes: Numbers  # activities x roles: time over that of the first role
    on_shift: Numbers  # patterns x roles: 1 for those who are there, of all that meets somebody
    comes: Numbers  # activities x patterns: share of the tasks; the rest comes when nobody is there


@dataclass(frozen=True)
class LineLoad:
    """What a line meets; plans in rows, its roles in columns."""

    own: Numbers  # share of their time in which they are busy with all else
    whole: Numbers  # the same with all of the line's work, if they did that alone
    present: Numbers  # minutes of those who may do it
    count: Numbers  # of them, at work on a day
    missing: Numbers  # chance that none of them is at work on a day
    calling: npt.NDArray[np.bool_]  # true for who fills what time is left with calls
    calls: Numbers  # of their own work: calls with their ways, before which goes what waits
    turns: Numbers  # how often such a call ends first, over how often a task of the line does

    @property
    def spare(self) -> Numbers:
        """Weights by which all share what waits for whoever is free first.

        Who calls is free between two calls, however full his time is.
        """
        level = np.maximum(_level(self), 1)[:, None]
        between = np.maximum(level - self.own + self.calls, 0) * self.turns
        spare = self.present * np.maximum(level - self.own, between)
        spare = np.where(spare.sum(axis=1, keepdims=True) > 0, spare, self.present)
        nobody = self.present.sum(axis=1) <= 0
        spare[nobody, 0] = 1  # where nobody is there, all of it is the first role's
        weights: Numbers = spare / spare.sum(axis=1, keepdims=True)
        return weights


def shared_work_of(scenario: Scenario) -> tuple[SharedWork, ...]:
    """What several roles do in order, which share it."""
    rows: dict[tuple[tuple[str, ...], tuple[float, ...]], list[int]] = defaultdict(list)
    never = never_done_by(scenario)
    for row, (name, activity) in enumerate(scenario.activities.items()):
        if activity.by.in_order:
            able = tuple(
                0.0 if (name, role) in never else _able(scenario, activity, role)
                for role in activity.by.roles
            )
            if any(able):
                rows[activity.by.roles, able].append(row)
    return tuple(_shared(scenario, *key, each) for key, each in rows.items())


def _shared(
    scenario: Scenario, names: tuple[str, ...], able: tuple[float, ...], rows: list[int]
) -> SharedWork:
    every = list(scenario.activities.values())
    on_shift = np.array(
        [there(scenario.roles[name]) * (a > 0) for name, a in zip(names, able, strict=True)]
    )
    patterns = np.unique(on_shift.reshape(len(names), -1).T, axis=0)
    patterns = patterns[patterns.any(axis=1)]
    met = [(on_shift == pattern[:, None, None]).all(axis=0) for pattern in patterns]
    weights = [_weights(scenario, every[row], on_shift) for row in rows]
    comes = [[float(each[some].sum()) for some in met] for each in weights]
    return SharedWork(
        activities=tuple(rows),
        roles=tuple(list(scenario.roles).index(name) for name in names),
        able=np.array(able),
        takes=np.array([_takes(scenario, every[row]) for row in rows]),
        on_shift=patterns,
        comes=np.array(comes).reshape(len(rows), len(patterns)),
    )


def _weights(scenario: Scenario, activity: Activity, on_shift: Numbers) -> Numbers:
    """Weekdays x minutes: share of what comes then; what follows on work, while some work."""
    if activity.arises.inbound is None:
        weights = on_shift.any(axis=0).astype(float)
    else:
        weights = weights_in_day(scenario, activity)
        weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        weights = weights * weights_of_days(scenario, activity)[:, None]
    shares: Numbers = weights / max(float(weights.sum()), 1e-9)
    return shares


def _able(scenario: Scenario, activity: Activity, role: str) -> float:
    """Share of the people of a role who may do it; of nobody, all that there may be."""
    people = people_of(role, scenario.roles[role])
    if activity.skill is None or not activity.skill.required or not people:
        return 1.0
    return sum(activity.skill.name in each.skills for each in people) / len(people)


def _takes(scenario: Scenario, activity: Activity) -> list[float]:
    times = [expected_skill(scenario, activity, role) for role in activity.by.roles]
    return [time / times[0] if activity.individual else 1.0 for time in times]


def expected_skill(scenario: Scenario, activity: Activity, role: str) -> float:
    """Time that those of a role who do it take for it, by their skill, over that of others."""
    if activity.skill is None:
        return 1.0
    name = activity.skill.name
    people = people_of(role, scenario.roles[role])
    times = [each.skills.get(name, 0.0 if activity.skill.required else 1.0) for each in people]
    known = [time for time in times if time > 0]
    return sum(known) / len(known) if known else 1.0


# -- who takes what --------------------------------------------------------------------------------


def shares_of(line: LineLoad, on_shift: Numbers, comes: Numbers) -> Numbers:
    """Plans x roles: share of a line's work that each does; ``comes``: plans x patterns."""
    shares = _taken(line, on_shift, comes, line.spare)
    for _ in range(ROUNDS - 1):
        shares = (shares + _taken(line, on_shift, comes, shares)) / 2
    return _balanced(line, shares)


def _taken(line: LineLoad, on_shift: Numbers, comes: Numbers, shares: Numbers) -> Numbers:
    """The same once more, role by role, from how often all are busy with the shares so far.

    Of what finds nobody there, as of what finds all busy, all take what their time allows.
    """
    spare, meets = line.spare, _Meeting(line, on_shift)
    waiting = meets.all_busy(shares)
    waits_for = spare[:, None] * on_shift
    waits_for = waits_for / np.maximum(waits_for.sum(axis=2, keepdims=True), 1e-9)
    late = np.maximum(1 - comes.sum(axis=1), 0)[:, None] * spare
    taken, before = shares.copy(), np.ones_like(waiting)
    for role in range(shares.shape[1]):
        later = (comes * waiting * waits_for[:, :, role]).sum(axis=1) + late[:, role]
        low, high = np.zeros(len(shares)), np.ones(len(shares))
        for _ in range(HALVINGS):
            taken[:, role] = (low + high) / 2
            busy = meets.busy_up_to(role, taken, before, waiting)
            gets = (comes * (before - busy)).sum(axis=1) + later
            more = gets > taken[:, role]
            low, high = np.where(more, taken[:, role], low), np.where(more, high, taken[:, role])
        taken[:, role] = low
        before = meets.busy_up_to(role, taken, before, waiting)
    taken = np.where(line.present > 0, taken, 0)  # who is never there leaves it to the others
    rest = np.maximum(1 - taken.sum(axis=1, keepdims=True), 0)
    taken = taken + rest * spare
    whole: Numbers = taken / taken.sum(axis=1, keepdims=True)
    return whole


class _Meeting(NamedTuple):
    """What a task meets that comes while some roles are on shift."""

    line: LineLoad
    on_shift: Numbers  # patterns x roles

    def all_busy(self, shares: Numbers) -> Numbers:
        """Plans x patterns: chance that a task finds nobody of any of them free."""
        line, each = self.line, range(shares.shape[1])
        alone = [_pool(line, self.on_shift * (np.array(each) == role), shares) for role in each]
        least: Numbers = np.minimum.reduce([_pool(line, self.on_shift, shares), *alone])
        return least

    def busy_up_to(self, role: int, shares: Numbers, before: Numbers, all_busy: Numbers) -> Numbers:
        """The same of roles up to one, between what holds of those before it and of all."""
        first = self.on_shift * (np.arange(shares.shape[1]) <= role)
        others = (self.on_shift * (np.arange(shares.shape[1]) > role)).any(axis=1)
        busy = np.clip(_pool(self.line, first, shares), all_busy, before)
        chance: Numbers = np.where(others, busy, all_busy)
        return np.where(self.on_shift[:, role] > 0, chance, before)


def _pool(line: LineLoad, members: Numbers, shares: Numbers) -> Numbers:
    """Plans x sets of roles: chance that all of a pool are busy or away; 1 for nobody."""
    busy = np.minimum(line.own + line.whole * shares, 1)
    count = line.count @ members.T
    mean = (line.count * busy) @ members.T / np.maximum(count, 1e-9)
    away = np.where(members > 0, line.missing[:, None], 1.0).prod(axis=2)
    chance: Numbers = 1 - (1 - away) * (1 - all_busy(mean, count))
    return np.where(count > 0, chance, 1.0)


def all_busy(busy: Numbers, people: Numbers) -> Numbers:
    """Chance that nobody of a pool is free (Sakasegawa 1977)."""
    chance: Numbers = busy ** np.maximum(np.sqrt(2 * (people + 1)) - 1, 0)
    return chance


def _balanced(line: LineLoad, shares: Numbers) -> Numbers:
    """Nobody is too busy while others have room; who calls on accounts fills his time anyway."""
    most = np.maximum(np.maximum(ROOMY, _level(line))[:, None], line.own)
    most = np.where(line.calling, np.inf, most)
    whole = np.maximum(line.whole, 1e-9)
    over = np.maximum(shares - np.maximum(most - line.own, 0) / whole, 0)
    room = np.where(line.present > 0, np.maximum((most - line.own) / whole - shares, 0), 0)
    room = np.where(line.calling, 0, room)
    part = np.minimum(over.sum(axis=1) / np.maximum(room.sum(axis=1), 1e-9), 1)[:, None]
    moved = room * part
    kept = over * (1 - moved.sum(axis=1) / np.maximum(over.sum(axis=1), 1e-9))[:, None]
    balanced: Numbers = shares - over + kept + moved
    return balanced


def _level(line: LineLoad) -> Numbers:
    """Of each plan: how busy the busiest must be, if those with time left do all of the work."""
    work = (line.present * line.whole).max(axis=1)
    low = np.zeros(len(work))
    high = np.max(line.own, axis=1) + work / np.maximum(line.present.sum(axis=1), 1e-9)
    for _ in range(HALVINGS):
        level = (low + high) / 2
        done = (line.present * np.maximum(level[:, None] - line.own, 0)).sum(axis=1)
        low, high = np.where(done < work, level, low), np.where(done < work, high, level)
    least: Numbers = high
    return least
