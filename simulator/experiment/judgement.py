"""What a verdict on a measure rests on: what was measured, what was asked, or a pile that grows.

Means of finished work flatter where much is left undone: the slowest tasks are those that are not
in them yet. From one in twenty undone on, all that was asked is judged instead, at its age where it
is not finished (a restricted mean; both arms have one horizon); where work piles up in one of the
scenarios, the growth of the pile. How long all that was asked takes is another measure than a
percentile, or than a wait: of these nothing is told where it does not go the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np

from simulator.experiment.estimates import change
from simulator.experiment.gains import describe
from simulator.experiment.queues import Queue, activity_of, growth_of, pile_behind
from simulator.experiment.results import Experiment
from simulator.experiment.statistics import Interval, Verdict, confidence_interval
from simulator.scenario.elementary import Numbers
from simulator.scenario.same_weeks import end_alike
from simulator.scenario.scenario import Scenario

# No value with the plan, as nobody is left whose time it is of, or for other reasons; none before.
Absence = Literal["there is nobody", "never happens", "is new"]
# grows: the work piles up, and has no settled time
Outcome = Verdict | Literal["grows"] | Absence
Arms = tuple[Experiment, Experiment]  # the base, and another scenario
Basis = Literal["measured", "asked", "queue"]
MEAN_OF_FINISHED = "turnaround_mean"  # of which the mean of all that was asked is the whole
ASKED = "asked."  # before the name of an activity
OF_WORK = "<activity>"  # second in names of measures of one kind of work
OF_ROLE = "<role>"
# Of what is asked in a week, waiting on average of the first: about a day's work from before; or
# half of that, if these are some tasks.
MATERIAL_BACKLOG, HALF_OF_IT, SOME_TASKS = 0.2, 0.1, 5
CENSORED = 0.05  # part of what is asked that is not finished, from which finished work misleads


class Judged(NamedTuple):
    """The interval that a verdict rests on, what it is of, and the piles behind it."""

    difference: Interval
    basis: Basis = "measured"
    piles: tuple[Queue | None, Queue | None] = (None, None)  # in the base, in the other
    absent: Absence | None = None
    same: bool = False  # in every replication, whether one or more
    unsure: bool = False  # whether finished work and all that was asked go different ways

    @property
    def verdict(self) -> Outcome:
        """Where it went.

        Returns:
            ``up``, ``down``, ``no change``, ``cannot tell`` (also where finished work goes another
            way than all that was asked), ``grows`` where the work piles up in
            the other, ``never happens`` or ``is new`` where one of the two knows no value, ``there
            is nobody`` where it knows none because a role has no people.
        """
        if self.piles[1]:
            return "grows"
        if self.absent or self.unsure:
            return self.absent or "cannot tell"
        return "no change" if self.same else self.difference.verdict

    @property
    def words(self) -> str:
        """The verdict with the growth of the pile.

        Returns:
            Such as ``up`` or ``grows by 42 tasks a week``.
        """
        pile = self.piles[1]
        if pile is None:
            return self.verdict
        return f"grows by {float(f'{pile.growth_per_week.mean:.3g}'):,g} tasks a week"


def judge(
    arms: Arms,
    key: str,
    differences: Mapping[str, Numbers],
    confidence: float,
) -> Judged:
    """What the verdict on a measure rests on, from the base to another scenario."""
    activity, (before, after) = activity_of(key), arms
    measured = Judged(
        difference_of(arms, key, differences[key], confidence),
        absent=_absence(before, after, key),
        same=not differences[key].any(),
    )
    if activity is None:
        return measured
    piles = pile_behind(before.queues, key), pile_behind(after.queues, key)
    if any(piles):
        grown = growth_in(after, activity=activity) - growth_in(before, activity=activity)
        return Judged(confidence_interval(grown, confidence), "queue", piles, same=not grown.any())
    asked = f"turnaround_of_asked.{activity}"
    if asked in differences and max(undone(each, activity) for each in arms) > CENSORED:
        difference = difference_of(arms, asked, differences[asked], confidence)
        absent, same = _absence(before, after, asked), not differences[asked].any()
        whole = Judged(difference, "asked", absent=absent, same=same)
        if key == f"{MEAN_OF_FINISHED}.{activity}" or whole.verdict == measured.verdict:
            return whole
        is_told = measured.verdict != "cannot tell"  # else there is nothing to take back
        return whole._replace(unsure=True) if is_told else measured
    return measured


def difference_of(arms: Arms, key: str, differences: Numbers, confidence: float) -> Interval:
    """The interval of a paired difference; of what only a comparison knows, without bounds."""
    if any(key not in each.measures for each in arms):
        return confidence_interval(differences, confidence)
    before, after = (each.pooled(key) for each in arms)
    return change(key, before, after, confidence)


def _absence(before: Experiment, after: Experiment, key: str) -> Absence | None:
    """Whether a measure has no value in any replication, with a plan or before it."""
    if key not in after.measures:
        return None  # what only a comparison knows
    if is_gone(before, after, key):
        return "never happens"
    if is_gone(after, before, key):
        return "is new"
    if np.isnan(after.column(key)).all():
        return "there is nobody" if is_of_nobody(after.scenario, key) else "never happens"
    return "is new" if np.isnan(before.column(key)).all() else None


def is_gone(before: Experiment, after: Experiment, measure: str) -> bool:
    """Is a measure of work that one scenario has and the other does without?"""
    gone = _work_in(before) - _work_in(after)
    return bool(gone) and work_of(measure) in gone


def _work_in(experiment: Experiment) -> set[str]:
    """What a scenario does, if only until it is eliminated on some day."""
    asked = (key for key in experiment.measures if key.startswith(ASKED))
    done = {key.removeprefix(ASKED) for key in asked if experiment.column(key).any()}
    return done | experiment.scenario.activities.keys()


def work_of(measure: str) -> str | None:
    """The activity that a measure is of, finished or not; None of what is of something else.

    >>> work_of("asked.quote"), work_of("utilisation.quote")
    ('quote', None)
    """
    if describe(measure).name.split(".")[1:2] != [OF_WORK]:
        return None
    return measure.split(".")[1]


def is_of_nobody(scenario: Scenario, measure: str) -> bool:
    """Is a measure of the time of a role that has no people?

    >>> from simulator import load, what_if
    >>> gone = what_if(load("north"), roles={"sales_support": {"people": 0}})
    >>> is_of_nobody(gone, "utilisation.sales_support"), is_of_nobody(gone, "asked.quote")
    (True, False)
    """
    role = role_of(measure)
    return role in scenario.roles and not scenario.roles[role].people


def role_of(measure: str) -> str:
    """The role that a measure is of; empty for one of something else.

    >>> role_of("time_use.clerk.idle"), role_of("asked.quote")
    ('clerk', '')
    """
    pattern = describe(measure).name.split(".")
    return measure.split(".")[pattern.index(OF_ROLE)] if OF_ROLE in pattern else ""


def goes_back(base: Experiment, other: Experiment, queue: Queue) -> bool:
    """Does a pile of a plan grow to what it is without it, since what kept it small has ended?

    Yes where both are alike in the end, and no more waits at last for sure.
    """
    if not any(each.on for each in other.scenario.changes):
        return False
    was, now = (_waiting(each, "queue_last", *queue[:2]) for each in (base, other))
    more = confidence_interval(now - was, other.confidence)
    return more.low <= 0 and end_alike((base.scenario, other.scenario))


def works_off(base: Experiment, other: Experiment) -> list[Queue]:
    """The work of which a plan with days works off, in the weeks that count, what waited before.

    So much more than without it that it matters, for sure; the largest pile first. Each with the
    first day of the weeks if these are not all that count.
    """
    if not any(each.on for each in other.scenario.changes):
        return []
    of_all = other.queue_weeks.number == other.weeks
    left = [
        queue._replace(since=None if of_all else queue.since)
        for queue in other.queues
        if queue.activity is not None and _falls(base, other, queue)
    ]
    return sorted(left, key=lambda each: each.waiting_last - each.waiting_first)


def _falls(base: Experiment, other: Experiment, queue: Queue) -> bool:
    """Is what waits more than without the plan at first, and less so at last?"""
    first, last = (
        _waiting(other, kind, *queue[:2]) - _waiting(base, kind, *queue[:2])
        for kind in ("queue_first", "queue_last")
    )
    fell = confidence_interval(first - last, other.confidence)
    material = min(MATERIAL_BACKLOG * queue.asked, max(HALF_OF_IT * queue.asked, float(SOME_TASKS)))
    return fell.low > 0 and fell.mean >= material and float(first.mean()) >= material


def growth_in(
    experiment: Experiment, role: str | None = None, activity: str | None = None
) -> Numbers:
    """Growth a week of what waits of a role or a kind of work, or both; 0 where there is none."""
    first, last = (
        _waiting(experiment, kind, role, activity) for kind in ("queue_first", "queue_last")
    )
    return growth_of(first, last, experiment.queue_weeks.number)


def _waiting(experiment: Experiment, kind: str, role: str | None, activity: str | None) -> Numbers:
    total = np.zeros(experiment.replications)
    for key in experiment.measures:
        name, _, rest = key.partition(".")
        if name == kind and _is_of(rest, role, activity):
            total = total + experiment.column(key)
    return total


def _is_of(rest: str, role: str | None, activity: str | None) -> bool:
    whose, _, what = rest.partition(".")
    return role in (None, whose) and activity in (None, what)


def undone(experiment: Experiment, activity: str) -> float:
    """Part of what was asked that is not finished at the end."""
    left = experiment.interval(f"waiting_at_end.{activity}").mean
    asked = experiment.interval(f"asked.{activity}").mean * experiment.weeks
    return left / asked if asked > 0 else 0.0
