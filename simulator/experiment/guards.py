"""Whom a plan harms: the roles that receive work, judged in three words that hold together.

A role receives work that a plan gives it, and work that comes to each of its people more than
before, for instance because others are hired or visit more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from simulator.experiment.estimates import change, level
from simulator.experiment.gains import describe
from simulator.experiment.judgement import growth_in
from simulator.experiment.queues import MATERIAL, SETTLED, Queue, kinds_that_grow, whole_queue
from simulator.experiment.results import Experiment
from simulator.experiment.statistics import Interval, bonferroni, confidence_interval
from simulator.scenario.elementary import Numbers
from simulator.scenario.notes import never_acts, never_covers
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.doers import Doers
from simulator.scenario.schema.organisation import NOBODY, SUBSTITUTES

FULL = 0.95  # utilisation from which queues explode
# How much worse counts as not worse, in the measure's unit: what nobody would act on.
MARGINS = {"within_due": 0.02, "overtime": 10.0}

NO_OTHERS: Mapping[str, float] = MappingProxyType({})

GuardVerdict = Literal["worse", "not worse", "cannot tell"]


class Guard(NamedTuple):
    """One sign of the receiving side before and after, and whether the plan makes it worse.

    Each end of ``difference`` is a one-sided bound. A sign can be called wrongly in one direction
    only: "worse" if it is not, "not worse" if it is by more than ``within``. So all words of a
    comparison together are right as often as its intervals promise (Bonferroni). A measure that is
    watched, too, has the interval that it has there, which holds with the others watched.
    """

    role: str
    measure: str
    before: Interval  # of nothing if it was not there before
    after: Interval
    difference: Interval
    # How much worse still counts as not worse; of utilisation: the room up to FULL.
    within: float
    verdict: GuardVerdict

    @property
    def red(self) -> bool:
        """Is it made worse?

        Returns:
            Whether the verdict is ``worse``.
        """
        return self.verdict == "worse"


# -- who receives ----------------------------------------------------------------------------------


def receivers(base: Scenario, other: Scenario) -> list[str]:
    """Roles that get work in a what-if which they did not have before, in the scenario's order."""
    receiving: set[str] = set()
    for name, activity in other.activities.items():
        before = base.activities.get(name)
        if activity.moved and (before is None or activity.moved != before.moved):
            receiving.add(activity.moved.to)
        if before is not None:
            receiving.update(_given_by(before.by, activity.by))
    for name, role in other.roles.items():
        known = base.roles.get(name)
        changed = known is None or known.absence.cover != role.absence.cover
        if changed and not never_acts(other, name):
            receiving.update(_deputies(other, name))
    return [role for role in other.roles if role in receiving]


def _given_by(before: Doers, after: Doers) -> Iterator[str]:
    """Roles that do an activity now and did not, or that do a larger share of it."""
    for role in after.roles:
        if role not in before.roles or after.part(role) > before.part(role):
            yield role


def _deputies(scenario: Scenario, role: str) -> list[str]:
    """The role that does the work of those of a role who are away: another one, or itself."""
    cover = scenario.roles[role].absence.cover
    if cover is None or cover.by == NOBODY:
        return []
    return [role if cover.by in SUBSTITUTES else cover.by]


def receiving(base: Experiment, other: Experiment) -> list[str]:
    """Roles that get work from a plan, or of whose work more comes to each of their people."""
    given = receivers(base.scenario, other.scenario)
    each_at = bonferroni(len(other.scenario.roles), other.confidence)
    return [
        role
        for role in other.scenario.roles
        if role in given or _is_asked_more(role, base, other, each_at)
    ]


def _is_asked_more(role: str, base: Experiment, other: Experiment, confidence: float) -> bool:
    """Does so much more come to each of a role's people that it matters, and not by luck?"""
    before, after = (_asked_of_each(role, each) for each in (base, other))
    rise = confidence_interval(after - before, confidence)
    return rise.low > 0 and rise.mean >= MATERIAL * float(before.mean())


def _asked_of_each(role: str, experiment: Experiment) -> Numbers:
    """Tasks a week that come to one of a role's people, replication by replication.

    Visits do not come: who has time plans more of them.
    """
    total, scenario = np.zeros(experiment.replications), experiment.scenario
    for measure in experiment.measures:
        kind, whose, activity = (*measure.split("."), "", "")[:3]
        if (kind, whose) == ("queue_asked", role) and activity not in scenario.call_plans:
            total = total + experiment.column(measure)
    there = scenario.roles.get(role)
    return total / max(there.people if there else 0, 1)


# -- what is judged --------------------------------------------------------------------------------


class _Sign(NamedTuple):
    """A measure of a receiving role, replication by replication; NaN where it never happened."""

    role: str
    measure: str
    before: Numbers
    after: Numbers
    queue: Queue | None = None  # after the plan, of growth: all work of the role, or one kind

    @property
    def kind(self) -> str:
        """The measure's name without whose it is."""
        return self.measure.partition(".")[0]

    @property
    def of_a_kind(self) -> bool:
        """Is it the pile of one kind of work among several?"""
        return self.kind == "queue_growth" and self.measure != f"{self.kind}.{self.role}"

    @property
    def moves(self) -> bool:
        """Can it be called worse at all? What is the same in every replication cannot."""
        return not np.array_equal(self.before, self.after, equal_nan=True)


def judged(
    base: Experiment, others: Sequence[Experiment], watched: Mapping[str, float] = NO_OTHERS
) -> dict[str, tuple[Guard, ...]]:
    """The guards of each plan; the words of all plans hold together.

    What is the same in every replication takes no part of the risk: it can only be "not worse". Nor
    does one kind of work that piles up: that it does is held together over all queues already. A
    difference has one interval: measures that are ``watched`` hold together with those watched,
    each at the confidence given, and take no part of the risk here either.
    """
    signs = {other.name: list(_signs(base, other)) for other in others}
    every = [sign for own in signs.values() for sign in own if sign.measure not in watched]
    one_sided = bonferroni(
        sum(each.moves and not each.of_a_kind for each in every), base.confidence
    )
    usual = 2 * one_sided - 1  # of the interval between two such bounds
    guards = {
        name: tuple(_guard(sign, watched.get(sign.measure, usual), base.confidence) for sign in own)
        for name, own in signs.items()
    }
    return {name: tuple(_told_once(own)) for name, own in guards.items()}


def _told_once(guards: Sequence[Guard]) -> Iterator[Guard]:
    """One kind of work that piles up is named only where all work of the role hides it."""
    red = {guard.measure for guard in guards if guard.red}
    for guard in guards:
        whole, _, kind = guard.measure.rpartition(".")
        if not (whole in red and kind):
            yield guard


def _signs(base: Experiment, other: Experiment) -> Iterator[_Sign]:
    """Utilisation, overtime, punctuality and piles of those who receive work."""
    for role in receiving(base, other):
        for measure in _measures_of(role, other.scenario):
            yield _Sign(role, measure, _known(base, measure), other.pooled(measure))
        grown, queue = f"queue_growth.{role}", whole_queue(other.queues, role)
        if queue is not None and grown in other.measures:  # older versions did not measure it
            yield _Sign(role, grown, _known(base, grown), other.pooled(grown), queue)
            yield from (_sign_of(base, other, each) for each in kinds_that_grow(other.queues, role))


def _sign_of(base: Experiment, other: Experiment, queue: Queue) -> _Sign:
    """One kind of work that piles up, which is little of all that a role does, perhaps."""
    before, after = (growth_in(each, *queue[:2]) for each in (base, other))
    return _Sign(queue.role, f"queue_growth.{queue.role}.{queue.activity}", before, after, queue)


def _known(base: Experiment, measure: str) -> Numbers:
    """A measure in the base; NaN of who is not there."""
    known = measure in base.measures
    return base.pooled(measure) if known else np.full(base.replications, math.nan)


def _measures_of(role: str, scenario: Scenario) -> Iterator[str]:
    yield f"utilisation.{role}"
    yield f"overtime.{role}"
    for name, activity in scenario.activities.items():
        taken = activity.moved is not None and activity.moved.to == role
        covered = role in _deputies(scenario, activity.by)
        taken |= covered and not never_covers(scenario, name, activity.by)
        if (activity.by == role or taken) and activity.due is not None:
            yield f"within_due.{name}"


# -- how it is judged ------------------------------------------------------------------------------


def _guard(sign: _Sign, each: float, confidence: float) -> Guard:
    """A sign in words, by bounds of which each holds with all the others."""
    before, after = (level(sign.measure, x, confidence) for x in (sign.before, sign.after))
    difference = change(sign.measure, sign.before, sign.after, each)
    worse_by = _harm(sign.measure, difference)
    then = level(sign.measure, sign.after, each)
    if sign.kind == "utilisation":
        within = max(FULL - before.mean, 0.0) if before.n else 0.0
        verdict = _word_of_load(then, worse_by)
    elif sign.queue is not None:
        within = SETTLED * sign.queue.asked
        verdict = _word_of_growth(sign.queue.grows, then, worse_by, within)
    else:
        within = MARGINS[sign.kind]
        verdict = _word(worse_by, within)
    return Guard(sign.role, sign.measure, before, after, difference, within, verdict)


def _harm(measure: str, difference: Interval) -> Interval:
    """A difference with its sign turned so that more is worse."""
    if describe(measure).better != "more":
        return difference
    return Interval(-difference.mean, -difference.high, -difference.low, difference.n)


def _word(worse_by: Interval, within: float) -> GuardVerdict:
    """Not worse if at most by the margin, even where that little is certain."""
    if worse_by.high <= within:
        return "not worse"
    return "worse" if worse_by.low > 0 else "cannot tell"


def _word_of_load(after: Interval, rose_by: Interval) -> GuardVerdict:
    """Worse if it has risen to where queues explode; a role that was full before has not."""
    if after.high <= FULL or rose_by.high <= 0:
        return "not worse"
    rose = rose_by.low > 0 or not rose_by.n  # a role that was not there before
    return "worse" if after.low > FULL and rose else "cannot tell"


def _word_of_growth(grows: bool, after: Interval, rose_by: Interval, within: float) -> GuardVerdict:
    """Worse if a pile grows that did not before, or grows faster; one that settles has not."""
    if after.high <= within or rose_by.high <= within:
        return "not worse"
    rose = rose_by.low > 0 or not rose_by.n  # a role that was not there before
    return "worse" if grows and after.low > 0 and rose else "cannot tell"
