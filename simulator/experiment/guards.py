"""Whom a plan harms: roles that may receive work, and customers, in three words that hold together.

Which roles is decided from the scenarios (``simulator.scenario.receivers``), not from what was
simulated: the same roles are judged whatever the number of replications. Customers are judged with
every plan: what they are called on for and whether they stay answers to whatever is done.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from simulator.experiment.estimates import change, level
from simulator.experiment.gains import describe
from simulator.experiment.judgement import goes_back, growth_in
from simulator.experiment.queues import SETTLED, Queue, kinds_that_grow, whole_queue
from simulator.experiment.results import Experiment
from simulator.experiment.statistics import Interval, bonferroni
from simulator.scenario.elementary import Numbers
from simulator.scenario.notes import never_covers
from simulator.scenario.phases import phases_of
from simulator.scenario.receivers import deputies, receivers
from simulator.scenario.scenario import Scenario

MOST = 0.5  # of the cases of an activity
FULL = 0.95  # utilisation from which queues explode
# How much worse counts as not worse, in the measure's unit: what nobody would act on.
MARGINS = {"within_due": 0.02, "overtime": 10.0}
# The same of signs that are worse only if they are so by more: they move a little with every plan.
MATERIAL_MARGINS = {
    "lapsed_share": 0.02,
    "goodwill": 0.05,
    "plan_coverage": 0.02,
    "nights_away": 0.1,
}
# Of customers who go: a tenth more of them, between two parts of all. One in twelve goes in a year
# of most companies, of whom nobody gives away a fifth.
MORE_LOST, MIN_LOST, MAX_LOST = 0.1, 0.002, 0.02
# Of work without a due, or with another one: half as long again, and an hour; or a day.
LONGER, MIN_LONGER, MAX_LONGER = 0.5, 1.0, 24.0
NIGHTS, CALLS = "nights_away.", "plan_coverage."
CUSTOMERS = ""  # who bears it where it is no role

NO_OTHERS: Mapping[str, float] = MappingProxyType({})

GuardVerdict = Literal["worse", "not worse", "cannot tell"]


class Guard(NamedTuple):
    """One sign of the receiving side before and after, and whether the plan makes it worse.

    Each end of ``difference`` is a one-sided bound. A sign can be called wrongly in one direction
    only: "worse" if it is not, "not worse" if it is by more than ``within``. So all words of a
    comparison together are right as often as its intervals promise (Bonferroni). A measure that is
    watched, too, has the interval that it has there, which holds with the others watched.
    """

    role: str  # empty: customers
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


# -- what is judged --------------------------------------------------------------------------------


class _Sign(NamedTuple):
    """A measure of who bears a plan, replication by replication; NaN where it never happened."""

    role: str
    measure: str
    before: Numbers
    after: Numbers
    queue: Queue | None = None  # after the plan, of growth: all work of the role, or one kind
    grows: bool = False  # whether that piles up, and not to what it is without the plan

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
    each_once = {
        (name, sign.measure)
        for name, own in signs.items()
        for sign in own
        if sign.measure not in watched and sign.moves and not sign.of_a_kind
    }
    one_sided = bonferroni(len(each_once), base.confidence)
    usual = 2 * one_sided - 1  # of the interval between two such bounds
    guards = {
        name: tuple(_guard(sign, watched.get(sign.measure, usual), base.confidence) for sign in own)
        for name, own in signs.items()
    }
    return {name: tuple(_told_once(own)) for name, own in guards.items()}


def _told_once(guards: Sequence[Guard]) -> Iterator[Guard]:
    """One pile is told once: that of all work of a role, or of one kind if all work hides it.

    So are calls: those of a whole plan, and of a segment only if it gets still fewer.
    """
    red = {guard.measure: guard for guard in guards if guard.red}
    piles = (each for each in red if each.startswith("queue_growth."))
    hidden = {each.rpartition(".")[0] for each in piles} - red.keys()
    for guard in guards:
        whole = red.get(guard.measure.rpartition(".")[0])
        if guard.measure not in hidden and (whole is None or _is_worse_still(guard, whole)):
            yield guard


def _is_worse_still(segment: Guard, whole: Guard) -> bool:
    """Does a segment get fewer calls by so much more than all together that it matters?"""
    fewer = whole.difference.mean - segment.difference.mean
    return segment.measure.startswith(CALLS) and fewer > MATERIAL_MARGINS[CALLS.rstrip(".")]


def _signs(base: Experiment, other: Experiment) -> Iterator[_Sign]:
    """Hours, punctuality, lapses, calls and piles of those who receive work; then customers."""
    receiving = receivers(base.scenario, other.scenario)
    for role in receiving:
        for measure in _measures_of(role, (base.scenario, other.scenario), receiving):
            if _is_judged(measure, base, other):
                yield _Sign(role, measure, _known(base, measure), other.pooled(measure))
        grown, queue = f"queue_growth.{role}", whole_queue(other.queues, role)
        if queue is not None and grown in other.measures:
            grows = queue.grows and not goes_back(base, other, queue)
            yield _Sign(role, grown, _known(base, grown), other.pooled(grown), queue, grows)
            yield from (_sign_of(base, other, each) for each in kinds_that_grow(other.queues, role))
    for measure in _of_customers(other.scenario):
        if _is_judged(measure, base, other):
            sign = _Sign(CUSTOMERS, measure, _known(base, measure), other.pooled(measure))
            yield from [sign] if sign.moves else []


def _of_customers(scenario: Scenario) -> Iterator[str]:
    """How many of each segment go, and what they think; whether it is called on less than others.

    That all are called on less is told of the call plan.
    """
    for segment in scenario.segments:
        yield from (f"lost_per_year.{segment}", f"goodwill.{segment}")
    for plan in scenario.call_plans:
        yield from calls_by_segment(plan, scenario)


def calls_by_segment(plan: str, scenario: Scenario) -> list[str]:
    """The measures of the calls of a plan on each of the segments that it is for, if several."""
    called = [name for name, each in scenario.segments.items() if plan in each.contact_every]
    return [f"{CALLS}{plan}.{segment}" for segment in called if len(called) > 1]


def _is_judged(measure: str, base: Experiment, other: Experiment) -> bool:
    """Is it known, and if it is of calls, are as many wanted of as many accounts as before?

    Else fewer of those wanted may be more calls, or fewer by intention.
    """
    if measure not in other.measures:  # older versions measured less
        return False
    return not measure.startswith(CALLS) or wants_the_same(measure, base.scenario, other.scenario)


def wants_the_same(measure: str, base: Scenario, other: Scenario) -> bool:
    """Are as many calls wanted of as many accounts, of a plan or of a segment in it?"""
    return _wanted(base, measure) == _wanted(other, measure)


def _wanted(
    scenario: Scenario, measure: str
) -> list[tuple[str, int | None, int | None, int | None]]:
    """On how many a plan wants to call how often: customers of each segment, or one; prospects."""
    _, plan, *segment = measure.split(".")
    return [
        (name, each.accounts, each.contact_every.get(plan), market.get(plan))
        for name, each in phases_of(scenario)[-1].scenario.segments.items()
        for market in (each.market.contact_every if each.market else {},)
        if segment in ([], [name])
    ]


def _sign_of(base: Experiment, other: Experiment, queue: Queue) -> _Sign:
    """One kind of work that piles up, which is little of all that a role does, perhaps."""
    before, after = (growth_in(each, *queue[:2]) for each in (base, other))
    measure = f"queue_growth.{queue.role}.{queue.activity}"
    grows = not goes_back(base, other, queue)
    return _Sign(queue.role, measure, before, after, queue, grows)


def _known(base: Experiment, measure: str) -> Numbers:
    """A measure in the base; NaN of who is not there."""
    if measure in base.measures:
        return base.pooled(measure)
    nothing = 0.0 if measure.startswith(NIGHTS) else math.nan  # who makes no tours is never away
    return np.full(base.replications, nothing)


def _measures_of(
    role: str, arms: tuple[Scenario, Scenario], judged_too: Collection[str]
) -> Iterator[str]:
    """What one of those who are judged is judged by.

    In time by another due than before says nothing: such work is judged by how long it takes.
    """
    base, scenario = arms
    yield from (f"{kind}.{role}" for kind in ("utilisation", "overtime", "nights_away"))
    for name in scenario.call_plans:
        if role in scenario.activities[name].by.roles:
            yield f"{CALLS}{name}"
    for name, activity in scenario.activities.items():
        if _answers_for(role, scenario, name, judged_too):
            if activity.lapses is not None:  # it never piles up, and nobody is busy with it
                yield f"lapsed_share.{name}"
            if activity.due is not None and _is_due_as_before(name, base, scenario):
                yield f"within_due.{name}"
            elif activity.lapses is None and _is_asked_for(scenario, name):
                yield f"turnaround_of_asked.{name}"


def _is_due_as_before(name: str, base: Scenario, other: Scenario) -> bool:
    """Has work the due that it had, or is it new?"""
    return name not in base.activities or base.activities[name].due == other.activities[name].due


def _is_asked_for(scenario: Scenario, name: str) -> bool:
    """Is it work that somebody waits for, and no planned call or meeting?"""
    return name not in scenario.call_plans and scenario.activities[name].arises.meeting is None


def _answers_for(role: str, scenario: Scenario, name: str, judged_too: Collection[str]) -> bool:
    """Is it a sign of a role that work comes late? Not of who gives most of it to one judged."""
    activity = scenario.activities[name]
    moved = activity.moved
    if moved is not None and role == moved.to:
        return True
    if role in activity.by.roles:
        return moved is None or moved.share < MOST or moved.to not in judged_too
    covered = role in deputies(scenario, activity.by)
    return covered and not never_covers(scenario, name, activity.by)


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
        verdict = _word_of_growth(sign.grows, then, worse_by, within)
    elif sign.kind == "turnaround_of_asked":
        least = max(MIN_LONGER, LONGER * before.mean) if before.n else MIN_LONGER
        within = min(least, MAX_LONGER)
        verdict = _word_beyond(worse_by, within)
    elif sign.kind == "lost_per_year":
        more = MORE_LOST * before.mean if before.n else 0.0
        within = min(max(more, MIN_LOST), MAX_LOST)
        verdict = _word_beyond(worse_by, within)
    elif sign.kind in MATERIAL_MARGINS:
        within = MATERIAL_MARGINS[sign.kind]
        verdict = _word_beyond(worse_by, within)
    else:
        within = MARGINS[sign.kind]
        verdict = _word(worse_by, within)
    return Guard(sign.role, sign.measure, before, after, difference, within, verdict)


def _harm(measure: str, difference: Interval) -> Interval:
    """A difference with its sign turned so that more is worse."""
    if describe(measure).better != "more":
        return difference  # what is neither is a burden: nights away
    return Interval(-difference.mean, -difference.high, -difference.low, difference.n)


def _word(worse_by: Interval, within: float) -> GuardVerdict:
    """Not worse if at most by the margin, even where that little is certain."""
    if worse_by.high <= within:
        return "not worse"
    return "worse" if worse_by.low > 0 else "cannot tell"


def _word_beyond(worse_by: Interval, within: float) -> GuardVerdict:
    """Worse for sure, and on average by more than the margin."""
    word = _word(worse_by, within)
    return "cannot tell" if word == "worse" and worse_by.mean <= within else word


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
